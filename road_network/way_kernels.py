"""The ways of several units at once: traced off the labels of the search that found them, measured and drawn."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .follow_kernels import follow
from .graph import Float64, Int32
from .heap import Int64
from .nearest_kernels import part_of
from .route_kernels import draw
from .unit_kernels import STATE

LOW = 0xFFFFFFFF


@compiled
def trace_all(
    back_step: Int32,
    back_turn: Int32,
    back_state: Int32,
    back_arc: Int32,
    ahead_step: Int32,
    weight: Int32,
    label: Int64,
    era: int,
    origin: Int32,
    goal: Int64,
    onward: Int32,
    row: Int32,
    share: Float64,
    slots: Int32,
) -> tuple[Int32, NDArray[np.int64]]:
    """
    Read the fastest ways of units off the labels of the backward search that ended last.

    Parameters
    ----------
    origin, goal, onward
        Where that search began, see ``access.Access``.
    row, share
        The units' places, see ``unit_index``.
    slots
        Whose ways.

    Returns
    -------
    arcs, first
        The arcs of way i are ``arcs[first[i] : first[i + 1]]``; none if its unit was not met.
    """
    arcs = np.empty(64 * len(slots), dtype=np.int32)
    first = np.zeros(len(slots) + 1, dtype=np.int64)
    count = 0
    for i in range(len(slots)):
        state = row[slots[i], STATE]
        ride = abs(weight[state])
        gone = part_of(ride, share[slots[i]])
        around = label[state] & LOW if label[state] >> 32 == era else np.int64(-1)
        entry = -1
        for j in range(len(origin)):
            if origin[j] == state and goal[j] >= gone and (around < 0 or goal[j] <= around + ride):
                entry = j
                break
        between = arcs[:0]
        if entry < 0 and around >= 0:
            between, entry = follow(
                back_step, back_turn, back_state, ahead_step, weight, label, era, origin, goal, back_arc[state]
            )
            between = np.append(back_arc[state : state + 1], between)
        while len(arcs) < count + len(between) + len(origin):
            arcs = np.append(arcs, np.empty_like(arcs))
        arcs[count : count + len(between)] = between
        count += len(between)
        while entry >= 0:
            arcs[count] = back_arc[origin[entry]]
            count += 1
            entry = onward[entry]
        first[i + 1] = count
    return arcs[:count], first


@compiled
def draw_all(
    geo_start: Int64,
    geo_lon: Float64,
    geo_lat: Float64,
    length_m: Float64,
    arcs: Int32,
    first: NDArray[np.int64],
    starts: Float64,
    target_arc: int,
    target_share: float,
) -> tuple[Float64, NDArray[np.int64], Float64]:
    """
    Draw and measure ways.

    Parameters
    ----------
    arcs, first
        The ways, as ``trace_all`` returns them.
    starts
        Shape (ways,): the share of its first arc at which each way begins.
    target_arc, target_share
        Where all of them end.

    Returns
    -------
    line, begin, metres
        Way i is drawn by the points ``line[begin[i] : begin[i + 1]]``; ``metres`` says how much of each arc is driven.
    """
    metres = np.empty(len(arcs), dtype=np.float64)
    begin = np.zeros(len(first), dtype=np.int64)
    line = np.empty((256, 2), dtype=np.float64)
    count = 0
    for i in range(len(first) - 1):
        way = arcs[first[i] : first[i + 1]]
        if len(way):
            end = target_share if way[-1] == target_arc else 1.0 - target_share
            for j in range(len(way)):
                metres[first[i] + j] = length_m[way[j]]
            metres[first[i + 1] - 1] *= end
            metres[first[i]] -= starts[i] * length_m[way[0]]
            drawn = draw(geo_start, geo_lon, geo_lat, way, starts[i], end)
            while len(line) < count + len(drawn):
                line = np.concatenate((line, np.empty_like(line)))
            line[count : count + len(drawn)] = drawn
            count += len(drawn)
        begin[i + 1] = count
    return line[:count], begin, metres
