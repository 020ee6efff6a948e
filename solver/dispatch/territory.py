"""Whose ground a place on the road is: the post whose cell it lies in, and so the brigade (D5, F13)."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...models.city import City
from ...models.place import PlaceKind
from ...road_network.cells import CellPost, build_cells
from ...road_network.graph import ROAD_CLASSES, RoadNetwork
from ...road_network.road_point import RoadPoint
from ...road_network.snap import Snapper
from .rules import MAJOR

BORDER_M = 30.0
LEAST_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """
    The cell (id of its post), the squadron that owns the post ("" if the brigade does), and brigades of a place.

    ``upstream_first`` names the brigades it touches, two if it lies on a border, the one upstream first.
    """

    cell: str
    upstream_first: tuple[str, ...]
    squadron: str = ""


NOWHERE = Ground(cell="", upstream_first=())


class Territory:
    """
    The cells of all posts, without a cap on their size, and the brigade of each.

    Parameters
    ----------
    network
        The roads.
    posts, brigades
        The posts on the road and the brigade of each, in the same order.
    squadrons
        The squadron of each; empty if squadrons do not matter.
    """

    def __init__(
        self,
        network: RoadNetwork,
        posts: Sequence[CellPost],
        brigades: Sequence[str],
        *,
        squadrons: Sequence[str] = (),
    ) -> None:
        self._network = network
        cells = build_cells(network, posts, cap_s=None)
        brigade_of = {post.post_id: brigade for post, brigade in zip(posts, brigades, strict=True)}
        self._post = [post.post_id for post in cells.posts]
        self._brigade = [brigade_of[post_id] for post_id in self._post]
        squadron_of = {post.post_id: one for post, one in zip(posts, squadrons, strict=False)}
        self._squadron = [squadron_of.get(post_id, "") for post_id in self._post]
        parts = self._parts = cells.parts
        order = parts.arc * 2.0 + parts.start
        self._key: list[float] = order.tolist()
        if self._key != sorted(self._key):
            raise ValueError("parts of cells must lie in the order of their arcs")
        self._end: list[float] = parts.end.tolist()
        self._owner: list[int] = parts.post.tolist()

    @classmethod
    def of(cls, city: City, network: RoadNetwork, snapper: Snapper) -> "Territory | None":
        """Return the territory of a city's fixed posts, None if no post has coordinates."""
        posts = [p for p in city.places if p.kind is PlaceKind.POST and p.lon is not None and p.lat is not None]
        if not posts:
            return None
        snaps = snapper.snap([p.lon or 0.0 for p in posts], [p.lat or 0.0 for p in posts])
        placed = [CellPost(post_id=p.place_id, name=p.name, at=snaps.point(i)) for i, p in enumerate(posts)]
        brigades = [city.org.brigade_of(p.unit_id) for p in posts]
        squadrons = [p.unit_id if p.unit_id != brigade else "" for p, brigade in zip(posts, brigades, strict=True)]
        return cls(network, placed, brigades, squadrons=squadrons)

    def streets(self, post_id: str, *, every_m: float) -> list[RoadPoint]:
        """
        Return places on the streets of a post's cell, in the network's own order.

        They are ``every_m`` metres of street apart, less if that were fewer than ``LEAST_PLACES``. The main streets
        only (``MAJOR``), if the cell has any; empty if the post has no cell.
        """
        if post_id not in self._post:
            return []
        parts, metres = self._parts, self._parts.metres
        own = np.flatnonzero(parts.post == self._post.index(post_id))
        main = own[np.isin(self._network.road_class[parts.arc[own]], [ROAD_CLASSES.index(kind) for kind in MAJOR])]
        own = main if len(main) else own
        ends = np.cumsum(metres[own])
        count = max(LEAST_PLACES, round(float(ends[-1]) / every_m)) if len(own) else 0
        marks = (np.arange(count) + 0.5) * (ends[-1:] / max(count, 1))
        found = []
        for mark in marks.tolist():
            nth = int(np.searchsorted(ends, mark))
            part = int(own[nth])
            along = 1.0 - (float(ends[nth]) - mark) / max(float(metres[part]), 1e-9)
            share = float(parts.start[part]) + min(max(along, 0.0), 1.0) * float(parts.end[part] - parts.start[part])
            found.append(RoadPoint(int(parts.arc[part]), min(share, 1.0)))
        return found

    def at(self, point: RoadPoint) -> Ground:
        """Return the ground of a place; a street's direction is that of the given arc."""
        arc, share = point.arc, point.share
        twin = int(self._network.twin[arc])
        turned = 0 <= twin < arc
        if turned:
            arc, share = twin, 1.0 - share
        near = BORDER_M / float(self._network.length_m[arc])
        here = self._part(arc, share)
        if self._owner[here] < 0:
            return NOWHERE
        beside = {self._part(arc, max(0.0, share - near)), here, self._part(arc, min(1.0, share + near))}
        along = [self._brigade[self._owner[part]] for part in sorted(beside) if self._owner[part] >= 0]
        if turned:
            along.reverse()
        owner = self._owner[here]
        return Ground(
            cell=self._post[owner], upstream_first=tuple(dict.fromkeys(along)), squadron=self._squadron[owner]
        )

    def _part(self, arc: int, share: float) -> int:
        """Return the part that holds a share of an arc."""
        part = bisect_left(self._key, arc * 2.0 + share)
        if part < len(self._key) and self._key[part] == arc * 2.0 + share:
            return part
        return part - 1
