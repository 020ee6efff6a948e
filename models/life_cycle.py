"""The life of an incident: its states, stamps and hops, in one log that only grows (DOMAIN F15, F17)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Lock

from .errors import InputError
from .finding import Finding, Severity, Where
from .text import Text

RULE = "D71"  # an entry the log cannot take


class IncidentState(StrEnum):
    """接报, 定级, 派警, 签收, 出警, 到场, 处置, 撤离, 反馈; 远程快处, 移交, 取消, 改派."""

    RECEIVED = "RECEIVED"
    CLASSIFIED = "CLASSIFIED"
    DISPATCHED = "DISPATCHED"
    ACKED = "ACKED"
    ENROUTE = "ENROUTE"
    ARRIVED = "ARRIVED"
    HANDLING = "HANDLING"
    CLEARED = "CLEARED"
    CLOSED = "CLOSED"
    REMOTE = "REMOTE"
    TRANSFERRED = "TRANSFERRED"
    CANCELLED = "CANCELLED"
    REASSIGNED = "REASSIGNED"


S = IncidentState
MAIN_LINE = (
    S.RECEIVED, S.CLASSIFIED, S.DISPATCHED, S.ACKED, S.ENROUTE, S.ARRIVED, S.HANDLING, S.CLEARED, S.CLOSED,
)  # fmt: skip
ENDS = frozenset({S.CLOSED, S.TRANSFERRED, S.CANCELLED})
_ONLY_AFTER = {
    S.RECEIVED: frozenset[IncidentState](),
    S.REMOTE: frozenset({S.RECEIVED, S.CLASSIFIED}),
    S.REASSIGNED: frozenset({S.DISPATCHED, S.ACKED, S.ENROUTE}),
}
_ONLY_BEFORE = {S.REMOTE: S.CLOSED, S.REASSIGNED: S.DISPATCHED}


def may_follow(before: IncidentState | None, after: IncidentState) -> bool:
    """
    Whether a state may follow another; stamps of the main line may be missing, never out of order.

    >>> may_follow(IncidentState.ENROUTE, IncidentState.HANDLING)
    True
    """
    if before is None or before in ENDS:
        return before is None and after is S.RECEIVED
    if after in (S.CANCELLED, S.TRANSFERRED):
        return True
    if after in _ONLY_AFTER:
        return before in _ONLY_AFTER[after]
    if before in _ONLY_BEFORE:
        return after is _ONLY_BEFORE[before]
    return MAIN_LINE.index(after) > MAIN_LINE.index(before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One line of the log; ``hops`` counts the relays of an order: 1 is one step from centre to officer.

    ``unit_id`` is empty for what concerns the incident as a whole (received, classified, closed).
    """

    incident_id: str
    state: IncidentState
    at: datetime
    unit_id: str = ""
    hops: int = 1


def _last_of(entries: Sequence[Entry], unit_id: str) -> Entry | None:
    """
    Return the entry that the next one of a unit follows: several units of one incident go their own ways.

    What names no unit, and what ends the incident, concerns all of them.
    """
    if not unit_id or (entries and entries[-1].state in ENDS):
        return entries[-1] if entries else None
    return next((entry for entry in reversed(entries) if entry.unit_id in ("", unit_id)), None)


@dataclass(frozen=True, slots=True)
class Story:
    """All entries of one incident, in order."""

    entries: tuple[Entry, ...]

    @property
    def state(self) -> IncidentState:
        """The state of the last entry; with several units that of whoever reported last."""
        return self.entries[-1].state

    @property
    def units(self) -> tuple[str, ...]:
        """The units that were sent, in the order sent."""
        sent = (entry.unit_id for entry in self.entries if entry.state is S.DISPATCHED and entry.unit_id)
        return tuple(dict.fromkeys(sent))

    def stamp(self, state: IncidentState) -> datetime | None:
        """Return when a state was first reached; None marks a missing stamp, it is never filled in."""
        return next((entry.at for entry in self.entries if entry.state is state), None)

    def missing(self) -> tuple[IncidentState, ...]:
        """Return the states of the main line that were passed without a stamp."""
        reached = [entry.state for entry in self.entries if entry.state in MAIN_LINE]
        if S.REMOTE in {entry.state for entry in self.entries}:
            return ()
        passed = MAIN_LINE[: max(MAIN_LINE.index(state) for state in reached)]
        return tuple(state for state in passed if state not in reached)

    def seconds(self, first: IncidentState, last: IncidentState) -> float | None:
        """Return the time between two stamps, None if one is missing."""
        start, end = self.stamp(first), self.stamp(last)
        return None if start is None or end is None else (end - start).total_seconds()

    def answers(self) -> Iterator[float]:
        """Yield for each order that was acknowledged the seconds until it was; one called off before has none."""
        sent: dict[str, datetime] = {}
        for entry in self.entries:
            if entry.state is S.DISPATCHED:
                sent[entry.unit_id] = entry.at
            elif entry.state is S.REASSIGNED:
                sent.pop(entry.unit_id, None)
            elif entry.state is S.ACKED and entry.unit_id in sent:
                yield (entry.at - sent.pop(entry.unit_id)).total_seconds()


