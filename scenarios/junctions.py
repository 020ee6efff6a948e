"""
Junctions of a road network that deserve a post, most important first, spread out and named by their streets.

How the rank is made. A junction is a node at which at least three streets meet (counted without direction; ramps and
service roads count for nothing, and a node of a motorway is never chosen: R06). Its score is the sum of the class
weights of the four weightiest meeting streets, plus ``SIGNAL_BONUS`` if traffic signals stand within 40 m, plus
``CROSSING_BONUS`` if two streets of different names meet. Posts are then taken from the top, and a junction within
250 m of one already taken is passed over (the four corners of two dual carriageways are one junction); only where
the network is too small for the number of posts is that distance halved, again and again down to 30 m.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..models.errors import InputError
from ..models.place import RoadClass
from ..models.text import Text
from ..road_network.graph import LINK, ROAD_CLASSES, SERVICE, RoadNetwork

WEIGHTS = {
    RoadClass.EXPRESSWAY: 1.0,
    RoadClass.ARTERIAL: 6.0,
    RoadClass.NATIONAL: 4.0,
    RoadClass.PROVINCIAL: 4.0,
    RoadClass.COLLECTOR: 4.0,
    RoadClass.COUNTY: 2.5,
    RoadClass.LOCAL: 1.5,
    RoadClass.TOWNSHIP: 1.0,
    RoadClass.MOTORWAY: 0.0,
}
# The class that decides about the crew at a junction of several: the first of these that meets there.
STRICTEST = (
    RoadClass.EXPRESSWAY,
    RoadClass.NATIONAL,
    RoadClass.PROVINCIAL,
    RoadClass.ARTERIAL,
    RoadClass.COUNTY,
    RoadClass.COLLECTOR,
    RoadClass.TOWNSHIP,
    RoadClass.LOCAL,
)
MAIN = frozenset(WEIGHTS) - {RoadClass.COLLECTOR, RoadClass.LOCAL, RoadClass.TOWNSHIP}
SIGNAL_BONUS = 4.0
CROSSING_BONUS = 3.0
SPACING_M = 250.0
SIGNAL_M = 40.0
CORNER_M = 60.0
LINE_M = 1200.0
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Junction:
    """
    A junction: where, how it is called, the strictest class that meets there, the streets, km of road around it.

    ``quiet`` if only collectors and local streets meet.
    """

    lon: float
    lat: float
    name: str
    road_class: RoadClass
    signal: bool
    streets: tuple[str, ...]
    line_km: float
    quiet: bool


def metres(lon: NDArray[np.float64], lat: NDArray[np.float64], *, lat0: float) -> NDArray[np.float64]:
    """Project degrees to metres on a plane that touches the network's middle; shape (n, 2)."""
    return np.column_stack([lon * np.cos(np.radians(lat0)), lat]) * METRES_PER_DEGREE


def important_junctions(network: RoadNetwork, posts: int, *, quiet: int = 0) -> list[Junction]:
    """
    Return the ``posts`` most important junctions, the most important first.

    The last ``quiet`` of them are the most important of those at which only collectors and local streets meet.

    Raises
    ------
    InputError
        If the network has fewer junctions than posts, or ``posts`` is below 1.
    """
    if posts < 1:
        raise InputError(Text(f"岗点数至少为 1, 现为 {posts}", f"at least 1 post is needed, got {posts}"))
    view = _View(network)
    chosen = view.spread(posts, quiet)
    if len(chosen) < posts:
        raise InputError(
            Text(
                f"路网只有 {len(chosen)} 个可设岗的路口, 不够 {posts} 个岗点: 减少岗点或换更大的路网",
                f"the network has only {len(chosen)} junctions fit for a post, not {posts}: "
                "ask for fewer posts, or bring a larger network",
            )
        )
    return view.described(chosen)


