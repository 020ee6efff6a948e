"""The road search on real networks, against scipy on a line graph that shares no code with it."""

import os
from pathlib import Path

import numpy as np
import pytest
from road_oracle import turn_ms
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from qinwu.road_network.closures import OPEN, ClosureKind
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.read import read_roads
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.turn_costs import FREE_TURNS, TurnCosts

ROADS = Path(os.environ.get("QINWU_DATA") or Path(__file__).parents[2] / "shared" / "data") / "roads"
NAMES = (
    "auckland_main",
    "columbus",
    "coquimbo_la_serena_simplified",
    "porto_city",
    "sao_paulo_centro",
    "shenzhen_futian",
    "shenzhen_nanshan",
)


def reversed_line_graph(network, prices, times, hard):
    """From arc b back to arc a before it: the ride on b and the turn; the fastest of equal pairs does not occur."""
    pairs = np.array([(b, a, times[b] + price) for (a, b), price in prices.items() if not hard[a] and not hard[b]])
    return csr_matrix((pairs[:, 2].astype(float), (pairs[:, 0], pairs[:, 1])), shape=(network.arcs,) * 2)


@pytest.mark.parametrize("costs", [TurnCosts(), FREE_TURNS], ids=["turns", "nodes"])
@pytest.mark.parametrize("name", NAMES)
def test_every_unit_arrives_when_scipy_says(name, costs):
    """100 targets x 20 units on each network, with hard closures, slow streets, part-edge positions, one-ways."""
    if not (ROADS / f"{name}.edges.csv.gz").exists():
        pytest.skip(f"no data: {ROADS}")
    network, _ = read_roads(ROADS / f"{name}.edges.csv.gz", cache=False)
    rng = np.random.default_rng(len(name))
    search = RoadSearch(network, turns=None if costs is FREE_TURNS and not len(network.banned) else costs)
    shut, slow = (rng.choice(network.arcs, 60, replace=False) for _ in range(2))
    given = Conditions(OPEN.close(shut, ClosureKind.HARD).slow(slow, 170))
    times = network.base_ms.astype(np.int64)
    times[slow] = np.maximum(1, (times[slow] * 170 + 50) // 100)
    hard = np.isin(np.arange(network.arcs), shut)
    graph = reversed_line_graph(network, turn_ms(network, costs), times, hard)
    arcs, shares, cars = rng.integers(0, network.arcs, 20), rng.random(20), search.units()
    for i, (arc, share) in enumerate(zip(arcs, shares, strict=True)):
        cars.put(f"{i:02d}", RoadPoint(int(arc), float(share)))
    gone = (shares * times[arcs] + 0.5).astype(np.int64)
    ahead = graph.T.tocsr()
    for _ in range(100):
        target = RoadPoint(int(rng.integers(network.arcs)), float(rng.random()))
        best = np.full(20, np.inf)
        for t, share in ((target.arc, target.share), (int(network.twin[target.arc]), 1 - target.share)):
            if t >= 0 and not hard[t]:
                goal = int(share * times[t] + 0.5)
                label = dijkstra(graph, indices=t) - times[t] + goal
                onward = slice(*ahead.indptr[t : t + 2])
                label[t] = np.min(label[ahead.indices[onward]] + ahead.data[onward], initial=np.inf)  # round the block
                best = np.minimum(best, np.where(hard[arcs], np.inf, label[arcs] + times[arcs] - gone))
                best = np.where((arcs == t) & (gone <= goal), np.minimum(best, goal - gone), best)
        expected = sorted((int(time), f"{i:02d}") for i, time in enumerate(best) if np.isfinite(time))
        found = search.nearest(cars, target, 20, given=given)
        assert [(one.eta_ms, one.unit) for one in found] == expected
