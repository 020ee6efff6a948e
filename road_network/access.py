"""The arcs by which a point is reached or left, and the closed streets round it that are open to its own traffic."""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from .compiled import compiled
from .graph import Int32
from .heap import Int64
from .linegraph import Side
from .road_point import RoadPoint

ALL_OWN = ((), (-1,), (-1, -1))


class Access(NamedTuple):
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


def access(  # noqa: PLR0913 - called by Roads only
    side: Side, weight: Int32, twin: Int32, point: RoadPoint, *, both: bool, backward: bool
) -> Access:
    """
    Return how a point is reached (``backward``) or left, by its arc and with ``both`` also by the opposite one.

    An arc that is closed to all is left out. If the point lies in a street closed to through traffic, the closed arcs
    from which one can drive on to it within that street are entries, too.
    """
    state, goal = np.empty(2, dtype=np.int32), np.empty(2, dtype=np.int64)
    count = enter_street(side.state, weight, twin, point.arc, point.share, both, backward, state, goal)
    if count == 2:
        return Access(state, goal, ALL_OWN[2])
    if count >= 0:
        return Access(state[:count], goal[:count], ALL_OWN[count])
    count += 3
    return _spread(side, weight, list(zip(goal[:count].tolist(), state[:count].tolist(), strict=True)))


@compiled
def enter_street(  # noqa: PLR0913, PLR0917 - a kernel
    states: Int32,
    weight: Int32,
    twin: Int32,
    arc: int,
    share: float,
    both: bool,  # noqa: FBT001 - a kernel takes no keywords
    backward: bool,  # noqa: FBT001
    state: Int32,
    goal: Int64,
) -> int:
    """Fill in the entries; return their number, less 3 if one is closed to through traffic."""
    count = 0
    closed = 0
    for turn in range(2):
        ride = weight[states[arc]]
        if ride != 0:
            state[count] = states[arc]
            gone = np.int64(share * abs(ride) + 0.5)
            goal[count] = gone if backward else abs(ride) - gone
            closed = closed if ride > 0 else 3
            count += 1
        arc = twin[arc]
        share = 1.0 - share
        if turn == 1 or arc < 0 or not both:
            break
    return count - closed


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
