"""``[templates]``: which shift templates may be used, and new ones."""

from dataclasses import replace

from ...models.text import Text
from ..read_bands import read_templates
from ..toml_reader import Branch
from .kind import Kind, claims, fail, known, words
from .world import World

TEMPLATE = Text("班次", "template")


def lay(item: Branch, world: World) -> World:
    """Allow only some templates (``allow``), ``forbid`` some, ``add`` new ones as ``city.toml`` writes them."""
    city, before = world.city, len(item.notes.findings)
    codes = [template.code for template in city.templates]
    allow, forbid = words(item, "allow"), words(item, "forbid")
    for key, named in (("allow", allow), ("forbid", forbid)):
        for code in named:
            known(item, key, code, codes, TEMPLATE)
    new = read_templates(_as_city(item)) if "add" in item.data else ()
    for template in new:
        if template.code in codes:
            fail(item, "add", Text(f"班次 {template.code} 已存在", f"{template.code} exists already"), code="D08")
    if len(item.notes.findings) > before:
        return world
    gone = {code for code in codes if code in forbid or (allow and code not in allow)}
    said = [(("template", code), "forbidden" if code in gone else "allowed") for code in codes if allow or code in gone]
    after = claims(world, item, said)
    if after is None:
        return world
    # a forbidden template stays known for the duties of the past; it serves no place any more
    kept = [replace(t, serves=frozenset()) if t.code in gone else t for t in city.templates]
    officers = [replace(o, pins=tuple(pin for pin in o.pins if pin.template not in gone)) for o in city.officers]
    return replace(after, city=replace(city, templates=[*kept, *new], officers=officers))


def _as_city(item: Branch) -> Branch:
    return Branch(item.file, item.path, {"templates": item.data["add"]}, item.notes)


KIND = Kind(
    key="templates",
    name=Text("班次", "templates"),
    keys=("allow", "forbid", "add"),
    lay=lay,
    single=True,
    example='[templates]\nforbid = ["SPLIT"]',
)
