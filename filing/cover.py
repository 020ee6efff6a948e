"""Cover: how many crews stand where and when, against how many are needed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..models.city import City
from ..models.leg import legs_of, present
from ..models.roster import Duty, Gap, Roster
from ..solver.case import Case
from ..solver.rules.clerk import absences

Spot = tuple[date, str, str]  # day of the band, band, place


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Crews needed and crews present at one place in one band of one day."""

    day: date
    band: str
    place_id: str
    need: int
    present: int

    @property
    def missing(self) -> int:
        """Crews that are missing."""
        return max(0, self.need - self.present)


def cover_of(city: City, roster: Roster) -> list[Cover]:
    """
    Return the cover of every place, band and day of the week that needs or has a crew, sorted by day.

    What is missing is the checker's reading: a crew that is too weak for its place does not count.
    """
    there = _presence(city, roster)
    missing = {(gap.day, gap.band, gap.place_id): gap.missing for gap in gaps_of(city, roster)}
    rows = []
    for day, band, place_id, need in _needs(city, roster):
        spot = (day, band, place_id)
        if need or there[spot]:
            crews = need - missing[spot] if spot in missing else there[spot]
            rows.append(Cover(day=day, band=band, place_id=place_id, need=need, present=crews))
    return rows


def gaps_of(city: City, roster: Roster) -> tuple[Gap, ...]:
    """Work out the gaps of a roster from its duties alone, as the checker sees them."""
    gaps = (
        Gap(day=lack.day, band=lack.band.code, place_id=lack.place.place_id, missing=lack.crews)
        for lack in absences(Case(city, roster))
    )
    return tuple(sorted(gaps))


def _needs(city: City, roster: Roster) -> Iterator[tuple[date, str, str, int]]:
    for day in roster.week.days:
        for band in city.bands_of(day):
            for place in city.places:
                yield day, band.code, place.place_id, city.need(place, day, band.code)


def _presence(city: City, roster: Roster) -> Counter[Spot]:
    crews = sorted({(d.day, d.template, d.place_id, d.crew) for d in roster.duties})
    there: Counter[Spot] = Counter()
    for day, template, place_id, _ in crews:
        there.update(_spots(city, day, template, place_id))
    return there


def _spots(city: City, day: date, template: str, place_id: str) -> set[Spot]:
    lengths = {}
    spots = set()
    for leg in legs_of(city, city.place(place_id), city.template(template), day):
        if leg.band_day not in lengths:
            lengths[leg.band_day] = {band.code: band.minutes for band in city.bands_of(leg.band_day)}
        if present(city.policy, leg, lengths[leg.band_day][leg.band]):
            spots.add((leg.band_day, leg.band, place_id))
    return spots


def duties_by_person(roster: Roster) -> dict[str, dict[date, list[Duty]]]:
    """Lay the duties out by police number and day."""
    table: dict[str, dict[date, list[Duty]]] = {}
    for duty in roster.duties:
        table.setdefault(duty.officer_no, {}).setdefault(duty.day, []).append(duty)
    return table
