"""The nearest units when speeds change on the way: exact, at a few times the cost of a frozen hour."""

import numpy as np

from ..models.errors import InputError
from ..models.text import Text
from .access import Access
from .clock_kernels import LATE, arrival
from .conditions import Conditions, Roads
from .graph import Int32
from .nearest import NEVER_MS, Arrival, ask_by_arc
from .road_point import RoadPoint
from .speeds import QUARTER_MS, QUARTERS, Moment, travel_row
from .unit_index import DELAY, STATE, UnitIndex
from .workspace import Workspace

WINDOWS = (2, 8, 32, QUARTERS)
ROUNDING_MS = 4
KEPT_QUARTERS = 8


def nearest_by_clock(
    roads: Roads, units: UnitIndex, target: RoadPoint, k: int, *, need: int, given: Conditions
) -> list[Arrival]:
    """
    Return the k units that are first at a point if they set out now, ``given.at``; see ``RoadSearch.nearest``.

    Lower bounds (each arc's fastest quarter in a window of the clock) give the candidates in order; each is then
    driven by the clock, until no other can be faster. A window that proves too short is widened.
    """
    if given.at is None or roads.by_node:
        raise InputError(
            Text("按时钟搜索须给出时刻和转弯耗时", "a search by the clock needs a time of day and turn costs")
        )
    with units.lock:
        units.rank()
        for quarters in WINDOWS:
            found = _in_window(roads, units, target, k, need, given, given.at, quarters)
            if found is not None:
                return found
    raise AssertionError("the last window is the whole day")


def _in_window(
    roads: Roads,
    units: UnitIndex,
    target: RoadPoint,
    k: int,
    need: int,
    given: Conditions,
    now: Moment,
    quarters: int,
) -> list[Arrival] | None:
    """Return the answer, or None if the window of the clock is too short to tell."""
    rows, row = window_rows(roads, given, now, quarters)
    work = roads.back()
    weight = work.weights((given.key, quarters), row, given.closures)
    work.given = None
    goal = roads.access(work, weight, target, both=True)
    whole_day = quarters == QUARTERS
    room = k + 2
    while True:
        room = min(room, max(1, len(units)))
        found, bound = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int64)
        count, _ = ask_by_arc(roads, work, weight, goal, units, need, NEVER_MS, found, bound)
        level = int(bound[count - 1]) if count == room else NEVER_MS
        drive = _Drive(roads, work, weight, rows, goal, target, given, now, level)
        best: list[tuple[int, int]] = []
        for slot, least in zip(found[:count].tolist(), bound.tolist(), strict=False):
            if len(best) == k and least - ROUNDING_MS > best[-1][0]:
                break
            time = drive.arrival(units, slot, best[-1][0] if len(best) == k else NEVER_MS // 2)
            if time < LATE:
                best = sorted([*best, (time, slot)], key=lambda one: (one[0], units.name(one[1])))[:k]
        else:
            if count == room < len(units) and not (len(best) == k and level - ROUNDING_MS > best[-1][0]):
                room *= 2
                continue
        if not whole_day and count and (len(best) < min(k, count) or drive.ends_after(best[-1][0])):
            return None
        return [Arrival(units.name(slot), time) for time, slot in best]


class _Drive:
    """Drives candidates by the clock to one target."""

    def __init__(
        self,
        roads: Roads,
        work: Workspace,
        weight: Int32,
        rows: Int32,
        goal: Access,
        target: RoadPoint,
        given: Conditions,
        now: Moment,
        level: int,
    ) -> None:
        self._roads, self._work, self._weight, self._rows, self._level = roads, work, weight, rows, level
        back, twin = roads.lines.back, int(roads.network.twin[target.arc])
        self._target = np.array([target.arc, twin][: 1 + (twin >= 0)], dtype=np.int32)
        self._shares = np.array([target.share, 1.0 - target.share][: len(self._target)])
        self._zone = back.arc[goal.state]
        self._now, self._first = now.minute * 60_000, now.quarter
        order = np.argsort(given.closures.arcs)
        self._arcs, self._percents = given.closures.arcs[order], given.closures.percent[order]

    def ends_after(self, time: int) -> bool:
        """Whether an arrival lies beyond the window."""
        return self._now + time > (self._first + len(self._rows)) * QUARTER_MS

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
            self._now + bound,
        )
        return LATE if time >= LATE else time - self._now


def window_rows(roads: Roads, given: Conditions, now: Moment, quarters: int) -> tuple[Int32, Int32]:
    """Return travel times of some quarters from now on, shape (quarters, states), and the least of each state."""
    key = (given.vehicle, now.day, now.quarter, quarters)
    if key in roads.windows:
        return roads.windows[key]
    moments = (Moment(now.day, (now.quarter + i) % QUARTERS * 15) for i in range(quarters))
    rows = [travel_row(roads.network, roads.profile, given.vehicle, one)[roads.lines.back.arc] for one in moments]
    table = np.array(rows, dtype=np.int32)
    kept = table, table.min(axis=0)
    if quarters <= KEPT_QUARTERS:
        roads.windows.clear()
        roads.windows[key] = kept
    return kept
