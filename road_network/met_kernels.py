"""Everybody whom the last search came past: read off its labels, unit by unit."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Int32
from .heap import Int64
from .nearest_kernels import part_of
from .unit_kernels import DELAY, NOBODY, PREVIOUS, STATE

LOW = 0xFFFFFFFF


@compiled
def met(
    label: Int64,
    era: int,
    weight: Int32,
    target: Int32,
    goal: Int64,
    row: Int32,
    share: NDArray[np.float64],
    skill: Int64,
    need: int,
    limit: int,
    found: Int32,
    eta: Int64,
) -> int:
    """
    List the shown units with all bits of ``need`` that are there by ``limit``, in no order, and return their number.

    The last search, from the states ``target`` on, must have gone at least as far as ``limit``; ``found`` and ``eta``
    have room for all units.
    """
    count = 0
    for unit in range(len(found)):
        state = row[unit, STATE]
        if row[unit, PREVIOUS] == NOBODY or skill[unit] & need != need:
            continue
        here = False
        for i in range(len(target)):
            here = here or target[i] == state
        if not here and label[state] >> 32 != era:  # most units, so that their weights need not be fetched
            continue
        ride = abs(weight[state])
        if ride == 0:
            continue
        gone = part_of(ride, share[unit])
        best = limit + 1
        if label[state] >> 32 == era:
            best = min(best, (label[state] & LOW) + ride - gone + row[unit, DELAY])
        for i in range(len(target)):
            if target[i] == state and goal[i] >= gone:
                best = min(best, goal[i] - gone + row[unit, DELAY])
        if best <= limit:
            found[count] = unit
            eta[count] = best
            count += 1
    return count
