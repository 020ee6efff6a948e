"""Counters: totals over the horizon that are limited or priced, as digits of one mixed number."""

from collections.abc import Container, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import reduce
from math import gcd

import numpy as np
from numpy.typing import NDArray

from ..rules.terms import Grid, Least, Sum, Term, Weekends

Vector = NDArray[np.float64]
PACE = 200.0


@dataclass(slots=True, eq=False)
class Counter:
    """
    One total: what each duty adds (None: weekends), and the price of every value up to the most it can be.

    ``price[v]`` is paid for v units at the end of the horizon, inf where v is unlawful. ``limit_only`` marks a plain
    upper limit, without any price, which may be left out at first.
    """

    amount: Grid | None
    price: Vector
    limit_only: bool
    tail: float = field(init=False, default=np.inf)

    def __post_init__(self) -> None:
        """Cut the tail: from where the price is out of reach, or grows evenly, each unit pays as it comes."""
        size = len(self.price)
        while size > 1 and np.isinf(self.price[size - 1]):
            size -= 1
        if size == len(self.price) and size > 1 and np.isfinite(self.price[-2]):
            self.tail = float(self.price[-1] - self.price[-2])
            while size > 1 and self.price[size - 1] - self.price[size - 2] == self.tail:
                size -= 1
        self.price = self.price[:size]

    @property
    def needed(self) -> bool:
        """Whether the total matters at all."""
        return bool(len(self.price) > 1 or self.tail)

    def value(self, pattern: NDArray[np.int8], weekends: int) -> int:
        """Return the total of a roster that has so many worked weekends."""
        if self.amount is None:
            return weekends
        days = np.flatnonzero(pattern >= 0)
        return int(self.amount[days, pattern[days]].sum())

    def charge(self, pattern: NDArray[np.int8], weekends: int) -> float:
        """Return what the total of a roster costs."""
        value, last = self.value(pattern, weekends), len(self.price) - 1
        over = max(0, value - last)
        return float(self.price[min(value, last)]) + (over * self.tail if over else 0.0)

    def at(self, values: NDArray[np.int64]) -> Vector:
        """Return what totals cost at the end."""
        last = len(self.price) - 1
        price = self.price[np.minimum(values, last)]
        price[values > last] += (values[values > last] - last) * self.tail
        return price

    def cut(self, days: int) -> "Counter":
        """Return the counter on the first ``days`` days, its prices those of the whole horizon."""
        found = copy(self)
        found.amount = None if self.amount is None else self.amount[:days]
        return found

    def within(self, outside: int, first: int, last: int, *, weekends: int, share: float) -> "Counter":
        """
        Return the counter of days ``first`` .. ``last - 1`` alone, when the other days already have ``outside``.

        With ``share`` < 1 the later days are still empty: only that share of a limit may be used up by day ``last``,
        and lagging behind that share of a least total costs ``PACE`` a unit.
        """
        amount = None if self.amount is None else self.amount[first:last]
        room = weekends if amount is None else int(amount.max(axis=1).sum())
        values = outside + np.arange(room + 1)
        price = self.at(values)
        if share < 1:
            lawful = np.flatnonzero(np.isfinite(self.price))
            low, high = int(lawful[0]), int(lawful[-1])
            early = values < low
            price[early] = self.price[low] + PACE * np.maximum(0, int(low * share) - values[early])
            if np.isinf(self.tail):
                price[values > np.ceil(high * share)] = np.inf
        return Counter(amount, price, self.limit_only)


def left_out(counter: Counter) -> Counter:
    """Return the counter as one that nobody counts."""
    found = copy(counter)
    found.limit_only = True
    return found


def counters(terms: Sequence[Term], days: int) -> list[Counter]:
    """Merge the terms that speak of the same total."""
    groups: dict[bytes, list[Sum | Least]] = {}
    found: list[Counter] = []
    for term in terms:
        if isinstance(term, (Sum, Least)) and term.amount.any():
            groups.setdefault(term.amount.tobytes(), []).append(term)
        if isinstance(term, Weekends):
            found.append(_weekends(term))
    found += [_total(group) for group in groups.values()]
    assert days > 0  # noqa: S101
    return [counter for counter in found if counter.needed]


