"""
The nearest search: backwards from the incident, until the k-th unit cannot be beaten any more.

Indices are cast to unsigned numbers in the innermost loops, where Python's negative indices would cost a tenth.

Labels are ``era << 32 | time``. The era falls by one from query to query, so every label of an earlier query is larger
than any label of this one and nothing needs to be reset. Weights carry the closures: positive is open, negative is
closed to through traffic, 0 is closed to all. Times are whole milliseconds.
"""

import numpy as np
from numpy.typing import NDArray

from .buckets import EMPTY, RING, WIDTH_BITS, enter
from .compiled import compiled
from .graph import Int32
from .handful_kernels import HANDFUL, look_up, take
from .heap import Int64
from .unit_kernels import bucket_of

LOW = 0xFFFFFFFF
FULL = -1

Floats = NDArray[np.float64]


@compiled
def part_of(weight: int, share: float) -> int:
    """Return the time from an arc's tail to a point on it, rounded to a millisecond: parts of one arc add up."""
    return np.int64(share * weight + 0.5)  # type: ignore[return-value]


@compiled
def offer(found: Int32, eta: Int64, row: Int32, count: int, unit: int, time: int) -> int:
    """Sort a unit into the list of the best, by time and then by name; return the list's length."""
    i = 0
    while i < count and found[i] != unit:
        i += 1
    if i < count:  # known already, on another way
        if eta[i] <= time:
            return count
        count -= 1
        for j in range(i, count):
            eta[j] = eta[j + 1]
            found[j] = found[j + 1]
    i = count
    if count == len(found):
        i -= 1
        if time > eta[i] or (time == eta[i] and row[unit, 5] >= row[found[i], 5]):
            return count
    while i > 0 and (eta[i - 1] > time or (eta[i - 1] == time and row[found[i - 1], 5] > row[unit, 5])):
        eta[i] = eta[i - 1]
        found[i] = found[i - 1]
        i -= 1
    eta[i] = time
    found[i] = unit
    return min(count + 1, len(found))


@compiled
def on_the_spot(
    weight: Int32,
    target: Int32,
    goal: Int64,
    key: Int32,
    bucket: Int32,
    bits: int,
    row: Int32,
    share: Floats,
    skill: Int64,
    need: int,
    limit: int,
    found: Int32,
    eta: Int64,
) -> int:
    """Offer the units on the target's own street that drive towards it; return how many are in the list."""
    count = 0
    for i in range(len(target)):
        time = abs(weight[target[i]])
        unit = bucket[bucket_of(key[i], bits)]
        while unit >= 0:
            if row[unit, 1] == target[i] and time > 0 and skill[unit] & need == need:
                left = goal[i] - part_of(time, share[unit])
                if left >= 0 and left + row[unit, 4] <= limit:
                    count = offer(found, eta, row, count, unit, left + row[unit, 4])
            unit = row[unit, 2]
    return count


@compiled
def nearest_by_arc(
    step: Int32,
    turn: Int32,
    weight: Int32,
    label: Int64,
    first: Int32,
    queue: Int64,
    era: int,
    target: Int32,
    goal: Int64,
    bucket: Int32,
    bits: int,
    row: Int32,
    share: Floats,
    skill: Int64,
    need: int,
    limit: int,
    found: Int32,
    eta: Int64,
) -> tuple[int, int]:
    """
    Find the nearest units with turn costs; a label is the time from the end of an arc to the target.

    Parameters
    ----------
    first, queue
        As ``buckets`` makes them.
    target, goal
        The states the target lies on, and the time from the tail of each to the target.
    need
        A unit must have all these skill bits.
    limit
        Latest arrival, milliseconds.
    found, eta
        Room for the k best.

    Returns
    -------
    count, settled
        Units in ``found`` and ``eta``, ``FULL`` if the queue was too short; arcs that were looked at.
    """
    high = era << 32
    count = on_the_spot(weight, target, goal, target, bucket, bits, row, share, skill, need, limit, found, eta)
    bound = eta[count - 1] if count == len(found) else limit
    size = 0
    for i in range(len(target)):
        state = target[i]
        low, price = step[state, 0], step[state, 2]
        for s in range(low, step[state, 1]):
            cost = turn[price + s - low]
            reach = goal[i] + cost
            if cost >= 0 and weight[state] != 0 and high | reach < label[s]:
                label[s] = high | reach
                size = enter(first, queue, size, reach << 32 | s)
    keys = np.empty(2 * HANDFUL, dtype=np.int64)
    facts = np.empty((HANDFUL, 4), dtype=np.int32)
    now = 0
    taken = 0
    settled = 0
    later = EMPTY
    while taken < size <= len(queue) and now << WIDTH_BITS <= bound:
        if first[now & (RING - 1)] == EMPTY:
            first[now & (RING - 1)] = later
            later = EMPTY
            now += 1
            continue
        handful, later = take(first, queue, now, later, keys)
        taken += handful
        look_up(step, turn, weight, label, keys, handful, facts)
        for i in range(handful):
            time = keys[i] >> 32
            state = keys[i] & LOW
            if time > bound or label[state] != high | time:
                continue
            settled += 1
            ride = facts[i, 0]
            unit = bucket[bucket_of(state, bits)]
            while unit >= 0:
                if row[unit, 1] == state and ride != 0 and skill[unit] & need == need:
                    arrival = time + abs(ride) - part_of(abs(ride), share[unit]) + row[unit, 4]
                    if arrival <= bound:
                        count = offer(found, eta, row, count, unit, arrival)
                        if count == len(found):
                            bound = eta[count - 1]
                unit = row[unit, 2]
            if ride == 0:
                continue
            low = np.uintp(facts[i, 1])
            price = np.uintp(facts[i, 3]) - low
            time += abs(ride)
            for s in range(low, np.uintp(facts[i, 2])):
                cost = turn[price + s]
                reach = time + cost
                if cost >= 0 and reach <= bound and high | reach < label[s] and (ride > 0 or weight[s] < 0):
                    label[s] = high | reach
                    size = enter(first, queue, size, reach << 32 | np.int64(s))
    first[:] = EMPTY
    return FULL if size > len(queue) else count, settled


