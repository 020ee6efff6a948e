"""Bands: the stretches of a day, and what the force does in each (DOMAIN 5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .errors import InputError
from .text import Text
from .week import DAY_MIN, DayType


class BandMode(StrEnum):
    """What a home cell's crew does in a band: stand at the post in the peak, ride the line off-peak."""

    FIXED = "FIXED"
    LINE = "LINE"
    MOBILE = "MOBILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of the day, ``start`` to ``end`` in minutes after its day's midnight; past 1440 it is next morning."""

    code: str
    name: Text
    start: int
    end: int
    mode: BandMode

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY_MIN and self.start < self.end <= self.start + DAY_MIN):
            raise InputError(f"band {self.code}: need 0 <= start < 1440 and start < end, got {self.start}..{self.end}")

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Bands:
    """
    The bands of each day type; a type without its own bands uses those of WEEKDAY.

    The bands of a type lie end to end and fill exactly 24 hours.
    """

    by_type: Mapping[DayType, Sequence[Band]]

    def __post_init__(self) -> None:
        if DayType.WEEKDAY not in self.by_type:
            raise InputError("bands: WEEKDAY must be given")
        for kind, bands in self.by_type.items():
            for first, second in zip(bands, [*bands[1:], None], strict=True):
                expected = bands[0].start + DAY_MIN if second is None else second.start
                if first.end != expected:
                    raise InputError(
                        f"bands of {kind}: {first.code} ends at {first.end}, the next starts at {expected}"
                    )

    def of(self, kind: DayType) -> Sequence[Band]:
        """Return the bands of a day type, in time order."""
        return self.by_type.get(kind) or self.by_type[DayType.WEEKDAY]
