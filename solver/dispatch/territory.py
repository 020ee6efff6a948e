"""Whose ground a place on the road is: the post whose cell it lies in, and so the brigade (D5, F13)."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ...models.city import City
from ...models.place import PlaceKind
from ...road_network.cells import CellPost, build_cells
from ...road_network.graph import RoadNetwork
from ...road_network.road_point import RoadPoint
from ...road_network.snap import Snapper

BORDER_M = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """
    The cell (id of its post) and brigade of a place.

    ``upstream_first`` names the brigades it touches, two if it lies on a border, the one upstream first.
    """

    cell: str
    upstream_first: tuple[str, ...]


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
    """

    def __init__(self, network: RoadNetwork, posts: Sequence[CellPost], brigades: Sequence[str]) -> None:
        self._network = network
        cells = build_cells(network, posts, cap_s=None)
        brigade_of = {post.post_id: brigade for post, brigade in zip(posts, brigades, strict=True)}
        self._post = [post.post_id for post in cells.posts]
        self._brigade = [brigade_of[post_id] for post_id in self._post]
        parts = cells.parts
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
        return cls(network, placed, [city.org.brigade_of(p.unit_id) for p in posts])

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
        return Ground(cell=self._post[self._owner[here]], upstream_first=tuple(dict.fromkeys(along)))

    def _part(self, arc: int, share: float) -> int:
        """Return the part that holds a share of an arc."""
        part = bisect_left(self._key, arc * 2.0 + share)
        if part < len(self._key) and self._key[part] == arc * 2.0 + share:
            return part
        return part - 1