@compiled
def nearest_by_node(
    in_start: Int32,
    in_tail: Int32,
    in_head: Int32,
    weight: Int32,
    label: Int64,
    first: Int32,
    queue: Int64,
    era: int,
    target: Int32,
    goal: Int64,
    bucket: Int32,
    bits: int,
    row: Int32,
    share: Floats,
    skill: Int64,
    need: int,
    limit: int,
    found: Int32,
    eta: Int64,
) -> tuple[int, int]:
    """
    Find the nearest units without turn costs; a label is the time from a node to the target.

    A place ``n + v`` is node v reached, backwards, over a street closed to through traffic: only those who stand in
    that street may come this way. ``in_tail`` and ``in_head`` are the ends of the states.

    Returns
    -------
    count, settled
        Units in ``found`` and ``eta``, ``FULL`` if the queue was too short; places that were looked at.
    """
    nodes = len(in_start) - 1
    high = era << 32
    count = on_the_spot(weight, target, goal, in_head[target], bucket, bits, row, share, skill, need, limit, found, eta)
    bound = eta[count - 1] if count == len(found) else limit
    size = 0
    for i in range(len(target)):
        node = in_tail[target[i]]
        if weight[target[i]] != 0 and high | goal[i] < label[node]:
            label[node] = high | goal[i]
            size = enter(first, queue, size, goal[i] << 32 | node)
    now = 0
    taken = 0
    settled = 0
    later = EMPTY
    while taken < size and now << WIDTH_BITS <= bound:
        here = now & (RING - 1)
        entry = first[here]
        if entry == EMPTY:
            first[here] = later
            later = EMPTY
            now += 1
            continue
        first[here] = queue[entry, 1]
        key = queue[entry, 0]
        time = key >> 32
        if time >> WIDTH_BITS != now:  # of a later lap
            queue[entry, 1] = later
            later = entry
            continue
        taken += 1
        place = key & LOW
        if time > bound or label[np.uintp(place)] != high | time:
            continue
        settled += 1
        through = place < nodes
        node = place if through else place - nodes
        unit = bucket[bucket_of(node, bits)]
        while unit >= 0:
            ride = weight[row[unit, 1]]
            if row[unit, 0] == node and (ride < 0 or (ride > 0 and through)) and skill[unit] & need == need:
                arrival = time + abs(ride) - part_of(abs(ride), share[unit]) + row[unit, 4]
                if arrival <= bound:
                    count = offer(found, eta, row, count, unit, arrival)
                    if count == len(found):
                        bound = eta[count - 1]
            unit = row[unit, 2]
        for s in range(np.uintp(in_start[node]), np.uintp(in_start[node + 1])):
            ride = weight[s]
            other = np.uintp(in_tail[s])
            if ride > 0:
                reach = time + ride
                if through and reach <= bound and high | reach < label[other]:
                    label[other] = high | reach
                    size = enter(first, queue, size, reach << 32 | np.int64(other))
            elif ride < 0:
                reach = time - ride
                other += np.uintp(nodes)
                if reach <= bound and high | reach < label[other]:
                    label[other] = high | reach
                    size = enter(first, queue, size, reach << 32 | np.int64(other))
        if size > len(queue):
            break
    first[:] = EMPTY
    return FULL if size > len(queue) else count, settled
