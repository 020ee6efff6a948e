"""Instances by their published names, rosters out of the engine's patterns, and the history a week leaves behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qinwu.solver.horizon.problem import Horizon
from qinwu.solver.horizon.standing import roles_of

from .nurse_score import Line
from .nurse_terms import Guess
from .nurses import Past, Scenario, Week, read_history, read_scenario, read_week


@dataclass(frozen=True, slots=True)
class Instance:
    """A scenario, a history to begin with, and the weeks in their order."""

    scenario: Scenario
    past: Mapping[str, Past]
    weeks: tuple[Week, ...]


def read_instance(folder: Path, name: str) -> Instance:
    """Read an instance by a name like ``n030w4_1_6-2-9-1`` from the folder of all data sets."""
    data, history, weeks = name.split("_")
    home = folder / data
    return Instance(
        read_scenario(home / f"Sc-{data}.txt"),
        read_history(home / f"H0-{data}-{history}.txt"),
        tuple(read_week(home / f"WD-{data}-{number}.txt") for number in weeks.split("-")),
    )


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


def drawn(seen: Sequence[Week], number: int, chance: np.random.Generator) -> list[Guess]:
    """Draw ``number`` weeks to come: each day is one seen, working days from working days, weekends from weekends."""
    weeks = []
    for _ in range(number):
        days = [(int(chance.integers(len(seen))), int(chance.integers(*span))) for span in [(0, 5)] * 5 + [(5, 7)] * 2]
        picked = [(seen[week].need, day) for week, day in days]
        weeks.append({key: [picked[key[0]][0][picked[key[0]][1], key[1], key[2]]] for key in seen[-1].need})
    return weeks
