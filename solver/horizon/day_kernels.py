"""Dynamic programming over days: the compiled loops."""

import numpy as np
from numpy.typing import NDArray

from ...road_network.compiled import compiled

Int8 = NDArray[np.int8]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


@compiled
def reach(
    kind: Int8,
    follows: Int32,
    weekend: Bool,
    code: Int32,
    step: Int32,
    leaf: Float,
    open_: Bool,
    q0: int,
    c0: int,
) -> tuple[Int64, Int32]:
    """
    List the nodes (state q, number c) of each day that lie on some lawful way from start to end.

    Parameters
    ----------
    kind, follows, weekend
        The automaton, actions grouped: shapes (days,), (K, Q, G), (K, Q, G).
    code, step
        The tally: shapes (days, G), (codes, C).
    leaf
        Shape (Q, C): what each node costs at the end, inf if it is unlawful there.
    open_
        Shape (days, G): whether a group of actions may be taken.
    q0, c0
        Where the way begins.

    Returns
    -------
    first, numbers
        ``numbers[first[d * Q + q] : first[d * Q + q + 1]]`` are the numbers c in state q in front of day d, for d up to
        and including the end of the horizon.
    """
    days, groups = open_.shape
    states, size = leaf.shape
    alive = np.zeros((days + 1, states * size), dtype=np.bool_)
    alive[0, q0 * size + c0] = True
    for d in range(days):
        k = kind[d]
        for q in range(states):
            for g in range(groups):
                q2 = follows[k, q, g]
                if q2 < 0 or not open_[d, g]:
                    continue
                row = code[d, g] + (1 if weekend[k, q, g] else 0)
                for c in range(size):
                    if alive[d, q * size + c] and step[row, c] >= 0:
                        alive[d + 1, q2 * size + step[row, c]] = True
    for n in range(states * size):
        alive[days, n] = alive[days, n] and np.isfinite(leaf[n // size, n % size])
    for d in range(days - 1, -1, -1):
        k = kind[d]
        for q in range(states):
            for c in range(size):
                n = q * size + c
                if not alive[d, n]:
                    continue
                alive[d, n] = False
                for g in range(groups):
                    q2 = follows[k, q, g]
                    if q2 < 0 or not open_[d, g]:
                        continue
                    c2 = step[code[d, g] + (1 if weekend[k, q, g] else 0), c]
                    if c2 >= 0 and alive[d + 1, q2 * size + c2]:
                        alive[d, n] = True
                        break
    first = np.zeros((days + 1) * states + 1, dtype=np.int64)
    count = 0
    for d in range(days + 1):
        for n in range(states * size):
            count += alive[d, n]
            if n % size == size - 1:
                first[d * states + n // size + 1] = count
    numbers = np.empty(count, dtype=np.int32)
    i = 0
    for d in range(days + 1):
        for n in range(states * size):
            if alive[d, n]:
                numbers[i] = n % size
                i += 1
    return first, numbers


@compiled
def to_go(
    kind: Int8,
    follows: Int32,
    price: Float,
    weekend: Bool,
    code: Int32,
    step: Int32,
    pay: Float,
    leaf: Float,
    first: Int64,
    numbers: Int32,
    cost: Float,
    least: Float,
    scratch: Float,
) -> None:
    """
    Compute the least cost to go from every node into ``least`` (nodes).

    ``cost`` has shape (days, G): what the cheapest action of a group costs on a day, inf where none is open.
    ``scratch`` has at least 2 Q C places, all inf before and after.
    """
    days, groups = cost.shape
    states, size = leaf.shape
    wide = states * size
    for q in range(states):
        for i in range(first[days * states + q], first[days * states + q + 1]):
            least[i] = leaf[q, numbers[i]]
            scratch[(days % 2) * wide + q * size + numbers[i]] = least[i]
    for d in range(days - 1, -1, -1):
        k = kind[d]
        here, there = (d % 2) * wide, ((d + 1) % 2) * wide
        for q in range(states):
            low, high = first[d * states + q], first[d * states + q + 1]
            if low == high:
                continue
            least[low:high] = np.inf
            for g in range(groups):
                q2 = follows[k, q, g]
                if q2 < 0 or cost[d, g] == np.inf:
                    continue
                row = code[d, g] + (1 if weekend[k, q, g] else 0)
                toll = cost[d, g] + price[k, q, g]
                for i in range(low, high):
                    c2 = step[row, numbers[i]]
                    if c2 >= 0:
                        least[i] = min(least[i], toll + pay[row, numbers[i]] + scratch[there + q2 * size + c2])
            for i in range(low, high):
                scratch[here + q * size + numbers[i]] = least[i]
        for q in range(states):
            for i in range(first[(d + 1) * states + q], first[(d + 1) * states + q + 1]):
                scratch[there + q * size + numbers[i]] = np.inf
    for q in range(states):
        for i in range(first[q], first[q + 1]):
            scratch[q * size + numbers[i]] = np.inf


@compiled
def follow(
    kind: Int8,
    follows: Int32,
    price: Float,
    weekend: Bool,
    code: Int32,
    step: Int32,
    pay: Float,
    first: Int64,
    numbers: Int32,
    cost: Float,
    least: Float,
    q0: int,
    c0: int,
) -> Int32:
    """Walk a cheapest way from the start; returns the group of each day, the first of equals."""
    days, groups = cost.shape
    states = follows.shape[1]
    way = np.zeros(days, dtype=np.int32)
    q, c = q0, c0
    for d in range(days):
        k = kind[d]
        best, q_best, c_best = np.inf, 0, 0
        for g in range(groups):
            q2 = follows[k, q, g]
            if q2 < 0 or cost[d, g] == np.inf:
                continue
            row = code[d, g] + (1 if weekend[k, q, g] else 0)
            c2 = step[row, c]
            if c2 < 0:
                continue
            low, high = first[(d + 1) * states + q2], first[(d + 1) * states + q2 + 1]
            i = low + np.searchsorted(numbers[low:high], c2)
            if i < high and numbers[i] == c2:
                value = cost[d, g] + price[k, q, g] + pay[row, c] + least[i]
                if value < best:
                    best, q_best, c_best = value, q2, c2
                    way[d] = g
        q, c = q_best, c_best
    return way
