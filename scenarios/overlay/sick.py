"""``[[sick]]``: a part of the people reports sick for some days."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from ...models.officer import Leave, Officer
from ...models.text import Text
from ..toml_reader import Branch
from .kind import Kind, number
from .officers import role_of, units_of
from .where import window_of
from .world import Window, World


def lay(item: Branch, world: World) -> World:
    """
    Give sick leave to each person with probability ``rate`` in the window.

    Who is sick depends on the seed and the police number alone: at a higher rate the same people are, and more.
    """
    before = len(item.notes.findings)
    rate, window, units, role = number(item, "rate", 0, 1), window_of(item, world), units_of(item, world), role_of(item)
    seed = item.get("seed", int, 0)
    if len(item.notes.findings) > before or rate is None or window is None or units is None:
        return world
    officers = [
        _sick(o, window)
        if o.unit_id in units and role in (None, o.role) and Random(f"{seed}-{o.officer_no}").random() < rate  # noqa: S311
        else o
        for o in world.city.officers
    ]
    return replace(world, city=replace(world.city, officers=officers))


def _sick(officer: Officer, window: Window) -> Officer:
    first, last = window.start.date(), (window.stop - timedelta(seconds=1)).date()
    leave = Leave(first=first, last=last, kind="病假")
    return replace(
        officer,
        leave=(*officer.leave, leave),
        pins=tuple(pin for pin in officer.pins if not leave.covers(pin.day)),
    )


KIND = Kind(
    key="sick",
    name=Text("病假率", "sick rate"),
    keys=("rate", "start", "stop", "units", "role", "seed"),
    lay=lay,
    example='[[sick]]\nrate = 0.15\nstart = "2026-11-23"\nstop = "2026-11-29"',
)
