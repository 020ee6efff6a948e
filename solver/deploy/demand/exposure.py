"""The days of which there are records: what lies in a hole, and weekdays nobody writes down, do not count."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import exp

from ....models.demand import Exposure
from ....models.week import Calendar

CHANCE = 1e-6
"""An empty stretch that is less likely than this is a hole in the records, not a quiet time."""
ONE = timedelta(days=1)


def observed_days(days: Sequence[date]) -> tuple[list[date], list[tuple[date, date]], list[int]]:
    """
    Judge which days were observed.

    Parameters
    ----------
    days
        The date of each record; at least one.

    Returns
    -------
    The days observed; the holes, first and last day of each; the weekdays (Monday 0) that are never recorded.
    """
    first, last = min(days), max(days)
    span = [first + n * ONE for n in range((last - first).days + 1)]
    unrecorded = _unrecorded_weekdays(days, span)
    open_days = [day for day in span if day.weekday() not in unrecorded]
    holes = _holes(sorted(set(days)), len(days), open_days)
    inside = {day for start, end in holes for day in _between(start, end)}
    return [day for day in open_days if day not in inside], holes, unrecorded


def exposure_of(
    days: Collection[date],
    observed: Iterable[date],
    holes: Sequence[tuple[date, date]],
    calendar: Calendar,
    merged: int,
) -> Exposure:
    """Count the days observed by day type."""
    by_type = Counter(calendar.day_type(day) for day in observed)
    return Exposure(
        first=min(days), last=max(days), days=dict(sorted(by_type.items())), holes=tuple(holes), merged=merged
    )


def _unrecorded_weekdays(days: Sequence[date], span: Sequence[date]) -> list[int]:
    there = Counter(day.weekday() for day in span)
    recorded = {day.weekday() for day in days}
    rate = len(days) / sum(count for weekday, count in there.items() if weekday in recorded)
    return [weekday for weekday in range(7) if weekday not in recorded and exp(-rate * there[weekday]) < CHANCE]


def _holes(with_records: Sequence[date], records: int, open_days: Sequence[date]) -> list[tuple[date, date]]:
    """Find empty stretches that are too long for chance; each found makes the rest busier, so look again."""
    place = {day: n for n, day in enumerate(open_days)}
    gaps = [(a, b, place[b] - place[a] - 1) for a, b in pairwise(with_records)]
    found: list[tuple[date, date, int]] = []
    while True:
        rate = records / (len(open_days) - sum(gap[2] for gap in found))
        holes = [gap for gap in gaps if gap[2] and len(gaps) * exp(-rate * gap[2]) < CHANCE]
        if len(holes) == len(found):
            return [(a + ONE, b - ONE) for a, b, _ in holes]
        found = holes


def _between(start: date, end: date) -> Iterator[date]:
    return (start + n * ONE for n in range((end - start).days + 1))
