"""What clerk's readings have in common: how to word a finding, count runs of days, and miss crews."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...models.band import Band
from ...models.finding import Finding, Severity, Where
from ...models.leg import LegMode, leg_mode, present
from ...models.place import Place
from ...models.template import ShiftTemplate
from ...models.text import Text
from ..case import Case, Crew, Shift
from .rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """``crews`` that a place needs in a band of a day, and that are not there."""

    day: date
    band: Band
    place: Place
    mode: LegMode
    crews: int


def say(  # noqa: PLR0913 - a finding has this many parts
    rule: Rule,
    severity: Severity,
    message: Text,
    advice: Text,
    *,
    where: Where,
    units: int = 0,
    cost: int = 0,
) -> Finding:
    """Make the finding of a rule; its article closes the message."""
    article = rule.article
    return Finding(
        rule=rule.code,
        severity=severity,
        message=Text(f"{message.zh} [{article.zh}]", f"{message.en} [{article.en}]"),
        where=where,
        advice=advice,
        units=units,
        cost=cost,
    )


def at_crew(crew: Crew, band: str = "") -> Where:
    """Return where a crew is."""
    return Where(place=crew.place.place_id, date=str(crew.day), band=band, value=f"{crew.template.code}#{crew.number}")


def this_week(sheet: Sequence[Shift]) -> list[Shift]:
    """Return the shifts of the roster's own week."""
    return [shift for shift in sheet if not shift.past]


def four_weeks(case: Case, sheet: Sequence[Shift]) -> list[Shift]:
    """Return the shifts of the 28 days that end with the roster's Sunday."""
    first = case.roster.week.monday - timedelta(days=21)
    return [shift for shift in sheet if shift.day >= first]


def streaks(sheet: Sequence[Shift], counts: Callable[[ShiftTemplate], bool]) -> Iterator[tuple[date, int]]:
    """Walk through the days of the week that count, each with the number of such days in a row that it closes."""
    last, length = date.min, 0
    for shift in sheet:
        if not counts(shift.template) or shift.day == last:
            continue
        length = length + 1 if shift.day - last == timedelta(days=1) else 1
        last = shift.day
        if not shift.past:
            yield shift.day, length


def absences(case: Case) -> Sequence[Absence]:
    """Compare the crews that are there with the need; in the order of days, bands and places."""
    if "absences" not in case.notes:
        case.notes["absences"] = tuple(_absences(case))
    found: Sequence[Absence] = case.notes["absences"]
    return found


def _absences(case: Case) -> Iterator[Absence]:
    city, there = case.city, _crews_there(case)
    for day in case.roster.week.days:
        for band in city.bands_of(day):
            for place in city.places:
                need = city.need(place, day, band.code)
                crews = need - there[day, band.code, place.place_id]
                if crews > 0:
                    mode = leg_mode(place, band, needed=True)
                    yield Absence(day=day, band=band, place=place, mode=mode, crews=crews)


def surplus(case: Case) -> Iterator[tuple[date, Band, Place, int]]:
    """Walk through days, bands and places with a need, and yield where more crews are there than it asks for."""
    there = _crews_there(case)
    for day in case.roster.week.days:
        for band in case.city.bands_of(day):
            for place in case.city.places:
                need = case.city.need(place, day, band.code)
                crews = there[day, band.code, place.place_id] - need
                if need and crews > 0:
                    yield day, band, place, crews


def _crews_there(case: Case) -> Counter[tuple[date, str, str]]:
    if "there" not in case.notes:
        case.notes["there"] = _counted(case)
    found: Counter[tuple[date, str, str]] = case.notes["there"]
    return found


def _counted(case: Case) -> Counter[tuple[date, str, str]]:
    city = case.city
    there: Counter[tuple[date, str, str]] = Counter()
    for crew in case.crews:
        if not any(pattern.admits(police=crew.police, aux=crew.aux) for pattern in crew.place.crew):
            continue
        counted = set()
        for leg in crew.legs:
            minutes = next(b.minutes for b in city.bands_of(leg.band_day) if b.code == leg.band)
            if present(city.policy, leg, minutes):
                counted.add((leg.band_day, leg.band, crew.place.place_id))
        there.update(counted)
    return there
