"""Cells (警区单元): each post radiates along the streets until it meets its neighbours (DOMAIN F08, 5.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.finding import Finding
from ..models.place import RoadClass
from ..models.text import Text
from .cell_findings import against_one_ways, find_faults
from .cell_kernels import FAR
from .cell_spread import Meeting, Pieces, cut_streets, graph_of, seeds_of, spread
from .graph import ROAD_CLASSES, Int32, RoadNetwork
from .road_point import RoadPoint

CAP_S = 360
"""Six minutes by car, about 2 km at 20 km/h (DOMAIN 5.2)."""

UNPOSTED = -1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPost:
    """A post on the road: its id, its name, the point of the network it stands on."""

    post_id: str
    name: str
    at: RoadPoint


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """
    Pieces of streets, each with one owner; every street is covered once, from end to end.

    Shape (k,) each: the street's arc (the lower one of both directions), the shares of its length between which the
    part lies, the post (position in ``Cells.posts``, ``UNPOSTED`` for none), metres, and the longest time from the
    post to any point of the part (milliseconds, 0 if un-posted).
    """

    arc: Ints
    start: Floats
    end: Floats
    post: Ints
    metres: Floats
    far_ms: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """
    Where two cells meet: ``metre`` of ``arc``, between posts ``first`` and ``second`` (positions).

    ``seconds`` from both posts. ``one_way`` if the street can be driven from ``first``'s side only: then the cells meet
    at its end, ``seconds`` is the time along the street, and ``second`` is there sooner.
    """

    arc: int
    metre: float
    share: float
    first: int
    second: int
    seconds: float
    one_way: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """
    The cells of all posts, sorted by post id.

    ``undirected`` says that one-ways were ignored, because a post can only be reached against one.
    """

    network: RoadNetwork
    posts: Sequence[CellPost]
    cap_s: float | None
    parts: Parts
    borders: Sequence[Border]
    undirected: bool = False
    findings: tuple[Finding, ...] = ()

    @cached_property
    def metres(self) -> Floats:
        """Metres of street of each cell, shape (posts,)."""
        return self._sums(self.parts.metres)

    @cached_property
    def class_metres(self) -> Floats:
        """Metres of each cell by road class, shape (posts, classes)."""
        kind = self.network.road_class[self.parts.arc]
        return np.column_stack(
            [self._sums(np.where(kind == c, self.parts.metres, 0.0)) for c in range(len(ROAD_CLASSES))]
        )

    @cached_property
    def farthest_min(self) -> Floats:
        """Minutes to the farthest point of each cell, shape (posts,)."""
        owned = self.parts.post >= 0
        far = np.zeros(len(self.posts))
        np.maximum.at(far, self.parts.post[owned], self.parts.far_ms[owned])
        return far / 60_000

    @cached_property
    def unposted_m(self) -> float:
        """Metres of street in nobody's cell."""
        return float(self.parts.metres[self.parts.post == UNPOSTED].sum())

    @cached_property
    def total_m(self) -> float:
        """Metres of all streets, each counted once."""
        return float(self.parts.metres.sum())

    @cached_property
    def neighbours(self) -> Mapping[int, tuple[int, ...]]:
        """The posts (positions) whose cells share a border with each post's."""
        pairs = {(b.first, b.second) for b in self.borders} | {(b.second, b.first) for b in self.borders}
        return {post: tuple(sorted(other for one, other in pairs if one == post)) for post in range(len(self.posts))}

    def by_class(self, post: int) -> dict[RoadClass, float]:
        """Return a cell's metres by road class, classes without any left out."""
        return {kind: float(m) for kind, m in zip(ROAD_CLASSES, self.class_metres[post], strict=True) if m > 0}

    def _sums(self, metres: Floats) -> Floats:
        owned = self.parts.post >= 0
        sums = np.bincount(self.parts.post[owned], weights=metres[owned], minlength=len(self.posts))
        return np.asarray(sums, dtype=np.float64)


