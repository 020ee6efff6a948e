"""Fictional incidents and flow for the sample city: two years of calls, a week of counts; the same for one seed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

import numpy as np
from numpy.typing import NDArray

from ..filing.plain_table import csv_bytes
from ..models.city import City
from ..models.incident import EventCode
from ..models.place import PlaceKind, RoadClass
from ..models.text import Lang
from ..models.week import DayType, Week
from ..road_network.graph import ROAD_CLASSES, RoadNetwork
from ..road_network.part_line import point_on
from .columns import Table
from .feed_columns import FLOW, INCIDENTS
from .names import chance

YEARS = 2
QUIET_DAYS = 28
"""Calls end four weeks before the week the city is made for."""
CALLS_A_DAY_PER_POST = 0.2
DETECTORS_PER_BRIGADE = 3
FLOW_DAYS = 7

# Calls an hour, index 0..23; flow in vehicles an hour and lane.
_WEEKDAY_CALLS = (2, 1, 1, 1, 1, 2, 4, 9, 8, 6, 6, 7, 6, 5, 6, 6, 7, 10, 9, 6, 5, 5, 4, 3)
_OTHER_CALLS = (4, 3, 2, 1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 6, 6, 6, 6, 7, 7, 7, 6, 6, 5, 5)
_WEEKDAY_FLOW = (5, 3, 2, 2, 3, 8, 30, 88, 84, 55, 50, 58, 62, 52, 50, 54, 64, 92, 90, 58, 44, 34, 22, 12)
_OTHER_FLOW = (8, 5, 4, 3, 3, 6, 14, 28, 42, 54, 62, 66, 64, 58, 56, 58, 62, 66, 64, 58, 50, 40, 28, 16)
_KINDS: Sequence[tuple[EventCode, int]] = (
    (EventCode.ACCIDENT_PROPERTY, 42),
    (EventCode.ACCIDENT_INJURY, 12),
    (EventCode.ILLEGAL_PARKING, 14),
    (EventCode.CONGESTION_QUEUE, 10),
    (EventCode.PUBLIC_HELP, 8),
    (EventCode.BREAKDOWN, 6),
    (EventCode.ROADWORK_OCCUPY, 3),
    (EventCode.SIGNAL_FAULT, 3),
    (EventCode.WATCHLIST_HIT, 2),
)
_CALLS_OF_CLASS = {
    RoadClass.EXPRESSWAY: 3.0,
    RoadClass.ARTERIAL: 4.0,
    RoadClass.NATIONAL: 2.0,
    RoadClass.PROVINCIAL: 1.5,
    RoadClass.COLLECTOR: 1.5,
    RoadClass.COUNTY: 0.8,
    RoadClass.MOTORWAY: 0.6,
}
_OTHER_CLASS = 0.4
CENTRE_M = 2_500.0


def sample_feeds(city: City, network: RoadNetwork, *, seed: int, week: Week, lang: Lang = Lang.ZH) -> dict[str, bytes]:
    """
    Make the feeds of the sample city as files of its folder.

    Calls fall on arcs by their class, their nearness to the posts and a luck of their own; a few crossings are black
    spots. Hours follow the peaks.

    Returns
    -------
    ``incidents.csv`` and ``flow.csv``.
    """
    last = week.monday - timedelta(days=QUIET_DAYS + 1)
    return {
        "incidents.csv": _written(INCIDENTS, _incidents(city, network, chance(seed, "incidents"), last), lang),
        "flow.csv": _written(FLOW, _flow(city, chance(seed, "flow"), last), lang),
    }


def _written(table: Table, rows: Iterator[dict[str, object]], lang: Lang) -> bytes:
    listed = list(rows)
    used = [column for column in table.columns if any(column.name in row for row in listed)]
    header = [column.zh if lang is Lang.ZH else column.name for column in used]
    return csv_bytes(header, ([row.get(column.name, "") for column in used] for row in listed))


def _incidents(city: City, network: RoadNetwork, rng: Random, last: date) -> Iterator[dict[str, object]]:
    posts = sum(place.kind is PlaceKind.POST for place in city.places)
    weights = np.cumsum(_call_weights(city, network, rng)).tolist()
    arcs = range(network.arcs)
    codes, shares = [code for code, _ in _KINDS], [share for _, share in _KINDS]
    number = 0
    for back in reversed(range(YEARS * 365)):
        day = last - timedelta(days=back)
        weekday = city.calendar.day_type(day) in (DayType.WEEKDAY, DayType.SCHOOL_BREAK)
        hours = _WEEKDAY_CALLS if weekday else _OTHER_CALLS
        calls = _poisson(rng, CALLS_A_DAY_PER_POST * posts * (1.0 if weekday else 0.85))
        moments = sorted(rng.choices(range(24), hours)[0] * 60 + rng.randrange(60) for _ in range(calls))
        for minute in moments:
            number += 1
            arc = rng.choices(arcs, cum_weights=weights)[0]
            share = rng.choice((0.0, 1.0)) if rng.random() < 0.5 else rng.random()
            yield _call(network, rng, number, (day, minute), (arc, share), rng.choices(codes, shares)[0])


def _call(  # noqa: PLR0913, PLR0917
    network: RoadNetwork, rng: Random, number: int, when: tuple[date, int], where: tuple[int, float], code: EventCode
) -> dict[str, object]:
    lon, lat = point_on(network, *where)
    reported = datetime.combine(when[0], time()) + timedelta(minutes=when[1])
    hurt = rng.choice((1, 1, 1, 2)) if code is EventCode.ACCIDENT_INJURY else 0
    dead = int(bool(hurt) and rng.random() < 0.03)
    layer = {0: "大货车", 1: "酒毒驾嫌疑", 2: "危化品违规通行"}.get(rng.randrange(40), "")
    return {
        "incident_id": f"J{number:06d}",
        "time": f"{reported:%Y-%m-%d %H:%M}",
        "type": code.value,
        "lon": round(lon + rng.gauss(0, 1e-4), 6),
        "lat": round(lat + rng.gauss(0, 1e-4), 6),
        "injured": hurt,
        "dead": dead,
        "cleared": f"{reported + timedelta(minutes=8 + round(rng.expovariate(1 / 25))):%Y-%m-%d %H:%M}",
        "layers": layer,
    }


def _call_weights(city: City, network: RoadNetwork, rng: Random) -> NDArray[np.float64]:
    """Return how likely each arc is to be the place of a call."""
    posts = np.array([(p.lon, p.lat) for p in city.places if p.kind is PlaceKind.POST and p.lon is not None])
    middle = np.column_stack([network.lon[network.tail], network.lat[network.tail]])
    centre = posts.mean(axis=0)
    away = np.hypot(*((middle - centre) * [np.cos(np.radians(centre[1])), 1.0]).T) * 111_195.0
    of_class = np.array([_CALLS_OF_CLASS.get(kind, _OTHER_CLASS) for kind in ROAD_CLASSES])
    luck = np.array([rng.gammavariate(0.7, 1.0) for _ in range(network.arcs)])
    near = 0.15 + np.exp(-((away / CENTRE_M) ** 2))
    weights: NDArray[np.float64] = of_class[network.road_class] * np.minimum(network.length_m, 400.0) * near * luck
    return weights


def _flow(city: City, rng: Random, last: date) -> Iterator[dict[str, object]]:
    """Count a week at a few posts of each brigade; each brigade's peaks lie a little earlier or later."""
    brigades: dict[str, list[tuple[float, float]]] = {}
    for place in city.places:
        if place.kind is PlaceKind.POST and place.lon is not None and place.lat is not None:
            brigades.setdefault(city.org.brigade_of(place.unit_id), []).append((place.lon, place.lat))
    for brigade, posts in brigades.items():
        shift = rng.choice((-1, 0, 0, 1)) * 15
        for n, (lon, lat) in enumerate(posts[:DETECTORS_PER_BRIGADE], 1):
            top = rng.uniform(500, 900)
            for back in reversed(range(FLOW_DAYS)):
                yield from _counts(city, rng, (f"{brigade}-D{n}", lon, lat), last - timedelta(days=back), (top, shift))


