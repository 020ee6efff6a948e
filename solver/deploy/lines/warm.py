"""Compile the kernels of lines before somebody waits for them."""

import numpy as np

from .postman import Errands, plan_tours
from .rounds import round_of

STREETS = (3, 21)
"""So few streets are shared out exactly, so many by search: both ways are walked once."""


def warm_lines() -> None:
    """Load (or, at the first call on a machine, compile) every kernel of lines and routes, on a few made-up streets."""
    for streets in STREETS:
        errands = made_up(streets)
        round_of(errands, np.arange(streets), np.random.default_rng(0))
        plan_tours(errands, 2)


def made_up(streets: int) -> Errands:
    """Return streets on a straight road, a minute each and a minute apart."""
    ends = np.append(np.repeat(np.arange(1, streets + 1), 2), 0)
    between = 60_000 * np.abs(ends[:, None] - ends[None, :]).astype(np.int64)
    return Errands(serve=np.full((streets, 2), 60_000, dtype=np.int64), between=between)
