"""The fleet: every crew out there, kept up to date by thousands of reports a second (D7, F14)."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from heapq import heapify, heappop, heappush
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.finding import Finding
from ...models.incident import Priority
from ...models.text import Text
from ...models.unit import Position, PositionSource, Unit, UnitStatus
from ...road_network.graph import Int32
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from ...road_network.snap import Snapper
from ...road_network.unit_kernels import NOBODY, PREVIOUS
from .crew_file import NEVER, CrewFile, Job, Report, clock_time, seconds
from .fleet_findings import off_the_roads, shared_radios
from .masks import NOT_HELD, Masks
from .rules import DispatchRules
from .standing import SKEW_S, Standing, night_of, standing
from .territory import Territory

BOX_ROOM = 256
JITTER_S = 2.0
"""Threads ask with clocks that differ by moments: an earlier "now" within this is the fleet's own."""


class Fleet:
    """
    All crews, each with its file; an index of those on duty lies ready for the search.

    Safe to use from several threads: each report takes microseconds, each question sees one moment. Nothing is
    rebuilt when a unit moves; when time alone changes something (a leg ends, a fix grows stale), the fleet notices at
    the next question.

    Parameters
    ----------
    search
        The road search; with turn costs.
    crews
        The files of the crews, see ``roster_crews.crews_of``; unit ids must differ.
    rules
        Settings of dispatch.
    territory
        Whose ground is whose; None: every place belongs to nobody, and brigades do not matter.
    notices
        What is doubtful about the roster; shown with every answer.
    """

    def __init__(
        self,
        search: RoadSearch,
        crews: Sequence[CrewFile] = (),
        *,
        rules: DispatchRules | None = None,
        territory: Territory | None = None,
        notices: Sequence[Finding] = (),
    ) -> None:
        if search.roads.by_node:
            raise InputError(Text("派警须计转弯耗时", "dispatch needs a search with turn costs"))
        self.search, self.territory = search, territory
        self.rules = rules or DispatchRules()
        self.snapper = Snapper(search.network)
        self.index = search.units()
        self.masks = Masks(self.rules, {crew.brigade for crew in crews})
        self.notices = (*notices, *shared_radios(crews))
        self.first_duty = _first_duty(crews)
        self._crews: dict[str, CrewFile] = {}
        self._standing: dict[str, Standing] = {}
        self._fixed_bits: dict[str, int] = {}
        self._holders: dict[str, set[str]] = {}
        self._hidden: set[str] = set()
        self._box: deque[tuple[Sequence[str], Int32, NDArray[np.float64], float, PositionSource]] = deque()
        self._due: list[tuple[float, str]] = []
        self._clock, self._lock = NEVER, Lock()
        self._night, self._night_since, self._night_until = False, NEVER, NEVER
        self._shared = {finding.where.value for finding in self.notices if finding.where.field == "radio_id"}
        self.went_back = 0.0
        for crew in crews:
            self._enlist(crew)

    def __len__(self) -> int:
        return len(self._crews)

    def enlist(self, crew: CrewFile) -> None:
        """Add a crew, as one without a roster that checks in; InputError if its id is known."""
        with self._lock:
            self._enlist(crew)
            self._read(crew)

    def fix(self, unit: str, at: RoadPoint, time: datetime, source: PositionSource = PositionSource.AVL) -> bool:
        """
        Report a position; its direction of travel is that of the arc.

        Returns
        -------
        False if a later fix is known already (reports overtake each other); KeyError if the unit is unknown.
        """
        report = Report(seconds(time), self.search.roads.checked(at), source)
        with self._lock:
            crew = self._crews[unit]
            if self._overtaken(crew, report):
                return False
            if self._note(crew, report):
                self.index.move(unit, at)
            return True

    def fixes(
        self,
        units: Sequence[str],
        arcs: Int32,
        shares: NDArray[np.float64],
        time: datetime,
        source: PositionSource = PositionSource.AVL,
    ) -> None:
        """
        Report many positions of one time at once: arcs and shares of shape (units,), not written to afterwards.

        All are checked first (KeyError, InputError). They lie in a box until the next question or the next
        ``BOX_ROOM`` reports, so a feed never waits for a running search.
        """
        unknown = [unit for unit in units if unit not in self._crews]
        if unknown:
            raise KeyError(unknown[0])
        if not (len(units) == len(arcs) == len(shares)) or not _on_roads(arcs, shares, self.search.network.arcs):
            raise InputError(Text("位置不在路网中", "a position is not on the network"))
        self._box.append((units, arcs, shares, seconds(time), source))
        if len(self._box) > BOX_ROOM:
            with self._lock:
                self._empty_box()

    def place(self, lon: float, lat: float) -> RoadPoint:
        """Return the place on the road of a point; InputError if it is farther than ``rules.far_m`` from every road."""
        snap = self.snapper.snap([lon], [lat])
        if snap.distance_m[0] > self.rules.far_m:
            raise InputError.of([off_the_roads(lon, lat, float(snap.distance_m[0]), self.rules.far_m)])
        return snap.point(0)

    def check_in(self, unit: str, time: datetime, at: RoadPoint | None = None) -> None:
        """Report that a crew is on duty, and where."""
        with self._changed(unit, time) as crew:
            crew.check_in = Report(seconds(time), at, PositionSource.CHECK_IN)

    def check_out(self, unit: str, time: datetime) -> None:
        """Report that a crew goes off duty before its roster says so."""
        with self._changed(unit, time) as crew:
            crew.check_out = seconds(time)

    def heard(self, unit: str, time: datetime) -> None:
        """Report that a crew's radio was heard."""
        with self._changed(unit, time):
            pass

    def assign(self, unit: str, priority: Priority, time: datetime, *, busy_min: float) -> None:
        """Report that a crew drives to an incident, and about how long it will be busy."""
        with self._changed(unit, time) as crew:
            crew.job = Job(priority, there=False, free=seconds(time) + 60.0 * busy_min)

    def arrive(self, unit: str, time: datetime, *, service_min: float) -> None:
        """Report that a crew is at the scene; InputError if it was sent nowhere."""
        with self._changed(unit, time) as crew:
            if crew.job is None:
                raise InputError(Text(f"{unit} 没有任务", f"{unit} was sent nowhere"))
            crew.job = replace(crew.job, there=True, free=seconds(time) + 60.0 * service_min)

    def clear(self, unit: str, time: datetime) -> None:
        """Report that a crew is free again."""
        with self._changed(unit, time) as crew:
            crew.job = None

    def rest(self, unit: str, time: datetime, *, minutes: float) -> None:
        """Report a break."""
        with self._changed(unit, time) as crew:
            crew.break_until = seconds(time) + 60.0 * minutes

    def set_service(self, unit: str, time: datetime, *, fit: bool) -> None:
        """Report that a crew cannot work (a broken vehicle), or can again."""
        with self._changed(unit, time) as crew:
            crew.out_of_service = not fit

    def unit(self, unit: str, now: datetime) -> Unit:
        """Return one unit at a moment; KeyError if it is unknown."""
        with self.at(now):
            return self.shown(unit)

    def units(self, now: datetime) -> tuple[Unit, ...]:
        """Return all units at one moment, by id."""
        with self.at(now):
            return tuple(self.shown(unit) for unit in sorted(self._crews))

    @contextmanager
    def at(self, now: datetime) -> Iterator[float]:
        """Hold the fleet still at a moment: reports wait meanwhile. Yields the moment on the fleet's clock."""
        moment = seconds(now)
        with self._lock:
            self._empty_box()
            self.went_back = 0.0
            if moment < self._clock - JITTER_S:
                self.went_back = self._clock - moment
                self._look_all(moment)
            self._advance(max(moment, self._clock))
            yield self._clock

    def shown(self, unit: str) -> Unit:
        """Return a unit while the fleet is held still."""
        crew, now = self._crews[unit], self._standing[unit]
        position = None
        at, since = now.at, now.since
        if at is not None and crew.fix is not None and now.source is crew.fix.source:
            at, since = crew.fix.at, crew.fix.time
        if at is not None:
            age = 0.0 if now.source is PositionSource.ROSTER else max(0.0, self._clock - since)
            position = Position(arc=at.arc, share=at.share, source=now.source, age_s=age)
        return Unit(
            unit_id=unit,
            brigade=crew.brigade,
            officers=crew.officers,
            police=crew.police,
            aux=crew.aux,
            lead_skills=crew.lead_skills,
            radio_id=crew.radio_id,
            radio_shared=crew.radio_id in self._shared,
            place_id=now.stretch.place_id if now.stretch else "",
            mode=now.stretch.mode if now.stretch else None,
            status=now.status,
            protected=now.protected,
            silent=now.silent,
            position=position,
            duty_ends=clock_time(now.stretch.ends) if now.stretch else None,
            job=crew.job.priority if crew.job else None,
            free_at=clock_time(crew.job.free) if crew.job else None,
        )

    def hidden(self) -> list[str]:
        """Return the units on duty without a position, while the fleet is held still."""
        return sorted(self._hidden)

    def next_start(self, unit: str) -> datetime | None:
        """Return when a unit's next duty begins, while the fleet is held still."""
        later = [start for start in self._crews[unit].starts if start > self._clock]
        return clock_time(later[0]) if later else None

    def changes(self, unit: str) -> datetime | None:
        """Return when the break or the present leg of a unit ends, while the fleet is held still."""
        crew, now = self._crews[unit], self._standing[unit]
        if now.status is UnitStatus.BREAK:
            return clock_time(crew.break_until)
        return clock_time(now.stretch.end) if now.stretch else None

    def turn_out_ms(self, unit: str) -> int:
        """Return how long a unit takes before it rolls, while the fleet is held still."""
        return self._standing[unit].turn_out_ms

    def has(self, unit: str, need: int) -> bool:
        """Whether searches find a unit when they ask for these bits, while the fleet is held still."""
        shown = unit in self.index and self.index.available(unit)
        return shown and int(self.index.skill[self.index.slot(unit)]) & need == need

    def names(self) -> list[str]:
        """Return the ids of all units, while the fleet is held still."""
        return sorted(self._crews)

    @contextmanager
    def released(self, cell: str) -> Iterator[None]:
        """Let the crew that holds a cell's own post be found, while the fleet is held still (D8)."""
        slots = [self.index.slot(unit) for unit in self._holders.get(cell, ())]
        self.index.skill[slots] |= NOT_HELD
        yield
        self.index.skill[slots] &= ~NOT_HELD

    def count(self, need: int) -> int:
        """Return how many units searches can find that have all these bits, while the fleet is held still."""
        index = self.index
        shown = index.row[: len(index), PREVIOUS] != NOBODY
        return int(np.count_nonzero(shown & (index.skill[: len(index)] & need == need)))

    def _enlist(self, crew: CrewFile) -> None:
        if crew.unit_id in self._crews:
            raise InputError(Text(f"单元 {crew.unit_id} 重复", f"unit {crew.unit_id} is there twice"))
        self._crews[crew.unit_id] = crew
        self._fixed_bits[crew.unit_id] = self.masks.of_crew(crew)
        heappush(self._due, (NEVER, crew.unit_id))

    @contextmanager
    def _changed(self, unit: str, time: datetime) -> Iterator[CrewFile]:
        with self._lock:
            crew = self._crews[unit]
            yield crew
            crew.heard = max(crew.heard, seconds(time))
            self._read(crew)

    def _empty_box(self) -> None:
        """Put the reports of the box into the files, in the order in which they came."""
        while self._box:
            units, arcs, shares, time, source = self._box.popleft()
            moved = [
                i
                for i, (unit, arc, share) in enumerate(zip(units, arcs.tolist(), shares.tolist(), strict=True))
                if self._note(self._crews[unit], Report(time, RoadPoint(arc, share), source))
            ]
            if len(moved) == len(units):
                self.index.move_many(units, arcs, shares)
            elif moved:
                self.index.move_many([units[i] for i in moved], arcs[moved], shares[moved])

    def _note(self, crew: CrewFile, report: Report) -> bool:
        """Put a fix into a file; True if all that changes is the place, so that the index need only move the unit."""
        if self._overtaken(crew, report):
            return False
        crew.fix = report
        known = self._standing.get(crew.unit_id)
        if (
            known is not None
            and known.source is report.source
            and known.at is not None
            and not known.silent
            and report.time <= self._clock + SKEW_S
        ):
            return True
        self._read(crew)
        return False

    def _overtaken(self, crew: CrewFile, report: Report) -> bool:
        """Whether a later fix is known; one from beyond the clock (it was set back) does not count."""
        return crew.fix is not None and report.time < crew.fix.time <= self._clock + SKEW_S

    def _read(self, crew: CrewFile) -> None:
        """Read a file anew after a change, and see to it that it is read again when time changes it."""
        if self._clock == NEVER:
            return
        unit, old = crew.unit_id, self._standing.get(crew.unit_id)
        new = standing(crew, self._clock, self.rules, night=self._night, night_until=self._night_until)
        self._standing[unit] = new
        self._count(unit, old, new)
        heappush(self._due, (new.until, unit))
        if len(self._due) > 8 * len(self._crews) + 64:
            self._due = [(s.until, name) for name, s in self._standing.items()]
            heapify(self._due)
        if new.at is not None:
            mask = self._fixed_bits[unit] | self.masks.of_standing(crew, new)
            self.index.put(unit, new.at, delay_ms=new.turn_out_ms, skills=mask)
        elif unit in self.index:
            self.index.set_available(unit, available=False)

    def _count(self, unit: str, old: Standing | None, new: Standing) -> None:
        """Keep the lists of those who hold posts, and of those on duty nobody knows where."""
        if old is not None and old.protected and old.stretch is not None:
            self._holders[old.stretch.place_id].discard(unit)
        if new.protected and new.stretch is not None:
            self._holders.setdefault(new.stretch.place_id, set()).add(unit)
        if new.at is None and new.status is not UnitStatus.OFF:
            self._hidden.add(unit)
        else:
            self._hidden.discard(unit)

    def _advance(self, clock: float) -> None:
        """Let time pass: read the files whose standing it changes."""
        self._clock = clock
        if not self._night_since <= clock < self._night_until:
            self._night, self._night_since, self._night_until = night_of(self.rules, clock)
        while self._due and self._due[0][0] <= clock:
            _, unit = heappop(self._due)
            known = self._standing.get(unit)
            if known is None or known.until <= clock:
                self._read(self._crews[unit])

    def _look_all(self, clock: float) -> None:
        """Set the clock back: read every file."""
        self._due = [(NEVER, unit) for unit in self._crews]
        for unit, known in self._standing.items():
            self._standing[unit] = known._replace(until=NEVER)
        self._clock = clock
        self._advance(clock)


def _on_roads(arcs: Int32, shares: NDArray[np.float64], most: int) -> bool:
    in_range = not len(arcs) or (arcs.min() >= 0 and arcs.max() < most)
    return bool(in_range and np.all((shares >= 0.0) & (shares <= 1.0)))


def _first_duty(crews: Sequence[CrewFile]) -> datetime | None:
    starts = [crew.starts[0] for crew in crews if crew.starts]
    return clock_time(min(starts)) if starts else None
