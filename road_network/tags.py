"""Tags: what OpenStreetMap's words mean for a patrol car (class, speed, lanes, direction, who may enter)."""

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ..models.place import RoadClass
from .graph import BRIDGE, LINK, ROAD_CLASSES, ROUNDABOUT, SERVICE, TOLL, TUNNEL

# highway -> class and free speed in km/h where no limit is given. Classes follow the mapping that OpenStreetMap's
# Chinese community uses (trunk 快速路, primary 主干路, secondary 次干路, tertiary 支路); speeds are design defaults.
HIGHWAYS: Mapping[str, tuple[RoadClass, float]] = {
    "motorway": (RoadClass.MOTORWAY, 100),
    "trunk": (RoadClass.EXPRESSWAY, 70),
    "primary": (RoadClass.ARTERIAL, 50),
    "secondary": (RoadClass.COLLECTOR, 45),
    "tertiary": (RoadClass.LOCAL, 35),
    "motorway_link": (RoadClass.MOTORWAY, 50),
    "trunk_link": (RoadClass.EXPRESSWAY, 45),
    "primary_link": (RoadClass.ARTERIAL, 40),
    "secondary_link": (RoadClass.COLLECTOR, 35),
    "tertiary_link": (RoadClass.LOCAL, 30),
    "unclassified": (RoadClass.LOCAL, 35),
    "road": (RoadClass.LOCAL, 30),
    "residential": (RoadClass.LOCAL, 25),
    "living_street": (RoadClass.LOCAL, 15),
    "service": (RoadClass.LOCAL, 15),
}
IMPORTANCE = {highway: place for place, highway in enumerate(HIGHWAYS)}

# Chinese road numbers: three digits after G, S, X, Y, C on ordinary roads; expressways have one, two or four
# (公路路线标识规则和国道编号 GB/T 917-2017).
_NUMBERED = {
    "G": RoadClass.NATIONAL,
    "S": RoadClass.PROVINCIAL,
    "X": RoadClass.COUNTY,
    "Y": RoadClass.TOWNSHIP,
    "C": RoadClass.TOWNSHIP,
}
_NAMED = {
    "国道": RoadClass.NATIONAL,
    "省道": RoadClass.PROVINCIAL,
    "县道": RoadClass.COUNTY,
    "乡道": RoadClass.TOWNSHIP,
}
_ROAD_NUMBER = re.compile(r"\b([GSXYC])\d{3}\b")
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph|knots)?", re.IGNORECASE)
_SPEED_WORDS = {"none": 120.0, "walk": 7.0, "urban": 50.0, "rural": 80.0, "trunk": 100.0, "motorway": 120.0}
_UNITS = {"mph": 1.609344, "knots": 1.852}
_NO_ENTRY = {"no", "private"}
_NO_SERVICE = {"emergency_access", "parking", "parking_aisle", "private"}
_NO = {"", "no", "false", "0", "none", "nan", "否"}
_YES = {"yes", "true", "1", "是"}


def split(text: str) -> tuple[str, ...]:
    """
    Return the values that one cell joins: by ``|`` or ``;``, or as the list that osmnx prints.

    >>> split("['primary', 'trunk']"), split("2|3"), split("")
    (('primary', 'trunk'), ('2', '3'), ())
    """
    if text.isalnum():
        return (text,)
    return _split_list(text.strip())


@lru_cache(maxsize=1 << 16)
def _split_list(text: str) -> tuple[str, ...]:
    if text.startswith("[") and text.endswith("]"):
        parts = [part.strip().strip("'\"") for part in text[1:-1].split(",")]
    else:
        parts = [part.strip() for part in re.split(r"[|;]", text)]
    return tuple(part for part in parts if part)


def main_highway(text: str) -> str:
    """Return the most important drivable ``highway`` value of a cell, or its first value if none is drivable."""
    values = split(text)
    drivable = [value for value in values if value in HIGHWAYS]
    return min(drivable, key=IMPORTANCE.__getitem__) if drivable else (values[0] if values else "")


def road_class(highway: str, ref: str = "", name: str = "") -> RoadClass:
    """
    Return the class of a road; its number or name tells national, provincial, county and township roads.

    >>> road_class("primary", ref="G108"), road_class("motorway", ref="G5"), road_class("secondary", name="榆太省道")
    (<RoadClass.NATIONAL: 'NATIONAL'>, <RoadClass.MOTORWAY: 'MOTORWAY'>, <RoadClass.PROVINCIAL: 'PROVINCIAL'>)
    """
    plain = HIGHWAYS[highway][0]
    if plain is RoadClass.MOTORWAY:
        return plain
    if numbers := _ROAD_NUMBER.findall(f"{ref} {name}" if name.isascii() else ref):
        return min((_NUMBERED[letter] for letter in numbers), key=list(RoadClass).index)
    return _NAMED.get(name[-2:], plain)


@lru_cache(maxsize=4096)
def speed_kmh(text: str) -> float:
    """
    Return a speed limit in km/h, NaN if the text gives none; several limits in one cell give their mean.

    >>> speed_kmh("50"), round(speed_kmh("35 mph"), 1), speed_kmh("30|40"), speed_kmh("none"), speed_kmh("fast")
    (50.0, 56.3, 35.0, 120.0, nan)
    """
    speeds = [speed for part in split(text) if 3 <= (speed := _one_speed(part)) <= 200]
    return sum(speeds) / len(speeds) if speeds else math.nan


