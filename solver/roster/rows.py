"""A whole-number programme in the making, written row by row: mending, cures and the compact programme are such."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

from .lp import quiet_solver

GAP, NODES = 1e-4, 200


@dataclass(slots=True)
class Rows:
    """A whole-number programme in the making: columns from 0 up, rows as (lower, upper, entries)."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, list[tuple[int, float]]]] = field(default_factory=list)

    def column(self, cost: float, upper: float = 1.0) -> int:
        """Add a column; returns its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, lower: float, upper: float, entries: Sequence[tuple[int, float]]) -> None:
        """Add a row over columns; one named twice counts twice."""
        self.rows.append((lower, upper, list(entries)))

    def beside(self, other: "Rows") -> int:
        """Add another programme beside; returns the number that its first column has now."""
        first = len(self.cost)
        self.cost += other.cost
        self.upper += other.upper
        self.rows += [(low, high, [(first + j, value) for j, value in row]) for low, high, row in other.rows]
        return first

    def load(self, solver: highspy.Highs, whole: Sequence[int]) -> None:
        """Put all of it into an empty solver; the columns ``whole`` take whole numbers."""
        count, none = len(self.cost), np.array([], dtype=np.int32)
        empty, upper = np.zeros(count, np.int32), np.array(self.upper)
        solver.addCols(count, np.array(self.cost), np.zeros(count), upper, 0, empty, none, np.array([]))
        entries = [_summed(row) for _, _, row in self.rows]
        starts = np.cumsum([0, *map(len, entries)], dtype=np.int32)[:-1]
        columns = np.array([j for row in entries for j in row], dtype=np.int32)
        values = np.array([value for row in entries for value in row.values()])
        low, high = (np.array([row[side] for row in self.rows], dtype=float) for side in (0, 1))
        solver.addRows(len(entries), low, high, len(columns), starts, columns, values)
        kinds = np.full(len(whole), highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(len(whole), np.array(whole, dtype=np.int32), kinds)


@dataclass(frozen=True, slots=True)
class SolvedRows:
    """The value of each column, their cost, and the bound proven for it."""

    values: list[float]
    cost: float
    bound: float


PLAIN = ("mip_heuristic_run_root_reduced_cost", "mip_heuristic_run_rins", "mip_heuristic_run_rens")
"""Searches within the search: they cost more than they find where the relaxation all but says the answer."""


def solve_rows(model: Rows, *, plain: bool = False) -> SolvedRows | None:
    """
    Solve at least cost, all columns in whole numbers; None if there is no answer within the limits.

    ``plain`` leaves out the searches within the search: for programmes whose bound is the work, not the answer.
    """
    solver = quiet_solver()
    for option, value in (
        ("presolve", "choose"),
        ("solver", "choose"),
        ("mip_rel_gap", GAP),
        ("mip_max_nodes", NODES),
    ):
        solver.setOptionValue(option, value)
    for option in PLAIN if plain else ():
        solver.setOptionValue(option, False)
    model.load(solver, range(len(model.cost)))
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return SolvedRows(list(solver.getSolution().col_value), info.objective_function_value, info.mip_dual_bound)


def _summed(entries: Sequence[tuple[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for column, value in entries:
        total[column] = total.get(column, 0.0) + value
    return total
