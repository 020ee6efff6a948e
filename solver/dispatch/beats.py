"""Where a crew that rides its line is at a time, by the roster alone: place after place, at an even pace (D7)."""

from collections.abc import Iterator, Sequence

from ...models.line import Line, position_at
from ...road_network.road_point import RoadPoint
from .crew_file import Stretch

PACE_S = 180
"""A crew is at each place of its line for so long: a kilometre at 20 km/h, the pace of a patrol (DOMAIN 5.2)."""

CLOCK_S = 60
"""A crew on a planned line is placed anew so often."""

EVERY_M = 1000.0
"""Without a drawn line, the places of a cell's streets are so far apart."""


def ridden(stretch: Stretch, line: Sequence[RoadPoint], *, crew: int, crews: int) -> Iterator[Stretch]:
    """
    Split a stretch on a line into the places where the crew is, ``PACE_S`` seconds each.

    Parameters
    ----------
    stretch
        The stretch; it begins at the line's first place.
    line
        Places in the order ridden, from the last one on to the first again; empty: the stretch stays as it is.
    crew, crews
        Of ``crews`` on the same line this is number ``crew`` from 1 on: they keep even distances.
    """
    if not line:
        yield stretch
        return
    ahead = (crew - 1) * len(line) // max(crews, 1)
    rounds, start = 0, stretch.start
    while start < stretch.end:
        end = min(stretch.end, start + PACE_S)
        at = line[(ahead + rounds) % len(line)]
        yield Stretch(start, end, stretch.mode, stretch.place_id, at, stretch.ends)
        rounds, start = rounds + 1, end


def by_the_clock(stretch: Stretch, line: Line, *, begins: float, crew: int, crews: int) -> Iterator[Stretch]:
    """
    Split a stretch on a planned line into the places where the crew is, ``CLOCK_S`` seconds each.

    Parameters
    ----------
    stretch
        The stretch; it may begin after the line does.
    line
        The planned line, with at least one step.
    begins
        When the line begins: the beginning of its band.
    crew, crews
        Of ``crews`` on this line this is number ``crew`` from 1 on: each is as far ahead of the one before.
    """
    whole = 60.0 * line.minutes
    ahead = (crew - 1) * whole / max(crews, 1)
    start = stretch.start
    while start < stretch.end:
        end = min(stretch.end, start + CLOCK_S)
        at = position_at(line, (0.5 * (start + end) - begins + ahead) % whole)
        yield Stretch(start, end, stretch.mode, stretch.place_id, RoadPoint(*at) if at else stretch.at, stretch.ends)
        start = end
