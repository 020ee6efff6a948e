"""``[[need]]``: other crews at a place in a band."""

from dataclasses import replace

from ...models.text import Text
from ...models.week import DayType
from ..choices import DAY_TYPES
from ..codecs import BadValueError
from ..toml_reader import Branch
from .kind import Kind, claims, has_place, known, number, words
from .places import BAND
from .world import World


def lay(item: Branch, world: World) -> World:
    """Set ``crews`` at ``places`` in ``bands`` of ``days`` (day types; by default those that the place has)."""
    city, before = world.city, len(item.notes.findings)
    places, bands, crews = words(item, "places"), words(item, "bands"), number(item, "crews", 0, 20)
    codes = sorted({band.code for kind in city.bands.by_type for band in city.bands.of(kind)})
    for place_id in places:
        has_place(item, "places", place_id, world)
    for code in bands:
        known(item, "bands", code, codes, BAND)
    for key, given in (("places", places), ("bands", bands)):
        if not given:
            item.notes.error("D05", Text(f"缺少 {key}", f"{key} are missing"), item.at(key))
    kinds = _day_types(item)
    if len(item.notes.findings) > before or crews is None:
        return world
    changed, said = {}, list[tuple[tuple[str, ...], str]]()
    for place_id in places:
        place = city.place(place_id)
        of_place = kinds or sorted({kind for kind, _ in place.needs} or {DayType.WEEKDAY})
        needs = dict(place.needs)
        for kind in of_place:
            if not any(known_kind is kind for known_kind, _ in place.needs):
                needs |= {(kind, code): n for (of, code), n in place.needs.items() if of is DayType.WEEKDAY}
            needs |= {(kind, code): int(crews) for code in bands}
            said += [(("need", place_id, kind.value, code), f"{crews:g}") for code in bands]
        said.append((("place", place_id), "stays"))
        changed[place_id] = replace(place, needs=needs)
    after = claims(world, item, said)
    if after is None:
        return world
    return replace(after, city=replace(city, places=[changed.get(p.place_id, p) for p in city.places]))


def _day_types(item: Branch) -> list[DayType]:
    found = []
    for word in words(item, "days"):
        try:
            found.append(DAY_TYPES.read(word))
        except BadValueError as error:
            item.notes.error("D06", error.text, item.at("days"))
    return found


KIND = Kind(
    key="need",
    name=Text("调整需求", "need changed"),
    keys=("places", "bands", "days", "crews"),
    lay=lay,
    example='[[need]]\nplaces = ["P01", "P02"]\nbands = ["EVENING"]\ncrews = 2',
)
