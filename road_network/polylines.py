"""Polylines in one long array: take some, turn them round, measure them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .coordinates import distance_m

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]
Lines = tuple[Int64, Floats, Floats]
"""``start`` of shape (lines + 1,), and the longitudes and latitudes of all points."""


def take(lines: Lines, chosen: Int64, *, backward: NDArray[np.bool_] | None = None) -> Lines:
    """Return the ``chosen`` lines in that order; those marked ``backward`` are turned round."""
    start, lon, lat = lines
    new_start, points = pick(start, chosen, backward=backward)
    return new_start, lon[points], lat[points]


def pick(start: Int64, chosen: Int64, *, backward: NDArray[np.bool_] | None = None) -> tuple[Int64, Int64]:
    """Return the new ``start`` of the ``chosen`` groups, and the old position of each of their points."""
    counts = np.diff(start)[chosen]
    new_start = starts(counts)
    inside = np.arange(new_start[-1]) - np.repeat(new_start[:-1], counts)
    if backward is not None:
        inside = np.where(np.repeat(backward, counts), np.repeat(counts - 1, counts) - inside, inside)
    return new_start, np.repeat(start[:-1][chosen], counts) + inside


def starts(counts: Int64) -> Int64:
    """Return where each group begins, and the total at the end."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def segment_lengths(lines: Lines) -> tuple[Floats, Int64]:
    """Return the metres of each segment, and for each line the position of its first segment (shape lines + 1)."""
    start, lon, lat = lines
    if len(lon) < 2:
        return np.zeros(0), np.zeros(len(start), dtype=np.int64)
    steps = distance_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    within = np.ones(len(steps), dtype=bool)
    within[start[1:-1] - 1] = False
    return steps[within], start - np.arange(len(start))


def lengths(lines: Lines) -> Floats:
    """Return the metres of each line; every line has at least two points."""
    steps, first = segment_lengths(lines)
    return np.add.reduceat(steps, first[:-1]) if len(first) > 1 else np.zeros(0)


def straight(tail_lon: Floats, tail_lat: Floats, head_lon: Floats, head_lat: Floats) -> Lines:
    """Return lines of two points."""
    return (
        np.arange(len(tail_lon) + 1, dtype=np.int64) * 2,
        np.column_stack([tail_lon, head_lon]).ravel(),
        np.column_stack([tail_lat, head_lat]).ravel(),
    )


def from_wkt(texts: Sequence[str], plain: Lines) -> tuple[Lines, list[int]]:
    """
    Read ``LINESTRING (lon lat, lon lat)`` texts.

    Parameters
    ----------
    texts
        One a line, empty for a straight line.
    plain
        The straight lines from tail to head; they stand in where a text is empty or cannot be read.

    Returns
    -------
    The lines, led from tail to head, and the positions of the texts that cannot be read.
    """
    parts, bad = [], []
    for position, text in enumerate(texts):
        if text:
            points = _points(text)
            if points is None:
                bad.append(position)
            else:
                parts.append((position, points))
    chosen = np.array([position for position, _ in parts], dtype=np.int64)
    counts = np.full(len(texts), 2)
    counts[chosen] = [len(points) for _, points in parts]
    order = np.arange(len(texts))
    order[chosen] = len(texts) + np.arange(len(parts))
    pool = np.concatenate([np.column_stack(plain[1:]), *(points for _, points in parts)])
    start = starts(np.concatenate([np.full(len(texts), 2), counts[chosen]]))
    lines = (start, pool[:, 0], pool[:, 1])
    return take(lines, order, backward=_leads_back(lines, order, plain)), bad


def _points(text: str) -> Floats | None:
    body = text[text.find("(") + 1 : text.rfind(")")]
    try:
        points = np.array([pair.split()[:2] for pair in body.split(",")], dtype=np.float64)
    except ValueError:
        return None
    return points if points.ndim == 2 and points.shape[1] == 2 and len(points) > 1 else None


def _leads_back(lines: Lines, order: Int64, plain: Lines) -> NDArray[np.bool_]:
    """Whether a line begins nearer to its arc's head than to its tail."""
    start, lon, lat = lines
    first, last = start[:-1][order], start[1:][order] - 1
    tail, head = plain[0][:-1], plain[0][1:] - 1

    def off(point: Int64, node: Int64) -> Floats:
        return np.abs(lon[point] - plain[1][node]) + np.abs(lat[point] - plain[2][node])

    return off(first, tail) + off(last, head) > off(first, head) + off(last, tail)
