"""What the rules say of one person's days as rows of a linear programme: the words of ``compact.py``."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from ..rules.term_writer import TermWriter
from ..rules.terms import Day, Least, Off, Pair, Run, Square, Steps, Stretch, Sum, Weekends
from .rows import Rows

INF = highspy.kHighsInf
Line = tuple[dict[int, float], float]
"""A linear expression: coefficients by column, and a constant."""


def line(parts: Iterable[Line], constant: float = 0.0, times: float = 1.0) -> Line:
    """Return ``constant`` + ``times`` x the sum of the parts."""
    found: dict[int, float] = defaultdict(float)
    for entries, own in parts:
        constant += times * own
        for column, value in entries.items():
            found[column] += times * value
    return dict(found), constant


@dataclass(slots=True)
class Mip(Rows):
    """Rows and columns, those that are whole, and what is paid come what may."""

    whole: list[int] = field(default_factory=list)
    offset: float = 0.0

    def beside(self, other: Rows) -> int:
        """Add another programme beside, with what is whole in it and what is paid come what may."""
        first = Rows.beside(self, other)
        if isinstance(other, Mip):
            self.whole += [first + j for j in other.whole]
            self.offset += other.offset
        return first

    def integer(self, cost: float, upper: float) -> int:
        """Add a column of whole numbers; returns its number."""
        self.whole.append(self.column(cost, upper))
        return self.whole[-1]

    def within(self, low: float, value: Line, high: float) -> None:
        """Keep a value between two limits."""
        self.row(low - value[1], high - value[1], list(value[0].items()))

    def pay(self, price: float, value: Line) -> None:
        """Pay ``price`` x value."""
        self.offset += price * value[1]
        for column, times in value[0].items():
            self.cost[column] += price * times

    def charge(self, price: float, value: Line, unit: int = 1) -> None:
        """Pay ``price`` for each ``unit``, also one begun, of what a whole value is above 0."""
        entries, constant = value
        if price > 0 and constant + sum(v for v in entries.values() if v > 0) > 0:
            begun = any(v % unit for v in (*entries.values(), constant))
            units = self.integer(price, INF) if begun else self.column(price, INF)
            self.row(constant, INF, [(units, float(unit)), *((column, -v) for column, v in entries.items())])


@dataclass(frozen=True, slots=True)
class Person(TermWriter):
    """Writes one person's terms; ``works[day][template]`` is a column, or None where no lawful week works it."""

    mip: Mip
    works: Sequence[Sequence[int | None]]

    def total(self, amount: NDArray[Any], constant: float = 0.0) -> Line:
        """Return Σ works x amount, shape (days, templates)."""
        return {
            j: float(value)
            for row, amounts in zip(self.works, amount, strict=True)
            for j, value in zip(row, amounts, strict=True)
            if j is not None and value
        }, constant

    def on(self, day: int, flags: NDArray[np.bool_] | None = None) -> Line:
        """1 if a flagged template, or without flags any, is worked on the day."""
        return {j: 1.0 for t, j in enumerate(self.works[day]) if j is not None and (flags is None or flags[t])}, 0.0

    def in_run(self, term: Run | Stretch, day: int) -> Line:
        """1 if the day belongs to a run."""
        on = self.on(day, term.marked[day])
        return line([on], 1.0, -1.0) if term.off else on

    def _day(self, term: Day) -> None:
        if term.ban is not None:
            self.mip.within(-INF, self.total(term.ban), 0.0)
        if term.price is not None:
            self.mip.pay(1.0, self.total(term.price))

    def _off(self, term: Off) -> None:
        for day in range(len(self.works)):
            if term.ban is not None and term.ban[day]:
                self.mip.within(1.0, self.on(day), 1.0)
            if term.price is not None:
                self.mip.pay(float(term.price[day]), line([self.on(day)], 1.0, -1.0))

    def _pair(self, term: Pair) -> None:
        """Write one clique for all templates that forbid the same followers, and one charge for equal prices."""
        for day in range(len(self.works) - term.after):
            later = partial(self.on, day + term.after)
            if term.ban is not None:
                for after in np.unique(term.ban[term.ban.any(axis=1)], axis=0):
                    first = self.on(day, (term.ban >= after).all(axis=1))
                    self.mip.within(-INF, line([first, later(after)]), 1.0)
            if term.price is not None:
                for price in np.unique(term.price[term.price > 0]):
                    costs = term.price == price
                    for after in np.unique(costs[costs.any(axis=1)], axis=0):
                        first = self.on(day, (costs == after).all(axis=1))
                        self.mip.charge(float(price), line([first, later(after)], -1.0))

    def _sum(self, term: Sum) -> None:
        value = self.total(term.amount, term.start)
        if term.most is not None:
            self.mip.within(-INF, value, max(term.start, term.most))
        self._curve(value, term.start, term.start + int(term.amount.max(axis=1).sum()), term.curve)

    def _least(self, term: Least) -> None:
        value = self.total(term.amount, term.start)
        if term.least is not None:
            self.mip.within(term.least, value, INF)
        self.mip.charge(term.price, line([value], term.floor, -1.0))

    def _curve(self, value: Line, start: int, most: int, curve: Steps | Square) -> None:
        """Price a value; of a square each further one costs more than the last, so they fill in order."""
        if isinstance(curve, Steps):
            for above, unit, price in curve.steps:
                self.mip.charge(price, line([value], -above), unit)
            return
        more = {self.mip.column(curve.price * (2.0 * number + 1), 1.0): -1.0 for number in range(start, most)}
        self.mip.offset += curve.price * (start * start - curve.base * curve.base)
        self.mip.within(0.0, line([value, (more, -start)]), 0.0)

    def _run(self, term: Run) -> None:
        for day in range(len(self.works)):
            for limit, price in ((term.most, None), (term.soft, term.price)):
                if limit is not None and limit <= day + term.start:
                    days = range(max(0, day - limit), day + 1)
                    self._not_all([self.in_run(term, d) for d in days], price)

    def _not_all(self, together: Sequence[Line], price: int | None) -> None:
        """Forbid that all of these are 1, or charge it."""
        over = line(together, 1.0 - len(together))
        if price is None:
            self.mip.within(-INF, over, 0.0)
        else:
            self.mip.charge(price, over)

    def _stretch(self, term: Stretch) -> None:
        """Judge each way in which a run can be too short: from its first day, or the horizon's, to the day it ends."""
        for end in range(len(self.works)):
            for first in range(end + 1):
                length = end - first + (term.start if first == 0 else 0)
                if 0 < length < term.least and (first == 0 or first < end):
                    outside = [line([self.in_run(term, d)], 1.0, -1.0) for d in ({end, first - 1} - {-1})]
                    run = [self.in_run(term, d) for d in range(first, end)]
                    self._not_all([*outside, *run], None if term.price is None else term.price * (term.least - length))

    def _weekends(self, term: Weekends) -> None:
        worked: list[Line] = []
        for first, last in term.groups:
            some, every = self.mip.column(term.split, 1.0), self.mip.column(-term.split, 1.0)
            worked.append(({some: 1.0}, 0.0))
            for day in range(first, last + 1):
                self.mip.within(0.0, line([({some: 1.0}, 0.0), line([self.on(day)], times=-1.0)]), INF)
                self.mip.within(0.0, line([({every: -1.0}, 0.0), self.on(day)]), INF)
        value = line(worked, term.start)
        if term.most is not None:
            self.mip.within(-INF, value, max(term.most, term.start))
        self._curve(value, term.start, term.start + len(term.groups), term.curve)
