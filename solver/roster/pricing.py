"""Pricing: the cheapest week patterns of every person at given prices, and the bound these prove."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .master import Layout, Vector
from .patterns import Menu

Chosen = list[tuple[int, int]]
"""Week patterns: (person, index into the person's menu)."""


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """
    One pricing pass.

    ``bound`` is the Lagrangian bound: no lawful plan inside the limits costs less. ``new`` lists each person's
    cheapest pattern (person, index into the menu) whose reduced cost is negative.
    """

    bound: float
    new: Chosen


class Pricer:
    """Looks through every pattern of every person, exactly."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._rhs = np.array(layout.rhs)
        self._cost = np.array(layout.cost)
        self._matrix = layout.matrix()
        self._trees: dict[int, _Prefixes] = {}
        self._equal = np.array([row in layout.equal for row in range(layout.rows)])

    def run(
        self,
        duals: Vector,
        limits: Mapping[int, tuple[float, float]],
        *,
        open_to: Mapping[int, NDArray[np.bool_]] | None = None,
    ) -> Priced:
        """
        Price all persons at the row ``duals``.

        The bound holds while static columns obey ``limits``, and people work patterns that are ``open_to`` them.
        """
        open_to = open_to or {}
        persons = self._layout.persons
        duals = np.where(self._equal, duals, np.maximum(duals, 0.0))
        best, new = 0.0, []
        for person, menu, score in self._scores(duals):
            reduced = menu.cost - score[menu.rows]
            if person in open_to:
                reduced = np.where(open_to[person], reduced, np.inf)
            index = int(reduced.argmin())
            best += float(reduced[index])
            if reduced[index] < duals[person] - 1e-6:
                new.append((person, index))
        lower, upper = self._layout.limits(limits)
        masked = duals.copy()
        masked[:persons] = 0.0
        reduced = self._cost - self._matrix.T @ masked
        static = float(np.where(reduced > 0, reduced * lower, reduced * upper).sum())
        return Priced(float(masked @ self._rhs) + static + best, new)

    def regret(self, duals: Vector, choice: Sequence[int]) -> Vector:
        """Return how much dearer each person's chosen pattern is, at these prices, than the person's cheapest."""
        duals = np.where(self._equal, duals, np.maximum(duals, 0.0))
        found = np.zeros(self._layout.persons)
        for person, menu, score in self._scores(duals):
            reduced = menu.cost - score[menu.rows]
            found[person] = reduced[choice[person]] - reduced.min()
        return found

    def toward(self, duals: Vector, choice: Sequence[int], wanted: NDArray[np.bool_]) -> Vector:
        """
        Return what it adds, at these prices, that a person works one of the duties ``wanted``; inf if none may.

        ``wanted`` has shape (teams, days, templates).
        """
        duals = np.where(self._equal, duals, np.maximum(duals, 0.0))
        found = np.full(self._layout.persons, np.inf)
        for person, menu, score in self._scores(duals):
            patterns = menu.patterns[menu.rows]
            marked = np.pad(wanted[self._layout.team_of[person]], ((0, 0), (0, 1)))
            does = marked[np.arange(patterns.shape[1]), patterns].any(axis=1)
            if does.any():
                reduced = menu.cost - score[menu.rows]
                found[person] = reduced[does].min() - reduced[choice[person]]
        return found

    def near(
        self, duals: Vector, *, around: Sequence[int] | None, free: Container[int], most: int, seed: int
    ) -> Chosen:
        """
        Return up to ``most`` patterns for each person of ``free`` that an optimal plan is likely to use.

        Those of least reduced cost; among equals, which are many, ``seed`` decides. With a plan to stay ``around``
        (index into the menu, by person), half of them differ from the person's pattern there on at most two days.
        """
        chance = np.random.default_rng(seed)
        found: Chosen = []
        for person, menu, score in self._scores(duals):
            if person in free:
                reduced = menu.cost - score[menu.rows] + chance.random(len(menu.rows)) * SPREAD
                chosen = set(_least(reduced, most if around is None else most // 2))
                if around is not None:
                    changed = (menu.patterns[menu.rows] != menu.pattern(around[person])).sum(axis=1)
                    chosen.update(_least(np.where(changed <= 2, reduced, np.inf), most // 2))
                found.extend((person, index) for index in sorted(chosen))
        return found

    def _scores(self, duals: Vector) -> Iterator[tuple[int, Menu, Vector]]:
        """Give each person's menu with what each pattern of its base earns at the supply duals."""
        problem, supply = self._layout.problem, self._layout.supply
        for g, team in enumerate(problem.teams):
            earns = np.where(supply[g] >= 0, duals[supply[g]], 0.0)
            scores: dict[int, Vector] = {}
            for person in team.members:
                menu = problem.menus[person]
                key = id(menu.patterns)
                if key not in scores:
                    tree = self._trees.get(key) or self._trees.setdefault(key, _Prefixes(menu.patterns))
                    scores[key] = tree.score(earns)
                yield person, menu, scores[key]


SPREAD = 5.0
"""Reduced costs that differ by less are treated as equal when patterns are chosen for the whole-number programme."""


def _least(values: Vector, count: int) -> list[int]:
    """Return the positions of the ``count`` least values that are finite."""
    count = min(count, int(np.isfinite(values).sum()))
    return [int(i) for i in np.argpartition(values, count - 1)[:count]] if count else []


class _Prefixes:
    """Patterns as a tree of their first days: what those that begin alike earn is summed once."""

    def __init__(self, patterns: NDArray[np.int8]) -> None:
        self._levels: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
        self._leaf = np.zeros(len(patterns), dtype=np.intp)
        differs = np.zeros(len(patterns), dtype=bool)
        differs[:1] = True
        for day in patterns.T:
            differs[1:] |= day[1:] != day[:-1]
            first = np.flatnonzero(differs)
            self._levels.append((self._leaf[first], day[first].astype(np.intp)))
            self._leaf = np.cumsum(differs) - 1

    def score(self, earns: Vector) -> Vector:
        """Return what each pattern earns at prices of shape (days, templates)."""
        total = np.zeros(1)
        for (parent, template), prices in zip(self._levels, earns, strict=True):
            total = total[parent] + np.append(prices, 0.0)[template]
        return total[self._leaf]
