"""Sites: the junctions and street segments at which calls are counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from ....models.city import City
from ....models.demand import Demand, Site, SiteKind
from ....models.place import PlaceKind, RoadClass
from ....models.text import Text
from ....models.week import DayType
from ....road_network.cells_io import NAMELESS
from ....road_network.coordinates import METRES_A_DEGREE
from ....road_network.graph import ROAD_CLASSES, RoadNetwork
from ....road_network.part_line import point_on
from .ground import Ground

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

JUNCTION_M = 30.0
"""A call this near to a junction, along the street, belongs to the junction."""
SHORTEST_M = 5.0
LEGS = 3

_RANKED = (
    RoadClass.MOTORWAY,
    RoadClass.EXPRESSWAY,
    RoadClass.ARTERIAL,
    RoadClass.NATIONAL,
    RoadClass.PROVINCIAL,
    RoadClass.COLLECTOR,
    RoadClass.COUNTY,
    RoadClass.TOWNSHIP,
    RoadClass.LOCAL,
)
_RANK_OF = np.array([_RANKED.index(kind) for kind in ROAD_CLASSES])


@dataclass(frozen=True, slots=True, eq=False)
class SiteTable:
    """
    All sites of a network: first the junctions, then the segments, s together.

    Parameters
    ----------
    junction_of
        Shape (nodes,): the site of a node, -1 where fewer than three streets meet.
    segment_of
        Shape (arcs,): the site of an arc; an arc and its twin share one.
    ground
        What the estimate needs to know of the sites.
    """

    network: RoadNetwork
    sites: Sequence[Site]
    junction_of: Ints
    segment_of: Ints
    ground: Ground

    def of(self, arcs: Ints, shares: Floats) -> Ints:
        """Return the site of each place on the road, shape (k,)."""
        network = self.network
        metres = network.length_m[arcs]
        nearer_tail = shares <= 0.5
        end = np.where(nearer_tail, network.tail[arcs], network.head[arcs])
        away = np.minimum(shares, 1 - shares) * metres
        at_junction = (self.junction_of[end] >= 0) & (away <= JUNCTION_M)
        return np.where(at_junction, self.junction_of[end], self.segment_of[arcs])

    def arc_weights(self, per_site: Sequence[float] | Floats) -> Floats:
        """
        Spread numbers a site over the arcs, shape (arcs,); the sum stays.

        A segment's number is halved between its two directions; a junction's is shared by the arcs that lead into it.
        """
        values = np.asarray(per_site, dtype=np.float64)
        network = self.network
        shared = values[self.segment_of] / np.where(network.twin >= 0, 2, 1)
        into = np.bincount(network.head, minlength=network.nodes)
        own = np.where(self.junction_of >= 0, values[self.junction_of], 0.0)
        return shared + (own / np.maximum(into, 1))[network.head]

    def street_weights(self, demand: Demand, kind: DayType) -> dict[int, float]:
        """Return the calls that each arc expects on a day of this type; arcs without any are left out."""
        weights = self.arc_weights([demand.per_day(site, kind) for site in range(len(demand.sites))])
        return {arc: weight for arc, weight in enumerate(weights.tolist()) if weight > 0}

    def node_weights(self, per_site: Sequence[float] | Floats) -> Floats:
        """Gather numbers a site at the nodes, shape (nodes,); half of a segment's goes to each end, the sum stays."""
        values = np.asarray(per_site, dtype=np.float64)
        network = self.network
        own = np.where(self.junction_of >= 0, values[self.junction_of], 0.0)
        arcs = np.flatnonzero(_once(network))
        half = values[self.segment_of[arcs]] / 2
        for end in (network.tail, network.head):
            own += np.bincount(end[arcs], weights=half, minlength=network.nodes)
        return own


def make_sites(network: RoadNetwork, city: City | None = None) -> SiteTable:
    """
    List the sites of a network.

    Parameters
    ----------
    network
        The roads.
    city
        Whose posts tell the brigade of each site (that of the nearest post); without it sites have none.
    """
    arcs = np.flatnonzero(_once(network))
    streets = sum(np.bincount(end[arcs], minlength=network.nodes) for end in (network.tail, network.head))
    nodes = np.flatnonzero(streets >= LEGS)
    junction_of = np.full(network.nodes, -1)
    junction_of[nodes] = np.arange(len(nodes))
    segment_of = np.full(network.arcs, -1)
    segment_of[arcs] = len(nodes) + np.arange(len(arcs))
    both = np.flatnonzero(network.twin >= 0)
    segment_of[both] = segment_of[np.minimum(both, network.twin[both])]
    sites = _sites(network, nodes, arcs, city)
    ends = (junction_of[network.tail[arcs]] >= 0).astype(int) + (junction_of[network.head[arcs]] >= 0)
    free_km = np.maximum(network.length_m[arcs] - JUNCTION_M * ends, SHORTEST_M) / 1000
    return SiteTable(network, sites, junction_of, segment_of, _ground(network, sites, free_km))


