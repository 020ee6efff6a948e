"""The generated city: connected, ordered, grown, the same for the same seed, and the same after writing and reading."""

import networkx as nx
import numpy as np
import pytest

from qinwu.models.errors import InputError
from qinwu.models.place import RoadClass
from qinwu.road_network.coordinates import morton
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import BRIDGE, ROAD_CLASSES, RoadNetwork
from qinwu.road_network.polylines import lengths
from qinwu.road_network.read import read_roads
from qinwu.road_network.write import road_tables, write_roads

SIZES = (150, 300, 700, 5_000)
ARRAYS = (
    "lon", "lat", "node_ref", "signal", "tail", "head", "length_m", "speed_kmh", "base_ms", "road_class", "lanes",
    "flags", "twin", "geo_start", "geo_lon", "geo_lat", "banned",
)  # fmt: skip


@pytest.fixture(scope="module", params=[(nodes, seed) for nodes in SIZES for seed in (0, 1, 2)], ids=str)
def city(request) -> RoadNetwork:
    nodes, seed = request.param
    return generate_city(nodes=nodes, seed=seed)


def test_every_place_can_be_reached_from_every_other(city):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(city.nodes))
    graph.add_edges_from(zip(city.tail.tolist(), city.head.tolist(), strict=True))
    assert nx.is_strongly_connected(graph)


def test_nodes_stand_in_morton_order_and_arcs_by_tail_and_head(city):
    assert (np.diff(morton(city.lon, city.lat).astype(np.float64)) >= 0).all()
    assert (np.diff(city.tail.astype(np.int64) * city.nodes + city.head) >= 0).all()


def test_arrays_fit_together(city):
    paired = np.flatnonzero(city.twin >= 0)
    assert (city.twin[city.twin[paired]] == paired).all()
    assert (city.tail[city.twin[paired]] == city.head[paired]).all()
    assert (city.length_m[city.twin[paired]] == city.length_m[paired]).all()
    assert np.allclose(lengths((city.geo_start, city.geo_lon, city.geo_lat)), city.length_m, atol=0.006)
    assert (city.geo_lon[city.geo_start[:-1]] == city.lon[city.tail]).all()
    assert (city.geo_lat[city.geo_start[1:] - 1] == city.lat[city.head]).all()
    assert (city.head[city.banned[:, 0]] == city.tail[city.banned[:, 1]]).all()


@pytest.mark.parametrize("nodes", [700, 3_000, 20_000])
def test_size_is_as_asked_and_streets_are_those_of_a_grown_city(nodes):
    city = generate_city(nodes=nodes, seed=3)
    assert abs(city.nodes / nodes - 1) < 0.1
    assert 2.2 < city.arcs / city.nodes < 2.7
    km = {kind: city.length_m[city.road_class == ROAD_CLASSES.index(kind)].sum() for kind in RoadClass}
    assert km[RoadClass.LOCAL] > km[RoadClass.COLLECTOR] > km[RoadClass.EXPRESSWAY] > 0
    assert min(km[kind] for kind in RoadClass if kind is not RoadClass.MOTORWAY) > 0
    assert city.signal.any()
    assert (city.flags & BRIDGE).any()
    assert (city.twin < 0).any()
    assert any(name.startswith("环城") or "环" in name for name in city.names)


def test_large_crossings_have_forbidden_turns():
    assert len(generate_city(nodes=5_000).banned) > 0


def test_same_seed_same_city_other_seed_other_city():
    one, again, other = (generate_city(nodes=400, seed=seed) for seed in (5, 5, 6))
    assert road_tables(one) == road_tables(again) != road_tables(other)


def test_a_city_too_small_is_refused():
    with pytest.raises(InputError, match="150"):
        generate_city(nodes=149)


@pytest.mark.parametrize(("nodes", "seed"), [(300, 0), (5_000, 1)])
def test_written_and_read_back_it_is_the_same_network(tmp_path, nodes, seed):
    city = generate_city(nodes=nodes, seed=seed)
    paths = write_roads(city, tmp_path)
    assert [path.name for path in paths] == ["roads.nodes.csv", "roads.edges.csv", "roads.turns.csv"]
    back, health = read_roads(tmp_path / "roads.edges.csv")
    assert not health.findings
    for array in ARRAYS:
        assert np.array_equal(getattr(city, array), getattr(back, array)), array
    assert [city.street(a) for a in range(city.arcs)] == [back.street(a) for a in range(back.arcs)]
