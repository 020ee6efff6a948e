"""``[[demand]]``: more or fewer calls: all, of some types, on some streets, at some hours."""

from dataclasses import replace

from ...models.incident import EventCode
from ...models.text import Text
from ..toml_reader import Branch
from .kind import Kind, known, number, words
from .where import PLACE_KEYS, TIME_KEYS, arcs_of, window_of
from .world import CallEffect, World

TYPE = Text("警情类型", "type of event")


def lay(item: Branch, world: World) -> World:
    """Multiply calls by ``factor``; several factors multiply each other."""
    before = len(item.notes.findings)
    factor, window = number(item, "factor", 0, 100), window_of(item, world)
    types = words(item, "types")
    for word in types:
        known(item, "types", word, [code.value for code in EventCode], TYPE)
    arcs = arcs_of(item, world) if any(key in item.data for key in PLACE_KEYS) else None
    if len(item.notes.findings) > before or factor is None or window is None:
        return world
    effect = CallEffect(
        factor=factor,
        window=window,
        codes=frozenset(EventCode(word) for word in types),
        arcs=None if arcs is None else frozenset(arcs),
    )
    return replace(world, calls=(*world.calls, effect))


KIND = Kind(
    key="demand",
    name=Text("警情增减", "more or fewer calls"),
    keys=("factor", "types", *TIME_KEYS, *PLACE_KEYS),
    lay=lay,
    example='[[demand]]\nfactor = 1.5\ntypes = ["ACCIDENT_PROPERTY", "BREAKDOWN"]\nhours = "19:00-23:00"',
)
