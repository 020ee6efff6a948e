"""
The contraction hierarchy at work: customise it to a row of speeds, climb it, and let two climbs meet.

A climb from a place passes only over its ancestors in the elimination tree, so its labels are one array by depth, the
root first. Two climbs meet at common ancestors: the front parts of both arrays up to the depth where the ways part.
"""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Int32

FAR = 2**30 - 1


@compiled
def customise(
    up_start: Int32,
    up_head: Int32,
    up_tail: Int32,
    down_start: Int32,
    down_edge: Int32,
    edge: Int32,
    upward: Int32,
    weight: Int32,
) -> tuple[Int32, Int32]:
    """
    Return the times along the edges upwards and downwards, shortcuts included, for the times of the arcs.

    Parameters
    ----------
    weight
        Shape (arcs,): milliseconds; ``FAR`` where nobody may drive through.
    """
    up, down = np.full(len(up_head), FAR, dtype=np.int32), np.full(len(up_head), FAR, dtype=np.int32)
    for a in range(len(edge)):
        e = edge[a]
        if e >= 0 and upward[a]:
            up[e] = min(up[e], weight[a])
        elif e >= 0:
            down[e] = min(down[e], weight[a])
    place = np.empty(len(up_start) - 1, dtype=np.int32)
    for x in range(len(up_start) - 1):
        for p in range(up_start[x], up_start[x + 1]):
            place[up_head[p]] = p
        for i in range(down_start[x], down_start[x + 1]):
            e = down_edge[i]
            to, fro = down[e], up[e]
            for f in range(e + 1, up_start[up_tail[e] + 1]):
                p = place[up_head[f]]
                up[p] = min(up[p], to + up[f])
                down[p] = min(down[p], down[f] + fro)
    return up, down


@compiled
def climb(
    run_start: Int32, run: Int32, parent: Int32, depth: Int32, time: Int32, place: int, label: Int32, chain: Int32
) -> None:
    """
    Label the ancestors of ``place``, from the times in ``label`` on.

    Parameters
    ----------
    run_start, run
        The stretches of depths to which edges lead without a gap: long, so that the inner loop is one of vectors.
    time
        Times along the turned edges: upwards for what leaves the place, downwards for what reaches it.
    label
        Shape (height,): ``FAR`` but for where the climb begins; then the time to each depth.
    chain
        Shape (height,): the ancestors by depth.
    """
    v = place
    while v >= 0:
        chain[depth[v]] = v
        start = label[depth[v]]
        if start < FAR:
            for r in range(run_start[v], run_start[v + 1]):
                low, begin = np.uintp(run[r, 0]), np.uintp(run[r, 1])
                for i in range(np.uintp(run[r, 2]) - begin):
                    label[low + i] = min(label[low + i], np.int32(start + time[begin + i]))
        v = parent[v]


@compiled
def common(first: Int32, one: int, second: Int32, two: int) -> int:
    """Return how many ancestors two chains share, given their lengths."""
    low, high = 0, min(one, two)
    while low < high:
        middle = (low + high) >> 1
        if first[middle] == second[middle]:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def meet(first: Int32, second: Int32, shared: int) -> int:
    """Return the time over the best common ancestor, at least ``FAR`` if there is no way."""
    best = np.int32(2**31 - 2)
    for d in range(np.uintp(shared)):
        best = min(best, np.int32(first[d] + second[d]))
    return best  # type: ignore[return-value]


@compiled
def table(
    labels: Int32, chains: Int32, length: Int32, to_labels: Int32, to_chains: Int32, to_length: Int32
) -> NDArray[np.int32]:
    """Return the times of all pairs of climbs, at least ``FAR`` where there is no way."""
    times = np.empty((len(labels), len(to_labels)), dtype=np.int32)
    for i in range(len(labels)):
        for j in range(len(to_labels)):
            shared = common(chains[i], length[i], to_chains[j], to_length[j])
            times[i, j] = meet(labels[i], to_labels[j], shared)
    return times


@compiled
def climb_all(
    run_start: Int32,
    run: Int32,
    parent: Int32,
    depth: Int32,
    time: Int32,
    place: Int32,
    offset: Int32,
    label: Int32,
    chain: Int32,
    length: Int32,
) -> None:
    """
    Climb from many beginnings.

    Parameters
    ----------
    place, offset
        Shape (climbs, 2): a place and one of its ancestors (or the same again), and the times to begin with.
    label, chain, length
        Shapes (climbs, height), (climbs, height), (climbs,): filled.
    """
    for i in range(len(place)):
        label[i] = FAR
        for j in range(2):
            d = depth[place[i, j]]
            label[i, d] = min(label[i, d], offset[i, j])
        length[i] = depth[place[i, 0]] + 1
        climb(run_start, run, parent, depth, time, place[i, 0], label[i], chain[i])


@compiled
def best_of(
    label: Int32,
    chain: Int32,
    length: Int32,
    owner: NDArray[np.int64],
    to_label: Int32,
    to_chain: Int32,
    to_length: Int32,
    eta: NDArray[np.int64],
) -> None:
    """Lower the times of the owners of climbs to a target's climbs."""
    for i in range(len(label)):
        for j in range(len(to_label)):
            shared = common(chain[i], length[i], to_chain[j], to_length[j])
            eta[owner[i]] = min(eta[owner[i]], meet(label[i], to_label[j], shared))
