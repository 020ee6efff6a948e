"""Flow and signals at posts: which counts and which faulty signal belong to which post."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from ...models.band import Band
from ...models.city import City
from ...models.device import DeviceKind, DeviceStatus
from ...models.flow import FlowRecord
from ...models.place import PlaceKind
from ...models.week import DAY_MIN, DayType
from ...road_network.coordinates import distance_m
from ...road_network.graph import ROAD_CLASSES, RoadNetwork
from .posts import Approach, Traffic

NEAR_M = 60.0
"""An approach belongs to a post if it ends this near to it."""


def post_traffic(city: City, network: RoadNetwork, records: Sequence[FlowRecord]) -> Traffic:
    """
    Return the approaches of each post with their mean flow in each band, and the capacity of their lanes.

    Parameters
    ----------
    city
        Posts with coordinates, bands, calendar, and capacities by road class (``post_table.lane_vph``).
    network
        The roads.
    records
        Counts on arcs of this network; those off the network (arc -1) count nowhere.

    Notes
    -----
    A post without counts is missing from the answer: nothing is made up.
    """
    sums: dict[tuple[int, DayType, str], list[float]] = defaultdict(list)
    for record in records:
        if 0 <= record.arc < network.arcs:
            for kind, band in _bands_of(city, record):
                sums[record.arc, kind, band.code].append(record.vph)
    counted = sorted({arc for arc, _, _ in sums})
    found: dict[tuple[str, DayType, str], list[Approach]] = defaultdict(list)
    for place_id, arc in _approaches(city, network, counted):
        for (other, kind, code), flows in sums.items():
            if other == arc:
                found[place_id, kind, code].append(_approach(city, network, arc, sum(flows) / len(flows)))
    return {key: tuple(found[key]) for key in sorted(found)}


def faulty_posts(city: City, day: date) -> frozenset[str]:
    """Return the posts whose signals are down and not expected back by ``day``, as the device register has it."""
    down = [
        device
        for device in city.devices
        if device.kind is DeviceKind.SIGNAL
        and device.status is DeviceStatus.DOWN
        and (device.eta is None or device.eta > day)
    ]
    lon, lat = (np.array([getattr(device, field) for device in down]) for field in ("lon", "lat"))
    return frozenset(
        place.place_id
        for place in city.places
        if place.kind is PlaceKind.POST and place.lon is not None and place.lat is not None and down
        if distance_m(lon, lat, np.array([place.lon]), np.array([place.lat])).min() <= NEAR_M
    )


def _bands_of(city: City, record: FlowRecord) -> Iterator[tuple[DayType, Band]]:
    """Yield the band a count falls into; the small hours belong to the day before's night."""
    kind = city.calendar.day_type(record.time.date())
    minute = record.time.hour * 60 + record.time.minute
    for band in city.bands.of(kind):
        if band.start <= minute < band.end or band.start <= minute + DAY_MIN < band.end:
            yield kind, band


def _approaches(city: City, network: RoadNetwork, arcs: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Yield each post with the counted arcs that end at its junction."""
    heads = network.head[np.array(arcs, dtype=np.int64)] if arcs else np.zeros(0, dtype=np.int64)
    for place in city.places:
        if place.kind is PlaceKind.POST and place.lon is not None and place.lat is not None and arcs:
            here = np.array([place.lon]), np.array([place.lat])
            away = distance_m(network.lon[heads], network.lat[heads], *here)
            for number in np.flatnonzero(away <= NEAR_M).tolist():
                yield place.place_id, arcs[number]


def _approach(city: City, network: RoadNetwork, arc: int, flow: float) -> Approach:
    road = ROAD_CLASSES[int(network.road_class[arc])]
    capacity = city.post_table.lane_vph[road] * int(network.lanes[arc])
    return Approach(name=network.street(arc) or str(road), flow_vph=flow, capacity_vph=float(capacity))
