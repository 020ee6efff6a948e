"""Who stands in which role: the cheapest way to let people fill the roles of a day and template, and its price."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .problem import Horizon

Table = tuple[tuple[int, ...], ...]
"""``table[role][n]``: what n people in the role cost; convex in n."""


class Standing:
    """Prices of numbers of people by team, roles filled as cheaply as can be."""

    def __init__(self, horizon: Horizon) -> None:
        self._horizon = horizon
        self._tables: dict[tuple[int, int], Table] = {}
        self._alone = all(len(roles) == 1 for roles in horizon.teams)

    def cost(self, stand: NDArray[np.int64], day: int | None = None) -> int:
        """Price everybody's standing, on all days or on one; ``stand`` has shape (teams, days, templates)."""
        days, templates = stand.shape[1:]
        if self._alone:
            prices = np.take_along_axis(self._horizon.prices, self._number(stand)[..., None], axis=3)
            return int(prices.sum() if day is None else prices[day].sum())
        return sum(self._at(stand, d, t) for d in (range(days) if day is None else [day]) for t in range(templates))

    def one_more(self, stand: NDArray[np.int64], team: int) -> NDArray[np.float64]:
        """Return what one more of the team costs everywhere, shape (days, templates)."""
        days, templates = stand.shape[1:]
        if self._alone:
            role = self._horizon.teams[team][0]
            table, number = self._horizon.prices[:, :, role], self._number(stand)[:, :, role, None]
            after = np.take_along_axis(table, np.minimum(number + 1, self._horizon.most), axis=2)
            return np.asarray(after - np.take_along_axis(table, number, axis=2), dtype=np.float64)[..., 0]
        more = np.empty((days, templates))
        for d in range(days):
            for t in range(templates):
                counts = [int(count) for count in stand[:, d, t]]
                here = _least(self._table(d, t), self._horizon.teams, tuple(counts))
                counts[team] += 1
                more[d, t] = _least(self._table(d, t), self._horizon.teams, tuple(counts)) - here
        return more

    def _number(self, stand: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count people by role where nobody has a choice, shape (days, templates, roles)."""
        found = np.zeros((*stand.shape[1:], self._horizon.roles), dtype=np.int64)
        for g, roles in enumerate(self._horizon.teams):
            found[:, :, roles[0]] += stand[g]
        return found

    def _at(self, stand: NDArray[np.int64], d: int, t: int) -> int:
        counts = tuple(int(count) for count in stand[:, d, t])
        return _least(self._table(d, t), self._horizon.teams, counts)

    def _table(self, d: int, t: int) -> Table:
        if (d, t) not in self._tables:
            rows = self._horizon.prices[d, t]
            self._tables[d, t] = tuple(tuple(int(price) for price in row) for row in rows)
        return self._tables[d, t]


def fill(table: Table, teams: Sequence[Sequence[int]], counts: Sequence[int]) -> list[list[int]]:
    """
    Let people fill roles at least cost; returns how many of each team stand in each role.

    One after another takes the cheapest place that somebody can make free for them by moving on (shortest
    augmenting ways; prices are convex, so this is optimal).
    """
    stands = [[0] * len(table) for _ in teams]
    number = [0] * len(table)
    for g, count in enumerate(counts):
        for _ in range(count):
            value = [row[n + 1] - row[n] for row, n in zip(table, number, strict=True)]
            onward: dict[int, tuple[int, int]] = {}
            for _turn in table:
                for h, roles in enumerate(teams):
                    for role in roles:
                        for other in roles:
                            if stands[h][role] and value[other] < value[role]:
                                value[role], onward[role] = value[other], (h, other)
            role = min(teams[g], key=lambda r: value[r])
            stands[g][role] += 1
            while role in onward:
                h, other = onward.pop(role)
                stands[h][role] -= 1
                stands[h][other] += 1
                role = other
            number[role] += 1
    return stands


@lru_cache(maxsize=200_000)
def _least(table: Table, teams: tuple[tuple[int, ...], ...], counts: tuple[int, ...]) -> int:
    stands = fill(table, teams, counts)
    number = np.sum(stands, axis=0)
    return sum(row[int(n)] for row, n in zip(table, number, strict=True))


def roles_of(horizon: Horizon, patterns: Mapping[int, NDArray[np.int8]]) -> dict[tuple[int, int], int]:
    """Give each duty (member, day) a role, so that all roles together are filled as cheaply as can be."""
    found: dict[tuple[int, int], int] = {}
    stand = horizon.stand(patterns)
    for d in range(horizon.days):
        for t in range(horizon.templates):
            table = tuple(tuple(int(price) for price in row) for row in horizon.prices[d, t])
            stands = fill(table, horizon.teams, [int(count) for count in stand[:, d, t]])
            for m in sorted(patterns):
                if patterns[m][d] == t:
                    row = stands[horizon.team_of[m]]
                    role = next(r for r, count in enumerate(row) if count)
                    row[role] -= 1
                    found[m, d] = role
    return found
