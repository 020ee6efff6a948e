"""Cutting a graph in two with as few edges as possible, again and again."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Float64, Int32

DIRECTIONS = np.array([[1.0, 0.0], [0.0, 1.0], [0.7, 0.7], [0.7, -0.7]])


@compiled
def dissect(start: Int32, near: Int32, other: Int32, x: Float64, y: Float64) -> Int32:
    """Order the nodes by nested dissection: those that cut the map in two come last."""
    nodes = len(start) - 1
    line = np.arange(nodes).astype(np.int32)
    part = np.zeros(nodes, dtype=np.int32)
    flow = np.zeros(len(near), dtype=np.int8)
    level, at, queue = (
        np.full(nodes, -1, dtype=np.int32),
        np.empty(nodes, dtype=np.int32),
        np.empty(nodes, dtype=np.int32),
    )
    side, best = np.zeros(nodes, dtype=np.int8), np.zeros(nodes, dtype=np.int8)
    stack = [(0, nodes)]
    named = 0
    while len(stack) > 0:
        low, high = stack.pop()
        size = high - low
        if size < 2:
            continue
        named += 1
        inside = line[low:high].copy()
        for v in inside:
            part[v] = named
        least = 1 << 60
        for direction in range(4 if size > 8 else 2):
            along = DIRECTIONS[direction, 0] * x[inside] + DIRECTIONS[direction, 1] * y[inside]
            row = inside[np.argsort(along)]
            cost = split(start, near, other, part, named, row, flow, level, at, queue, side, least)
            if cost < least:
                least = cost
                for v in inside:
                    best[v] = side[v]
        first, last = low, high
        slim = slimmer(start, near, part, named, inside, best)
        for v in inside:
            if best[v] == slim and touches(start, near, part, named, best, v):
                last -= 1
                line[last] = v
                part[v] = -1
        end = last
        for v in inside:
            if part[v] == -1:
                continue
            if best[v] == 1:
                line[first] = v
                first += 1
            else:
                end -= 1
                line[end] = v
        stack.append((low, first))
        stack.append((first, last))
    return line


@compiled
def touches(start: Int32, near: Int32, part: Int32, named: int, side: NDArray[np.int8], v: int) -> bool:
    """Whether a node has a neighbour on the other side."""
    for e in range(start[v], start[v + 1]):
        if (part[near[e]] == named or part[near[e]] == -1) and side[near[e]] != side[v]:
            return True
    return False


@compiled
def slimmer(start: Int32, near: Int32, part: Int32, named: int, inside: Int32, side: NDArray[np.int8]) -> int:
    """Return the side on which fewer nodes lie at the cut."""
    count = np.zeros(2, dtype=np.int64)
    for v in inside:
        if touches(start, near, part, named, side, v):
            count[side[v]] += 1
    return 0 if count[0] <= count[1] else 1


@compiled
def split(
    start: Int32,
    near: Int32,
    other: Int32,
    part: Int32,
    named: int,
    row: Int32,
    flow: NDArray[np.int8],
    level: Int32,
    at: Int32,
    queue: Int32,
    side: NDArray[np.int8],
    enough: int,
) -> int:
    """
    Cut a row of nodes between its first and its last quarter with as few edges as possible.

    Sets ``side`` (1 with the first nodes) and returns the number of cut edges, or ``enough`` once it is not smaller.
    """
    size = len(row)
    quarter = max(1, size // 4)
    for v in row:
        side[v] = 0
        for e in range(start[v], start[v + 1]):
            flow[e] = 0
    for i in range(quarter):
        side[row[i]] = 1
        side[row[size - 1 - i]] = 2
    total = 0
    while True:
        for v in row:
            level[v] = -1
            at[v] = start[v]
        tail = 0
        for i in range(quarter):
            queue[tail] = row[i]
            level[row[i]] = 0
            tail += 1
        i = 0
        met = False
        while i < tail:
            v = queue[i]
            i += 1
            for e in range(start[v], start[v + 1]):
                u = near[e]
                if part[u] == named and level[u] < 0 and flow[e] < 1:
                    level[u] = level[v] + 1
                    if side[u] == 2:
                        met = True
                    else:
                        queue[tail] = u
                        tail += 1
        if not met:
            for v in row:
                side[v] = 1 if level[v] >= 0 else 0
            return total
        for i in range(quarter):
            while augment(start, near, other, part, named, row[i], flow, level, at, queue, side):
                total += 1
                if total >= enough:
                    return enough


@compiled
def augment(
    start: Int32,
    near: Int32,
    other: Int32,
    part: Int32,
    named: int,
    source: int,
    flow: NDArray[np.int8],
    level: Int32,
    at: Int32,
    path: Int32,
    side: NDArray[np.int8],
) -> bool:
    """Send one unit of flow from ``source`` to a sink along rising levels, if there is a way; ``path`` is scratch."""
    v = source
    length = 0
    while True:
        if side[v] == 2:
            for i in range(length):
                flow[path[i]] += 1
                flow[other[path[i]]] -= 1
            return True
        moved = False
        while at[v] < start[v + 1]:
            e = at[v]
            u = near[e]
            if part[u] == named and flow[e] < 1 and level[u] == level[v] + 1:
                path[length] = e
                length += 1
                v = u
                moved = True
                break
            at[v] += 1
        if not moved:
            if length == 0:
                return False
            length -= 1
            v = near[other[path[length]]]
            at[v] += 1
