"""Highways: what counts as video, what is left for patrols, the desk's choice against every choice, outages, advice."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from math import ceil, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qinwu.models.errors import InputError
from qinwu.models.highway import HighwayPolicy
from qinwu.models.place import RoadClass
from qinwu.models.text import Text
from qinwu.models.week import DayType
from qinwu.scenarios.defaults import default_bands
from qinwu.solver.deploy.camera_advice import camera_advice, plan_changes
from qinwu.solver.deploy.highway_segments import (
    Camera,
    Reach,
    Segment,
    view,
)
from qinwu.solver.deploy.highways import highway_needs
from qinwu.solver.deploy.video_desk import Share, watch
from qinwu.solver.siting import Backend, Effort

BANDS = default_bands().of(DayType.WEEKDAY)
POLICY = HighwayPolicy()
TODAY = date(2026, 11, 25)
ALWAYS = {band.code: 1.0 for band in BANDS}
DOWN = Text("离线", "down")
ROAD = Segment(segment_id="H1", name="G108", road_class=RoadClass.NATIONAL, length_m=4_000.0)


def camera(name="a", start=0.0, end=4_000.0, *, segment="H1", blind=None):
    return Camera(device_id=name, name=name, segment_id=segment, start_m=start, end_m=end, blind=blind)


def plan_of(*cameras, segments=(ROAD,), operators=None, policy=POLICY, reaches=None, bands=BANDS):
    watching = ALWAYS if operators is None else {band.code: operators for band in bands}
    return highway_needs(segments, cameras, bands, operators=watching, policy=policy, reaches=reaches)


def at(plan, band, metre=1.0):
    (row,) = [r for r in plan.rows if r.band == band and r.start_m <= metre < r.end_m]
    assert row.why.zh
    assert row.why.en
    return row


def test_without_cameras_all_is_patrolled():
    """A national road wants one pass an hour: 24 a day over 4 km at 40 km/h are 2.4 hours."""
    plan = plan_of()
    assert plan.hours == pytest.approx(2.4)
    assert plan.gap == 0.0
    assert at(plan, "AM_PEAK").passes == 2
    assert at(plan, "AM_PEAK").why.en == "no camera"


def test_what_a_camera_sees_is_not_patrolled():
    plan = plan_of(camera(start=1_000, end=2_000))
    assert plan.hours == pytest.approx(1.8)
    seen = at(plan, "NIGHT", 1_500)
    assert (seen.video, seen.passes, seen.need) == (True, 0, 0.0)
    assert [r.end_m - r.start_m for r in plan.rows if r.band == "NIGHT"] == [1_000, 1_000, 2_000]


@pytest.mark.parametrize("everything", [True, False])
def test_all_cameras_down_is_as_without_cameras(everything):
    cameras = [camera(name, blind=DOWN if everything else None) for name in "abc"]
    plan = plan_of(*cameras, operators=None if everything else 0.0)
    assert plan.hours == pytest.approx(2.4)
    assert not any(row.video for row in plan.rows)
    assert ("down" if everything else "nobody at the video desk") in at(plan, "AM_PEAK").why.en


def test_a_camera_outage_changes_the_plan():
    before = plan_of(camera("a", 0, 1_000), camera("b", 1_000, 2_000))
    after = plan_of(camera("a", 0, 1_000), camera("b", 1_000, 2_000, blind=DOWN))
    changes = plan_changes(before, after)
    assert {(c.start_m, c.end_m) for c in changes} == {(1_000, 2_000)}
    assert {c.band for c in changes} == {band.code for band in BANDS}
    assert [c.after - c.before for c in changes if c.band == "PM_PEAK"] == [2]
    assert not plan_changes(before, before)


def test_a_black_segment_is_passed_once_a_night_whatever_the_video():
    black = replace(ROAD, black=True)
    plan = plan_of(camera(), segments=(black,))
    assert [row.passes for row in plan.rows] == [0, 0, 0, 0, 0, 0, 1]
    assert [row.band for row in plan.rows][-1] == "NIGHT"
    assert plan_of(camera(), segments=(black,), policy=replace(POLICY, night_passes=0)).hours == 0
    assert plan_of(segments=(black,)).hours == pytest.approx(2 * 2.4)


def test_need_is_what_is_wanted_less_what_video_does():
    """Revisits every 30 minutes are two passes an hour; of three that are asked one is left."""
    policy = replace(POLICY, passes_per_h=POLICY.passes_per_h | {RoadClass.NATIONAL: 3.0})
    row = at(plan_of(camera(), policy=policy), "AM_PEAK")
    assert (row.wanted, row.by_video, row.need) == (6.0, 4.0, 2.0)


def test_whole_passes_of_a_day_add_up_to_the_day_s_need():
    """A township road wants an eighth of a pass an hour: three a day, not one in each band."""
    road = replace(ROAD, road_class=RoadClass.TOWNSHIP)
    rows = plan_of(segments=(road,)).rows
    assert sum(row.passes for row in rows) == 3
    running = np.cumsum([row.need for row in rows])
    assert [sum(r.passes for r in rows[: i + 1]) for i in range(7)] == [ceil(n - 1e-9) for n in running]


def test_revisit_is_the_sum_of_dwells_over_operators():
    """DOMAIN 5.7: 60 cameras of 20 seconds and two operators come round every ten minutes."""
    shares = [Share(cameras=(f"c{n}",), hours=1.0, load=20 / 60 / 30) for n in range(60)]
    found = watch(shares, 2.0, dwell_s=20.0)
    assert len(found.watched) == 60
    assert found.revisit_min("c7") == pytest.approx(60 * 20 / 60 / 2)


def test_the_cycle_that_just_fits_and_one_camera_more():
    """30 minutes hold 90 looks of 20 seconds: 90 cameras all count, of 91 one is left out."""
    for count, watched in ((90, 90), (91, 90)):
        shares = [Share(cameras=(f"c{n}",), hours=1.0, load=20 / 60 / 30) for n in range(count)]
        found = watch(shares, 1.0, dwell_s=20.0)
        assert len(found.watched) == watched
        assert found.bound == pytest.approx(found.value)


@settings(max_examples=60)
@given(
    seen=st.lists(
        st.tuples(st.sets(st.sampled_from("abcde"), max_size=3), st.sampled_from([0.0, 1.0, 2.5]), st.booleans()),
        min_size=1, max_size=6,
    ),
    operators=st.sampled_from([0.02, 0.04, 0.07, 0.3]),
    backend=st.sampled_from(Backend),
)  # fmt: skip
def test_no_choice_of_cameras_spares_more(seen, operators, backend):
    shares = [Share(cameras=tuple(sorted(s)), hours=h, load=0.033 if black else 0.011) for s, h, black in seen]
    found = watch(shares, operators, dwell_s=20.0, effort=Effort(backend=backend))
    names = sorted({name for share in shares for name in share.cameras})
    loads = {n: max(s.load for s in shares if n in s.cameras) for n in names}
    best = max(
        sum(s.hours for s in shares if set(s.cameras) & set(chosen))
        for size in range(len(names) + 1)
        for chosen in combinations(names, size)
        if sum(loads[n] for n in chosen) <= operators + 1e-9
    )
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert sum(loads[n] for n in found.watched) <= operators + 1e-6


def test_a_desk_that_cannot_keep_up_says_so():
    roads = [replace(ROAD, segment_id=f"H{n}") for n in range(3)]
    cameras = [camera(f"c{n}", segment=f"H{n}", end=1_000.0 * (n + 1)) for n in range(3)]
    plan = plan_of(*cameras, segments=roads, operators=0.025)
    assert plan.bands[0].watched == ("c1", "c2")
    left = [row for row in plan.rows if row.segment_id == "H0" and row.band == "AM_PEAK" and row.start_m == 0]
    assert "cannot keep up" in left[0].why.en
    assert plan.gap == 0.0


@pytest.mark.parametrize(
    ("minutes", "km", "far"), [(30.0, 30.0, False), (30.1, 5.0, True), (5.0, 30.1, True), (inf, inf, True)]
)
def test_every_point_within_thirty_minutes_and_thirty_kilometres(minutes, km, far):
    reach = Reach(base_id="S1", minutes=minutes, km=km)
    assert bool(plan_of(reaches={"H1": reach}).far) == far
    assert plan_of(reaches={}).far
    assert not plan_of().far


def test_where_one_more_camera_frees_most():
    """The long unseen road first; the shorter view frees less, the longer more; no two advices see the same road."""
    roads = (ROAD, replace(ROAD, segment_id="H2", name="S216", length_m=600.0))
    advice = camera_advice(roads, [camera(end=2_500.0)], BANDS, operators=ALWAYS, policy=POLICY)
    assert advice[0].segment_id == "H1"
    assert advice[0].metre > 2_500
    assert advice[0].hours == pytest.approx(7 * 24 * 1.0 / 40)
    assert all(one.low <= one.hours <= one.high for one in advice)
    assert [(one.rank, one.segment_id) for one in advice] == [(1, "H1"), (2, "H2"), (3, "H1")]
    assert advice[1].hours == pytest.approx(7 * 24 * 0.6 / 40)
    risky = (roads[0], replace(roads[1], risk=30.0))
    assert camera_advice(risky, [camera(end=2_500.0)], BANDS, operators=ALWAYS, policy=POLICY)[0].segment_id == "H2"


@settings(max_examples=6)
@given(seed=st.integers(0, 999), operators=st.sampled_from([0.011, 0.025, 1.0]))
def test_no_place_that_is_looked_at_frees_more_than_the_first(seed, operators):
    rng = np.random.default_rng(seed)
    roads = [
        replace(ROAD, segment_id=f"H{n}", length_m=float(rng.integers(800, 3_000)), black=bool(rng.random() < 0.4))
        for n in range(2)
    ]
    cameras = [view(roads[n % 2], float(rng.uniform(0, 2_000)), 900.0, f"c{n}", f"c{n}") for n in range(3)]
    desk = {band.code: operators for band in BANDS}
    advice = camera_advice(roads, cameras, BANDS, operators=desk, policy=POLICY, best=3)
    now = highway_needs(roads, cameras, BANDS, operators=desk, policy=POLICY).hours
    freed = []
    for road in roads:
        steps = max(1, round(road.length_m / 500))
        for step in range(steps):
            more = view(road, (step + 0.5) * road.length_m / steps, 1_000.0, "new", "new")
            plan = highway_needs(roads, [*cameras, more], BANDS, operators=desk, policy=POLICY)
            freed.append(7 * (now - plan.hours))
    assert (advice[0].hours if advice else 0.0) == pytest.approx(max(0.0, *freed), abs=1e-6)


@pytest.mark.parametrize(
    "changes", [{"dwell_s": 0.0}, {"black_factor": 0.9}, {"night_passes": -1}, {"passes_per_h": {}}, {"reach_km": -1.0}]
)
def test_policies_that_are_none(changes):
    with pytest.raises(InputError):
        replace(POLICY, **changes)
