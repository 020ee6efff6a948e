"""
Driving by the clock: the speeds change at every quarter of an hour, also half-way along an arc.

Who enters an arc later leaves it no earlier (every step is monotone, rounding included), so a forward Dijkstra search
finds the earliest arrival.
"""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Int32
from .heap import Int64, pop, push
from .nearest_kernels import part_of

LOW = 0xFFFFFFFF
LATE = 2**31 - 1
QUARTER = 900_000

Floats = NDArray[np.float64]


@compiled
def drive(rows: Int32, first: int, state: int, percent: int, start: float, end: float, clock: int) -> int:
    """
    Return when one who is at share ``start`` of an arc at ``clock`` is at share ``end``, ``LATE`` beyond the rows.

    Parameters
    ----------
    rows
        Shape (quarters, states): travel times; 96 rows are a whole day and begin again.
    first
        The quarter of the first row.
    percent
        Slow-down of the arc.
    """
    while True:
        quarter = clock // QUARTER
        row = quarter - first
        if len(rows) == 96:
            row %= 96
        elif row >= len(rows):
            return LATE
        ride = np.int64(rows[row, state])
        if percent != 100:
            ride = max(np.int64(1), (ride * percent + 50) // 100)
        need = part_of(ride, end) - part_of(ride, start)  # type: ignore[arg-type]
        rest = (quarter + 1) * QUARTER - clock
        if need <= rest:
            return clock + need
        start = min(end, start + rest / ride)
        clock += rest


@compiled
def slowness(arcs: Int32, percents: Int32, arc: int) -> int:
    """Return an arc's slow-down in percent; ``arcs`` is sorted."""
    i = np.searchsorted(arcs, arc)
    if i < len(arcs) and arcs[i] == arc:
        return abs(int(percents[i]))
    return 100


@compiled
def still(least: Int64, least_era: int, level: int, state: int, ride: int) -> int:
    """Return a lower bound of the time from the end of an arc to the target; parts of arcs are rounded."""
    if ride <= 0:
        return 0
    ahead = level
    if least[state] >> 32 == least_era:
        ahead = min(ahead, int(least[state] & LOW))
    return max(0, ahead - 4)


@compiled
def arrival(
    step: Int32,
    turn: Int32,
    state: Int32,
    rows: Int32,
    first: int,
    weight: Int32,
    arcs: Int32,
    percents: Int32,
    label: Int64,
    heap: Int64,
    era: int,
    least: Int64,
    least_era: int,
    level: int,
    zone: Int32,
    target: Int32,
    shares: Floats,
    begin: int,
    share: float,
    clock: int,
    bound: int,
) -> int:
    """
    Return the clock at which a unit arrives, ``LATE`` if that is after ``bound`` or beyond the rows.

    A place is an arc's end; ``arcs + arc`` is the same in the closed street round the target, which one does not
    leave again.

    Parameters
    ----------
    step, turn, state
        The steps ahead, and the state of each arc in ``rows`` and ``weight``.
    weight
        Lower bounds with the closures laid over them; ``arcs`` and ``percents`` are those closures, sorted.
    least, least_era, level
        Labels of a backward search with the lower bounds, final up to ``level``.
    zone, target, shares
        Closed arcs from which one drives on to the target; the arcs it lies on, and where.
    begin, share, clock
        The unit's arc, where on it, and when it sets out.
    """
    count = len(state)
    high = era << 32
    start = clock
    best = bound + 1
    size = 0
    for i in range(len(target)):
        if target[i] == begin and share <= shares[i] and weight[state[begin]] != 0:
            slow = slowness(arcs, percents, begin)
            best = min(best, drive(rows, first, state[begin], slow, share, shares[i], clock))
    if weight[state[begin]] != 0:
        slow = slowness(arcs, percents, begin)
        clock = drive(rows, first, state[begin], slow, share, 1.0, clock)
        if clock < best:
            label[begin] = high | (clock - start)
            size = push(heap, size, (clock - start) << 32 | begin)  # too early a key does no harm
    while size > 0:
        key = heap[0]
        size = pop(heap, size)
        place = key & LOW
        if start + (key >> 32) >= best:
            break
        time = label[place] & LOW
        suffix = place >= count
        arc = place - count if suffix else place
        shut = weight[state[arc]] < 0
        if key >> 32 > time + still(least, least_era, level, state[arc], weight[state[arc]]):
            continue
        for b in range(step[arc, 0], step[arc, 1]):
            cost = turn[step[arc, 2] + b - step[arc, 0]]
            ride = weight[state[b]]
            if cost < 0 or ride == 0 or (suffix and ride > 0):
                continue
            entry = start + time + cost
            slow = 100 if len(arcs) == 0 else slowness(arcs, percents, b)
            for i in range(len(target)):
                if target[i] == b:
                    best = min(best, drive(rows, first, state[b], slow, 0.0, shares[i], entry))
            other = b
            if ride < 0 and (suffix or not shut):
                other = count + b
                inside = False
                for z in zone:
                    inside = inside or z == b
                if not inside:
                    continue
            gone = drive(rows, first, state[b], slow, 0.0, 1.0, entry) - start
            known = label[other] >> 32 == era
            if start + gone >= best or (known and label[other] & LOW <= gone):
                continue
            ahead = still(least, least_era, level, state[b], ride)
            if start + gone + ahead >= best:
                continue
            label[other] = high | gone
            size = push(heap, size, (gone + ahead) << 32 | other)
    return best if best <= bound else LATE