def build_cells(
    network: RoadNetwork,
    posts: Sequence[CellPost],
    *,
    cap_s: float | None = CAP_S,
    weights_ms: Int32 | None = None,
) -> Cells:
    """
    Divide the streets among posts by driving time from the post.

    Parameters
    ----------
    network
        The roads.
    posts
        Where the posts stand; ids must differ.
    cap_s
        A part farther from its post is un-posted, seconds; None for no limit.
    weights_ms
        Shape (m,), int32: driving time of each arc; below 1 it is closed. Free flow if not given.

    Returns
    -------
    Cells that cover each street once. Where two posts are equally near, the lower id has it. A one-way street belongs
    to whoever reaches its tail first, for one enters it only there. If a post can be reached or left only against a
    one-way, one-ways are ignored for all cells, and a finding says so.

    Raises
    ------
    InputError
        If an id is used twice, an arc is not in the network, or weights have another shape.

    Notes
    -----
    One Dijkstra for all posts, O(m log n), then one pass over the streets.
    """
    _check(network, posts, weights_ms)
    weight = network.base_ms if weights_ms is None else weights_ms
    posts = sorted((_canonical(network, post) for post in posts), key=lambda post: post.post_id)
    points = [post.at for post in posts]
    trapped = against_one_ways(network, posts, weight)
    pieces = cut_streets(network, points, weight, undirected=bool(trapped))
    graph, seeds = graph_of(network, weight, undirected=bool(trapped)), seeds_of(network, points, pieces)
    cap = int(FAR) - 1 if cap_s is None else round(cap_s * 1000)
    meeting = spread(graph, seeds, pieces, posts=len(posts), cap=cap)
    cells = Cells(
        network=network,
        posts=posts,
        cap_s=cap_s,
        parts=_parts(network, pieces, meeting),
        borders=_borders(network, pieces, meeting),
        undirected=bool(trapped),
    )
    return replace(cells, findings=tuple(find_faults(cells, trapped)))


def _check(network: RoadNetwork, posts: Sequence[CellPost], weights_ms: Int32 | None) -> None:
    if len({post.post_id for post in posts}) != len(posts):
        raise InputError(Text("岗点编号重复", "a post id is used twice"))
    if any(post.at.arc >= network.arcs for post in posts):
        raise InputError(Text("岗点所在路段不在路网中", "a post stands on an arc that the network does not have"))
    if weights_ms is not None and weights_ms.shape != network.base_ms.shape:
        raise InputError(f"weights_ms has shape {weights_ms.shape}, the network has {network.arcs} arcs")


def _canonical(network: RoadNetwork, post: CellPost) -> CellPost:
    """Place a post on the lower arc of its street."""
    twin = int(network.twin[post.at.arc])
    if 0 <= twin < post.at.arc:
        return replace(post, at=RoadPoint(twin, 1.0 - post.at.share))
    return post


def _parts(network: RoadNetwork, pieces: Pieces, meeting: Meeting) -> Parts:
    """Cut each piece where its owners meet; parts of one street with the same owner side by side become one."""
    zero, one = np.zeros(len(pieces.arc)), np.ones(len(pieces.arc))
    low = np.stack([zero, meeting.until, meeting.since], axis=1)
    high = np.stack([meeting.until, meeting.since, one], axis=1)
    nobody = np.full(len(zero), UNPOSTED)
    post = np.stack([meeting.first_post, nobody, meeting.last_post], axis=1)
    far = np.stack([meeting.first_ms + meeting.until * pieces.along, zero, meeting.last_ms], axis=1)
    far[:, 2] += (1 - meeting.since) * pieces.against
    kept = high > low
    row = np.nonzero(kept)[0]
    span = (pieces.end - pieces.start)[row]
    start, end = pieces.start[row] + low[kept] * span, pieces.start[row] + high[kept] * span
    arc, post, far = pieces.arc[row], post[kept], far[kept]
    fresh = np.concatenate([[True], (np.diff(arc) != 0) | (np.diff(post) != 0)])[: len(arc)]
    first = np.flatnonzero(fresh)
    last = np.concatenate([first[1:], [len(arc)]]) - 1
    return Parts(
        arc=arc[first],
        start=start[first],
        end=end[last],
        post=post[first],
        metres=(end[last] - start[first]) * network.length_m[arc[first]],
        far_ms=np.maximum.reduceat(far, first),
    )


def _borders(network: RoadNetwork, pieces: Pieces, meeting: Meeting) -> list[Border]:
    """
    List the points at which parts of two posts touch within a street or at the end of a one-way.

    On a one-way ``first`` is the post whose crew may enter it.
    """
    touch = (meeting.until >= meeting.since) & (meeting.first_post != meeting.last_post)
    touch &= (meeting.first_post >= 0) & (meeting.last_post >= 0)
    k = np.flatnonzero(touch)
    arc, until, along, against = pieces.arc[k], meeting.until[k], pieces.along[k], pieces.against[k]
    share = pieces.start[k] + until * (pieces.end[k] - pieces.start[k])
    turned = along < 1
    first = np.where(turned, meeting.last_post[k], meeting.first_post[k])
    second = np.where(turned, meeting.first_post[k], meeting.last_post[k])
    seconds = np.where(turned, meeting.last_ms[k] + against, meeting.first_ms[k] + until * along) / 1000
    columns = (arc, share * network.length_m[arc], share, first, second, seconds, turned | (against < 1))
    return [
        Border(arc=a, metre=metre, share=s, first=one, second=other, seconds=time, one_way=one_way)
        for a, metre, s, one, other, time, one_way in zip(*(column.tolist() for column in columns), strict=True)
    ]
