"""``[[go_live]]``: the day on which a brigade takes up the reformed way of working (F29)."""

from dataclasses import replace

from ...models.text import Text
from ..toml_reader import Branch
from .kind import Kind, claims, fail, has_unit, words
from .world import World


def lay(item: Branch, world: World) -> World:
    """Set the day for units; before it a unit works by its old plan, which dispatch sees and nobody improves."""
    units = words(item, "units")
    day = item.day("date")
    good = [has_unit(item, "units", unit, world) for unit in units]
    if not units:
        fail(item, "units", Text("缺少 units", "units are missing"), code="D05")
    if day is None or not units or not all(good):
        return world
    after = claims(world, item, [(("go_live", unit), str(day)) for unit in units])
    return world if after is None else replace(after, go_live={**world.go_live, **dict.fromkeys(units, day)})


KIND = Kind(
    key="go_live",
    name=Text("上线日期", "go-live date"),
    keys=("units", "date"),
    lay=lay,
    example='[[go_live]]\nunits = ["A"]\ndate = "2026-12-07"',
)
