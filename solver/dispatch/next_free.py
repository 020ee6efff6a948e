"""Nobody can come: who will be the first that can."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ...models.unit import Position, PositionSource, Unit, UnitStatus
from .answer import NextFree
from .call import Call, judge
from .fleet import Fleet
from .reasons import Reason

WAITS = frozenset({Reason.BUSY, Reason.ON_BREAK, Reason.POST_HELD, Reason.OFF_DUTY})
_ANYWHERE = Position(arc=0, share=0.0, source=PositionSource.ROSTER, age_s=0.0)


def next_free(fleet: Fleet, call: Call) -> NextFree | None:
    """
    Return the unit that can be sent first, and why it cannot be sent now; the fleet is held still.

    A unit busy beyond its expected time counts as free in a moment. None if no known unit will ever do.
    """
    known = sorted(_waiting(fleet, call), key=lambda free: (free.at, free.unit_id))
    return known[0] if known else None


def _waiting(fleet: Fleet, call: Call) -> Iterator[NextFree]:
    for name in fleet.names():
        unit = fleet.shown(name)
        reason = judge(call, unit)
        at = _free_at(fleet, call, unit, reason) if reason in WAITS else None
        if reason is not None and at is not None and _would_do(call, unit):
            yield NextFree(unit_id=name, at=max(at, call.now + timedelta(seconds=1)), why=reason)


def _free_at(fleet: Fleet, call: Call, unit: Unit, reason: Reason | None) -> datetime | None:
    if reason is Reason.OFF_DUTY:
        return fleet.next_start(unit.unit_id)
    if reason is Reason.BUSY:
        return unit.free_at or call.now
    return fleet.changes(unit.unit_id)


def _would_do(call: Call, unit: Unit) -> bool:
    """Whether the unit could be sent if it were free and on patrol."""
    at = unit.position or _ANYWHERE
    free = replace(unit, status=UnitStatus.ON_PATROL, protected=False, silent=False, position=at)
    same_side = not call.brigade or unit.brigade == call.brigade
    return same_side and judge(call, free) is None
