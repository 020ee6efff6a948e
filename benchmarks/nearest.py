"""
The k nearest units: our engines and their peers in one run, on the same questions.

Example: ``python benchmarks/nearest.py generated:400000 --units 50,500 --k 1,5 --queries 2000 --peers all --json F``
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import click
import numpy as np
from road_engines import Ask, Engine, arc_into, at_nodes, engines, load
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch

Row = dict[str, object]
COLUMNS = ("engine", "graph", "nodes", "units", "k", "p50_us", "p99_us", "same_eta")


def timed(ask: Ask, nodes: list[int], k: int) -> tuple[list[list[int]], np.ndarray]:
    """Ask for each node and return answers and microseconds, after a few questions to warm up."""
    for node in nodes[:3]:
        ask(node, k)
    answers, times = [], []
    for node in nodes:
        begin = perf_counter()
        answers.append(ask(node, k))
        times.append(1e6 * (perf_counter() - begin))
    return answers, np.array(times)


def turn_aware(
    network: RoadNetwork, units: list[int], nodes: list[int], k: int
) -> tuple[list[list[int]], np.ndarray, bool]:
    """Ask with turn costs and units part-way along arcs; some answers are compared with scipy on a line graph."""
    search = RoadSearch(network)
    targets = at_nodes(network)
    cars, into, rng = search.units(), arc_into(network), np.random.default_rng(3)
    places = [RoadPoint(int(into[node]), float(rng.random())) for node in units]
    for i, place in enumerate(places):
        cars.put(f"{i:06d}", place)

    def ask(node: int, k: int) -> list[int]:
        return [one.eta_ms for one in search.nearest(cars, targets[node], k)]

    answers, times = timed(ask, nodes, k)
    check = plain_line_graph(search)
    return answers, times, all(plain(search, check, places, node, k) == answers[i] for i, node in enumerate(nodes[:10]))


def plain_line_graph(search: RoadSearch) -> csr_matrix:
    """Return the reversed line graph: a step from arc b to arc a before it costs riding b and the turn."""
    side, network = search.roads.lines.back, search.network
    fan = side.step[:, 1] - side.step[:, 0]
    behind = np.repeat(np.arange(network.arcs), fan)
    before = np.arange(fan.sum()) - np.repeat(np.cumsum(fan) - fan - side.step[:, 0], fan)
    cost = side.turn[np.arange(fan.sum()) - np.repeat(np.cumsum(fan) - fan - side.step[:, 2], fan)]
    allowed = cost >= 0
    time = network.base_ms[side.arc][behind] + cost
    arcs = side.arc[behind[allowed]], side.arc[before[allowed]]
    return csr_matrix((time[allowed].astype(float), arcs), shape=(network.arcs,) * 2)


def plain(search: RoadSearch, graph: csr_matrix, places: list[RoadPoint], node: int, k: int) -> list[int]:
    """Return the k least times by scipy: from the target's arcs back to the units'."""
    network, target = search.network, at_nodes(search.network)[node]
    best = np.full(len(places), np.inf)
    arcs, shares = np.array([one.arc for one in places]), np.array([one.share for one in places])
    ride = network.base_ms[arcs].astype(np.int64)
    left = ride - np.floor(shares * ride + 0.5).astype(np.int64)
    for arc, share in ((target.arc, 0.0), (int(network.twin[target.arc]), 1.0)):
        if arc >= 0:
            whole = int(network.base_ms[arc])
            label = dijkstra(graph, indices=arc) - whole + int(share * whole + 0.5)
            around = np.where(arcs == arc, np.inf, label[arcs])
            gone = np.floor(shares * whole + 0.5)
            direct = np.where((arcs == arc) & (gone <= share * whole), share * whole - gone, np.inf)
            best = np.minimum(best, np.minimum(around + left, direct))
    return sorted(int(time) for time in best if np.isfinite(time))[:k]


def rows(graph: str, unit_counts: list[int], ks: list[int], queries: int, peers: set[str]) -> Iterator[Row]:
    """Run everything on one graph."""
    network = load(graph)
    rng = np.random.default_rng(2)
    nodes = rng.choice(np.flatnonzero(np.diff(network.out_start) > 0), queries).tolist()
    able = np.flatnonzero(arc_into(network) >= 0)
    truth: dict[tuple[int, int], list[list[int]]] = {}
    for engine in engines(network, queries, peers):
        for count in unit_counts:
            units = np.random.default_rng(count).choice(able, count).tolist()
            yield from measured(engine, engine.ready(units), network, graph, count, ks, nodes, truth)
    for count in unit_counts:
        units = np.random.default_rng(count).choice(able, count).tolist()
        for k in ks:
            _, times, same = turn_aware(network, units, nodes, k)
            yield row("qinwu-turns", graph, network, count, k, times, same=same)


def measured(
    engine: Engine,
    ask: Ask,
    network: RoadNetwork,
    graph: str,
    count: int,
    ks: list[int],
    nodes: list[int],
    truth: dict[tuple[int, int], list[list[int]]],
) -> Iterator[Row]:
    """Time one engine with one set of units; the first engine's answers are what others are held to."""
    for k in ks:
        answers, times = timed(ask, nodes[: engine.queries], k)
        known = truth.setdefault((count, k), answers)
        yield row(engine.name, graph, network, count, k, times, same=answers == known[: len(answers)])


def row(engine: str, graph: str, network: RoadNetwork, units: int, k: int, times: np.ndarray, *, same: bool) -> Row:
    """Return one row of the table."""
    p50, p99 = (round(float(np.percentile(times, q)), 1) for q in (50, 99))
    values = (engine, Path(graph).name, network.nodes, units, k, p50, p99, same)
    return dict(zip(COLUMNS, values, strict=True))


@click.command()
@click.argument("graphs", nargs=-1, required=True)
@click.option("--units", default="50,500,1000,5000", show_default=True, help="Numbers of units.")
@click.option("--k", "ks", default="1,5", show_default=True, help="How many nearest ones.")
@click.option("--queries", default=2000, show_default=True, help="Questions; slow peers get 20.")
@click.option("--peers", default="all", show_default=True, help="all, none, or names with commas between them.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the rows to this file, too.")
def main(graphs: tuple[str, ...], units: str, ks: str, queries: int, peers: str, file: Path | None) -> None:
    """Compare engines on GRAPHS: road files, or generated:NODES."""
    counts, each = [int(n) for n in units.split(",")], [int(n) for n in ks.split(",")]
    table = []
    for graph in graphs:
        for one in rows(graph, counts, each, queries, set(peers.split(","))):
            table.append(one)
            print(*(one[column] for column in COLUMNS), sep="\t", flush=True)
    if file:
        file.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{len(table)} rows in {file}", file=sys.stderr)


if __name__ == "__main__":
    main()
