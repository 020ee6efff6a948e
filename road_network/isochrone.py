"""What lies within a time of a point: streets and parts of streets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .access import Access
from .conditions import Conditions, Roads
from .graph import Float64, Int32
from .journeys import run_sweep
from .road_point import RoadPoint
from .sweep_kernels import reached, read_labels


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """
    Stretches of road within a time.

    Arc ``arc[i]`` lies within it from share ``start[i]`` to share ``end[i]``; sorted by arc and start. The arc on
    which the search begins may occur twice.
    """

    arc: Int32
    start: Float64
    end: Float64


def within(roads: Roads, point: RoadPoint, limit_ms: int, given: Conditions, *, towards: bool) -> Area:
    """Return the roads within a time of a point; see ``RoadSearch.within``."""
    work = roads.back() if towards else roads.ahead()
    weight = roads.weights(work, given)
    origin = roads.access(work, weight, point, both=True)
    run_sweep(work, weight, origin, np.empty(0, dtype=np.int32), limit_ms)
    states = reached(work.label, work.era)
    states = states[weight[states] != 0]
    ride = np.abs(weight[states]).astype(np.float64)
    part = np.minimum(1.0, (limit_ms - read_labels(work.label, work.era, states)) / ride)
    near, far, own = _own_street(weight, origin, limit_ms)
    states, near, far = np.concatenate([states, own]), np.append(np.zeros(len(part)), near), np.append(part, far)
    if towards:
        near, far = 1.0 - far, 1.0 - near
    return _sorted(work.side.arc[states], near, far)


def _own_street(weight: Int32, origin: Access, limit_ms: int) -> tuple[Float64, Float64, Int32]:
    """Return the stretches next to the point: shares counted from the search's near end of each arc."""
    ride = np.abs(weight[origin.state]).astype(np.float64)
    left = origin.goal.astype(np.float64)
    start = np.where(np.array(origin.onward, dtype=np.int64) < 0, 1.0 - left / ride, 0.0)
    before = np.maximum(0.0, left - ride)
    end = np.minimum(1.0, start + np.maximum(0.0, limit_ms - before) / ride)
    return start, end, origin.state


def _sorted(arc: Int32, start: NDArray[np.float64], end: NDArray[np.float64]) -> Area:
    covered = _uncovered(arc, start, end)
    arc, start, end = arc[covered], start[covered], end[covered]
    order = np.lexsort((start, arc))
    return Area(arc[order], start[order], end[order])


def _uncovered(arc: Int32, start: Float64, end: Float64) -> NDArray[np.int64]:
    """Return the rows without those of no length and those of an arc that another row has whole."""
    full = (start <= 0.0) & (end >= 1.0)
    whole, once = np.unique(arc[full], return_index=True)
    partial = np.flatnonzero((end > start) & ~full & ~np.isin(arc, whole))
    return np.concatenate([partial, np.flatnonzero(full)[once]])
