"""Ten worked examples, fitted to a city: its own posts, bridges, highways and units take the place of the blanks."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from string import Template

import numpy as np

from ...models.band import Band, BandMode
from ...models.device import DeviceKind
from ...models.org import Level, OrgUnit
from ...models.place import HIGHWAYS, Place, PlaceKind
from ...models.week import DayType
from ...road_network.graph import BRIDGE, ROAD_CLASSES, RoadNetwork
from ...road_network.snap import Snapper
from .cameras import NEAR_M
from .where import distance_m, middles
from .world import World

NAMES = ("snow", "marathon", "flu", "bridge", "school", "night", "force-cut", "merge", "cameras", "remote")


def examples(world: World) -> Iterator[tuple[str, str]]:
    """Yield name and text of each example that fits the city: without bridges no bridge is closed."""
    blanks = {**_dates(world), **_posts(world), **_units(world), **_bands(world), **_streets(world)}
    room = files(__package__) / "examples"
    for name in NAMES:
        template = Template((room / f"{name}.toml").read_text("utf-8"))
        if set(template.get_identifiers()) <= blanks.keys() and (
            world.network is not None or not _needs_roads(template)
        ):
            yield name, template.substitute(blanks)


def _needs_roads(template: Template) -> bool:
    return any(word in template.template for word in ("[[slow]]", "[[close]]", "[[event]]", "street ="))


def _dates(world: World) -> Mapping[str, str]:
    names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    return dict(zip(names, map(str, world.week.days), strict=True))


def _posts(world: World) -> Mapping[str, str]:
    posts = [p for p in world.city.places if p.kind is PlaceKind.POST and p.lon is not None]
    posts.sort(key=lambda p: (-p.priority, p.place_id))
    if not posts:
        return {}
    schools = [p for p in posts if p.school] or posts[-1:]
    first, other = posts[0], posts[min(len(posts) - 1, len(posts) // 2)]
    return {
        "post": first.place_id,
        "post_name": first.name,
        "lon": f"{first.lon}",
        "lat": f"{first.lat}",
        "unit": first.unit_id,
        "other_lon": f"{other.lon}",
        "other_lat": f"{other.lat}",
        "other_unit": other.unit_id,
        "brigade": world.city.org.brigade_of(first.unit_id),
        "schools": _quoted(schools),
        "school": schools[0].place_id,
        "busy_posts": _quoted(posts[:3]),
    }


def _quoted(places: list[Place]) -> str:
    return ", ".join(f'"{place.place_id}"' for place in places)


def _units(world: World) -> Mapping[str, str]:
    """Take two brigades, or where there is only one, two squadrons that own posts."""
    org = world.city.org
    owners = {p.unit_id for p in world.city.places if p.kind is PlaceKind.POST}
    brigades = [u for u in org.units if u.level is Level.BRIGADE]
    squadrons = [u for u in org.units if u.level is Level.SQUADRON and u.unit_id in owners]
    pair: list[OrgUnit] = brigades[:2] if len(brigades) > 1 else squadrons[:2]
    if len(pair) < 2:
        return {}
    first, second = pair
    return {
        "first": first.unit_id,
        "first_name": first.name,
        "second": second.unit_id,
        "second_name": second.name,
    }


def _bands(world: World) -> Mapping[str, str]:
    bands = world.city.bands.of(DayType.WEEKDAY)
    fixed = [band for band in bands if band.mode is BandMode.FIXED]
    evening = next((band for band in bands if _at(band, 20)), bands[-1])
    if not fixed:
        return {"evening": evening.code}
    return {"am_peak": fixed[0].code, "pm_peak": fixed[-1].code, "evening": evening.code}


def _at(band: Band, hour: int) -> bool:
    return band.start <= 60 * hour < band.end


def _streets(world: World) -> Mapping[str, str]:
    network = world.network
    if network is None:
        return {}
    found = {}
    bridges = [arc for arc in np.flatnonzero((network.flags & BRIDGE) > 0) if network.street(int(arc))]
    if bridges:
        centre = world.city.daylight
        far = distance_m(*middles(network), centre.lon, centre.lat)
        found["bridge"] = network.street(int(min(bridges, key=lambda arc: (float(far[arc]), arc))))
    highway = _watched_highway(world, network)
    return found | ({"highway": highway} if highway else {})


def _watched_highway(world: World, network: RoadNetwork) -> str:
    """Return the highway with the most cameras, empty if there is none."""
    cameras = [d for d in world.city.devices if d.kind is DeviceKind.VIDEO]
    classes = [ROAD_CLASSES.index(road) for road in HIGHWAYS]
    usable = np.isin(network.road_class, classes) & (network.name > 0)
    usable |= usable[network.twin] & (network.twin >= 0)
    if not cameras or not usable.any():
        return ""
    snaps = Snapper(network, usable=usable).snap([d.lon for d in cameras], [d.lat for d in cameras])
    names = [network.street(int(arc)) for arc in snaps.arc[snaps.distance_m <= NEAR_M]]
    return max(sorted(set(names)), key=names.count, default="")
