"""Snapping: the nearest street, as an independent library finds it; far places are findings."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from road_factory import random_network

from qinwu.models.errors import InputError
from qinwu.models.place import RoadClass
from qinwu.road_network.coordinates import METRES_A_DEGREE
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import ROAD_CLASSES
from qinwu.road_network.read import read_roads
from qinwu.road_network.snap import Snapper, snap_places


def by_shapely(network, lon, lat):
    """Return the distance of each point to the nearest street, each in its own plane."""
    lines = [shapely.LineString(network.polyline(a)) for a in range(network.arcs)]
    least = []
    for x, y in zip(lon, lat, strict=True):
        scale = [METRES_A_DEGREE * np.cos(np.radians(y)), METRES_A_DEGREE]
        plane = shapely.transform(lines, lambda points, s=scale: points * s)
        least.append(shapely.distance(plane, shapely.Point(x * scale[0], y * scale[1])).min())
    return np.array(least)


def scatter(network, count, seed, spread):
    rng = np.random.default_rng(seed)
    node = rng.integers(0, network.nodes, count)
    return network.lon[node] + rng.normal(0, spread, count), network.lat[node] + rng.normal(0, spread, count)


@pytest.fixture(scope="module")
def city():
    return generate_city(nodes=700)


@pytest.mark.parametrize("spread", [0.0002, 0.002, 0.05, 1.0])
def test_no_street_is_nearer_than_the_one_found(city, spread):
    lon, lat = scatter(city, 40, 1, spread)
    assert np.allclose(Snapper(city).snap(lon, lat).distance_m, by_shapely(city, lon, lat), rtol=1e-9, atol=1e-6)


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000), x=st.floats(-0.03, 0.06), y=st.floats(-0.03, 0.06))
def test_no_street_is_nearer_on_random_networks(seed, x, y):
    network = random_network(seed=seed, nodes=12, streets=14)
    lon, lat = np.array([112.7 + x]), np.array([37.6 + y])
    found = Snapper(network).snap(lon, lat)
    assert found.distance_m == pytest.approx(by_shapely(network, lon, lat), rel=1e-9, abs=1e-6)


def test_the_place_lies_where_arc_and_share_say(city):
    lon, lat = scatter(city, 300, 2, 0.001)
    found = Snapper(city).snap(lon, lat)
    for number in range(len(found)):
        scale = [METRES_A_DEGREE * np.cos(np.radians(lat[number])), METRES_A_DEGREE]
        line = shapely.LineString(city.polyline(found.arc[number]) * scale)
        spot = line.interpolate(found.share[number], normalized=True)
        point = shapely.Point(lon[number] * scale[0], lat[number] * scale[1])
        assert spot.distance(point) == pytest.approx(found.distance_m[number], abs=0.01)
    assert found.point(0).arc == found.arc[0]


def test_a_point_on_the_road_is_at_no_distance(city):
    snapper = Snapper(city)
    middle = (city.geo_start[:-1] + city.geo_start[1:] - 1) // 2
    found = snapper.snap(city.geo_lon[middle], city.geo_lat[middle])
    assert found.distance_m.max() < 1e-6
    ends = snapper.snap(city.lon[city.tail], city.lat[city.tail])
    assert ends.distance_m.max() < 1e-6
    assert set(np.round(ends.share, 6)) <= {0.0, 1.0}


def test_two_way_streets_are_found_by_their_smaller_arc(city):
    found = Snapper(city).snap(*scatter(city, 500, 3, 0.001))
    twin = city.twin[found.arc]
    assert ((twin < 0) | (found.arc <= twin)).all()


def test_arcs_that_are_not_usable_are_not_found(city):
    motorway = city.road_class == ROAD_CLASSES.index(RoadClass.LOCAL)
    found = Snapper(city, usable=~motorway).snap(*scatter(city, 500, 4, 0.001))
    assert not motorway[found.arc].any()
    with pytest.raises(InputError):
        Snapper(city, usable=np.zeros(city.arcs, dtype=bool))


def test_the_order_of_the_points_does_not_matter(city):
    lon, lat = scatter(city, 200, 5, 0.002)
    snapper = Snapper(city)
    one, other = snapper.snap(lon, lat), snapper.snap(lon[::-1], lat[::-1])
    assert np.array_equal(one.arc, other.arc[::-1])
    assert np.array_equal(one.share, other.share[::-1])


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e9])
def test_a_coordinate_that_is_no_number_is_bad_input(city, bad):
    with pytest.raises(InputError):
        Snapper(city).snap([bad], [37.6])


def test_no_points_give_no_places(city):
    assert len(Snapper(city).snap([], [])) == 0


def test_far_places_exchanged_ones_and_posts_on_a_motorway_are_findings(city):
    kinds = np.where(city.lon[city.tail] < np.median(city.lon), RoadClass.MOTORWAY, RoadClass.ARTERIAL)
    codes = np.array([ROAD_CLASSES.index(kind) for kind in kinds], dtype=np.uint8)
    snapper = Snapper(replace(city, road_class=codes))
    inner = [city.polyline(np.flatnonzero(kinds == kind)[7]) for kind in (RoadClass.MOTORWAY, RoadClass.ARTERIAL)]
    fast, good = ((line[:2].sum(axis=0) / 2).tolist() for line in inner)
    north = [good[0], float(city.geo_lat.max()) + 2_000 / METRES_A_DEGREE]
    places = {"高速岗": fast, "好岗": good, "远岗": north, "反岗": good[::-1]}
    lon, lat = zip(*places.values(), strict=True)
    snaps, findings = snap_places(snapper, list(places), lon, lat)
    assert {(finding.rule, finding.where.place) for finding in findings} == {
        ("D51", "高速岗"),
        ("D49", "远岗"),
        ("D43", "反岗"),
    }
    assert snaps.distance_m[2] >= 2_000
    within = snap_places(snapper, ["远岗"], lon[2:3], lat[2:3], limit_m=float(snaps.distance_m[2]))[1]
    assert not within
    beyond = snap_places(snapper, ["远岗"], lon[2:3], lat[2:3], limit_m=float(snaps.distance_m[2]) - 0.001)[1]
    assert [finding.rule for finding in beyond] == ["D49"]


@pytest.mark.parametrize("name", ["shenzhen_nanshan.drive.graphml.gz", "auckland_main.edges.csv.gz"])
def test_real_streets_are_found_as_shapely_finds_them(data_dir, name):
    network, _ = read_roads(data_dir / "roads" / name, cache=False)
    lon, lat = scatter(network, 10, 6, 0.003)
    assert np.allclose(Snapper(network).snap(lon, lat).distance_m, by_shapely(network, lon, lat), rtol=1e-9, atol=1e-6)
