"""Post needs: each step at its limit and below, what raises it, flow that cannot be; sites on real ways."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from city_factory import tiny_city

from qinwu.models.crew import CrewPattern
from qinwu.models.device import Device, DeviceKind, DeviceStatus
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.flow import FlowRecord
from qinwu.models.place import RoadClass
from qinwu.models.post_need import NeedStep, PostTable
from qinwu.models.week import Calendar, DayType, Week
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import ROAD_CLASSES
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.on_roads import city_on_roads
from qinwu.solver.deploy.posts import Approach, post_needs
from qinwu.solver.deploy.sites import Aim, candidate_nodes, site_posts, travel_minutes
from qinwu.solver.deploy.traffic import faulty_posts, post_traffic

WEEK = Week(2026, 48)
PEAK = ("P12", DayType.WEEKDAY, "AM_PEAK")


def city_of(**changes):
    """The tiny city; its post P12 is a plain one on a local street unless ``changes`` say otherwise."""
    city = tiny_city()
    plain = {"school": False, "must_hold": False, "priority": 3} | changes
    return replace(city, places=tuple(replace(p, **plain) if p.place_id == "P12" else p for p in city.places))


def approaches(*ratios):
    return {
        PEAK: [Approach(name=f"第{i}进口", flow_vph=1_000 * r, capacity_vph=1_000) for i, r in enumerate(ratios, 1)]
    }


def need(city, traffic, *, faults=frozenset(), key=PEAK):
    rows = post_needs(city, WEEK, traffic, faults=faults).rows
    (row,) = [row for row in rows if (row.place_id, row.day_type, row.band) == key]
    assert row.why.zh
    assert row.why.en
    return row


@pytest.mark.parametrize(
    ("ratio", "crews"), [(0.0, 0), (0.59, 0), (0.60, 1), (0.89, 1), (0.90, 1), (1.04, 1), (1.05, 2), (1.8, 2)]
)
def test_each_step_at_its_limit_and_below(ratio, crews):
    assert need(city_of(), approaches(0.2, ratio)).crews == crews


@pytest.mark.parametrize(
    ("changes", "fault", "crews", "word"),
    [
        ({}, False, 0, "video only"),
        ({"must_hold": True}, False, 1, "must be held"),
        ({"school": True}, False, 1, "a school gate"),
        ({}, True, 1, "signals do not work"),
        ({"priority": 4}, False, 0, "video only"),
        ({"priority": 5}, False, 2, "priority 5"),
    ],
)
def test_what_counts_whatever_the_flow(changes, fault, crews, word):
    row = need(city_of(**changes), approaches(0.3), faults=frozenset({"P12"} if fault else ()))
    assert row.crews == crews
    assert word in row.why.en


def test_an_auxiliary_for_each_heavy_approach_after_the_first():
    """One heavy approach is the crew's own; from the step of 0.90 on, each further one gets an auxiliary."""
    assert need(city_of(), approaches(0.95, 0.5)).extra_aux == 0
    three = need(city_of(), approaches(0.95, 0.92, 0.90, 0.89))
    assert three.extra_aux == 2
    assert three.patterns == (CrewPattern(1, 2),)
    assert need(city_of(), approaches(0.3, 0.3)).patterns == (CrewPattern(1, 0),)


def test_the_crew_is_the_least_that_the_law_allows():
    row = need(city_of(road_class=RoadClass.ARTERIAL), approaches(0.95, 0.95))
    assert row.patterns == (CrewPattern(1, 3), CrewPattern(2, 1))


def test_schools_count_on_school_days_only():
    city = replace(city_of(school=True), calendar=Calendar(dict.fromkeys(WEEK.days[:5], DayType.SCHOOL_BREAK)))
    key = ("P12", DayType.SCHOOL_BREAK, "AM_PEAK")
    assert need(city, {key: approaches(0.3)[PEAK]}, key=key).crews == 0


