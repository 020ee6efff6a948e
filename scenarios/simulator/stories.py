"""The log read call by call and crew by crew: stamps, and when a crew was away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .run import Event, Run

NEVER = -1
MINUTE_MS = 60_000


@dataclass(slots=True)
class Order:
    """One crew's order: milliseconds of its stamps, ``NEVER`` where one is missing."""

    unit: int
    sent: int
    regret: int
    acked: int = NEVER
    arrived: int = NEVER
    cleared: int = NEVER
    taken_back: int = NEVER


@dataclass(slots=True)
class Story:
    """A call's stamps in milliseconds; ``waited``: nobody could be sent at once; ``second``: ETA of a further crew."""

    received: int
    classified: int = NEVER
    waited: bool = False
    remote: bool = False
    second: int = NEVER
    closed: int = NEVER
    orders: list[Order] = field(default_factory=list)

    @property
    def first_there(self) -> Order | None:
        """The order of the crew that was there first."""
        return min((one for one in self.orders if one.arrived >= 0), key=lambda one: one.arrived, default=None)


Spans = list[tuple[int, int]]


@dataclass(slots=True)
class Day:
    """What a crew did besides its legs, from and to in milliseconds: busy with calls, away from its place, resting."""

    busy: Spans = field(default_factory=list)
    away: Spans = field(default_factory=list)
    rest: Spans = field(default_factory=list)


def read_log(run: Run) -> tuple[Sequence[Story], Mapping[int, Day]]:
    """Return the story of every call, in the order of their numbers, and the days of the crews that did something."""
    reader, log = _Reader([Story(call.at_ms) for call in run.calls]), run.log
    for row in zip(*(c.tolist() for c in (log.event, log.at_ms, log.call, log.unit, log.value)), strict=True):
        if row[0] in _OF_CALLS:
            reader.of_call(*row)
        else:
            reader.of_crew(*row)
    reader.finish(round((run.end - run.begin).total_seconds() * 1000))
    return reader.stories, reader.days


_OF_CALLS = frozenset({Event.RECEIVED, Event.CLASSIFIED, Event.QUEUED, Event.REMOTE, Event.SECOND, Event.CLOSED})


class _Reader:
    """Reads entry after entry, in the order of the log."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self.stories, self.days = stories, dict[int, Day]()
        self._orders: dict[int, Order] = {}
        self._left: dict[int, int] = {}

    def of_call(self, event: int, at: int, call: int, unit: int, value: int) -> None:
        """Read an entry about a call."""
        del unit
        story = self.stories[call]
        match event:
            case Event.CLASSIFIED:
                story.classified = at
            case Event.QUEUED:
                story.waited = True
            case Event.REMOTE:
                story.remote = True
            case Event.SECOND:
                story.second = value
            case Event.CLOSED:
                story.closed = at

    def of_crew(self, event: int, at: int, call: int, unit: int, value: int) -> None:
        """Read an entry about a crew."""
        match event:
            case Event.DISPATCHED:
                self._sent(at, call, unit, value)
            case Event.ACKED if unit in self._orders:
                self._orders[unit].acked = at
            case Event.ARRIVED:
                self._orders[unit].arrived = at
            case Event.CLEARED:
                self._orders[unit].cleared = at
                self._done(unit, at)
            case Event.REASSIGNED:
                self._orders[unit].taken_back = at
                self._done(unit, at)
            case Event.BACK if unit in self._left:
                self._day(unit).away.append((self._left.pop(unit), at))
            case Event.BREAK:
                self._day(unit).rest.append((at, at + MINUTE_MS * value))

    def finish(self, end: int) -> None:
        """Let what is still under way last until the end."""
        for unit in sorted(self._orders):
            self._done(unit, end)
        for unit, since in sorted(self._left.items()):
            self._day(unit).away.append((since, end))

    def _sent(self, at: int, call: int, unit: int, value: int) -> None:
        self._orders[unit] = Order(unit, at, value)
        self.stories[call].orders.append(self._orders[unit])
        self._left.setdefault(unit, at)
        rests = self._day(unit).rest
        if rests and rests[-1][1] > at:
            rests[-1] = rests[-1][0], at

    def _done(self, unit: int, at: int) -> None:
        self._day(unit).busy.append((self._orders.pop(unit).sent, at))

    def _day(self, unit: int) -> Day:
        return self.days.setdefault(unit, Day())


def overlap(spans: Spans, start: int, end: int) -> int:
    """
    Return the milliseconds of ``start..end`` that lie in some spans, which do not overlap each other.

    >>> overlap([(0, 10), (20, 30)], 5, 25)
    10
    """
    return sum(max(0, min(end, b) - max(start, a)) for a, b in spans)
