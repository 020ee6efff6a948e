"""The board: the standing of every crew at one moment, and the index in which the search finds those on duty (D7)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.text import Text
from ...models.unit import Position, PositionSource, Unit, UnitStatus
from ...road_network.graph import Int32
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from .crew_file import NEVER, CrewFile, Report, clock_time
from .live_fixes import LiveFixes
from .masks import NOT_HELD, Masks
from .rules import DispatchRules
from .standing import SKEW_S, Standing, night_of, standing

JITTER_S = 2.0
"""Threads ask with clocks that differ by moments: an earlier "now" within this is the fleet's own."""


class Board:
    """
    What holds at the moment to which the clock was set last; kept by ``Fleet``, which guards it with its lock.

    Read it only inside ``with fleet.at(now) as board``. A file is read anew when it changes and when time changes what
    it says; nothing else is touched.

    Parameters
    ----------
    search
        The road search; with turn costs.
    rules
        Settings of dispatch.
    masks
        The bits by which the search tells units apart.

    Attributes
    ----------
    shared
        Radios that two crews have.
    """

    def __init__(self, search: RoadSearch, rules: DispatchRules, masks: Masks) -> None:
        self.search, self.rules, self.masks = search, rules, masks
        self.index = search.units()
        self.crews: dict[str, CrewFile] = {}
        self.clock = NEVER
        self.went_back = 0.0
        self.shared: frozenset[str] = frozenset()
        self._standing: dict[str, Standing] = {}
        self._fixed_bits: dict[str, int] = {}
        self._holders: dict[str, set[str]] = {}
        self._hidden: set[str] = set()
        self._live = LiveFixes(search)
        self._due: list[tuple[float, str]] = []
        self._night, self._night_since, self._night_until = False, NEVER, NEVER

    def enlist(self, crew: CrewFile) -> None:
        """Add a crew; InputError if its id is known."""
        if crew.unit_id in self.crews:
            raise InputError(Text(f"单元 {crew.unit_id} 重复", f"unit {crew.unit_id} is there twice"))
        self.crews[crew.unit_id] = crew
        self._fixed_bits[crew.unit_id] = self.masks.of_crew(crew)
        heappush(self._due, (NEVER, crew.unit_id))

    def note(self, crew: CrewFile, report: Report) -> bool:
        """Put a fix into a file; False if a later one is known."""
        self._live.settle(crew, self.index)
        if crew.fix is not None and report.time < crew.fix.time <= self.clock + SKEW_S:
            return False  # overtaken; a known one from beyond the clock (it was set back) does not count
        crew.fix = report
        self.read(crew)
        return True

    def note_all(
        self, units: Sequence[str], arcs: Int32, shares: NDArray[np.float64], time: float, source: PositionSource
    ) -> None:
        """Put fixes of one time into the files; where only the place changes, all in one go."""
        slots = self.index.slots_of(units)
        plain = self._live.only_move(slots, time, source) & (time <= self.clock + SKEW_S)
        for i in np.flatnonzero(~plain).tolist():
            self.note(self.crews[units[i]], Report(time, RoadPoint(int(arcs[i]), float(shares[i])), source))
        if plain.any():
            self.index.move_slots(slots[plain], arcs[plain], shares[plain])
            self._live.moved(slots[plain], time)

    def read(self, crew: CrewFile) -> None:
        """Read a file anew after a change, and see to it that it is read again when time changes it."""
        if self.clock == NEVER:
            return
        self._live.settle(crew, self.index)
        unit, old = crew.unit_id, self._standing.get(crew.unit_id)
        new = standing(crew, self.clock, self.rules, night=self._night, night_until=self._night_until)
        self._standing[unit] = new
        self._list(unit, old, new)
        heappush(self._due, (new.until, unit))
        if len(self._due) > 8 * len(self.crews) + 64:
            self._due = [(s.until, name) for name, s in self._standing.items()]
            heapify(self._due)
        if new.at is not None:
            mask = self._fixed_bits[unit] | self.masks.of_standing(crew, new)
            self.index.put(unit, new.at, delay_ms=new.turn_out_ms, skills=mask)
            self._live.believe(crew, new, self.index.slot(unit))
        elif unit in self.index:
            self.index.set_available(unit, available=False)
            self._live.forget(self.index.slot(unit))

    def set_clock(self, moment: float) -> None:
        """Let time pass, or, if the clock was set back, read every file; ``went_back`` says by how many seconds."""
        self.went_back = 0.0
        if moment < self.clock - JITTER_S:
            self.went_back = self.clock - moment
            self._due = [(NEVER, unit) for unit in self.crews]
            for unit, known in self._standing.items():
                self._standing[unit] = known._replace(until=NEVER)
            self.clock = moment
        self.clock = max(moment, self.clock)
        if not self._night_since <= self.clock < self._night_until:
            self._night, self._night_since, self._night_until = night_of(self.rules, self.clock)
        while self._due and self._due[0][0] <= self.clock:
            _, unit = heappop(self._due)
            seen = self._standing.get(unit)
            if seen is None or seen.until <= self.clock:
                self.read(self.crews[unit])

    def file(self, slot: int) -> CrewFile:
        """Return the file of the crew in a slot of the index."""
        return self.crews[self.index.name(slot)]

    def standing(self, unit: str) -> Standing:
        """Return what a unit is doing."""
        return self._standing[unit]

    def place(self, unit: str) -> Position | None:
        """Return where a unit is, who says so, and how old that is."""
        crew, now = self.crews[unit], self._standing[unit]
        at, since = now.at, now.since
        if at is None:
            return None
        self._live.settle(crew, self.index)
        if crew.fix is not None and now.source is crew.fix.source:
            at, since = crew.fix.at or at, crew.fix.time
        age = 0.0 if now.source is PositionSource.ROSTER else max(0.0, self.clock - since)
        return Position(arc=at.arc, share=at.share, source=now.source, age_s=age)

    def shown(self, unit: str) -> Unit:
        """Return a unit as a dispatcher sees it."""
        crew, now = self.crews[unit], self._standing[unit]
        return Unit(
            unit_id=unit,
            brigade=crew.brigade,
            officers=crew.officers,
            police=crew.police,
            aux=crew.aux,
            lead_skills=crew.lead_skills,
            radio_id=crew.radio_id,
            radio_shared=crew.radio_id in self.shared,
            place_id=now.stretch.place_id if now.stretch else "",
            mode=now.stretch.mode if now.stretch else None,
            status=now.status,
            protected=now.protected,
            silent=now.silent,
            position=self.place(unit),
            duty_ends=clock_time(now.stretch.ends) if now.stretch else None,
            job=crew.job.priority if crew.job else None,
            free_at=clock_time(crew.job.free) if crew.job else None,
        )

    def names(self) -> list[str]:
        """Return the ids of all units, in order."""
        return sorted(self.crews)

    def hidden(self) -> list[str]:
        """Return the units on duty without a position, in order."""
        return sorted(self._hidden)

    def next_start(self, unit: str) -> datetime | None:
        """Return when a unit's next duty begins."""
        later = [start for start in self.crews[unit].starts if start > self.clock]
        return clock_time(later[0]) if later else None

    def changes(self, unit: str) -> datetime | None:
        """Return when the break or the present leg of a unit ends."""
        crew, now = self.crews[unit], self._standing[unit]
        if now.status is UnitStatus.BREAK:
            return clock_time(crew.break_until)
        return clock_time(now.stretch.end) if now.stretch else None

    def has(self, unit: str, need: int) -> bool:
        """Whether searches find a unit when they ask for these bits."""
        shown = unit in self.index and self.index.available(unit)
        return shown and int(self.index.skill[self.index.slot(unit)]) & need == need

    @contextmanager
    def released(self, cell: str) -> Iterator[None]:
        """Let the crew that holds a cell's own post be found (D8)."""
        slots = [self.index.slot(unit) for unit in self._holders.get(cell, ())]
        for slot in slots:
            self.index.skill[slot] |= NOT_HELD
        try:
            yield
        finally:
            for slot in slots:
                self.index.skill[slot] &= ~NOT_HELD

    def _list(self, unit: str, old: Standing | None, new: Standing) -> None:
        """Keep the lists of those who hold posts, and of those on duty nobody knows where."""
        if old is not None and old.protected and old.stretch is not None:
            self._holders[old.stretch.place_id].discard(unit)
        if new.protected and new.stretch is not None:
            self._holders.setdefault(new.stretch.place_id, set()).add(unit)
        if new.at is None and new.status is not UnitStatus.OFF:
            self._hidden.add(unit)
        else:
            self._hidden.discard(unit)
