"""Who covers what: which demand loses its only cover when a unit is busy (DOMAIN 5.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.text import Text
from ...models.unit import Unit
from ...road_network.conditions import Conditions
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from .fleet import Fleet
from .masks import FREE


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Where calls are expected: places on the road, and the weight of each (calls an hour, or any measure)."""

    points: Sequence[RoadPoint]
    weights: NDArray[np.float64]

    def __post_init__(self) -> None:
        if len(self.points) != len(self.weights) or not np.all(self.weights >= 0.0) or not self.weights.sum() > 0.0:
            raise InputError(Text("需求点与权重不符", "each place of demand needs a weight, not all may be zero"))


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """
    Which free units reach which places of demand in time, at one moment.

    Parameters
    ----------
    units
        The free units by id, in order, as they were at that moment.
    reaches
        Shape (units, places): whether a unit is there within the limit, turn-out included.
    """

    demand: Demand
    units: Mapping[str, Unit]
    reaches: NDArray[np.bool_]

    @property
    def covered(self) -> float:
        """Percent of the demand that some free unit reaches in time."""
        return self._percent(np.asarray(self.reaches.any(axis=0)))

    def losses(self) -> Mapping[str, float]:
        """Return for each unit the percent of demand that nobody else reaches in time."""
        alone = self.reaches & (self.reaches.sum(axis=0) == 1)
        return {unit: self._percent(row) for unit, row in zip(self.units, alone, strict=True)}

    def expected(self, busy: float) -> float:
        """Return the percent of demand that some unit can serve in time if each is busy with chance ``busy``."""
        return float(
            100.0 * (self.demand.weights @ (1.0 - busy ** self.reaches.sum(axis=0))) / self.demand.weights.sum()
        )

    def _percent(self, places: NDArray[np.bool_]) -> float:
        return float(100.0 * self.demand.weights @ places / self.demand.weights.sum())


def cover_of(fleet: Fleet, demand: Demand, now: datetime, *, limit_s: int = 300) -> Cover:
    """
    Return who covers what at a moment: one search for each place of demand.

    The fleet is held still only to copy where everybody is: calls and reports do not wait for the searches.
    """
    given = Conditions(at=fleet.rules.moment(now))
    with fleet.at(now) as board:
        index = board.index.copy()
        units = {unit: board.shown(unit) for unit in board.names() if board.has(unit, FREE)}
    reached = [
        fleet.search.nearest(index, point, max(1, len(units)), need=FREE, limit_ms=1000 * limit_s, given=given)
        for point in demand.points
    ]
    row = {unit: i for i, unit in enumerate(units)}
    reaches = np.zeros((len(units), len(demand.points)), dtype=np.bool_)
    for place, arrivals in enumerate(reached):
        reaches[[row[one.unit] for one in arrivals], place] = True
    return Cover(demand, units, reaches)


def reach_from(
    search: RoadSearch, start: RoadPoint, demand: Demand, given: Conditions, *, limit_s: int
) -> NDArray[np.bool_]:
    """Return which places of demand are within a drive of ``limit_s`` from a point, shape (places,)."""
    times = search.one_to_many(start, demand.points, given=given)
    return np.array([time is not None and time <= 1000 * limit_s for time in times], dtype=np.bool_)