def _sites(network: RoadNetwork, nodes: Ints, arcs: Ints, city: City | None) -> list[Site]:
    """Return the junctions, then the segments."""
    named, best = names_at(network), _best_rank(network)
    into = np.argsort(network.head, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(network.head, minlength=network.nodes))])
    sites = [
        _junction(network, int(v), _RANKED[best[v]], named[v], into[start[v] : start[v + 1]].tolist()) for v in nodes
    ]
    sites += [_segment(network, int(arc), named) for arc in arcs]
    if city is None:
        return sites
    brigades = brigades_at(city, np.array([site.lon for site in sites]), np.array([site.lat for site in sites]))
    return [replace(site, brigade=brigade) for site, brigade in zip(sites, brigades, strict=True)]


def _ground(network: RoadNetwork, sites: Sequence[Site], free_km: Floats) -> Ground:
    lon, lat = np.array([site.lon for site in sites]), np.array([site.lat for site in sites])
    kind = np.repeat([0, 1], [len(sites) - len(free_km), len(free_km)])
    named = names_at(network)
    streets = [named[site.node] if site.kind is SiteKind.JUNCTION else _named(network, site.arcs[0]) for site in sites]
    return Ground(
        x=lon * METRES_A_DEGREE * np.cos(np.radians(lat.mean())),
        y=lat * METRES_A_DEGREE,
        size=np.concatenate([np.ones(len(sites) - len(free_km)), free_km]),
        kind=kind,
        group=np.array([_RANKED.index(site.road_class) for site in sites]) + len(_RANKED) * kind,
        streets=streets,
    )


def _best_rank(network: RoadNetwork) -> Ints:
    """Return the highest class that meets at each node, as its place in the order of classes."""
    best = np.full(network.nodes, len(_RANKED) - 1)
    for end in (network.tail, network.head):
        np.minimum.at(best, end, _RANK_OF[network.road_class])
    return best


def group_of(group: int) -> tuple[SiteKind, RoadClass]:
    """Return the kind and road class that a number of ``Ground.group`` stands for."""
    return (SiteKind.JUNCTION, SiteKind.SEGMENT)[group // len(_RANKED)], _RANKED[group % len(_RANKED)]


def _named(network: RoadNetwork, arc: int) -> tuple[int, ...]:
    return (int(network.name[arc]),) if network.name[arc] else ()


def _once(network: RoadNetwork) -> NDArray[np.bool_]:
    return (network.twin < 0) | (np.arange(network.arcs) <= network.twin)


def names_at(network: RoadNetwork) -> list[tuple[int, ...]]:
    """Return the street names that meet at each node, as numbers."""
    meeting: list[set[int]] = [set() for _ in range(network.nodes)]
    for tail, head, name in zip(network.tail.tolist(), network.head.tolist(), network.name.tolist(), strict=True):
        if name:
            meeting[tail].add(name)
            meeting[head].add(name)
    return [tuple(sorted(names)) for names in meeting]


def _junction(
    network: RoadNetwork, node: int, road_class: RoadClass, named: tuple[int, ...], arcs: Sequence[int]
) -> Site:
    words = " × ".join(network.names[name] for name in named[:3])
    return Site(
        site_id=f"N{node}",
        kind=SiteKind.JUNCTION,
        name=Text(words or "无名路口", words or "unnamed junction"),
        lon=float(network.lon[node]),
        lat=float(network.lat[node]),
        road_class=road_class,
        node=node,
        arcs=tuple(arcs),
    )


def _segment(network: RoadNetwork, arc: int, named: Sequence[tuple[int, ...]]) -> Site:
    own, twin = int(network.name[arc]), int(network.twin[arc])
    crossings = [
        next((network.names[name] for name in named[int(end)] if name != own), "")
        for end in (network.tail[arc], network.head[arc])
    ]
    street = network.street(arc)
    lon, lat = point_on(network, arc, 0.5)
    between = " — ".join(word for word in crossings if word)
    part = f" ({between})" if between else ""
    return Site(
        site_id=f"E{arc}",
        kind=SiteKind.SEGMENT,
        name=Text((street or NAMELESS.zh) + part, (street or NAMELESS.en) + part),
        lon=lon,
        lat=lat,
        road_class=ROAD_CLASSES[network.road_class[arc]],
        node=int(network.tail[arc]),
        arcs=(arc, twin) if twin >= 0 else (arc,),
        length_m=float(network.length_m[arc]),
    )


def brigades_at(city: City, lon: Floats, lat: Floats) -> list[str]:
    """Return the brigade of each point: that of the nearest post, as the crow flies; empty if no post has a place."""
    posts = [p for p in city.places if p.kind is PlaceKind.POST and p.lon is not None and p.lat is not None]
    if not posts:
        return [""] * len(lon)
    here = np.array([[post.lon, post.lat] for post in posts], dtype=np.float64)
    shrink = np.array([np.cos(np.radians(here[:, 1].mean())), 1.0])
    _, nearest = scipy.spatial.cKDTree(here * shrink).query(np.column_stack([lon, lat]) * shrink)
    names = [city.org.brigade_of(post.unit_id) for post in posts]
    return [names[int(k)] for k in nearest]
