"""R25: at night every brigade has a call-out reserve and a leader on duty."""

from collections.abc import Iterator

from ...models.band import Band
from ...models.city import City
from ...models.crew import Patterns, parse_patterns
from ...models.finding import Finding, Severity, Where
from ...models.leg import Leg, LegMode
from ...models.place import Place, PlaceKind
from ...models.text import Text
from ...models.week import DAY_MIN
from ..case import Case, Crew
from .clerk import absences, at_crew, say
from .rule import Param, Rule, crew_patterns

CORE_MIN = 5 * 60


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Muster each reserve, report those that are missing at night, and brigades that have none at all."""
    for crew in case.crews:
        yield from muster(case, crew, rule)
    yield from _missing_at_night(case, rule)
    yield from _without_reserve(case, rule)


def muster(case: Case, crew: Crew, rule: Rule) -> Iterator[Finding]:
    """Count heads of a reserve that stands by in the small hours."""
    wanted = str(rule.value(case.city.policy, "crew"))
    if any(crew.police >= least.police and crew.aux >= least.aux for least in parse_patterns(wanted)):
        return
    if any(leg.mode is LegMode.RESERVE and _is_night(case, rule, leg.start, leg.end) for leg in crew.legs):
        yield say(
            rule,
            Severity.ERROR,
            Text(
                f"{crew.day} {crew.place.name} 夜间备勤编组为 {crew.police}+{crew.aux}, 须 {wanted}",
                f"{crew.day} {crew.place.name}: night reserve of {crew.police}+{crew.aux}, needs {wanted}",
            ),
            Text("夜间备勤至少两名民警, 以便处理一般程序事故", "two police, so that they may handle any accident"),
            where=at_crew(crew),
        )


def _is_night(case: Case, rule: Rule, start: int, end: int) -> bool:
    small_hours = sum(minute % DAY_MIN < CORE_MIN for minute in range(start, end))
    return small_hours >= rule.number(case.city.policy, "night_min")


def _missing_at_night(case: Case, rule: Rule) -> Iterator[Finding]:
    for lack in absences(case):
        on_call = lack.place.kind in (PlaceKind.RESERVE, PlaceKind.LEAD)
        if on_call and _is_night(case, rule, lack.band.start, lack.band.end):
            yield say(
                rule,
                Severity.GAP,
                Text(
                    f"{lack.day} 夜间 {lack.place.name} 缺 {lack.crews} 组",
                    f"{lack.day}: {lack.place.name} lacks {lack.crews} crew(s) at night",
                ),
                Text("优先补齐夜间备勤和带班", "fill the night reserve and the leader first"),
                where=Where(place=lack.place.place_id, date=str(lack.day), band=lack.band.code),
                units=lack.crews,
                cost=lack.crews * rule.price(case.city.policy),
            )


def _without_reserve(case: Case, rule: Rule) -> Iterator[Finding]:
    city = case.city
    brigades = {p.unit_id: city.org.brigade_of(p.unit_id) for p in city.places}
    for brigade in sorted({brigades[p.unit_id] for p in city.places if p.outdoor}):
        for kind, zh, en in ((PlaceKind.RESERVE, "夜间备勤", "night reserve"), (PlaceKind.LEAD, "带班", "leader")):
            if any(place.kind is kind and brigades[place.unit_id] == brigade for place in city.places):
                continue
            name = city.org[brigade].name
            yield say(
                rule,
                Severity.WARN,
                Text(f"{name} 没有设置{zh}岗位", f"{name} has no place for a {en} on duty"),
                Text("在岗点表中增加该岗位", "add one to the table of places"),
                where=Where(value=brigade),
            )


def _at_night(city: City, rule: Rule, start: int, end: int) -> bool:
    covered = sum(max(0, min(end, dawn) - max(start, dawn - CORE_MIN)) for dawn in (CORE_MIN, CORE_MIN + DAY_MIN))
    return covered >= rule.number(city.policy, "night_min")


def crew(city: City, place: Place, leg: Leg, rule: Rule) -> Patterns:
    """Ask for two police on each reserve that stands by in the small hours."""
    del place
    if leg.mode is not LegMode.RESERVE or not _at_night(city, rule, leg.start, leg.end):
        return ()
    return parse_patterns(str(rule.value(city.policy, "crew")))


def missing(city: City, place: Place, band: Band, mode: LegMode, rule: Rule) -> int:
    """Price a missing reserve or leader at night on top of the shortage."""
    del place
    on_call = mode in {LegMode.RESERVE, LegMode.LEAD}
    return rule.price(city.policy) if on_call and _at_night(city, rule, band.start, band.end) else 0


RULE = Rule(
    code="R25",
    name=Text("夜间备勤与带班", "night reserve and leader on duty"),
    source="[P] 公安内务条令 24 小时值班备勤、领导带班 / "
    "police internal-affairs regulations: 24 h standby, leader on duty",
    why=Text(
        "夜里来了警情, 每个大队都要有人出动、有人负责。",
        "A call at night must find someone to go and someone in charge.",
    ),
    hard=True,
    weight=16_000,
    unit=Text("夜间每缺一组备勤或带班", "each reserve or leader missing in a night band"),
    params={
        "crew": Param(
            "2+0", "民警+辅警 / police+auxiliaries", Text("夜间备勤最少编组", "least night reserve"), crew_patterns
        ),
        "night_min": Param(
            120, "min", Text("00:00-05:00 内达此分钟数即为夜间", "minutes in 00:00-05:00 that make a night")
        ),
    },
    check=check,
    muster=muster,
    crew=crew,
    missing=missing,
)
