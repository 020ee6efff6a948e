"""Snapping against shapely's STRtree: `python benchmarks/snap.py FILE ... --points 20000 --json F`."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
import numpy as np
import shapely

from qinwu.road_network.coordinates import METRES_A_DEGREE
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.read import read_roads
from qinwu.road_network.snap import Snapper

T = TypeVar("T")


def timed(run: Callable[[], T], rounds: int) -> tuple[float, T]:
    """Return the median seconds of a run, and its answer; the first run does not count."""
    answer, spent = run(), []
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = run()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent), answer


def compare(name: str, network: RoadNetwork, points: int, rounds: int) -> dict[str, object]:
    """Snap points scattered about 100 m around the nodes; both give street, distance and place along it."""
    rng = np.random.default_rng(0)
    node = rng.integers(0, network.nodes, points)
    lon = network.lon[node] + rng.normal(0, 0.001, points)
    lat = network.lat[node] + rng.normal(0, 0.001, points)
    begin = time.perf_counter()
    snapper = Snapper(network)
    build = time.perf_counter() - begin
    own, found = timed(lambda: snapper.snap(lon, lat), 3 * rounds)
    # shapely measures in one plane for all: both see the map in the scale of its middle latitude
    scale = np.array([METRES_A_DEGREE * np.cos(np.radians(network.lat.mean())), METRES_A_DEGREE])
    arcs = np.flatnonzero((network.twin < 0) | (np.arange(network.arcs) <= network.twin))
    lines = np.array([shapely.LineString(network.polyline(arc) * scale) for arc in arcs])
    tree = shapely.STRtree(lines)

    def peer() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        where = shapely.points(lon * scale[0], lat * scale[1])
        nearest = tree.nearest(where)
        street = lines[nearest]
        return nearest, shapely.distance(where, street), shapely.line_locate_point(street, where)

    spent, (_, distance, _) = timed(peer, rounds)
    return {
        "graph": name,
        "nodes": network.nodes,
        "points": points,
        "build_s": round(build, 4),
        "own_us": round(own / points * 1e6, 3),
        "shapely_us": round(spent / points * 1e6, 3),
        "ratio": round(spent / own, 1),
        "worst_difference": round(float((np.abs(distance - found.distance_m) / np.maximum(distance, 1)).max()), 5),
    }


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--city", default=0, help="Nodes of a generated city to snap to; 0 for none.")
@click.option("--points", default=20_000, show_default=True)
@click.option("--rounds", default=5, show_default=True)
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the rows there.")
def main(*, files: tuple[Path, ...], city: int, points: int, rounds: int, out: Path | None) -> None:
    """Compare the time per point on FILES; differences come from shapely's one plane for the whole map."""
    rows = []
    networks = [(file.name, lambda file=file: read_roads(file, cache=False)[0]) for file in files]
    if city:
        networks.append((f"generated {city}", lambda: generate_city(nodes=city)))
    for name, make in networks:
        rows.append(compare(name, make(), points, rounds))
        print(rows[-1])
    if out:
        out.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