class _View:
    """The network as a ranker of junctions sees it: streets without direction, in metres."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network = network
        lat0 = float(network.lat.mean()) if network.nodes else 0.0
        self.xy = metres(network.lon, network.lat, lat0=lat0)
        self.tree = cKDTree(self.xy)
        self.motorway = np.zeros(network.nodes, dtype=bool)
        weights = np.array([WEIGHTS[c] for c in ROAD_CLASSES])
        self.streets = self._streets(weights)
        near = self.tree.query_ball_point(self.xy, SIGNAL_M)
        self.signal = np.array([bool(network.signal[nodes].any()) for nodes in near], dtype=bool)

    def _streets(self, weights: NDArray[np.float64]) -> list[list[tuple[float, RoadClass, str]]]:
        """At each node the meeting streets: weight, class, name; the weightiest first."""
        network = self.network
        meeting: list[dict[int, tuple[float, RoadClass, str]]] = [{} for _ in range(network.nodes)]
        motorway = ROAD_CLASSES.index(RoadClass.MOTORWAY)
        for arc, (tail, head) in enumerate(zip(network.tail.tolist(), network.head.tolist(), strict=True)):
            kind = int(network.road_class[arc])
            if network.flags[arc] & (LINK | SERVICE):
                continue
            if kind == motorway:
                self.motorway[[tail, head]] = True
            street = (float(weights[kind]), ROAD_CLASSES[kind], _main_name(network.street(arc)))
            for node, other in ((tail, head), (head, tail)):
                if node != other:
                    meeting[node][other] = max(street, meeting[node].get(other, street))
        return [sorted(m.values(), key=lambda s: (-s[0], s[2])) for m in meeting]

    def score(self, node: int) -> float:
        """Return the importance of a node, 0 if it is no junction fit for a post."""
        streets = self.streets[node]
        if len(streets) < 3 or self.motorway[node]:
            return 0.0
        crossing = len({name for _, _, name in streets if name}) > 1
        weight = sum(weight for weight, _, _ in streets[:4])
        return weight + SIGNAL_BONUS * bool(self.signal[node]) + CROSSING_BONUS * crossing

    def strictest(self, node: int) -> RoadClass:
        """Return the class that decides about the crew at a node."""
        return min((kind for _, kind, _ in self.streets[node]), key=STRICTEST.index)

    def spread(self, posts: int, quiet: int) -> list[int]:
        """Return nodes by falling score, no two closer than the widest spacing that leaves enough of them."""
        scores = [(self.score(node), node) for node in range(self.network.nodes)]
        ranked = [node for score, node in sorted(scores, key=lambda s: (-s[0], s[1])) if score > 0]
        away = [node for node in ranked if self.strictest(node) not in MAIN]
        spacing, chosen = SPACING_M, list[int]()
        while spacing > SPACING_M / 10:
            passed = np.zeros(self.network.nodes, dtype=bool)
            chosen = self._take(ranked, posts - quiet, spacing, passed)
            chosen += self._take(away, quiet, spacing, passed)
            if len(chosen) == posts:
                break
            spacing /= 2
        return chosen

    def _take(self, ranked: Sequence[int], most: int, spacing: float, passed: NDArray[np.bool_]) -> list[int]:
        """Take nodes that are not yet passed over, and pass over what lies near each; ``passed`` is written to."""
        chosen: list[int] = []
        for node in ranked:
            if len(chosen) == most:
                break
            if not passed[node]:
                chosen.append(node)
                passed[self.tree.query_ball_point(self.xy[node], spacing)] = True
        return chosen

    def described(self, chosen: Sequence[int]) -> list[Junction]:
        """Name the chosen nodes and measure the road around each."""
        km = self._line_km(chosen)
        named = unique_names([self._corner_streets(node) for node in chosen])
        return [
            Junction(
                lon=round(float(self.network.lon[node]), 6),
                lat=round(float(self.network.lat[node]), 6),
                name=name,
                road_class=self.strictest(node),
                signal=bool(self.signal[node]),
                streets=tuple(self._corner_streets(node)),
                line_km=length,
                quiet=self.strictest(node) not in MAIN,
            )
            for node, name, length in zip(chosen, named, km, strict=True)
        ]

    def _corner_streets(self, node: int) -> list[str]:
        """Names that meet at the node or at another corner of the same junction, the weightiest first; at most two."""
        for reach in (0.0, CORNER_M, 2 * CORNER_M, 4 * CORNER_M):
            nodes = sorted(self.tree.query_ball_point(self.xy[node], reach)) if reach else [node]
            best: dict[str, float] = {}
            for weight, _, name in (street for near in nodes for street in self.streets[near]):
                if name:
                    best[name] = max(weight, best.get(name, 0.0))
            names = sorted(best, key=lambda name: (-best[name], name))[:2]
            if len(names) == 2 or (names and reach >= CORNER_M):
                return names
        return []

    def _line_km(self, chosen: Sequence[int]) -> list[float]:
        """Km of road (both directions once) nearest to each post and at most ``LINE_M`` away, as the crow flies."""
        network = self.network
        middle = (self.xy[network.tail] + self.xy[network.head]) / 2
        away, owner = cKDTree(self.xy[list(chosen)]).query(middle)
        major = np.array([WEIGHTS[c] >= 4 for c in ROAD_CLASSES])[network.road_class]
        share = np.where(network.twin >= 0, 0.5, 1.0) * network.length_m * (away <= LINE_M) * major
        total = np.bincount(owner, weights=share, minlength=len(chosen)) / 1000
        return [round(float(max(km, 0.5)), 1) for km in total]


def _main_name(street: str) -> str:
    """Return the name without what marks a side carriageway: 深南大道辅路 is 深南大道."""
    return street.removesuffix("辅路").removesuffix("辅道") or street


def unique_names(streets: Sequence[Sequence[str]]) -> list[str]:
    """
    Name each junction by its one or two streets; a name that is taken gets a number.

    >>> unique_names([["迎宾大街", "汾河路"], ["迎宾大街"], ["迎宾大街"], ["Rua A", "Rua B"], []])
    ['迎宾大街/汾河路路口', '迎宾大街路口', '迎宾大街路口2', 'Rua A / Rua B', '无名路口']
    """
    taken: set[str] = set()
    names = []
    for pair in streets:
        name = next(name for name in _numbered(_joined(pair)) if name not in taken)
        taken.add(name)
        names.append(name)
    return names


def _joined(streets: Sequence[str]) -> str:
    if not streets:
        return "无名路口"
    if all(name.isascii() or not _han(name) for name in streets):
        return " / ".join(streets)
    return "/".join(streets) + "路口"


def _han(name: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in name)


def _numbered(name: str) -> Iterator[str]:
    yield name
    for number in count(2):
        yield f"{name}{number}" if _han(name) else f"{name} ({number})"
