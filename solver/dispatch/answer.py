"""What a dispatcher gets: recommendations with reasons, never an order (D6)."""

from dataclasses import dataclass
from datetime import datetime

from ...models.crew import Patterns
from ...models.dispatch_level import Linkage
from ...models.finding import Finding
from ...models.incident import Incident
from ...models.text import Text
from ...models.unit import Position, Unit
from ...road_network.conditions import Conditions
from ...road_network.road_point import RoadPoint
from ...road_network.route import Route
from .levels import Level
from .reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """
    A unit that may be sent.

    Parameters
    ----------
    eta_ms
        Milliseconds until it is there: turn-out, the rest of its street, the road at that hour.
    turn_out_ms
        The part of it before the wheels turn.
    route
        The way it takes; None if it was not asked for.
    loss
        Percent of the weighted demand that nobody else would cover meanwhile.
    overtime
        Its duty ends before it could be done.
    notes
        What the dispatcher has to know: a post released, a job left, help from another brigade.
    aid
        The linkage this rests on, if it is not a unit of the own brigade, or of the own squadron.
    """

    unit: Unit
    eta_ms: int
    turn_out_ms: int
    route: Route | None
    loss: float = 0.0
    overtime: bool = False
    notes: tuple[Text, ...] = ()
    aid: Linkage | None = None

    @property
    def radio_id(self) -> str:
        """The radio to call, one to one."""
        return self.unit.radio_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """
    A unit that would be there before the recommended one, or has no position, and the one reason against it.

    ``eta_ms`` and ``position`` are None if nobody knows where it is.
    """

    unit_id: str
    eta_ms: int | None
    reason: Reason
    position: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextFree:
    """The unit that can be sent first although it cannot be sent now."""

    unit_id: str
    at: datetime
    why: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    The answer to one question.

    Parameters
    ----------
    at, given
        Where the incident lies on the road; closures, vehicle and hour of the times.
    crew
        The least lawful crews: one of them.
    recommendations
        The best first; empty if nobody is eligible.
    nearest
        The unit that would be there first, eligible or not, and its ETA: the pure nearest.
    rejected
        Every unit that would be there before the recommended one (all within the horizon, if there is none), the
        nearest first, and behind them those without a position.
    next_free
        If nobody is eligible.
    notices
        Doubts about roster, radios and clock.
    """

    incident: Incident
    now: datetime
    at: RoadPoint
    given: Conditions
    level: Level
    crew: Patterns
    recommendations: tuple[Recommendation, ...]
    nearest: tuple[str, int] | None
    rejected: tuple[Rejected, ...]
    next_free: NextFree | None
    notices: tuple[Finding, ...]

    @property
    def best(self) -> Recommendation | None:
        """The recommended unit."""
        return self.recommendations[0] if self.recommendations else None

    @property
    def extra_s(self) -> float | None:
        """Seconds the recommendation costs beside the pure nearest unit; None without a recommendation."""
        if self.best is None or self.nearest is None:
            return None
        return (self.best.eta_ms - self.nearest[1]) / 1000
