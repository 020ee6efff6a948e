"""The search over a horizon: relax, dive, then re-choose parts of the plan again and again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .dive import Diver
from .person import Pattern, Person
from .problem import Horizon, floor_of
from .relax import Relaxation, Relaxed, Stop, cover_part, earnings, never


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One roster a member, and what all of it costs."""

    patterns: tuple[Pattern, ...]
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is chosen anew: ``free`` members, on the days ``first`` .. ``last - 1``."""

    free: tuple[int, ...]
    first: int
    last: int
    seed: int


class Case:
    """A horizon with everyone's rules compiled; what each search needs."""

    def __init__(self, horizon: Horizon, persons: Sequence[Person]) -> None:
        self.horizon = horizon
        self.persons = persons

    def cost(self, patterns: Sequence[Pattern]) -> float:
        """Price a plan, roles filled as cheaply as can be."""
        whole = Relaxation(self.horizon, self.persons, around=dict(enumerate(patterns)))
        return whole.master.solve()[0]

    def improve(self, plan: Plan, part: Part, pool: Sequence[tuple[int, Pattern, float]], stop: Stop = never) -> Plan:
        """Choose a part of the plan anew; returns the same plan if nothing cheaper was met."""
        free = set(part.free)
        around = {m: pattern for m, pattern in enumerate(plan.patterns) if m not in free}
        masks = self._masks(plan, part)
        relaxation = Relaxation(self.horizon, self.persons, around=around, masks=masks)
        relaxation.master.take([(m, plan.patterns[m], self.persons[m].cost(plan.patterns[m])) for m in part.free])
        if not masks:
            relaxation.master.take([column for column in pool if column[0] in free])
        root = relaxation.solve(rounds=100, stop=stop, target=plan.cost)
        if floor_of(root.bound) >= plan.cost or floor_of(root.value) >= plan.cost or stop():
            return plan
        chance = np.random.default_rng(part.seed)
        found = Diver(relaxation, plan.cost, chance, blur=0.3 * (part.seed % 2), stop=stop).run(root)
        if found is None or found[0] >= plan.cost - 0.5:
            return plan
        return Plan(tuple(found[1].get(m, pattern) for m, pattern in enumerate(plan.patterns)), round(found[0]))

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

    def regrets(self, plan: Plan, root: Relaxed) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """
        Say where the plan loses against the bound.

        Returns
        -------
        persons, rows
            By member, and by (day, template, role): what each loses at the duals; the sum is cost - bound.
        """
        earn = earnings(self.horizon, root.duals)
        days = np.arange(self.horizon.days)
        persons = np.zeros(len(self.persons))
        for m, person in enumerate(self.persons):
            prices, pattern = earn[self.horizon.team_of[m]], plan.patterns[m]
            actual = person.cost(pattern) + prices[days, pattern.astype(np.int64) + 1].sum()
            persons[m] = actual - person.best(prices)[0]
        number = np.arange(self.horizon.most + 1)
        table = self.horizon.prices + root.duals[..., None] * number
        stand = self.horizon.stand(dict(enumerate(plan.patterns)))
        if len(self.horizon.teams) > 1 or self.horizon.roles > 1:
            return persons, np.zeros(root.duals.shape)
        here = np.take_along_axis(table, stand[0][..., None, None], axis=-1)[..., 0]
        return persons, here - table.min(axis=-1)
