"""Cells: every metre once, borders equally far, brute force agrees, a moved post disturbs its neighbours only."""

import os
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.road_network.cells import CAP_S, UNPOSTED, CellPost, Cells, build_cells
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.read import read_roads
from qinwu.road_network.road_point import RoadPoint

DATA = Path(os.environ.get("QINWU_DATA", Path(__file__).parents[2] / "shared" / "data"))
REAL = sorted(DATA.glob("roads/*.edges.csv.gz"))
TINY = generate_city(nodes=150, seed=4)
TOWN = generate_city(nodes=700, seed=1)


def posts_at(network: RoadNetwork, arcs, shares) -> list[CellPost]:
    return [
        CellPost(post_id=f"P{k:03d}", name=f"岗{k}", at=RoadPoint(int(arc) % network.arcs, float(share)))
        for k, (arc, share) in enumerate(zip(arcs, shares, strict=True))
    ]


def random_posts(network: RoadNetwork, count: int, seed: int) -> list[CellPost]:
    rng = np.random.default_rng(seed)
    arcs = rng.choice(network.arcs, count, replace=False)
    return posts_at(network, arcs, rng.choice([0.0, 1.0, 0.25, 0.7], count))


def street_metres(network: RoadNetwork) -> float:
    return float(network.length_m[(network.twin < 0) | (network.twin > np.arange(network.arcs))].sum())


def times_from(network: RoadNetwork, post: CellPost, extra: list[tuple[int, float]]) -> dict:
    """Driving times (ms) from a post by networkx, to all nodes and to points ``(arc, share)`` put into the graph."""
    stops = defaultdict(dict)
    for arc, share in [(post.at.arc, post.at.share), *extra]:
        own, at = canonical(network, arc, share)
        stops[own][at] = name_of(network, arc, share)
    graph = nx.MultiDiGraph()
    for arc in range(network.arcs):
        own, _ = canonical(network, arc, 0.0)
        ends = {0.0: int(network.tail[own]), 1.0: int(network.head[own])}
        for (a, one), (b, other) in pairwise(sorted(({**stops[own], **ends}).items())):
            u, v = (one, other) if own == arc else (other, one)
            graph.add_edge(u, v, weight=(b - a) * int(network.base_ms[arc]))
    return nx.single_source_dijkstra_path_length(graph, name_of(network, post.at.arc, post.at.share))


def canonical(network: RoadNetwork, arc: int, share: float) -> tuple[int, float]:
    twin = int(network.twin[arc])
    return (twin, 1 - share) if 0 <= twin < arc else (arc, share)


def name_of(network: RoadNetwork, arc: int, share: float):
    arc, share = canonical(network, arc, share)
    return int(network.tail[arc]) if share == 0 else int(network.head[arc]) if share == 1 else (arc, share)


def assert_every_metre_is_counted_once(cells: Cells) -> None:
    assert cells.metres.sum() + cells.unposted_m == pytest.approx(street_metres(cells.network), abs=1)
    assert cells.class_metres.sum() == pytest.approx(cells.metres.sum(), abs=1)
    parts = cells.parts
    new = np.diff(parts.arc) != 0
    assert (np.diff(parts.arc) >= 0).all()
    assert np.allclose(parts.end[:-1][~new], parts.start[1:][~new], atol=0, rtol=0)
    assert (parts.start[np.append(True, new)] == 0).all()
    assert (parts.end[np.append(new, True)] == 1).all()
    assert (parts.end > parts.start).all()


def assert_borders_are_equally_far(cells: Cells, limit: int = 40) -> None:
    points = [(border.arc, border.share) for border in cells.borders[:limit]]
    wanted = sorted({post for border in cells.borders[:limit] for post in (border.first, border.second)})
    times = {post: times_from(cells.network, cells.posts[post], points) for post in wanted}
    for border, (arc, share) in zip(cells.borders[:limit], points, strict=True):
        place = name_of(cells.network, arc, share)
        first, second = times[border.first][place] / 1000, times[border.second][place] / 1000
        if border.one_way:
            assert second <= border.seconds + 0.1
        else:
            assert first == pytest.approx(border.seconds, abs=0.1)
            assert second == pytest.approx(first, abs=0.1)


def assert_only_the_moved_cell_and_its_neighbours_change(network, posts, moved, post, cap=CAP_S) -> None:
    before, after = build_cells(network, posts, cap_s=cap), build_cells(network, moved, cap_s=cap)
    touched = {post, *before.neighbours[post], *after.neighbours[post]}
    for other in set(range(len(posts))) - touched:
        assert parts_of(before, other) == parts_of(after, other)


def parts_of(cells: Cells, post: int) -> list[tuple[int, float, float]]:
    own = cells.parts.post == post
    columns = (cells.parts.arc[own], cells.parts.start[own].round(6), cells.parts.end[own].round(6))
    return list(zip(*(column.tolist() for column in columns), strict=True))


