"""Closures and slow-downs: an immutable overlay on the roads, so that every caller sees its own at the same time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from ..models.errors import InputError
from ..models.text import Text
from .graph import Int32, RoadNetwork

AS_EVER = 100


class ClosureKind(StrEnum):
    """
    How a street is closed.

    NO_THROUGH - closed to through traffic: a route may begin or end in the closed street, and drive in it as long as
    it does not leave it in between. Incidents mostly lie on the road they close.
    HARD - nobody drives on it, not even to an incident on it.
    """

    NO_THROUGH = "NO_THROUGH"
    HARD = "HARD"


@dataclass(frozen=True, slots=True)
class State:
    """How often an arc is closed in each way, and all its slow-downs, percent of the usual time, sorted."""

    no_through: int = 0
    hard: int = 0
    slow: tuple[int, ...] = ()

    @property
    def percent(self) -> int:
        """Travel time in percent: 0 if nobody may drive here, negative if closed to through traffic."""
        worst = self.slow[-1] if self.slow else AS_EVER
        return 0 if self.hard else -worst if self.no_through else worst


@dataclass(frozen=True, slots=True, eq=False)
class Closures:
    """
    What is closed and slow at present; each change makes a new one.

    Closures are counted: a street closed twice must be opened twice. The worst of several slow-downs holds.

    >>> night = OPEN.close([7]).close([7])
    >>> 7 in night.open([7]).arcs, len(night.open([7]).open([7]).arcs)
    (True, 0)
    """

    by_arc: Mapping[int, State] = field(default_factory=dict)
    arcs: Int32 = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    percent: Int32 = field(default_factory=lambda: np.empty(0, dtype=np.int32))

    def close(self, arcs: Iterable[int], kind: ClosureKind = ClosureKind.NO_THROUGH) -> "Closures":
        """Close arcs (once more); both directions of a street are two arcs, see ``both_ways``."""
        return self._change(arcs, kind, 1)

    def open(self, arcs: Iterable[int], kind: ClosureKind = ClosureKind.NO_THROUGH) -> "Closures":
        """Take back one closure of each arc; InputError, and nothing changes, if one is not closed in this way."""
        return self._change(arcs, kind, -1)

    def slow(self, arcs: Iterable[int], percent: int) -> "Closures":
        """Slow arcs down: their travel time is ``percent`` of the usual one, at least 100."""
        if not AS_EVER <= percent <= 100 * AS_EVER:
            raise InputError(
                Text(f"减速比例须为 100 到 10000: {percent}", f"slow-down percent 100 to 10000: {percent}")
            )
        return self._with({arc: _with_slow(self.by_arc.get(arc, State()), percent) for arc in map(int, arcs)})

    def quicken(self, arcs: Iterable[int], percent: int) -> "Closures":
        """Take back one slow-down of exactly ``percent`` from each arc; InputError if an arc has none."""
        changed = {}
        for arc in map(int, arcs):
            slow = list(self.by_arc.get(arc, State()).slow)
            if percent not in slow:
                raise _not_so(arc)
            slow.remove(percent)
            old = self.by_arc[arc]
            changed[arc] = State(old.no_through, old.hard, tuple(slow))
        return self._with(changed)

    def _change(self, arcs: Iterable[int], kind: ClosureKind, by: int) -> "Closures":
        changed: dict[int, State] = {}
        for arc in map(int, arcs):
            old = changed.get(arc) or self.by_arc.get(arc) or State()
            if kind is ClosureKind.HARD:
                new = State(old.no_through, old.hard + by, old.slow)
            else:
                new = State(old.no_through + by, old.hard, old.slow)
            if min(new.no_through, new.hard) < 0:
                raise _not_so(arc)
            changed[arc] = new
        return self._with(changed)

    def _with(self, changed: Mapping[int, State]) -> "Closures":
        if any(arc < 0 for arc in changed):
            raise InputError(Text("路段编号不能为负", "an arc number must not be negative"))
        merged = {**self.by_arc, **changed}
        for arc, state in changed.items():
            if state == State():
                del merged[arc]
        count = len(merged)
        arcs = np.fromiter(merged, dtype=np.int32, count=count)
        percent = np.fromiter((state.percent for state in merged.values()), dtype=np.int32, count=count)
        return Closures(merged, arcs, percent)


def _with_slow(old: State, percent: int) -> State:
    return State(old.no_through, old.hard, tuple(sorted((*old.slow, percent))))


def _not_so(arc: int) -> InputError:
    return InputError(Text(f"路段 {arc} 没有这样的管制", f"arc {arc} has no such closure or slow-down"))


OPEN = Closures()


def both_ways(network: RoadNetwork, arc: int) -> tuple[int, ...]:
    """Return the arc and, if the street has two directions, its opposite."""
    return (arc,) if network.twin[arc] < 0 else (arc, int(network.twin[arc]))
