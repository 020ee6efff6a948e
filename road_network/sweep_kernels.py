"""Sweeps over all arcs within a time: one to many, isochrones, and the labels a route is read from."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Int32
from .heap import Int64, pop, push

LOW = 0xFFFFFFFF


@compiled
def sweep(
    step: Int32,
    turn: Int32,
    weight: Int32,
    label: Int64,
    heap: Int64,
    era: int,
    origin: Int32,
    goal: Int64,
    wanted: NDArray[np.bool_],
    count: int,
    limit: int,
) -> int:
    """
    Label the arcs from the origin on, until ``count`` wanted states are settled or ``limit`` is passed.

    A label is the time between the origin and the near end of an arc, as in ``nearest_kernels``. A wanted state
    that is settled is wanted no more. Returns the number of arcs settled.
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
            if cost >= 0 and weight[state] != 0 and reach <= limit and high | reach < label[s]:
                label[s] = high | reach
                size = push(heap, size, reach << 32 | s)
    while size > 0:
        key = heap[0]
        size = pop(heap, size)
        time = key >> 32
        state = key & LOW
        if label[state] != high | time:
            continue
        settled += 1
        if wanted[state]:
            wanted[state] = False
            count -= 1
            if count == 0:
                break
        ride = weight[state]
        time += abs(ride)
        low, price = step[state, 0], step[state, 2]
        for s in range(low, step[state, 1]):
            cost = turn[price + s - low]
            reach = time + cost
            if cost >= 0 and (ride > 0 or (ride < 0 and weight[s] < 0)) and reach <= limit and high | reach < label[s]:
                label[s] = high | reach
                size = push(heap, size, reach << 32 | s)
    return settled


@compiled
def read_labels(label: Int64, era: int, states: Int32) -> Int64:
    """Return the times of some states, -1 where the sweep did not come."""
    times = np.empty(len(states), dtype=np.int64)
    for i in range(len(states)):
        times[i] = label[states[i]] & LOW if label[states[i]] >> 32 == era else -1
    return times


@compiled
def reached(label: Int64, era: int) -> Int32:
    """Return the states that the sweep labelled."""
    count = 0
    for s in range(len(label)):
        count += label[s] >> 32 == era
    states = np.empty(count, dtype=np.int32)
    count = 0
    for s in range(len(label)):
        if label[s] >> 32 == era:
            states[count] = s
            count += 1
    return states


@compiled
def patch(weight: Int32, row: Int32, state: Int32, old: Int32, new: Int32, percent: Int32) -> None:
    """Lay closures and slow-downs over a row of weights, after taking back those of ``old``."""
    for arc in old:
        weight[state[arc]] = row[state[arc]]
    for i in range(len(new)):
        s = state[new[i]]
        time = max(1, (row[s] * np.int64(abs(percent[i])) + 50) // 100)
        weight[s] = 0 if percent[i] == 0 else time if percent[i] > 0 else -time
