"""The whole-number programme over a choice of rosters."""

from collections.abc import Callable, Sequence
from typing import Any

import highspy
import numpy as np

from ..roster.lp import add_columns, quiet_solver
from .master import Pattern, Rows

SOLUTIONS = 20
Choice = tuple[float, dict[int, Pattern]]
"""What all costs, and the roster of each member who was free."""


def choose(
    rows: Rows,
    columns: Sequence[tuple[int, Pattern, float]],
    *,
    nodes: int,
    below: float = np.inf,
    stop: Callable[[], bool] = lambda: False,
) -> Choice | None:
    """
    Choose one of the given rosters for each member at least cost.

    Parameters
    ----------
    rows
        The master programme's rows and static columns.
    columns
        (member, roster, price); every member has at least one.
    nodes
        Limit of the branch-and-bound search: no clock, so that the same question has the same answer.
    stop
        May end it early.
    below
        Only plans cheaper than this are looked for.

    Returns
    -------
    choice
        The best plan found, None if there is none within the limits.
    """

    def ask(event: Any) -> None:  # noqa: ANN401 - the library's own untyped event
        if stop():
            event.interrupt()

    solver = quiet_solver()
    rows.load(solver)
    add_columns(
        solver,
        np.array([cost for _, _, cost in columns]),
        np.ones(len(columns)),
        [rows.entries(member, pattern) for member, pattern, _ in columns],
    )
    whole = np.arange(rows.static, rows.static + len(columns), dtype=np.int32)
    solver.changeColsIntegrality(len(whole), whole, np.full(len(whole), highspy.HighsVarType.kInteger))
    for option, value in (
        ("presolve", "choose"),
        ("solver", "choose"),
        ("mip_rel_gap", 1e-6),
        ("mip_abs_gap", 0.99),
        ("mip_max_nodes", nodes),
        ("mip_max_improving_sols", SOLUTIONS),
    ):
        solver.setOptionValue(option, value)
    if np.isfinite(below):
        solver.setOptionValue("objective_bound", float(below - rows.offset))
    solver.cbMipInterrupt.subscribe(ask)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.array(solver.getSolution().col_value)[rows.static :]
    chosen = {member: pattern for (member, pattern, _), value in zip(columns, values, strict=True) if value > 0.5}
    return float(info.objective_function_value + rows.offset), chosen