@settings(max_examples=25, deadline=None)
@given(
    arcs=st.lists(st.integers(0, TINY.arcs - 1), min_size=1, max_size=6),
    shares=st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=6, max_size=6),
    cap=st.sampled_from([None, 30, 90, 360]),
)
def test_brute_force_agrees(arcs, shares, cap):
    posts = posts_at(TINY, arcs, shares[: len(arcs)])
    cells = build_cells(TINY, posts, cap_s=cap)
    assert_every_metre_is_counted_once(cells)
    assert_borders_are_equally_far(cells)
    parts = cells.parts
    chosen = np.arange(0, len(parts.arc), 5)
    middles = [(int(parts.arc[k]), float((parts.start[k] + parts.end[k]) / 2)) for k in chosen]
    times = [times_from(TINY, post, middles) for post in cells.posts]
    for k, (arc, share) in zip(chosen.tolist(), middles, strict=True):
        here = [one.get(name_of(TINY, arc, share), np.inf) for one in times]
        if parts.post[k] == UNPOSTED:
            assert min(here) > cap * 1000 - 1
        else:
            assert here[parts.post[k]] <= min(here) + 1
            assert cap is None or here[parts.post[k]] <= cap * 1000 + 1


@pytest.mark.parametrize("seed", range(4))
def test_a_moved_post_changes_only_its_own_and_neighbouring_cells(seed):
    posts = random_posts(TOWN, 12, seed)
    rng = np.random.default_rng(seed)
    moved = posts.copy()
    moved[5] = CellPost(post_id=posts[5].post_id, name="", at=RoadPoint(int(rng.integers(TOWN.arcs)), 0.4))
    assert_only_the_moved_cell_and_its_neighbours_change(TOWN, posts, moved, 5)


def test_the_lower_id_has_what_is_equally_near():
    posts = posts_at(TOWN, [40, 40], [0.0, 0.0])
    cells = build_cells(TOWN, list(reversed(posts)))
    assert cells.metres[0] > 0 == cells.metres[1]
    assert {finding.rule for finding in cells.findings} >= {"D61", "D63"}


def test_a_short_radius_leaves_most_streets_unposted_and_says_so():
    cells = build_cells(TOWN, random_posts(TOWN, 2, 0), cap_s=30)
    assert cells.unposted_m > 0.5 * cells.total_m
    assert [finding.rule for finding in cells.findings] == ["D64"]
    assert cells.findings[0].severity is Severity.WARN
    assert cells.farthest_min.max() == pytest.approx(0.5, abs=1e-6)


def test_a_post_behind_closed_streets_that_only_a_one_way_joins_is_reported():
    """All ways out of a node but those against a one-way are closed: cells are built without one-ways."""
    one_way = np.flatnonzero(TOWN.twin < 0)
    node = int(TOWN.head[one_way[0]])
    weights = TOWN.base_ms.copy()
    weights[TOWN.tail == node] = 0
    weights[(TOWN.head == node) & (TOWN.twin >= 0)] = 0
    post = CellPost(post_id="A", name="东门", at=RoadPoint(int(one_way[0]), 1.0))
    cells = build_cells(TOWN, [post, *random_posts(TOWN, 3, 1)], weights_ms=weights)
    assert cells.undirected
    assert "D62" in {finding.rule for finding in cells.findings}
    assert cells.metres[0] > 0


def test_closed_streets_are_unposted():
    arc = int(np.flatnonzero(TOWN.twin >= 0)[0])
    weights = TOWN.base_ms.copy()
    weights[[arc, TOWN.twin[arc]]] = 0
    cells = build_cells(TOWN, random_posts(TOWN, 8, 3), cap_s=None, weights_ms=weights)
    assert_every_metre_is_counted_once(cells)
    here = cells.parts.arc == arc
    assert cells.parts.post[here].tolist() == [UNPOSTED]


def test_wrong_posts_are_refused():
    twice = posts_at(TOWN, [1, 2], [0.0, 0.0])
    with pytest.raises(InputError, match="编号重复"):
        build_cells(TOWN, [twice[0], twice[0]])
    with pytest.raises(InputError, match="不在路网"):
        build_cells(TOWN, [CellPost(post_id="A", name="", at=RoadPoint(TOWN.arcs, 0.0))])
    with pytest.raises(InputError, match="shape"):
        build_cells(TOWN, twice, weights_ms=TOWN.base_ms[:5])


def test_without_posts_everything_is_unposted():
    cells = build_cells(TOWN, [])
    assert cells.unposted_m == pytest.approx(street_metres(TOWN))


@pytest.mark.skipif(not REAL, reason="../shared/data/roads is absent")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name.split(".")[0])
@pytest.mark.parametrize("cap", [None, CAP_S])
def test_real_networks_keep_the_invariants(path, cap):
    network, _ = read_roads(path, cache=False)
    cells = build_cells(network, random_posts(network, 25, 2), cap_s=cap)
    assert_every_metre_is_counted_once(cells)
    assert_borders_are_equally_far(cells, limit=4)
    posts = list(cells.posts)
    for post in (3, 11, 19):
        moved = [*posts[:post], CellPost(post_id=posts[post].post_id, name="", at=posts[0].at), *posts[post + 1 :]]
        assert_only_the_moved_cell_and_its_neighbours_change(network, posts, moved, post, cap)
