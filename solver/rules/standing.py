"""R24: nobody stands at a post for hours without relief."""

from collections.abc import Iterator
from dataclasses import replace

from ...models.city import City
from ...models.finding import Finding, Severity
from ...models.leg import Leg, LegMode
from ...models.officer import Role
from ...models.place import Place
from ...models.text import Text
from ..case import Case, Crew
from .clerk import at_crew, say
from .rule import Param, Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Measure each stand; a crew that stays lawful while one of its members rests can relieve itself."""
    policy = case.city.policy
    limit = rule.number(policy, "stand_min")
    for crew in case.crews:
        stands = [leg for leg in crew.legs if leg.mode is LegMode.FIXED and leg.end - leg.start > limit]
        if not stands or _relieves_itself(case, crew):
            continue
        for leg in stands:
            units = -(-(leg.end - leg.start - limit) // 30)
            yield say(
                rule,
                Severity.WARN,
                Text(
                    f"{crew.day} {crew.place.name} 连续站岗 {leg.end - leg.start} 分钟, 无人替换 (上限 {limit})",
                    f"{crew.day} {crew.place.name}: {leg.end - leg.start} min of standing without relief"
                    f" (limit {limit})",
                ),
                Text("增加一人轮换, 或安排接替编组", "add one person to rotate, or a crew to take over"),
                where=at_crew(crew, leg.band),
                units=units,
                cost=units * rule.price(policy),
            )


def _relieves_itself(case: Case, crew: Crew) -> bool:
    from .catalogue import ALL_RULES  # noqa: PLC0415 - the list holds this rule itself

    musters = [r for r in ALL_RULES if r.muster is not None and not r.waived(case.city.policy)]
    for role in Role:
        resting = next((member for member in crew.members if member[0].role is role), None)
        rest = tuple(member for member in crew.members if member is not resting)
        smaller = replace(crew, members=rest)
        if resting and not any(any(r.muster(case, smaller, r)) for r in musters if r.muster):
            return True
    return False


def leg(city: City, place: Place, leg: Leg, spare: int, rule: Rule) -> int:
    """Price each half hour of a long stand of a crew that has nobody to spare."""
    del place
    if leg.mode is not LegMode.FIXED or spare > 0:
        return 0
    beyond = max(0, leg.minutes - rule.number(city.policy, "stand_min"))
    return rule.price(city.policy) * -(-beyond // 30)


RULE = Rule(
    code="R24",
    name=Text("站岗轮换", "relief while standing"),
    source="[D] 设计默认; 大城市夏季有缩短站岗的做法 / design default; large cities shorten stands in summer",
    why=Text("站岗两小时须有人替换; 天热时把上限调低。", "Two hours of standing need relief; lower the limit in heat."),
    hard=False,
    weight=30,
    unit=Text("每超半小时 (不足按半小时)", "each started half hour beyond"),
    params={"stand_min": Param(120, "min", Text("无替换的最长站岗", "longest stand without relief"))},
    check=check,
    leg=leg,
)
