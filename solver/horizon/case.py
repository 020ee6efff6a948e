"""A horizon with everyone's rules compiled: prices of plans, a first plan, and parts of a plan chosen anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .dive import Diver
from .person import Pattern, Person
from .problem import Horizon
from .relax import Column, Relaxation, Relaxed, Stop, earnings, never
from .standing import Standing

ROUNDS = 100
BLUR = 0.3
PASSES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One roster a member, and what all of it costs."""

    patterns: tuple[Pattern, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Part:
    """What is chosen anew: ``free`` members, on the days ``first`` .. ``last - 1``."""

    free: tuple[int, ...]
    first: int
    last: int
    seed: int


class Case:
    """What each search in a horizon needs."""

    def __init__(self, horizon: Horizon, persons: Sequence[Person]) -> None:
        self.horizon = horizon
        self.persons = persons
        self.standing = Standing(horizon)

    def plan(self, patterns: Sequence[Pattern]) -> Plan:
        """Price rosters; inf if one of them is unlawful."""
        own = sum(person.cost(pattern) for person, pattern in zip(self.persons, patterns, strict=True))
        cost = own + self.standing.cost(self.horizon.stand(dict(enumerate(patterns))))
        return Plan(tuple(patterns), float(cost))

    def first_plan(self, stop: Stop = never) -> Plan:
        """Let one member after another take what suits the others best, a few times round."""
        chosen: dict[int, Pattern] = {}
        plan: Plan | None = None
        for _ in range(PASSES):
            for m, person in enumerate(self.persons):
                team = self.horizon.team_of[m]
                stand = self.horizon.stand({other: pattern for other, pattern in chosen.items() if other != m})
                prices = np.zeros((self.horizon.days, self.horizon.templates + 1))
                prices[:, 1:] = self.standing.one_more(stand, team)
                _, pattern, lawful = person.best(prices)
                if lawful or m not in chosen:
                    chosen[m] = pattern
            found = self.plan([chosen[m] for m in range(len(self.persons))])
            if stop() or (plan is not None and found.cost >= plan.cost):
                break
            plan = found
        return plan or found

    def improve(self, plan: Plan, part: Part, pool: Sequence[Column], stop: Stop = never) -> Plan:
        """Choose a part of the plan anew; returns the same plan if nothing cheaper was met."""
        free = set(part.free)
        for m in free:
            self.persons[m].forget()
        around = {m: pattern for m, pattern in enumerate(plan.patterns) if m not in free}
        masks = self._masks(plan, part)
        relaxation = Relaxation(self.horizon, self.persons, around=around, masks=masks)
        relaxation.take_patterns({m: plan.patterns[m] for m in part.free})
        if not masks:
            relaxation.master.take([column for column in pool if column[0] in free])
        root = relaxation.solve(rounds=ROUNDS, target=plan.cost, stop=stop)
        if self.horizon.rounded(root.value) >= plan.cost or stop():
            return plan
        blur = BLUR if part.seed % 2 else 0.0
        found = Diver(relaxation, plan.cost, np.random.default_rng(part.seed), blur=blur, stop=stop).run(root)
        if found is None:
            return plan
        better = self.plan([found.get(m, pattern) for m, pattern in enumerate(plan.patterns)])
        return better if better.cost < plan.cost else plan

    def _masks(self, plan: Plan, part: Part) -> dict[int, NDArray[np.float64]]:
        """Forbid every change outside the part's days."""
        days = self.horizon.days
        if part.first == 0 and part.last == days:
            return {}
        masks = {}
        for m in part.free:
            mask = np.full((days, self.horizon.templates + 1), np.inf)
            mask[np.arange(days), plan.patterns[m].astype(np.int64) + 1] = 0
            mask[part.first : part.last] = 0
            masks[m] = mask
        return masks

    def regrets(self, plan: Plan, root: Relaxed) -> NDArray[np.float64]:
        """Return how much dearer than need be each member's roster is at the prices of the bound, shape (members,)."""
        earn = earnings(self.horizon, root.duals)
        days = np.arange(self.horizon.days)
        found = np.zeros(len(self.persons))
        for m, person in enumerate(self.persons):
            prices, pattern = earn[self.horizon.team_of[m]], plan.patterns[m]
            actual = person.cost(pattern) + prices[days, pattern.astype(np.int64) + 1].sum()
            found[m] = max(0.0, actual - root.least[m])
        return found
