"""The k nearest units with the ways they take: one search answers both."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .conditions import Conditions
from .journeys import end_share, trace
from .met_kernels import met
from .nearest import NEVER_MS, Wish, ask
from .road_point import RoadPoint
from .route import Route, describe
from .search import RoadSearch
from .unit_index import UnitIndex
from .unit_kernels import RANK, STATE


class Way(NamedTuple):
    """A unit by its slot of the index, its arrival (turn-out included), and the arcs it drives; () if not asked."""

    slot: int
    eta_ms: int
    start: RoadPoint
    arcs: Sequence[int]


def nearest_ways(  # noqa: PLR0913 - as RoadSearch.nearest
    search: RoadSearch,
    units: UnitIndex,
    target: RoadPoint,
    k: int,
    *,
    need: int = 0,
    limit_ms: int = NEVER_MS,
    given: Conditions,
    ways: bool = True,
) -> list[Way]:
    """
    Return the k nearest units as ``RoadSearch.nearest`` does, each with its way.

    The search must have turn costs (``turns`` not None).
    """
    roads = search.roads
    work = roads.back()
    weight = roads.weights(work, given)
    with units.lock:
        units.rank()
        found = ask(roads, work, weight, units, Wish(target, k, need, limit_ms, given))
        goal = roads.access(work, weight, target, both=True) if ways and len(found.slot) else None
        answer = []
        for slot, eta in zip(found.slot[: found.number].tolist(), found.eta.tolist(), strict=False):
            start = _place(search, units, slot)
            traced = trace(roads, work, weight, goal, start) if goal is not None else None
            answer.append(Way(slot, eta, start, traced[0] if traced else ()))
    return answer


def met_on_the_way(
    search: RoadSearch, units: UnitIndex, target: RoadPoint, limit_ms: int, *, given: Conditions
) -> list[Way]:
    """
    Return all units that are there by ``limit_ms``, the earliest first, without searching again.

    The last search of this thread must have been ``nearest_ways`` for the same target, under the same conditions, and
    have gone as far: to ``limit_ms``, or to a k-th unit no earlier.
    """
    roads = search.roads
    work = roads.back()
    weight = roads.weights(work, given)
    goal = roads.access(work, weight, target, both=True)
    with units.lock:
        units.rank()
        room = min(len(units.row), units.slots)
        slot, eta = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int64)
        count = met(work.label, work.era, weight, goal.state, goal.goal, units.row, units.share, limit_ms, slot, eta)
        found = sorted(
            zip(eta[:count].tolist(), units.row[slot[:count], RANK].tolist(), slot[:count].tolist(), strict=True)
        )
        return [Way(one, time, _place(search, units, one), ()) for time, _, one in found]


def _place(search: RoadSearch, units: UnitIndex, slot: int) -> RoadPoint:
    return RoadPoint(int(search.roads.lines.back.arc[units.row[slot, STATE]]), float(units.share[slot]))


def route_of(search: RoadSearch, way: Way, target: RoadPoint, drive_ms: int) -> Route:
    """Tell the story of a way that takes ``drive_ms`` to drive."""
    end = end_share(target, way.arcs)
    return describe(search.network, search.angles, way.arcs, way.start.share, end, drive_ms)
