"""What is simulated: a city, its roster, its roads, where the calls come from, and the settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from ...models.city import City
from ...models.errors import InputError
from ...models.incident import EventCode, Incident
from ...models.line import Line
from ...models.roster import Roster
from ...models.text import Text
from ...road_network.closures import Closures
from ...road_network.graph import RoadNetwork
from ...road_network.speeds import FREE_FLOW, Profile
from ...solver.dispatch.rules import DispatchRules
from .force import Figures


class ServiceLaw(StrEnum):
    """How long crews stay at a scene: lognormal, exponential (for queues with a known answer), always the mean."""

    LOGNORMAL = "LOGNORMAL"
    EXPONENTIAL = "EXPONENTIAL"
    FIXED = "FIXED"


class CallSource(Protocol):
    """Where calls come from; picklable. The same seed, replication and time give the same calls."""

    def calls(self, start: datetime, end: datetime, *, seed: int, replication: int) -> Sequence[Incident]:
        """Return the calls of ``start <= t < end``, in order of time; each lies on the road (``arc``, ``share``)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadChange:
    """What is closed or slow from ``start`` to ``stop``; the last one in the list that holds is the one that counts."""

    start: datetime
    stop: datetime
    closures: Closures


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What the simulator assumes beside the rules of dispatch; times in seconds.

    Parameters
    ----------
    answer_s
        From the call to its classification (接报到定级).
    ack_s
        From the order to its acknowledgement, part of the turn-out.
    service, spread
        Law of the minutes at the scene; standard deviation of a lognormal time as a share of its mean.
    service_min
        Means that differ from those of the event types.
    remote_share
        Share of property accidents that do not block the road and are closed without a crew, 0 to 1.
    remote_s
        How long closing one of them takes.
    rest_after_min, rest_min
        After so many minutes of duty without a break a crew takes one of ``rest_min``; 0: no breaks.
    return_to_post
        Whether a crew drives back to its post after the scene; else it waits where it is.
    warm_up_min
        Calls of the first minutes are lived through and not counted.
    cool_down_min
        Nor are those of the last ones, for which there may be no time left.
    relays
        Hops of an order: 1 is one step from the centre to the crew.
    """

    answer_s: int = 60
    ack_s: int = 15
    service: ServiceLaw = ServiceLaw.LOGNORMAL
    spread: float = 0.6
    service_min: Mapping[EventCode, float] = field(default_factory=dict)
    remote_share: float = 0.0
    remote_s: int = 900
    rest_after_min: int = 180
    rest_min: int = 20
    return_to_post: bool = True
    warm_up_min: int = 480
    cool_down_min: int = 60
    relays: int = 1

    def __post_init__(self) -> None:
        whole = self.answer_s, self.ack_s, self.remote_s, self.rest_after_min, self.rest_min, self.warm_up_min
        if min(whole) < 0 or self.spread < 0 or not 0 <= self.remote_share <= 1 or self.relays < 1:
            raise InputError(Text("模拟参数超出范围", "a setting of the simulator is out of range"))
        if any(minutes <= 0 for minutes in self.service_min.values()):
            raise InputError(Text("处置时间须大于 0", "minutes at the scene must be above 0"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenario:
    """
    One scenario, whole; can be sent to another process.

    Parameters
    ----------
    name
        Shown in tables.
    city, roster
        The city and the week's roster; the roster may have gaps.
    network, profile
        The roads and their speeds by the hour.
    source
        Where the calls come from.
    before
        The roster of the week before: its night duties reach into this week.
    lines
        ``(place id, band code) -> lines`` of a deployment, which the crews of a duty take in turn; a place without one
        rides the main streets of its cell.
    changes
        Closed and slow roads by time.
    facts
        Figures that stand before anybody rides: those of the deployment.
    rules
        Settings of dispatch; the city's own if None.
    start, days
        The first day simulated and how many; by default the roster's week.
    """

    name: str
    city: City
    roster: Roster
    network: RoadNetwork
    source: CallSource
    profile: Profile = FREE_FLOW
    before: Roster | None = None
    lines: Mapping[tuple[str, str], Sequence[Line]] = field(default_factory=dict)
    changes: Sequence[RoadChange] = ()
    facts: Figures = field(default_factory=dict)
    rules: DispatchRules | None = None
    settings: Settings = field(default_factory=Settings)
    start: date | None = None
    days: int = 7

    def __post_init__(self) -> None:
        if not self.days >= 1:
            raise InputError(Text("至少模拟一天", "at least one day is simulated"))

    @property
    def begin(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.start or self.roster.week.monday, time())

    @property
    def end(self) -> datetime:
        """The moment after the last; calls still open then stay open."""
        return self.begin + timedelta(days=self.days)
