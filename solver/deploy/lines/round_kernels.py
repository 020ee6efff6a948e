"""One tour alone: an order to begin with, and its improvement."""

import numpy as np

from ....road_network.compiled import compiled
from ....road_network.heap import Int64
from .search_kernels import Random, improve
from .tour_kernels import NEVER, draw


@compiled
def polish(order: Int64, between: Int64, serve: Int64, near: Int64, random: Random) -> int:
    """Improve one tour through all tasks, in place; return its cost."""
    n = len(order)
    tasks, size = order.copy().reshape(1, n), np.array([n])
    span = np.empty((1, n, n, 2, 2), dtype=np.int64)
    cost = improve(tasks, size, span, between, serve, near, 0, 0, random)
    order[:] = tasks[0]
    return int(cost[0])


@compiled
def nearest_first(between: Int64, serve: Int64, random: Random) -> Int64:
    """Return the tasks in an order that goes on to one of the two nearest not yet driven, mostly the nearest."""
    n = len(serve) // 2
    order, left = np.empty(n, dtype=np.int64), np.ones(n, dtype=np.bool_)
    at = 2 * n
    for k in range(n):
        first = second = -1
        for b in range(2 * n):
            if not left[b // 2] or serve[b] >= NEVER:
                continue
            if first < 0 or between[at, b] < between[at, first]:
                first, second = b, first
            elif b // 2 != first // 2 and (second < 0 or between[at, b] < between[at, second]):
                second = b
        if second >= 0 and second // 2 != first // 2 and draw(random, 10) == 0:
            first = second
        order[k] = first // 2
        left[first // 2] = False
        at = first
    return order
