"""``[[event]]``: something draws a crowd: posts of its own, calls, and slow streets around it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from ...models.city import City
from ...models.incident import EventCode
from ...models.place import Place, PlaceKind
from ...models.text import Text
from ..toml_reader import Branch
from .kind import Kind, claims, fail, has_unit, number
from .places import crew_of
from .where import around, centre, point, window_of
from .world import ExtraCalls, RoadEffect, Window, World

CALLS_PER_10K_H = 2.0
"""Calls an hour that 10,000 visitors bring, if the file does not say; a default of the design, not a measurement."""

MIX: Mapping[EventCode, float] = {
    EventCode.ILLEGAL_PARKING: 0.35,
    EventCode.CONGESTION_QUEUE: 0.30,
    EventCode.PUBLIC_HELP: 0.20,
    EventCode.ACCIDENT_PROPERTY: 0.15,
}


def lay(item: Branch, world: World) -> World:
    """Hold an event: its posts ask for crews in every band it touches, its crowd calls, streets around slow down."""
    before = len(item.notes.findings)
    window, name = window_of(item, world), item.need("name", str, "")
    crowd = number(item, "crowd", 0, 10_000_000)
    rate = number(item, "calls_per_10k_h", 0, 1_000, CALLS_PER_10K_H)
    radius, percent = number(item, "radius_m", 1, 100_000, 600.0), number(item, "slow_percent", 100, 10_000, 100.0)
    at = centre(item, world)
    posts = [_post(one, world, name, index) for index, one in enumerate(item.items("posts"), 1)]
    if world.network is None:
        fail(item, "", Text("城市文件夹没有路网", "the folder has no roads"))
        return world
    if len(item.notes.findings) > before or window is None or at is None or any(post is None for post, _ in posts):
        return world
    after = claims(world, item, [(("place", post.place_id), "stays") for post, _ in posts if post])
    if after is None:
        return world
    arcs = around(world.network, *at, radius or 600.0)
    calls = ExtraCalls(name=name, arcs=arcs, window=window, per_hour=(crowd or 0) / 10_000 * (rate or 0), mix=MIX)
    slow = RoadEffect(arcs=arcs, window=window, percent=round(percent or 100))
    return replace(
        after,
        city=_with_posts(world.city, [(post, crews) for post, crews in posts if post], window),
        extra=(*world.extra, calls) if calls.per_hour else world.extra,
        roads=(*world.roads, slow) if slow.percent > 100 else world.roads,
    )


def _post(item: Branch, world: World, event: str, index: int) -> tuple[Place | None, int]:
    """Read one post of the event: where, whose, how many crews of what kind."""
    item.warn_unknown(("id", "name", "unit", "lon", "lat", "crews", "crew"))
    city = world.city
    place_id = item.get("id", str, f"{event}-{index}")
    unit, crews, at = item.need("unit", str, ""), number(item, "crews", 1, 50, 1.0), point(item)
    if city.has_place(place_id):
        fail(item, "id", Text(f"{place_id} 已存在", f"{place_id} exists already"), code="D08")
        return None, 0
    good = has_unit(item, "unit", unit, world)
    if not good or crews is None or at is None:
        return None, 0
    plain = Place(place_id=place_id, name="", kind=PlaceKind.POST, unit_id=unit, needs={})
    name = item.get("name", str, f"{event} {index}")
    place = replace(plain, name=name, crew=crew_of(item, plain.crew), lon=at[0], lat=at[1], priority=5)
    return place, int(crews)


def _with_posts(city: City, posts: list[tuple[Place, int]], window: Window) -> City:
    """Add the posts; each asks for its crews in every band that the event touches."""
    dated = dict(city.dated_needs)
    for day in _days(window):
        for band in city.bands_of(day):
            midnight = datetime.combine(day, time())
            begin, end = (midnight + timedelta(minutes=minute) for minute in (band.start, band.end))
            if any(start < end and begin < stop for start, stop in window.spans()):
                dated |= {(post.place_id, day, band.code): crews for post, crews in posts}
    return replace(city, places=[*city.places, *(post for post, _ in posts)], dated_needs=dated)


def _days(window: Window) -> list[date]:
    first = window.start.date() - timedelta(days=1)
    return [first + timedelta(days=n) for n in range((window.stop.date() - first).days + 1)]


KIND = Kind(
    key="event",
    name=Text("大型活动", "event"),
    keys=(
        "name",
        "start",
        "stop",
        "hours",
        "crowd",
        "calls_per_10k_h",
        "lon",
        "lat",
        "post",
        "radius_m",
        "slow_percent",
        "posts",
    ),
    lay=lay,
    example='[[event]]\nname = "灯会"\nstart = "2026-11-28T17:00:00"\nstop = "2026-11-28T22:00:00"\ncrowd = 20000\n'
    'post = "P01"\nradius_m = 600\nslow_percent = 150\n'
    'posts = [ { unit = "A1", lon = 112.7480, lat = 37.6960, crews = 1, crew = "1+2" } ]',
)
