"""Figures of a roster that no call changes: hours, fairness, fatigue, standing, make-up of crews, breaches."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from ...models.city import City
from ...models.finding import Severity
from ...models.kpi import ALL, Figure, Slice, SliceKind
from ...models.officer import Role
from ...models.roster import Roster
from ...models.week import DAY_MIN
from ...solver.case import Case, Shift
from ...solver.checker import check

Figures = dict[tuple[Slice, str], Figure]
NIGHT = (22 * 60, 30 * 60)
LONG_H, REST_H, DAYS_IN_ROW, NIGHTS_IN_ROW = 8.0, 11.0, 5, 2
HIGH = 12.0
ROLLING = timedelta(days=28)


def roster_figures(city: City, roster: Roster) -> Figures:
    """Return the figures of a roster, taken from its duties and their legs."""
    case = Case(city, roster)
    report = check(city, roster)
    hard, gaps = len(report.hard), sum(gap.missing for gap in roster.gaps)
    found: Figures = {
        (ALL, "rule_breaks"): Figure(float(hard), len(report.findings)),
        (ALL, "gaps"): Figure(float(gaps), len(roster.gaps)),
        (ALL, "waivers"): Figure(float(len(roster.waivers)), len(roster.waivers)),
    }
    for rule, times in sorted(Counter(finding.rule for finding in report.hard).items()):
        found[Slice(SliceKind.RULE, rule), "rule_breaks"] = Figure(float(times), times)
    stands = [f for f in report.findings if f.rule == "R24" and f.severity is Severity.WARN]
    found[ALL, "stand_over_min"] = Figure(30.0 * sum(f.units for f in stands), len(stands))
    overtime, due = (
        [f for f in report.findings if f.rule == "R18" and f.severity is severity]
        for severity in (Severity.WARN, Severity.INFO)
    )
    found[ALL, "overtime_plan_h"] = Figure(float(sum(f.units for f in overtime)), len(overtime))
    found[ALL, "comp_rest_due"] = Figure(float(sum(f.units for f in due)), len(due))
    found |= _hours(case)
    found |= _patterns(case)
    found |= _fairness(case)
    found |= _fatigue(case)
    return found


def jain(values: Sequence[float]) -> float | None:
    """
    Return Jain's index of fairness: 1 if all have the same, 1/n if one has everything; None if nobody has anything.

    >>> jain([2.0, 2.0]), jain([4.0, 0.0]), jain([])
    (1.0, 0.5, None)
    """
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else None


def fatigue(shifts: Sequence[Shift]) -> Iterator[tuple[Shift, float]]:
    """
    Go through one person's duties of the week with the index of each (DOMAIN 8.4); ``shifts`` in order of time.

    An ordinal index of ours, not that of the HSE.
    """
    row, nights, before = 0, 0, None
    for shift in shifts:
        follows = before is not None and (shift.day - before.day).days == 1
        same_day = before is not None and shift.day == before.day
        row = row if same_day else row + 1 if follows else 1
        nights = (nights + 1 if follows else 1) if shift.template.night else 0
        rest = (shift.start - before.end) / 60 if before is not None else REST_H
        if not shift.past:
            yield (
                shift,
                max(0.0, _work_h(shift) - LONG_H)
                + _night_h(shift)
                + 2 * max(0.0, REST_H - rest)
                + 2 * max(0, row - DAYS_IN_ROW)
                + 3 * max(0, nights - NIGHTS_IN_ROW),
            )
        before = shift


def _work_h(shift: Shift) -> float:
    return sum(end - start for start, end in shift.template.segments) / 60


def _night_h(shift: Shift) -> float:
    inside = shift.template.minutes_in(*NIGHT) + shift.template.minutes_in(0, NIGHT[1] - DAY_MIN)
    return inside / 60


def _hours(case: Case) -> Figures:
    hours: Counter[tuple[str, str]] = Counter()
    people: Counter[tuple[str, str]] = Counter()
    for crew in case.crews:
        brigade = case.city.org.brigade_of(crew.place.unit_id)
        for role, code in ((Role.POLICE, "police_hours"), (Role.AUX, "aux_hours")):
            count = crew.count(role) if crew.place.outdoor else 0
            for key in ("", brigade):
                hours[code, key] += count * crew.template.paid_min
                people[code, key] += count
    return {
        (Slice(SliceKind.BRIGADE, key) if key else ALL, code): Figure(minutes / 60, people[code, key])
        for (code, key), minutes in hours.items()
    }


def _patterns(case: Case) -> Figures:
    made = Counter(f"{crew.police}+{crew.aux}" for crew in case.crews if crew.place.outdoor)
    every = sum(made.values())
    share = {pattern: Figure(number / every, number) for pattern, number in sorted(made.items())}
    return {(Slice(SliceKind.PATTERN, pattern), "pattern_share"): figure for pattern, figure in share.items()}


def _fairness(case: Case) -> Figures:
    counts = fairness_counts(case)
    return {(ALL, code): Figure(jain(list(values.values())), len(values)) for code, values in counts.items()}


def fairness_counts(case: Case) -> Mapping[str, Mapping[str, float]]:
    """Return by key figure what each person has had in 28 days: minutes, nights, duties on rest days."""
    since = case.roster.week.days[-1] - ROLLING
    own = {no: [s for s in sheet if s.day > since] for no, sheet in case.sheets.items()}
    own = {no: sheet for no, sheet in own.items() if sheet}
    rest_day = case.city.calendar.is_rest_day
    return {
        "fair_hours": {no: float(sum(s.template.paid_min for s in sheet)) for no, sheet in own.items()},
        "fair_nights": {no: float(sum(s.template.night for s in sheet)) for no, sheet in own.items()},
        "fair_weekends": {no: float(sum(rest_day(s.day) for s in sheet)) for no, sheet in own.items()},
    }


def _fatigue(case: Case) -> Figures:
    values = [value for sheet in case.sheets.values() for _, value in fatigue(sheet)]
    if not values:
        return {(ALL, "fatigue_mean"): Figure(None, 0), (ALL, "fatigue_high"): Figure(None, 0)}
    high = sum(value > HIGH for value in values)
    return {
        (ALL, "fatigue_mean"): Figure(sum(values) / len(values), len(values)),
        (ALL, "fatigue_high"): Figure(high / len(values), len(values)),
    }
