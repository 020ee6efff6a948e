"""The backward sweep to one point of a journey, drawn towards the journey's start by times to and from landmarks."""

import numpy as np

from .compiled import compiled
from .graph import Int32
from .heap import Int64, pop, push

LOW = 0xFFFFFFFF
FAR = 2**30


@compiled
def least_time(times: Int32, start: int, state: int) -> int:
    """
    Return a time within which one certainly cannot drive from the end of the arc ``start`` to that of another.

    Where a landmark leads to one of them and not to the other, that time is half of forever, and rightly: no way leads
    from the one to the other.
    """
    best = np.int32(0)
    one, other = np.uintp(state), np.uintp(start)
    for i in range(np.uintp(times.shape[1])):
        best = max(best, times[one, i] - times[other, i])
    return best  # type: ignore[return-value]


@compiled
def sweep_towards(
    step: Int32,
    turn: Int32,
    weight: Int32,
    label: Int64,
    heap: Int64,
    era: int,
    origin: Int32,
    goal: Int64,
    times: Int32,
    least: Int32,
    wanted: int,
) -> int:
    """
    Label the states that lie on a fastest way from one state to the origin, and few others.

    Parameters
    ----------
    step, turn, weight, label, heap, era, origin, goal
        As ``sweep_kernels.sweep`` takes them.
    times
        Shape (states, 2 landmarks): milliseconds from each landmark, then less than nothing by those to each; ``FAR``
        where there is no way.
    least
        Scratch memory, a place for each state.
    wanted
        The state where the journey starts.

    Returns
    -------
    The number of states looked at. All of the equally fast ways are labelled, so a way read off these labels is that
    of the full sweep.
    """
    high = era << 32
    size = 0
    settled = 0
    for i in range(len(origin)):
        state = origin[i]
        low, price = step[state, 0], step[state, 2]
        for s in range(low, step[state, 1]):
            cost = turn[price + s - low]
            reach = goal[i] + cost
            if cost >= 0 and weight[state] != 0 and high | reach < label[s]:
                if label[s] >> 32 != era:
                    least[s] = least_time(times, wanted, s)
                label[s] = high | reach
                size = push(heap, size, (reach + least[s]) << 32 | s)
    while size > 0:
        key = heap[0]
        if label[wanted] >> 32 == era and key >> 32 > label[wanted] & LOW:
            break
        size = pop(heap, size)
        state = key & LOW
        time = (key >> 32) - least[state]
        if label[state] != high | time:
            continue
        settled += 1
        ride = weight[state]
        time += abs(ride)
        low, price = step[state, 0], step[state, 2]
        for s in range(low, step[state, 1]):
            cost = turn[price + s - low]
            reach = time + cost
            if cost >= 0 and (ride > 0 or (ride < 0 and weight[s] < 0)) and high | reach < label[s]:
                if label[s] >> 32 != era:
                    least[s] = least_time(times, wanted, s)
                label[s] = high | reach
                size = push(heap, size, (reach + least[s]) << 32 | s)
    return settled
