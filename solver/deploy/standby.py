"""The standby that a duty grade asks for (DOMAIN F12): the people whom its presence misses, and where they wait."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ...models.city import City
from ...models.crew import parse_patterns
from ...models.grade import GradeOrder
from ...models.officer import Officer
from ...models.org import Level
from ...models.place import Place, PlaceKind
from ...models.week import Week
from .chain import FINE_EFFORT, open_chains
from .chain_case import chain_cases
from .read_out import choices_of
from .supply import supply_of

STANDBY = "G-"
"""Begins the id of a place that a duty grade opens."""

_EVERYBODY = parse_patterns("1+0|0+1")


def with_standby(city: City, orders: Sequence[GradeOrder], week: Week) -> City:
    """Return the city with a place of standby for each group of people whom the orders ask for."""
    groups = {unit for order in orders for unit in _groups(city, order)}
    on_duty = _on_duty(city, week)
    places, dated = [], dict(city.dated_needs)
    for unit in sorted(groups):
        asked = {day: _standby(city, orders, unit, day, on_duty) for day in week.days}
        place = _place(city, unit)
        needed = False
        for day in week.days:
            for band in city.bands_of(day):
                held = any(o.holds(day, band.start, band.end) and unit in _groups(city, o) for o in orders)
                crews = asked[day] if held else 0
                dated[place.place_id, day, band.code] = crews
                needed |= crews > 0
        places += [place] if needed else []
    return replace(city, places=(*city.places, *places), dated_needs=dated)


def _groups(city: City, order: GradeOrder) -> list[str]:
    """Return the units whose people stand by together: squadrons named, brigades, and what lies above brigades."""
    return [
        unit.unit_id
        for unit in city.org.units
        if city.org.within(unit.unit_id, order.scope)
        and (unit.level is not Level.SQUADRON or unit.unit_id in order.scope)
    ]


def _members(city: City, unit: str) -> list[Officer]:
    """Return the people who stand by with a group: a brigade's with its squadrons', a detachment's only its own."""
    below = city.org[unit].level is not Level.DETACHMENT
    return [o for o in city.officers if o.unit_id == unit or (below and city.org.within(o.unit_id, (unit,)))]


def _on_duty(city: City, week: Week) -> Mapping[tuple[str, date], int]:
    """Return how many people the ordinary needs put on duty, by owning unit and day."""
    found: dict[tuple[str, date], int] = {}
    cases = chain_cases(city, week)
    solved = [(case, open_chains(case, supply_of(case), effort=FINE_EFFORT)) for case in cases]
    for chain in choices_of(solved):
        key = (city.place(chain.key.place_id).unit_id, chain.key.day)
        found[key] = found.get(key, 0) + chain.crews * chain.key.pattern.size
    return found


def _standby(
    city: City, orders: Sequence[GradeOrder], unit: str, day: date, on_duty: Mapping[tuple[str, date], int]
) -> int:
    """Return the people that the highest grade of the day still misses in a group."""
    holding = [order for order in orders if order.holds_on(day) and unit in _groups(city, order)]
    if not holding:
        return 0
    asks = max(holding, key=lambda order: order.grade).asks
    people = [officer for officer in _members(city, unit) if not officer.away(day)]
    units = {unit, *(officer.unit_id for officer in people)}
    working = min(len(people), sum(on_duty.get((own, day), 0) for own in units))
    more = max(0, -(-asks.on_duty * len(people) // 100) - working)
    rest = len(people) - working - more
    return more + -(-asks.standby * rest // 100)


def _place(city: City, unit: str) -> Place:
    return Place(
        place_id=f"{STANDBY}{unit}",
        name=f"{city.org[unit].name}等级勤务备勤",
        kind=PlaceKind.RESERVE,
        unit_id=unit,
        needs={},
        crew=_EVERYBODY,
        priority=3,
        note="勤务等级要求的到岗和备勤",
    )