@dataclass(slots=True)
class IncidentLog:
    """
    The log of all incidents; safe to use from several threads.

    Examples
    --------
    >>> log = IncidentLog()
    >>> log.add(Entry(incident_id="1", state=IncidentState.RECEIVED, at=datetime(2026, 11, 24, 8)))
    >>> log.story("1").state.value
    'RECEIVED'
    """

    _entries: list[Entry] = field(default_factory=list)
    _stories: dict[str, list[Entry]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, entry: Entry) -> None:
        """Write an entry; InputError, and nothing is written, if state or time cannot follow the last entry."""
        with self._lock:
            before = self._stories.get(entry.incident_id, [])
            last = _last_of(before, entry.unit_id)
            if not may_follow(last.state if last else None, entry.state):
                state = last.state if last else "-"
                raise _refused(entry, "state", f"{state} 之后不能是 {entry.state}", f"{entry.state} after {state}")
            if before and entry.at < before[-1].at:
                late = before[-1].at
                raise _refused(entry, "at", f"时间早于上一条 {late}", f"earlier than the last entry, {late}")
            if entry.hops < 1:
                raise _refused(entry, "hops", "层级从 1 计", "hops count from 1")
            self._stories.setdefault(entry.incident_id, []).append(entry)
            self._entries.append(entry)

    def story(self, incident_id: str) -> Story:
        """Return the entries of an incident; KeyError if there are none."""
        with self._lock:
            return Story(tuple(self._stories[incident_id]))

    def entries(self) -> Sequence[Entry]:
        """Return all entries in the order written."""
        with self._lock:
            return tuple(self._entries)

    def stories(self) -> Mapping[str, Story]:
        """Return all incidents."""
        with self._lock:
            return {name: Story(tuple(entries)) for name, entries in self._stories.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFigures:
    """
    What the log says of dispatching: means in seconds, None if no incident has both stamps (DOMAIN 8.2).

    Parameters
    ----------
    p90_arrival_s
        Nine of ten incidents have somebody there within this time (nearest rank).
    to_ack_s
        From each order to the acknowledgement of the same unit.
    travel_s
        From the order to the first arrival.
    mean_hops, one_step_share
        Over all orders.
    missing_arrivals
        Incidents handled without an arrival stamp.
    """

    incidents: int
    to_dispatch_s: float | None
    to_ack_s: float | None
    travel_s: float | None
    to_arrival_s: float | None
    p90_arrival_s: float | None
    handling_s: float | None
    mean_hops: float | None
    one_step_share: float | None
    missing_arrivals: int


def figures(log: IncidentLog) -> LogFigures:
    """Compute the figures of a log, from its entries alone."""
    stories = list(log.stories().values())
    hops = [entry.hops for story in stories for entry in story.entries if entry.state is S.DISPATCHED]
    arrivals = sorted(s for story in stories if (s := story.seconds(S.RECEIVED, S.ARRIVED)) is not None)
    return LogFigures(
        incidents=len(stories),
        to_dispatch_s=_mean(story.seconds(S.RECEIVED, S.DISPATCHED) for story in stories),
        to_ack_s=_mean(answer for story in stories for answer in story.answers()),
        travel_s=_mean(story.seconds(S.DISPATCHED, S.ARRIVED) for story in stories),
        to_arrival_s=_mean(arrivals),
        p90_arrival_s=arrivals[-(-9 * len(arrivals) // 10) - 1] if arrivals else None,
        handling_s=_mean(story.seconds(S.ARRIVED, S.CLEARED) for story in stories),
        mean_hops=_mean(hops),
        one_step_share=_mean(float(hop == 1) for hop in hops),
        missing_arrivals=sum(S.ARRIVED in story.missing() for story in stories),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _refused(entry: Entry, field_name: str, zh: str, en: str) -> InputError:
    return InputError.of(
        [
            Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=Text(f"警情 {entry.incident_id}: {zh}", f"incident {entry.incident_id}: {en}"),
                where=Where(field=field_name, value=str(entry.at if field_name == "at" else entry.state)),
                advice=Text("核对顺序与时间", "check order and time"),
            )
        ]
    )
