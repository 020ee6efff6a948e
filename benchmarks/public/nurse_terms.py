"""INRC-II in the engine's words: members with soft terms, covers with a least and a wanted number."""

from collections.abc import Mapping, Sequence

import numpy as np

from qinwu.solver.horizon.problem import Cover, Horizon, Member
from qinwu.solver.rules.terms import Day, Least, Pair, Run, Steps, Stretch, Sum, Term, Weekends

from .nurses import ANY, Nurse, Past, Scenario, Week

MISSING = 1_000
"""Price of one missing below the least number, which is a hard rule: dearer than anything that avoids it."""


def horizon_of(scenario: Scenario, past: Mapping[str, Past], weeks: Sequence[Week]) -> Horizon:
    """Translate weeks in a row; members, templates and roles keep the scenario's order."""
    shifts = list(scenario.shifts)
    covers = [
        Cover(
            day=7 * w + day,
            template=shifts.index(shift),
            role=scenario.skills.index(skill),
            least=least,
            need=max(least, wanted),
            under=30,
            missing=MISSING,
        )
        for w, week in enumerate(weeks)
        for (day, shift, skill), (least, wanted) in week.need.items()
    ]
    members = [
        Member(
            name=nurse.name,
            terms=tuple(_terms(scenario, nurse, past[nurse.name], weeks)),
            roles=tuple(sorted(scenario.skills.index(skill) for skill in nurse.skills)),
        )
        for nurse in scenario.nurses
    ]
    return Horizon(days=7 * len(weeks), templates=len(shifts), members=tuple(members), covers=tuple(covers))


def _terms(scenario: Scenario, nurse: Nurse, past: Past, weeks: Sequence[Week]) -> list[Term]:
    contract, shifts = scenario.contracts[nurse.contract], list(scenario.shifts)
    every = np.ones((7 * len(weeks), len(shifts)), dtype=bool)
    ones = every.astype(np.int64)
    bars = np.array([[after in scenario.barred.get(name, ()) for after in shifts] for name in shifts])
    terms: list[Term] = [
        Pair(1, ban=bars),
        Day(_first_day(every, bars, shifts, past), _wishes(nurse, weeks, shifts)),
        Run(every, start=past.working, soft=contract.working[1], price=30),
        Stretch(every, contract.working[0], start=past.working, price=30),
        Run(every, start=past.resting, soft=contract.resting[1], price=30, off=True),
        Stretch(every, contract.resting[0], start=past.resting, price=30, off=True),
        Sum(ones, start=past.total, curve=Steps(((contract.total[1], 1, 20),))),
        Least(ones, start=past.total, floor=contract.total[0], price=20),
        Weekends(
            tuple((7 * w + 5, 7 * w + 6) for w in range(len(weeks))),
            start=past.weekends,
            curve=Steps(((contract.weekends, 1, 30),)),
            split=30 * contract.whole_weekends,
        ),
    ]
    for t, (shift, (least, most)) in enumerate(scenario.shifts.items()):
        marked = np.zeros(every.shape, dtype=bool)
        marked[:, t] = True
        start = past.same if past.last == shift else 0
        terms += [Run(marked, start=start, soft=most, price=15), Stretch(marked, least, start=start, price=15)]
    return terms


def _first_day(every: np.ndarray, bars: np.ndarray, shifts: Sequence[str], past: Past) -> np.ndarray:
    """Forbid on day 0 what may not follow the history's last shift."""
    ban = np.zeros(every.shape, dtype=bool)
    if past.last:
        ban[0] = bars[shifts.index(past.last)]
    return ban


def _wishes(nurse: Nurse, weeks: Sequence[Week], shifts: Sequence[str]) -> np.ndarray:
    price = np.zeros((7 * len(weeks), len(shifts)), dtype=np.int64)
    for w, week in enumerate(weeks):
        for name, shift, day in week.wishes:
            if name == nurse.name:
                price[7 * w + day, [t for t, each in enumerate(shifts) if shift in {ANY, each}]] += 10
    return price
