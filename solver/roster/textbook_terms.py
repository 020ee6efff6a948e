"""The textbook reading of terms: what the rules say of one person's days, as constraints of a CP-SAT model."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr, LinearExprT

from ..rules.term_writer import TermWriter
from ..rules.terms import Day, Least, Off, Pair, Run, Square, Steps, Stretch, Sum, Weekends

Works = Sequence[Sequence[IntVar | None]]
"""``works[day][template]``: 1 if the person works it; None where no seat is open."""


def total(parts: Iterable[LinearExprT]) -> LinearExpr:
    """Return the sum of any number of expressions, none included."""
    found = list(parts)
    return LinearExpr.weighted_sum(found, [1] * len(found))


class PersonModel(TermWriter):
    """Writes one person's terms into a model; ``cost`` collects what they ask."""

    def __init__(self, model: CpModel, works: Works) -> None:
        self.cost: list[LinearExprT] = []
        self._model = model
        self._works = works

    def _on(self, day: int, flags: NDArray[np.bool_]) -> LinearExpr:
        """1 if a flagged template is worked on the day."""
        return total([x for x, flag in zip(self._works[day], flags, strict=True) if flag and x is not None])

    def _total(self, amount: NDArray[Any]) -> LinearExpr:
        pairs = [
            (x, int(value))
            for row, amounts in zip(self._works, amount, strict=True)
            for x, value in zip(row, amounts, strict=True)
            if x is not None
        ]
        return LinearExpr.weighted_sum([x for x, _ in pairs], [value for _, value in pairs])

    def _day(self, term: Day) -> None:
        if term.ban is not None and term.ban.any():
            self._model.add(self._total(term.ban) == 0)
        if term.price is not None:
            self.cost.append(self._total(term.price))

    def _off(self, term: Off) -> None:
        for day, row in enumerate(self._works):
            off = 1 - self._on(day, np.ones(len(row), dtype=np.bool_))
            if term.ban is not None and term.ban[day]:
                self._model.add(off == 0)
            if term.price is not None and term.price[day]:
                self.cost.append(int(term.price[day]) * off)

    def _pair(self, term: Pair) -> None:
        for day in range(len(self._works) - term.after):
            for t, first in enumerate(self._works[day]):
                if first is None:
                    continue
                if term.ban is not None and term.ban[t].any():
                    self._model.add(total([first, self._on(day + term.after, term.ban[t])]) <= 1)
                if term.price is not None:
                    self._pair_price(first, self._works[day + term.after], term.price[t])

    def _pair_price(self, first: IntVar, later: Sequence[IntVar | None], prices: NDArray[np.int64]) -> None:
        for price in np.unique(prices[prices > 0]):
            second = total([x for x, p in zip(later, prices, strict=True) if p == price and x is not None])
            both = self._model.new_bool_var("both")
            self._model.add(total([first, second]) - both <= 1)
            self.cost.append(int(price) * both)

    def _sum(self, term: Sum) -> None:
        value = self._total(term.amount)
        if term.most is not None:
            self._model.add(value <= max(0, term.most - term.start))
        most = term.start + int(term.amount.max(axis=1).sum())
        if isinstance(term.curve, Steps):
            self._steps(value + term.start, most, term.curve)
        else:
            self._square(value, term.start, most, term.curve)

    def _steps(self, value: LinearExpr, most: int, curve: Steps) -> None:
        for above, unit, price in curve.steps:
            if price and most > above:
                units = self._model.new_int_var(0, -(-(most - above) // unit), "units")
                self._model.add(unit * units >= value - above)
                self.cost.append(price * units)

    def _square(self, value: LinearExpr, start: int, most: int, curve: Square) -> None:
        """Pay each further one what it adds to the square; each costs more than the last, so they fill in order."""
        self.cost.append(curve.price * (start * start - curve.base * curve.base))
        more = [self._model.new_bool_var("more") for _ in range(start, most)]
        self._model.add(total(more) == value)
        adds = [curve.price * (2 * number + 1) for number in range(start, most)]
        self.cost.append(LinearExpr.weighted_sum(more, adds))

    def _run(self, term: Run) -> None:
        for day in range(len(self._works)):
            if term.most is not None and (window := self._window(term, day, term.most)):
                self._model.add(total(window) <= len(window) - 1)
            if term.soft is not None and term.price and (window := self._window(term, day, term.soft)):
                self._charge(window, term.price)

    def _charge(self, all_of: Sequence[LinearExprT], price: int) -> None:
        """Pay ``price`` if all of these are 1."""
        over = self._model.new_bool_var("over")
        self._model.add(total(all_of) - over <= len(all_of) - 1)
        self.cost.append(price * over)

    def _window(self, term: Run, day: int, limit: int) -> list[LinearExpr]:
        """Return the days up to ``day`` that, all marked, make a run longer than ``limit``; none if no run can be."""
        if limit > day + term.start:
            return []
        return [self._in_run(term, d) for d in range(max(0, day - limit), day + 1)]

    def _in_run(self, term: Run | Stretch, day: int) -> LinearExpr:
        """1 if the day belongs to a run."""
        on = self._on(day, term.marked[day])
        return 1 - on if term.off else on

    def _least(self, term: Least) -> None:
        value = self._total(term.amount) + term.start
        if term.least is not None:
            self._model.add(value >= term.least)
        if term.price and term.floor > term.start:
            missing = self._model.new_int_var(0, term.floor - term.start, "missing")
            self._model.add(missing + value >= term.floor)
            self.cost.append(term.price * missing)

    def _stretch(self, term: Stretch) -> None:
        """Judge each way in which a run can be too short: from its first day, or the horizon's, to the day it ends."""
        for end in range(len(self._works)):
            ends = 1 - self._in_run(term, end)
            for first in range(end + 1):
                before = term.start if first == 0 else 0
                length = end - first + before
                if 0 < length < term.least and (first == 0 or first < end):
                    run = [self._in_run(term, d) for d in range(first, end)]
                    begins = [] if first == 0 else [1 - self._in_run(term, first - 1)]
                    together = [*begins, *run, ends]
                    if term.price is None:
                        self._model.add(total(together) <= len(together) - 1)
                    else:
                        self._charge(together, term.price * (term.least - length))

    def _weekends(self, term: Weekends) -> None:
        """Count the groups with a worked day, and charge those of which one day is worked and another not."""
        worked = []
        for first, last in term.groups:
            days = [self._on(day, np.ones(len(self._works[day]), dtype=np.bool_)) for day in range(first, last + 1)]
            some = self._model.new_bool_var("worked")
            self._model.add_max_equality(some, days)
            worked.append(some)
            if term.split:
                every = self._model.new_bool_var("whole")
                self._model.add_min_equality(every, days)
                self.cost.append(term.split * (some - every))
        value = total(worked) + term.start
        if term.most is not None:
            self._model.add(value <= max(term.most, term.start))
        most = term.start + len(term.groups)
        if isinstance(term.curve, Steps):
            self._steps(value, most, term.curve)
        else:
            self._square(total(worked), term.start, most, term.curve)
