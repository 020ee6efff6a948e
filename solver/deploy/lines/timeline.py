"""The timetable of a line: every arc with its clock, waits and stops, and how often each street is passed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from ....models.line import LineStep, StepKind, StreetPasses
from ....road_network.drives import Drives, Exit
from .laps import Laps
from .rounds import Ground
from .stops import Stop

MINUTE_MS = 60_000


@dataclass(slots=True)
class Clock:
    """A timetable being written: where the crew is, and when."""

    drives: Drives
    home: Exit
    at: Exit
    now: int = 0
    steps: list[LineStep] = field(default_factory=list)

    def stop(self, length_ms: int) -> None:
        """Get out where the crew is."""
        if length_ms > 0:
            self._add(_rest(self.at.arcs[0], self.now, self.now + length_ms, StepKind.STOP))

    def drive(self, arc: int, kind: StepKind) -> None:
        """Drive to the beginning of an arc and along it."""
        found = self.drives.way(self.at, arc)
        assert found is not None  # noqa: S101 - the table of times had a way
        way, time = found
        turns = [self.drives.turn_ms(one, other) for one, other in pairwise([*way, arc])]
        rides = [self.drives.ride(one) for one in way]
        self.now += time - sum(turns) - sum(rides)
        for one, ride, turn in zip(way, rides, turns, strict=True):
            self._along(one, ride, StepKind.TRANSIT)
            self.now += turn
        self._along(arc, self.drives.ride(arc), kind)
        self.at = Exit(arcs=(arc,))

    def go_home(self) -> None:
        """Drive back to the post."""
        if self.at.arcs[0] in self.home.arcs:
            return
        times = self.drives.table([self.at], self.home.arcs)[0]
        whole = [
            (time + self.drives.ride(arc), arc)
            for arc, time in zip(self.home.arcs, times.tolist(), strict=True)
            if time >= 0 and self.drives.ride(arc) > 0
        ]
        self.drive(min(whole)[1], StepKind.TRANSIT)

    def _along(self, arc: int, ride: int, kind: StepKind) -> None:
        self._add(LineStep(
            arc=arc, from_share=0.0, to_share=1.0, begin_ms=self.now, end_ms=self.now + ride, kind=kind
        ))  # fmt: skip

    def _add(self, step: LineStep) -> None:
        self.steps.append(step)
        self.now = step.end_ms


def timetable(drives: Drives, ground: Ground, laps: Laps, stops: Sequence[Stop]) -> list[LineStep]:
    """Write the steps of a line from its first lap, at time 0, to the end of its last one."""
    clock = Clock(drives, ground.home, ground.home)
    when = place_stops(laps, stops)
    for number, lap in enumerate(laps.laps):
        waiting = dict(when.get(number, {}))
        for drive in lap:
            clock.drive(ground.arc(drive), StepKind.PATROL)
            clock.stop(waiting.pop(drive[0], 0) * MINUTE_MS)
        clock.go_home()
    return clock.steps


def with_waits(steps: Sequence[LineStep], *, home: int, wait_ms: int, whole_ms: int) -> Iterator[LineStep]:
    """Begin a timetable later by a wait at the post (the end of arc ``home``), and end it there with the band."""
    if wait_ms:
        yield _rest(home, 0, wait_ms, StepKind.WAIT)
    for step in steps:
        yield replace(step, begin_ms=step.begin_ms + wait_ms, end_ms=step.end_ms + wait_ms)
    end = steps[-1].end_ms + wait_ms if steps else wait_ms
    if end < whole_ms:
        yield _rest(steps[-1].arc if steps else home, end, whole_ms, StepKind.WAIT)


def _rest(arc: int, begin_ms: int, end_ms: int, kind: StepKind) -> LineStep:
    return LineStep(arc=arc, from_share=1.0, to_share=1.0, begin_ms=begin_ms, end_ms=end_ms, kind=kind)


def place_stops(laps: Laps, stops: Sequence[Stop]) -> Mapping[int, Mapping[int, int]]:
    """Return for each lap its stops, street -> minutes; visits of a spot are spread over the laps that pass it."""
    when: dict[int, dict[int, int]] = defaultdict(dict)
    for street, lengths in minutes_by_street(stops).items():
        passing = [number for number, lap in enumerate(laps.laps) if street in {driven for driven, _ in lap}]
        visits = min(len(lengths), len(passing))
        for visit in range(visits):
            when[passing[(2 * visit + 1) * len(passing) // (2 * visits)]][street] = lengths[visit]
    return when


def minutes_by_street(stops: Sequence[Stop]) -> Mapping[int, list[int]]:
    """Return the lengths of the stops at each street."""
    lengths: dict[int, list[int]] = defaultdict(list)
    for stop in stops:
        lengths[stop.street].append(stop.minutes)
    return lengths


def passes_of(drives: Drives, ground: Ground, steps: Sequence[LineStep], minutes: int) -> Iterator[StreetPasses]:
    """Yield how often each street of a beat is passed, in any direction and for whatever purpose."""
    times: dict[int, list[float]] = defaultdict(list)
    twin = drives.network.twin
    for step in steps:
        if not step.rests:
            other = int(twin[step.arc])
            times[min(step.arc, other) if other >= 0 else step.arc].append((step.begin_ms + step.end_ms) / 2000)
    for street in ground.beat.streets:
        seen = times.get(street.arc)
        if seen:
            gaps = np.diff([0.0, *seen, minutes * 60.0])
            yield StreetPasses(
                arc=street.arc,
                metres=street.metres,
                road_class=street.road_class,
                target=street.rate,
                passes=len(seen),
                per_hour=round(len(seen) * 60 / minutes, 3),
                longest_gap_s=round(float(gaps.max()), 1),
            )


def metres_of(drives: Drives, steps: Sequence[LineStep]) -> float:
    """Return the metres driven."""
    return float(sum(drives.network.length_m[s.arc] * (s.to_share - s.from_share) for s in steps))
