"""The arcs by which a point is reached or left, and the closed streets round it that are open to its own traffic."""

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from .graph import Int32
from .heap import Int64
from .linegraph import Side
from .road_point import RoadPoint


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """
    Where a search begins.

    Parameters
    ----------
    state, goal
        States of the search's side, and the time between the far end of each and the point, milliseconds.
    onward
        For each entry the index of the next one on the way to the point, -1 for an arc the point lies on.
    """

    state: Int32
    goal: Int64
    onward: tuple[int, ...]


def access(side: Side, weight: Int32, twin: Int32, point: RoadPoint, *, both: bool, backward: bool) -> Access:
    """
    Return how a point is reached (``backward``) or left, by its arc and with ``both`` also by the opposite one.

    An arc that is closed to all is left out. If the point lies in a street closed to through traffic, the closed arcs
    from which one can drive on to it within that street are entries, too.
    """
    arcs = [point.arc, int(twin[point.arc])] if both and twin[point.arc] >= 0 else [point.arc]
    states, goals = [], []
    closed = False
    for arc, share in zip(arcs, (point.share, 1.0 - point.share), strict=False):
        state = side.state[arc]
        ride = int(weight[state])
        if ride:
            gone = int(share * abs(ride) + 0.5)
            states.append(state)
            goals.append(gone if backward else abs(ride) - gone)
            closed = closed or ride < 0
    if closed:
        return _spread(side, weight, [(goal, int(state)) for goal, state in zip(goals, states, strict=True)])
    return Access(np.array(states, dtype=np.int32), np.array(goals, dtype=np.int64), (-1,) * len(states))


def _spread(side: Side, weight: Int32, entries: list[tuple[int, int]]) -> Access:
    best = {state: goal for goal, state in entries}
    onward = dict.fromkeys(best, -1)
    heap = sorted(entries)
    own = set(best)
    while heap:
        goal, state = heappop(heap)
        if goal > best[state] or weight[state] >= 0:
            continue
        low, high, price, _ = side.step[state].tolist()
        for s in range(low, high):
            cost = int(side.turn[price + s - low])
            reach = goal + cost - int(weight[s])
            if cost >= 0 and weight[s] < 0 and s not in own and reach < best.get(s, reach + 1):
                best[s], onward[s] = reach, state
                heappush(heap, (reach, s))
    place = {state: i for i, state in enumerate(best)}
    return Access(
        np.fromiter(best, dtype=np.int32, count=len(best)),
        np.fromiter(best.values(), dtype=np.int64, count=len(best)),
        tuple(place.get(onward[state], -1) for state in best),
    )