def _one_speed(text: str) -> float:
    if match := _SPEED.fullmatch(text):
        return float(match[1]) * _UNITS.get((match[2] or "").lower(), 1.0)
    return _SPEED_WORDS.get(text.rpartition(":")[2].lower(), math.nan)


@lru_cache(maxsize=4096)
def lane_count(text: str, *, oneway: bool) -> int:
    """
    Return the lanes of one direction, at least 1; a two-way street shares its lanes between both.

    >>> lane_count("4", oneway=False), lane_count("2|3", oneway=True), lane_count("", oneway=False)
    (2, 2, 1)
    """
    numbers = [float(part) for part in split(text) if re.fullmatch(r"\d+(\.\d+)?", part)]
    lanes = min(numbers, default=1.0)
    return min(max(1, math.ceil(lanes if oneway else lanes / 2)), 20)


def truth(text: str) -> bool | None:
    """Return whether a cell says yes or no; None if it is empty or says neither."""
    word = text.strip().lower()
    return True if word in _YES else False if word and word in _NO else None


def said(text: str) -> bool:
    """Return whether a tag like ``bridge`` or ``tunnel`` holds anywhere on the road (``yes``, ``viaduct``, ...)."""
    return any(part.lower() not in _NO for part in split(text))


def direction(tags: Mapping[str, str]) -> int:
    """
    Return 1 for a road open along its line only, -1 against it only, 0 for both.

    Motorways (not their links) and roundabouts are one-way unless they say otherwise.
    """
    oneway = tags.get("oneway", "")
    if oneway in ("-1", "reverse"):
        return -1
    if oneway in ("yes", "true", "1"):
        return 1
    if oneway == "no":
        return 0
    return int(tags.get("highway") == "motorway" or tags.get("junction") in ("roundabout", "circular"))


def left_out(tags: Mapping[str, str], *, service: bool) -> str:
    """
    Return why a way is not part of the network, empty if it is.

    Ways without a drivable ``highway`` (paths, ferries, roads being built), private roads, areas, and service roads
    unless ``service`` asks for them.
    """
    values = split(tags.get("highway", ""))
    highway = main_highway(tags.get("highway", ""))
    if tags.get("route") == "ferry" or "ferry" in values:
        return "ferry"
    if closed := [value for value in values if value not in HIGHWAYS]:
        return closed[0]  # an edge that osmnx merged from a street and a path is no street throughout
    if not values:
        return "no highway"
    if highway == "service" and (not service or tags.get("service") in _NO_SERVICE):
        return "service"
    if tags.get("area") == "yes":
        return "area"
    return "" if _open_to_cars(tags) else "private"


def _open_to_cars(tags: Mapping[str, str]) -> bool:
    """Whether a car may enter; the closer word wins (motorcar before motor_vehicle before vehicle before access)."""
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if values := split(tags.get(key, "")):
            return not _NO_ENTRY.issuperset(values)
    return True


def flags(tags: Mapping[str, str]) -> int:
    """Return the bits ``BRIDGE`` to ``TOLL`` of a way."""
    highway = main_highway(tags.get("highway", ""))
    holds: Iterable[tuple[bool, int]] = (
        (said(tags.get("bridge", "")), int(BRIDGE)),
        (said(tags.get("tunnel", "")), int(TUNNEL)),
        (tags.get("junction") in ("roundabout", "circular"), int(ROUNDABOUT)),
        (highway.endswith("_link"), int(LINK)),
        (highway == "service", int(SERVICE)),
        (said(tags.get("toll", "")), int(TOLL)),
    )
    return sum(bit for on, bit in holds if on)


def street_name(tags: Mapping[str, str]) -> str:
    """Return the name people read: the local one, the Chinese one, or else the road's number."""
    names = split(tags.get("name", "")) or split(tags.get("name:zh", "")) or split(tags.get("ref", ""))
    return names[0] if names else ""


class Facts(NamedTuple):
    """What one direction of a road is: position in ``ROAD_CLASSES``, speed, whether it was given, lanes, bits, name."""

    road_class: int
    speed_kmh: float
    speed_given: bool
    lanes: int
    flags: int
    name: str


def facts(tags: Mapping[str, str], *, oneway: bool, side: str = "forward") -> Facts:
    """
    Read all tags of one direction of a drivable road.

    ``side`` is ``forward`` along the way's line, ``backward`` against it: ``maxspeed:backward`` and
    ``lanes:backward`` win over the plain tags.
    """
    highway, name = main_highway(tags["highway"]), street_name(tags)
    limit = speed_kmh(tags.get(f"maxspeed:{side}") or tags.get("maxspeed", ""))
    own_lanes = tags.get(f"lanes:{side}", "")
    lanes = lane_count(own_lanes, oneway=True) if own_lanes else lane_count(tags.get("lanes", ""), oneway=oneway)
    kind = road_class(highway, tags.get("ref", ""), tags.get("name", ""))
    given = not math.isnan(limit)
    return Facts(ROAD_CLASSES.index(kind), limit if given else HIGHWAYS[highway][1], given, lanes, flags(tags), name)
