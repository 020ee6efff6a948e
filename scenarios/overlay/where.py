"""Which streets a change means, and when it holds."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from ...models.text import Text
from ...models.week import DAY_MIN
from ...road_network.coordinates import METRES_A_DEGREE
from ...road_network.graph import BRIDGE, ROAD_CLASSES, RoadNetwork
from ..choices import ROAD_CLASSES as ROAD_WORDS
from ..codecs import BadValueError
from ..hours import read_hours
from ..toml_reader import Branch
from .kind import fail, has_place, known, number, words
from .world import Window, World, whole_week

PLACE_KEYS = ("street", "arcs", "edge", "classes", "bridge", "lon", "lat", "radius_m", "post", "box", "all")
TIME_KEYS = ("start", "stop", "hours")
STREET = Text("街道", "street")


def arcs_of(item: Branch, world: World) -> tuple[int, ...] | None:
    """
    Return the arcs that a table means, sorted; None, and noted, if that cannot be said.

    ``street`` (names), ``classes``, ``bridge``, ``edge`` (from and to node of the source), ``arcs`` (numbers), a circle
    (``lon``, ``lat`` or ``post``, with ``radius_m``), a ``box`` (west, south, east, north): what is given must hold all
    together. ``all = true``: every street.
    """
    if world.network is None:
        fail(item, "", Text("城市文件夹没有路网, 不能按道路修改", "the folder has no roads: no change of streets"))
        return None
    if not any(key in item.data for key in PLACE_KEYS):
        fail(
            item, "street", Text("须写明哪些道路", "say which streets: street, classes, a circle or a box"), code="D05"
        )
        return None
    before = len(item.notes.findings)
    chosen = _by_name(item, world.network) & _by_number(item, world.network) & _by_area(item, world, world.network)
    if len(item.notes.findings) > before:
        return None
    if not chosen.any():
        fail(item, "", Text("没有符合条件的道路", "no street fits all of this"))
        return None
    return tuple(int(arc) for arc in np.flatnonzero(chosen))


def _by_name(item: Branch, network: RoadNetwork) -> NDArray[np.bool_]:
    chosen = np.ones(network.arcs, dtype=bool)
    streets = words(item, "street")
    if streets:
        for name in streets:
            known(item, "street", name, network.names, STREET)
        numbers = [i for i, name in enumerate(network.names) if name in streets]
        chosen &= np.isin(network.name, numbers)
    found = []
    for word in words(item, "classes"):
        try:
            found.append(ROAD_CLASSES.index(ROAD_WORDS.read(word)))
        except BadValueError as error:
            item.notes.error("D06", error.text, item.at("classes"))
    if "classes" in item.data:
        chosen &= np.isin(network.road_class, found)
    if item.get("bridge", bool, False):
        chosen &= (network.flags & BRIDGE) > 0
    return chosen


def _by_number(item: Branch, network: RoadNetwork) -> NDArray[np.bool_]:
    chosen = np.ones(network.arcs, dtype=bool)
    if "arcs" in item.data:
        numbers = item.get("arcs", list, [])
        if all(isinstance(arc, int) and 0 <= arc < network.arcs for arc in numbers):
            chosen &= np.isin(np.arange(network.arcs), numbers)
        else:
            last = network.arcs - 1
            fail(item, "arcs", Text(f"路段编号应为 0..{last}", f"arc numbers lie in 0..{last}"))
    if "edge" in item.data:
        ends = item.get("edge", list, [])
        tails, heads = network.node_ref[network.tail], network.node_ref[network.head]
        pair = [int(end) for end in ends] if len(ends) == 2 and all(isinstance(end, int) for end in ends) else [-1, -1]
        here = ((tails == pair[0]) & (heads == pair[1])) | ((tails == pair[1]) & (heads == pair[0]))
        if not here.any():
            fail(item, "edge", Text(f"路网没有路段 {ends}", f"the roads have no edge {ends}"))
        chosen &= here
    return chosen


def _by_area(item: Branch, world: World, network: RoadNetwork) -> NDArray[np.bool_]:
    chosen = np.ones(network.arcs, dtype=bool)
    lon, lat = middles(network)
    at = centre(item, world) if {"post", "lon", "lat"} & item.data.keys() else None
    if at is not None:
        radius = number(item, "radius_m", 1, 100_000, 500.0)
        chosen &= distance_m(lon, lat, *at) <= (radius or 0)
    if "box" in item.data:
        box = item.get("box", list, [])
        if len(box) == 4 and all(isinstance(edge, int | float) for edge in box) and box[0] < box[2] and box[1] < box[3]:
            chosen &= (lon >= box[0]) & (lat >= box[1]) & (lon <= box[2]) & (lat <= box[3])
        else:
            text = Text("box 应为 [西, 南, 东, 北]", "box must be [west, south, east, north]")
            item.notes.error("D06", text, item.at("box"))
    return chosen


def centre(item: Branch, world: World) -> tuple[float, float] | None:
    """Read where a ``post`` lies, or else ``lon`` and ``lat``; None, and noted, if that cannot be said."""
    if "post" not in item.data:
        return point(item)
    word = item.get("post", str, "")
    if not has_place(item, "post", word, world):
        return None
    place = world.city.place(word)
    if place.lon is None or place.lat is None:
        fail(item, "post", Text(f"{word} 没有坐标", f"{word} has no coordinates"))
        return None
    return place.lon, place.lat


def point(item: Branch) -> tuple[float, float] | None:
    """Read ``lon`` and ``lat``; None, and noted, if one is missing or out of range."""
    lon, lat = number(item, "lon", -180, 180), number(item, "lat", -90, 90)
    return None if lon is None or lat is None else (lon, lat)


def middles(network: RoadNetwork) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle of each arc's ends, shape (m,) each, degrees."""
    ends = network.tail, network.head
    lon, lat = ((axis[ends[0]] + axis[ends[1]]) / 2 for axis in (network.lon, network.lat))
    return lon, lat


