"""The nearest of a few units: the backward search drawn towards them by times to and from landmarks."""

import numpy as np

from .compiled import compiled
from .graph import Float64, Int32
from .heap import Int64, pop, push
from .landmark_kernels import LOW, least_time
from .nearest_kernels import offer, part_of
from .unit_kernels import DELAY, STATE

NEVER = 2**31 - 1


@compiled
def places_of(weight: Int32, row: Int32, share: Float64, units: Int32, start: Int32, left: Int64) -> None:
    """Fill in for each unit its state, and how long it takes to the end of that arc, turn-out included."""
    for i in range(len(units)):
        start[i] = row[units[i], STATE]
        ride = abs(weight[start[i]])
        left[i] = ride - part_of(ride, share[units[i]]) + row[units[i], DELAY] if ride != 0 else NEVER


@compiled
def least_of(times: Int32, start: Int32, left: Int64, state: int) -> int:
    """Return a time before which none of the units can be at the end of an arc."""
    best: int = np.int64(NEVER)  # type: ignore[assignment]
    for i in range(len(start)):
        if left[i] < best:
            best = min(best, left[i] + least_time(times, start[i], state))
    return best


@compiled
def nearest_guided(
    step: Int32,
    turn: Int32,
    weight: Int32,
    label: Int64,
    heap: Int64,
    era: int,
    target: Int32,
    goal: Int64,
    times: Int32,
    least: Int32,
    row: Int32,
    share: Float64,
    units: Int32,
    limit: int,
    found: Int32,
    eta: Int64,
) -> tuple[int, int]:
    """
    Find the nearest of a few units with turn costs, as ``nearest_kernels.nearest_by_arc`` does of many.

    Parameters
    ----------
    step, turn, weight, label, heap, era, target, goal
        As ``nearest_by_arc`` takes them.
    times, least
        As ``landmark_kernels.sweep_towards`` takes them.
    row, share
        The units' places, see ``unit_index``.
    units
        The slots of those who are looked for.
    limit
        Latest arrival, milliseconds.
    found, eta
        Room for the k best.

    Returns
    -------
    count, settled
        Units in ``found`` and ``eta``; arcs that were looked at. The labels on all fastest ways of the units in
        ``found`` are those of the full search.
    """
    high = era << 32
    start, left = np.empty(len(units), dtype=np.int32), np.empty(len(units), dtype=np.int64)
    places_of(weight, row, share, units, start, left)
    count = beside(weight, target, goal, row, share, units, limit, found, eta)
    bound = eta[count - 1] if count == len(found) else limit
    size = 0
    settled = 0
    for i in range(len(target)):
        state = target[i]
        low, price = step[state, 0], step[state, 2]
        for s in range(low, step[state, 1]):
            cost = turn[price + s - low]
            reach = goal[i] + cost
            if cost >= 0 and weight[state] != 0 and high | reach < label[s]:
                if label[s] >> 32 != era:
                    least[s] = least_of(times, start, left, s)
                label[s] = high | reach
                if reach + least[s] <= bound:
                    size = push(heap, size, (reach + least[s]) << 32 | s)
    while size > 0:
        key = heap[0]
        if key >> 32 > bound:
            break
        size = pop(heap, size)
        state = key & LOW
        time = (key >> 32) - least[state]
        if label[state] != high | time:
            continue
        settled += 1
        ride = weight[state]
        for i in range(len(units)):
            if start[i] == state and ride != 0 and time + left[i] <= bound:
                count = offer(found, eta, row, count, units[i], time + left[i])
                if count == len(found):
                    bound = eta[count - 1]
        time += abs(ride)
        low, price = step[state, 0], step[state, 2]
        for s in range(low, step[state, 1]):
            cost = turn[price + s - low]
            reach = time + cost
            if cost >= 0 and (ride > 0 or (ride < 0 and weight[s] < 0)) and high | reach < label[s]:
                if label[s] >> 32 != era:
                    least[s] = least_of(times, start, left, s)
                label[s] = high | reach
                if reach + least[s] <= bound:
                    size = push(heap, size, (reach + least[s]) << 32 | s)
    return count, settled


@compiled
def beside(
    weight: Int32,
    target: Int32,
    goal: Int64,
    row: Int32,
    share: Float64,
    units: Int32,
    limit: int,
    found: Int32,
    eta: Int64,
) -> int:
    """Offer the units on the target's own street that drive towards it; return how many are in the list."""
    count = 0
    for i in range(len(target)):
        time = abs(weight[target[i]])
        for unit in units:
            if row[unit, STATE] == target[i] and time > 0:
                left = goal[i] - part_of(time, share[unit])
                if left >= 0 and left + row[unit, DELAY] <= limit:
                    count = offer(found, eta, row, count, unit, left + row[unit, DELAY])
    return count
