"""
Long horizons (half a year, a year): a plan block by block, then windows of it chosen anew.

Over many weeks the totals that limits count are too many for one person's dynamic programme. In a window of a few weeks
they are few, for what the other days use up is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..roster.watch import Watch
from .case import Case, Part, Plan, spliced
from .person import Pattern, Person, Prices
from .relax import Stop, never
from .team_work import Hands

WEEK = 7
BLOCK = 4 * WEEK
LONG = 13 * WEEK
"""Horizons beyond this many days are planned by blocks and windows."""
SHAPES = ((4, 24), (2, 48), (4, 24), (8, 10), (4, 24), (13, 6))
"""Weeks and members of the windows, round by round."""
PARTS = 4
TASKS = 2
SEEDS = 1_000_000


def rolled(case: Case, stop: Stop = never) -> Plan:
    """
    Plan four weeks after four weeks, one member after another, each with a fair share of the limits.

    Whoever finds no lawful way on plans earlier blocks anew too. The plan is made to the end even if ``stop`` says so.
    """
    days = case.horizon.days
    patterns: list[Pattern] = [np.full(days, -1, dtype=np.int8) for _ in case.persons]
    shares = [_shares(person) for person in case.persons]
    for first in range(0, days, BLOCK):
        last = min(days, first + BLOCK)
        persons: dict[int, Person] = {}
        for m, person in enumerate(case.persons):
            part = _window(person, patterns[m], first, last, float(shares[m][last]))
            if part is not None:
                persons[m] = part
        inside = case.inside(first, last, persons)
        found = inside.first_plan(stop)
        for m, pattern in enumerate(found.patterns):
            if m in persons and np.isfinite(inside.persons[m].cost(pattern)):
                patterns[m][first:last] = pattern
            else:
                _step_back(case, patterns, m, last, float(shares[m][last]))
    return case.plan(patterns)


def _shares(person: Person) -> Prices:
    """Return the share of the days on which the person may work in front of each day, shape (days + 1,)."""
    able = np.isfinite(person.own[:, 1:]).any(axis=1)
    return np.concatenate([[0.0], np.cumsum(able) / max(1, able.sum())])


def _window(person: Person, pattern: Pattern, first: int, last: int, share: float) -> Person | None:
    try:
        return person.window(pattern, first, last, share=share)
    except ValueError:
        return None


def _step_back(case: Case, patterns: list[Pattern], m: int, last: int, share: float) -> None:
    """Plan a member's blocks up to day ``last`` anew, as many as it takes."""
    stand = case.horizon.stand({other: pattern for other, pattern in enumerate(patterns) if other != m})
    for begin in range((last - 1) // BLOCK * BLOCK - BLOCK, -BLOCK, -BLOCK):
        first = max(0, begin)
        part = _window(case.persons[m], patterns[m], first, last, share)
        if part is None:
            continue
        prices = np.zeros((last - first, case.horizon.templates + 1))
        prices[:, 1:] = case.standing.one_more(stand, case.horizon.team_of[m])[first:last]
        _, pattern, lawful = part.best(prices)
        if lawful:
            patterns[m][first:last] = pattern
            return


@dataclass(slots=True)
class Windows:
    """Chooses windows of a plan anew: some members on some weeks, all else as it is."""

    case: Case
    work: Hands
    seed: int
    watch: Watch
    turn: int = 0

    def run(self, plan: Plan, *, rounds: int) -> Plan:
        """Go on for up to ``rounds`` rounds."""
        for _ in range(rounds):
            if self.watch.stopped:
                break
            tasks = [(plan, parts) for parts in self._parts(plan)]
            self.turn += 1
            plan = self._joined(plan, self.work(tasks))
        return plan

    def _parts(self, plan: Plan) -> list[tuple[Part, ...]]:
        """Draw windows that lack most more often; the tasks take different members."""
        chance = np.random.default_rng(self.seed * SEEDS + self.turn)
        horizon = self.case.horizon
        weeks, crowd = SHAPES[self.turn % len(SHAPES)]
        length = min(WEEK * weeks, horizon.days)
        lacking = np.convolve(self.case.daily(plan), np.ones(length), mode="valid")[::WEEK] + 1.0
        order = chance.permutation(len(self.case.persons))
        found = []
        for members in np.array_split(order, TASKS):
            starts = WEEK * chance.choice(len(lacking), min(PARTS, len(lacking)), False, lacking / lacking.sum())
            free = tuple(sorted(members[:crowd].tolist()))
            found.append(
                tuple(Part(free, int(start), int(start) + length, int(chance.integers(99))) for start in starts)
            )
        return [parts for parts in found if parts[0].free]

    def _joined(self, plan: Plan, found: Sequence[Plan]) -> Plan:
        """Join what the tasks changed, where that pays."""
        best = min([plan, *found], key=lambda each: each.cost)
        changed = {
            m: pattern
            for other in found
            for m, pattern in enumerate(other.patterns)
            if pattern.tobytes() != plan.patterns[m].tobytes()
        }
        return min(best, self.case.plan(spliced(plan.patterns, changed, 0)), key=lambda each: each.cost)
