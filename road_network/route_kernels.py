"""Drawing a way and counting its bends, arc by arc."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Float64, Int32
from .turn_kernels import turn_angle


@compiled
def draw(
    geo_start: NDArray[np.int64], geo_lon: Float64, geo_lat: Float64, arcs: Int32, start: float, end: float
) -> Float64:
    """
    Return the polyline of a way, shape (points, 2): longitude, latitude.

    It begins at the share ``start`` of its first arc and ends at the share ``end`` of its last one; both ends are in.
    """
    room = 2
    for arc in arcs:
        room += geo_start[arc + 1] - geo_start[arc]
    line = np.empty((room, 2), dtype=np.float64)
    count = 0
    last = len(arcs) - 1
    for i in range(len(arcs)):
        first, stop = geo_start[arcs[i]], geo_start[arcs[i] + 1]
        low = start if i == 0 else 0.0
        high = max(low, end) if i == last else 1.0
        mean = 0.0
        for p in range(first, stop):
            mean += geo_lat[p]
        squeeze = np.cos(np.radians(mean / (stop - first)))
        total = 0.0
        for p in range(first + 1, stop):
            total += np.hypot((geo_lon[p] - geo_lon[p - 1]) * squeeze, geo_lat[p] - geo_lat[p - 1])
        total = total if total > 0.0 else 1.0
        before, opened, closed = 0.0, i > 0, False
        for p in range(first + 1, stop):
            step = np.hypot((geo_lon[p] - geo_lon[p - 1]) * squeeze, geo_lat[p] - geo_lat[p - 1]) / total
            after = before + step if p < stop - 1 else 1.0
            for side in range(2):
                share = low if side == 0 else high
                if (side == 0 and opened) or (side == 1 and closed) or share > after:
                    continue
                part = (share - before) / (after - before) if after > before else 0.0
                part = min(1.0, max(0.0, part))
                line[count, 0] = geo_lon[p - 1] + part * (geo_lon[p] - geo_lon[p - 1])
                line[count, 1] = geo_lat[p - 1] + part * (geo_lat[p] - geo_lat[p - 1])
                count += 1
                if side == 0:
                    opened = True
                else:
                    closed = True
            if closed:
                break
            if opened and after > low:
                line[count, 0], line[count, 1] = geo_lon[p], geo_lat[p]
                count += 1
            before = after
    return line[:count]


@compiled
def bends(arcs: Int32, name: Int32, twin: Int32, begin: Float64, end: Float64, sharp: float) -> NDArray[np.int8]:
    """Return how each arc is entered: 0 nothing to say, 1 straight into another street, 2 left, 3 right, 4 back."""
    told = np.zeros(len(arcs), dtype=np.int8)
    for i in range(1, len(arcs)):
        a, b = arcs[i - 1], arcs[i]
        angle = turn_angle(end[a], begin[b])
        if twin[a] == b:
            told[i] = 4
        elif abs(angle) > sharp:
            told[i] = 2 if angle > 0.0 else 3
        elif name[a] != name[b]:
            told[i] = 1
    return told
