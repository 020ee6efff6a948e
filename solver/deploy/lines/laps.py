"""Laps: how often the crew rounds its beat in a band, which streets each lap takes, what is left out for time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .postman import Errands, Ints
from .rounds import Drive, Ground, as_is, round_of

LEAST_LAP_MS = 5 * 60_000
"""It is not worth leaving the post for less."""

HOT = 10.0
MOST_TIMES = 2
"""A crew with time to spare passes its streets up to so many times as often as asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Laps:
    """
    The laps of one line.

    Parameters
    ----------
    laps
        For each lap its drives in order.
    drive_ms
        Time to drive them all.
    dropped
        Places of the streets that no lap takes, because the band is too short.
    """

    laps: tuple[tuple[Drive, ...], ...]
    drive_ms: int
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ask:
    """
    What is asked of a line.

    Parameters
    ----------
    ground
        The streets.
    passes
        Shape (n,): passes of each street in the whole band, by its rate.
    least
        Shape (n,): passes it must have all the same; 1, or the visits of a hot spot.
    """

    ground: Ground
    passes: NDArray[np.float64]
    least: Ints

    @classmethod
    def of(cls, ground: Ground, minutes: int, visits: Mapping[int, int]) -> "Ask":
        """Return what the rates ask for within a band, and the visits of hot spots."""
        passes = np.array([street.rate * minutes / 60 for street in ground.streets])
        least = np.array([visits.get(place, 1) for place in range(len(passes))], dtype=np.int64)
        return cls(ground=ground, passes=passes, least=least)

    @property
    def wanted(self) -> Ints:
        """Whole passes of each street."""
        return np.maximum(np.ceil(self.passes - 1e-9).astype(np.int64), self.least)

    @property
    def laps(self) -> int:
        """The laps that the street asked for most often needs."""
        return int(self.wanted.max(initial=1))

    @property
    def benefit(self) -> NDArray[np.float64]:
        """What passing each street is worth; a hot spot comes before all others."""
        worth = np.array([street.benefit for street in self.ground.streets])
        return np.where(self.least > 1, HOT * worth, worth)


def plan_laps(ask: Ask, laps: int, random: np.random.Generator) -> Laps:
    """
    Plan a number of laps; each street is in as many of them as its rate asks for, evenly spread, and in one at least.

    Streets that are due equally seldom share the laps among them, neighbours together.
    """
    n, errands = len(ask.wanted), ask.ground.errands
    base, cost = round_of(errands, np.arange(n), random)
    if laps == 1:
        return Laps(laps=(tuple(base),), drive_ms=cost)
    passes = np.ceil(ask.passes * laps / ask.laps - 1e-9).astype(np.int64)
    passes = np.clip(np.maximum(passes, ask.least), 1, laps)
    behind = np.empty(n, dtype=np.int64)
    behind[[street for street, _ in base]] = np.arange(n) * laps // max(1, n)
    start = int(random.integers(laps))
    found, total = [], 0
    for lap in range(laps):
        step = (lap + behind + start) % laps
        due = (step + 1) * passes // laps > step * passes // laps
        drives, cost = round_of(errands, np.flatnonzero(due), random)
        found.append(tuple(drives))
        total += cost
    return Laps(laps=tuple(found), drive_ms=total)


