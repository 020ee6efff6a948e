"""The hot loops of cells: grow all posts at once, then find where they meet within each street."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Int32

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

FAR = np.int64(1) << np.int64(30)
"""A time that stands for "not reached", milliseconds (12 days)."""

CLOSED = 0
"""A travel time of an arc that nobody drives along; every time below 1 ms is one."""

POST_BITS, POST_MASK = 20, 0xFFFFF
"""A label is a time with its post in the low bits, so that equal times settle themselves."""

NONE = -1
BUCKET_BITS, MOST_BUCKETS = 12, 1 << 16
"""A bucket holds the nodes of 4,096 ms, of more only if the longest arc would need too many buckets."""

FIRST, FOLLOWING, PREVIOUS, WHERE = range(4)
"""Columns of a queue: row b has the first node of bucket b, row v the neighbours of node v in its bucket, and that."""


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
        Nodes, each once, milliseconds from the post (no more than the longest arc's), and post of each start.
    cap
        Nodes farther than this stay unreached, milliseconds.

    Returns
    -------
    Time (``FAR`` where unreached) and post (-1) of each node.

    Notes
    -----
    Labels are corrected bucket by bucket (Dial's queue): four times as fast as a heap, and the least labels do not
    depend on the order within a bucket.
    """
    nodes = len(out_start) - 1
    label = np.full(nodes, FAR << POST_BITS, dtype=np.int64)
    limit = (cap + 1) << POST_BITS
    longest, bits = _longest(weight), BUCKET_BITS
    while longest >> bits >= MOST_BUCKETS - 1:
        bits += 1
    around = 1
    while around < (longest >> bits) + 1:
        around = 2 * around + 1
    queue = np.full((max(nodes, around + 1), 4), NONE, dtype=np.int32)
    waiting, bucket = 0, 0
    for k in range(len(seeds[0])):
        label[seeds[0][k]] = (seeds[1][k] << POST_BITS) | seeds[2][k]
        waiting += _enter(queue, seeds[0][k], (seeds[1][k] >> bits) & around)
    while waiting > 0:
        node = queue[bucket & around, FIRST]
        if node == NONE:
            bucket += 1
            continue
        _leave(queue, node)
        waiting -= 1
        for arc in range(out_start[node], out_start[node + 1]):
            there = head[arc]
            reach = label[node] + (np.int64(weight[arc]) << POST_BITS)
            if reach < label[there] and reach < limit and weight[arc] >= 1:
                label[there] = reach
                waiting += _enter(queue, there, (reach >> (POST_BITS + bits)) & around)
    owner = np.where(label >> POST_BITS < FAR, label & POST_MASK, NONE).astype(np.int32)
    return label >> POST_BITS, owner


@compiled
def _longest(weight: Int32) -> int:
    longest = 0
    for arc in range(len(weight)):
        longest = max(longest, weight[arc])
    return longest


@compiled
def _enter(queue: Int32, node: int, bucket: int) -> int:
    """Put a node into a bucket, out of any other; returns 1 if it is new in the queue."""
    old = queue[node, WHERE]
    if old == bucket:
        return 0
    if old != NONE:
        _leave(queue, node)
    after = queue[bucket, FIRST]
    queue[node, WHERE], queue[node, FOLLOWING], queue[node, PREVIOUS] = bucket, after, NONE
    if after != NONE:
        queue[after, PREVIOUS] = node
    queue[bucket, FIRST] = node
    return 1 if old == NONE else 0


@compiled
def _leave(queue: Int32, node: int) -> None:
    """Take a node out of its bucket."""
    before, after = queue[node, PREVIOUS], queue[node, FOLLOWING]
    if before == NONE:
        queue[queue[node, WHERE], FIRST] = after
    else:
        queue[before, FOLLOWING] = after
    if after != NONE:
        queue[after, PREVIOUS] = before
    queue[node, WHERE] = NONE


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
