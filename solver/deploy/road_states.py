"""The roads of a week, band by band: what is closed or slow while a band lasts, as a what-if has it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ...road_network.closures import OPEN, Closures
from ...road_network.conditions import USUAL, Conditions

When = tuple[date, str]
Key = frozenset[tuple[int, int]]


def key_of(closures: Closures) -> Key:
    """Return the arcs that are not as ever with their percent: equal states of the roads have equal keys."""
    return frozenset(zip(closures.arcs.tolist(), closures.percent.tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class RoadStates:
    """
    What is closed or slow in the bands of a week; a band that is not named has its roads open.

    ``by_band`` gives, by day and code of the band, the state that holds through most of it.
    """

    by_band: Mapping[When, Closures] = field(default_factory=dict)

    def closures(self, day: date, band: str) -> Closures:
        """Return what is closed or slow in a band of a day."""
        return self.by_band.get((day, band), OPEN)

    def given(self, day: date, band: str) -> Conditions:
        """Return what a search assumes in a band of a day."""
        return given_of(self.closures(day, band))

    def mostly(self, whens: Iterable[When]) -> Closures:
        """Return the one state for some bands: that which holds in most of them; of equally many, the first."""
        states = [self.closures(*when) for when in whens]
        keys = [key_of(state) for state in states]
        return max(states, key=lambda state: keys.count(key_of(state)), default=OPEN)


ALWAYS_OPEN = RoadStates()


def given_of(closures: Closures) -> Conditions:
    """Return what a search assumes under some closures."""
    return Conditions(closures=closures) if len(closures.arcs) else USUAL
