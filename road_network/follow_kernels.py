"""Reading a route off the labels of a backward search."""

import numpy as np

from .compiled import compiled
from .graph import Int32
from .heap import Int64

LOW = 0xFFFFFFFF


@compiled
def follow(
    back_step: Int32,
    back_turn: Int32,
    back_state: Int32,
    ahead_step: Int32,
    weight: Int32,
    label: Int64,
    era: int,
    origin: Int32,
    goal: Int64,
    arc: int,
) -> tuple[Int32, int]:
    """
    Walk from the end of an arc with a settled label to the origin of the search.

    Returns
    -------
    arcs, entry
        The arcs after ``arc``, and the index in ``origin`` of the entry they lead into; of equally fast ways the one
        with the lowest arc numbers.
    """
    arcs = np.empty(16, dtype=np.int32)
    count = 0
    while True:
        state = back_state[arc]
        time = label[state] & LOW
        for i in range(len(origin)):
            s = origin[i]
            if back_step[s, 0] <= state < back_step[s, 1] and weight[s] != 0:
                cost = back_turn[back_step[s, 2] + state - back_step[s, 0]]
                if cost >= 0 and goal[i] + cost == time:
                    return arcs[:count], i
        found = -1
        for b in range(ahead_step[arc, 0], ahead_step[arc, 1]):
            s = back_state[b]
            cost = back_turn[back_step[s, 2] + state - back_step[s, 0]]
            if cost < 0 or label[s] >> 32 != era or (weight[s] <= 0 and not (weight[s] < 0 and weight[state] < 0)):
                continue
            if (label[s] & LOW) + abs(weight[s]) + cost == time:
                found = b
                break
        if found < 0:
            raise ValueError("a label without a way")
        if count == len(arcs):
            arcs = np.append(arcs, np.empty_like(arcs))
        arcs[count] = found
        count += 1
        arc = found
