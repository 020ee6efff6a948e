"""The nearest units when speeds change on the way: exact, at a few times the cost of a frozen hour."""

import numpy as np

from ..models.errors import InputError
from ..models.text import Text
from .clock_kernels import LATE, arrival
from .conditions import Conditions, Roads
from .graph import Int32
from .nearest import NEVER_MS, Arrival, Found, Wish, ask
from .speeds import QUARTER_MS, QUARTERS, Moment, travel_row
from .unit_index import UnitIndex
from .unit_kernels import DELAY, STATE
from .workspace import Workspace

WINDOWS = (2, 8, 32, QUARTERS)
ROUNDING_MS = 4
KEPT_BYTES = 1 << 28
"""Windows of the clock that are kept for the next question, all together."""


def nearest_by_clock(roads: Roads, units: UnitIndex, wish: Wish) -> list[Arrival]:
    """
    Return the k units that are first at a point if they set out now; see ``RoadSearch.nearest``.

    Lower bounds (each arc's fastest quarter in a window of the clock) give the candidates in order; each is then
    driven by the clock, until no other can be faster. A window that proves too short is widened.
    """
    now = wish.given.at
    if now is None or roads.by_node or wish.k < 1:
        raise InputError(
            Text(
                "按时钟搜索须给出时刻和转弯耗时, 且 k 为正",
                "a search by the clock needs a time of day, turn costs and a positive k",
            )
        )
    with units.lock:
        units.rank()
        for quarters in WINDOWS:
            found = _in_window(roads, units, wish, now, quarters)
            if found is not None:
                break
        return [Arrival(units.name(slot), time) for time, slot in found or () if time <= wish.limit_ms]


def _in_window(roads: Roads, units: UnitIndex, wish: Wish, now: Moment, quarters: int) -> list[tuple[int, int]] | None:
    """Return times and slots of the k first, or None if the window of the clock is too short to tell."""
    rows, row = window_rows(roads, wish.given, now, quarters)
    work = roads.back()
    weight = work.weights((wish.given.key, quarters), row, wish.given.closures)
    work.given = None
    room = wish.k + 2
    while True:
        room = min(room, max(1, len(units)))
        found = ask(roads, work, weight, units, wish._replace(k=room, limit_ms=NEVER_MS))
        level = int(found.eta[found.number - 1]) if found.number == room else NEVER_MS
        drive = _Drive(roads, work, weight, rows, wish, now, level)
        best = drive.first(units, found)
        if found.number < room or room == len(units) or (len(best) == wish.k and level - ROUNDING_MS > best[-1][0]):
            break
        room *= 2
    short = len(best) < min(wish.k, found.number) or (best and drive.ends_after(best[-1][0]))
    return None if short and quarters < QUARTERS else best


class _Drive:
    """Drives candidates by the clock to one target."""

    def __init__(  # noqa: PLR0913, PLR0917 - made in one place only
        self, roads: Roads, work: Workspace, weight: Int32, rows: Int32, wish: Wish, now: Moment, level: int
    ) -> None:
        self._roads, self._work, self._weight, self._rows = roads, work, weight, rows
        self._k, self._level = wish.k, level
        target, twin = wish.target, int(roads.network.twin[wish.target.arc])
        self._target = np.array([target.arc, twin][: 1 + (twin >= 0)], dtype=np.int32)
        self._shares = np.array([target.share, 1.0 - target.share][: len(self._target)])
        self._zone = roads.lines.back.arc[roads.access(work, weight, target, both=True).state]
        self._now, self._first = now.minute * 60_000, now.quarter
        whole_day = len(rows) == QUARTERS
        self._end = NEVER_MS // 2 if whole_day else (self._first + len(rows)) * QUARTER_MS
        closures = wish.given.closures
        order = np.argsort(closures.arcs)
        self._arcs, self._percents = closures.arcs[order], closures.percent[order]

    def first(self, units: UnitIndex, found: Found) -> list[tuple[int, int]]:
        """Return times and slots of the k first among candidates that are sorted by their lower bounds."""
        best: list[tuple[int, int]] = []
        for slot, least in zip(found.slot[: found.number].tolist(), found.eta.tolist(), strict=False):
            full = len(best) == self._k
            if full and least - ROUNDING_MS > best[-1][0]:
                break
            time = self.arrival(units, slot, best[-1][0] if full else NEVER_MS // 2)
            if time < LATE:
                best = sorted([*best, (time, slot)], key=lambda one: (one[0], units.name(one[1])))[: self._k]
        return best

    def ends_after(self, time: int) -> bool:
        """Whether an arrival lies beyond the window."""
        return self._now + time > self._end

    def arrival(self, units: UnitIndex, slot: int, bound: int) -> int:
        """Return a unit's arrival, milliseconds from now, ``LATE`` if after the bound."""
        roads, ahead, work = self._roads, self._roads.lines.ahead, self._roads.ahead()
        begin = self._now + int(units.row[slot, DELAY])
        time = arrival(
            ahead.step,
            ahead.turn,
            roads.lines.back.state,
            self._rows,
            self._first,
            self._weight,
            self._arcs,
            self._percents,
            work.label,
            work.heap,
            work.next_era(),
            self._work.label,
            self._work.era,
            self._level,
            self._zone,
            self._target,
            self._shares,
            int(roads.lines.back.arc[units.row[slot, STATE]]),
            float(units.share[slot]),
            begin,
            min(self._now + bound, self._end),
        )
        return LATE if time >= LATE else time - self._now


def window_rows(roads: Roads, given: Conditions, now: Moment, quarters: int) -> tuple[Int32, Int32]:
    """Return travel times of some quarters from now on, shape (quarters, states), and the least of each state."""
    key = (given.vehicle, now.day, now.quarter, quarters)
    known = roads.windows.get(key)
    if known:
        return known
    moments = (Moment(now.day, (now.quarter + i) % QUARTERS * 15) for i in range(quarters))
    rows = [travel_row(roads.network, roads.profile, given.vehicle, one)[roads.lines.back.arc] for one in moments]
    table = np.array(rows, dtype=np.int32)
    kept = table, table.min(axis=0)
    with roads.lock:
        roads.windows[key] = kept
        while sum(one.nbytes for pair in roads.windows.values() for one in pair) > KEPT_BYTES:
            del roads.windows[next(iter(roads.windows))]
    return kept
