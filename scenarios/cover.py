"""Which duties of a place can be present in which band: what both the structural and the supply checks ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from ..models.city import City
from ..models.crew import Patterns
from ..models.leg import legs_of, present
from ..models.place import Place
from ..models.week import Calendar, DayType
from ..solver.roster.demand import lawful_patterns

BandDay = tuple[date, str]
_OWN = ("place_id", "name", "lon", "lat", "line", "note", "needs", "_types")


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that a place may open: first day, template, bands at which it is present, its least lawful crews."""

    day: date
    template: str
    bands: frozenset[BandDay]
    crews: Patterns


def duties_of(city: City, place: Place, day: date) -> Iterator[Duty]:
    """Yield the duties of a place that begin on ``day`` and are present in at least one band."""
    for template in city.templates:
        if place.kind not in template.serves:
            continue
        legs = tuple(legs_of(city, place, template, day))
        lengths = {(leg.band_day, b.code): b.minutes for leg in legs for b in city.bands_of(leg.band_day)}
        bands = frozenset(
            (leg.band_day, leg.band) for leg in legs if present(city.policy, leg, lengths[leg.band_day, leg.band])
        )
        if bands:
            crews = lawful_patterns(city, place, legs)
            yield Duty(day, template.code, bands, crews)


def alike(place: Place) -> tuple[object, ...]:
    """Return a key that is equal for places of which the rules can say nothing different, but for where they lie."""
    rest = tuple(getattr(place, f.name) for f in fields(place) if f.name not in _OWN)
    return (*rest, tuple(sorted(place.needs.items())))


def typical(city: City, kind: DayType, day: date) -> City:
    """Return the city with three days round ``day`` made days of a type."""
    days: Mapping[date, DayType] = {day + timedelta(days=i): kind for i in (-2, -1, 0, 1, 2)}
    return replace(city, calendar=Calendar(days))
