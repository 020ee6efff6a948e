"""What a scenario can change: the city, its roads by time, its calls, the simulator's settings, who goes live when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from ...models.city import City
from ...models.incident import EventCode
from ...models.week import Week
from ...road_network.closures import ClosureKind
from ...road_network.graph import RoadNetwork


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time, ``start <= t < stop``; with ``hours`` only between two minutes of each of its days."""

    start: datetime
    stop: datetime
    hours: tuple[int, int] | None = None

    def spans(self) -> Sequence[tuple[datetime, datetime]]:
        """Return the stretches it really means, in order of time."""
        if self.hours is None:
            return ((self.start, self.stop),)
        found = []
        day = self.start.date() - timedelta(days=1)
        while day < self.stop.date() + timedelta(days=1):
            midnight = datetime.combine(day, time())
            begin = max(self.start, midnight + timedelta(minutes=self.hours[0]))
            end = min(self.stop, midnight + timedelta(minutes=self.hours[1]))
            if begin < end:
                found.append((begin, end))
            day += timedelta(days=1)
        return tuple(found)

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return any(start <= moment < stop for start, stop in self.spans())


def whole_week(week: Week) -> Window:
    """Return the week, and the small hours after it."""
    start = datetime.combine(week.monday, time())
    return Window(start=start, stop=start + timedelta(days=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadEffect:
    """Arcs that are closed (``closed``) or take ``percent`` of their usual time in a window."""

    arcs: tuple[int, ...]
    window: Window
    closed: ClosureKind | None = None
    percent: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEffect:
    """Calls times ``factor`` in a window: those of these types (empty: all) on these arcs (None: everywhere)."""

    factor: float
    window: Window
    codes: frozenset[EventCode] = frozenset()
    arcs: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraCalls:
    """Calls that come besides: ``per_hour`` in a window, on these arcs, of types by share."""

    name: str
    arcs: tuple[int, ...]
    window: Window
    per_hour: float
    mix: Mapping[EventCode, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a change says of a subject; two that say different things of one subject contradict each other."""

    subject: tuple[str, ...]
    says: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """
    A city and all that a scenario has done to it so far; each change makes a new one.

    Parameters
    ----------
    city, week
        The city as changed, and the week that is planned.
    network
        Its roads; None if the folder has none.
    roads, calls, extra
        Closed and slow roads; calls that come more or less often; calls that come besides.
    remote_share, remote_min
        Share of property accidents closed without a crew (None: as before), and the minutes that takes.
    legacy
        Brigades that still work by their old plan in this week: seen by dispatch, not planned (F29).
    claims
        What the changes so far said, to find contradictions.
    """

    city: City
    week: Week
    network: RoadNetwork | None = None
    roads: tuple[RoadEffect, ...] = ()
    calls: tuple[CallEffect, ...] = ()
    extra: tuple[ExtraCalls, ...] = ()
    remote_share: float | None = None
    remote_min: float = 15.0
    go_live: Mapping[str, date] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()

    @property
    def legacy(self) -> frozenset[str]:
        """Brigades whose go-live lies after this week's Monday."""
        return frozenset(unit for unit, day in self.go_live.items() if day > self.week.monday)
