"""A frame round the p-median's optimum: a bound from below, sites from above, and what may be left out between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .programme import Bools, Floats

ROUNDS = 600
PATIENCE = 20
SLOWEST = 1e-4
MOMENTUM = 0.7
PROBE_ROUNDS = 150
PROBE_PATIENCE = 10
PROBED_SITES = 250
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
    tables of Resende and Werneck (2007). A site or pair whose reduced cost exceeds the gap is out; then each site
    left is forced open, and is out if the bound so rises above the best cost known. This leaves a fifth of the sites
    where the bound alone is 1 % low (OR-Library's pmed16: 14 of 65).
    """
    held = np.zeros(cost.shape[1], dtype=bool)
    held[list(kept)] = True
    best = _swap(cost, _greedy(cost, sites, held), held)
    prices, best = _raise(cost, sites, held, best)
    limits = _reduce(cost, sites, held, prices, best)
    alive = np.flatnonzero(limits.perhaps)
    left = _probe(cost[:, alive], sites, held[alive], limits.most) if len(alive) <= PROBED_SITES else alive >= 0
    left |= np.isin(alive, limits.sites)
    if left.all():
        return limits
    return _widen(alive[left], cost, sites, held, np.array(limits.sites))


def _widen(alive: Numbers, cost: Floats, sites: int, held: Bools, best: Numbers) -> Frame:
    """Frame once more with the sites that are left, and say what that means for all."""
    small, own = cost[:, alive], np.searchsorted(alive, best)
    prices, own = _raise(small, sites, held[alive], own)
    limits = _reduce(small, sites, held[alive], prices, own)
    perhaps, surely = np.zeros(cost.shape[1], dtype=bool), np.zeros(cost.shape[1], dtype=bool)
    pairs = np.zeros(cost.shape, dtype=bool)
    perhaps[alive], surely[alive], pairs[:, alive] = limits.perhaps, limits.surely, limits.pairs
    return Frame(limits.least, limits.most, tuple(alive[list(limits.sites)].tolist()), perhaps, surely, pairs)


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
    """Raise the bound; swap from the sites met on the way. Returns the best of both."""
    most, tried = _cost(cost, best), {tuple(best)}
    top = first = _relaxed(cost, sites, held, np.sort(cost, axis=1)[:, :2].mean(axis=1))
    for now in _climb(cost, sites, held, first, _Pace(most, ROUNDS, PATIENCE)):
        top = max(top, now, key=lambda one: one.least)
        if tuple(now.picked) not in tried and _cost(cost, now.picked) < PROMISING * most:
            best = min(best, _swap(cost, now.picked, held), key=lambda one: _cost(cost, one))
            most = _cost(cost, best)
        tried.add(tuple(now.picked))
        if most - top.least <= CLOSE * max(1.0, most):
            break
    return top, best


@dataclass(frozen=True, slots=True)
class _Pace:
    """The cost to aim at, the number of steps, and how many in vain until they grow shorter."""

    aim: float
    rounds: int
    patience: int


def _climb(cost: Floats, sites: int, held: Bools, now: _Prices, pace: _Pace) -> Iterator[_Prices]:
    """
    Walk along the subgradients, each bent by those before it.

    No price need exceed the dearest way; without that limit a short subgradient once threw prices to 1e15, where the
    bound's own rounding lied.
    """
    dearest = cost.max(axis=1)
    length, idle, top, way = 1.0, 0, now.least, np.zeros(len(cost))
    for _ in range(pace.rounds):
        way = 1.0 - (cost[:, now.picked] < now.price[:, None]).sum(axis=1) + MOMENTUM * way
        if not way.any() or length < SLOWEST:
            return
        step = length * (1.01 * pace.aim - now.least) / float(way @ way)
        now = _relaxed(cost, sites, held, np.clip(now.price + step * way, 0.0, dearest))
        yield now
        top, idle = max(top, now.least), 0 if now.least > top else idle + 1
        if idle >= pace.patience:
            length, idle = length / 2, 0


def _probe(cost: Floats, sites: int, held: Bools, most: float) -> Bools:
    """Force each site open in turn, until none more is out; returns which are left."""
    left = np.ones(cost.shape[1], dtype=bool)
    while left.any():
        small, own = cost[:, left], held[left]
        first = _relaxed(small, sites, own, np.sort(small, axis=1)[:, :2].mean(axis=1))
        steps = list(_climb(small, sites, own, first, _Pace(most, ROUNDS, PATIENCE)))
        price = max([first, *steps], key=lambda one: one.least).price
        out = [not own[site] and _hopeless(small, sites, own, site, price, most) for site in range(left.sum())]
        left[np.flatnonzero(left)[out]] = False
        if not any(out):
            break
    return left


def _hopeless(  # noqa: PLR0913, PLR0917 - the plain facts of one trial
    cost: Floats, sites: int, held: Bools, site: int, price: Floats, most: float
) -> bool:
    """Whether no solution with this site is as cheap as the best one known."""
    forced = held.copy()
    forced[site] = True
    if int(forced.sum()) > sites:
        return True
    first = _relaxed(cost, sites, forced, price)
    limit = most + CLOSE * max(1.0, most)
    pace = _Pace(most, PROBE_ROUNDS, PROBE_PATIENCE)
    return first.least > limit or any(now.least > limit for now in _climb(cost, sites, forced, first, pace))


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
    perhaps[best] = True
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
