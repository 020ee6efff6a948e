"""What places ask for in each band of a week, as terms of a sum."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..models.city import City
from ..models.crew import Patterns, smallest
from ..models.officer import Role
from ..models.place import Place
from .cover import BandDay, Duty, alike, duties_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one place asks for in one band: crews, their least patterns, the days on which such a duty may begin."""

    place: Place
    day: date
    crews: int
    patterns: Patterns
    begins: frozenset[date]


@dataclass(frozen=True, slots=True)
class Tally:
    """A sum of people with its terms, such as ``迎宾路 2×2``: two crews of two."""

    total: int
    terms: tuple[str, ...]

    @classmethod
    def of(cls, asks: Sequence[Ask], people: Callable[[Ask], int]) -> "Tally":
        """Add up ``crews x people`` over the asks, the largest terms first."""
        each = sorted(((ask.crews * people(ask), ask) for ask in asks), key=lambda term: -term[0])
        terms = tuple(f"{ask.place.name} {ask.crews}×{total // ask.crews}" for total, ask in each if total)
        return cls(sum(total for total, _ in each), terms)


def least_people(patterns: Patterns, role: Role) -> int:
    """Return the fewest people of a role in any of the patterns."""
    return min(pattern.police if role is Role.POLICE else pattern.aux for pattern in patterns)


def duties_of_week(city: City, days: Sequence[date]) -> dict[str, Sequence[Duty]]:
    """Return the duties of each place that touch the week, by place id; computed once for places that are alike."""
    known: dict[object, Sequence[Duty]] = {}
    begins = (days[0] - timedelta(days=1), *days)
    for place in city.places:
        key = alike(place)
        if key not in known:
            known[key] = [duty for day in begins for duty in duties_of(city, place, day)]
    return {place.place_id: known[alike(place)] for place in city.places}


def asks_of(
    city: City, days: Sequence[date], places: Sequence[Place], duties: Mapping[str, Sequence[Duty]]
) -> dict[BandDay, list[Ask]]:
    """Return what places ask for in each band of ``days``; a need that no duty covers is left to another check."""
    asks: dict[BandDay, list[Ask]] = defaultdict(list)
    for place in places:
        of_band: dict[BandDay, list[Duty]] = defaultdict(list)
        for duty in duties[place.place_id]:
            for key in duty.bands:
                of_band[key].append(duty)
        for day in days:
            for band in city.bands_of(day):
                crews, covering = city.need(place, day, band.code), of_band.get((day, band.code))
                if crews and covering:
                    asks[day, band.code].append(_ask(place, day, crews, covering))
    return asks


def _ask(place: Place, day: date, crews: int, covering: Sequence[Duty]) -> Ask:
    patterns = smallest(pattern for duty in covering for pattern in duty.crews)
    begins = frozenset(duty.day for duty in covering)
    return Ask(place=place, day=day, crews=crews, patterns=patterns, begins=begins)
