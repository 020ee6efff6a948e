"""From the roster to the fleet: who rides together, and where the duty wants them hour by hour."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ...models.city import City
from ...models.finding import Finding, Severity
from ...models.leg import LegMode
from ...models.officer import Role
from ...models.place import Place, PlaceKind
from ...models.roster import Roster, Seat
from ...models.text import Text
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from ..case import Case, Crew
from .crew_file import CrewFile, Stretch, seconds
from .fleet import Fleet
from .fleet_findings import RULE
from .rules import DispatchRules
from .territory import Territory

ON_THE_ROAD = frozenset({PlaceKind.POST, PlaceKind.MOBILE, PlaceKind.STATION, PlaceKind.RESERVE})


def fleet_of(
    city: City,
    roster: Roster,
    search: RoadSearch,
    *,
    rules: DispatchRules | None = None,
    superseded_by: str = "",
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
    superseded_by
        The version that the register says has replaced this roster: every answer then says so.

    Returns
    -------
    One unit for each crew of each duty on the road or on standby; its id is place-day-template-number, as
    ``P01-1124-EARLY-1``. The roster places a crew on a line at the line's post, and one without a place of its own
    at the post in the middle of its brigade.
    """
    rules = rules or DispatchRules.of(city)
    fleet = Fleet(search, rules=rules)
    places = _places(city, fleet)
    crews = [crew_file(city, crew, places) for crew in Case(city, roster).crews if crew.place.kind in ON_THE_ROAD]
    return Fleet(
        search,
        crews,
        rules=rules,
        territory=Territory.of(city, search.network, fleet.snapper),
        notices=[_superseded(roster, superseded_by)] if superseded_by else (),
    )


def crew_file(city: City, crew: Crew, places: Mapping[str, RoadPoint]) -> CrewFile:
    """Return the file of one crew; ``places`` tells where each place is on the road."""
    midnight = datetime.combine(crew.day, datetime.min.time())
    edges = [end for _, end in crew.template.segments]
    stretches = [
        Stretch(
            start=seconds(midnight + timedelta(minutes=leg.start)),
            end=seconds(midnight + timedelta(minutes=leg.end)),
            mode=LegMode(leg.mode),
            place_id=leg.place_id,
            at=places.get(leg.place_id),
            ends=seconds(midnight + timedelta(minutes=min(edge for edge in edges if edge >= leg.end))),
        )
        for leg in crew.legs
    ]
    police = [officer for officer, _ in crew.members if officer.role is Role.POLICE]
    radios = [o.radio_id for o, seat in sorted(crew.members, key=lambda m: m[1] is not Seat.LEAD) if o.radio_id]
    return CrewFile(
        unit_id=f"{crew.place.place_id}-{crew.day:%m%d}-{crew.template.code}-{crew.number}",
        brigade=city.org.brigade_of(crew.place.unit_id),
        officers=tuple(officer.officer_no for officer, _ in crew.members),
        police=crew.police,
        aux=crew.aux,
        lead_skills=frozenset().union(*(officer.skills for officer in police)),
        radio_id=radios[0] if radios else "",
        stretches=stretches,
    )


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


def _superseded(roster: Roster, version: str) -> Finding:
    return Finding(
        rule=RULE,
        severity=Severity.WARN,
        message=Text(
            f"{roster.week} 的花名册已被 {version} 取代", f"the roster of {roster.week} is superseded by {version}"
        ),
        advice=Text(f"改用 {version}", f"use {version}"),
    )
