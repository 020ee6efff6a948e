"""
Tours over streets that may be driven either way: pieces of tours, priced for the best directions in a few steps.

A task is a street to be driven once, in direction 0 or 1; ``2 * task + direction`` names it driven so, ``2 * n`` is
the depot. ``between[a, b]`` leads from the end of a to the beginning of b, ``serve[a]`` drives a. A tour is an order
of tasks; its directions are always the best ones. ``span[r, i, j, a, b]`` is the least cost of the tasks at places i
to j of tour r (backwards if j < i), the first in direction a and the last in direction b, so that a tour made of
pieces of other tours is priced piece by piece, whatever their length.
"""

import numpy as np
from numpy.typing import NDArray

from ....road_network.compiled import compiled
from ....road_network.heap import Int64

NEVER = 1 << 40
"""A cost that no lawful tour reaches."""

Span = NDArray[np.int64]


@compiled
def draw(state: NDArray[np.uint64], below: int) -> int:
    """Return the next random number, 0 up to ``below - 1`` (xorshift64*, Vigna 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    number: int = np.int64(((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % np.uint64(below))  # type: ignore[assignment]
    return number


@compiled
def fill_span(span: Span, tour: int, tasks: Int64, size: int, between: Int64, serve: Int64) -> None:
    """Price all pieces of one tour, in both orders."""
    for i in range(size):
        for a in range(2):
            for b in range(2):
                span[tour, i, i, a, b] = serve[2 * tasks[i] + a] if a == b else NEVER
    for i in range(size):
        for step in (1, -1):
            j = i + step
            while 0 <= j < size:
                last, here = 2 * tasks[j - step], 2 * tasks[j]
                for a in range(2):
                    one, other = span[tour, i, j - step, a, 0], span[tour, i, j - step, a, 1]
                    for b in range(2):
                        reach = min(one + between[last, here + b], other + between[last + 1, here + b])
                        span[tour, i, j, a, b] = min(reach + serve[here + b], NEVER)
                j += step


@compiled
def price(span: Span, tasks: Int64, pieces: Int64, count: int, between: Int64) -> int:
    """Return the cost of the closed tour from the depot through ``pieces``: rows of tour, first and last place."""
    if count == 0:
        return 0
    depot = between.shape[0] - 1
    zero = one = 0
    before = -1
    for p in range(count):
        r, i, j = pieces[p, 0], pieces[p, 1], pieces[p, 2]
        first = 2 * tasks[r, i]
        if before < 0:
            enter, other = between[depot, first], between[depot, first + 1]
        else:
            enter = min(zero + between[before, first], one + between[before + 1, first])
            other = min(zero + between[before, first + 1], one + between[before + 1, first + 1])
        zero = min(enter + span[r, i, j, 0, 0], other + span[r, i, j, 1, 0])
        one = min(enter + span[r, i, j, 0, 1], other + span[r, i, j, 1, 1])
        before = 2 * tasks[r, j]
    whole: int = min(zero + between[before, depot], one + between[before + 1, depot], NEVER)
    return whole


@compiled
def cost_of(tasks: Int64, between: Int64, serve: Int64, directions: Int64) -> int:
    """Return the cost of the closed tour through ``tasks`` in their order, and fill in the best directions."""
    size = len(tasks)
    if size == 0:
        return 0
    depot = between.shape[0] - 1
    came = np.zeros((size, 2), dtype=np.int64)
    zero = between[depot, 2 * tasks[0]] + serve[2 * tasks[0]]
    one = between[depot, 2 * tasks[0] + 1] + serve[2 * tasks[0] + 1]
    for i in range(1, size):
        last, here = 2 * tasks[i - 1], 2 * tasks[i]
        a, b = zero + between[last, here], one + between[last + 1, here]
        c, d = zero + between[last, here + 1], one + between[last + 1, here + 1]
        came[i, 0], came[i, 1] = int(b < a), int(d < c)
        zero, one = min(a, b) + serve[here], min(c, d) + serve[here + 1]
    last = 2 * tasks[size - 1]
    zero += between[last, depot]
    one += between[last + 1, depot]
    directions[size - 1] = int(one < zero)
    for i in range(size - 1, 0, -1):
        directions[i - 1] = came[i, directions[i]]
    whole: int = min(zero, one, NEVER)
    return whole


@compiled
def split(order: Int64, tours: int, between: Int64, serve: Int64, target: int, excess: int, cuts: Int64) -> int:
    """
    Cut one order of all tasks into at most ``tours`` tours at the least price, and return that.

    The price of a tour is its cost and ``excess`` for each unit above ``target``. ``cuts`` (tours + 1,) receives the
    places of the cuts.
    """
    n = len(order)
    depot = between.shape[0] - 1
    far = np.int64(1) << 60
    best = np.full((tours + 1, n + 1), far, dtype=np.int64)
    cut = np.zeros((tours + 1, n + 1), dtype=np.int64)
    for m in range(tours + 1):
        best[m, 0] = 0
    part = np.empty((n, n + 1), dtype=np.int64)
    for i in range(n):
        zero = one = 0
        for j in range(i, n):
            here = 2 * order[j]
            if j == i:
                a, b = between[depot, here], between[depot, here + 1]
            else:
                last = 2 * order[j - 1]
                a = min(zero + between[last, here], one + between[last + 1, here])
                b = min(zero + between[last, here + 1], one + between[last + 1, here + 1])
            zero, one = min(a + serve[here], NEVER), min(b + serve[here + 1], NEVER)
            whole = min(zero + between[here, depot], one + between[here + 1, depot], NEVER)
            part[i, j + 1] = whole + excess * max(0, whole - target)
    for m in range(1, tours + 1):
        for j in range(1, n + 1):
            for i in range(j):
                value = best[m - 1, i] + part[i, j]
                if value < best[m, j]:
                    best[m, j] = value
                    cut[m, j] = i
    j = n
    for m in range(tours, 0, -1):
        cuts[m] = j
        j = cut[m, j] if j > 0 else 0
    cuts[0] = 0
    return int(best[tours, n])
