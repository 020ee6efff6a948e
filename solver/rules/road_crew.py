"""R01: the least crew on expressways, arterials and highways."""

from collections.abc import Iterator

from ...models.city import City
from ...models.crew import Patterns, parse_patterns
from ...models.finding import Finding, Severity
from ...models.leg import Leg
from ...models.place import HIGHWAYS, Place, RoadClass
from ...models.text import Text
from ..case import Case, Crew
from .clerk import at_crew, say
from .rule import Param, Rule, crew_patterns, leg_modes


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Muster each crew."""
    for crew in case.crews:
        yield from muster(case, crew, rule)


def muster(case: Case, crew: Crew, rule: Rule) -> Iterator[Finding]:
    """Count heads once the crew does road duty on such a road in any of its legs."""
    policy, road = case.city.policy, crew.place.road_class
    if road not in (RoadClass.EXPRESSWAY, RoadClass.ARTERIAL) and road not in HIGHWAYS:
        return
    if not any(str(leg.mode) in rule.words(policy, "scope") for leg in crew.legs):
        return
    wanted = str(rule.value(policy, "crew"))
    if any(crew.police >= least.police and crew.aux >= least.aux for least in parse_patterns(wanted)):
        return
    yield say(
        rule,
        Severity.ERROR,
        Text(
            f"{crew.day} {crew.template.code} {crew.place.name} ({road}) 编组为 {crew.police}+{crew.aux}, 须 {wanted}",
            f"{crew.day} {crew.template.code} {crew.place.name} ({road}): crew of {crew.police}+{crew.aux},"
            f" the law asks for {wanted}",
        ),
        Text("增加民警, 或由 1 名民警带领 2 名以上辅警", "add police, or let one officer lead two auxiliaries"),
        where=at_crew(crew),
    )


def crew(city: City, place: Place, leg: Leg, rule: Rule) -> Patterns:
    """Raise the crew on the roads of the article, in the modes of its scope."""
    covered = place.road_class in HIGHWAYS | {RoadClass.EXPRESSWAY, RoadClass.ARTERIAL}
    if not covered or leg.mode not in rule.words(city.policy, "scope"):
        return ()
    return parse_patterns(str(rule.value(city.policy, "crew")))


RULE = Rule(
    code="R01",
    name=Text("道路执勤编组", "crew on major roads"),
    source="[L] 《交通警察道路执勤执法工作规范》(2008) 第70条 / "
    "Work Rules for Traffic Police on the Road (2008), art. 70",
    why=Text(
        "城市快速路、主干道及公路上执勤应由两名以上民警, 或一名民警带领两名以上协管员进行。",
        "On urban expressways, arterials and highways at least two police, or one leading two auxiliaries.",
    ),
    hard=True,
    params={
        "crew": Param("2+0|1+2", "民警+辅警 / police+auxiliaries", Text("最少编组", "least crews"), crew_patterns),
        "scope": Param(
            ("FIXED", "LINE", "MOBILE", "STATION"),
            "勤务方式 / leg modes",
            Text(
                "适用的勤务方式 (默认按字面; 只管巡逻设卡者写 LINE, MOBILE, STATION)",
                "modes it covers (default: literally all on the road; without post duty: LINE, MOBILE, STATION)",
            ),
            leg_modes,
        ),
    },
    check=check,
    muster=muster,
    crew=crew,
)
