"""What is known of one crew: who rides, when and where the roster wants it, what it has reported since."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from ...models.errors import InputError
from ...models.incident import Priority
from ...models.leg import LegMode
from ...models.text import Text
from ...models.unit import PositionSource
from ...road_network.road_point import RoadPoint

EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - local time, as everywhere
FOREVER = float("inf")
NEVER = -FOREVER


def seconds(at: datetime) -> float:
    """Return a local time as seconds of the fleet's clock; InputError if it has a time zone."""
    try:
        return (at - EPOCH).total_seconds()
    except TypeError:
        raise InputError(Text(f"{at}: 须为当地时间, 不带时区", f"{at}: must be local time without a zone")) from None


def clock_time(time: float) -> datetime:
    """Return a time of the fleet's clock as local time."""
    return EPOCH + timedelta(seconds=time)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A leg on the fleet's clock, with the place it stands for; ``ends`` is when this stretch of duty is over."""

    start: float
    end: float
    mode: LegMode
    place_id: str
    at: RoadPoint | None
    ends: float


class Report(NamedTuple):
    """A position that somebody reported at a time; ``at`` None if only the time is known."""

    time: float
    at: RoadPoint | None
    source: PositionSource


@dataclass(frozen=True, slots=True)
class Job:
    """An incident in hand: its priority, whether the crew is there, when it is expected to be over."""

    priority: Priority
    there: bool
    free: float


@dataclass(slots=True, kw_only=True, eq=False)
class CrewFile:
    """The file of one crew; only the fleet writes in it. ``squadron`` is "" for a crew of the brigade itself."""

    unit_id: str
    brigade: str
    officers: tuple[str, ...]
    police: int
    aux: int
    lead_skills: frozenset[str]
    radio_id: str
    squadron: str = ""
    stretches: Sequence[Stretch] = ()
    fix: Report | None = None
    check_in: Report | None = None
    check_out: float = NEVER
    heard: float = NEVER
    job: Job | None = None
    break_until: float = NEVER
    out_of_service: bool = False
    starts: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [stretch.start for stretch in self.stretches]

    def stretch(self, now: float) -> tuple[Stretch | None, float]:
        """Return what the roster says of a moment, and until when that holds."""
        next_one = bisect_right(self.starts, now)
        here = self.stretches[next_one - 1] if next_one else None
        if here is not None and now < here.end:
            return here, here.end
        return None, self.starts[next_one] if next_one < len(self.starts) else FOREVER
