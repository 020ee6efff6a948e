"""Pricing turns, one by one."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Float64, Int32


@compiled
def turn_angle(arriving: float, leaving: float) -> float:
    """Return the change of direction in degrees, -180 up to 180, positive to the left."""
    return (leaving - arriving + 180.0) % 360.0 - 180.0


@compiled
def price_turns(
    first: Int32,
    in_start: Int32,
    in_arc: Int32,
    tail: Int32,
    twin: Int32,
    out_count: Int32,
    junction: NDArray[np.bool_],
    signal: NDArray[np.bool_],
    begin: Float64,
    end: Float64,
    costs: Int32,
) -> Int32:
    """Price all turns; ``costs`` are left, right, back, dead end, signal."""
    price = np.zeros(first[-1], dtype=np.int32)
    for b in range(len(tail)):
        v = tail[b]
        for i in range(in_start[v], in_start[v + 1]):
            a = in_arc[i]
            bend = turn_angle(end[a], begin[b])
            cost = 0
            if twin[a] == b:
                cost = costs[3] if out_count[v] == 1 else costs[2]
            elif junction[v] and bend > 45.0:
                cost = costs[0]
            elif junction[v] and bend < -45.0:
                cost = costs[1]
            if cost >= 0 and signal[v]:
                cost += costs[4]
            price[first[b] + i - in_start[v]] = cost
    return price


@compiled
def forbid(price: Int32, first: Int32, in_start: Int32, in_arc: Int32, tail: Int32, banned: Int32) -> None:
    """Mark the forbidden pairs of arcs."""
    for row in range(len(banned)):
        a, b = banned[row]
        v = tail[b]
        for i in range(in_start[v], in_start[v + 1]):
            if in_arc[i] == a:
                price[first[b] + i - in_start[v]] = -1
