"""The hot loops of cells: grow all posts at once, then find where they meet within each street."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Int32
from .heap import pop, push

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

FAR = np.int64(1) << np.int64(40)
"""A time that stands for "not reached", milliseconds."""

CLOSED = 0
"""A travel time of an arc that nobody drives along; every time below 1 ms is one."""

NODE_BITS = 32


@compiled
def grow(
    out_start: Int32, head: Int32, weight: Int32, seeds: tuple[Int64, Int64, Int32], cap: int
) -> tuple[Int64, Int32]:
    """
    Drive outwards from all posts at once; equal times go to the lower post.

    Parameters
    ----------
    out_start, head, weight
        Shapes (n + 1,), (m,), (m,): arcs in the order of their tails, milliseconds; below 1 an arc is closed.
    seeds
        Nodes, each once, milliseconds from the post, and post of each start.
    cap
        Nodes farther than this stay unreached, milliseconds.

    Returns
    -------
    Time (``FAR`` where unreached) and post (-1) of each node.
    """
    time = np.full(len(out_start) - 1, FAR, dtype=np.int64)
    owner = np.full(len(out_start) - 1, -1, dtype=np.int32)
    heap = np.empty(len(head) + len(seeds[0]) + 1, dtype=np.int64)
    size = 0
    for k in range(len(seeds[0])):
        node, start = seeds[0][k], seeds[1][k]
        time[node], owner[node] = start, seeds[2][k]
        size = push(heap, size, (start << NODE_BITS) | node)
    while size > 0:
        key = heap[0]
        size = pop(heap, size)
        at, node = key >> NODE_BITS, key & 0xFFFFFFFF
        if at > time[node]:
            continue
        post = owner[node]
        for arc in range(out_start[node], out_start[node + 1]):
            if weight[arc] < 1:
                continue
            reach, there = at + weight[arc], head[arc]
            if reach < time[there]:
                if reach <= cap:
                    time[there] = reach
                    owner[there] = post
                    size = push(heap, size, (reach << NODE_BITS) | there)
            elif reach == time[there] and post < owner[there]:
                owner[there] = post
    return time, owner


@compiled
def meet(ends: tuple[Int64, Int64], ways: tuple[Float64, Float64], time: Int64, cap: int) -> tuple[Float64, Float64]:
    """
    Find the point of each piece of street where those who come from both its ends meet.

    With traverse time t both ways and times a and b at the ends, they meet (t + b - a) / 2 from the first end.

    Parameters
    ----------
    ends
        Shape (k,): first and last node of each piece, positions in ``time``.
    ways
        Shape (k,): milliseconds along and against the piece, below 1 where closed.
    time
        Milliseconds at each node, ``FAR`` where unreached.
    cap
        No part farther than this belongs to anybody, milliseconds.

    Returns
    -------
    Shape (k,): the share of the piece up to which one comes from its first end, and the share from which on one
    comes from its last; between them lies what nobody reaches.
    """
    count = len(ends[0])
    until, since = np.zeros(count, dtype=np.float64), np.ones(count, dtype=np.float64)
    for k in range(count):
        first, last = time[ends[0][k]], time[ends[1][k]]
        along, against = ways[0][k], ways[1][k]
        if along >= 1 and first < FAR:
            until[k] = min(1.0, (cap - first) / along)
        if against >= 1 and last < FAR:
            since[k] = max(0.0, 1.0 - (cap - last) / against)
        if until[k] > since[k]:
            middle = (against + last - first) / (along + against)
            until[k] = since[k] = min(1.0, max(0.0, middle))
    return until, since
