"""A frame round the p-median's optimum: a bound from below, sites from above, and what may be left out between."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .programme import Bools, Floats

ROUNDS = 600
PATIENCE = 25
SLOWEST = 1e-4
PROMISING = 1.01
CLOSE = 1e-9

Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """
    What solutions no dearer than ``most`` look like.

    Parameters
    ----------
    least, most
        Proven bound, and cost of ``sites``.
    perhaps, surely
        Shape (sites,): sites that such a solution may hold, and must hold.
    pairs
        Shape (demand, sites): who may serve whom in such a solution.
    """

    least: float
    most: float
    sites: tuple[int, ...]
    perhaps: Bools
    surely: Bools
    pairs: Bools


def frame(cost: Floats, sites: int, kept: Sequence[int] = ()) -> Frame:
    """
    Frame the optimum of a p-median problem.

    Parameters
    ----------
    cost
        Shape (demand, sites), finite, ≥ 0.
    sites
        How many, those kept included.
    kept
        Sites that stay.

    Notes
    -----
    The constraint "each demand is served" is relaxed with prices (Cornuejols, Fisher and Nemhauser 1977; Beasley
    1985), prices move by subgradient steps; sites by swaps (Teitz and Bart 1968), all swaps judged at once by the
    tables of Resende and Werneck (2007). A site or pair whose reduced cost exceeds the gap is out.
    """
    held = np.zeros(cost.shape[1], dtype=bool)
    held[list(kept)] = True
    best = _swap(cost, _greedy(cost, sites, held), held)
    prices, best = _raise(cost, sites, held, best)
    return _reduce(cost, sites, held, prices, best)


@dataclass(frozen=True, slots=True, eq=False)
class _Prices:
    """A price for serving each demand, the worth of each site at these prices, the cheapest sites, and the bound."""

    price: Floats
    worth: Floats
    picked: Numbers
    least: float


def _relaxed(cost: Floats, sites: int, held: Bools, price: Floats) -> _Prices:
    """Solve the relaxed problem: each site serves whoever pays more than the way costs."""
    worth = np.minimum(cost - price[:, None], 0.0).sum(axis=0)
    order = np.argsort(np.where(held, -np.inf, worth), kind="stable")
    picked = np.sort(order[:sites])
    return _Prices(price, worth, picked, float(price.sum() + worth[picked].sum()))


def _raise(cost: Floats, sites: int, held: Bools, best: Numbers) -> tuple[_Prices, Numbers]:
    """Raise the bound by subgradient steps; swap from the sites met on the way. Returns the best of both."""
    most, tried, pace, idle = _cost(cost, best), {tuple(best)}, 2.0, 0
    top = now = _relaxed(cost, sites, held, np.sort(cost, axis=1)[:, :2].mean(axis=1))
    for _ in range(ROUNDS):
        if tuple(now.picked) not in tried and _cost(cost, now.picked) < PROMISING * most:
            best = min(best, _swap(cost, now.picked, held), key=lambda one: _cost(cost, one))
            most = _cost(cost, best)
        tried.add(tuple(now.picked))
        slope = 1.0 - (cost[:, now.picked] < now.price[:, None]).sum(axis=1)
        if most - top.least <= CLOSE * max(1.0, most) or not slope.any() or pace < SLOWEST:
            break
        step = pace * (1.01 * most - now.least) / float(slope @ slope)
        now = _relaxed(cost, sites, held, np.maximum(now.price + step * slope, 0.0))
        idle = 0 if now.least > top.least else idle + 1
        top = max(top, now, key=lambda one: one.least)
        if idle >= PATIENCE:
            pace, idle, now = pace / 2, 0, top
    return top, best


def _reduce(cost: Floats, sites: int, held: Bools, top: _Prices, best: Numbers) -> Frame:
    """Leave out what costs more than the gap."""
    most = _cost(cost, best)
    gap = most - top.least + CLOSE * max(1.0, most)
    worth = top.worth
    order = np.sort(worth[~held])
    free = sites - int(held.sum())
    last, following = (order[free - 1] if free else -np.inf), (order[free] if free < len(order) else np.inf)
    extra = np.where(held, 0.0, np.maximum(worth - last, 0.0)) if free else np.where(held, 0.0, np.inf)
    surely = held | (following - worth > gap)
    perhaps = extra <= gap
    pairs = (np.maximum(cost - top.price[:, None], 0.0) + extra <= gap) & perhaps
    pairs[np.arange(len(cost)), best[cost[:, best].argmin(axis=1)]] = True
    return Frame(top.least, most, tuple(best.tolist()), perhaps, surely & perhaps, pairs)


def _cost(cost: Floats, picked: Numbers) -> float:
    return float(cost[:, picked].min(axis=1).sum())


def _greedy(cost: Floats, sites: int, held: Bools) -> Numbers:
    """Open the held sites, then one after another the one that saves most."""
    picked = np.flatnonzero(held).tolist()
    near = cost[:, picked].min(axis=1) if picked else cost.max(axis=1)
    while len(picked) < sites:
        saved = np.maximum(near[:, None] - cost, 0.0).sum(axis=0)
        saved[picked] = -1.0
        picked.append(int(saved.argmax()))
        near = np.minimum(near, cost[:, picked[-1]])
    return np.sort(np.array(picked, dtype=np.intp))


def _swap(cost: Floats, picked: Numbers, held: Bools) -> Numbers:
    """Exchange one site for another as long as that saves anything, the best exchange first."""
    while True:
        saved, out, into = _best_swap(cost, picked, held)
        if saved <= CLOSE * max(1.0, float(cost[:, picked].min(axis=1).sum())):
            return picked
        picked = np.sort(np.append(np.delete(picked, out), into))


def _best_swap(cost: Floats, picked: Numbers, held: Bools) -> tuple[float, int, int]:
    """Return what the best exchange saves, the place that leaves and the site that comes."""
    serving = cost[:, picked]
    own = serving.argmin(axis=1)
    first = serving[np.arange(len(cost)), own]
    serving[np.arange(len(cost)), own] = np.inf
    second = np.minimum(serving.min(axis=1), cost.max(axis=1)) if len(picked) > 1 else cost.max(axis=1)
    mine = (own == np.arange(len(picked))[:, None]).astype(np.float64)
    gain = np.maximum(first[:, None] - cost, 0.0).sum(axis=0)
    loss = mine @ (second - first)
    regained = mine @ np.maximum(second[:, None] - np.maximum(cost, first[:, None]), 0.0)
    saved = gain - loss[:, None] + regained
    saved[held[picked], :] = -np.inf
    saved[:, picked] = -np.inf
    out, into = np.unravel_index(int(saved.argmax()), saved.shape)
    return float(saved[out, into]), int(out), int(into)
