"""What happened: one line of the record of past incidents, ready to be counted (DOMAIN F04, F06)."""

from dataclasses import dataclass
from datetime import datetime

from .demand import RiskLayer
from .errors import InputError
from .incident import ACCIDENTS, EventCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PastIncident:
    """
    One recorded call or alarm.

    Parameters
    ----------
    reported_at, cleared_at
        Local time without a zone; ``cleared_at`` None where nobody wrote it down.
    lon, lat
        WGS-84 degrees.
    arc, share
        The place on the road network, ``share`` of the arc's length; -1 off the network: then it is not counted.
    layers
        The kinds of analysis it belongs to.
    """

    incident_id: str
    code: EventCode
    reported_at: datetime
    lon: float
    lat: float
    arc: int = -1
    share: float = 0.5
    dead: int = 0
    injured: int = 0
    cleared_at: datetime | None = None
    layers: frozenset[RiskLayer] = frozenset()

    def __post_init__(self) -> None:
        if self.cleared_at is not None and self.cleared_at < self.reported_at:
            raise InputError(f"incident {self.incident_id}: cleared before it was reported")

    @property
    def accident(self) -> bool:
        """Whether it is a road accident of any kind."""
        return self.code in ACCIDENTS
