"""The contraction hierarchy's skeleton: which shortcuts exist, whatever the speeds."""

from dataclasses import dataclass

import numpy as np

from .compiled import compiled
from .distinct import distinct
from .graph import Int32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Skeleton:
    """
    A chordal graph over places numbered in the order of contraction.

    Parameters
    ----------
    rank
        Shape (n,): number of each place of the graph it was made from.
    up_start, up_head
        Edges from a place to higher ones, sorted; shapes (n + 1,), (edges,).
    up_tail
        Shape (edges,): the place below.
    parent, depth
        The elimination tree: lowest higher neighbour, -1 at a root; steps to the root.
    down_start, down_edge
        The edges that end at each place from below.
    turned
        Shape (edges,): the edges with those of each place from the highest to the lowest, as climbs read them.
    run_start, run
        The turned edges of a place lead to few stretches of its ancestors without a gap: the stretches
        ``run_start[v] .. run_start[v + 1]``, each with the depth at which it begins, its first edge and the one after
        its last; shapes (n + 1,), (runs, 3).
    edge, upward
        For each arc of the original graph its edge, -1 for a loop, and whether it leads up.
    """

    rank: Int32
    up_start: Int32
    up_head: Int32
    parent: Int32
    depth: Int32
    up_tail: Int32
    down_start: Int32
    down_edge: Int32
    turned: Int32
    run_start: Int32
    run: Int32
    edge: Int32
    upward: Int32

    @property
    def height(self) -> int:
        """Places on the longest way to a root."""
        return int(self.depth.max(initial=-1)) + 1


def skeleton(order: Int32, tail: Int32, head: Int32) -> Skeleton:
    """Build the hierarchy's graph for a directed graph and an order of its places."""
    n = len(order)
    rank = np.empty(n, dtype=np.int32)
    rank[order] = np.arange(n, dtype=np.int32)
    low, high = np.minimum(rank[tail], rank[head]), np.maximum(rank[tail], rank[head])
    real = low != high
    pair = distinct(low[real].astype(np.int64) * n + high[real])
    first = np.concatenate([[0], np.cumsum(np.bincount(pair // max(1, n), minlength=n))]).astype(np.int32)
    up_start, up_head, parent, depth = _fill(first, (pair % max(1, n)).astype(np.int32))
    down_edge = np.argsort(up_head, kind="stable").astype(np.int32)
    down_start = np.concatenate([[0], np.cumsum(np.bincount(up_head, minlength=n))]).astype(np.int32)
    up_tail = np.repeat(np.arange(n, dtype=np.int32), np.diff(up_start))
    key = up_tail.astype(np.int64) * n + up_head
    edge = np.where(real, np.searchsorted(key, low.astype(np.int64) * n + high), -1).astype(np.int32)
    upward = (rank[tail] < rank[head]).astype(np.int32)
    turned = (up_start[up_tail] + up_start[up_tail + 1] - 1 - np.arange(len(up_tail))).astype(np.int32)
    return Skeleton(
        rank=rank,
        up_start=up_start,
        up_head=up_head,
        parent=parent,
        depth=depth,
        up_tail=up_tail,
        down_start=down_start,
        down_edge=down_edge,
        turned=turned,
        **_runs(up_start, depth[up_head][turned]),
        edge=edge,
        upward=upward,
    )


def _runs(up_start: Int32, depth: Int32) -> dict[str, Int32]:
    """Return the stretches of consecutive depths among the turned edges of each place."""
    fresh = np.ones(len(depth), dtype=np.bool_)
    fresh[1:] = depth[1:] != depth[:-1] + 1
    fresh[up_start[:-1][up_start[:-1] < len(depth)]] = True
    begin = np.flatnonzero(fresh)
    run = np.column_stack([depth[begin], begin, np.append(begin[1:], len(depth))[: len(begin)]])
    return {"run_start": np.searchsorted(begin, up_start).astype(np.int32), "run": run.astype(np.int32)}


@compiled
def _fill(first: Int32, above: Int32) -> tuple[Int32, Int32, Int32, Int32]:
    """Add the edges of elimination: a place hands its higher neighbours on to the lowest of them."""
    n = len(first) - 1
    up_start = np.zeros(n + 1, dtype=np.int32)
    up_head = np.empty(4 * len(above) + 16, dtype=np.int32)
    parent = np.full(n, -1, dtype=np.int32)
    child = np.full(n, -1, dtype=np.int32)
    sibling = np.full(n, -1, dtype=np.int32)
    mark = np.full(n, -1, dtype=np.int32)
    row = np.empty(n, dtype=np.int32)
    size = 0
    for v in range(n):
        count = 0
        for i in range(first[v], first[v + 1]):
            mark[above[i]] = v
            row[count] = above[i]
            count += 1
        c = child[v]
        while c >= 0:
            for i in range(up_start[c], up_start[c + 1]):
                u = up_head[i]
                if u != v and mark[u] != v:
                    mark[u] = v
                    row[count] = u
                    count += 1
            c = sibling[c]
        if size + count > len(up_head):
            up_head = np.append(up_head, np.empty(len(up_head) + count, dtype=np.int32))
        up_head[size : size + count] = np.sort(row[:count])
        if count > 0:
            parent[v] = up_head[size]
            sibling[v] = child[parent[v]]
            child[parent[v]] = v
        size += count
        up_start[v + 1] = size
    depth = np.zeros(n, dtype=np.int32)
    for v in range(n - 1, -1, -1):
        if parent[v] >= 0:
            depth[v] = depth[parent[v]] + 1
    return up_start, up_head[:size].copy(), parent, depth