def _weekends(term: Weekends) -> Counter:
    values = np.arange(len(term.groups) + 1) + term.start
    price = term.curve.of(values).astype(np.float64)
    if term.most is not None:
        price[values > max(term.most, term.start)] = np.inf
    return Counter(None, price, limit_only=not np.any(np.isfinite(price) & (price != 0)))


def _total(terms: Sequence[Sum | Least]) -> Counter:
    amount = terms[0].amount
    unit = reduce(gcd, (int(value) for value in np.unique(amount)))
    values = np.arange(int(amount.max(axis=1).sum()) // unit + 1) * unit
    price = np.zeros(len(values))
    limit_only = True
    for term in terms:
        total = values + term.start
        if isinstance(term, Sum):
            price += term.curve.of(total)
            if term.most is not None:
                price[(total > term.most) & (values > 0)] = np.inf
        else:
            price += term.price * np.maximum(0, term.floor - total)
            if term.least is not None:
                price[total < term.least] = np.inf
                limit_only = False
        limit_only &= not np.any(np.isfinite(price) & (price != 0))
    return Counter(amount // unit, price, limit_only)


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """
    All counters in one number 0 .. C - 1.

    Parameters
    ----------
    code
        Shape (days, actions): which row of ``step`` an action takes; the row after it if a weekend begins to count.
    step
        Shape (codes, C): the number after the step, -1 if a limit forbids it.
    pay
        Shape (codes, C): what the step costs, where a counter has reached its tail.
    final
        Shape (C,): what the number costs at the end; inf if it is unlawful.
    priced
        Shape (C,): the number of the priced counters alone, those that are plain limits left out.
    """

    code: NDArray[np.int32]
    step: NDArray[np.int32]
    pay: Vector
    final: Vector
    priced: NDArray[np.int64]


def tally(parts: Sequence[Counter], kept: Container[int], days: int, templates: int) -> Tally:
    """Combine counters; of those that are plain limits only the ``kept`` (by position)."""
    used = [part for i, part in enumerate(parts) if not part.limit_only or i in kept]
    used = used or [Counter(np.zeros((days, templates), dtype=np.int64), np.zeros(1), limit_only=True)]
    adds = np.zeros((days, templates + 1, len(used)), dtype=np.int64)
    for i, part in enumerate(used):
        if part.amount is not None:
            adds[:, 1:, i] = part.amount
    kinds, code = np.unique(adds.reshape(-1, len(used)), axis=0, return_inverse=True)
    sizes = [len(part.price) for part in used]
    total = int(np.prod(sizes, dtype=np.int64))
    digits = np.array(np.unravel_index(np.arange(total), sizes)).reshape(len(used), total)
    step = np.empty((2 * len(kinds), total), dtype=np.int32)
    pay = np.zeros((2 * len(kinds), total))
    for row in range(2 * len(kinds)):
        more = kinds[row // 2] + [part.amount is None and row % 2 for part in used]
        step[row], pay[row] = _advance(used, sizes, digits, more)
    final = np.zeros(total)
    for part, digit in zip(used, digits, strict=True):
        final += part.price[digit]
    priced = np.zeros(total, dtype=np.int64)
    for part, digit in zip(used, digits, strict=True):
        priced = priced if part.limit_only else priced * len(part.price) + digit
    return Tally(2 * code.reshape(days, templates + 1).astype(np.int32), step, pay, final, priced)


def _advance(
    used: Sequence[Counter], sizes: Sequence[int], digits: NDArray[np.int64], more: NDArray[np.int64]
) -> tuple[NDArray[np.int32], Vector]:
    """Add ``more`` to every number; returns the numbers after it and what is paid."""
    after, pay = digits + more.reshape(-1, 1), np.zeros(digits.shape[1])
    for i, part in enumerate(used):
        beyond = np.maximum(0, after[i] - (sizes[i] - 1))
        pay[beyond > 0] += beyond[beyond > 0] * part.tail
        after[i] -= beyond
    number = np.ravel_multi_index(tuple(after), tuple(sizes))
    return np.where(np.isinf(pay), -1, number).astype(np.int32), np.where(np.isinf(pay), 0.0, pay)
