"""Speeds by the hour from detectors: slower in the measured peak, free flow where nobody measures."""

from datetime import datetime, timedelta

import pytest
from simulator_worlds import star

from qinwu.models.flow import FlowRecord
from qinwu.models.week import DayType
from qinwu.road_network.graph import ROAD_CLASSES
from qinwu.road_network.measured import measured_profile
from qinwu.road_network.speeds import FREE_FLOW

MONDAY = datetime(2026, 10, 19)  # noqa: DTZ001 - local time


def records(speed, *, arc=0, days=1, detector="D"):
    """One record a quarter of an hour; ``speed`` tells the speed of an hour."""
    return [
        FlowRecord(time=at, detector=detector, vph=100.0, arc=arc, speed_kmh=speed(at.hour))
        for at in (MONDAY + timedelta(minutes=15 * n) for n in range(96 * days))
    ]


def kind(_day):
    return DayType.WEEKDAY


def test_a_peak_at_half_the_speed_takes_twice_the_time() -> None:
    profile, detectors = measured_profile(star(), records(lambda hour: 20.0 if hour == 8 else 40.0), kind)
    own = profile.factors(DayType.WEEKDAY)[ROAD_CLASSES.index("LOCAL")]
    assert detectors == 1
    assert own[32:36].tolist() == [2.0] * 4
    assert own[:32].tolist() == [1.0] * 32
    assert profile.factors(DayType.WEEKDAY)[ROAD_CLASSES.index("ARTERIAL")].tolist() == [1.0] * 96


def test_classes_share_the_mean_of_their_detectors_and_nothing_is_faster_than_free_flow() -> None:
    two = records(lambda hour: 10.0 if hour == 8 else 40.0) + records(lambda _hour: 50.0, detector="E", arc=1)
    profile, detectors = measured_profile(star(), two, kind)
    own = profile.factors(DayType.WEEKDAY)[ROAD_CLASSES.index("LOCAL")]
    assert detectors == 2
    assert own[33] == pytest.approx(2.5)
    assert own.min() == 1.0


def test_without_speeds_on_the_roads_it_is_free_flow() -> None:
    off = records(lambda _hour: 40.0, arc=-1)
    assert measured_profile(star(), off, kind) == (FREE_FLOW, 0)
    assert measured_profile(star(), records(lambda _hour: None), kind) == (FREE_FLOW, 0)
    assert measured_profile(star(), records(lambda _hour: 40.0)[:20], kind) == (FREE_FLOW, 0)
