"""Rosters out of the engine's patterns, and the history a week leaves behind."""

import numpy as np

from qinwu.solver.horizon.problem import Horizon
from qinwu.solver.horizon.standing import roles_of

from .nurse_score import Line
from .nurses import Past, Scenario


def lines_of(scenario: Scenario, horizon: Horizon, patterns: np.ndarray) -> dict[str, list[tuple[str, str] | None]]:
    """Give each nurse's days as (shift, skill), skills filled as cheaply as can be."""
    shifts = list(scenario.shifts)
    roles = roles_of(horizon, dict(enumerate(patterns)))
    return {
        nurse.name: [
            None if t < 0 else (shifts[t], scenario.skills[roles[m, day]]) for day, t in enumerate(patterns[m].tolist())
        ]
        for m, nurse in enumerate(scenario.nurses)
    }


def after(past: Past, line: Line) -> Past:
    """Return the history after more days."""
    total, weekends, last = past.total, past.weekends, past.last
    same, working, resting = past.same, past.working, past.resting
    for work in line:
        if work is None:
            last, same, working, resting = "", 0, 0, resting + 1
        else:
            same = same + 1 if work[0] == last else 1
            last, total, working, resting = work[0], total + 1, working + 1, 0
    weekends += sum(any(line[day : day + 2]) for day in range(5, len(line), 7))
    return Past(total, weekends, last, same, working, resting)
