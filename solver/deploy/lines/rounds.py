"""Rounds: one closed tour through some streets of a beat, in a good order, not always the same one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ....road_network.drives import NO_WAY, Drives, Exit
from .beat import Beat, Street
from .postman import Errands, Ints
from .round_kernels import nearest_first, polish
from .search_kernels import neighbours
from .tour_kernels import NEVER, cost_of

WINDOWS = (50, 150)
NEAR = 8
STARTS = 2
LEAN = 0.06
"""How much dearer, at most, a direction is made by chance, so that rounds differ from one another."""

Drive = tuple[int, int]
"""A street (its place in the errands) and the direction it is driven in."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """A beat's streets that can be driven from its post and back, and the times between them (milliseconds)."""

    beat: Beat
    home: Exit
    streets: tuple[Street, ...]
    errands: Errands

    def arc(self, drive: Drive) -> int:
        """Return the arc of a drive."""
        street = self.streets[drive[0]]
        return street.twin if drive[1] else street.arc


def time_table(drives: Drives, home: Exit, streets: Sequence[Street]) -> Errands:
    """Return the times along all streets and between them; the depot is the post."""
    n = len(streets)
    arcs = [arc for street in streets for arc in (street.arc, street.twin)]
    real = [arc for arc in arcs if arc >= 0]
    starts = [*(Exit(arcs=(arc,)) for arc in real), home]
    table = drives.table(starts, [*real, *home.arcs])
    ride = np.array([drives.ride(arc) for arc in arcs], dtype=np.int64).reshape(n, 2)
    between = np.full((2 * n + 1, 2 * n + 1), NEVER, dtype=np.int64)
    rows = np.append(np.flatnonzero(np.array(arcs) >= 0), 2 * n)
    inner = table[:, : len(real)]
    between[np.ix_(rows, rows[:-1])] = np.where(inner == NO_WAY, NEVER, inner)
    last = table[:, len(real) :]
    rest = np.array([drives.ride(arc) for arc in home.arcs], dtype=np.int64)
    homeward = np.where((last == NO_WAY) | (rest == NO_WAY), NEVER, last + rest)
    between[rows, 2 * n] = homeward.min(axis=1, initial=NEVER)
    between[rows[:-1][np.isin(real, home.arcs)], 2 * n] = 0
    between[2 * n, 2 * n] = 0
    return Errands(serve=np.where(ride == NO_WAY, NEVER, ride), between=between)


def some_of(errands: Errands, chosen: Ints) -> Errands:
    """Return the errands of some streets."""
    places = np.append(np.column_stack([2 * chosen, 2 * chosen + 1]).ravel(), len(errands.between) - 1)
    return Errands(serve=errands.serve[chosen], between=np.ascontiguousarray(errands.between[np.ix_(places, places)]))


def round_of(errands: Errands, chosen: Ints, random: np.random.Generator) -> tuple[list[Drive], int]:
    """
    Return a closed tour through the chosen streets, and its milliseconds.

    Each call of ``random`` leads to another tour, a few per cent longer than the best at most: directions are made a
    little dearer by chance, and the search begins somewhere else. Long tours are improved window by window.
    """
    if not len(chosen):
        return [], 0
    mine = some_of(errands, chosen)
    leaning = _leaning(mine, random)
    state = random.integers(1, 2**62, 1).astype(np.uint64)
    best, least = [], NEVER + 1
    for _ in range(STARTS):
        order = _smooth(leaning, nearest_first(leaning.between, leaning.serve.ravel(), state), state)
        drives, cost = as_is(mine, order)
        if cost < least:
            best, least = drives, cost
    return [(int(chosen[place]), direction) for place, direction in best], least


def as_is(errands: Errands, order: Ints) -> tuple[list[Drive], int]:
    """Return a tour in a given order with its best directions, and its cost."""
    directions = np.zeros(len(order), dtype=np.int64)
    cost = int(cost_of(order, errands.between, errands.serve.ravel(), directions))
    return list(zip(order.tolist(), directions.tolist(), strict=True)), cost


def _leaning(errands: Errands, random: np.random.Generator) -> Errands:
    """Make one direction of each street a little dearer."""
    factor = 1 + LEAN * random.random(errands.serve.shape) * random.integers(0, 2, errands.serve.shape)
    serve = np.where(errands.serve >= NEVER, NEVER, errands.serve * factor)
    return Errands(serve=serve.astype(np.int64), between=errands.between)


def _smooth(errands: Errands, order: Ints, state: np.ndarray) -> Ints:
    """Improve an order in windows that overlap, small ones first; the last one holds the whole order if it can."""
    n = len(order)
    for window in WINDOWS:
        for start in range(0, max(1, n - window // 2), window // 2):
            part = slice(start, min(n, start + window))
            order[part] = _window(errands, order, part, state)
        if n <= window:
            break
    return order


def _window(errands: Errands, order: Ints, part: slice, state: np.ndarray) -> Ints:
    """Improve a stretch of an order between what comes before and after it, whose directions stay as they are."""
    directions = np.zeros(len(order), dtype=np.int64)
    cost_of(order, errands.between, errands.serve.ravel(), directions)
    depot = len(errands.between) - 1
    before = depot if part.start == 0 else int(2 * order[part.start - 1] + directions[part.start - 1])
    after = depot if part.stop == len(order) else int(2 * order[part.stop] + directions[part.stop])
    mine = some_of(errands, order[part])
    between = mine.between.copy()
    places = np.column_stack([2 * order[part], 2 * order[part] + 1]).ravel()
    between[-1, :-1] = errands.between[before, places]
    between[:-1, -1] = errands.between[places, after]
    inner = np.arange(part.stop - part.start)
    near = neighbours(between, mine.serve.ravel(), min(NEAR, len(inner) - 1))
    polish(inner, between, mine.serve.ravel(), near, state)
    return order[part][inner]
