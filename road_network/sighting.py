"""Ways of a vehicle that was seen: how far it has to each junction, and by which junctions it may drive."""

from collections.abc import Sequence

import numpy as np

from .conditions import USUAL, Conditions
from .graph import Float64, RoadNetwork
from .node_table import node_table
from .road_point import RoadPoint
from .search import RoadSearch


def first_junctions(network: RoadNetwork, seen: RoadPoint) -> list[tuple[int, float]]:
    """Return the junctions a vehicle comes to first, and the metres to them; it may drive in either direction."""
    head, tail = int(network.head[seen.arc]), int(network.tail[seen.arc])
    ends = [(head, float(network.length_m[seen.arc]) * (1.0 - seen.share))]
    if network.twin[seen.arc] >= 0:
        ends.append((tail, float(network.length_m[seen.arc]) * seen.share))
    return ends


def metres_from(network: RoadNetwork, seen: RoadPoint) -> Float64:
    """Return the shortest way from a sighting to each junction, shape (nodes,), turns and closures ignored."""
    ends = first_junctions(network, seen)
    table = node_table(network, network.length_m, [node for node, _ in ends])
    far: Float64 = (table + np.array([metres for _, metres in ends])[:, None]).min(axis=0)
    return far


def nearest_junction(network: RoadNetwork, point: RoadPoint) -> int:
    """Return the nearer end of a point's street."""
    return int(network.tail[point.arc] if point.share < 0.5 else network.head[point.arc])


def at_junction(network: RoadNetwork, node: int) -> RoadPoint:
    """Return a junction as a place on the road."""
    return RoadPoint(int(network.out_start[node]), 0.0)


def junctions_to(
    search: RoadSearch, seen: Sequence[RoadPoint], node: int, *, given: Conditions = USUAL
) -> tuple[int, ...]:
    """
    Return the junctions on the fastest way from a sighting to a junction, in order; empty if there is none.

    Parameters
    ----------
    search
        The road search.
    seen
        The sighting, in each direction in which the vehicle may drive.
    node
        Where it goes; the last of the junctions returned.
    given
        What is assumed of the roads.
    """
    target = at_junction(search.network, node)
    routes = [search.route(start, target, given=given) for start in seen]
    found = [route for route in routes if route is not None]
    if not found:
        return ()
    best = min(found, key=lambda route: (route.time_ms, route.arcs))
    passed = [int(search.network.head[arc]) for arc in best.arcs]
    return tuple(dict.fromkeys(passed[: passed.index(node) + 1] if node in passed else [*passed, node]))
