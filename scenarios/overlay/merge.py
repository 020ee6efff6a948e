"""``[[merge]]``: units of one level become one; their people, places, equipment and sub-units move."""

from collections.abc import Sequence
from dataclasses import replace

from ...models.city import City
from ...models.errors import InputError
from ...models.org import Org
from ...models.text import Text
from ..toml_reader import Branch
from .kind import MERGED, Kind, claims, fail, has_unit, words
from .world import World


def lay(item: Branch, world: World) -> World:
    """Merge ``units`` into the first of them, which may get a new ``name``."""
    units, city = words(item, "units"), world.city
    found = [has_unit(item, "units", unit, world) for unit in units]
    if not all(found):
        return world
    if len(set(units)) < 2 or len({city.org[unit].level for unit in units}) > 1:
        fail(item, "units", Text("须为同级的两个以上单位", "name two or more units of one level"), code="D07")
        return world
    kept, *gone = units
    if any(above.unit_id in gone for above in city.org.line_up(kept)):
        fail(item, "units", Text("单位互为上下级", "one of the units lies above another"), code="D07")
        return world
    said = [(("unit", kept), "stays"), *[(("unit", unit), MERGED) for unit in gone]]
    after = claims(world, item, said)
    if after is None:
        return world
    try:
        merged = _merged(city, kept, gone, item.get("name", str, city.org[kept].name))
    except InputError as error:
        item.notes.error("D07", error.text, item.at("units"))
        return world
    return replace(after, city=merged)


def _merged(city: City, kept: str, gone: Sequence[str], name: str) -> City:
    """Let everybody and everything of the units that go belong to the one that stays."""
    moved = dict.fromkeys(gone, kept)
    units = tuple(
        replace(
            unit,
            name=name if unit.unit_id == kept else unit.name,
            parent_id=moved.get(unit.parent_id, unit.parent_id),
        )
        for unit in city.org.units
        if unit.unit_id not in moved
    )
    return replace(
        city,
        org=Org(units),
        officers=[replace(o, unit_id=moved.get(o.unit_id, o.unit_id)) for o in city.officers],
        places=[replace(p, unit_id=moved.get(p.unit_id, p.unit_id)) for p in city.places],
        devices=[replace(d, unit_id=moved.get(d.unit_id, d.unit_id)) for d in city.devices],
        equipment=replace(
            city.equipment,
            items=[replace(i, unit_id=moved.get(i.unit_id, i.unit_id)) for i in city.equipment.items],
        ),
    )


KIND = Kind(
    key="merge",
    name=Text("合并单位", "units merged"),
    keys=("units", "name"),
    lay=lay,
    example='[[merge]]\nunits = ["A1", "A2"]\nname = "一中队（合并）"',
)
