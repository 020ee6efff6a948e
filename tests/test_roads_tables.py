"""Tables and GraphML written by hand: what is missing is made good and said, what is wrong is reported all at once."""

import gzip

import numpy as np
import pytest

from qinwu.models.errors import InputError
from qinwu.models.place import RoadClass
from qinwu.models.text import Lang
from qinwu.road_network.coordinates import distance_m, gcj02_to_wgs84, morton, swapped, wgs84_to_gcj02
from qinwu.road_network.graph import ROAD_CLASSES
from qinwu.road_network.read import find_roads, read_roads

NODES = "node,lon,lat\n1,112.70,37.60\n2,112.71,37.60\n3,112.71,37.61\n4,112.70,37.61\n"
EDGES = """u,v,highway,name,oneway
1,2,primary,中都路,False
2,3,residential,,False
3,4,residential,,False
4,1,residential,,no
"""


@pytest.fixture
def write(tmp_path):
    """Write the two tables and return the edge table's path."""

    def put(nodes=NODES, edges=EDGES, *, stem="roads", encoding="utf-8"):
        (tmp_path / f"{stem}.nodes.csv").write_text(nodes, encoding=encoding)
        file = tmp_path / f"{stem}.edges.csv"
        file.write_text(edges, encoding=encoding)
        return file

    return put


def findings(call):
    with pytest.raises(InputError) as error:
        call()
    assert error.value.exit_code == 2
    return error.value.findings


def test_a_two_way_street_may_stand_in_one_row(write):
    network, health = read_roads(write(), cache=False)
    assert (network.nodes, network.arcs, health.streets) == (4, 8, 4)
    assert (network.twin >= 0).all()


