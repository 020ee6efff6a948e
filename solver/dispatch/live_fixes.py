"""Thousands of fixes a second: while a crew's fixes keep coming, only a time and a place in an array change."""

import numpy as np
from numpy.typing import NDArray

from ...models.unit import PositionSource
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from ...road_network.unit_index import UnitIndex
from ...road_network.unit_kernels import STATE
from .crew_file import CrewFile, Report
from .standing import Standing

NOT_LIVE = -1
_CODE = {source: code for code, source in enumerate(PositionSource)}


class LiveFixes:
    """
    Which units stand where their last fix says, by slot of the index, and when that was.

    The place is that of the index; a crew's file gets it (``settle``) when somebody looks.
    """

    def __init__(self, search: RoadSearch) -> None:
        self._arc_of = search.roads.lines.back.arc
        self._code = np.full(16, NOT_LIVE, dtype=np.int8)
        self._time = np.zeros(16, dtype=np.float64)
        self._unread = np.zeros(16, dtype=np.bool_)

    def believe(self, crew: CrewFile, now: Standing, slot: int) -> None:
        """Note whether the next fix of a crew changes nothing but its place: it is on the spot of its last one."""
        while slot >= len(self._code):
            self._code = np.concatenate([self._code, np.full_like(self._code, NOT_LIVE)])
            self._time = np.concatenate([self._time, np.zeros_like(self._time)])
            self._unread = np.concatenate([self._unread, np.zeros_like(self._unread)])
        live = crew.fix is not None and now.source is crew.fix.source and not now.silent
        self._code[slot] = _CODE[now.source] if live else NOT_LIVE
        self._time[slot] = crew.fix.time if crew.fix is not None else 0.0

    def forget(self, slot: int) -> None:
        """Note that a unit is not shown: its next fix has to be read."""
        self._code[slot] = NOT_LIVE

    def only_move(self, slots: NDArray[np.int64], time: float, source: PositionSource) -> NDArray[np.bool_]:
        """Return for which units a fix of a time and source changes nothing but the place."""
        known: NDArray[np.bool_] = (slots >= 0) & (self._code[slots] == _CODE[source]) & (self._time[slots] <= time)
        return known

    def moved(self, slots: NDArray[np.int64], time: float) -> None:
        """Note that units were moved by fixes of a time."""
        self._time[slots] = time
        self._unread[slots] = True

    def settle(self, crew: CrewFile, index: UnitIndex) -> None:
        """Write the last fix into a crew's file, if it has not been written yet."""
        if crew.fix is None or crew.unit_id not in index:
            return
        slot = index.slot(crew.unit_id)
        if self._unread[slot]:
            self._unread[slot] = False
            at = RoadPoint(int(self._arc_of[index.row[slot, STATE]]), float(index.share[slot]))
            crew.fix = Report(float(self._time[slot]), at, crew.fix.source)
