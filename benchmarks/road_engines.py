"""Engines that find the k nearest units at nodes: ours and its peers, all behind one face."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from qinwu.road_network.cch import Hierarchy
from qinwu.road_network.few_units import FewUnits
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.read import read_roads
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch

Ask = Callable[[int, int], list[int]]
FIRST_LIMIT_MS = 60_000


@dataclass(frozen=True)
class Engine:
    """``ready(units)`` returns what is timed: ``ask(node, k)`` -> the k least times to a node, milliseconds."""

    name: str
    ready: Callable[[list[int]], Ask]
    queries: int


def load(name: str) -> RoadNetwork:
    """Read a road file, or generate the city of ``generated:NODES``."""
    if name.startswith("generated:"):
        return generate_city(nodes=int(name.split(":")[1]), seed=1)
    return read_roads(name, cache=False)[0]


def freed(network: RoadNetwork) -> RoadNetwork:
    """Return the network without turn restrictions, as engines over nodes see it."""
    return replace(network, banned=network.banned[:0])


def backward(network: RoadNetwork) -> csr_matrix:
    """Return the reversed road graph, the fastest of parallel arcs."""
    order = np.lexsort([network.base_ms, network.head, network.tail])
    tail, head, time = network.tail[order], network.head[order], network.base_ms[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return csr_matrix((time[first].astype(float), (head[first], tail[first])), shape=(network.nodes,) * 2)


def engines(network: RoadNetwork, queries: int, peers: set[str]) -> Iterator[Engine]:
    """Yield the engines asked for; peers that are not installed are left out, which is said aloud."""
    network = freed(network)
    search = RoadSearch(network, turns=None)
    yield Engine("qinwu", lambda units: by_search(search, units), queries)
    hierarchy = Hierarchy(search.roads)
    yield Engine("qinwu-hierarchy", lambda units: by_hierarchy(hierarchy, units), queries)
    makers = {
        "scipy": by_scipy,
        "routingkit-cch": by_routingkit,
        "networkit": by_networkit,
        "rustworkx": by_rustworkx,
        "networkx": by_networkx,
    }
    modules = {"routingkit-cch": "routingkit_cch"}
    for name, maker in makers.items():
        if "all" not in peers and name not in peers:
            continue
        if not find_spec(modules.get(name, name)):
            print(f"missing, not measured: {name} (pip install {name})", file=sys.stderr)
        else:
            few = queries if name in ("scipy", "routingkit-cch") else min(queries, 20)
            yield Engine(name, maker(network), few)


def arc_into(network: RoadNetwork) -> NDArray[np.int64]:
    """Return for each node an arc that ends there, -1 if none does."""
    into = np.full(network.nodes, -1)
    into[network.head] = np.arange(network.arcs)
    return into


def at_nodes(network: RoadNetwork) -> list[RoadPoint]:
    """Return a target at each node, as peers have the node's number: made before the clock runs."""
    first = np.minimum(network.out_start[:-1], max(0, network.arcs - 1)).tolist()
    return [RoadPoint(arc, 0.0) for arc in first]


def by_search(search: RoadSearch, units: list[int]) -> Ask:
    """Our search over nodes, through the public call."""
    targets = at_nodes(search.network)
    cars, into = search.units(), arc_into(search.network)
    for i, node in enumerate(units):
        cars.put(f"{i:06d}", RoadPoint(int(into[node]), 1.0))
    return lambda node, k: [one.eta_ms for one in search.nearest(cars, targets[node], k)]


def by_hierarchy(hierarchy: Hierarchy, units: list[int]) -> Ask:
    """Our hierarchy, each unit keeping its climb."""
    network = hierarchy.roads.network
    into, targets = arc_into(network), at_nodes(network)
    rare = FewUnits(
        hierarchy.customise(), {f"{i:06d}": (RoadPoint(int(into[node]), 1.0), 0) for i, node in enumerate(units)}
    )
    return lambda node, k: [one.eta_ms for one in rare.nearest(targets[node], k)]


