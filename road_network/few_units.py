"""Few units on a large map: each keeps its climb, a question climbs once and meets them all."""

import numpy as np

from .cch import Climbs, FixedTimes
from .nearest import Arrival
from .road_point import RoadPoint


class FewUnits:
    """
    Units of rare qualification, or a thin night shift: the nearest are found without searching the map.

    For up to some hundreds of units; a move costs a climb (tens of microseconds). Not meant for several threads.

    Parameters
    ----------
    times
        A hierarchy under fixed conditions; make a new ``FewUnits`` when they change.
    units
        Name -> position and turn-out delay in milliseconds.

    See Also
    --------
    ready_units.ReadyUnits : keeps the hierarchy fitted in the background.
    """

    def __init__(self, times: FixedTimes, units: dict[str, tuple[RoadPoint, int]]) -> None:
        self._times = times
        self._names = sorted(units)
        self._slot = {name: i for i, name in enumerate(self._names)}
        points = [units[name][0] for name in self._names]
        self._delay = np.array([units[name][1] for name in self._names], dtype=np.int64)
        self._late = np.empty(len(units), dtype=np.int64)
        self._climbs: Climbs = times.leave(points)
        self._street = times.streets(points)

    def move(self, unit: str, at: RoadPoint) -> None:
        """Set a unit's position; KeyError if it is unknown."""
        slot = self._slot[unit]
        new, old = self._times.leave([at]), self._climbs
        here = self._times.streets([at])
        here[:, 3] = slot
        self._street = np.concatenate([self._street[self._street[:, 3] != slot], here])
        keep = old.owner != slot
        owner = np.concatenate([old.owner[keep], np.full(len(new.owner), slot)])
        order = np.argsort(owner, kind="stable")
        label, chain, length = (
            np.concatenate([one[keep], two])[order] for one, two in zip(old.rows, new.rows, strict=True)
        )
        self._climbs = Climbs(label, chain, length, owner[order])

    def nearest(self, target: RoadPoint, k: int = 1) -> list[Arrival]:
        """Return the k units that can be first at a point; the same as ``RoadSearch.nearest``."""
        late, found = self._late, np.empty(k, dtype=np.int32)
        count = self._times.first(target, self._climbs, self._street, self._delay, late, found)
        return [Arrival(self._names[unit], int(late[unit])) for unit in found[:count].tolist()]
