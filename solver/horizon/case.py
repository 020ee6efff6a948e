"""A horizon with everyone's rules compiled: prices of plans, a first plan, and parts of a plan chosen anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .automaton import Automata
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
        if part.last - part.first < self.horizon.days:
            return self._improve_window(plan, part, stop)
        free = set(part.free)
        for m in free:
            self.persons[m].forget()
        around = {m: pattern for m, pattern in enumerate(plan.patterns) if m not in free}
        relaxation = Relaxation(self.horizon, self.persons, around=around)
        relaxation.take_patterns({m: plan.patterns[m] for m in part.free})
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

    def _improve_window(self, plan: Plan, part: Part, stop: Stop) -> Plan:
        """Choose anew what the free members do on the part's days, all other days as they are."""
        chosen = {m: self.persons[m].window(plan.patterns[m], part.first, part.last) for m in part.free}
        inside = self.inside(part.first, part.last, chosen)
        now = inside.plan([pattern[part.first : part.last] for pattern in plan.patterns])
        found = inside.improve(now, replace(part, first=0, last=part.last - part.first), (), stop)
        if found is now:
            return plan
        better = self.plan(spliced(plan.patterns, dict(enumerate(found.patterns)), part.first))
        return better if better.cost < plan.cost else plan

    def inside(self, first: int, last: int, persons: Mapping[int, Person]) -> "Case":
        """Return the case of days ``first`` .. ``last - 1``: the given persons, the others bound by nothing."""
        horizon = self.horizon
        covers = [replace(cover, day=cover.day - first) for cover in horizon.covers if first <= cover.day < last]
        members = [replace(member, terms=(), ahead=None) for member in horizon.members]
        idle = Person((), Automata(last - first, horizon.templates), last - first, horizon.templates)
        part = Horizon(days=last - first, templates=horizon.templates, members=tuple(members), covers=tuple(covers))
        return Case(part, [persons.get(m, idle) for m in range(len(members))])

    def daily(self, plan: Plan) -> NDArray[np.float64]:
        """Return what the covers of each day cost, shape (days,)."""
        stand = self.horizon.stand(dict(enumerate(plan.patterns)))
        return np.array([self.standing.cost(stand, day) for day in range(self.horizon.days)], dtype=np.float64)

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


def spliced(patterns: Sequence[Pattern], parts: Mapping[int, Pattern], first: int) -> list[Pattern]:
    """Put members' ``parts``, from day ``first`` on, into their rosters."""
    found = [pattern.copy() for pattern in patterns]
    for m, part in parts.items():
        found[m][first : first + len(part)] = part
    return found
