"""Speeds by the hour as detectors measure them: how much longer a class of street takes each quarter-hour."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np

from ..models.flow import QUARTER, QUARTERS, FlowRecord
from ..models.week import DayType
from .graph import ROAD_CLASSES, RoadNetwork
from .speeds import FREE_FLOW, Factors, Profile

FREE_PERCENTILE = 85
"""The speed of free flow at a detector: that which 85 in 100 quarter-hours stay below (a usual convention)."""

LEAST_RECORDS = 24
"""A detector with fewer speeds says nothing."""

SLOWEST, FASTEST = 10.0, 1.0
"""Limits of a factor: stand-still is no speed, and nobody drives faster than free flow."""


def measured_profile(
    network: RoadNetwork, records: Iterable[FlowRecord], day_type: Callable[[date], DayType]
) -> tuple[Profile, int]:
    """
    Return travel times by the hour from measured speeds, and the number of detectors they rest on.

    Parameters
    ----------
    network
        The roads; records off them (arc -1) or without a speed count nowhere.
    records
        Counts with speeds.
    day_type
        The kind of a day.

    Notes
    -----
    Each detector's free speed over its mean speed in a quarter of an hour, the mean over the detectors of a class.
    A class without detectors, and a quarter without records, keep free flow: nothing is made up.
    """
    by_detector: dict[str, list[FlowRecord]] = defaultdict(list)
    for record in records:
        if record.speed_kmh and 0 <= record.arc < network.arcs:
            by_detector[record.detector].append(record)
    known = {name: own for name, own in sorted(by_detector.items()) if len(own) >= LEAST_RECORDS}
    if not known:
        return FREE_FLOW, 0
    sums = {kind: np.zeros((2, len(ROAD_CLASSES), QUARTERS)) for kind in DayType}
    for own in known.values():
        for kind, road, quarter, factor in _factors(network, own, day_type):
            sums[kind][:, road, quarter] += factor, 1.0
    return Profile(by_class={kind: _mean(table) for kind, table in sums.items() if table[1].any()}), len(known)


def _factors(
    network: RoadNetwork, own: Sequence[FlowRecord], day_type: Callable[[date], DayType]
) -> Iterable[tuple[DayType, int, int, float]]:
    """Yield day type, class, quarter and factor of one detector."""
    free = float(np.percentile([record.speed_kmh or 0.0 for record in own], FREE_PERCENTILE))
    speeds: dict[tuple[DayType, int, int], list[float]] = defaultdict(list)
    for record in own:
        quarter = (60 * record.time.hour + record.time.minute) // QUARTER
        key = day_type(record.time.date()), int(network.road_class[record.arc]), quarter
        speeds[key].append(record.speed_kmh or 0.0)
    for (kind, road, quarter), found in speeds.items():
        yield kind, road, quarter, min(SLOWEST, max(FASTEST, free * len(found) / sum(found)))


def _mean(table: Factors) -> Factors:
    found: Factors = np.where(table[1] > 0, table[0] / np.maximum(table[1], 1.0), 1.0)
    return found
