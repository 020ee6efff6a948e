"""Twins: which two arcs are the opposite directions of one street, where the file does not say so."""

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


def find_twins(tail: Int64, head: Int64, street: Int64, length_m: NDArray[np.float64], may: NDArray[np.bool_]) -> Int64:
    """
    Pair arcs u → v with arcs v → u.

    Parameters
    ----------
    tail, head
        Shape (m,).
    street
        Shape (m,): arcs of different streets are never paired (0 for all where streets are not known).
    length_m
        Shape (m,): the shortest is paired with the shortest; lengths that differ by more than 1 m and 1 % are not.
    may
        Shape (m,): false on one-way arcs, which have no twin.

    Returns
    -------
    Shape (m,): the twin's position, -1 without one.
    """
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    back = tail > head
    loops = np.flatnonzero((tail == head) & may)
    order = loops[np.lexsort((length_m[loops], street[loops], tail[loops]))]
    back[order[1::2]] = True  # the two directions of a loop stand next to each other
    chosen = np.flatnonzero(may)
    order = chosen[np.lexsort((length_m[chosen], back[chosen], street[chosen], high[chosen], low[chosen]))]
    twin = np.full(len(tail), -1, dtype=np.int64)
    if not len(order):
        return twin
    same = (np.diff(low[order]) == 0) & (np.diff(high[order]) == 0) & (np.diff(street[order]) == 0)
    group = np.concatenate([[0], np.cumsum(~same)])
    first = np.flatnonzero(np.concatenate([[True], ~same]))
    backs = np.bincount(group, weights=back[order]).astype(np.int64)
    sizes = np.bincount(group)
    rank = np.arange(len(order)) - first[group]
    forward = np.flatnonzero((~back[order]) & (rank < backs[group]))
    partner = first[group[forward]] + (sizes - backs)[group[forward]] + rank[forward]
    one, other = order[forward], order[partner]
    near = np.abs(length_m[one] - length_m[other]) <= 1 + 0.01 * length_m[one]
    twin[one[near]], twin[other[near]] = other[near], one[near]
    return twin
