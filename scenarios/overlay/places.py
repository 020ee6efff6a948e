"""``[[add_post]]`` and ``[[remove_posts]]``: places come and go."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from ...models.city import City
from ...models.crew import Patterns, parse_patterns
from ...models.errors import InputError
from ...models.place import Place, PlaceKind
from ...models.text import Text
from ...models.week import DayType
from ..choices import DAY_TYPES, PLACE_KINDS, ROAD_CLASSES
from ..codecs import BadValueError, Codec
from ..toml_reader import Branch
from .kind import REMOVED, Kind, claims, fail, has_place, has_unit, known, number, words
from .where import point
from .world import World

T = TypeVar("T")
BAND = Text("时段", "band")


def needs_of(item: Branch, city: City) -> dict[tuple[DayType, str], int]:
    """Read ``needs = { WEEKDAY = { AM_PEAK = 1 } }``; what is wrong is noted."""
    found: dict[tuple[DayType, str], int] = {}
    table = item.branch("needs")
    for key in table.data:
        try:
            kind: DayType = DAY_TYPES.read(key)
        except BadValueError as error:
            item.notes.error("D06", error.text, table.at(key))
            continue
        bands = table.branch(key)
        for code in bands.data:
            crews = number(bands, code, 0, 20)
            if known(bands, code, code, (b.code for b in city.bands.of(kind)), BAND) and crews is not None:
                found[kind, code] = int(crews)
    return found


def crew_of(item: Branch, default: Patterns) -> Patterns:
    """Read ``crew = "1+2|2+1"``; the default if it is not given or (noted) cannot be read."""
    if "crew" not in item.data:
        return default
    try:
        return parse_patterns(item.get("crew", str, ""))
    except InputError as error:
        item.notes.error("D06", error.text, item.at("crew"))
        return default


def _word(item: Branch, key: str, codec: Codec, default: T) -> T:
    if key not in item.data:
        return default
    try:
        value: T = codec.read(item.get(key, str, ""))
    except BadValueError as error:
        item.notes.error("D06", error.text, item.at(key))
        return default
    return value


def _add(item: Branch, world: World) -> World:
    """Add one place; with ``like`` it takes what is not given from another one."""
    city, before = world.city, len(item.notes.findings)
    place_id, like = item.need("id", str, ""), item.get("like", str, "")
    if place_id and city.has_place(place_id):
        fail(item, "id", Text(f"{place_id} 已存在", f"{place_id} exists already"), code="D08")
    if like:
        has_place(item, "like", like, world)
    if len(item.notes.findings) > before:
        return world
    pattern = city.place(like) if like else None
    unit = item.get("unit", str, pattern.unit_id) if pattern else item.need("unit", str, "")
    has_unit(item, "unit", unit, world)
    place = _place(item, place_id, unit, pattern, needs_of(item, city))
    if place is None or len(item.notes.findings) > before:
        return world
    after = claims(world, item, [(("unit", unit), "stays"), (("place", place_id), "stays")])
    return world if after is None else replace(after, city=replace(city, places=[*city.places, place]))


def _place(
    item: Branch, place_id: str, unit: str, like: Place | None, needs: Mapping[tuple[DayType, str], int]
) -> Place | None:
    base = like or Place(place_id="-", name="", kind=PlaceKind.POST, unit_id=unit, needs={})
    at = point(item) if {"lon", "lat"} & item.data.keys() else None
    lon, lat = at or (base.lon, base.lat)
    if not needs and like is None:
        fail(item, "needs", Text("缺少 needs", "needs are missing"), code="D05")
        return None
    kind, road = _word(item, "kind", PLACE_KINDS, base.kind), _word(item, "road_class", ROAD_CLASSES, base.road_class)
    try:
        return replace(
            base,
            place_id=place_id,
            name=item.get("name", str, place_id),
            unit_id=unit,
            kind=kind,
            road_class=road,
            needs=needs or base.needs,
            crew=crew_of(item, base.crew),
            priority=item.get("priority", int, base.priority),
            lon=lon,
            lat=lat,
            line=None,
        )
    except InputError as error:
        item.notes.error("D07", error.text, item.at("id"))
        return None


def _remove(item: Branch, world: World) -> World:
    city, named = world.city, words(item, "places")
    if not named:
        fail(item, "places", Text("缺少 places", "places are missing"), code="D05")
        return world
    if [one for one in named if not has_place(item, "places", one, world)]:
        return world
    after = claims(world, item, [(("place", one), REMOVED) for one in named])
    return world if after is None else replace(after, city=without_places(city, frozenset(named)))


def without_places(city: City, gone: frozenset[str]) -> City:
    """Return the city without some places; pins there are dropped, past duties keep their hours."""
    officers = [
        replace(
            o,
            pins=tuple(pin for pin in o.pins if pin.place_id not in gone),
            past=tuple(replace(d, place_id="") if d.place_id in gone else d for d in o.past),
        )
        for o in city.officers
    ]
    return replace(
        city,
        places=[p for p in city.places if p.place_id not in gone],
        officers=officers,
        dated_needs={key: crews for key, crews in city.dated_needs.items() if key[0] not in gone},
    )


ADD = Kind(
    key="add_post",
    name=Text("增设岗位", "place added"),
    keys=(
        "id",
        "name",
        "like",
        "unit",
        "kind",
        "road_class",
        "lon",
        "lat",
        "needs",
        "crew",
        "priority",
    ),
    lay=_add,
    example='[[add_post]]\nid = "P99"\nname = "新岗点"\nlike = "P01"\nlon = 112.7505\nlat = 37.6900\n'
    "needs = { WEEKDAY = { AM_PEAK = 1, PM_PEAK = 1 } }",
)
REMOVE = Kind(
    key="remove_posts",
    name=Text("撤销岗位", "places removed"),
    keys=("places",),
    lay=_remove,
    example='[[remove_posts]]\nplaces = ["P18"]',
)
