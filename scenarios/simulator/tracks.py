"""Lines as tables: where a crew is on its line, place after place at an even pace, for many crews at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...models.line import Line, position_at
from ...road_network.graph import Int32
from ...road_network.road_point import RoadPoint
from ...solver.dispatch.beats import EVERY_M, PACE_S
from ...solver.dispatch.territory import Territory

LINE_EVERY_S = 30
NO_TRACK = -1


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """
    The lines of all places and bands, one behind the other.

    Parameters
    ----------
    number
        ``(place id, band code) -> tracks``: the crews of a duty take them in turn.
    first, count, every_ms
        Shape (tracks,): a track's first place, how many it has, and how long a crew takes from one to the next. From
        the last one it goes on to the first.
    arcs, shares
        Shape (places,).
    """

    number: Mapping[tuple[str, str], Sequence[int]]
    first: NDArray[np.int64]
    count: NDArray[np.int64]
    every_ms: NDArray[np.int64]
    arcs: Int32
    shares: NDArray[np.float64]

    def point(self, track: int, step: int) -> RoadPoint:
        """Return a place of a track."""
        at = int(self.first[track]) + step % int(self.count[track])
        return RoadPoint(int(self.arcs[at]), float(self.shares[at]))


def make_tracks(
    wanted: Sequence[tuple[str, str]], lines: Mapping[tuple[str, str], Sequence[Line]], territory: Territory | None
) -> Tracks:
    """
    Lay the lines of places out as tables.

    Parameters
    ----------
    wanted
        ``(place id, band code)`` of every leg that rides.
    lines
        The planned ones. A place without one passes the main streets of its cell, as dispatch believes it does.
    territory
        The cells; None: such places have no line.
    """
    number: dict[tuple[str, str], Sequence[int]] = {}
    rows: list[tuple[list[RoadPoint], int]] = []
    streets: dict[str, list[RoadPoint]] = {}
    for key in sorted(set(wanted)):
        place, _ = key
        drawn = [(_points(line), 1000 * LINE_EVERY_S) for line in lines.get(key, ()) if line.steps]
        if not drawn:
            if place not in streets:
                streets[place] = territory.streets(place, every_m=EVERY_M) if territory else []
            drawn = [(streets[place], 1000 * PACE_S)] if streets[place] else []
        if drawn:
            number[key] = range(len(rows), len(rows) + len(drawn))
            rows += drawn
    count = np.array([len(points) for points, _ in rows], dtype=np.int64)
    return Tracks(
        number=number,
        first=np.cumsum(count) - count,
        count=count,
        every_ms=np.array([every for _, every in rows], dtype=np.int64),
        arcs=np.array([point.arc for points, _ in rows for point in points], dtype=np.int32),
        shares=np.array([point.share for points, _ in rows for point in points], dtype=np.float64),
    )


def _points(line: Line) -> list[RoadPoint]:
    found = [position_at(line, second) for second in range(0, 60 * line.minutes, LINE_EVERY_S)]
    return [RoadPoint(*at) for at in found if at is not None]
