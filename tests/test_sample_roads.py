"""Sample cities on any road network: posts at real junctions, districts of equal size, the clock of the place."""

import os
from collections import Counter
from math import cos, hypot, radians
from pathlib import Path

import numpy as np
import pytest

from qinwu.models.errors import InputError
from qinwu.models.org import Level
from qinwu.models.place import Place, PlaceKind, RoadClass
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.read import read_roads
from qinwu.scenarios.districts import districts
from qinwu.scenarios.junctions import important_junctions
from qinwu.scenarios.on_roads import city_on_roads, daylight_of

DATA = Path(os.environ.get("QINWU_DATA", Path(__file__).parents[2] / "shared" / "data")) / "roads" / "raw"
SHENZHEN = DATA / "shenzhen_futian_osmnx_all.graphml.gz"
SAO_PAULO = DATA / "sao_paulo_centro.osm.pbf"


# --- real roads


@pytest.fixture(scope="module")
def shenzhen() -> RoadNetwork:
    if not SHENZHEN.exists():
        pytest.skip("real roads (../shared/data or QINWU_DATA) are absent")
    return read_roads(SHENZHEN, cache=False)[0]


@pytest.fixture(scope="module")
def sao_paulo() -> RoadNetwork:
    if not SAO_PAULO.exists():
        pytest.skip("real roads (../shared/data or QINWU_DATA) are absent")
    return read_roads(SAO_PAULO, cache=False)[0]


def closest_m(places: list[Place]) -> float:
    points = [(p.lon or 0.0, p.lat or 0.0) for p in places]
    return min(
        111_195 * hypot((a[0] - b[0]) * cos(radians(a[1])), a[1] - b[1])
        for n, a in enumerate(points)
        for b in points[:n]
    )


def test_posts_on_real_roads_are_spread_and_named(shenzhen: RoadNetwork) -> None:
    city = city_on_roads(shenzhen, posts=25, people=120, seed=0, name="福田样例")
    posts = [p for p in city.places if p.kind is PlaceKind.POST]
    assert (len(posts), len(city.officers)) == (25, 120)
    assert closest_m(posts) >= 245
    assert all("路口" in p.name and "无名" not in p.name for p in posts)
    assert any(p.name == "深南大道/香梅路路口" for p in posts)
    assert not any(p.school for p in posts), "schools are never invented on real roads"
    assert city.daylight.utc_offset_min == 480


def test_brazilian_city_has_its_own_clock_and_its_most_important_crossings(sao_paulo: RoadNetwork) -> None:
    city = city_on_roads(sao_paulo, posts=60, people=300, seed=0, name="São Paulo")
    posts = [p for p in city.places if p.kind is PlaceKind.POST]
    assert (len(posts), len(city.officers), sum(unit.level is Level.BRIGADE for unit in city.org.units)) == (60, 300, 2)
    assert closest_m(posts) >= 245
    assert city.daylight.utc_offset_min == -180
    assert np.mean([p.road_class is RoadClass.ARTERIAL for p in posts]) > 0.5
    assert np.mean([p.signalised for p in posts]) > 0.8
    assert np.mean([" / " in p.name for p in posts]) > 0.9
    assert any("Avenida Paulista" in p.name for p in posts)


def test_ranking_takes_the_top_of_a_longer_list(shenzhen: RoadNetwork) -> None:
    few, many = important_junctions(shenzhen, 10), important_junctions(shenzhen, 20)
    assert [(j.lon, j.lat) for j in many[:10]] == [(j.lon, j.lat) for j in few]


def test_more_posts_than_junctions_are_refused(shenzhen: RoadNetwork) -> None:
    with pytest.raises(InputError, match="路口"):
        important_junctions(shenzhen, 5_000)
    with pytest.raises(InputError, match="1"):
        important_junctions(shenzhen, 0)


def test_districts_are_of_nearly_equal_size() -> None:
    points = [(x / 100, y / 100) for x in range(10) for y in range(5)]
    for groups in (1, 2, 3, 4, 5):
        sizes = Counter(districts(points, groups)).values()
        assert len(sizes) == groups
        assert max(sizes) - min(sizes) <= 2


CLOCKS = {
    "Beijing": (116.4, 39.9, 480),
    "Ürümqi": (87.6, 43.8, 480),
    "Sanya": (109.5, 18.3, 480),
    "Seoul": (127.0, 37.5, 480),
    "Tokyo": (139.7, 35.7, 540),
    "Hanoi": (105.8, 21.0, 420),
    "Delhi": (77.2, 28.6, 300),
    "Porto": (-8.6, 41.1, -60),
}


@pytest.mark.parametrize(("lon", "lat", "minutes"), CLOCKS.values(), ids=list(CLOCKS))
def test_clock_is_beijing_time_in_china_and_follows_longitude_elsewhere(lon: float, lat: float, minutes: int) -> None:
    assert daylight_of(generate_city(nodes=150, seed=0, lon=lon, lat=lat)).utc_offset_min == minutes