def most_laps(ask: Ask, limit_ms: int, random: np.random.Generator) -> Laps:
    """
    Return as many laps as fit into a time, up to ``MOST_TIMES`` what is wanted.

    What time is left goes to shorter laps over the streets that are still passed less often than asked for. If not
    even one lap fits, the streets whose pass is worth least for its time are dropped until it does.
    """
    best = plan_laps(ask, 1, random)
    if best.drive_ms > limit_ms:
        return _shortened(ask, limit_ms, random)
    most = MOST_TIMES * ask.laps
    laps = min(most, max(2, limit_ms // max(1, best.drive_ms)))
    tried = 1
    while tried < laps <= most:
        more = plan_laps(ask, laps, random)
        if more.drive_ms <= limit_ms:
            best, tried = more, laps
            laps += 1
        else:
            most = laps - 1
            laps = most if len(best.laps) == 1 else laps
    return _with_short_laps(ask, best, limit_ms, random)


def _with_short_laps(ask: Ask, laps: Laps, limit_ms: int, random: np.random.Generator) -> Laps:
    """Add laps over streets that are passed too seldom, those worth most for their time, while they fit."""
    errands, wanted = ask.ground.errands, ask.wanted
    while True:
        passed = np.bincount([street for lap in laps.laps for street, _ in lap], minlength=len(wanted))
        seldom = np.flatnonzero(passed < wanted)
        if not len(seldom) or limit_ms - laps.drive_ms < LEAST_LAP_MS:
            return laps
        drives, _ = round_of(errands, seldom, random)
        kept = thin_out(errands, [street for street, _ in drives], ask.benefit, limit_ms - laps.drive_ms)
        if not len(kept):
            return laps
        drives, cost = as_is(errands, kept)
        laps = replace(laps, laps=(*laps.laps, tuple(drives)), drive_ms=laps.drive_ms + cost)


def _shortened(ask: Ask, limit_ms: int, random: np.random.Generator) -> Laps:
    """Drop streets from one lap until it fits."""
    n, errands = len(ask.wanted), ask.ground.errands
    drives, _ = round_of(errands, np.arange(n), random)
    drives, cost = as_is(errands, thin_out(errands, [street for street, _ in drives], ask.benefit, limit_ms))
    dropped = sorted(set(range(n)) - {street for street, _ in drives})
    return Laps(laps=(tuple(drives),) if drives else (), drive_ms=cost, dropped=tuple(dropped))


def thin_out(errands: Errands, order: list[int], benefit: np.ndarray, limit: int) -> Ints:
    """
    Drop streets from a tour, the least benefit for the time saved first, until it costs no more than ``limit``.

    Parameters
    ----------
    errands
        All streets.
    order
        Streets in the order of the tour.
    benefit
        What each street of ``errands`` is worth.
    limit
        Most it may cost.

    Returns
    -------
    The streets that stay, in their order; a street dropped early comes back where there is room for it at the end.
    """
    kept, gone = np.array(order, dtype=np.int64), []
    drives, cost = as_is(errands, kept)
    depot, serve = len(errands.between) - 1, errands.serve.ravel()
    while cost > limit and len(kept):
        at = np.array([2 * street + direction for street, direction in drives])
        before, after = np.append(depot, at[:-1]), np.append(at[1:], depot)
        saved = errands.between[before, at] + serve[at] + errands.between[at, after] - errands.between[before, after]
        worst = int(np.argmin(benefit[kept] / np.maximum(saved, 1)))
        gone.append(int(kept[worst]))
        kept = np.delete(kept, worst)
        drives, cost = as_is(errands, kept)
    for street in sorted(gone, key=lambda street: (-benefit[street], street)):
        kept = _put_back(errands, kept, street, limit)
    return kept


def _put_back(errands: Errands, kept: Ints, street: int, limit: int) -> Ints:
    """Put a street into a tour at the cheapest place, if the tour stays within the limit."""
    drives, cost = as_is(errands, kept)
    depot = len(errands.between) - 1
    at = np.array([2 * s + d for s, d in drives], dtype=np.int64)
    before, after = np.append(depot, at), np.append(at, depot)
    extra = [
        errands.between[before, own] + errands.serve[street, own % 2] + errands.between[own, after]
        - errands.between[before, after]
        for own in (2 * street, 2 * street + 1)
    ]  # fmt: skip
    best = np.minimum(*extra)
    place = int(np.argmin(best))
    return np.insert(kept, place, street) if cost + best[place] <= limit else kept
