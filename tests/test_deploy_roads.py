"""A deployment on roads: lines of each band, merged cells, crews that are free, devices, the proof of each stage."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from qinwu.filing.deployment_devices import device_grids
from qinwu.filing.deployment_html import deployment_to_html
from qinwu.models.device import Cause, Device, DeviceKind, DeviceStatus
from qinwu.models.incident import EventCode
from qinwu.models.leg import LegMode
from qinwu.models.past_incident import PastIncident
from qinwu.models.place import PlaceKind, RoadClass
from qinwu.models.text import Lang
from qinwu.models.week import Week
from qinwu.road_network.generate import generate_city
from qinwu.road_network.part_line import point_on
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.on_roads import city_on_roads
from qinwu.solver.deploy.baseline import SECTION, human_wave
from qinwu.solver.deploy.demand.estimate import estimate_demand
from qinwu.solver.deploy.demand.sites import make_sites
from qinwu.solver.deploy.plan import deploy_week
from qinwu.solver.deploy.video_cover import video_cover
from qinwu.solver.deploy.work import Known, Wanted

WEEK = Week(2026, 48)
BEFORE = datetime(2026, 11, 16, 9)  # noqa: DTZ001 - local time throughout


@cache
def town():
    network = generate_city(nodes=160, seed=2)
    city = city_on_roads(network, posts=7, people=100, name="青川市")
    calls = [
        PastIncident(
            incident_id=str(n), code=EventCode.ACCIDENT_PROPERTY, reported_at=BEFORE - timedelta(hours=7 * n), lon=0,
            lat=0, arc=(37 * n) % network.arcs, share=0.5,
        )
        for n in range(300)
    ]  # fmt: skip
    table = make_sites(network, city)
    demand, _ = estimate_demand(city, table, calls)
    return city, Known(search=RoadSearch(network), demand=demand, sites=table)


@cache
def deployed(*, merge=False):
    city, known = town()
    return deploy_week(city, WEEK, known=known, wanted=Wanted(merge=merge, laws=False))


def test_lines_are_drawn_for_every_line_band_of_the_week():
    city, _ = town()
    bands = {band.code for day in WEEK.days for band in city.bands_of(day) if band.mode.value == "LINE"}
    assert {run.band for run in deployed().deployment.lines} == bands == {one.band.code for one in deployed().lines}
    short, long = (next(one for one in deployed().lines if one.band.code == code) for code in ("AM_FLAT", "EVENING"))
    assert {line.minutes for line in short.plan.lines} == {150}
    assert {line.minutes for line in long.plan.lines} == {180}


def test_every_stage_that_was_done_tells_its_gap():
    stages = {stage.code: stage for stage in deployed().deployment.stages}
    assert all((stage.gap is not None) is stage.done for stage in stages.values())
    for code in ("CHAINS", "MOBILE", "LINES", "SAVING"):
        assert stages[code].levels, code
        assert all(level.bound <= level.value + 1e-9 for level in stages[code].levels)


def test_one_crew_rides_two_cells_only_if_asked_to_and_the_other_is_not_needed():
    plain, joined = deployed().deployment, deployed(merge=True).deployment
    assert not any(run.shared_with for run in plain.lines)
    pairs = {(run.band, run.place_id, run.shared_with) for run in joined.lines if run.shared_with}
    assert pairs
    needed = {(n.day, n.band, n.place_id): n.crews for n in joined.needs}
    for band, first, (second,) in pairs:
        assert needed[WEEK.days[0], band, first] == 1
        assert not needed.get((WEEK.days[0], band, second))
        assert not any(run.place_id == second and run.band == band for run in joined.lines)
    assert joined.police_min + joined.aux_min <= plain.police_min + plain.aux_min


def test_a_crew_that_holds_its_post_is_not_free_for_calls():
    """All posts once counted as free all day, so that no band wanted a mobile unit; by D8 they hold in the peak."""
    deployment = deployed().deployment
    levels = {level.code: level for stage in deployment.stages if stage.code == "MOBILE" for level in stage.levels}
    day = WEEK.days[0]
    for band in ("AM_PEAK", "AM_FLAT"):
        free = sum(
            need.manned
            for need in deployment.needs
            if (need.day, need.band) == (day, band) and need.mode in {LegMode.LINE, LegMode.STATION, LegMode.RESERVE}
        )
        assert levels[f"UNCOVERED A {band}"].note.en.startswith(f"free crews {free},")
    peak = sum(base.units for base in deployment.bases if base.band == "AM_PEAK")
    assert peak > sum(base.units for base in deployment.bases if base.band == "AM_FLAT")


def camera(number, *, lon, lat, **more):
    facts = {"name": f"机{number}", "kind": DeviceKind.VIDEO, "view_m": 100.0} | more
    return Device(device_id=f"{number:020d}", lon=lon, lat=lat, **facts)


def test_video_counts_by_class_and_lost_stretches_say_why():
    _, known = town()
    network = known.search.network
    arc = max(range(network.arcs), key=lambda a: (network.road_class[a] == 2, network.length_m[a]))
    lon, lat = point_on(network, arc, 0.5)
    today = WEEK.monday
    seen = video_cover(network, [camera(1, lon=lon, lat=lat)], today)
    whole = {road: km for road, (km, _) in seen.km.items()}
    assert sum(part for _, part in seen.km.values()) == pytest.approx(0.1, abs=1e-6)
    assert not seen.lost
    assert 0 < seen.share(network, [arc]) <= 1
    down = camera(1, lon=lon, lat=lat, status=DeviceStatus.DOWN, since=today)
    gone = video_cover(network, [down], today)
    assert {road: km for road, (km, _) in gone.km.items()} == whole
    assert sum(part for _, part in gone.km.values()) == 0
    assert [(round(one.km, 6), one.cameras[0][1].en) for one in gone.lost] == [(0.1, "down")]
    both = video_cover(network, [down, camera(2, lon=lon, lat=lat)], today)
    assert not both.lost


def test_devices_to_mend_stand_in_lists_overdue_first():
    city, known = town()
    today, week = WEEK.monday, timedelta(days=7)
    place = next(p for p in city.places if p.lon is not None)
    own = [
        camera(1, lon=place.lon, lat=place.lat, compliant=False, rectify_by=today + week),
        camera(2, lon=place.lon, lat=place.lat, compliant=False, rectify_by=today - week),
        camera(3, lon=place.lon, lat=place.lat, status=DeviceStatus.DOWN, cause=Cause.POWER, since=today - 2 * week),
    ]
    grids = {g.key: g for g in device_grids(replace(city, devices=tuple(own)), today, Lang.EN,
             network=known.search.network)}  # fmt: skip
    assert [row[0][-1] for row in grids["rectify"].rows] == ["2", "1"]
    assert grids["rectify"].rows[0][-1] == "7 days overdue"
    assert grids["outages"].rows[0][3:] == ("DOWN", "POWER", str(today - 2 * week), "14", "")
    assert {row[0] for row in grids["video"].rows} <= {road.value for road in RoadClass}
    assert not device_grids(replace(city, devices=()), today, Lang.EN, network=None)


def test_highway_passes_beyond_the_mobile_crews_are_a_gap_of_their_band():
    found = [gap for gap in deployed().deployment.gaps if "highway patrols" in gap.what.en]
    mobile = {p.place_id for p in town()[0].places if p.kind is PlaceKind.MOBILE}
    for gap in found:
        manned = [
            n.manned for n in deployed().deployment.needs
            if (n.day, n.band) == (gap.day, gap.band) and n.place_id in mobile
        ]  # fmt: skip
        assert f"{sum(manned)} mobile" in gap.why.en
        assert gap.amount >= 1


def test_the_human_wave_sends_no_crew_to_a_line_under_video():
    """DOMAIN 8.4: one crew a post, and one a section *without video*."""
    city, _ = town()
    lined = [p.place_id for p in city.places if p.line is not None and p.kind is PlaceKind.POST]
    bands = [(WEEK.days[0], "AM_PEAK")]
    sections = {p.place_id for p in human_wave(city, WEEK, bands, by_video=lined[:1]).places if SECTION in p.place_id}
    assert sections == {f"{place_id}{SECTION}" for place_id in lined[1:]}


def test_the_report_draws_cells_and_lines():
    found = deployed()
    _, known = town()
    page = deployment_to_html(
        found.city, found.deployment, lang=Lang.EN, network=known.search.network, lines=found.lines
    ).decode()
    assert page.count("<svg") >= 2
    assert 'id="lines-map"' in page
