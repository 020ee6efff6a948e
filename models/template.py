"""Shift templates: when a duty works, what it pays, and which kinds of place it serves."""

from dataclasses import dataclass
from functools import lru_cache

from .errors import InputError
from .place import PlaceKind
from .text import Text
from .week import DAY_MIN

NIGHT_CORE = (24 * 60, 24 * 60 + 5 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTemplate:
    """
    A shape of duty.

    Parameters
    ----------
    segments
        Working stretches ``(start, end)`` in minutes after midnight of the duty's day, in order, not touching.
        Two stretches make a split shift.
    paid_min
        Paid minutes (rest and sleep taken off).
    serves
        The kinds of place whose seats it may fill.
    """

    code: str
    name: Text
    segments: tuple[tuple[int, int], ...]
    paid_min: int
    serves: frozenset[PlaceKind]

    def __post_init__(self) -> None:
        edges = [minute for segment in self.segments for minute in segment]
        if not edges or edges != sorted(set(edges)) or not 0 <= edges[0] < DAY_MIN or edges[-1] > 2 * DAY_MIN:
            raise InputError(f"template {self.code}: segments must follow each other in time, got {self.segments}")
        if not 0 < self.paid_min <= sum(end - start for start, end in self.segments):
            raise InputError(f"template {self.code}: paid minutes {self.paid_min} do not fit its segments")

    @property
    def start(self) -> int:
        """Minute at which the duty begins."""
        return self.segments[0][0]

    @property
    def end(self) -> int:
        """Minute at which the duty is over."""
        return self.segments[-1][1]

    @property
    def split(self) -> bool:
        """Whether the duty has a long break in the middle."""
        return len(self.segments) > 1

    @property
    def night(self) -> bool:
        """Whether the duty works at least two hours between 00:00 and 05:00."""
        return _works_at_night(self.segments)

    def minutes_in(self, start: int, end: int) -> int:
        """Return the working minutes between two minutes of the duty's own time line."""
        return _minutes_in(self.segments, start, end)


def _minutes_in(segments: tuple[tuple[int, int], ...], start: int, end: int) -> int:
    return sum(max(0, min(end, b) - max(start, a)) for a, b in segments)


@lru_cache
def _works_at_night(segments: tuple[tuple[int, int], ...]) -> bool:
    return _minutes_in(segments, *NIGHT_CORE) + _minutes_in(segments, 0, 5 * 60) >= 2 * 60