def test_where_nothing_was_measured_the_planner_s_number_stands():
    city = city_of(priority=5)
    row = need(city, {})
    assert (row.crews, row.ratio) == (1, None)
    assert "table" in row.why.en
    noon_on_sunday = ("P12", DayType.WEEKEND, "NOON")
    assert need(city, {}, key=noon_on_sunday).crews == 1
    quiet = replace(city, places=tuple(replace(p, needs={}) if p.place_id == "P12" else p for p in city.places))
    assert need(quiet, {}).crews == 2
    faulty = city_of(needs={(DayType.WEEKDAY, "NOON"): 1})
    assert [need(faulty, {}, faults=f).crews for f in (frozenset(), frozenset({"P12"}))] == [0, 1]


def test_flow_above_capacity_is_a_finding_and_counts_as_it_is():
    found = post_needs(city_of(), WEEK, approaches(2.4, 1.0))
    (finding,) = found.findings
    assert finding.severity is Severity.WARN
    assert finding.where.place == "P12"
    assert "2400" in finding.message.en
    assert need(city_of(), approaches(2.4)).crews == 2


def test_a_city_s_own_table_is_what_counts():
    table = PostTable(steps=(NeedStep(0.0, 1), NeedStep(0.5, 3)), top=0.0)
    city = replace(city_of(priority=5), post_table=table)
    assert [need(city, approaches(r)).crews for r in (0.4, 0.5)] == [1, 3]


@pytest.mark.parametrize("steps", [(), (NeedStep(0.1, 1),), (NeedStep(0.0, 1), NeedStep(0.0, 2)), (NeedStep(0.0, 7),)])
def test_tables_that_are_none(steps):
    with pytest.raises(InputError):
        PostTable(steps=steps)


def test_only_fixed_bands_and_posts_have_rows():
    city = tiny_city()
    rows = post_needs(city, WEEK, {}).rows
    assert {row.band for row in rows} == {"AM_PEAK", "NOON", "PM_PEAK"}
    assert {row.place_id for row in rows} == {"P11", "P12", "P21", "P22"}
    assert {row.day_type for row in rows} == {DayType.WEEKDAY, DayType.WEEKEND}


@pytest.fixture(scope="module")
def roads():
    return generate_city(nodes=700, seed=0)


def test_counts_belong_to_the_approach_the_band_and_the_day(roads):
    city = city_on_roads(roads, posts=4, people=70, name="青川市")
    post = city.places[0]
    gap = np.hypot(roads.lon - post.lon, roads.lat - post.lat)
    arc = int(np.flatnonzero(roads.head == gap.argmin())[0])
    times = [datetime(2026, 11, 25, 7), datetime(2026, 11, 26, 8), datetime(2026, 11, 25, 9), datetime(2026, 11, 28, 7)]  # noqa: DTZ001
    records = [
        FlowRecord(time=time, detector="d", vph=vph, arc=at)
        for time, vph, at in [(times[0], 300, arc), (times[1], 500, arc), (times[2], 9, arc), (times[3], 90, arc),
                              (times[0], 7_777, -1)]
    ]  # fmt: skip
    traffic = post_traffic(city, roads, records)
    (approach,) = traffic[post.place_id, DayType.WEEKDAY, "AM_PEAK"]
    assert approach.flow_vph == 400
    lane = city.post_table.lane_vph[ROAD_CLASSES[int(roads.road_class[arc])]]
    assert approach.capacity_vph == lane * int(roads.lanes[arc])
    assert traffic[post.place_id, DayType.WEEKEND, "AM_PEAK"][0].flow_vph == 90
    assert all(a.flow_vph != 7_777 for found in traffic.values() for a in found)


