"""Real networks: every form of a city says the same, and agrees with what osmnx and the tables hold."""

import csv
import gzip

import numpy as np
import osmnx
import pytest

from qinwu.road_network.coordinates import distance_m, morton
from qinwu.road_network.graph import BRIDGE
from qinwu.road_network.polylines import lengths
from qinwu.road_network.read import read_roads

# nodes and directed edges as SOURCES.md gives them
CITIES = {
    "sao_paulo_centro": (3_430, 6_700),
    "shenzhen_futian": (1_095, 2_130),
    "shenzhen_nanshan": (523, 1_074),
    "coquimbo_la_serena_simplified": (8_694, 22_245),
    "porto_city": (6_260, 13_795),
    "columbus": (7_335, 20_598),
    "auckland_main": (4_693, 10_209),
}
RAW = {
    "columbus": "columbus.osm.pbf",
    "sao_paulo_centro": "sao_paulo_centro.osm.pbf",
    "shenzhen_nanshan": "shenzhen_nanshan.osm.gz",
}


@pytest.fixture(scope="module")
def roads_dir(data_dir):
    return data_dir / "roads"


@pytest.fixture(scope="module")
def read(roads_dir):
    """Read each file once."""
    known = {}

    def get(name):
        if name not in known:
            known[name] = read_roads(roads_dir / name, cache=False)
        return known[name]

    return get


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("ending", [".edges.csv.gz", ".drive.graphml.gz"])
def test_all_nodes_and_edges_of_a_given_network_are_kept(read, city, ending):
    network, health = read(city + ending)
    assert (network.nodes, network.arcs) == CITIES[city]
    assert (health.nodes, health.arcs) == CITIES[city]
    assert health.dropped.parts == 0
    assert not health.findings


@pytest.mark.parametrize("city", CITIES)
def test_arrays_stand_in_the_promised_order(read, city):
    network, _ = read(f"{city}.drive.graphml.gz")
    assert (np.diff(morton(network.lon, network.lat).astype(np.int64)) >= 0).all()
    assert (np.diff(network.tail.astype(np.int64) * network.nodes + network.head) >= 0).all()
    assert network.out_start[-1] == network.arcs
    assert (network.length_m > 0).all()
    assert (network.base_ms >= 1).all()
    assert np.abs(network.base_ms - network.length_m / network.speed_kmh * 3600).max() <= 1
    assert network.lanes.min() >= 1
    assert (network.geo_lon[network.geo_start[:-1]] == network.lon[network.tail]).all()
    assert (network.geo_lat[network.geo_start[1:] - 1] == network.lat[network.head]).all()


@pytest.mark.parametrize("city", CITIES)
def test_every_two_way_street_knows_its_other_direction(read, city, roads_dir):
    network, _ = read(f"{city}.edges.csv.gz")
    paired = np.flatnonzero(network.twin >= 0)
    assert (network.twin[network.twin[paired]] == paired).all()
    assert (network.tail[network.twin[paired]] == network.head[paired]).all()
    two_way = sum(row["oneway"] == "False" for row in rows(roads_dir / f"{city}.edges.csv.gz"))
    assert len(paired) == two_way


@pytest.mark.parametrize("city", CITIES)
def test_table_and_graphml_give_the_same_network(read, city):
    table, graph = read(f"{city}.edges.csv.gz")[0], read(f"{city}.drive.graphml.gz")[0]
    for array in ("node_ref", "tail", "head", "lanes", "speed_kmh", "twin", "signal"):
        assert np.array_equal(getattr(table, array), getattr(graph, array)), array
    assert np.abs(table.length_m - graph.length_m).max() < 0.051  # the table rounds to decimetres


@pytest.mark.parametrize("city", ["shenzhen_futian", "sao_paulo_centro"])
def test_lengths_names_and_bridges_are_those_that_osmnx_loads(read, city, roads_dir, tmp_path):
    plain = tmp_path / "plain.graphml"
    plain.write_bytes(gzip.decompress((roads_dir / f"{city}.drive.graphml.gz").read_bytes()))
    graph = osmnx.load_graphml(plain)
    network, _ = read(f"{city}.drive.graphml.gz")
    ours = sorted(
        (
            int(network.node_ref[network.tail[a]]),
            int(network.node_ref[network.head[a]]),
            round(float(network.length_m[a]), 3),
            bool(network.flags[a] & BRIDGE),
        )
        for a in range(network.arcs)
    )
    theirs = sorted((u, v, round(edge["length"], 3), "bridge" in edge) for u, v, edge in graph.edges(data=True))
    assert ours == theirs
    names = {
        name
        for *_, edge in graph.edges(data=True)
        if isinstance(name := edge.get("name", ""), str) and name and ";" not in name
    }
    assert names <= set(network.names)


@pytest.mark.parametrize("city", ["porto_city", "columbus"])
def test_geometry_is_as_long_as_the_arc(read, city):
    network, _ = read(f"{city}.drive.graphml.gz")
    assert np.allclose(lengths((network.geo_start, network.geo_lon, network.geo_lat)), network.length_m, atol=0.01)


@pytest.mark.parametrize(("city", "raw"), RAW.items())
def test_a_raw_file_holds_the_same_roads_as_the_network_made_from_it(read, city, raw):
    """The raw network may have more nodes (where class or lanes change), never other roads."""
    network, health = read(f"raw/{raw}")
    given, _ = read(f"{city}.edges.csv.gz")
    assert np.isin(given.node_ref, network.node_ref).all()
    assert network.nodes < 1.25 * given.nodes
    own = (given.twin < 0) | (np.arange(given.arcs) < given.twin)
    assert health.km == pytest.approx(given.length_m[own].sum() / 1000, rel=1e-3)
    assert health.dropped.km > 0
    assert health.left_out["footway"] > 0
    assert np.isin(given.node_ref[given.signal], network.node_ref[network.signal]).all()


def test_a_raw_graph_of_all_ways_leaves_footways_and_service_roads_out(read, roads_dir):
    raw = "raw/shenzhen_futian_osmnx_all.graphml.gz"
    network, health = read(raw)
    given, _ = read("shenzhen_futian.edges.csv.gz")
    assert health.left_out["footway"] > 100
    assert 0.9 * given.nodes < network.nodes <= given.nodes
    wider, _ = read_roads(roads_dir / raw, service=True, cache=False)
    assert wider.nodes > network.nodes


def test_chinese_names_survive_every_form(read):
    for name in ("shenzhen_futian.edges.csv.gz", "shenzhen_futian.drive.graphml.gz"):
        assert {"深南大道", "红荔西路"} <= set(read(name)[0].names)
    assert "深南大道" in read("raw/shenzhen_nanshan.osm.gz")[0].names


def test_miles_an_hour_become_kilometres(read):
    network, _ = read("raw/columbus.osm.pbf")
    assert (np.abs(network.speed_kmh - 35 * 1.609344) < 1e-9).sum() > 100


def test_a_street_is_no_shorter_than_the_straight_line(read):
    network, _ = read("auckland_main.edges.csv.gz")
    straight = distance_m(
        network.lon[network.tail], network.lat[network.tail], network.lon[network.head], network.lat[network.head]
    )
    assert (network.length_m >= straight - 0.1).all()
