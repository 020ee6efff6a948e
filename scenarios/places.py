"""The places of a made-up brigade: desks, leader, reserve, accident car, mobile units, posts with lines."""

from collections.abc import Sequence
from dataclasses import replace

from ..models.crew import CrewPattern, Patterns, parse_patterns
from ..models.place import DeskKind, PatrolLine, Place, PlaceKind, RoadClass
from .junctions import Junction
from .openings import AFTERNOON, ALL_DAY, CHAIN, DAYTIME, EVERY_DAY, MORNING, WEEKDAY, WEEKEND, Draft, Wish
from .workload import BUSY, Pool

ONE_POLICE: Patterns = (CrewPattern(1, 0),)
TWO_POLICE: Patterns = (CrewPattern(2, 0),)
EITHER = parse_patterns("1+0|0+1")
LED_PAIR = parse_patterns("2+0|1+1")
THREE = parse_patterns("1+2|2+1")
HELPERS = parse_patterns("0+2")

DESKS = {
    DeskKind.INTEL: "情报信息岗",
    DeskKind.ANALYSIS: "分析研判岗",
    DeskKind.DISPATCH: "指挥调度岗",
    DeskKind.VIDEO: "视频巡逻岗",
    DeskKind.OM: "运维监管岗",
}


def lead_wishes(prefix: str, unit_id: str) -> list[Wish]:
    """Return the leader on duty (带班领导) of a centre: round the clock, every day."""
    place = Place(
        place_id=f"{prefix}L01",
        name="带班领导",
        kind=PlaceKind.LEAD,
        unit_id=unit_id,
        needs={},
        crew=ONE_POLICE,
        lead_skills=frozenset({"LEADER"}),
        priority=5,
    )
    return [Wish(draft=Draft(place, ()), kinds=EVERY_DAY, bands=ALL_DAY, must=True)]


def desk_wishes(prefix: str, unit_id: str, pool: Pool) -> list[Wish]:
    """Return the five desks (F11): dispatch and video round the clock, the others by day; more where people suffice."""

    def desk(number: int, kind: DeskKind, crew: Patterns, skill: str, priority: int) -> Draft:
        place = Place(
            place_id=f"{prefix}K{number:02d}",
            name=DESKS[kind],
            kind=PlaceKind.DESK,
            unit_id=unit_id,
            needs={},
            crew=crew,
            skills=frozenset({skill}),
            desk=kind,
            priority=priority,
        )
        return Draft(place, (pool,))

    dispatch = desk(1, DeskKind.DISPATCH, ONE_POLICE, "COMMAND", 5)
    video = desk(2, DeskKind.VIDEO, EITHER, "COMMAND", 4)
    intel = desk(3, DeskKind.INTEL, ONE_POLICE, "COMMAND", 3)
    analysis = desk(4, DeskKind.ANALYSIS, ONE_POLICE, "COMMAND", 2)
    om = desk(5, DeskKind.OM, EITHER, "TECH", 2)
    return [
        Wish(draft=dispatch, kinds=EVERY_DAY, bands=ALL_DAY, must=True),
        Wish(draft=video, kinds=EVERY_DAY, bands=ALL_DAY, must=True),
        *(Wish(draft=draft, kinds=WEEKDAY, bands=MORNING, must=True) for draft in (intel, analysis, om)),
        Wish(draft=video, kinds=WEEKDAY, bands=MORNING),
        Wish(draft=dispatch, kinds=WEEKDAY, bands=MORNING),
        Wish(draft=intel, kinds=WEEKDAY, bands=AFTERNOON),
        Wish(draft=om, kinds=WEEKDAY, bands=AFTERNOON),
        *(Wish(draft=draft, kinds=WEEKEND, bands=MORNING) for draft in (intel, om, video)),
        Wish(draft=video, kinds=WEEKDAY, bands=AFTERNOON),
        Wish(draft=dispatch, kinds=WEEKDAY, bands=AFTERNOON),
        *(Wish(draft=draft, kinds=WEEKEND, bands=AFTERNOON) for draft in (intel, om, video)),
    ]


def accident_wishes(prefix: str, unit_id: str, pool: Pool) -> list[Wish]:
    """Return the accident squadron's places: the reserve of the night (R25), the accident car and quick handling."""
    reserve = Place(
        place_id=f"{prefix}R01",
        name="事故备勤组",
        kind=PlaceKind.RESERVE,
        unit_id=unit_id,
        needs={},
        crew=TWO_POLICE,
        lead_skills=frozenset({"ACC_MID"}),
        priority=5,
        note="夜间事故出警, 两名民警 (R25)",
    )
    car = replace(
        _mobile_unit(prefix, unit_id, 1, "事故勘查车", TWO_POLICE), lead_skills=frozenset({"ACC_BASIC"}), priority=4
    )
    quick = replace(
        _mobile_unit(prefix, unit_id, 2, "快处快赔组", LED_PAIR),
        road_class=RoadClass.COLLECTOR,
        lead_skills=frozenset({"ACC_SIMPLE"}),
    )
    handling = Draft(quick, (pool,))
    return [
        Wish(draft=Draft(reserve, (pool,)), kinds=EVERY_DAY, bands=("NIGHT",), must=True),
        Wish(draft=Draft(car, (pool,)), kinds=EVERY_DAY, bands=DAYTIME, must=True),
        Wish(draft=handling, kinds=WEEKDAY, bands=MORNING),
        Wish(draft=handling, kinds=WEEKDAY, bands=AFTERNOON),
        Wish(draft=handling, kinds=WEEKEND, bands=MORNING),
        Wish(draft=handling, kinds=WEEKEND, bands=AFTERNOON),
    ]


