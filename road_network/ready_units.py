"""Few units, and roads that change: the hierarchy answers when it fits the roads, the search until then."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Self

from ..models.errors import InputError
from ..models.text import Text
from .cch import Hierarchy
from .conditions import USUAL, Conditions
from .few_units import FewUnits
from .nearest import Arrival
from .road_point import RoadPoint
from .search import RoadSearch


class ReadyUnits:
    """
    Up to some hundreds of units whose nearest are found by a hierarchy that is fitted in the background.

    The answers are those of ``RoadSearch.nearest`` at any moment; only how fast they come differs. Safe to use from
    several threads. ``close`` it (or use it in a ``with``) to end its one thread.

    Parameters
    ----------
    search
        Without turn costs.
    hierarchy
        Made from ``search.roads``; InputError otherwise.
    units
        Name -> position and turn-out delay in milliseconds.
    """

    def __init__(self, search: RoadSearch, hierarchy: Hierarchy, units: Mapping[str, tuple[RoadPoint, int]]) -> None:
        if hierarchy.roads is not search.roads:
            raise InputError(Text("收缩层次属于另一个路网搜索", "the hierarchy belongs to another search"))
        self._search, self._hierarchy, self._at = search, hierarchy, dict(units)
        self._cars = search.units()
        for unit, (at, delay_ms) in units.items():
            self._cars.put(unit, at, delay_ms=delay_ms)
        self._lock, self._worker = Lock(), ThreadPoolExecutor(1, thread_name_prefix="qinwu-fit")
        self._fitted: tuple[Conditions, FewUnits] | None = None
        self._moved: set[str] = set()
        self.version = 0
        self._job: Future[None] = Future()
        self.follow(USUAL)

    def follow(self, given: Conditions) -> int:
        """
        Fit the hierarchy to new closures, vehicle or time of day, in the background; return the version's number.

        A newer call overtakes an older one that has not been finished.
        """
        with self._lock:
            self.version += 1
            self._job = self._worker.submit(self._fit, self.version, given)
            return self.version

    def move(self, unit: str, at: RoadPoint) -> None:
        """Set a unit's position; KeyError if it is unknown."""
        with self._lock:
            self._cars.move(unit, at)
            self._at[unit] = at, self._at[unit][1]
            self._moved.add(unit)
            if self._fitted:
                self._fitted[1].move(unit, at)

    def nearest(self, target: RoadPoint, k: int = 1, *, given: Conditions = USUAL) -> list[Arrival]:
        """Return the k units that can be first at a point; see ``RoadSearch.nearest``."""
        with self._lock:
            if self._fitted and _same(self._fitted[0], given) and k >= 1:
                return self._fitted[1].nearest(target, k)
        return self._search.nearest(self._cars, target, k, given=given)

    def fits(self, given: Conditions = USUAL) -> bool:
        """Whether the hierarchy answers questions under these conditions now."""
        with self._lock:
            return self._fitted is not None and _same(self._fitted[0], given)

    def wait(self) -> None:
        """Wait until the hierarchy fits what ``follow`` was told last; raises what went wrong in the background."""
        self._job.result()

    def close(self) -> None:
        """End the thread in the background."""
        self._worker.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _fit(self, version: int, given: Conditions) -> None:
        with self._lock:
            if version != self.version:
                return
            units = dict(self._at)
            self._moved.clear()
        few = FewUnits(self._hierarchy.customise(given), units)
        for at, _ in units.values():
            few.nearest(at)  # loads compiled code here, so that no dispatcher waits for it
            break
        with self._lock:
            if version == self.version:
                for unit in sorted(self._moved):
                    few.move(unit, self._at[unit][0])
                self._fitted = given, few


def _same(one: Conditions, other: Conditions) -> bool:
    """Whether two conditions are made of the same closures and speeds."""
    return one is other or (one.closures is other.closures and one.key == other.key)
