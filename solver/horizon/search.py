"""The search over a horizon: a first plan, the relaxation with its proof, a dive, then parts chosen anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..roster.watch import Watch
from .branch import tighten
from .case import Case, Part, Plan
from .dive import Diver
from .long import LONG, Windows, rolled
from .person import Pattern
from .prices import priced_bound
from .problem import Horizon
from .relax import Column, Relaxation, Relaxed, persons_of
from .team_work import Hands, hands

NEAR = 3.0
TASKS = 2
PARTS = 3
FEW = 6
IDLE = 4
FIRST = 12
ROUNDS = 2_000
SMALL = 1_200
BRANCHING = 500_000
WEEK = 7
LARGE, EARLY = 2_500, 12
"""Beyond so many members x days the first plan is improved in windows, so many rounds, before the relaxation begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to search: rounds of improvement, processes, seed."""

    rounds: int = ROUNDS
    workers: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A plan (shape (members, days)), its cost, the proven bound, and whether the search was stopped."""

    patterns: NDArray[np.int8]
    cost: float
    bound: float
    stopped: bool


def solve(horizon: Horizon, *, effort: Effort | None = None, watch: Watch | None = None) -> Solved:
    """
    Plan a horizon.

    Parameters
    ----------
    horizon
        Members with their rules, and the numbers wanted.
    effort
        Limits of the search; the same effort gives the same plan, unless the watch stops it.
    watch
        May stop the search; the best plan so far is returned then.
    """
    effort, watch = effort or Effort(), watch or Watch()

    def stop() -> bool:
        return watch.stopped

    case = Case(horizon, persons_of(horizon))
    if horizon.days > LONG:
        return _long(case, effort, watch)
    plan = case.first_plan(stop)
    if not np.isfinite(plan.cost):
        plan = rolled(case, stop)
    if len(horizon.members) * horizon.days > LARGE:
        with hands(case, (), workers=effort.workers, watch=watch) as work:
            plan = Windows(case, work, effort.seed, watch).run(plan, rounds=min(EARLY, effort.rounds))
    relaxation = Relaxation(horizon, case.persons)
    relaxation.take_patterns(dict(enumerate(plan.patterns)))
    root = relaxation.solve(stop=stop)
    bound = horizon.rounded(root.bound)
    near = _near(relaxation, root)
    plan = _dived(case, relaxation, root, plan, watch)
    for person in case.persons:
        person.settled = True
    if plan.cost > bound and not watch.stopped:
        with hands(case, near, workers=effort.workers, watch=watch) as work:
            improver = Improver(case, root, work, effort, watch)
            plan = improver.run(plan, bound, rounds=FIRST)
            size = len(horizon.members) * horizon.days
            if size <= SMALL and plan.cost > bound and not watch.stopped:
                proven, plan = tighten(case, plan, nodes=BRANCHING // size, stop=stop)
                bound = max(bound, proven)
            plan = improver.run(plan, bound, rounds=effort.rounds)
    return Solved(patterns=np.array(plan.patterns), cost=plan.cost, bound=min(bound, plan.cost), stopped=watch.stopped)


def _long(case: Case, effort: Effort, watch: Watch) -> Solved:
    """Plan a long horizon by blocks, then by windows; the bound comes when the first windows are through."""

    def stop() -> bool:
        return watch.stopped

    plan, bound = rolled(case, stop), -np.inf
    with hands(case, (), workers=effort.workers, watch=watch) as work:
        windows = Windows(case, work, effort.seed, watch)
        plan = windows.run(plan, rounds=min(EARLY, effort.rounds))
        if not watch.stopped:
            bound = priced_bound(case.horizon, plan.cost, stop=stop)
        if plan.cost > bound:
            plan = windows.run(plan, rounds=effort.rounds - EARLY)
    return Solved(patterns=np.array(plan.patterns), cost=plan.cost, bound=min(bound, plan.cost), stopped=watch.stopped)


def _near(relaxation: Relaxation, root: Relaxed) -> list[Column]:
    """Return the rosters of the pool that cost little more than the cheapest at the prices of the bound."""
    reduced = relaxation.reduced(root.duals)
    return [column for column, dearer in zip(relaxation.master.pool, reduced, strict=True) if dearer < NEAR]


def _dived(case: Case, relaxation: Relaxation, root: Relaxed, plan: Plan, watch: Watch) -> Plan:
    """Follow the relaxation down to a plan."""
    found = Diver(relaxation, plan.cost, np.random.default_rng(0), stop=lambda: watch.stopped).run(root)
    if found is None:
        return plan
    dived = case.plan([found[m] for m in range(len(case.persons))])
    return dived if dived.cost < plan.cost else plan


@dataclass(slots=True)
class Improver:
    """Chooses parts of a plan anew: larger ones when small ones give nothing."""

    case: Case
    root: Relaxed
    work: Hands
    effort: Effort
    watch: Watch
    size: int = FEW
    turn: int = 0

    def run(self, plan: Plan, bound: float, *, rounds: int) -> Plan:
        """Go on up to ``rounds`` rounds in all, or until the bound is met."""
        idle = 0
        while self.turn < min(rounds, self.effort.rounds) and plan.cost > bound and not self.watch.stopped:
            tasks = [(plan, self._parts(plan, task)) for task in range(TASKS)]
            self.turn += 1
            before = plan.cost
            plan = _merged(self.case, plan, self.work(tasks))
            idle = 0 if plan.cost < before else idle + 1
            if idle >= IDLE:
                self.size, idle = min(len(self.case.persons), self.size + 1), 0
        return plan

    def _parts(self, plan: Plan, task: int) -> tuple[Part, ...]:
        regrets = self.case.regrets(plan, self.root)
        first = ((self.effort.seed * ROUNDS + self.turn) * TASKS + task) * PARTS
        return tuple(_part(self.case.horizon, regrets, self.size, first + i) for i in range(PARTS))


def _part(horizon: Horizon, regrets: NDArray[np.float64], size: int, seed: int) -> Part:
    """Draw a part: members who lose much are drawn more often; every third time more members, but few weeks."""
    chance = np.random.default_rng(seed)
    weight = (regrets + 0.05) ** 0.7
    people, days = len(regrets), horizon.days
    first, last = 0, days
    if seed % 3 == 0 and days > 4 * WEEK:
        weeks = 2 + int(chance.integers(0, 2))
        first = WEEK * int(chance.integers(0, days // WEEK - weeks + 1))
        last, size = first + WEEK * weeks, 3 * size
    free = chance.choice(people, min(people, size), replace=False, p=weight / weight.sum())
    return Part(tuple(sorted(int(m) for m in free)), first, last, seed)


def _merged(case: Case, plan: Plan, found: Sequence[Plan]) -> Plan:
    """Take the best plan found, and of the others each change that still pays on top of it."""
    best = min([plan, *found], key=lambda each: each.cost)
    for other in found:
        changed = [m for m, pattern in enumerate(other.patterns) if not _same(pattern, plan.patterns[m])]
        if other.cost < plan.cost and other is not best:
            best = min(best, case.plan(_swapped(best, other, changed)), key=lambda each: each.cost)
    return best


def _swapped(plan: Plan, other: Plan, members: Sequence[int]) -> list[Pattern]:
    taken: Mapping[int, Pattern] = {m: other.patterns[m] for m in members}
    return [taken.get(m, pattern) for m, pattern in enumerate(plan.patterns)]


def _same(one: Pattern, other: Pattern) -> bool:
    return one.tobytes() == other.tobytes()