def test_lengths_that_are_missing_are_measured_and_said(write):
    network, health = read_roads(write(), cache=False)
    straight = distance_m(
        network.lon[network.tail], network.lat[network.tail], network.lon[network.head], network.lat[network.head]
    )
    assert np.allclose(network.length_m, straight)
    assert health.missing_lengths == 8
    assert [finding.rule for finding in health.findings] == ["D44"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_and_encodings(write, encoding):
    nodes = NODES.replace("node,lon,lat", "节点,经度,纬度")
    edges = EDGES.replace("u,v,highway,name,oneway", "起点,终点,道路等级,路名,单行").replace("False", "否")
    network, _ = read_roads(write(nodes, edges, encoding=encoding), cache=False)
    assert network.names == ("", "中都路")
    assert network.arcs == 8


def test_every_bad_cell_is_reported_at_once(write):
    nodes = NODES + "4,112.7,37.6\n5,east,37.6\n6,112.7,\n"
    edges = EDGES.replace("oneway", "oneway,length_m").replace("alse\n", "alse,10\n").replace("no\n", "no,-5\n")
    edges += "1,77,residential,,no,long\n"
    found = findings(lambda: read_roads(write(nodes, edges)))
    cells = {(finding.where.file, finding.where.row, finding.where.field, finding.where.value) for finding in found}
    assert cells == {
        ("roads.nodes.csv", 6, "node", "4"),
        ("roads.nodes.csv", 7, "lon", "east"),
        ("roads.nodes.csv", 8, "lat", ""),
        ("roads.edges.csv", 5, "length_m", "-5"),
        ("roads.edges.csv", 6, "length_m", "long"),
        ("roads.edges.csv", 6, "v", "77"),
    }
    assert all(finding.advice.zh and finding.advice.en for finding in found)


def test_missing_columns_and_ragged_rows_are_reported(write):
    found = findings(lambda: read_roads(write(NODES.replace("lat", "breite"), EDGES + "1,2\n")))
    assert {(finding.rule, finding.where.field) for finding in found} == {("D41", "lat"), ("D42", "")}


def test_many_faults_of_one_kind_are_counted_not_listed_for_ever(write):
    edges = EDGES + "1,99,residential,,no\n" * 1000
    found = findings(lambda: read_roads(write(edges=edges)))
    assert len(found) == 51
    assert "950" in found[-1].message.en


def test_a_missing_node_table_and_an_unknown_ending_are_reported(write, tmp_path):
    file = write()
    (tmp_path / "roads.nodes.csv").unlink()
    assert findings(lambda: read_roads(file))[0].where.file.endswith("roads.nodes.csv")
    other = tmp_path / "roads.shp"
    other.write_bytes(b"")
    assert "osm.pbf" in findings(lambda: read_roads(other))[0].advice.zh


def test_zero_lengths_loops_and_parallel_streets(write):
    """A loop of length 0 goes, two nodes on one spot stay 0.1 m apart, a real loop and a second street stay."""
    nodes = NODES + "5,112.70,37.60\n"
    edges = "u,v,highway,osmid,length_m\n1,5,residential,1,0\n5,1,residential,1,0\n3,3,residential,2,0\n"
    edges += "1,2,primary,3,900\n2,1,primary,3,900\n1,2,primary,4,990\n2,1,primary,4,990\n"
    edges += "2,3,primary,5,1100\n3,2,primary,5,1100\n3,3,primary,6,500\n3,3,primary,6,500\n"
    network, health = read_roads(write(nodes, edges), cache=False)
    assert network.arcs == 10
    assert network.length_m.min() == 0.1
    assert (health.self_loops, health.parallel, health.zero_lengths) == (2, 3, 3)
    assert (network.length_m[network.twin] == network.length_m).all()
    assert (network.twin[network.twin] == np.arange(10)).all()


def test_exchanged_coordinates_are_put_right_and_said(write):
    nodes = NODES.replace("lon,lat", "lat,lon")
    network, health = read_roads(write(nodes), cache=False)
    assert network.lon.min() > 112
    assert health.swapped
    assert "D43" in [finding.rule for finding in health.findings]


def test_coordinates_that_are_no_degrees_are_bad_input(write):
    found = findings(lambda: read_roads(write(NODES.replace("112.7", "500000.7"))))
    assert {finding.where.field for finding in found} == {"lon"}


def test_columns_that_cannot_be_told_apart_are_not_called_exchanged():
    porto = np.array([-8.6]), np.array([41.1])
    assert not swapped(*porto)
    assert not swapped(porto[1], porto[0])
    assert swapped(np.array([37.6]), np.array([112.7]))
    assert swapped(np.array([43.8]), np.array([87.6]))  # Urumqi: both below 90, but only one reading lies in China


def test_gcj02_is_taken_off_and_recorded(write):
    """Tiananmen's published pair: WGS-84 116.39131 39.90592, GCJ-02 116.39755 39.90732 (shift about 550 m)."""
    lon, lat = wgs84_to_gcj02(np.array([116.39131]), np.array([39.90592]))
    assert (lon[0], lat[0]) == pytest.approx((116.39755, 39.90732), abs=2e-5)
    back = gcj02_to_wgs84(lon, lat)
    assert (back[0][0], back[1][0]) == pytest.approx((116.39131, 39.90592), abs=1e-9)
    plain, _ = read_roads(write(), cache=False)
    moved, health = read_roads(write(), gcj02=True, cache=False)
    assert health.gcj02
    shift = distance_m(plain.lon.mean(), plain.lat.mean(), moved.lon.mean(), moved.lat.mean())
    assert 100 < shift < 700


def test_gcj02_leaves_the_rest_of_the_world_alone():
    lon, lat = np.array([-46.6, 2.35]), np.array([-23.5, 48.86])
    assert np.array_equal(np.array(gcj02_to_wgs84(lon, lat)), np.array([lon, lat]))


def test_morton_codes_interleave_the_bits():
    lon, lat = np.meshgrid(np.arange(4.0), np.arange(4.0))
    codes = morton(lon.ravel(), lat.ravel()).reshape(4, 4)
    assert (codes[0, 0], codes[-1, -1]) == (0, codes.max())
    assert codes[:2, :2].max() < codes[2:, 2:].min()


def test_health_reads_in_both_languages(write):
    _, health = read_roads(write(), cache=False)
    for lang in Lang:
        lines = [line.in_(lang) for line in health.lines()]
        assert len(lines) > 6
    assert any("主干道" in line.zh for line in health.lines())
    assert type(health).from_json(health.to_json()) == health


def test_a_city_folder_holds_one_road_file(write, tmp_path):
    file = write()
    assert find_roads(tmp_path) == file
    assert find_roads(file) == file
    read_roads(file)
    assert find_roads(tmp_path) == file  # the cache is no second one
    (tmp_path / "roads.osm").write_text("")
    assert "roads.osm" in findings(lambda: find_roads(tmp_path))[0].message.zh


GRAPHML = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="y" attr.type="string"/><key id="d1" for="node" attr.name="x" attr.type="string"/>
<key id="d2" for="edge" attr.name="highway" attr.type="string"/>
<key id="d3" for="edge" attr.name="name" attr.type="string"/>
<key id="d4" for="edge" attr.name="geometry" attr.type="string"/>
<key id="d5" for="edge" attr.name="ref" attr.type="string"/>
<graph edgedefault="{directed}">
<node id="1"><data key="d0">37.60</data><data key="d1">112.70</data></node>
<node id="2"><data key="d0">37.60</data><data key="d1">112.71</data></node>
<node id="3"><data key="d0">37.61</data><data key="d1">112.71</data></node>
<edge source="1" target="2" id="0"><data key="d2">['primary', 'trunk']</data>
<data key="d3">平遥&amp;介休路</data></edge>
<edge source="2" target="3" id="0"><data key="d2">secondary</data><data key="d5">G108</data></edge>
<edge source="3" target="1" id="0"><data key="d2">tertiary</data><data key="d4">{line}</data></edge>
</graph></graphml>"""
LINE = "LINESTRING (112.71 37.61, 112.705 37.63, 112.70 37.60)"


def graphml(tmp_path, *, directed="directed", line=LINE):
    file = tmp_path / "roads.graphml.gz"
    file.write_bytes(gzip.compress(GRAPHML.format(directed=directed, line=line).encode()))
    return read_roads(file, cache=False)


def test_a_graphml_without_lengths_is_measured_on_its_geometry(tmp_path):
    network, health = graphml(tmp_path)
    assert (network.nodes, network.arcs) == (3, 3)
    assert health.missing_lengths == 3
    bent = network.length_m[network.road_class == ROAD_CLASSES.index(RoadClass.LOCAL)][0]
    assert bent > 4_000
    assert "平遥&介休路" in network.names
    assert {ROAD_CLASSES[one] for one in network.road_class} == {
        RoadClass.EXPRESSWAY,
        RoadClass.NATIONAL,
        RoadClass.LOCAL,
    }


def test_an_undirected_graphml_leads_both_ways(tmp_path):
    network, _ = graphml(tmp_path, directed="undirected")
    assert network.arcs == 6
    assert (network.twin >= 0).all()


def test_a_geometry_that_leads_backward_is_turned_round(tmp_path):
    backward = "LINESTRING (112.70 37.60, 112.705 37.63, 112.71 37.61)"
    one, other = graphml(tmp_path)[0], graphml(tmp_path, line=backward)[0]
    assert np.array_equal(one.geo_lon, other.geo_lon)


def test_a_geometry_that_cannot_be_read_is_said_and_drawn_straight(tmp_path):
    network, health = graphml(tmp_path, line="LINESTRING (112.7 a, 3)")
    assert len(network.geo_lon) == 6
    assert "D42" in [finding.rule for finding in health.findings]


@pytest.mark.parametrize("name", ["roads.graphml", "roads.graphml.gz", "roads.osm.gz", "roads.osm"])
def test_a_damaged_file_is_bad_input(tmp_path, name):
    whole = GRAPHML.format(directed="directed", line=LINE).encode()
    data = gzip.compress(whole) if name.endswith("gz") else whole
    file = tmp_path / name
    file.write_bytes(data[: len(data) // 2])
    found = findings(lambda: read_roads(file))
    assert [finding.rule for finding in found] == ["D40"]
    assert list(tmp_path.iterdir()) == [file]


def test_a_graphml_without_coordinates_is_bad_input(tmp_path):
    file = tmp_path / "roads.graphml"
    file.write_text(GRAPHML.format(directed="directed", line=LINE).replace('attr.name="x"', 'attr.name="east"'))
    assert {finding.where.field for finding in findings(lambda: read_roads(file))} == {"lon"}
