"""INRC-II in the engine's words: members with soft terms, covers with a least and a wanted number."""

from collections.abc import Mapping, Sequence

import numpy as np

from qinwu.solver.horizon.problem import Cover, Horizon, Member
from qinwu.solver.rules.terms import Day, Least, Pair, Run, Steps, Stretch, Sum, Term, Weekends

from .nurses import ANY, Nurse, Past, Range, Scenario, Week

MISSING = 1_000
"""Price of one missing below the least number, which is a hard rule: dearer than anything that avoids it."""
UNDER = 30
Guess = Mapping[tuple[int, str, str], Sequence[Range]]
"""What may be wanted in a week to come: several numbers (least, wanted) for each (day, shift, skill)."""


def horizon_of(
    scenario: Scenario, past: Mapping[str, Past], weeks: Sequence[Week], *, guess: Sequence[Guess] = ()
) -> Horizon:
    """
    Translate weeks in a row; members, templates and roles keep the scenario's order.

    After the ``weeks`` come as many as there are guesses: without wishes, and with several numbers wanted in each
    place, each at its share of the price.
    """
    days = 7 * (len(weeks) + len(guess))
    known: list[Guess] = [{key: [pair] for key, pair in week.need.items()} for week in weeks]
    covers = [
        Cover(
            day=7 * w + day,
            template=list(scenario.shifts).index(shift),
            role=scenario.skills.index(skill),
            least=least,
            need=max(least, wanted),
            under=UNDER // len(pairs),
            missing=MISSING // len(pairs),
        )
        for w, needs in enumerate([*known, *guess])
        for (day, shift, skill), pairs in needs.items()
        for least, wanted in pairs
    ]
    members = [
        Member(
            name=nurse.name,
            terms=tuple(_terms(scenario, nurse, past[nurse.name], weeks, days)),
            roles=tuple(sorted(scenario.skills.index(skill) for skill in nurse.skills)),
        )
        for nurse in scenario.nurses
    ]
    return Horizon(days=days, templates=len(scenario.shifts), members=tuple(members), covers=tuple(covers))


def _terms(scenario: Scenario, nurse: Nurse, past: Past, weeks: Sequence[Week], days: int) -> list[Term]:
    contract, shifts = scenario.contracts[nurse.contract], list(scenario.shifts)
    every = np.ones((days, len(shifts)), dtype=bool)
    ones = every.astype(np.int64)
    bars = np.array([[after in scenario.barred.get(name, ()) for after in shifts] for name in shifts])
    terms: list[Term] = [
        Pair(1, ban=bars),
        Day(_first_day(every, bars, shifts, past), _wishes(nurse, weeks, shifts, days)),
        Run(every, start=past.working, soft=contract.working[1], price=30),
        Stretch(every, contract.working[0], start=past.working, price=30),
        Run(every, start=past.resting, soft=contract.resting[1], price=30, off=True),
        Stretch(every, contract.resting[0], start=past.resting, price=30, off=True),
        Sum(ones, start=past.total, curve=Steps(((contract.total[1], 1, 20),))),
        Least(ones, start=past.total, floor=contract.total[0], price=20),
        Weekends(
            tuple((7 * w + 5, 7 * w + 6) for w in range(days // 7)),
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


def _wishes(nurse: Nurse, weeks: Sequence[Week], shifts: Sequence[str], days: int) -> np.ndarray:
    price = np.zeros((days, len(shifts)), dtype=np.int64)
    for w, week in enumerate(weeks):
        for name, shift, day in week.wishes:
            if name == nurse.name:
                price[7 * w + day, [t for t, each in enumerate(shifts) if shift in {ANY, each}]] += 10
    return price
