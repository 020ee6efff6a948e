"""Highways on the road: each street in one segment, cameras where they stand, the nearest base, the sample city."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import inf

import numpy as np
import pytest

from qinwu.models.demand import Site, SiteKind
from qinwu.models.device import Device, DeviceKind, DeviceStatus
from qinwu.models.place import HIGHWAYS, RoadClass
from qinwu.models.text import Text
from qinwu.models.week import DayType
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import LINK, ROAD_CLASSES, SERVICE
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.sample import SAMPLE_WEEK, sample_city
from qinwu.solver.deploy.highway_segments import arc_risk, highway_cameras, highway_segments, nearest_bases
from qinwu.solver.deploy.highways import highway_needs

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def roads():
    return generate_city(nodes=1_000, seed=2)


def test_each_highway_street_is_in_one_segment(roads):
    segments = highway_segments(roads)
    arcs = [arc for segment in segments for arc in segment.arcs]
    highway = np.array([road in HIGHWAYS for road in ROAD_CLASSES])[roads.road_class]
    own = (roads.twin < 0) | (np.arange(roads.arcs) <= roads.twin)
    wanted = np.flatnonzero(highway & own & (roads.flags & (LINK | SERVICE) == 0))
    assert sorted(arcs) == wanted.tolist()
    assert max(len(segment.arcs) for segment in segments) > 1
    for segment in segments:
        assert segment.length_m == pytest.approx(roads.length_m[list(segment.arcs)].sum())
        assert len({(int(roads.name[a]), int(roads.road_class[a])) for a in segment.arcs}) == 1
        ends = [(roads.tail[a], roads.head[a]) if f else (roads.head[a], roads.tail[a])
                for a, f in zip(segment.arcs, segment.ahead, strict=True)]  # fmt: skip
        assert all(first[1] == second[0] for first, second in pairwise(ends))


def test_black_arcs_and_risk_reach_their_segment(roads):
    plain = highway_segments(roads)
    arc = plain[3].arcs[0]
    risk = np.zeros(roads.arcs)
    risk[[arc, roads.twin[arc]]] = 1.5
    marked = highway_segments(roads, black=frozenset({int(roads.twin[arc])}), risk=risk)
    assert [s.segment_id for s in marked if s.black] == [plain[3].segment_id]
    assert [s.risk for s in marked if s.risk] == [3.0]
    per_km = 3.0 / (plain[3].length_m / 1_000)
    for limit, black in ((per_km * 0.999, [plain[3].segment_id]), (per_km * 1.001, [])):
        assert [s.segment_id for s in highway_segments(roads, risk=risk, black_per_km=limit) if s.black] == black


def test_a_site_s_events_are_shared_by_its_arcs(roads):
    street = Site(site_id="E0", kind=SiteKind.SEGMENT, name=Text("", ""), lon=0.0, lat=0.0,
                  road_class=RoadClass.COUNTY, node=0, arcs=(4, 7))  # fmt: skip
    risk = arc_risk(roads, [street, replace(street, arcs=(7,))], [3.0, 1.0])
    assert (risk[4], risk[7], risk.sum()) == (1.5, 2.5, 4.0)


def test_cameras_stand_where_the_register_says(roads):
    segments = highway_segments(roads)
    longest = max(segments, key=lambda s: s.length_m)
    metre = 0.4 * longest.length_m
    point = longest.point(metre, roads.length_m)
    start = roads.polyline(point.arc)
    lon = np.interp(point.share * roads.length_m[point.arc], *_along(roads, point.arc, start[:, 0]))
    lat = np.interp(point.share * roads.length_m[point.arc], *_along(roads, point.arc, start[:, 1]))
    good = Device(device_id="1" * 20, name="a", kind=DeviceKind.VIDEO, lon=lon, lat=lat, view_m=400)
    devices = [
        good,
        replace(good, device_id="2" * 20, status=DeviceStatus.DOWN, since=TODAY),
        replace(good, device_id="3" * 20, go_live=TODAY + timedelta(days=1)),
        replace(good, device_id="4" * 20, lat=lat + 0.05),
        replace(good, device_id="5" * 20, kind=DeviceKind.CHECKPOINT),
    ]
    found = highway_cameras(roads, segments, devices, TODAY)
    assert [(c.device_id[0], c.blind is None) for c in found] == [("1", True), ("2", False), ("3", False)]
    assert found[0].segment_id == longest.segment_id
    assert (found[0].start_m, found[0].end_m) == pytest.approx((metre - 200, metre + 200), abs=5)
    assert highway_cameras(roads, [], devices, TODAY) == []


def _along(network, arc, values):
    line = network.polyline(arc)
    step = np.hypot(np.diff(line[:, 0]) * 88_000, np.diff(line[:, 1]) * 111_000)
    metres = np.concatenate([[0.0], np.cumsum(step)])
    return metres / metres[-1] * network.length_m[arc], values


def test_the_nearest_base_is_that_of_the_worst_point(roads):
    search, segments = RoadSearch(roads), highway_segments(roads)[:6]
    bases = {"S1": RoadPoint(0, 0.5), "S2": RoadPoint(roads.arcs // 2, 0.5)}
    found = nearest_bases(search, segments, bases)
    for segment in segments:
        reach = found[segment.segment_id]
        times = [
            min(
                way.time_ms / 60_000
                for base in bases.values()
                for start in (base, RoadPoint(int(roads.twin[base.arc]), 1 - base.share))
                if start.arc >= 0 and (way := search.route(start, RoadPoint(arc, end)))
            )
            for arc in segment.arcs
            for end in (0.0, 1.0)
        ]
        assert reach.minutes == pytest.approx(max(times))
        assert 0 < reach.km < 100
    assert nearest_bases(search, segments, {})[segments[0].segment_id].minutes == inf


def test_the_sample_city_has_cameras_that_count_and_some_that_do_not():
    city, network = sample_city(people=120)
    segments = highway_segments(network)
    cameras = highway_cameras(network, segments, city.devices, SAMPLE_WEEK.monday)
    blind = [c for c in cameras if c.blind]
    assert len(cameras) > len(blind) > 0
    bands = city.bands.of(DayType.WEEKDAY)
    always, down = {band.code: 1.0 for band in bands}, [replace(c, blind=Text("离线", "down")) for c in cameras]
    plan = highway_needs(segments, cameras, bands, operators=always, policy=city.highways)
    none = highway_needs(segments, down, bands, operators=always, policy=city.highways)
    assert 0 < plan.hours < none.hours
    assert sample_city(people=120)[0].devices == city.devices
