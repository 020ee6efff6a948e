"""Cells against the peers: Voronoi of posts on a city, `python benchmarks/cells.py [GRAPH] --json F`."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from qinwu.road_network.cell_kernels import FAR
from qinwu.road_network.cell_spread import cut_streets, graph_of, seeds_of, spread
from qinwu.road_network.cells import CellPost, build_cells
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.read import read_roads
from qinwu.road_network.road_point import RoadPoint

CAP = int(FAR) - 1


def own_split(network: RoadNetwork, points: Sequence[RoadPoint]) -> np.ndarray:
    """Grow all posts and split every street; returns the time at each piece's first end."""
    pieces = cut_streets(network, points, network.base_ms, undirected=False)
    graph, seeds = graph_of(network, network.base_ms, undirected=False), seeds_of(network, points, pieces)
    return spread(graph, seeds, pieces, posts=len(points), cap=CAP).first_ms


def own_cells(network: RoadNetwork, points: Sequence[RoadPoint]) -> np.ndarray:
    """Build the whole report: parts, borders, metres, findings."""
    posts = [CellPost(post_id=f"{k:05d}", name="", at=point) for k, point in enumerate(points)]
    return build_cells(network, posts, cap_s=None).metres


def scipy_voronoi(graph: csr_array, nodes: np.ndarray) -> np.ndarray:
    """Label nodes only; splits nothing."""
    return dijkstra(graph, indices=nodes, min_only=True, return_predecessors=True)[0]


def timed(run: Callable[[], np.ndarray], rounds: int) -> tuple[float, float, np.ndarray]:
    """Return median and worst milliseconds, and the answer."""
    answer, spent = run(), []
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = run()
        spent.append((time.perf_counter() - begin) * 1000)
    return statistics.median(spent), max(spent), answer


@click.command()
@click.argument("graph", required=False)
@click.option("--nodes", default=52_000, show_default=True, help="Size of the generated city without GRAPH.")
@click.option("--posts", default=200, show_default=True)
@click.option("--rounds", default=15, show_default=True)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the rows to this file.")
def main(graph: str | None, nodes: int, posts: int, rounds: int, target: Path | None) -> None:
    """Time the Voronoi of POSTS posts by every engine in one run."""
    network = read_roads(graph)[0] if graph else generate_city(nodes=nodes)
    chosen = np.sort(np.random.default_rng(0).choice(network.nodes, posts, replace=False))
    points = [RoadPoint(int(network.out_start[node]), 0.0) for node in chosen]
    least = _simple(network)
    peer = nx.DiGraph()
    peer.add_weighted_edges_from(zip(*(column.tolist() for column in least), strict=True))
    matrix = csr_array((least[2].astype(float), (least[0], least[1])), shape=(network.nodes, network.nodes))
    reached = scipy_voronoi(matrix, chosen)
    rows = []
    for engine, run, times in (
        ("own, split edges", lambda: own_split(network, points), rounds),
        ("own, whole report", lambda: own_cells(network, points), rounds),
        ("scipy min_only", lambda: scipy_voronoi(matrix, chosen), rounds),
        ("networkx voronoi_cells", lambda: np.array(len(nx.voronoi_cells(peer, set(chosen.tolist())))), 2),
    ):
        middle, worst, answer = timed(run, times)
        same = bool((answer == reached[_first_ends(network)]).all()) if engine == "own, split edges" else None
        rows.append(
            {"engine": engine, "graph": network.source, "nodes": network.nodes, "arcs": network.arcs, "posts": posts,
             "p50_ms": round(middle, 3), "max_ms": round(worst, 3), "same_times_as_scipy": same}
        )  # fmt: skip
    for row in rows:
        row["times_own_split"] = round(row["p50_ms"] / rows[0]["p50_ms"], 2)
        print(f"{row['engine']:24} {row['p50_ms']:10.2f} ms  x{row['times_own_split']}", file=sys.stderr)
    text = json.dumps(rows, indent=2)
    if target:
        target.write_text(text + "\n", encoding="utf-8")
    print(text)


def _simple(network: RoadNetwork) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the quickest of parallel arcs, loops left out."""
    order = np.lexsort((network.base_ms, network.head, network.tail))
    tail, head, weight = network.tail[order], network.head[order], network.base_ms[order]
    first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0)) & (tail != head)
    return tail[first], head[first], weight[first]


def _first_ends(network: RoadNetwork) -> np.ndarray:
    """Return the tail of each street's lower arc: with posts at nodes the pieces are the streets."""
    return network.tail[(network.twin < 0) | (network.twin > np.arange(network.arcs))]


if __name__ == "__main__":
    main()
