"""Each brigade files for itself: its part of the city, its part of a roster."""

from collections.abc import Sequence
from dataclasses import replace

from ..models.city import City
from ..models.filing import Centre
from ..models.org import Level
from ..models.roster import Duty, Gap, Roster


def filing_units(city: City) -> list[str]:
    """Return the units that file: the brigades, and the detachment itself if it has places of its own."""
    return sorted({city.org.brigade_of(place.unit_id) for place in city.places})


def path_of(city: City, unit: str) -> tuple[str, ...]:
    """Return a unit's line up to the root, the unit first."""
    return tuple(above.unit_id for above in city.org.line_up(unit))


def centres_of(city: City, unit: str) -> tuple[Centre, ...]:
    """Return the centres a unit files with: the detachment's, and the brigade's own sub-centre if it is a brigade."""
    if city.org[unit].level is Level.DETACHMENT:
        return (Centre.DETACHMENT,)
    return (Centre.DETACHMENT, Centre.BRIGADE)


def part_of_roster(city: City, roster: Roster, unit: str) -> Roster:
    """Return the duties and gaps at the places of one unit; the proof speaks of the whole and is left out."""

    def own(one: Duty | Gap) -> bool:
        return city.org.brigade_of(city.place(one.place_id).unit_id) == unit

    duties, gaps = [d for d in roster.duties if own(d)], [g for g in roster.gaps if own(g)]
    return replace(roster, duties=duties, gaps=gaps, proof=None)


def part_of_city(city: City, unit: str, rosters: Sequence[Roster] = ()) -> City:
    """Return the city as one unit sees it: its own people and places, and those its rosters name."""
    people = {duty.officer_no for roster in rosters for duty in roster.duties}
    places = {duty.place_id for roster in rosters for duty in roster.duties}
    brigade = city.org.brigade_of
    return replace(
        city,
        officers=[o for o in city.officers if o.officer_no in people or brigade(o.unit_id) == unit],
        places=[p for p in city.places if p.place_id in places or brigade(p.unit_id) == unit],
    )
