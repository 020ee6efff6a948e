"""The exact answer for few streets: the least tour of every set of streets, and the best division into tours."""

import numpy as np
from numpy.typing import NDArray

from ....road_network.compiled import compiled
from ....road_network.heap import Int64

Int32 = NDArray[np.int32]
FAR = 1 << 30


@compiled
def tour_of_each_set(between: Int64, serve: Int64) -> Int32:
    """
    Return the least closed tour from the depot through each set of streets, shape (2^n,).

    Held and Karp (1962) over streets and directions: O(4^1 n^2 2^n) steps, 8 n 2^n bytes.
    """
    n = len(serve) // 2
    depot = 2 * n
    best = np.full((1 << n, 2 * n), FAR, dtype=np.int32)
    tour = np.full(1 << n, FAR, dtype=np.int32)
    tour[0] = 0
    for a in range(2 * n):
        best[1 << (a // 2), a] = min(FAR, between[depot, a] + serve[a])
    for chosen in range(1, 1 << n):
        for a in range(2 * n):
            here = np.int64(best[chosen, a])
            if here >= FAR:
                continue
            tour[chosen] = min(np.int64(tour[chosen]), here + between[a, depot])
            for street in range(n):
                if chosen >> street & 1:
                    continue
                more = chosen | 1 << street
                for b in (2 * street, 2 * street + 1):
                    best[more, b] = min(np.int64(best[more, b]), here + between[a, b] + serve[b])
    return tour


@compiled
def divide(one: Int32, rest: Int32) -> Int32:
    """
    Return for each set the least longest tour when it is divided: the first part costs ``one``, the other ``rest``.

    3^n steps.
    """
    answer = np.empty_like(one)
    for chosen in range(len(one)):
        least = min(one[chosen], rest[chosen])
        part = (chosen - 1) & chosen
        while part > 0:
            first = one[part]
            if first < least:
                other = rest[chosen ^ part]
                least = min(least, max(first, other))
            part = (part - 1) & chosen
        answer[chosen] = least
    return answer


@compiled
def divide_all(one: Int32, rest: Int32) -> int:
    """Return the least longest tour of the set of all streets, divided as in ``divide``; 2^n steps."""
    whole = len(one) - 1
    least = min(one[whole], rest[whole])
    for part in range(len(one)):
        least = min(least, max(one[part], rest[whole ^ part]))
    return int(least)