def least(times: NDArray[np.float64], k: int) -> list[int]:
    """Return the k least finite times."""
    best = np.partition(times, min(k, len(times)) - 1)[:k]
    return sorted(int(time) for time in best if np.isfinite(time))


def by_scipy(network: RoadNetwork) -> Callable[[list[int]], Ask]:
    """Reverse Dijkstra of scipy with a limit that doubles until k units are within it."""
    graph = backward(network)

    def ready(units: list[int]) -> Ask:
        places = np.array(units)

        def ask(node: int, k: int) -> list[int]:
            limit = FIRST_LIMIT_MS
            while True:
                found = least(dijkstra(graph, indices=node, limit=limit)[places], k)
                if len(found) >= min(k, len(units)) or limit > 2**31:
                    return found
                limit *= 2

        return ask

    return ready


def routingkit_metric(network: RoadNetwork) -> object:
    """Return the customised hierarchy of routingkit-cch, inertial order."""
    import routingkit_cch  # noqa: PLC0415 - a peer that need not be installed

    tail, head = network.tail.tolist(), network.head.tolist()
    lat, lon = network.lat.tolist(), network.lon.tolist()
    order = routingkit_cch.compute_order_inertial(network.nodes, tail, head, lat, lon)
    return routingkit_cch.CCHMetric(routingkit_cch.CCH(order, tail, head, False), network.base_ms.tolist())


def by_routingkit(network: RoadNetwork) -> Callable[[list[int]], Ask]:
    """Hierarchy with pinned units (many to one)."""
    import routingkit_cch  # noqa: PLC0415 - a peer that need not be installed

    metric = routingkit_metric(network)

    def ready(units: list[int]) -> Ask:
        pinned = routingkit_cch.CCHManyToOne(metric, units)
        return lambda node, k: sorted(time for time in pinned.distances_to(node) if time is not None)[:k]

    return ready


def by_networkit(network: RoadNetwork) -> Callable[[list[int]], Ask]:
    """Full reverse Dijkstra of networkit."""
    import networkit  # noqa: PLC0415 - a peer that need not be installed

    coo = backward(network).tocoo()
    graph = networkit.GraphFromCoo((coo.data, (coo.row, coo.col)), n=network.nodes, weighted=True, directed=True)

    def ready(units: list[int]) -> Ask:
        places = np.array(units)

        def ask(node: int, k: int) -> list[int]:
            run = networkit.distance.Dijkstra(graph, node, False)
            run.run()
            times = np.array(run.getDistances(asarray=True))[places]
            return [time for time in least(times, k) if time < 2**40]

        return ask

    return ready


def by_rustworkx(network: RoadNetwork) -> Callable[[list[int]], Ask]:
    """Full reverse Dijkstra of rustworkx."""
    import rustworkx  # noqa: PLC0415 - a peer that need not be installed

    coo = backward(network).tocoo()
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(network.nodes))
    graph.add_edges_from(list(zip(coo.row.tolist(), coo.col.tolist(), coo.data.tolist(), strict=True)))

    def ready(units: list[int]) -> Ask:
        def ask(node: int, k: int) -> list[int]:
            times = rustworkx.dijkstra_shortest_path_lengths(graph, node, float)
            return sorted(int(0 if unit == node else times[unit]) for unit in units if unit == node or unit in times)[
                :k
            ]

        return ask

    return ready


def by_networkx(network: RoadNetwork) -> Callable[[list[int]], Ask]:
    """Full reverse Dijkstra of networkx."""
    import networkx as nx  # noqa: PLC0415 - slow to load

    coo = backward(network).tocoo()
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    graph.add_weighted_edges_from(zip(coo.row.tolist(), coo.col.tolist(), coo.data.tolist(), strict=True))

    def ready(units: list[int]) -> Ask:
        def ask(node: int, k: int) -> list[int]:
            times = nx.single_source_dijkstra_path_length(graph, node)
            return sorted(int(times[unit]) for unit in units if unit in times)[:k]

        return ask

    return ready
