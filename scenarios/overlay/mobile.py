"""``[mobile]``: how many mobile units are on the road by day."""

from dataclasses import replace

from ...models.band import BandMode
from ...models.place import Place, PlaceKind
from ...models.text import Text
from ...models.week import DayType
from ..toml_reader import Branch
from .kind import Kind, claims, fail, has_place, known, number, words
from .places import BAND
from .world import World

ACCIDENT = "ACC_"


def lay(item: Branch, world: World) -> World:
    """Deal ``units`` crews to the mobile places (``places``, by default all but accident cars) in ``bands``."""
    city, before = world.city, len(item.notes.findings)
    units, named, bands = number(item, "units", 0, 200), words(item, "places"), words(item, "bands")
    usual = [band.code for band in city.bands.of(DayType.WEEKDAY) if band.mode is not BandMode.MOBILE]
    for place_id in named:
        has_place(item, "places", place_id, world)
    for code in bands:
        known(item, "bands", code, (b.code for b in city.bands.of(DayType.WEEKDAY)), BAND)
    if len(item.notes.findings) > before or units is None:
        return world
    places = [city.place(one) for one in named] or [p for p in city.places if _patrols(p)]
    if not places:
        fail(item, "places", Text("没有机动岗位", "there is no mobile place"))
        return world
    share, rest = divmod(int(units), len(places))
    changed, said = {}, []
    for index, place in enumerate(places):
        crews = share + (index < rest)
        kinds = {kind for kind, _ in place.needs} | {DayType.WEEKDAY}
        needs = {**place.needs, **{(kind, code): crews for kind in kinds for code in bands or usual}}
        changed[place.place_id] = replace(place, needs=needs)
        said += [(("need", place.place_id, kind.value, code), str(crews)) for kind in kinds for code in bands or usual]
    after = claims(world, item, said)
    if after is None:
        return world
    return replace(after, city=replace(city, places=[changed.get(p.place_id, p) for p in city.places]))


def _patrols(place: Place) -> bool:
    return place.kind is PlaceKind.MOBILE and not any(skill.startswith(ACCIDENT) for skill in place.lead_skills)


KIND = Kind(
    key="mobile",
    name=Text("机动单元数", "mobile units"),
    keys=("units", "places", "bands"),
    lay=lay,
    single=True,
    example="[mobile]\nunits = 4",
)
