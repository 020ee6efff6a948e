"""The moves of the local search, each laid out as the pieces of tours that it puts together."""

from ....road_network.compiled import compiled
from ....road_network.heap import Int64

SHORT = 3
"""Longest piece that is moved or exchanged."""
MOVES = 2 * SHORT + 26
"""Kinds of moves that ``offer`` knows."""


@compiled
def put(pieces: Int64, count: int, tour: int, first: int, last: int) -> int:
    """Add places ``first`` to ``last`` of a tour, if there are any; return the number of pieces."""
    if first > last:
        return count
    pieces[count, 0], pieces[count, 1], pieces[count, 2] = tour, first, last
    return count + 1


@compiled
def put_back(pieces: Int64, count: int, tour: int, first: int, last: int) -> int:
    """Add places ``last`` down to ``first`` of a tour, if there are any; return the number of pieces."""
    if first > last:
        return count
    pieces[count, 0], pieces[count, 1], pieces[count, 2] = tour, last, first
    return count + 1


@compiled
def put_turned(pieces: Int64, count: int, tour: int, first: int, last: int, turned: int) -> int:
    """Add a piece of a tour, backwards if ``turned``."""
    if turned:
        return put_back(pieces, count, tour, first, last)
    return put(pieces, count, tour, first, last)


@compiled
def lay_out(tasks: Int64, pieces: Int64, count: int, target: Int64) -> int:
    """Write the tasks of pieces one after the other; return how many they are."""
    size = 0
    for p in range(count):
        r, i, j = pieces[p, 0], pieces[p, 1], pieces[p, 2]
        step = 1 if j >= i else -1
        place = i
        while True:
            target[size] = tasks[r, place]
            size += 1
            if place == j:
                break
            place += step
    return size


@compiled
def offer(move: int, one: Int64, two: Int64, r: int, i: int, s: int, j: int, size: Int64) -> tuple[int, int]:
    """
    Lay out what a move makes of the tours r (with place i) and s (with place j, -1 for its beginning).

    Returns
    -------
    The number of pieces of both; (-1, 0) if there is no such move.
    """
    if move < 2 * SHORT:
        return offer_piece(one, two, r, i, s, j, size, move // 2 + 1, move % 2)
    if move < 2 * SHORT + 24:
        rest = move - 2 * SHORT
        return offer_exchange(one, two, r, i, s, j, size, rest // 4, rest % 4)
    return offer_ends(one, two, r, i, s, j, size, move - 2 * SHORT - 24)


@compiled
def offer_piece(
    one: Int64, two: Int64, r: int, i: int, s: int, j: int, size: Int64, long: int, turned: int
) -> tuple[int, int]:
    """Put the piece of ``long`` tasks from place i on behind place j."""
    end = i + long - 1
    if end >= size[r] or (r == s and i - 1 <= j <= end):
        return -1, 0
    if r == s:
        if j < i:
            a = put(one, 0, r, 0, j)
            a = put_turned(one, a, r, i, end, turned)
            a = put(one, a, r, j + 1, i - 1)
            return put(one, a, r, end + 1, size[r] - 1), 0
        a = put(one, 0, r, 0, i - 1)
        a = put(one, a, r, end + 1, j)
        a = put_turned(one, a, r, i, end, turned)
        return put(one, a, r, j + 1, size[r] - 1), 0
    a = put(one, 0, r, 0, i - 1)
    a = put(one, a, r, end + 1, size[r] - 1)
    b = put(two, 0, s, 0, j)
    b = put_turned(two, b, r, i, end, turned)
    return a, put(two, b, s, j + 1, size[s] - 1)


@compiled
def offer_exchange(
    one: Int64, two: Int64, r: int, i: int, s: int, j: int, size: Int64, kind: int, turned: int
) -> tuple[int, int]:
    """Exchange a piece from place i on for one that begins behind place j; ``kind`` tells their lengths."""
    long, other = kind // 2 + 1, kind % 2 + 1 + (kind // 4)
    first, last = j + 1, j + other
    end = i + long - 1
    if end >= size[r] or last >= size[s] or (r == s and not (end < first or last < i)):
        return -1, 0
    if r != s:
        a = put(one, 0, r, 0, i - 1)
        a = put_turned(one, a, s, first, last, turned % 2)
        a = put(one, a, r, end + 1, size[r] - 1)
        b = put(two, 0, s, 0, j)
        b = put_turned(two, b, r, i, end, turned // 2)
        return a, put(two, b, s, last + 1, size[s] - 1)
    low, high = min(i, first), max(i, first)
    low_end, high_end = (end, last) if i < first else (last, end)
    a = put(one, 0, r, 0, low - 1)
    a = put_turned(one, a, r, high, high_end, turned % 2)
    a = put(one, a, r, low_end + 1, high - 1)
    a = put_turned(one, a, r, low, low_end, turned // 2)
    return put(one, a, r, high_end + 1, size[r] - 1), 0


@compiled
def offer_ends(one: Int64, two: Int64, r: int, i: int, s: int, j: int, size: Int64, kind: int) -> tuple[int, int]:
    """Exchange the ends of two tours behind i and j, straight or crossed; within one tour turn a piece round."""
    if kind > 1:
        return -1, 0
    if r != s:
        if kind == 0:
            a = put(one, 0, r, 0, i)
            a = put(one, a, s, j + 1, size[s] - 1)
            b = put(two, 0, s, 0, j)
            return a, put(two, b, r, i + 1, size[r] - 1)
        a = put(one, 0, r, 0, i)
        a = put_back(one, a, s, 0, j)
        b = put_back(two, 0, r, i + 1, size[r] - 1)
        return a, put(two, b, s, j + 1, size[s] - 1)
    low, high = (i, j) if i < j else (j + 1, i)
    if kind == 0:
        low += int(i < j)
    if low >= high:
        return -1, 0
    a = put(one, 0, r, 0, low - 1)
    a = put_back(one, a, r, low, high)
    return put(one, a, r, high + 1, size[r] - 1), 0
