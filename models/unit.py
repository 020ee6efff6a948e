"""Units: the crews on the road as a dispatcher sees them (DOMAIN D7, F14)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .incident import Priority
from .leg import LegMode
from .text import Text


class UnitStatus(StrEnum):
    """What a unit is doing."""

    OFF = "OFF"
    ON_POST = "ON_POST"
    ON_PATROL = "ON_PATROL"
    STANDBY = "STANDBY"
    BREAK = "BREAK"
    ENROUTE = "ENROUTE"
    HANDLING = "HANDLING"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"


STATUS_NAMES = {
    UnitStatus.OFF: Text("下勤", "off duty"),
    UnitStatus.ON_POST: Text("在岗", "at the post"),
    UnitStatus.ON_PATROL: Text("巡逻", "on patrol"),
    UnitStatus.STANDBY: Text("备勤", "on standby"),
    UnitStatus.BREAK: Text("休整", "on a break"),
    UnitStatus.ENROUTE: Text("赶赴现场", "on the way to an incident"),
    UnitStatus.HANDLING: Text("处置中", "handling an incident"),
    UnitStatus.OUT_OF_SERVICE: Text("停勤", "out of service"),
}


class PositionSource(StrEnum):
    """Where a position comes from, best first: a position fix, the last check-in, the roster."""

    AVL = "AVL"
    RADIO = "RADIO"
    CHECK_IN = "CHECK_IN"
    ROSTER = "ROSTER"


SOURCE_NAMES = {
    PositionSource.AVL: Text("车载定位", "vehicle fix"),
    PositionSource.RADIO: Text("电台定位", "radio fix"),
    PositionSource.CHECK_IN: Text("签到", "check-in"),
    PositionSource.ROSTER: Text("花名册", "roster"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place on the road (arc and share of its length), who says so, and how old that is in seconds."""

    arc: int
    share: float
    source: PositionSource
    age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """
    One crew at one moment.

    Parameters
    ----------
    lead_skills
        The skills that its police officers hold together.
    radio_id
        The radio of its leader, for the one-step order; ``radio_shared`` if another unit has the same.
    protected
        It holds a fixed post in a peak (D8).
    job
        Priority of the incident it drives to or handles.
    free_at
        When it will be free again, if that is known.
    silent
        Its radio has said nothing for too long.
    """

    unit_id: str
    brigade: str
    officers: tuple[str, ...]
    police: int
    aux: int
    lead_skills: frozenset[str]
    radio_id: str
    radio_shared: bool
    place_id: str
    mode: LegMode | None
    status: UnitStatus
    protected: bool
    silent: bool
    position: Position | None
    duty_ends: datetime | None
    job: Priority | None = None
    free_at: datetime | None = None

    @property
    def on_duty(self) -> bool:
        """Whether it works now."""
        return self.status is not UnitStatus.OFF
