"""Traffic flow: what detectors count, the curve of a day, and the peaks that follow from it (DOMAIN F04, 5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .errors import InputError
from .week import DAY_MIN, DayType

QUARTER = 15
QUARTERS = DAY_MIN // QUARTER
MOST_PER_LANE = 2_600
"""More passenger-car units an hour do not pass one lane (DOMAIN F04)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRecord:
    """
    One count: vehicles an hour past a detector, from ``time`` on.

    ``speed_kmh`` and ``occupancy`` (0 to 1) are None where they were not measured; ``arc`` is -1 off the network.
    """

    time: datetime
    detector: str
    vph: float
    lon: float | None = None
    lat: float | None = None
    arc: int = -1
    speed_kmh: float | None = None
    occupancy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowCurve:
    """
    The mean day of one brigade: vehicles an hour in each of the 96 quarter-hours.

    ``days`` and ``detectors`` it rests on. Where only hours were counted the four quarters of an hour are equal.
    """

    brigade: str
    kind: DayType
    quarters: tuple[float, ...]
    days: int
    detectors: int

    def __post_init__(self) -> None:
        if len(self.quarters) != QUARTERS:
            raise InputError(f"flow curve of {self.brigade}: need {QUARTERS} quarter-hours, got {len(self.quarters)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """A stretch of the day above the threshold, minutes after midnight, and its highest flow."""

    start: int
    end: int
    top_vph: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakProposal:
    """The peaks of one brigade on one type of day, the curve and the threshold that they follow from."""

    curve: FlowCurve
    threshold_vph: float
    peaks: Sequence[Peak]
