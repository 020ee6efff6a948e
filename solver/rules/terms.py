"""
Terms: the words in which a rule tells any engine what it means for one person's horizon.

A horizon is ``days`` days of ``templates``; a person works at most one template a day. ``works[d, t]`` below is 1 if
the person works template t on day d. Arrays have shape (days, templates). Engines (week patterns, CP-SAT, dynamic
programming) read the same terms; a rule writes them once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.int64]
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Steps:
    """A price that grows in steps: for each ``(above, unit, price)``, price x ceil(max(0, value - above) / unit)."""

    steps: tuple[tuple[int, int, int], ...]

    def of(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the price of each value."""
        total = np.zeros_like(values)
        for above, unit, price in self.steps:
            total += price * -(-np.maximum(values - above, 0) // unit)
        return total


@dataclass(frozen=True, slots=True)
class Square:
    """A price that grows with the square: price x (value² - base²); equal shares are cheapest."""

    price: int
    base: int

    def of(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the price of each value."""
        return self.price * (values * values - self.base * self.base)


FREE = Steps(())


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """
    A price or a ban on single days.

    ``price[d, t]`` is paid if template t is worked on day d; where ``ban[d, t]`` is true it must not be worked.
    """

    ban: NDArray[np.bool_] | None = None
    price: Grid | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Off:
    """``price[d]`` is paid if nothing is worked on day d; where ``ban[d]`` is true something must be worked."""

    price: NDArray[np.int64] | None = None
    ban: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """
    A price or a ban on what follows what.

    ``ban[t, u]``, ``price[t, u]`` (shape templates x templates) apply to template t on a day and template u
    ``after`` days later, both inside the horizon. What history does to the first days, a rule says with ``Day``.
    """

    after: int
    ban: NDArray[np.bool_] | None = None
    price: Grid | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """
    A limit and a price on a total: value = ``start`` + Σ works x ``amount``; amounts are ≥ 0.

    ``most`` is the hard limit (None: none); ``curve`` prices the value.
    """

    amount: Grid
    start: int = 0
    most: int | None = None
    curve: Steps | Square = FREE


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """
    A limit and a price on days in a row on which one of the ``marked[d, t]`` is worked.

    ``start`` is the length of the run that history hands over to day 0. ``most`` is the hard limit; each day that
    makes a run longer than ``soft`` costs ``price``. A run of history that is too long already is not charged again:
    only days of the horizon are.
    """

    marked: NDArray[np.bool_]
    start: int = 0
    most: int | None = None
    soft: int | None = None
    price: int = 0


Term = Day | Off | Pair | Sum | Run


def read_patterns(patterns: NDArray[np.int8], terms: Sequence[Term]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """
    Judge many patterns at once.

    Parameters
    ----------
    patterns
        Shape (n, days): index of the template worked, -1 for a day off.
    terms
        What the rules say of one person.

    Returns
    -------
    lawful, cost
        Shape (n,): whether no ban or limit is hit, and the sum of all prices.
    """
    lawful = np.ones(len(patterns), dtype=bool)
    cost = np.zeros(len(patterns), dtype=np.int64)
    for term in terms:
        match term:
            case Day():
                _read_day(patterns, term, lawful, cost)
            case Off():
                _read_off(patterns, term, lawful, cost)
            case Pair():
                _read_pair(patterns, term, lawful, cost)
            case Sum():
                _read_sum(patterns, term, lawful, cost)
            case Run():
                _read_run(patterns, term, lawful, cost)
    return lawful, cost


def with_off(grid: NDArray[_T]) -> NDArray[_T]:
    """Append a column of zeros, so that index -1 (a day off) looks up zero."""
    return np.concatenate([grid, np.zeros((len(grid), 1), dtype=grid.dtype)], axis=1)


def _read_day(patterns: NDArray[np.int8], term: Day, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
    days = np.arange(patterns.shape[1])
    if term.ban is not None:
        lawful &= ~with_off(term.ban)[days, patterns].any(axis=1)
    if term.price is not None:
        cost += with_off(term.price)[days, patterns].sum(axis=1)


def _read_off(patterns: NDArray[np.int8], term: Off, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
    off = patterns < 0
    if term.ban is not None:
        lawful &= ~(off & term.ban).any(axis=1)
    if term.price is not None:
        cost += (off * term.price).sum(axis=1)


def _read_pair(patterns: NDArray[np.int8], term: Pair, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
    first, second = patterns[:, : -term.after], patterns[:, term.after :]
    if term.ban is not None:
        lawful &= ~_table(term.ban)[first, second].any(axis=1)
    if term.price is not None:
        cost += _table(term.price)[first, second].sum(axis=1)


def _table(square: NDArray[_T]) -> NDArray[_T]:
    return np.pad(square, ((0, 1), (0, 1)))


def _read_sum(patterns: NDArray[np.int8], term: Sum, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
    days = np.arange(patterns.shape[1])
    value = term.start + with_off(term.amount)[days, patterns].sum(axis=1)
    if term.most is not None:
        worked = value > term.start
        lawful &= (value <= term.most) | ~worked
    cost += term.curve.of(value)


def _read_run(patterns: NDArray[np.int8], term: Run, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
    marked = with_off(term.marked)
    length = np.full(len(patterns), term.start, dtype=np.int64)
    for day in range(patterns.shape[1]):
        length = np.where(marked[day, patterns[:, day]], length + 1, 0)
        if term.most is not None:
            lawful &= length <= term.most
        if term.soft is not None:
            cost += term.price * (length > term.soft)
