"""The min-max postman: streets that may be driven either way, k closed tours from one depot, the longest least."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ....models.errors import InputError, NoPlanError
from ....models.text import Text
from .search_kernels import evolve, neighbours
from .tour_kernels import NEVER, cost_of

Ints = NDArray[np.int64]

CHUNK = 25
"""Generations between two looks at the clock."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Errands:
    """
    What has to be driven, and what lies between.

    Parameters
    ----------
    serve
        Shape (n, 2), int64 ≥ 0: cost of driving each street in direction 0 and 1; ``NEVER`` where it is forbidden.
    between
        Shape (2 n + 1, 2 n + 1), int64 ≥ 0: cost from the end of a street to the beginning of another; street i in
        direction d is ``2 i + d``, the depot ``2 n``; ``NEVER`` where there is no way.

    Raises
    ------
    InputError
        If shapes do not fit or a cost is below 0.
    """

    serve: Ints
    between: Ints

    def __post_init__(self) -> None:
        size = 2 * len(self.serve) + 1
        if self.serve.shape != (len(self.serve), 2) or self.between.shape != (size, size):
            raise InputError(f"errands: serve is {self.serve.shape}, so between must be {(size, size)}")
        if len(self.serve) and min(self.serve.min(), self.between.min()) < 0:
            raise InputError(Text("行驶成本不能为负", "a cost must not be below 0"))

    @property
    def round_trips(self) -> Ints:
        """Shape (n,): the shortest closed tour for each street alone, ``NEVER`` if there is none."""
        if not len(self.serve):
            return np.empty(0, dtype=np.int64)
        trip = self.between[-1, :-1] + self.serve.ravel() + self.between[:-1, -1]
        return np.asarray(np.minimum(trip.reshape(-1, 2).min(axis=1), NEVER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """
    How long to search.

    Parameters
    ----------
    generations
        New solutions to make; what decides, on any machine.
    stale
        Give up after so many without a shorter longest tour, and begin afresh.
    population
        Solutions kept.
    near
        Neighbours of a street that moves look at.
    seconds
        A safety net; an answer that ran into it may differ from machine to machine. None: no limit.
    """

    generations: int = 20_000
    stale: int = 3_000
    population: int = 25
    near: int = 25
    seconds: float | None = None


USUAL = Effort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tours:
    """
    Closed tours from the depot that drive every street once.

    ``tours`` holds for each tour the streets in order, each with its direction; ``costs`` what each costs;
    ``generations`` how many solutions were made; ``stopped`` whether the clock ended the search.
    """

    tours: tuple[tuple[tuple[int, int], ...], ...]
    costs: tuple[int, ...]
    generations: int = 0
    stopped: bool = False

    @property
    def longest(self) -> int:
        """The cost of the longest tour."""
        return max(self.costs, default=0)


@dataclass(slots=True, eq=False)
class _Search:
    """The memory of one search: the errands in the kernels' form, the population, the best order with its cuts."""

    errands: Errands
    tours: int
    effort: Effort
    random: NDArray[np.uint64]
    best: Ints = field(init=False)
    record: Ints = field(init=False)
    near: Ints = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.errands.serve)
        self.best = np.zeros(n + self.tours + 1, dtype=np.int64)
        self.record = np.array([2 * NEVER, 2 * NEVER, 0], dtype=np.int64)
        self.near = neighbours(self.errands.between, self.errands.serve.ravel(), min(self.effort.near, n - 1))

    def run(self, floor: int) -> tuple[int, bool]:
        """Search until the generations are used up, the floor is met or the clock strikes."""
        n, done, keep = len(self.errands.serve), 0, self.effort.population
        orders, values = np.zeros((2 * keep, n), dtype=np.int64), np.zeros((2 * keep, 2), dtype=np.int64)
        champion, best, members = np.array([2 * NEVER, 2 * NEVER]), self.best.copy(), 0
        end = None if self.effort.seconds is None else time.monotonic() + self.effort.seconds
        while done < self.effort.generations and champion[0] > floor:
            rounds = min(CHUNK, self.effort.generations - done)
            members = evolve(
                self.errands.between, self.errands.serve.ravel(), self.near, orders, values, members, self.best,
                self.record, self.tours, rounds, floor, self.random,
            )  # fmt: skip
            done += rounds
            if tuple(self.record[:2]) < tuple(champion):
                champion, best = self.record[:2].copy(), self.best.copy()
            if end is not None and time.monotonic() >= end:
                self.best = best
                return done, True
            if self.record[2] >= self.effort.stale:
                members, self.record[:] = 0, (2 * NEVER, 2 * NEVER, 0)
        self.best = best
        return done, False


def plan_tours(errands: Errands, tours: int, *, seed: int = 0, effort: Effort = USUAL, floor: int = 0) -> Tours:
    """
    Drive all streets by at most ``tours`` closed tours from the depot, the longest of them as short as can be.

    Parameters
    ----------
    errands
        The streets and the ways between them.
    tours
        How many crews there are, at least 1.
    seed
        Same errands, effort and seed, same tours.
    effort
        How long to search.
    floor
        A proven lower bound (``bounds.lower_bound``): the search ends when it is met.

    Returns
    -------
    Tours, those of no length left out, the longest first.

    Raises
    ------
    InputError
        If ``tours`` is below 1.
    NoPlanError
        If a street cannot be driven from the depot and back; carries no tours.

    Notes
    -----
    A population of orders of all streets, recombined (order crossover), cut into tours at the least price by dynamic
    programming over both directions, and improved by moving, exchanging and turning pieces, whose best directions
    are priced at once (Beullens et al. 2003; Prins 2004; Vidal 2017). The price of a tour is its cost and a multiple
    of what it has above the best longest tour less one.
    """
    if tours < 1:
        raise InputError(Text("至少要有一条线路", "there must be at least one tour"))
    n = len(errands.serve)
    if not n:
        return Tours(tours=(), costs=())
    far = np.flatnonzero(errands.round_trips >= NEVER)
    if len(far):
        raise NoPlanError(
            Text(f"{len(far)} 条道路无法往返", f"{len(far)} streets cannot be driven from the depot and back")
        )
    random = np.array([(2 * seed + 1) * 0x9E3779B97F4A7C15 % 2**64], dtype=np.uint64)
    search = _Search(errands, min(tours, n), effort, random)
    done, stopped = search.run(floor)
    bounds = search.best[n:]
    orders = [search.best[:n][bounds[r] : bounds[r + 1]] for r in range(len(bounds) - 1)]
    return read_out(errands, [order for order in orders if len(order)], generations=done, stopped=stopped)


def read_out(errands: Errands, orders: Sequence[Ints], *, generations: int = 0, stopped: bool = False) -> Tours:
    """Give each order of streets its best directions, the longest tour first."""
    found = []
    for order in orders:
        directions = np.zeros(len(order), dtype=np.int64)
        cost = int(cost_of(order, errands.between, errands.serve.ravel(), directions))
        found.append((cost, tuple(zip(order.tolist(), directions.tolist(), strict=True))))
    found.sort(key=lambda tour: (-tour[0], tour[1]))
    return Tours(
        tours=tuple(tour for _, tour in found),
        costs=tuple(cost for cost, _ in found),
        generations=generations,
        stopped=stopped,
    )
