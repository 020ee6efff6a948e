"""One question to few units: enter, climb, meet every unit's climb, and sort, in one go."""

import numpy as np

from .access import enter_street
from .cch_kernels import FAR, climb, common, meet
from .compiled import compiled
from .graph import Int32
from .heap import Int64

ASK_SLOWLY = -1


@compiled
def nearest_few(
    state: Int32,
    weight: Int32,
    twin: Int32,
    place: Int32,
    arc: int,
    share: float,
    run_start: Int32,
    run: Int32,
    parent: Int32,
    depth: Int32,
    down: Int32,
    label: Int32,
    chain: Int32,
    length: Int32,
    owner: Int64,
    street: Int64,
    delay: Int64,
    late: Int64,
    found: Int32,
) -> int:
    """
    Find the units that are first at a point on an arc.

    Parameters
    ----------
    state, weight, twin
        The states of the backward side, their times, and the arcs' opposites.
    place
        Shape (states,): the place of each state's tail in the hierarchy.
    run_start, run, parent, depth, down
        The hierarchy, and the times along its turned edges downwards.
    label, chain, length, owner
        The units' climbs.
    street
        Rows (arc, milliseconds to its tail, least part of it to drive, unit) of the units' own streets.
    delay, late
        Shape (units,): turn-out delays; filled with arrivals, at least ``FAR`` for those who cannot come.
    found
        Room for the k first; equal times go to the lower number.

    Returns
    -------
    How many were found; ``ASK_SLOWLY`` if the point lies in a street that is closed to through traffic.
    """
    own, goal = np.empty(2, dtype=np.int32), np.empty(2, dtype=np.int64)
    entries = enter_street(state, weight, twin, arc, share, True, True, own, goal)
    if entries < 0:
        return ASK_SLOWLY
    late[:] = FAR
    if entries > 0:
        _meet_all(place, own[:entries], goal, (run_start, run, parent, depth, down), label, chain, length, owner, late)
    for i in range(entries):
        for j in range(len(street)):
            if state[street[j, 0]] == own[i] and goal[i] >= street[j, 2]:
                unit = street[j, 3]
                late[unit] = min(late[unit], street[j, 1] + goal[i])
    return first_of(late, delay, found)


@compiled
def _meet_all(
    place: Int32,
    own: Int32,
    goal: Int64,
    hierarchy: tuple[Int32, Int32, Int32, Int32, Int32],
    label: Int32,
    chain: Int32,
    length: Int32,
    owner: Int64,
    late: Int64,
) -> None:
    """Climb from the ends of the target's street, one of which is the other's ancestor, and meet every climb."""
    run_start, run, parent, depth, down = hierarchy
    reach, above = np.full(label.shape[1], FAR, dtype=np.int32), np.empty(label.shape[1], dtype=np.int32)
    low = place[own[0]]
    for i in range(len(own)):
        low = min(low, place[own[i]])
        d = depth[place[own[i]]]
        reach[d] = min(reach[d], np.int32(goal[i]))
    climb(run_start, run, parent, depth, down, low, reach, above)
    for i in range(len(label)):
        shared = common(chain[i], length[i], above, depth[low] + 1)
        late[owner[i]] = min(late[owner[i]], meet(label[i], reach, shared))


@compiled
def first_of(late: Int64, delay: Int64, found: Int32) -> int:
    """Add the delays and sort out the first ones."""
    count = 0
    for unit in range(len(late)):
        if late[unit] >= FAR:
            continue
        late[unit] += delay[unit]
        i = count
        if count == len(found):
            i -= 1
            if late[unit] >= late[found[i]]:
                continue
        while i > 0 and late[found[i - 1]] > late[unit]:
            found[i] = found[i - 1]
            i -= 1
        found[i] = unit
        count = min(count + 1, len(found))
    return count
