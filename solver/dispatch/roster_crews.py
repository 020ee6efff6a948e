"""From the roster to the fleet: who rides together, and where the duty wants them hour by hour."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...models.city import City
from ...models.errors import InputError
from ...models.finding import Finding, Severity
from ...models.leg import Leg, LegMode
from ...models.line import Line
from ...models.officer import Role
from ...models.place import Place, PlaceKind
from ...models.roster import Roster, Seat
from ...models.text import Text
from ...models.week import DAY_MIN
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from ..case import Case, Crew
from .beats import EVERY_M, by_the_clock, ridden
from .crew_file import CrewFile, Stretch, seconds
from .fleet import Fleet
from .fleet_findings import RULE
from .rules import DispatchRules
from .territory import Territory

ON_THE_ROAD = frozenset({PlaceKind.POST, PlaceKind.MOBILE, PlaceKind.STATION, PlaceKind.RESERVE})
ON_A_LINE = frozenset({LegMode.LINE, LegMode.MOBILE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Which version of the week a roster is, and which one the register says is in force; "" if not known."""

    version: str = ""
    in_force: str = ""


def fleet_of(  # noqa: PLR0913 - the public call: options by keyword
    city: City,
    roster: Roster,
    search: RoadSearch,
    *,
    rules: DispatchRules | None = None,
    before: Roster | None = None,
    lines: Mapping[str, Sequence[RoadPoint]] | None = None,
    walks: Mapping[tuple[str, str], Sequence[Line]] | None = None,
    radios: Mapping[tuple[date, str, str], str] | None = None,
    filed: Filed | None = None,
    doubts: Sequence[Finding] = (),
) -> Fleet:
    """
    Make the fleet of a roster, filed or planned.

    Parameters
    ----------
    city, roster
        The city, and the roster of a week of it; every id in the roster must resolve.
    search
        The road search of the city's network.
    rules
        Settings of dispatch; the city's own if not given.
    before
        The roster of the week before: its night duties reach into this week.
    lines
        Place id -> the places that its crews pass on their line, in the order ridden. A place that is not named has
        the main streets of its cell for a line.
    walks
        (Place id, code of a band) -> the lines that were planned for it (``qinwu lines``), of the same roads: crews
        are where these say by the clock; crew number 1 rides the first, 2 the second, and round again. What has no
        walk follows ``lines``.
    radios
        (Day, template, police number) -> the radio filed for that duty (``InForce.radios``); who has none there is
        called on the radio of the table of officers.
    filed
        What the register says of the roster: if another version is in force, every answer says so.
    doubts
        What else is doubtful about the input; shown with every answer.

    Returns
    -------
    One unit for each crew of each duty on the road or on standby; its id is place-day-template-number, as
    ``P01-1124-EARLY-1``. On a line the roster places a crew ever farther along it; a crew without a place of its own
    is at the post in the middle of its brigade.

    Raises
    ------
    InputError
        If ``before`` is not the roster of the week before.
    """
    rules = rules or DispatchRules.of(city)
    fleet = Fleet(search, rules=rules)
    territory = Territory.of(city, search.network, fleet.snapper)
    crews = list(_crews(city, roster, before))
    ground = _Ground(
        city=city,
        places=_places(city, fleet),
        lines=_lines(crews, territory, lines or {}),
        walks={key: [line for line in known if line.steps] for key, known in (walks or {}).items()},
        crews=_riders(crews),
        radios=radios or {},
    )
    return Fleet(
        search,
        [_crew_file(city, crew, ground) for crew in crews],
        rules=rules,
        territory=territory,
        notices=[*doubts, *_superseded(roster, filed or Filed())],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """Where places are, their lines, and how many crews of one duty ride each of them, and filed radios."""

    city: City
    places: Mapping[str, RoadPoint]
    walks: Mapping[tuple[str, str], Sequence[Line]]
    lines: Mapping[str, Sequence[RoadPoint]]
    crews: Mapping[tuple[str, date, str], int]
    radios: Mapping[tuple[date, str, str], str]


def _crews(city: City, roster: Roster, before: Roster | None) -> Iterator[Crew]:
    """Go through the crews on the road: this week's, and those of the week before that work into it."""
    if before is not None:
        if before.week.monday + timedelta(weeks=1) != roster.week.monday:
            raise InputError(
                Text(
                    f"{before.week} 不是 {roster.week} 的前一周", f"{before.week} is not the week before {roster.week}"
                )
            )
        for crew in Case(city, before).crews:
            left = (roster.week.monday - crew.day).days * DAY_MIN
            if crew.place.kind in ON_THE_ROAD and crew.template.end > left:
                yield crew
    yield from (crew for crew in Case(city, roster).crews if crew.place.kind in ON_THE_ROAD)


def _lines(
    crews: Sequence[Crew], territory: Territory | None, given: Mapping[str, Sequence[RoadPoint]]
) -> Mapping[str, Sequence[RoadPoint]]:
    """Return the line of each place that has one."""
    riding = {leg.place_id for crew in crews for leg in crew.legs if leg.mode is LegMode.LINE}
    cells = {place: territory.streets(place, every_m=EVERY_M) for place in sorted(riding - set(given)) if territory}
    return {**cells, **given}


def _riders(crews: Sequence[Crew]) -> Mapping[tuple[str, date, str], int]:
    return Counter((crew.place.place_id, crew.day, crew.template.code) for crew in crews)


def _crew_file(city: City, crew: Crew, ground: _Ground) -> CrewFile:
    """Return the file of one crew."""
    police = [officer for officer, _ in crew.members if officer.role is Role.POLICE]
    lead_first = sorted(crew.members, key=lambda member: member[1] is not Seat.LEAD)
    radios = [ground.radios.get((crew.day, crew.template.code, o.officer_no)) or o.radio_id for o, _ in lead_first]
    owner, brigade = crew.place.unit_id, city.org.brigade_of(crew.place.unit_id)
    return CrewFile(
        unit_id=f"{crew.place.place_id}-{crew.day:%m%d}-{crew.template.code}-{crew.number}",
        brigade=brigade,
        squadron=owner if owner != brigade else "",
        officers=tuple(officer.officer_no for officer, _ in crew.members),
        police=crew.police,
        aux=crew.aux,
        lead_skills=frozenset().union(*(officer.skills for officer in police)),
        radio_id=next(filter(None, radios), ""),
        stretches=list(_stretches(crew, ground)),
    )


def _stretches(crew: Crew, ground: _Ground) -> Iterator[Stretch]:
    """Go through the legs of a crew; one that rides a line is cut into the places on the way."""
    midnight = datetime.combine(crew.day, datetime.min.time())
    edges = [end for _, end in crew.template.segments]
    crews = ground.crews[crew.place.place_id, crew.day, crew.template.code]
    for leg in crew.legs:
        stretch = Stretch(
            start=seconds(midnight + timedelta(minutes=leg.start)),
            end=seconds(midnight + timedelta(minutes=leg.end)),
            mode=leg.mode,
            place_id=leg.place_id,
            at=ground.places.get(leg.place_id),
            ends=seconds(midnight + timedelta(minutes=min(edge for edge in edges if edge >= leg.end))),
        )
        walks = ground.walks.get((leg.place_id, leg.band), ()) if leg.mode in ON_A_LINE else ()
        if walks:
            mine, rank = (crew.number - 1) % len(walks), (crew.number - 1) // len(walks) + 1
            together = len(range(mine, crews, len(walks)))
            begins = _begin(ground.city, leg)
            yield from by_the_clock(stretch, walks[mine], begins=begins, crew=rank, crews=together)
        else:
            line = ground.lines.get(leg.place_id, ()) if leg.mode in ON_A_LINE else ()
            yield from ridden(stretch, line, crew=crew.number, crews=crews)


def _begin(city: City, leg: Leg) -> float:
    """Return when the band of a leg begins."""
    band = next(band for band in city.bands_of(leg.band_day) if band.code == leg.band)
    return seconds(datetime.combine(leg.band_day, datetime.min.time()) + timedelta(minutes=band.start))


def _places(city: City, fleet: Fleet) -> dict[str, RoadPoint]:
    """Return where each place is; one without coordinates is at the post in the middle of its brigade's."""
    located = [place for place in city.places if place.lon is not None and place.lat is not None]
    if not located:
        return {}
    snaps = fleet.snapper.snap([p.lon or 0.0 for p in located], [p.lat or 0.0 for p in located])
    found = {
        place.place_id: snaps.point(i) for i, place in enumerate(located) if snaps.distance_m[i] <= fleet.rules.far_m
    }
    for place in city.places:
        if place.lon is None and place.kind in ON_THE_ROAD:
            brigade = city.org.brigade_of(place.unit_id)
            own = [p for p in located if city.org.brigade_of(p.unit_id) == brigade and p.place_id in found]
            if own:
                found[place.place_id] = found[_middle(own).place_id]
    return found


def _middle(places: Sequence[Place]) -> Place:
    lon = sum(place.lon or 0.0 for place in places) / len(places)
    lat = sum(place.lat or 0.0 for place in places) / len(places)
    return min(places, key=lambda p: (((p.lon or 0.0) - lon) ** 2 + ((p.lat or 0.0) - lat) ** 2, p.place_id))


def _superseded(roster: Roster, filed: Filed) -> list[Finding]:
    if not filed.in_force or filed.in_force == filed.version:
        return []
    own = filed.version or "?"
    return [
        Finding(
            rule=RULE,
            severity=Severity.WARN,
            message=Text(
                f"{roster.week} 的花名册 {own} 已被 {filed.in_force} 取代",
                f"the roster {own} of {roster.week} is superseded by {filed.in_force}",
            ),
            advice=Text(f"改用 {filed.in_force}", f"use {filed.in_force}"),
        )
    ]
