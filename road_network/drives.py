"""Drives between streets: the time from the end of one to the beginning of another, lawful turns only, and the way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .access import Access
from .conditions import USUAL, Conditions
from .graph import Int32
from .heap import Int64
from .journeys import run_sweep
from .road_point import RoadPoint
from .search import RoadSearch
from .sweep_kernels import read_labels
from .workspace import Workspace

NO_WAY = -1
FARTHEST_MS = 3 * 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """Where a drive begins or ends: the end of an arc; several if one may come or go by any of them."""

    arcs: tuple[int, ...]


class Drives:
    """
    Drives at patrol speed on one network, by lawful turns.

    Parameters
    ----------
    search
        The roads with their turn costs.
    given
        Closures, vehicle, time of day.
    kmh
        One drives no faster than this, and nowhere faster than the road allows.
    """

    def __init__(self, search: RoadSearch, *, given: Conditions = USUAL, kmh: float) -> None:
        self.network = search.network
        self._roads = search.roads
        usual = search.roads.weights(search.roads.ahead(), given)
        slow = np.ceil(search.network.length_m * 3600 / kmh)
        self.weight: Int32 = (np.sign(usual) * np.maximum(np.abs(usual), slow)).astype(np.int32)
        """Milliseconds along each arc; 0 if it is closed, below 0 if it is closed to through traffic."""

    def place(self, point: RoadPoint) -> Exit:
        """Return the junction nearest to a point of a street: one may come to it and leave it by every arc."""
        node = self.network.tail[point.arc] if point.share < 0.5 else self.network.head[point.arc]
        return Exit(arcs=tuple(np.flatnonzero(self.network.head == node).tolist()))

    def ride(self, arc: int) -> int:
        """Return the milliseconds along an arc, ``NO_WAY`` if it is closed or there is none (-1)."""
        return abs(int(self.weight[arc])) or NO_WAY if arc >= 0 else NO_WAY

    def table(self, starts: Sequence[Exit], arcs: Sequence[int]) -> Int64:
        """Return the times from the end of each start to the beginning of each arc, ``NO_WAY`` where there is none."""
        work, wanted = self._roads.ahead(), np.array(arcs, dtype=np.int32)
        rows = np.empty((len(starts), len(wanted)), dtype=np.int64)
        distinct = np.unique(wanted)
        for row, start in zip(rows, starts, strict=True):
            run_sweep(work, self.weight, self._origin(start), distinct, FARTHEST_MS)
            row[:] = read_labels(work.label, work.era, wanted)
        return rows

    def way(self, start: Exit, arc: int) -> tuple[list[int], int] | None:
        """Return the arcs between the end of ``start`` and the beginning of ``arc``, and the time; None if none."""
        work = self._roads.ahead()
        run_sweep(work, self.weight, self._origin(start), np.array([arc], dtype=np.int32), FARTHEST_MS)
        time = int(read_labels(work.label, work.era, np.array([arc], dtype=np.int32))[0])
        return None if time < 0 else (self._read(work, frozenset(start.arcs), arc, time), time)

    def turn_ms(self, arc: int, onto: int) -> int:
        """Return the time of the turn from one arc onto the next, below 0 if it is forbidden."""
        low, _, price, _ = self._roads.lines.ahead.step[arc].tolist()
        return int(self._roads.lines.ahead.turn[price + onto - low])

    def _origin(self, start: Exit) -> Access:
        states = np.array(start.arcs, dtype=np.int32)
        return Access(states, np.zeros(len(states), dtype=np.int64), (-1,) * len(states))

    def _read(self, work: Workspace, origin: frozenset[int], arc: int, time: int) -> list[int]:
        """Follow the labels back from an arc to the origin."""
        lines = self._roads.lines
        back: list[int] = []
        while True:
            tail = self.network.tail[arc]
            before = np.sort(lines.back.arc[lines.in_start[tail] : lines.in_start[tail + 1]])
            labels = read_labels(work.label, work.era, before).tolist()
            for came, label in zip(before.tolist(), labels, strict=True):
                turn = self.turn_ms(came, arc)
                if turn < 0 or (self.weight[came] < 0 <= self.weight[arc]):
                    continue
                if came in origin and turn == time:
                    return back[::-1]
                if label >= 0 and label + abs(int(self.weight[came])) + turn == time:
                    back.append(came)
                    arc, time = came, label
                    break
            else:
                raise ValueError("a label without a way")
