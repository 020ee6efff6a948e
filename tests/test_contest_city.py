"""The contest's city (CUMCM 2011 B): the published values, and the answers of models written a second time."""

import csv
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from road_factory import random_network
from scipy.optimize import Bounds, LinearConstraint, milp

from qinwu.models.errors import InputError
from qinwu.road_network.node_table import node_table


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def contest(benchmarks_dir: Path) -> Path:
    """Return the folder of the contest's tables."""
    return benchmarks_dir / "cumcm2011b"


@pytest.fixture(scope="module")
def answers(contest: Path, project_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Run the benchmark as its reader would."""
    file = tmp_path_factory.mktemp("contest") / "answers.json"
    command = [sys.executable, "-W", "error", str(project_dir / "benchmarks" / "cumcm2011b.py"), str(contest)]
    subprocess.run([*command, "--json", str(file), "--all"], check=True, capture_output=True)
    return json.loads(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def minutes(contest: Path) -> tuple[list[str], np.ndarray]:
    """Return the ids and all travel times, by networkx on the plain tables."""
    nodes = {row["id"]: (float(row["x"]), float(row["y"])) for row in rows_of(contest / "intersections.csv")}
    graph = nx.Graph()
    for row in rows_of(contest / "roads.csv"):
        ends = np.array([nodes[row["from"]], nodes[row["to"]]])
        graph.add_edge(row["from"], row["to"], weight=float(np.linalg.norm(ends[0] - ends[1])) / 10)
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph))
    return list(nodes), np.array([[lengths[u][v] for v in nodes] for u in nodes])


def test_every_published_value(contest: Path, answers: dict[str, float]) -> None:
    for row in rows_of(contest / "best_known.csv"):
        digits = len(row["best_known"].partition(".")[2])
        assert f"{answers[row['instance']]:.{digits}f}" == row["best_known"], row["instance"]


def test_no_place_hangs_on_the_last_digit(minutes: tuple[list[str], np.ndarray]) -> None:
    """No travel time lies so near to 3 minutes that rounding would decide."""
    assert np.abs(minutes[1] - 3).min() > 1e-6 or np.abs(minutes[1] - 3).min() < 1e-12


def fewest(reach: np.ndarray, kept: np.ndarray) -> int:
    """Set covering once more, through scipy."""
    lower = kept.astype(float)
    plan = milp(
        np.ones(reach.shape[1]),
        constraints=LinearConstraint(reach.astype(float), lb=1.0),
        integrality=np.ones(reach.shape[1]),
        bounds=Bounds(lower, np.ones(reach.shape[1])),
    )
    return round(plan.fun) - int(kept.sum())


def test_covers_by_a_second_model(contest, answers, minutes) -> None:
    ids, times = minutes
    near = times <= 3 + 1e-9
    sites = {row["intersection_id"] for row in rows_of(contest / "platforms.csv")}
    kept = np.array([one in sites for one in ids])
    assert answers["city_min_new_platforms_3min_cover_keep_80"] == fewest(near, kept)
    assert answers["city_min_platforms_3min_cover_from_scratch"] == fewest(near, kept & False)
    district = np.array([row["district"] for row in rows_of(contest / "intersections.csv")])
    for name in "ABCDEF":
        own = district == name
        plan = fewest(near[np.ix_(own, own)], kept[own])
        assert answers[f"district_{name}_min_new_platforms_own_platforms_only"] == plan


def test_weights_by_second_models(contest, answers, minutes) -> None:
    ids, times = minutes
    table = rows_of(contest / "intersections.csv")
    rate = np.array([float(row["accident_rate_per_day"]) for row in table])
    own = np.array([row["district"] == "A" for row in table])
    assert [row["id"] for row in table] == ids
    for count in (10, 20):
        cost = rate[own, None] * times[np.ix_(own, own)]
        assert answers[f"A_pmedian_p{count}_sum_rate_x_minutes"] == pytest.approx(median(cost, count), abs=1e-6)
    for count in (5, 10):
        best = most(times[np.ix_(own, own)] <= 3 + 1e-9, rate[own], count)
        assert answers[f"A_mclp_3min_p{count}_max_accident_rate_covered"] == pytest.approx(best)


def most(reach: np.ndarray, weight: np.ndarray, count: int) -> float:
    """Maximal covering once more: sites, then covered places."""
    rows, columns = reach.shape
    plan = milp(
        np.concatenate([np.zeros(columns), -weight]),
        constraints=[
            LinearConstraint(np.hstack([reach.astype(float), -np.eye(rows)]), lb=0.0),
            LinearConstraint(np.concatenate([np.ones(columns), np.zeros(rows)])[None, :], count, count),
        ],
        integrality=np.concatenate([np.ones(columns), np.zeros(rows)]),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return -plan.fun


def median(cost: np.ndarray, count: int) -> float:
    """p-median once more, by radii: a place pays each step of distance within which it has no site."""
    columns = cost.shape[1]
    prices, rows, steps = [], [], 0
    for line in cost:
        levels = np.unique(line)
        for low, high in pairwise(levels):
            prices.append(high - low)
            rows.append(line <= low)
            steps += 1
    plan = milp(
        np.concatenate([np.zeros(columns), prices]),
        constraints=[
            LinearConstraint(np.hstack([np.array(rows, dtype=float), np.eye(steps)]), lb=1.0),
            LinearConstraint(np.concatenate([np.ones(columns), np.zeros(steps)])[None, :], count, count),
        ],
        integrality=np.concatenate([np.ones(columns), np.zeros(steps)]),
        bounds=Bounds(0, np.concatenate([np.ones(columns), np.full(steps, np.inf)])),
        options={"mip_rel_gap": 0},
    )
    return plan.fun + float(cost.min(axis=1).sum())


def test_tables_between_junctions_equal_those_of_networkx() -> None:
    network = random_network(seed=4)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.nodes))
    graph.add_weighted_edges_from(zip(network.tail.tolist(), network.head.tolist(), network.length_m, strict=True))
    table = node_table(network, network.length_m, range(network.nodes))
    for start in range(network.nodes):
        known = nx.single_source_dijkstra_path_length(graph, start)
        for end in range(network.nodes):
            assert table[start, end] == pytest.approx(known.get(end, np.inf))
    assert (node_table(network, network.length_m, [3], [5, 6]) == table[3, [5, 6]]).all()
    for cost, nodes in ((network.length_m[1:], [0]), (-network.length_m, [0]), (network.length_m, [network.nodes])):
        with pytest.raises(InputError):
            node_table(network, cost, nodes)
