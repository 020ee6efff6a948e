"""Nobody can come: who will be the first that can."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ...models.unit import UnitStatus
from ...road_network.road_point import RoadPoint
from .answer import NextFree
from .board import Board
from .call import Call, judge
from .crew_file import CrewFile, clock_time
from .reasons import Reason
from .standing import Standing

WAITS = frozenset({Reason.BUSY, Reason.ON_BREAK, Reason.POST_HELD, Reason.OFF_DUTY})
_ANYWHERE = RoadPoint(0, 0.0)


def next_free(board: Board, call: Call) -> NextFree | None:
    """
    Return the unit that can be sent first, and why it cannot be sent now; the fleet is held still.

    A unit busy beyond its expected time counts as free in a moment. None if no known unit will ever do.
    """
    return min(_waiting(board, call), key=lambda free: (free.at, free.unit_id), default=None)


def _waiting(board: Board, call: Call) -> Iterator[NextFree]:
    for name, crew in board.crews.items():
        now = board.standing(name)
        reason = judge(call, crew, now)
        at = _free_at(board, call, crew, reason) if reason in WAITS else None
        if reason is not None and at is not None and _would_do(call, crew, now):
            yield NextFree(unit_id=name, at=max(at, call.now + timedelta(seconds=1)), why=reason)


def _free_at(board: Board, call: Call, crew: CrewFile, reason: Reason | None) -> datetime | None:
    if reason is Reason.OFF_DUTY:
        return board.next_start(crew.unit_id)
    if reason is Reason.BUSY:
        return clock_time(crew.job.free) if crew.job else call.now
    return board.changes(crew.unit_id)


def _would_do(call: Call, crew: CrewFile, now: Standing) -> bool:
    """Whether the crew could be sent if it were free and on patrol."""
    free = now._replace(status=UnitStatus.ON_PATROL, protected=False, silent=False, at=now.at or _ANYWHERE)
    same_side = not call.brigade or crew.brigade == call.brigade
    return same_side and judge(call, crew, free) is None