def distance_m(lon: NDArray[np.float64], lat: NDArray[np.float64], at_lon: float, at_lat: float) -> NDArray[np.float64]:
    """Return the metres from each point to one place, on the flat: good within a city."""
    east = (lon - at_lon) * METRES_A_DEGREE * cos(radians(at_lat))
    return np.hypot(east, (lat - at_lat) * METRES_A_DEGREE)


def around(network: RoadNetwork, lon: float, lat: float, radius_m: float) -> tuple[int, ...]:
    """Return the arcs whose middle lies in a circle; the nearest arc if there is none."""
    far = distance_m(*middles(network), lon, lat)
    inside = np.flatnonzero(far <= radius_m)
    return tuple(int(arc) for arc in (inside if len(inside) else [int(far.argmin())]))


def window_of(item: Branch, world: World) -> Window | None:
    """
    Read ``start`` and ``stop`` (dates or local times; by default the whole week) and ``hours`` of each day.

    None, and noted, if they cannot be read.
    """
    usual = whole_week(world.week)
    start = _moment(item, "start", usual.start, last=False)
    stop = _moment(item, "stop", usual.stop, last=True)
    hours = _hours(item)
    if start is None or stop is None or (hours is None and "hours" in item.data):
        return None
    if not start < stop:
        text = Text("stop 须晚于 start", "stop must be later than start")
        item.notes.error("D07", text, item.at("stop"))
        return None
    return Window(start=start, stop=stop, hours=hours)


def _moment(item: Branch, key: str, default: datetime, *, last: bool) -> datetime | None:
    """Read a local time, or a date: its beginning, for ``stop`` its end."""
    value = item.data.get(key, default)
    try:
        if isinstance(value, str):
            dated = len(value) <= 10
            value = datetime.fromisoformat(value)
            value = value.date() if dated else value
    except ValueError:
        value = None
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    if value is not None and hasattr(value, "isoformat") and not isinstance(value, datetime | time):
        return datetime.combine(value, time()) + timedelta(days=int(last))
    example = "2026-11-24T08:00:00"
    item.notes.error(
        "D06", Text(f"{key} 应为当地时间, 如 {example}", f"{key} must be a local time: {example}"), item.at(key)
    )
    return None


def _hours(item: Branch) -> tuple[int, int] | None:
    if "hours" not in item.data:
        return None
    try:
        found: Sequence[tuple[int, int]] = read_hours(item.get("hours", str, ""))
    except BadValueError as error:
        item.notes.error("D06", error.text, item.at("hours"))
        return None
    if len(found) != 1 or found[0][1] - found[0][0] > DAY_MIN:
        item.notes.error("D06", Text("hours 只写一段", "hours must be one stretch"), item.at("hours"))
        return None
    return found[0]
