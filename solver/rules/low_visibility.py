"""R02: the least crew of a set-up point on highways and expressways in the dark."""

from collections.abc import Iterator

from ...models.city import City
from ...models.crew import Patterns, parse_patterns
from ...models.finding import Finding, Severity
from ...models.leg import Leg, LegMode
from ...models.place import HIGHWAYS, Place, RoadClass
from ...models.text import Text
from ..case import Case, Crew
from .clerk import at_crew, say
from .rule import Param, Rule, crew_patterns


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Muster each crew."""
    for crew in case.crews:
        yield from muster(case, crew, rule)


def muster(case: Case, crew: Crew, rule: Rule) -> Iterator[Finding]:
    """Count heads at the first stand that lies in the dark for as long as the rule allows."""
    policy = case.city.policy
    if crew.place.road_class is not RoadClass.EXPRESSWAY and crew.place.road_class not in HIGHWAYS:
        return
    wanted = str(rule.value(policy, "crew"))
    if any(crew.police >= least.police and crew.aux >= least.aux for least in parse_patterns(wanted)):
        return
    for leg in crew.legs:
        dark = case.city.daylight.dark_minutes(leg.day, leg.start, leg.end)
        if leg.mode not in (LegMode.FIXED, LegMode.STATION) or dark < rule.number(policy, "dark_min"):
            continue
        yield say(
            rule,
            Severity.ERROR,
            Text(
                f"{crew.day} {crew.place.name} 夜间设点 {dark} 分钟, 编组为 {crew.police}+{crew.aux}, 须 {wanted}",
                f"{crew.day} {crew.place.name}: set up for {dark} min in the dark with a crew of"
                f" {crew.police}+{crew.aux}, the law asks for {wanted}",
            ),
            Text("增加警力, 或天黑前撤点改为巡逻", "add people, or patrol instead of standing in the dark"),
            where=at_crew(crew, leg.band),
        )
        return


def crew(city: City, place: Place, leg: Leg, rule: Rule) -> Patterns:
    """Raise the crew of dark stands on fast roads."""
    if place.road_class not in HIGHWAYS | {RoadClass.EXPRESSWAY} or leg.mode not in {LegMode.FIXED, LegMode.STATION}:
        return ()
    if city.daylight.dark_minutes(leg.day, leg.start, leg.end) < rule.number(city.policy, "dark_min"):
        return ()
    return parse_patterns(str(rule.value(city.policy, "crew")))


RULE = Rule(
    code="R02",
    name=Text("夜间设点编组", "crew of a set-up point in the dark"),
    source="[L] 《交通警察道路执勤执法工作规范》(2008) 第72条(一) / Work Rules for Traffic Police on the Road (2008),"
    " art. 72(1)",
    why=Text(
        "夜间等能见度低时, 公路、城市快速路设点执勤须三名以上民警, 或两名民警带领两名以上协管员。",
        "At night a set-up point on a highway or urban expressway needs three police, or two with two auxiliaries.",
    ),
    hard=True,
    params={
        "crew": Param("3+0|2+2", "民警+辅警 / police+auxiliaries", Text("最少编组", "least crews"), crew_patterns),
        "dark_min": Param(30, "min", Text("黑暗达此分钟数即算夜间", "dark minutes from which a stand counts as dark")),
    },
    check=check,
    muster=muster,
    crew=crew,
)
