"""What a simulated week leaves behind: its calls, and the log of events that every key figure is taken from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.incident import Incident
from ...models.text import Text
from ...solver.dispatch.crew_file import Stretch

NOBODY = -1


class Event(IntEnum):
    """
    What can happen; the first ones are the stamps of an incident's life (DOMAIN F17), the others concern crews.

    ``value`` of an entry: CLASSIFIED 1 or 2, the level of dispatch; DISPATCHED the milliseconds by which the chosen
    crew is there later than the nearest one that is free (whether it may be sent or not); SECOND the milliseconds until
    the next best crew would be there; QUEUED the number that wait already; BREAK its minutes.
    """

    RECEIVED = 0
    CLASSIFIED = 1
    QUEUED = 2
    DISPATCHED = 3
    ACKED = 4
    ENROUTE = 5
    ARRIVED = 6
    HANDLING = 7
    CLEARED = 8
    CLOSED = 9
    REMOTE = 10
    REASSIGNED = 11
    BACK = 12
    BREAK = 13
    SECOND = 14


EVENT_NAMES = {
    Event.RECEIVED: Text("接报", "received"),
    Event.CLASSIFIED: Text("定级", "classified"),
    Event.QUEUED: Text("待派", "waits: nobody can be sent"),
    Event.DISPATCHED: Text("派警", "dispatched"),
    Event.ACKED: Text("签收", "acknowledged"),
    Event.ENROUTE: Text("出警", "on the way"),
    Event.ARRIVED: Text("到场", "arrived"),
    Event.HANDLING: Text("处置", "handling, the crew is complete"),
    Event.CLEARED: Text("撤离", "cleared"),
    Event.CLOSED: Text("反馈", "closed"),
    Event.REMOTE: Text("远程快处", "handled remotely"),
    Event.REASSIGNED: Text("改派", "called off to a more urgent incident"),
    Event.BACK: Text("归岗", "back at the post or on the line"),
    Event.BREAK: Text("休整", "on a break"),
    Event.SECOND: Text("次近", "who would have been there second"),
}


class LogEntry(NamedTuple):
    """One line of the log; ``call_id`` and ``unit_id`` are "" where none is concerned."""

    at: datetime
    event: Event
    call_id: str
    unit_id: str
    value: int


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """
    All that happened, in the order it happened; arrays of shape (entries,).

    Parameters
    ----------
    at_ms
        Milliseconds since the run's beginning.
    event
        ``Event``.
    call, unit
        Numbers in ``Run.calls`` and ``Run.crews``; ``NOBODY``.
    value
        See ``Event``.
    """

    at_ms: NDArray[np.int64]
    event: NDArray[np.int8]
    call: NDArray[np.int32]
    unit: NDArray[np.int32]
    value: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.at_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimCall:
    """
    A call as the centre knows it: what, where, whose.

    ``level`` is 1 or 2; ``cell`` the post in whose cell it lies, ``band`` the band of its time, "" if unknown.
    """

    incident: Incident
    at_ms: int
    level: int
    brigade: str
    cell: str
    road: str
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimCrew:
    """A crew of the roster that is on the road or stands by, with its legs on the clock of ``crew_file``."""

    unit_id: str
    brigade: str
    police: int
    aux: int
    stretches: Sequence[Stretch]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """
    One week lived through.

    Parameters
    ----------
    begin, end
        The stretch of time that was simulated.
    counted_from, counted_to
        Calls received in between count for the key figures.
    calls, crews
        In the order of their numbers in ``log``.
    """

    scenario: str
    seed: int
    replication: int
    begin: datetime
    end: datetime
    counted_from: datetime
    counted_to: datetime
    calls: Sequence[SimCall]
    crews: Sequence[SimCrew]
    log: EventLog

    def entries(self) -> Iterator[LogEntry]:
        """Go through the log in words."""
        log = self.log
        rows = zip(*(c.tolist() for c in (log.at_ms, log.event, log.call, log.unit, log.value)), strict=True)
        for at, event, call, unit, value in rows:
            yield LogEntry(
                self.begin + timedelta(milliseconds=at),
                Event(event),
                self.calls[call].incident.incident_id if call >= 0 else "",
                self.crews[unit].unit_id if unit >= 0 else "",
                value,
            )
