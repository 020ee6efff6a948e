"""
What terms remember from day to day: small machines that walk along the days of one person.

Each machine has a state, and says of every step (state, day, action) which state follows, what it costs, and whether a
weekend begins to count. Action 0 is a day off, action t + 1 works template t.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..rules.terms import Pair, Run, Stretch, Term, Weekends

OUTSIDE, FIRST, INNER, LAST = range(4)
"""Roles of a day in a weekend; a weekend of one day is neither whole nor split, its day is ``FIRST``."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a machine: the state that follows, its price, and whether a weekend begins to count."""

    state: Hashable
    price: int = 0
    weekend: bool = False


class Walker(Protocol):
    """A machine that walks along the days."""

    @property
    def start(self) -> Hashable:
        """State in front of day 0."""

    def sign(self, day: int) -> Hashable:
        """Return what the machine needs to know of a day; days of equal sign are alike."""

    def step(self, state: Hashable, day: int, action: int) -> Step | None:
        """Take one step; None if it is forbidden."""


def walkers(terms: Sequence[Term]) -> list[Walker]:
    """Return the machines behind ``terms``; days, sums and least totals need none."""
    found: list[Walker] = []
    for term in terms:
        match term:
            case Pair():
                found.append(_Last(term))
            case Run():
                found.append(_Longest(term))
            case Stretch():
                found.append(_Shortest(term))
            case Weekends():
                found.append(_Weekend(term))
    return found


class _Last:
    """Remembers the last templates, as far back as the pair reaches."""

    def __init__(self, term: Pair) -> None:
        self._term = term
        tables = [table for table in (term.ban, term.price) if table is not None]
        self._matters = np.any([table.any(axis=1) for table in tables], axis=0)
        self.start = (-1,) * term.after

    def sign(self, day: int) -> Hashable:  # noqa: ARG002 - all days are alike
        return None

    def step(self, state: Hashable, day: int, action: int) -> Step | None:  # noqa: ARG002
        assert isinstance(state, tuple)  # noqa: S101 - the protocol knows no kinds of state
        first, now, price = state[0], action - 1, 0
        if first >= 0 and now >= 0:
            if self._term.ban is not None and self._term.ban[first, now]:
                return None
            price = 0 if self._term.price is None else int(self._term.price[first, now])
        kept = now if now >= 0 and self._matters[now] else -1
        return Step((*state[1:], kept), price)


class _Longest:
    """Counts the days of a run up to its limit."""

    def __init__(self, term: Run) -> None:
        self._term = term
        limits = [limit for limit in (term.most, term.soft if term.price else None) if limit is not None]
        self._cap = max(limits, default=0)
        self.start = min(term.start, self._cap)

    def sign(self, day: int) -> Hashable:
        return str(self._term.marked[day].tolist())

    def step(self, state: Hashable, day: int, action: int) -> Step | None:
        assert isinstance(state, int)  # noqa: S101
        term = self._term
        if (action > 0 and bool(term.marked[day, action - 1])) == term.off:
            return Step(0)
        if term.most is not None and state >= term.most:
            return None
        price = term.price if term.soft is not None and state >= term.soft else 0
        return Step(min(state + 1, self._cap), price)


class _Shortest:
    """Counts the days of a run up to the length it should have."""

    def __init__(self, term: Stretch) -> None:
        self._term = term
        self.start = min(term.start, term.least)

    def sign(self, day: int) -> Hashable:
        return str(self._term.marked[day].tolist())

    def step(self, state: Hashable, day: int, action: int) -> Step | None:
        assert isinstance(state, int)  # noqa: S101
        term = self._term
        if (action > 0 and bool(term.marked[day, action - 1])) != term.off:
            return Step(min(state + 1, term.least))
        missing = term.least - state if state else 0
        if missing and term.price is None:
            return None
        return Step(0, missing * (term.price or 0))


class _Weekend:
    """Remembers, inside a weekend, how many of its days were worked: none, all, or some."""

    def __init__(self, term: Weekends) -> None:
        self._split = term.split
        self._role: dict[int, int] = {}
        for first, last in term.groups:
            self._role |= dict.fromkeys(range(first, last + 1), INNER) | {last: LAST} | {first: FIRST}
        self.start = "none"

    def sign(self, day: int) -> Hashable:
        return self._role.get(day, OUTSIDE)

    def step(self, state: Hashable, day: int, action: int) -> Step | None:
        role, worked = self._role.get(day, OUTSIDE), action > 0
        if role == OUTSIDE:
            return Step("none")
        if role == FIRST:
            return Step("all" if worked else "none", 0, worked)
        now = "some" if worked != (state == "all") else str(state)
        counts = worked and state == "none"
        if role == LAST:
            return Step("none", self._split if now == "some" else 0, counts)
        return Step(now, 0, counts)