def _counts(
    city: City, rng: Random, detector: tuple[str, float, float], day: date, shape: tuple[float, int]
) -> Iterator[dict[str, object]]:
    weekday = city.calendar.day_type(day) in (DayType.WEEKDAY, DayType.SCHOOL_BREAK)
    hours = _WEEKDAY_FLOW if weekday else _OTHER_FLOW
    for quarter in range(96):
        at = (quarter * 15 + 7.5 - shape[1]) / 60 - 0.5
        low, part = int(at // 1), at % 1
        level = (hours[low % 24] * (1 - part) + hours[(low + 1) % 24] * part) / 100
        flow = max(0, round(shape[0] * level * rng.gauss(1, 0.04)))
        stamp = datetime.combine(day, time()) + timedelta(minutes=15 * quarter)
        yield {
            "time": f"{stamp:%Y-%m-%d %H:%M}",
            "detector": detector[0],
            "lon": detector[1],
            "lat": detector[2],
            "flow_vph": flow,
            "speed": round(55 - 30 * level * level, 1),
            "occupancy": round(100 * min(0.6, flow / 3_000), 1),
        }


def _poisson(rng: Random, mean: float) -> int:
    """Draw a Poisson number: how many exponential waits fit into one unit."""
    count, left = 0, rng.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + rng.expovariate(1.0)
    return count
