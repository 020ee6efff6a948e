"""Reading patterns: which are lawful by the terms of one person, and what each costs."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .terms import Day, Least, Off, Pair, Run, Stretch, Sum, Term, Weekends


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
