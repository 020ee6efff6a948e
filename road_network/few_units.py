"""Few units on a large map: each keeps its climb, a question climbs once and meets them all."""

import numpy as np

from .cch import Climbs, FixedTimes
from .cch_kernels import FAR, best_of
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
    """

    def __init__(self, times: FixedTimes, units: dict[str, tuple[RoadPoint, int]]) -> None:
        self._times = times
        self._names = sorted(units)
        self._points = [units[name][0] for name in self._names]
        self._delay = np.array([units[name][1] for name in self._names], dtype=np.int32)
        self._climbs: Climbs = times.leave(self._points)
        self._streets = times.streets(self._points)

    def move(self, unit: str, at: RoadPoint) -> None:
        """Set a unit's position; KeyError if it is unknown."""
        slot = {name: i for i, name in enumerate(self._names)}[unit]
        self._points[slot] = at
        self._streets = self._times.streets(self._points)
        new = self._times.leave([at])
        keep = self._climbs.owner != slot
        order = np.argsort(np.concatenate([self._climbs.owner[keep], np.full(len(new.owner), slot)]), kind="stable")
        old = self._climbs
        self._climbs = Climbs(
            np.concatenate([old.label[keep], new.label])[order],
            np.concatenate([old.chain[keep], new.chain])[order],
            np.concatenate([old.length[keep], new.length])[order],
            np.concatenate([old.owner[keep], np.full(len(new.owner), slot)])[order],
        )

    def nearest(self, target: RoadPoint, k: int = 1) -> list[Arrival]:
        """Return the k units that can be first at a point; the same as ``RoadSearch.nearest``."""
        reach = self._times.reach_one(target)
        eta = np.full((len(self._names), 1), FAR, dtype=np.int64)
        climbs = self._climbs
        best_of(
            climbs.label, climbs.chain, climbs.length, climbs.owner, reach.label, reach.chain, reach.length, eta[:, 0]
        )
        self._times.same_street(eta, self._streets, [target])
        late = eta[:, 0] + self._delay
        best = np.argsort(late, kind="stable")[:k].tolist()
        return [Arrival(self._names[i], int(late[i])) for i in best if eta[i, 0] < FAR]
