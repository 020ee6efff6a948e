"""Highways cut into segments; where each camera looks; who is nearest to each segment (DOMAIN F24, R26)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf

import numpy as np

from ...models.demand import Site
from ...models.device import Device, DeviceKind
from ...models.place import HIGHWAYS, RoadClass
from ...models.text import Text
from ...road_network.conditions import USUAL, Conditions
from ...road_network.graph import LINK, ROAD_CLASSES, SERVICE, RoadNetwork
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from ...road_network.snap import Snapper
from ..siting.programme import Bools, Floats
from .sites import travel_minutes

LONGEST_M = 5_000.0
"""A segment that is longer is ended at the next node."""

BESIDE_M = 60.0
"""A camera belongs to a highway if it stands this near to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """
    A stretch of one highway between junctions, at most about 5 km.

    Parameters
    ----------
    arcs, ahead
        The arcs along it, one direction of each street, and whether the arc runs along the segment or against it.
    starts_m
        Where along the segment each arc begins.
    black
        Whether it is an accident-black segment.
    risk
        Expected accidents a year on it.
    """

    segment_id: str
    name: str
    road_class: RoadClass
    length_m: float
    arcs: tuple[int, ...] = ()
    ahead: tuple[bool, ...] = ()
    starts_m: tuple[float, ...] = ()
    black: bool = False
    risk: float = 0.0

    def point(self, metre: float, lengths_m: Floats) -> RoadPoint:
        """Return the place on the road this far along; ``lengths_m`` are those of the network's arcs."""
        number = max(0, int(np.searchsorted(np.array(self.starts_m), metre, side="right")) - 1)
        arc = self.arcs[number]
        share = min(1.0, max(0.0, (metre - self.starts_m[number]) / float(lengths_m[arc])))
        return RoadPoint(arc, share if self.ahead[number] else 1.0 - share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A camera's view of a segment, metres along it; ``blind`` says why it does not count, None if it does."""

    device_id: str
    name: str
    segment_id: str
    start_m: float
    end_m: float
    blind: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The base that is first at a segment's worst point, and when and how far that is; infinite if none can come."""

    base_id: str
    minutes: float
    km: float


def highway_segments(
    network: RoadNetwork,
    *,
    black: frozenset[int] = frozenset(),
    risk: Floats | None = None,
    black_per_km: float = inf,
    kinds: frozenset[RoadClass] = HIGHWAYS,
) -> list[Segment]:
    """
    Cut the highways of a network into segments: along one name and class, from junction to junction of highways.

    Parameters
    ----------
    network
        The roads; ramps and service roads are left out.
    black
        Arcs known for accidents: their segments are black.
    risk
        Shape (arcs,): expected accidents a year on each arc (``arc_risk``); both directions of a street are added.
    black_per_km
        A segment with so many expected accidents a year and kilometre is black, too.
    kinds
        Which classes of road to cut.
    """
    wanted = np.array([road in kinds for road in ROAD_CLASSES])
    own = (network.twin < 0) | (np.arange(network.arcs) <= network.twin)
    edges = np.flatnonzero(own & wanted[network.road_class] & (network.flags & (LINK | SERVICE) == 0))
    chains = _Chains(network, edges.tolist())
    found = [_segment(network, number, chain, black, risk) for number, chain in enumerate(chains.all(), 1)]
    return [replace(s, black=s.black or s.risk >= black_per_km * s.length_m / 1_000.0) for s in found]


def arc_risk(network: RoadNetwork, sites: Sequence[Site], events: Sequence[float]) -> Floats:
    """
    Spread expected events of junctions and streets over their arcs.

    Parameters
    ----------
    network
        The roads that the sites were counted on.
    sites
        Junctions and streets (``models.demand``).
    events
        Expected events a year of each site.

    Returns
    -------
    Shape (arcs,): the sum is that of the events; a site's arcs share equally.
    """
    risk = np.zeros(network.arcs, dtype=np.float64)
    for site, number in zip(sites, events, strict=True):
        for arc in site.arcs:
            risk[arc] += number / len(site.arcs)
    return risk


class _Chains:
    """Highway edges strung together at nodes where just two of them meet."""

    def __init__(self, network: RoadNetwork, edges: Sequence[int]) -> None:
        self.network, self.edges = network, edges
        self.at: dict[int, list[int]] = {}
        for edge in edges:
            for node in (int(network.tail[edge]), int(network.head[edge])):
                self.at.setdefault(node, []).append(edge)
        self.used: set[int] = set()

    def all(self) -> list[list[tuple[int, bool]]]:
        """Return every chain as arcs with their sense; each edge is in one."""
        chains = []
        for edge in self.edges:
            if edge not in self.used:
                self.used.add(edge)
                chain = [(edge, True)]
                chain += self._grow(chain, int(self.network.head[edge]))
                back = self._grow(chain, int(self.network.tail[edge]))
                chains.append([(arc, not ahead) for arc, ahead in reversed(back)] + chain)
        return chains

    def _grow(self, chain: list[tuple[int, bool]], node: int) -> list[tuple[int, bool]]:
        """Return what follows at a node, away from the chain."""
        network, found = self.network, []
        length = sum(float(network.length_m[arc]) for arc, _ in chain)
        last = chain[0][0]
        while len(self.at[node]) == 2:
            edge = next((e for e in self.at[node] if e not in self.used), None)
            if edge is None or not self._alike(edge, last) or length + network.length_m[edge] > LONGEST_M:
                break
            self.used.add(edge)
            ahead = int(network.tail[edge]) == node
            found.append((edge, ahead))
            length += float(network.length_m[edge])
            node = int(network.head[edge] if ahead else network.tail[edge])
        return found

    def _alike(self, edge: int, other: int) -> bool:
        network = self.network
        same = network.name[edge] == network.name[other] and network.road_class[edge] == network.road_class[other]
        return bool(same)


def _segment(
    network: RoadNetwork, number: int, chain: list[tuple[int, bool]], black: frozenset[int], risk: Floats | None
) -> Segment:
    arcs = tuple(arc for arc, _ in chain)
    both = {*arcs, *(int(network.twin[arc]) for arc in arcs if network.twin[arc] >= 0)}
    lengths = network.length_m[list(arcs)]
    road = ROAD_CLASSES[int(network.road_class[arcs[0]])]
    return Segment(
        segment_id=f"H{number:03d}",
        name=network.street(arcs[0]) or str(road),
        road_class=road,
        length_m=float(lengths.sum()),
        arcs=arcs,
        ahead=tuple(ahead for _, ahead in chain),
        starts_m=tuple(np.concatenate([[0.0], np.cumsum(lengths)[:-1]]).tolist()),
        black=not black.isdisjoint(both),
        risk=float(risk[sorted(both)].sum()) if risk is not None else 0.0,
    )


def highway_cameras(
    network: RoadNetwork, segments: Sequence[Segment], devices: Sequence[Device], today: date
) -> list[Camera]:
    """
    Return what the cameras of the register see of the segments.

    Cameras that stand more than 60 m from every highway are not among them; those that do not count today say why.
    """
    cameras = [d for d in devices if d.kind is DeviceKind.VIDEO and d.view_m > 0]
    owner = {arc: (s, number) for s in segments for number, arc in enumerate(s.arcs)}
    if not cameras or not owner:
        return []
    usable: Bools = np.zeros(network.arcs, dtype=bool)
    usable[list(owner)] = True
    snaps = Snapper(network, usable=usable).snap(np.array([d.lon for d in cameras]), np.array([d.lat for d in cameras]))
    found = []
    for device, arc, share, away in zip(
        cameras, snaps.arc.tolist(), snaps.share.tolist(), snaps.distance_m.tolist(), strict=True
    ):
        if away <= BESIDE_M:
            segment, number = owner[arc]
            along = share if segment.ahead[number] else 1.0 - share
            metre = segment.starts_m[number] + along * float(network.length_m[arc])
            found.append(view(segment, metre, device.view_m, device.device_id, device.name, device.blind(today)))
    return found


def view(  # noqa: PLR0913, PLR0917 - the facts of one camera
    segment: Segment, metre: float, view_m: float, device_id: str, name: str, blind: Text | None = None
) -> Camera:
    """Return the view of a camera that stands ``metre`` along a segment, half of it to either side."""
    return Camera(
        device_id=device_id,
        name=name,
        segment_id=segment.segment_id,
        start_m=max(0.0, metre - view_m / 2),
        end_m=min(segment.length_m, metre + view_m / 2),
        blind=blind,
    )


def nearest_bases(
    search: RoadSearch, segments: Sequence[Segment], bases: Mapping[str, RoadPoint], *, given: Conditions = USUAL
) -> dict[str, Reach]:
    """
    Return for each segment the base that is first at its worst point: squadron, station or mobile unit (R26).

    The worst point is the node along the segment that is reached last. Without bases the answer is infinite.
    """
    names = sorted(bases)
    if not names:
        return {s.segment_id: Reach(base_id="", minutes=np.inf, km=np.inf) for s in segments}
    starts = [bases[name] for name in names]
    found = {}
    for segment in segments:
        points = [RoadPoint(arc, end) for arc in segment.arcs for end in (0.0, 1.0)]
        minutes = travel_minutes(search, starts, points, given=given)
        worst = int(minutes.min(axis=1).argmax())
        best = int(minutes[worst].argmin())
        reached = bool(np.isfinite(minutes[worst, best]))
        found[segment.segment_id] = Reach(
            base_id=names[best] if reached else "",
            minutes=float(minutes[worst, best]),
            km=_km(search, starts[best], points[worst], given) if reached else np.inf,
        )
    return found


def _km(search: RoadSearch, start: RoadPoint, target: RoadPoint, given: Conditions) -> float:
    """Length of the fastest way, whichever way the crew leaves."""
    twin = int(search.network.twin[start.arc])
    starts = [start] if twin < 0 else [start, RoadPoint(twin, 1.0 - start.share)]
    ways = [way for one in starts if (way := search.route(one, target, given=given))]
    return min(ways, key=lambda way: way.time_ms).length_m / 1_000.0
