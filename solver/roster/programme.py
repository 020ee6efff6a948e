"""The master programme as HiGHS holds it: solved again and again while columns join and bounds move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from .lp import DUAL, PRIMAL, quiet_solver
from .master import Layout, Vector


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The linear programme's answer: whether there is one, optimum, row duals, column values (static ones first)."""

    feasible: bool
    value: float
    duals: Vector
    values: Vector


Basis = tuple[list[highspy.HighsBasisStatus], list[highspy.HighsBasisStatus]]


class Master:
    """The linear programme, growing by columns; ``solve`` starts from where it stood."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.taken: list[tuple[int, int]] = []
        self._lp = quiet_solver()
        self._lp.setOptionValue("simplex_strategy", PRIMAL)
        layout.load(self._lp)
        self._basis: Basis = ([], [])
        self._after_bounds = DUAL

    def take(self, chosen: Sequence[tuple[int, int]]) -> None:
        """Add week patterns: (person, index into the person's menu)."""
        self.taken.extend(chosen)
        self.layout.load_patterns(self._lp, chosen)

    def limit(self, limits: Mapping[int, tuple[float, float]]) -> None:
        """Set the bounds of all static columns: the natural ones, tightened by ``limits``."""
        lower, upper = self.layout.limits(limits)
        columns = np.arange(len(upper), dtype=np.int32)
        self._lp.changeColsBounds(len(upper), columns, lower, upper)

    def hold(self, held: Mapping[int, int]) -> None:
        """Hold persons to one pattern each (person -> index into the menu); all others are free again."""
        upper = np.array([1.0 if held.get(person, index) == index else 0.0 for person, index in self.taken])
        columns = np.arange(len(self.taken), dtype=np.int32) + len(self.layout.columns)
        self._lp.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)

    def admit(self, open_to: Mapping[int, NDArray[np.bool_]]) -> None:
        """Close the patterns that are not open to their owner (owner -> flags over the menu)."""
        self._lp.setOptionValue("simplex_strategy", self._after_bounds)
        upper = np.array([float(p not in open_to or open_to[p][index]) for p, index in self.taken])
        columns = np.arange(len(self.taken), dtype=np.int32) + len(self.layout.columns)
        self._lp.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)

    def remember(self) -> None:
        """Keep the basis of the last solution, to ``resume`` from it later."""
        basis = self._lp.getBasis()
        self._basis = list(basis.col_status), list(basis.row_status)

    def start_at(self, other: "Master") -> None:
        """Start the next ``solve`` where another programme of the same rows and columns stands; prices may differ."""
        other.remember()
        self._basis = other._basis  # noqa: SLF001 - of the same class
        self.resume()
        self._after_bounds = PRIMAL

    def resume(self) -> None:
        """Start the next ``solve`` from the basis kept; columns added since then are at zero."""
        columns, rows = self._basis
        basis = highspy.HighsBasis()
        basis.col_status = columns + [highspy.HighsBasisStatus.kLower] * (self._lp.getNumCol() - len(columns))
        basis.row_status = rows
        basis.valid = True
        self._lp.setBasis(basis)

    def solve(self) -> Relaxed:
        """Solve; the programme is always feasible, since every need may go short and everyone may rest."""
        self._lp.run()
        self._after_bounds = DUAL
        self._lp.setOptionValue("simplex_strategy", PRIMAL)
        if self._lp.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Relaxed(False, 0.0, np.zeros(self.layout.rows), np.array([]))
        solution = self._lp.getSolution()
        values = np.array(solution.col_value)
        return Relaxed(True, self._lp.getObjectiveValue(), np.array(solution.row_dual), values)
