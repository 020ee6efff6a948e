"""The fleet: every crew out there, kept up to date by thousands of reports a second (D7, F14)."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.finding import Finding
from ...models.incident import Priority
from ...models.text import Text
from ...models.unit import PositionSource, Unit
from ...road_network.graph import Int32
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from ...road_network.snap import Snapper
from .board import Board
from .crew_file import CrewFile, Job, Report, clock_time, seconds
from .fleet_findings import off_the_roads, shared_radios
from .masks import Masks
from .rules import DispatchRules
from .territory import Territory

BOX_ROOM = 256


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
        The files of the crews, see ``roster_crews.fleet_of``; unit ids must differ.
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
        self._given_notices = tuple(notices)
        self.first_duty = _first_duty(crews)
        self._board = Board(search, self.rules, Masks(self.rules, {crew.brigade for crew in crews}))
        self._look_at_radios(crews)
        self._box: deque[tuple[Sequence[str], Int32, NDArray[np.float64], float, PositionSource]] = deque()
        self._lock = Lock()
        for crew in crews:
            self._board.enlist(crew)

    def __len__(self) -> int:
        return len(self._board.crews)

    def enlist(self, crew: CrewFile) -> None:
        """Add a crew, as one without a roster that checks in; InputError if its id is known."""
        with self._lock:
            self._board.enlist(crew)
            self._board.read(crew)
            if any(one.radio_id == crew.radio_id for one in self._board.crews.values() if one is not crew):
                self._look_at_radios(list(self._board.crews.values()))

    def fix(self, unit: str, at: RoadPoint, time: datetime, source: PositionSource = PositionSource.AVL) -> bool:
        """
        Report a position; its direction of travel is that of the arc.

        Returns
        -------
        False if a later fix is known already (reports overtake each other); KeyError if the unit is unknown.
        """
        report = Report(seconds(time), self.search.roads.checked(at), source)
        with self._lock:
            return self._board.note(self._board.crews[unit], report)

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
        unknown = [unit for unit in units if unit not in self._board.crews]
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
        at, metres = self.snapper.snap_one(lon, lat)
        if metres > self.rules.far_m:
            raise InputError.of([off_the_roads(lon, lat, metres, self.rules.far_m)])
        return at

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
        with self.at(now) as board:
            return board.shown(unit)

    def units(self, now: datetime) -> tuple[Unit, ...]:
        """Return all units at one moment, by id."""
        with self.at(now) as board:
            return tuple(board.shown(unit) for unit in board.names())

    @contextmanager
    def at(self, now: datetime) -> Iterator[Board]:
        """Hold the fleet still at a moment: reports wait meanwhile. Yields the board, to be read inside only."""
        moment = seconds(now)
        with self._lock:
            self._empty_box()
            self._board.set_clock(moment)
            yield self._board

    @contextmanager
    def _changed(self, unit: str, time: datetime) -> Iterator[CrewFile]:
        with self._lock:
            crew = self._board.crews[unit]
            yield crew
            crew.heard = max(crew.heard, seconds(time))
            self._board.read(crew)

    def _look_at_radios(self, crews: Sequence[CrewFile]) -> None:
        """Say which radios two crews have."""
        shared = shared_radios(crews)
        self.notices = (*self._given_notices, *shared)
        self._board.shared = frozenset(finding.where.value for finding in shared)

    def _empty_box(self) -> None:
        """Put the reports of the box into the files, in the order in which they came."""
        while self._box:
            self._board.note_all(*self._box.popleft())


def _on_roads(arcs: Int32, shares: NDArray[np.float64], most: int) -> bool:
    in_range = not len(arcs) or (arcs.min() >= 0 and arcs.max() < most)
    return bool(in_range and np.all((shares >= 0.0) & (shares <= 1.0)))


def _first_duty(crews: Sequence[CrewFile]) -> datetime | None:
    starts = [crew.starts[0] for crew in crews if crew.starts]
    return clock_time(min(starts)) if starts else None
