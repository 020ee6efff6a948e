"""The linear programmes' solver: quiet, alone on its thread, and the same every time."""

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from ...models.errors import QinwuError

Vector = NDArray[np.float64]
PRIMAL = 4
"""HiGHS's number for the primal simplex method: after columns are added the old basis stays feasible."""

DUAL = 1
"""And for the dual one: after bounds have changed the old basis stays dual feasible."""


def quiet_solver() -> highspy.Highs:
    """Return a solver that prints nothing and uses one thread, so that the same input gives the same answer."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for option, value in (("threads", 1), ("solver", "simplex"), ("presolve", "off"), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    return solver


def add_columns(
    solver: highspy.Highs, cost: Vector, upper: Vector, entries: Sequence[Sequence[tuple[int, float]]]
) -> None:
    """Add columns, each with its entries (row, value)."""
    starts = np.cumsum([0, *map(len, entries)], dtype=np.int32)[:-1]
    rows = np.array([row for column in entries for row, _ in column], dtype=np.int32)
    values = np.array([value for column in entries for _, value in column])
    status = solver.addCols(len(entries), cost, np.zeros(len(entries)), upper, len(rows), starts, rows, values)
    if status == highspy.HighsStatus.kError:
        raise QinwuError("the LP solver refused columns of the master programme")
