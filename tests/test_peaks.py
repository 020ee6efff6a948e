"""Peaks inferred from flow, and the bands they propose."""

from datetime import datetime, timedelta

import numpy as np
from city_factory import tiny_city

from qinwu.filing.curve_picture import curve_picture, text_curve
from qinwu.models.band import BandMode, Bands
from qinwu.models.flow import FlowCurve, FlowRecord
from qinwu.models.text import Lang
from qinwu.models.week import DayType
from qinwu.scenarios.sample import sample_city
from qinwu.solver.deploy.demand.peaks import flat, flow_curves, propose, proposed_bands

MONDAY = datetime(2026, 11, 23)  # noqa: DTZ001
HOURS = [2, 1, 1, 1, 1, 3, 20, 95, 90, 50, 50, 50, 55, 50, 50, 55, 60, 100, 92, 55, 40, 30, 20, 10]


def curve(hours, *, brigade=""):
    quarters = tuple(float(value) for value in np.repeat(hours, 4))
    return FlowCurve(brigade=brigade, kind=DayType.WEEKDAY, quarters=quarters, days=5, detectors=1)


def stretches(proposal):
    return [(peak.start / 60, peak.end / 60) for peak in proposal.peaks]


def test_peaks_reach_85_percent_of_the_second_highest_hour():
    found = propose(curve(HOURS))
    assert found.threshold_vph == 0.85 * 95
    assert stretches(found) == [(7, 9), (17, 19)]
    assert not flat(found)


def test_the_limit_itself_is_peak_and_one_below_is_not():
    at = [*HOURS[:9], 0.85 * 95, *HOURS[10:]]
    below = [*HOURS[:9], 0.85 * 95 - 0.01, *HOURS[10:]]
    assert stretches(propose(curve(at)))[0] == (7, 10)
    assert stretches(propose(curve(below)))[0] == (7, 9)


def test_a_short_dip_is_bridged_and_a_lone_quarter_is_none():
    quarters = list(curve(HOURS).quarters)
    quarters[30] = quarters[31] = 10.0
    quarters[48] = 99.0
    bent = FlowCurve(brigade="", kind=DayType.WEEKDAY, quarters=tuple(quarters), days=5, detectors=1)
    assert (7, 9) in stretches(propose(bent))
    assert all(start != 12 for start, _ in stretches(propose(bent)))


def test_a_flat_day_or_none_at_all_has_no_peak():
    for hours in ([50.0] * 24, [0.0] * 24):
        assert flat(propose(curve(hours)))
        assert proposed_bands(propose(curve(hours))) == []


def test_proposed_bands_fill_the_day_and_stand_in_the_peaks():
    bands = proposed_bands(propose(curve(HOURS)))
    Bands({DayType.WEEKDAY: tuple(bands)})
    assert [(b.code, b.start // 60, b.end // 60) for b in bands] == [
        ("AM_PEAK", 7, 9), ("AM_FLAT", 9, 13), ("PM_FLAT", 13, 17),
        ("PM_PEAK", 17, 19), ("EVENING", 19, 22), ("NIGHT", 22, 31),
    ]  # fmt: skip
    assert {b.code for b in bands if b.mode is BandMode.FIXED} == {"AM_PEAK", "PM_PEAK"}


def test_three_peaks_of_a_county_town_are_found():
    putian = [2, 1, 1, 1, 1, 5, 60, 95, 40, 40, 40, 90, 92, 40, 40, 88, 90, 50, 40, 30, 20, 15, 10, 5]
    bands = proposed_bands(propose(curve(putian)))
    Bands({DayType.WEEKDAY: tuple(bands)})
    assert [b.code for b in bands if b.mode is BandMode.FIXED] == ["AM_PEAK", "NOON", "PM_PEAK"]


def test_a_late_peak_moves_the_night():
    late = [*HOURS[:20], 40, 99, 99, 10]
    bands = proposed_bands(propose(curve(late)))
    Bands({DayType.WEEKDAY: tuple(bands)})
    assert bands[-1].start == 23 * 60


def test_a_silent_detector_does_not_dent_the_curve():
    city = tiny_city()

    def record(name, hour, vph, days=0):
        return FlowRecord(time=MONDAY + timedelta(days=days, hours=hour), detector=name, vph=vph)

    both = [record("a", hour, 100.0, d) for hour in range(24) for d in (0, 1)]
    both += [record("b", hour, 50.0) for hour in range(24)]
    (found,) = flow_curves(city, both)
    assert set(found.quarters) == {150.0}
    assert (found.days, found.detectors, found.kind) == (2, 2, DayType.WEEKDAY)


def test_detectors_belong_to_the_brigade_of_the_nearest_post():
    city, _ = sample_city(people=300)
    posts = [place for place in city.places if place.lon is not None][::10]
    records = [
        FlowRecord(time=MONDAY + timedelta(hours=hour), detector=post.place_id, vph=10.0, lon=post.lon, lat=post.lat)
        for post in posts
        for hour in range(24)
    ]
    curves = flow_curves(city, records)
    assert {one.brigade for one in curves} == {"", *(city.org.brigade_of(post.unit_id) for post in posts)}
    assert max(curves[0].quarters) == 10.0 * len(posts)


def test_the_curve_is_drawn_as_text_and_as_svg():
    proposal = propose(curve(HOURS))
    lines = list(text_curve(proposal))
    assert len(lines) == 7
    assert lines[-2].strip()[14:18] == "===="
    assert all(len(line) <= 52 for line in lines)
    for lang in Lang:
        svg = curve_picture([proposal], tiny_city().org, title="a < b", lang=lang)
        assert svg.startswith("<svg")
        assert "a &lt; b" in svg
        assert svg.count("polyline") == 1
