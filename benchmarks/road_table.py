"""
The ratios of issue 3, each measured in one run: what we take against a peer or against ourselves.

Example: ``python benchmarks/road_table.py generated:60000 --big generated:450000 --json F``
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, thread_time

import click
import numpy as np
from nearest import timed
from road_engines import Ask, arc_into, at_nodes, backward, by_routingkit, by_scipy, freed, load, routingkit_metric
from scipy.sparse.csgraph import dijkstra

from qinwu.models.week import DayType
from qinwu.road_network.cch import Hierarchy
from qinwu.road_network.closures import OPEN
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.few_units import FewUnits
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.nearest import NEVER_MS, Wish, ask
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.speeds import Moment, Profile
from qinwu.road_network.unit_index import UnitIndex

Line = tuple[str, float, float, float, bool]


def p50(work: Callable[[], object], times: int) -> float:
    """Return the median time of some work, microseconds, after one run to warm up."""
    work()
    found = []
    for _ in range(times):
        begin = perf_counter()
        work()
        found.append(1e6 * (perf_counter() - begin))
    return float(np.median(found))


class Bench:
    """One network with units and questions; each method yields lines: what, ours, theirs, target, more is better."""

    def __init__(self, network: RoadNetwork, queries: int) -> None:
        self.network, self.queries = network, queries
        self.rng = np.random.default_rng(5)
        self.plain = RoadSearch(freed(network), turns=None)
        self.turns = RoadSearch(network, profile=rush())
        able = np.flatnonzero((arc_into(network) >= 0) & (np.diff(network.out_start) > 0))
        self.nodes = self.rng.choice(able, queries).tolist()
        self.at = {count: self.rng.choice(able, count).tolist() for count in (50, 500)}
        self.targets = at_nodes(network)
        self.hierarchy = Hierarchy(self.plain.roads)

    def cars(self, search: RoadSearch, count: int, *, parts: bool) -> UnitIndex:
        """Hang out units at nodes, or part-way along arcs."""
        cars, into = search.units(), arc_into(self.network)
        for i, node in enumerate(self.rng.choice(np.flatnonzero(into >= 0), count)):
            cars.put(f"{i:06d}", RoadPoint(int(into[node]), float(self.rng.random()) if parts else 1.0))
        return cars

    def ask(self, search: RoadSearch, cars: UnitIndex) -> Ask:
        """Return the public call as a question about a node."""
        return lambda node, k: [one.eta_ms for one in search.nearest(cars, self.targets[node], k)]

    def median(self, ask: Ask, queries: int = 0) -> float:
        """Return p50 of a question, k = 5."""
        return float(np.median(timed(ask, self.nodes[: queries or self.queries], 5)[1]))

    def against_peers(self) -> Iterator[Line]:
        """500 and 50 units against scipy and routingkit-cch."""
        own = self.median(self.ask(self.plain, self.cars(self.plain, 500, parts=False)))
        scipy, kit = by_scipy(self.network), by_routingkit(self.network)
        yield "500 units, scipy with doubling limit", own, self.median(scipy(self.at[500])), 10, True
        yield "500 units, routingkit-cch pinned", own, self.median(kit(self.at[500])), 8, True
        into = arc_into(self.network)
        posts = {f"{i:06d}": (RoadPoint(int(into[node]), 1.0), 0) for i, node in enumerate(self.at[50])}
        rare = FewUnits(self.hierarchy.customise(), posts)
        few = self.median(lambda node, k: [one.eta_ms for one in rare.nearest(self.targets[node], k)])
        yield "50 units, hierarchy, scipy", few, self.median(scipy(self.at[50])), 40, True
        yield "50 units, hierarchy, routingkit-cch", few, self.median(kit(self.at[50])), 3, True

    def against_ourselves(self) -> Iterator[Line]:
        """Turns against nodes; a closure more; the clock against the frozen hour."""
        nodes = self.median(self.ask(self.plain, self.cars(self.plain, 500, parts=False)))
        cars = self.cars(self.turns, 500, parts=True)
        turns = self.median(self.ask(self.turns, cars))
        yield "turn-aware, parts of edges / nodes", nodes, turns, 3.5, False

        def close_and_ask(node: int, k: int) -> list[int]:
            given = Conditions(OPEN.close([self.targets[node].arc]))
            return [one.eta_ms for one in self.turns.nearest(cars, self.targets[node], k, given=given)]

        yield "close an edge and ask again / plain", turns, self.median(close_and_ask), 2.5, False
        given = Conditions(at=Moment(DayType.WEEKDAY, 7 * 60 + 25))

        def hour(node: int, k: int, *, by_clock: bool = False) -> list[int]:
            found = self.turns.nearest(cars, self.targets[node], k, given=given, by_clock=by_clock)
            return [one.eta_ms for one in found]

        clock = self.median(lambda node, k: hour(node, k, by_clock=True))
        yield "exact time of day / frozen hour", self.median(hour), clock, 4, False

    def limit(self) -> Iterator[Line]:
        """A query against the empty call and its settled nodes at the pace of a full search; full search and scipy."""
        cars, nobody = self.cars(self.plain, 500, parts=False), self.plain.units()
        node = self.nodes[0]
        full = p50(lambda: self.plain.nearest(nobody, self.targets[node]), 20)
        pace = full / self.settled(nobody, node)
        empty = self.median(lambda node, k: self.plain.nearest(cars, self.targets[node], k, limit_ms=0))
        settled = float(np.median([self.settled(cars, node) for node in self.nodes]))
        one = self.median(self.ask(self.plain, cars))
        yield (
            f"limit: {empty:.1f} us + {settled:.0f} nodes x {1000 * pace:.0f} ns",
            empty + settled * pace,
            one,
            1.3,
            False,
        )
        graph = backward(self.network)
        yield "full search, scipy", full, p50(lambda: dijkstra(graph, indices=node), 20), 1.4, True

    def settled(self, cars: UnitIndex, node: int) -> int:
        """Return how many places the search for the five nearest settles."""
        roads = self.plain.roads
        work = roads.back()
        weight = roads.weights(work, Conditions())
        wish = Wish(self.targets[node], 5, 0, NEVER_MS, Conditions())
        with cars.lock:
            cars.rank()
            return max(1, ask(roads, work, weight, cars, wish).settled)

    def table(self) -> Iterator[Line]:
        """A 500 x 500 matrix."""
        into = arc_into(self.network)
        starts = [RoadPoint(int(into[node]), 1.0) for node in self.at[500]]
        targets = [self.targets[node] for node in self.nodes[:500]]
        fixed = self.hierarchy.customise()
        own = p50(lambda: fixed.matrix(starts, targets), 5)
        graph = backward(self.network)
        few = p50(lambda: dijkstra(graph, indices=self.nodes[:25]), 1) * 20
        yield "500 x 500 matrix, scipy (25 rows x 20)", own, few, 40, True
        import routingkit_cch  # noqa: PLC0415 - a peer that need not be installed

        pinned = routingkit_cch.CCHManyToOne(routingkit_metric(self.network), self.at[500])
        kit = p50(lambda: [pinned.distances_to(node) for node in self.nodes[:500]], 3)
        yield "500 x 500 matrix, routingkit-cch", own, kit, 2.5, True


def rush() -> Profile:
    """Return a day with two peaks that rise and fall by quarters."""
    hours = np.arange(96) / 4
    peaks = np.exp(-(((hours - 8) / 1.2) ** 2)) + np.exp(-(((hours - 18) / 1.4) ** 2))
    return Profile(by_class={DayType.WEEKDAY: 1.0 + np.outer(np.linspace(0.3, 1.1, 9), peaks)})


def public_call(network: RoadNetwork, queries: int) -> dict[str, float]:
    """Return p50 and p99 of the public call, wall clock and own CPU: 1,000 units, k = 5, turn-aware."""
    bench_rng, search = np.random.default_rng(7), RoadSearch(network)
    cars = search.units()
    for i in range(1000):
        cars.put(f"{i:06d}", RoadPoint(int(bench_rng.integers(network.arcs)), float(bench_rng.random())))
    nodes = bench_rng.choice(np.flatnonzero(np.diff(network.out_start) > 0), queries).tolist()
    targets, spent = at_nodes(network), []
    for node in [*nodes[:20], *nodes]:
        begin, own = perf_counter(), thread_time()
        search.nearest(cars, targets[node], 5)
        spent.append((1e6 * (perf_counter() - begin), 1e6 * (thread_time() - own)))
    late = np.percentile(spent[20:], [50, 99], axis=0).tolist()
    return dict(zip(("p50_us", "p50_cpu_us", "p99_us", "p99_cpu_us"), (*late[0], *late[1]), strict=True))


@click.command()
@click.argument("graph")
@click.option("--big", default="generated:450000", show_default=True, help="The city for the public call.")
@click.option("--queries", default=1000, show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path))
def main(graph: str, big: str, queries: int, file: Path | None) -> None:
    """Print the table of ratios for GRAPH."""
    bench = Bench(load(graph), queries)
    print(f"{graph}: {bench.network.nodes} nodes, {bench.network.arcs} arcs")
    lines = []
    for part in (bench.against_peers, bench.against_ourselves, bench.limit, bench.table):
        for what, own, other, target, more in part():
            ratio = other / own
            good = ratio >= target if more else ratio <= target
            lines.append({"what": what, "own_us": own, "other_us": other, "ratio": ratio, "target": target, "ok": good})
            sign = ">=" if more else "<="
            print(f"{what:58} {own:10.1f} {other:12.1f} us {ratio:8.2f} {sign} {target:<5} {'ok' if good else 'NO'}")
    city = load(big)
    found = public_call(city, queries)
    good = found["p50_us"] <= 500 and found["p99_us"] <= 1200
    lines.append({"what": "public call", "nodes": city.nodes, **found, "ok": good})
    numbers = ", ".join(f"{name} {value:.0f}" for name, value in found.items())
    print(f"public call, {city.nodes} nodes, 1000 units, k 5: {numbers}", "ok" if good else "NO")
    if file:
        file.write_text(json.dumps(lines, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
