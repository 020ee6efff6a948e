"""
Terms: the words in which a rule tells any engine what it means for one person's horizon.

A horizon is ``days`` days of ``templates``; a person works at most one template a day. ``works[d, t]`` below is 1 if
the person works template t on day d. Arrays have shape (days, templates). Engines (week patterns, CP-SAT, dynamic
programming) read the same terms; a rule writes them once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.int64]


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
    only days of the horizon are. With ``off`` the days count on which none of the marked is worked.
    """

    marked: NDArray[np.bool_]
    start: int = 0
    most: int | None = None
    soft: int | None = None
    price: int = 0
    off: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Least:
    """
    A least total: value = ``start`` + Σ works x ``amount``; amounts are ≥ 0.

    ``least`` is the hard limit (None: none); each unit below ``floor`` costs ``price``.
    """

    amount: Grid
    start: int = 0
    least: int | None = None
    floor: int = 0
    price: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """
    A least length of runs of days on which one of the ``marked[d, t]`` is worked; with ``off``, on which none is.

    A run is judged on the day that ends it, so one that is open on the last day never is: the next roster goes on with
    it. ``start`` is the length that history hands over to day 0; ``least`` there exempts a run that opens the horizon.
    Each missing day costs ``price``; None forbids.
    """

    marked: NDArray[np.bool_]
    least: int
    start: int = 0
    price: int | None = None
    off: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Weekends:
    """
    A limit and a price on weekends with work: value = ``start`` + number of ``groups`` with a worked day.

    A group is the first and the last of its days in the horizon; groups are apart and in order. ``most`` is the hard
    limit, ``curve`` prices the value, and each group of which some days are worked and some not costs ``split``.
    """

    groups: tuple[tuple[int, int], ...]
    start: int = 0
    most: int | None = None
    curve: Steps | Square = FREE
    split: int = 0


Term = Day | Off | Pair | Sum | Run | Least | Stretch | Weekends


def ban_of(term: Term) -> Term | None:
    """Return what a term forbids, without its prices; None if it forbids nothing."""
    match term:
        case Day() | Off() | Pair():
            return None if term.ban is None or not term.ban.any() else replace(term, price=None)
        case Sum() | Weekends():
            return None if term.most is None else replace(term, curve=FREE)
        case Run():
            return None if term.most is None else replace(term, soft=None, price=0)
        case Least():
            return None if term.least is None else replace(term, price=0)
        case Stretch():
            return term if term.price is None else None


def fingerprint(term: Term) -> tuple[object, ...]:
    """Return a key that equal terms share."""
    values = (getattr(term, field.name) for field in fields(term))
    return (type(term), *(value.tobytes() if isinstance(value, np.ndarray) else value for value in values))


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
    return Reader(patterns).read(terms)


