"""Evaluator of INRC-II rosters: hard breaches, and the seven soft parts as the official validator names them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from .nurses import ANY, Nurse, Past, Range, Scenario, Week

Line = Sequence[tuple[str, str] | None]
"""(shift, skill) of each day, None for a day off."""


def evaluate(
    scenario: Scenario, past: Mapping[str, Past], weeks: Sequence[Week], roster: Mapping[str, Line]
) -> tuple[dict[str, int], list[str]]:
    """
    Price a roster of all weeks.

    Returns
    -------
    parts, broken
        Weighted cost by part (S1, S2, S3, ...; S2 holds runs of shifts and of working days), and what hard rules are
        broken.
    """
    parts = dict.fromkeys(("S1", "S2", "S3", "S4", "S5", "S6", "S7"), 0)
    broken: list[str] = []
    for nurse in scenario.nurses:
        line = roster.get(nurse.name, [None] * (7 * len(weeks)))
        broken += _unlawful(scenario, nurse, past[nurse.name], line)
        for part, cost in _own(scenario, nurse, past[nurse.name], line):
            parts[part] += cost
    for w, week in enumerate(weeks):
        for (day, shift, skill), (least, wanted) in week.need.items():
            present = sum(line[7 * w + day] == (shift, skill) for line in roster.values())
            parts["S1"] += 30 * max(0, wanted - max(present, least))
            if present < least:
                broken.append(f"H2 week {w} day {day} {shift} {skill}: {present} of {least}")
                parts["S1"] += 30 * (least - present)
        for name, shift, day in week.wishes:
            work = roster.get(name, [None] * (7 * len(weeks)))[7 * w + day]
            parts["S4"] += 10 * (work is not None and shift in {ANY, work[0]})
    return parts, broken


def _unlawful(scenario: Scenario, nurse: Nurse, past: Past, line: Line) -> Iterator[str]:
    before = past.last
    for day, work in enumerate(line):
        if work is not None and work[1] not in nurse.skills:
            yield f"H4 {nurse.name} has no skill {work[1]}"
        if work is not None and before and work[0] in scenario.barred.get(before, ()):
            yield f"H3 {nurse.name} {work[0]} after {before} on day {day}"
        before = work[0] if work else ""


def _own(scenario: Scenario, nurse: Nurse, past: Past, line: Line) -> Iterator[tuple[str, int]]:
    contract = scenario.contracts[nurse.contract]
    shifts = [work[0] if work else "" for work in line]
    for shift, length, open_end, start in _runs(shifts, past.last, past.same or past.resting):
        if shift:
            yield "S2", 15 * _outside(length, open_end, start, scenario.shifts[shift])
    working = ["work" if shift else "" for shift in shifts]
    for kind, length, open_end, start in _runs(
        working, "work" if past.last else "", past.working if past.last else past.resting
    ):
        limits = contract.working if kind else contract.resting
        yield "S2" if kind else "S3", 30 * _outside(length, open_end, start, limits)
    total = past.total + sum(map(bool, shifts))
    yield "S6", 20 * (max(0, contract.total[0] - total) + max(0, total - contract.total[1]))
    pairs = [(bool(shifts[day]), bool(shifts[day + 1])) for day in range(5, len(shifts), 7)]
    yield "S7", 30 * max(0, past.weekends + sum(map(any, pairs)) - contract.weekends)
    yield "S5", 30 * contract.whole_weekends * sum(one != other for one, other in pairs)


def _runs(days: Sequence[str], last: str, before: int) -> Iterator[tuple[str, int, bool, int]]:
    """Give each run: kind, length with history, whether it is open at the end, and how much of it is history."""
    groups = [(kind, len(list(group))) for kind, group in groupby(days)]
    if before and (not groups or groups[0][0] != last):
        yield last, before, not groups, before
    for i, (kind, length) in enumerate(groups):
        start = before if i == 0 and kind == last else 0
        yield kind, length + start, i == len(groups) - 1, start


def _outside(length: int, open_end: bool, start: int, limits: Range) -> int:  # noqa: FBT001
    low, high = limits
    excess = max(0, length - high) - max(0, start - high)
    return excess + (0 if open_end else max(0, low - length))