def _mobile_unit(prefix: str, unit_id: str, number: int, name: str, crew: Patterns) -> Place:
    return Place(
        place_id=f"{prefix}M{number:02d}",
        name=name,
        kind=PlaceKind.MOBILE,
        unit_id=unit_id,
        needs={},
        crew=crew,
        road_class=RoadClass.ARTERIAL,
        enforcement=True,
        priority=3,
    )


def mobile_wishes(prefix: str, unit_id: str, road: Pool) -> tuple[list[Wish], list[Wish], list[Wish]]:
    """
    Return the mobile units: what must be (a car at night), the wish (riders by day), and what comes last.

    The last are a second car at night, a supervising patrol of two police, and a pair of auxiliaries who dissuade;
    these two use up what people of one role are left.
    """
    night = _mobile_unit(prefix, unit_id, 11, "夜间机动巡逻", ONE_POLICE)
    riders = _mobile_unit(prefix, unit_id, 12, "铁骑机动组", ONE_POLICE)
    patrol = _mobile_unit(prefix, unit_id, 13, "督导巡查组", TWO_POLICE)
    helpers = _mobile_unit(prefix, unit_id, 14, "文明劝导组", HELPERS)
    car = Draft(replace(night, lead_skills=frozenset({"ALCOHOL"})), (road,))
    motorcycles = Draft(replace(riders, skills=frozenset({"MOTO"}), lead_skills=frozenset({"ACC_SIMPLE"})), (road,))
    pairs = [
        Draft(replace(patrol, priority=2), (road,)),
        Draft(replace(helpers, priority=1, enforcement=False, road_class=RoadClass.COLLECTOR), (road,)),
    ]
    must = [Wish(draft=car, kinds=EVERY_DAY, bands=("NIGHT",), must=True)]
    wishes = [Wish(draft=motorcycles, kinds=kinds, bands=DAYTIME) for kinds in (WEEKDAY, WEEKEND)]
    last = [
        Wish(draft=car, kinds=EVERY_DAY, bands=("NIGHT",)),
        *(
            Wish(draft=pair, kinds=kinds, bands=bands)
            for kinds, bands in ((WEEKDAY, MORNING), (WEEKDAY, AFTERNOON), (WEEKEND, MORNING), (WEEKEND, AFTERNOON))
            for pair in pairs
        ),
    ]
    return must, wishes, last


def station_wish(prefix: str, unit_id: str, junction: Junction, pools: Sequence[Pool]) -> Wish:
    """Return a service station at the edge of the brigade's area, open in the mornings of working days."""
    place = Place(
        place_id=f"{prefix}S01",
        name=f"{(junction.streets or ('城郊',))[0]}执法服务站",
        kind=PlaceKind.STATION,
        unit_id=unit_id,
        needs={},
        crew=LED_PAIR,
        road_class=junction.road_class,
        lon=junction.lon,
        lat=junction.lat,
        lead_skills=frozenset({"SERVICE"}),
        enforcement=True,
        priority=2,
    )
    return Wish(draft=Draft(place, pools), kinds=WEEKDAY, bands=MORNING)


def post(  # noqa: PLR0913
    place_id: str, unit_id: str, junction: Junction, *, rank: float, school: bool, pools: Sequence[Pool]
) -> Draft:
    """
    Return a post with its line.

    ``rank`` is the share of the brigade's posts that are more important. On collectors and local streets the last
    sixth is kept by auxiliaries alone, who direct and dissuade but do not enforce (R04).
    """
    helpers = rank >= 0.85 and junction.road_class not in BUSY
    priority = next(p for p, below in ((5, 0.15), (4, 0.4), (3, 0.75), (2, 1.01)) if rank < below)
    street = junction.streets[0] if junction.streets else junction.name
    line = PatrolLine(f"{place_id}-X", f"{street}巡线", junction.line_km)
    place = Place(
        place_id=place_id,
        name=junction.name,
        kind=PlaceKind.POST,
        unit_id=unit_id,
        needs={},
        crew=HELPERS if helpers else _post_crew(junction, priority),
        road_class=junction.road_class,
        lon=junction.lon,
        lat=junction.lat,
        priority=priority,
        enforcement=not helpers,
        must_hold=priority == 5,
        signalised=junction.signal,
        school=school,
        line=line,
    )
    return Draft(place, pools)


def _post_crew(junction: Junction, priority: int) -> Patterns:
    """Return a post's own least crew: three at the larger junctions of main roads, else what the law leaves."""
    if junction.road_class not in BUSY:
        return LED_PAIR
    return THREE if priority > 2 else ONE_POLICE


def chain_wish(draft: Draft) -> Wish:
    """Return the weekday chain of a post: stand in both peaks, ride the line between them."""
    return Wish(draft=draft, kinds=WEEKDAY, bands=CHAIN, must=True)