class Reader:
    """Judges the same patterns for many people: what two people's terms share is computed once."""

    def __init__(self, patterns: NDArray[np.int8]) -> None:
        self.patterns = patterns
        self._memo: dict[tuple[object, ...], NDArray[np.int64]] = {}

    def read(self, terms: Sequence[Term]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Return which patterns are lawful, and their cost; shapes (n,)."""
        lawful = np.ones(len(self.patterns), dtype=bool)
        cost = np.zeros(len(self.patterns), dtype=np.int64)
        for term in terms:
            match term:
                case Day():
                    self._day(term, lawful, cost)
                case Off():
                    self._off(term, lawful, cost)
                case Pair():
                    self._pair(term, lawful, cost)
                case Sum():
                    self._sum(term, lawful, cost)
                case Run():
                    self._run(term, lawful, cost)
                case Least():
                    self._least(term, lawful, cost)
                case Stretch():
                    self._stretch(term, lawful, cost)
                case Weekends():
                    self._weekends(term, lawful, cost)
        return lawful, cost

    def _total(self, amount: NDArray[Any]) -> NDArray[np.int64]:
        """Σ amount over the worked days, shape (n,); only days that have an amount are looked at."""
        key = ("total", amount.tobytes())
        if key not in self._memo:
            total = np.zeros(len(self.patterns), dtype=np.int64)
            padded = _with_rest(amount)
            for day in np.flatnonzero(amount.any(axis=1)):
                total += padded[day, self.patterns[:, day]]
            self._memo[key] = total
        return self._memo[key]

    def _day(self, term: Day, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
        if term.ban is not None:
            lawful &= self._total(term.ban) == 0
        if term.price is not None:
            cost += self._total(term.price)

    def _off(self, term: Off, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
        off = self.patterns < 0
        if term.ban is not None:
            lawful &= ~(off & term.ban).any(axis=1)
        if term.price is not None:
            cost += (off * term.price).sum(axis=1)

    def _pair(self, term: Pair, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
        if term.ban is not None:
            lawful &= self._pairs(term.after, term.ban) == 0
        if term.price is not None:
            cost += self._pairs(term.after, term.price)

    def _pairs(self, after: int, table: NDArray[Any]) -> NDArray[np.int64]:
        key = ("pairs", after, table.tobytes())
        if key not in self._memo:
            total = np.zeros(len(self.patterns), dtype=np.int64)
            if table.any():
                padded = np.pad(table.astype(np.int64), ((0, 1), (0, 1)))
                for day in range(self.patterns.shape[1] - after):
                    total += padded[self.patterns[:, day], self.patterns[:, day + after]]
            self._memo[key] = total
        return self._memo[key]

    def _sum(self, term: Sum, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
        total = self._total(term.amount)
        if term.most is not None:
            lawful &= (total <= term.most - term.start) | (total == 0)
        cost += term.curve.of(total + term.start)

    def _run(self, term: Run, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
        if term.most is not None:
            lawful &= self._days_over(term, term.most) == 0
        if term.soft is not None and term.price:
            cost += term.price * self._days_over(term, term.soft)

    def _days_over(self, term: Run, limit: int) -> NDArray[np.int64]:
        """Count the days on which a run is longer than ``limit``, shape (n,)."""
        key = ("over", term.marked.tobytes(), term.start, term.off, limit)
        if key not in self._memo:
            length = np.full(len(self.patterns), term.start, dtype=np.int64)
            over = np.zeros(len(self.patterns), dtype=np.int64)
            for on in self._on(term):
                length = np.where(on, length + 1, 0)
                over += length > limit
            self._memo[key] = over
        return self._memo[key]

    def _on(self, term: Run | Stretch) -> Iterator[NDArray[np.bool_]]:
        """Say of each day whether it belongs to a run, shape (n,)."""
        marked = _with_rest(term.marked) > 0
        for day in range(self.patterns.shape[1]):
            on: NDArray[np.bool_] = marked[day, self.patterns[:, day]]
            yield ~on if term.off else on

    def _least(self, term: Least, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
        total = self._total(term.amount) + term.start
        if term.least is not None:
            lawful &= total >= term.least
        cost += term.price * np.maximum(0, term.floor - total)

    def _stretch(self, term: Stretch, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
        length = np.full(len(self.patterns), term.start, dtype=np.int64)
        for on in self._on(term):
            missing = np.where(~on & (length > 0), np.maximum(0, term.least - length), 0)
            if term.price is None:
                lawful &= missing == 0
            else:
                cost += term.price * missing
            length = np.where(on, length + 1, 0)

    def _weekends(self, term: Weekends, lawful: NDArray[np.bool_], cost: NDArray[np.int64]) -> None:
        count = np.full(len(self.patterns), term.start, dtype=np.int64)
        for first, last in term.groups:
            worked = self.patterns[:, first : last + 1] >= 0
            count += worked.any(axis=1)
            cost += term.split * (worked.any(axis=1) & ~worked.all(axis=1))
        if term.most is not None:
            lawful &= count <= max(term.most, term.start)
        cost += term.curve.of(count)


def _with_rest(amount: NDArray[Any]) -> NDArray[np.int64]:
    """Add what a day off counts, nothing, as the last template: shape (days, templates + 1)."""
    padded = np.zeros((amount.shape[0], amount.shape[1] + 1), dtype=np.int64)
    padded[:, :-1] = amount
    return padded
