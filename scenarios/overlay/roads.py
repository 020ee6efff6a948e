"""``[[close]]`` and ``[[slow]]``: streets are closed, or take longer."""

from dataclasses import replace

from ...models.text import Text
from ...road_network.closures import ClosureKind
from ..toml_reader import Branch
from .kind import Kind, known, number
from .where import PLACE_KEYS, TIME_KEYS, arcs_of, window_of
from .world import RoadEffect, World

FOR = {"everyone": ClosureKind.HARD, "through": ClosureKind.NO_THROUGH}
WHOM = Text("对象", "traffic that it may be closed for")


def _close(item: Branch, world: World) -> World:
    """Close streets ``to`` everyone, crews too (the usual), or to through traffic alone."""
    before = len(item.notes.findings)
    arcs, window, whom = arcs_of(item, world), window_of(item, world), item.get("to", str, "everyone")
    known(item, "to", whom, FOR, WHOM)
    if arcs is None or window is None or len(item.notes.findings) > before:
        return world
    return replace(world, roads=(*world.roads, RoadEffect(arcs=arcs, window=window, closed=FOR[whom])))


def _slow(item: Branch, world: World) -> World:
    """Slow streets down: ``percent`` of the usual time; where several hold, the worst counts."""
    before = len(item.notes.findings)
    if item.get("all", bool, False) and world.network is not None:
        arcs: tuple[int, ...] | None = tuple(range(world.network.arcs))
    else:
        arcs = arcs_of(item, world)
    percent, window = number(item, "percent", 100, 10_000), window_of(item, world)
    if arcs is None or window is None or percent is None or len(item.notes.findings) > before:
        return world
    return replace(world, roads=(*world.roads, RoadEffect(arcs=arcs, window=window, percent=round(percent))))


CLOSE = Kind(
    key="close",
    name=Text("道路封闭", "streets closed"),
    keys=("to", *TIME_KEYS, *PLACE_KEYS),
    lay=_close,
    example='[[close]]\npost = "P01"\nradius_m = 300\nstart = "2026-11-24T08:00:00"\nstop = "2026-11-24T12:00:00"',
)
SLOW = Kind(
    key="slow",
    name=Text("道路减速", "streets slow"),
    keys=("percent", *TIME_KEYS, *PLACE_KEYS),
    lay=_slow,
    example='[[slow]]\nall = true\npercent = 160\nstart = "2026-11-24"\nstop = "2026-11-25"',
)
