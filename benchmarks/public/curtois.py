"""Nouns and evaluator of the shift scheduling instances of Curtois and Qu (2014)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

OFF = "-"


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift type: its length in minutes, and what may not be worked on the day after it."""

    name: str
    minutes: int
    bars: frozenset[str]


@dataclass(frozen=True, slots=True)
class Staff:
    """One employee and the limits of the employee's contract."""

    name: str
    most_shifts: Mapping[str, int]
    most_minutes: int
    least_minutes: int
    most_in_row: int
    least_in_row: int
    least_off: int
    most_weekends: int


@dataclass(slots=True)
class Instance:
    """One file: employees in its order, requests and cover by (day, shift)."""

    days: int = 0
    shifts: dict[str, Shift] = field(default_factory=dict)
    staff: list[Staff] = field(default_factory=list)
    days_off: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    wanted: list[tuple[str, int, str, int]] = field(default_factory=list)
    unwanted: list[tuple[str, int, str, int]] = field(default_factory=list)
    cover: dict[tuple[int, str], tuple[int, int, int]] = field(default_factory=dict)


def evaluate(instance: Instance, roster: Mapping[str, Sequence[str]]) -> tuple[int, list[str]]:
    """
    Price a roster and name every broken hard rule, straight from the instance.

    Parameters
    ----------
    instance
        As read from its file.
    roster
        For each employee one token a day: a shift's name, or ``-`` for a day off.
    """
    broken = [f"{staff.name}: {what}" for staff in instance.staff for what in _breaches(instance, staff, roster)]
    cost = sum(weight for name, day, shift, weight in instance.wanted if roster[name][day] != shift)
    cost += sum(weight for name, day, shift, weight in instance.unwanted if roster[name][day] == shift)
    for (day, shift), (need, under, over) in instance.cover.items():
        present = sum(line[day] == shift for line in roster.values())
        cost += under * max(0, need - present) + over * max(0, present - need)
    return cost, broken


def _breaches(instance: Instance, staff: Staff, roster: Mapping[str, Sequence[str]]) -> Iterator[str]:
    line = list(roster[staff.name])
    if len(line) != instance.days or not set(line) <= {OFF, *instance.shifts}:
        yield "H1 not one known token a day"
        return
    for day, (before, after) in enumerate(pairwise(line)):
        if before != OFF and after in instance.shifts[before].bars:
            yield f"H2 {after} on day {day + 1} after {before}"
    for shift, most in staff.most_shifts.items():
        if line.count(shift) > most:
            yield f"H3 {line.count(shift)} x {shift}, at most {most}"
    minutes = sum(instance.shifts[shift].minutes for shift in line if shift != OFF)
    if not staff.least_minutes <= minutes <= staff.most_minutes:
        yield f"H4 {minutes} minutes, not {staff.least_minutes} to {staff.most_minutes}"
    yield from _runs(staff, line)
    weekends = sum(line[sat] != OFF or line[sat + 1] != OFF for sat in range(5, instance.days, 7))
    if weekends > staff.most_weekends:
        yield f"H8 {weekends} weekends, at most {staff.most_weekends}"
    for day in sorted(instance.days_off[staff.name]):
        if line[day] != OFF:
            yield f"H9 works on day off {day}"


def _runs(staff: Staff, line: Sequence[str]) -> Iterator[str]:
    first = 0
    while first < len(line):
        works, end = line[first] != OFF, first
        while end < len(line) and (line[end] != OFF) == works:
            end += 1
        length, inside = end - first, first > 0 and end < len(line)
        if works and length > staff.most_in_row:
            yield f"H5 {length} shifts in a row from day {first}"
        if inside and length < (staff.least_in_row if works else staff.least_off):
            yield f"{'H6' if works else 'H7'} only {length} days from day {first}"
        first = end
