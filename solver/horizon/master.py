"""
The master programme of a horizon: whole rosters of persons on one side, numbers wanted on the other.

Columns
    ``take[m, p]``   member m works roster p of the pool;
    ``stand[r, k]``  the k-th piece of the price of cover row r (a column for each slope);
    ``flow[s, r]``   people of supply s standing in cover row r (only for teams with several roles).
Rows
    member m:  Σ take = 1
    supply s:  Σ take of the team working there - Σ flow = 0
    cover r:   Σ take or flow - Σ stand = 0
"""

from collections.abc import Mapping, Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from ..roster.lp import PRIMAL, add_columns, quiet_solver
from .problem import Horizon

Vector = NDArray[np.float64]
Pattern = NDArray[np.int8]


class Rows:
    """
    Which row a member's duty falls into, and the static columns.

    ``held`` (teams, days, templates) counts the people whose rosters are settled, at the price ``settled``; ``members``
    are the others.
    """

    def __init__(
        self, horizon: Horizon, members: Sequence[int], held: NDArray[np.int64], *, settled: float = 0.0
    ) -> None:
        self.horizon = horizon
        self.offset = settled + float(horizon.prices[..., 0].sum())
        self.held = held
        self.place = {m: i for i, m in enumerate(members)}
        self.members = len(members)
        shape = (horizon.days, horizon.templates, horizon.roles)
        size = int(np.prod(shape))
        self.cover = self.members + np.arange(size).reshape(shape)
        self.count = self.members + size
        self.supply = np.empty((len(horizon.teams), *shape[:2]), dtype=np.int64)
        self._flows: list[tuple[int, int]] = []
        for g, roles in enumerate(horizon.teams):
            if len(roles) == 1:
                self.supply[g] = self.cover[:, :, roles[0]]
                continue
            here = self.count + np.arange(shape[0] * shape[1]).reshape(shape[:2])
            self.supply[g] = here
            self.count += here.size
            for role in roles:
                self._flows += zip(here.ravel().tolist(), self.cover[:, :, role].ravel().tolist(), strict=True)

    def load(self, solver: highspy.Highs) -> None:
        """Put rows and static columns into an empty solver."""
        rhs = np.zeros(self.count)
        rhs[: self.members] = 1.0
        np.subtract.at(rhs, self.supply, self.held)
        cost, high, entries = [], [], []
        for index in np.ndindex(self.cover.shape):
            table = self.horizon.prices[index]
            row = int(self.cover[index])
            slopes = np.diff(table)
            for slope in np.unique(slopes):
                count = float((slopes == slope).sum())
                cost.append(float(slope))
                high.append(count if slope != slopes[-1] else np.inf)
                entries.append([(row, -1.0)])
        for supply, row in self._flows:
            cost.append(0.0)
            high.append(np.inf)
            entries.append([(supply, -1.0), (row, 1.0)])
        none = np.array([], dtype=np.int32)
        solver.addRows(self.count, rhs, rhs, 0, np.zeros(self.count, np.int32), none, np.array([]))
        add_columns(solver, np.array(cost), np.array(high), entries)
        self.static = len(cost)

    def entries(self, member: int, pattern: Pattern) -> list[tuple[int, float]]:
        """Return the matrix column of a member's roster."""
        days = np.flatnonzero(pattern >= 0)
        rows = self.supply[self.horizon.team_of[member], days, pattern[days]]
        return [(self.place[member], 1.0), *((int(row), 1.0) for row in rows)]

    def covers(self, duals: Vector) -> Vector:
        """Cut the duals of the cover rows out of all duals, shape (days, templates, roles)."""
        values: Vector = duals[self.cover]
        return values


class Master:
    """The linear programme over a growing pool of rosters."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.pool: list[tuple[int, Pattern, float]] = []
        self._bytes: list[bytes] = []
        self._known: set[tuple[int, bytes]] = set()
        self._lp = quiet_solver()
        self._lp.setOptionValue("simplex_strategy", PRIMAL)
        rows.load(self._lp)

    def take(self, found: Sequence[tuple[int, Pattern, float]]) -> int:
        """Add rosters (member, pattern, price) that are new; returns how many were."""
        new = []
        for member, pattern, cost in found:
            key = (member, pattern.tobytes())
            if key not in self._known:
                self._known.add(key)
                new.append((member, pattern, cost))
        if new:
            self.pool += new
            self._bytes += [pattern.tobytes() for _, pattern, _ in new]
            cost_of = np.array([cost for _, _, cost in new])
            entries = [self.rows.entries(member, pattern) for member, pattern, _ in new]
            add_columns(self._lp, cost_of, np.full(len(new), np.inf), entries)
        return len(new)

    def hold(self, held: Mapping[int, Pattern]) -> None:
        """Hold members to one roster each; all others are free."""
        keys = {m: pattern.tobytes() for m, pattern in held.items()}
        upper = np.array(
            [np.inf if keys.get(m, b) == b else 0.0 for (m, _, _), b in zip(self.pool, self._bytes, strict=True)]
        )
        columns = np.arange(len(self.pool), dtype=np.int32) + self.rows.static
        self._lp.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)

    def solve(self) -> tuple[float, Vector, Vector]:
        """Return optimum, row duals, and the values of the pool's rosters."""
        self._lp.run()
        solution = self._lp.getSolution()
        values = np.array(solution.col_value)[self.rows.static :]
        return self._lp.getObjectiveValue() + self.rows.offset, np.array(solution.row_dual), values
