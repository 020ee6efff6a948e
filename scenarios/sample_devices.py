"""Invented devices of the sample city: cameras along its highways, some of them not usable, signals at its posts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np

from ..models.city import City
from ..models.device import Cause, Device, DeviceKind, DeviceStatus
from ..models.place import HIGHWAYS, PlaceKind
from ..models.week import Week
from ..road_network.graph import LINK, ROAD_CLASSES, SERVICE, RoadNetwork
from .names import chance

CAMERA_EVERY_M = 4_000.0
VIEWS_M = (600.0, 800.0, 1_000.0, 1_200.0)
FEWEST, MOST = 6, 80
CAMERA, SIGNAL = "132", "139"
"""Type codes of GB/T 28181: network camera, other device at the front end."""


def with_devices(city: City, network: RoadNetwork, *, seed: int, week: Week) -> City:
    """Return the city with a register: about a camera for 4 km of highway, one in five of no use, and signals."""
    rng = chance(seed, "devices")
    devices = [*_cameras(rng, city, network, week.monday), *_signals(rng, city, week.monday)]
    return replace(city, devices=tuple(devices))


def _number(city: City, kind: str, serial: int) -> str:
    """Twenty digits: area, road traffic police (01), type, network, serial; the area is an invented one."""
    area = next((unit.admin_code for unit in city.org.units if unit.admin_code.isdigit()), "").ljust(8, "0")[:8]
    return f"{area}01{kind}0{serial:06d}"


def _cameras(rng: Random, city: City, network: RoadNetwork, today: date) -> Iterator[Device]:
    highway = np.array([road in HIGHWAYS for road in ROAD_CLASSES])[network.road_class]
    own = (network.twin < 0) | (np.arange(network.arcs) <= network.twin)
    arcs = np.flatnonzero(own & highway & (network.flags & (LINK | SERVICE) == 0))
    if not len(arcs):
        return
    along = np.cumsum(network.length_m[arcs])
    count = min(MOST, max(FEWEST, round(float(along[-1]) / CAMERA_EVERY_M)))
    for serial in range(1, count + 1):
        arc = int(arcs[np.searchsorted(along, (serial - rng.random()) / count * float(along[-1]))])
        line = network.polyline(arc)
        lon, lat = line[len(line) // 2] if len(line) > 2 else line.mean(axis=0)
        plain = Device(
            device_id=_number(city, CAMERA, serial),
            name=f"{network.street(arc)}{serial}号摄像机",
            kind=DeviceKind.VIDEO,
            lon=round(float(lon), 6),
            lat=round(float(lat), 6),
            unit_id=city.org.root.unit_id,
            functions=frozenset({"巡查"}),
            view_m=rng.choice(VIEWS_M),
            surveyed=today - timedelta(days=240),
            pole_id=f"G{serial:04d}",
        )
        yield _of_no_use(rng, plain, today) if serial % 5 == 0 else plain


def _of_no_use(rng: Random, device: Device, today: date) -> Device:
    """Break a camera, in one of the ways a survey finds."""
    week = timedelta(days=7)
    ways = (
        replace(device, status=DeviceStatus.DOWN, cause=Cause.NETWORK, since=today - week, eta=today + week),
        replace(device, compliant=False, rectify_by=today + 5 * week),
        replace(device, go_live=today + 5 * week),
        replace(device, status=DeviceStatus.DEGRADED, cause=Cause.POWER, since=today - week),
    )
    return rng.choice(ways)


def _signals(rng: Random, city: City, today: date) -> Iterator[Device]:
    posts = [p for p in city.places if p.kind is PlaceKind.POST and p.signalised and p.lon is not None]
    faulty = rng.randrange(len(posts)) if posts else -1
    for serial, post in enumerate(posts, 1):
        plain = Device(
            device_id=_number(city, SIGNAL, serial),
            name=f"{post.name}信号机",
            kind=DeviceKind.SIGNAL,
            lon=post.lon or 0.0,
            lat=post.lat or 0.0,
            unit_id=post.unit_id,
            surveyed=today - timedelta(days=240),
        )
        down = replace(plain, status=DeviceStatus.DOWN, cause=Cause.HARDWARE, since=today - timedelta(days=1))
        yield down if serial - 1 == faulty else plain
