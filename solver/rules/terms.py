"""
Terms: the words in which a rule tells any engine what it means for one person's horizon.

A horizon is ``days`` days of ``templates``; a person works at most one template a day. ``works[d, t]`` below is 1 if
the person works template t on day d. Arrays have shape (days, templates). Engines (week patterns, CP-SAT, dynamic
programming) read the same terms; a rule writes them once.
"""

from dataclasses import dataclass, fields, replace
from datetime import date

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

    ``most`` is the hard limit (None: none); ``curve`` prices the value. ``since`` says what history is in ``start``: by
    the same measure, each duty from that day up to the day before the horizon (None: a rule does not say).
    """

    amount: Grid
    start: int = 0
    most: int | None = None
    curve: Steps | Square = FREE
    since: date | None = None


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


def loosened(term: Term) -> Term | None:
    """
    Return what a term says at least, if more may have been worked before the horizon than history tells.

    More of it only adds bans and prices, but to the first stretch, which it may lengthen. Squares are left out
    altogether: over several horizons they are priced together. None if nothing is left.
    """
    match term:
        case Sum(curve=Square()):
            return None if term.most is None else replace(term, curve=FREE)
        case Stretch():
            return replace(term, start=max(term.start, term.least))
        case _:
            return term


def fingerprint(term: Term) -> tuple[object, ...]:
    """Return a key that equal terms share."""
    values = (getattr(term, field.name) for field in fields(term))
    return (type(term), *(value.tobytes() if isinstance(value, np.ndarray) else value for value in values))
