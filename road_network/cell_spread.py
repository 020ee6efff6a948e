"""Spread: drive from all posts at once and find where they meet; streets are cut at posts that stand within them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cell_kernels import CLOSED, grow, meet
from .graph import Int32, RoadNetwork
from .road_point import RoadPoint

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Graph = tuple[Int32, Int32, Int32]
Seeds = tuple[Ints, Ints, Int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """
    Streets, each once, cut at the posts that stand within them; in the order of ``arc`` and ``start``.

    ``start`` and ``end`` are shares of the arc's length; ``first`` and ``last`` are nodes, or n + i for post i;
    ``along`` and ``against`` milliseconds, below 1 where closed.
    """

    arc: Ints
    start: Floats
    end: Floats
    first: Ints
    last: Ints
    along: Floats
    against: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meeting:
    """
    What became of each piece.

    One comes from its first end up to share ``until``, from its last end back to share ``since``; whose posts are
    nearest to the two ends, and their times there, milliseconds.
    """

    until: Floats
    since: Floats
    first_post: Int32
    last_post: Int32
    first_ms: Ints
    last_ms: Ints


def cut_streets(network: RoadNetwork, posts: Sequence[RoadPoint], weight: Int32, *, undirected: bool) -> Pieces:
    """Return all streets in pieces. Posts stand on the lower arc of their street."""
    arc = np.flatnonzero((network.twin < 0) | (network.twin > np.arange(network.arcs)))
    twin = network.twin[arc]
    along, against = weight[arc], np.where(twin >= 0, weight[twin], CLOSED)
    if undirected:
        along, against = np.where(along < 1, against, along), np.where(against < 1, along, against)
    whole = Pieces(
        arc=arc,
        start=np.zeros(len(arc)),
        end=np.ones(len(arc)),
        first=network.tail[arc].astype(np.int64),
        last=network.head[arc].astype(np.int64),
        along=along.astype(np.float64),
        against=against.astype(np.float64),
    )
    return _cut_at(whole, posts, network.nodes)


def _cut_at(whole: Pieces, posts: Sequence[RoadPoint], nodes: int) -> Pieces:
    inner: dict[int, dict[float, int]] = defaultdict(dict)
    for number, point in enumerate(posts):
        if 0.0 < point.share < 1.0:
            inner[point.arc].setdefault(point.share, nodes + number)
    if not inner:
        return whole
    repeats = np.ones(len(whole.arc), dtype=np.int64)
    places = np.searchsorted(whole.arc, np.array(sorted(inner), dtype=np.int64))
    repeats[places] += np.array([len(inner[arc]) for arc in sorted(inner)], dtype=np.int64)
    row = np.repeat(np.arange(len(repeats)), repeats)
    begin = np.cumsum(repeats) - repeats
    start, end = whole.start[row], whole.end[row]
    first, last = whole.first[row], whole.last[row]
    for place, arc in zip(places.tolist(), sorted(inner), strict=True):
        cuts = sorted(inner[arc].items())
        part = slice(int(begin[place]), int(begin[place]) + len(cuts))
        after = slice(part.start + 1, part.stop + 1)
        end[part] = start[after] = [share for share, _ in cuts]
        last[part] = first[after] = [number for _, number in cuts]
    span = end - start
    along, against = whole.along[row] * span, whole.against[row] * span
    return Pieces(arc=whole.arc[row], start=start, end=end, first=first, last=last, along=along, against=against)


def spread(graph: Graph, seeds: Seeds, pieces: Pieces, *, posts: int, cap: int) -> Meeting:
    """Drive outwards from all posts, up to ``cap`` milliseconds, and see where they meet."""
    chosen = seeds[1] <= cap
    time, owner = grow(*graph, (seeds[0][chosen], seeds[1][chosen], seeds[2][chosen]), cap)
    time = np.concatenate([time, np.zeros(posts, dtype=np.int64)])
    owner = np.concatenate([owner, np.arange(posts, dtype=np.int32)])
    until, since = meet((pieces.first, pieces.last), (pieces.along, pieces.against), time, cap)
    return Meeting(
        until=until,
        since=since,
        first_post=owner[pieces.first],
        last_post=owner[pieces.last],
        first_ms=time[pieces.first],
        last_ms=time[pieces.last],
    )


def seeds_of(network: RoadNetwork, posts: Sequence[RoadPoint], pieces: Pieces) -> Seeds:
    """Return where posts enter the graph: at their node, or at both ends of their street; the first there wins."""
    share = np.array([point.share for point in posts])
    arc = np.array([point.arc for point in posts], dtype=np.int64)
    at_node = np.flatnonzero((share == 0) | (share == 1))
    rows = [
        np.column_stack([np.where(share == 0, network.tail[arc], network.head[arc])[at_node], 0 * at_node, at_node])
    ]
    for node, post, way in (
        (pieces.first, pieces.last, pieces.against),
        (pieces.last, pieces.first, pieces.along),
    ):
        inner = (post >= network.nodes) & (node < network.nodes) & (way > CLOSED)
        rows.append(np.column_stack([node[inner], np.rint(way[inner]).astype(np.int64), post[inner] - network.nodes]))
    table = np.concatenate(rows)
    table = table[np.lexsort((table[:, 2], table[:, 1], table[:, 0]))]
    node, first = np.unique(table[:, 0], return_index=True)
    return node, table[first, 1], table[first, 2].astype(np.int32)


def graph_of(network: RoadNetwork, weight: Int32, *, undirected: bool) -> Graph:
    """Return the arcs by their tails; undirected, each street that is open in one direction is open in both."""
    return _both_ways(network, weight) if undirected else (network.out_start, network.head, weight)


def _both_ways(network: RoadNetwork, weight: Int32) -> Graph:
    back = np.where(network.twin >= 0, weight[network.twin], CLOSED)
    forth = np.where(weight < 1, back, weight)
    lone = np.flatnonzero((network.twin < 0) & (weight >= 1))
    tail = np.concatenate([network.tail, network.head[lone]])
    order = np.argsort(tail, kind="stable")
    counts = np.bincount(tail, minlength=network.nodes)
    return (
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        np.concatenate([network.head, network.tail[lone]])[order].astype(np.int32),
        np.concatenate([forth, weight[lone]])[order].astype(np.int32),
    )