@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({}, True),
        ({"status": DeviceStatus.UP}, False),
        ({"kind": DeviceKind.VIDEO}, False),
        ({"eta": WEEK.monday}, False),
        ({"eta": WEEK.days[1]}, True),
        ({"lat": 37.70 + 0.0006}, False),
    ],
)
def test_a_signal_that_is_down_is_its_post_s(changes, faulty):
    signal = Device(
        device_id="1" * 20, name="信号机", kind=DeviceKind.SIGNAL, lon=112.76, lat=37.70, status=DeviceStatus.DOWN
    )
    city = replace(city_of(), devices=(replace(signal, **changes),))
    assert faulty_posts(city, WEEK.monday) == ({"P12"} if faulty else set())


@pytest.fixture(scope="module")
def siting(roads):
    weight = np.random.default_rng(0).gamma(0.3, 1.0, roads.nodes)
    candidates = candidate_nodes(roads, weight, most=25)
    into = np.zeros(roads.nodes, dtype=int)
    into[roads.head] = np.arange(roads.arcs)
    targets = [RoadPoint(int(arc), 1.0) for arc in into[::7]]
    search = RoadSearch(roads)
    return search, candidates, targets, travel_minutes(search, [c.at for c in candidates], targets), weight[::7]


def test_candidates_lie_apart_and_never_on_a_motorway(roads, siting):
    _, candidates, _, _, _ = siting
    assert len(candidates) == 25
    nodes = [int(c.site_id[1:]) for c in candidates]
    metres = np.hypot(
        (roads.lon[nodes, None] - roads.lon[None, nodes]) * 88_000,
        (roads.lat[nodes, None] - roads.lat[None, nodes]) * 111_000,
    )
    assert metres[~np.eye(25, dtype=bool)].min() > 240


def test_travel_times_are_those_of_the_quicker_way_out(siting):
    search, candidates, targets, minutes, _ = siting
    twin = search.network.twin
    for row in range(0, len(targets), 31):
        at = candidates[3].at
        ways = [at, RoadPoint(int(twin[at.arc]), 1.0 - at.share)] if twin[at.arc] >= 0 else [at]
        routes = [way for one in ways if (way := search.route(one, targets[row]))]
        assert minutes[row, 3] == pytest.approx(min(way.time_ms for way in routes) / 60_000)


@pytest.mark.parametrize(
    ("aim", "sites"), [(Aim.ALL, None), (Aim.MOST, 3), (Aim.TWICE, 9), (Aim.FARTHEST, 4), (Aim.MEAN, 4)]
)
def test_each_aim_is_proven_and_keeps_what_stands(siting, aim, sites):
    _, _, _, minutes, weight = siting
    target = 8.0 if aim is Aim.ALL else 5.0
    plan = site_posts(minutes, weight, aim=aim, target_min=target, sites=sites, kept=[2], share=0.3, far_min=60.0)
    assert plan.gap == 0.0
    chosen = [one.site for one in plan.sites]
    assert 2 in chosen
    assert sites in (None, len(chosen))
    assert sum(one.nearest for one in plan.sites) == pytest.approx(1.0)
    near = minutes[:, chosen].min(axis=1)
    assert plan.covered == pytest.approx(weight[near <= target].sum() / weight.sum())
    assert plan.before <= plan.covered + 1e-12
    assert plan.covered_twice <= plan.covered
    assert plan.farthest_min == near[np.isfinite(near)].max()
    assert all(one.why.zh and one.why.en for one in plan.sites)


def test_places_that_no_candidate_reaches_are_named(siting):
    _, _, _, minutes, weight = siting
    cut = minutes.copy()
    cut[5] = np.inf
    plan = site_posts(cut, weight, aim=Aim.MEAN, target_min=5.0, sites=3)
    assert list(plan.lost) == [5]
    assert plan.gap == 0.0
    with pytest.raises(InputError):
        site_posts(np.full((3, 2), np.inf), np.ones(3), aim=Aim.MEAN, target_min=5.0, sites=1)
    with pytest.raises(InputError):
        site_posts(minutes, weight, aim=Aim.MOST, target_min=5.0)
