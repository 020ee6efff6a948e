"""What the hour says of the roads: dark or not, what is closed, how fast one drives; the same object while it holds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ...road_network.closures import Closures
from ...road_network.conditions import Conditions
from ...road_network.speeds import Moment, Vehicle
from .stage import Stage

MINUTE_MS = 60_000


@dataclass(slots=True, eq=False)
class Hour:
    """A stretch of time in which nothing of this changes; ``moment`` is its beginning, or when it was asked for."""

    dark: bool
    closures: Closures
    moment: Moment
    _given: dict[Vehicle, Conditions] = field(default_factory=dict)

    def given(self, vehicle: Vehicle) -> Conditions:
        """Return closures and speeds for a vehicle, for all that ask the same object."""
        if vehicle not in self._given:
            self._given[vehicle] = Conditions(closures=self.closures, vehicle=vehicle, at=self.moment)
        return self._given[vehicle]

    def same(self, other: "Hour") -> bool:
        """Whether two hours say the same."""
        quarters = self.moment.quarter == other.moment.quarter and self.moment.day is other.moment.day
        return quarters and self.dark is other.dark and self.closures is other.closures


class Hours:
    """The hours of a run; looked up once a minute, and whenever closures may begin or end."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._minute = 0
        self._hour = self._look(stage.begin)

    def at(self, now_ms: int) -> Hour:
        """Return the hour of a moment of the run."""
        if now_ms // MINUTE_MS != self._minute or self._stage.changes:
            self._minute = now_ms // MINUTE_MS
            hour = self._look(self._stage.begin + timedelta(milliseconds=now_ms))
            if not hour.same(self._hour):
                self._hour = hour
        return self._hour

    def _look(self, now: datetime) -> Hour:
        rules = self._stage.rules
        return Hour(rules.dark(now), self._stage.closures(now), rules.moment(now))
