"""Where crews are at a moment: riding their line, driving back, on the way; told to the board before it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...models.unit import PositionSource
from ...road_network.conditions import Conditions
from ...road_network.graph import Float64, Int32
from ...road_network.road_point import RoadPoint
from ...road_network.route import Route
from ...solver.dispatch.board import Board
from ...solver.dispatch.crew_file import Report, Stretch
from .stage import Stage, moment_of, ms_of, turns_of
from .tracks import NO_TRACK


@dataclass(slots=True, eq=False)
class Drive:
    """
    A crew on its way from one place to another; it rolls from ``rolls_ms`` on.

    A way that is not known yet is looked up when somebody asks where the crew is.
    """

    start: RoadPoint
    goal: RoadPoint
    rolls_ms: int
    given: Conditions
    time_ms: int = 0
    arcs: tuple[int, ...] = ()
    along_m: Float64 | None = None

    def take(self, route: Route) -> None:
        """Note the way."""
        self.time_ms, self.arcs, self.along_m = route.time_ms, route.arcs, np.cumsum(route.metres)


class Whereabouts:
    """The places of all crews of one run, by their numbers."""

    def __init__(self, stage: Stage, board: Board) -> None:
        self._stage, self._board = stage, board
        self._names = [crew.unit_id for crew in stage.files]
        turns = turns_of(stage.files)
        self._turn = [turns[name] for name in self._names]
        self._track: NDArray[np.int64] = np.full(len(self._names), NO_TRACK, dtype=np.int64)
        self._rides: NDArray[np.bool_] = np.zeros(len(self._names), dtype=np.bool_)
        self._since, self._step, self._told = (np.zeros(len(self._names), dtype=np.int64) for _ in range(3))
        self._drives: dict[int, Drive] = {}

    def stand(self, unit: int, now: float, at: RoadPoint | None) -> None:
        """Note that a crew is at a place and stays there; None: at that of its roster."""
        self._track[unit], self._rides[unit] = NO_TRACK, False
        self._drives.pop(unit, None)
        crew = self._board.crews[self._names[unit]]
        if at is not None:
            self._board.note(crew, Report(now, at, PositionSource.AVL))
        else:
            self._board.read(crew)

    def ride(self, unit: int, stretch: Stretch, now: float, step: int | None = None) -> None:
        """Note that a crew rides the line of a leg from now on: from a place of it, or where it begins."""
        found = self._stage.track(stretch, self._turn[unit])
        if found is None:
            self.stand(unit, now, stretch.at)
            return
        track, ahead = found
        self._drives.pop(unit, None)
        self._track[unit], self._told[unit], self._rides[unit] = track, -1, True
        self._since[unit] = ms_of(self._stage.begin, now)
        self._step[unit] = self._first_step(track, ahead) if step is None else step

    def goal(self, unit: int, stretch: Stretch) -> tuple[RoadPoint | None, int | None]:
        """Return where a crew goes after a scene: to its post, or to the place where it left its line."""
        found = self._stage.track(stretch, self._turn[unit])
        if found is None:
            return stretch.at, None
        track, ahead = found
        step = int(self._step[unit]) if self._track[unit] == track else self._first_step(track, ahead)
        return self._stage.tracks.point(track, step), step

    def halt(self, unit: int, now_ms: int) -> None:
        """Note that a crew stops where it is; its line remembers the place."""
        if self._rides[unit]:
            self._step[unit] = self._steps(np.array([unit]), now_ms)[0]
            self._rides[unit] = False

    def leave(self, unit: int, drive: Drive, now_ms: int) -> None:
        """Note that a crew drives away."""
        self.halt(unit, now_ms)
        self._drives[unit] = drive

    def scene(self, unit: int, now: float, at: RoadPoint) -> None:
        """Note that a crew is at a scene."""
        self._drives.pop(unit, None)
        self._board.note(self._board.crews[self._names[unit]], Report(now, at, PositionSource.AVL))

    def driving(self, unit: int) -> bool:
        """Whether a crew is on its way."""
        return unit in self._drives

    def at(self, unit: int) -> RoadPoint | None:
        """Return where the board believes a crew to be."""
        place = self._board.place(self._names[unit])
        return None if place is None else RoadPoint(place.arc, place.share)

    def tell(self, now_ms: int, *, all_drives: bool) -> None:
        """
        Tell the board where everybody is who moves.

        ``all_drives``: those on the way to an incident too, which matters only if they may be called off.
        """
        _, now = moment_of(self._stage.begin, now_ms)
        riding = np.flatnonzero(self._rides)
        steps = self._steps(riding, now_ms)
        moved = steps != self._told[riding]
        riding, steps = riding[moved], steps[moved]
        if len(riding):
            self._told[riding] = steps
            tracks, chosen = self._stage.tracks, self._track[riding]
            at = tracks.first[chosen] + steps % tracks.count[chosen]
            self._note(riding.tolist(), tracks.arcs[at], tracks.shares[at], now)
        crews = self._board.crews
        asked = [unit for unit in self._drives if all_drives or crews[self._names[unit]].job is None]
        if asked:
            points = [self._on_the_way(self._drives[unit], now_ms) for unit in asked]
            arcs = np.array([point.arc for point in points], dtype=np.int32)
            self._note(asked, arcs, np.array([point.share for point in points]), now)

    def _note(self, units: Sequence[int], arcs: Int32, shares: Float64, now: float) -> None:
        self._board.note_all([self._names[unit] for unit in units], arcs, shares, now, PositionSource.AVL)

    def plan(self, drive: Drive) -> bool:
        """Look the way of a drive up; False if there is none."""
        route = self._stage.search.guided_route(drive.start, drive.goal, given=drive.given)
        if route is None:
            return False
        drive.take(route)
        return True

    def _on_the_way(self, drive: Drive, now_ms: int) -> RoadPoint:
        if now_ms <= drive.rolls_ms or (drive.along_m is None and not self.plan(drive)):
            return drive.start
        assert drive.along_m is not None  # noqa: S101 - planned just now
        part = min(1.0, (now_ms - drive.rolls_ms) / max(drive.time_ms, 1))
        metres = part * float(drive.along_m[-1])
        nth = min(int(np.searchsorted(drive.along_m, metres)), len(drive.arcs) - 1)
        before = float(drive.along_m[nth - 1]) if nth else 0.0
        length = max(float(self._stage.search.network.length_m[drive.arcs[nth]]), 1e-9)
        share = (drive.start.share if nth == 0 else 0.0) + (metres - before) / length
        return RoadPoint(drive.arcs[nth], min(max(share, 0.0), 1.0))

    def _first_step(self, track: int, ahead: float) -> int:
        return int(ahead * int(self._stage.tracks.count[track]))

    def _steps(self, units: NDArray[np.int64], now_ms: int) -> NDArray[np.int64]:
        passed = (now_ms - self._since[units]) // self._stage.tracks.every_ms[self._track[units]]
        steps: NDArray[np.int64] = self._step[units] + np.maximum(passed, 0)
        return steps
