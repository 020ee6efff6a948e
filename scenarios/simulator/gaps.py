"""Gaps between passes: which streets of the planned lines were passed when, calls and breaks taken off."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from ...models.kpi import ALL, Figure, Slice, SliceKind
from ...models.line import Line, StepKind
from ...solver.dispatch.crew_file import clock_time, seconds
from .force import Figures
from .run import Run
from .stage import RIDES, Stage, ms_of, turns_of
from .stories import Day, Spans

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
NOTHING = Day()

Ridden = Mapping[tuple[int, str], Mapping[int, list[int]]]
Moments = Callable[[Stage, Line], list[tuple[int, int]]]


def gap_figures(stage: Stage, run: Run, days: Mapping[int, Day]) -> Figures:
    """
    Return how often streets of planned lines were passed, how long they were not, and the km never passed.

    Empty without such lines. A band in which a place wants a crew counts whether anybody rides or not: a line without
    its crew has gaps as long as the band.
    """
    scenario = stage.scenario
    if scenario is None or not scenario.lines:
        return {}
    ridden = _ridden(stage, run, days, _entered)
    stops = _ridden(stage, run, days, _stopped)
    streets, seen = dict[int, tuple[float, str]](), set[int]()
    gaps: list[float] = []
    passed = asked = 0.0
    for start, end, code, lines in _bands(stage, run):
        found = ridden.get((start, code), {})
        for line in lines:
            streets |= {street.arc: (street.metres, street.road_class.value) for street in line.left_out}
        for arc, street in {street.arc: street for line in lines for street in line.streets}.items():
            streets[arc] = street.metres, street.road_class.value
            times = sorted(found.get(arc, ()))
            gaps.append(max(b - a for a, b in pairwise([start, *times, end])) / MINUTE_MS)
            passed += street.metres * len(times)
            asked += street.metres * (end - start) / HOUR_MS
            seen |= {arc} if times else set()
    return {
        (ALL, "street_passes"): Figure(passed / asked if asked else None, len(gaps)),
        (ALL, "max_gap_min"): Figure(max(gaps, default=None), len(gaps)),
        (ALL, "p90_gap_min"): Figure(float(np.percentile(gaps, 90)) if gaps else None, len(gaps)),
        (ALL, "hotspot_stops"): _stops(stage, run, stops),
        **_never(streets, seen),
    }


def _stops(stage: Stage, run: Run, made: Ridden) -> Figure:
    """Return how many stops are made at a hot spot in two hours; None where no line has a hot spot."""
    count, asked, spots = 0, 0.0, 0
    for start, end, code, lines in _bands(stage, run):
        wanted = {step.arc for line in lines for step in line.steps if step.kind is StepKind.STOP}
        spots += len(wanted)
        asked += len(wanted) * (end - start) / (2 * HOUR_MS)
        count += sum(len(times) for arc, times in made.get((start, code), {}).items() if arc in wanted)
    return Figure(count / asked if asked else None, spots)


def _never(streets: Mapping[int, tuple[float, str]], seen: Collection[int]) -> Figures:
    """Return the km that nobody passed: in all, and by class of road."""
    km: dict[Slice, float] = defaultdict(float)
    count: dict[Slice, int] = defaultdict(int)
    for arc, (metres, road) in sorted(streets.items()):
        for part in (ALL, Slice(SliceKind.ROAD, road)):
            count[part] += 1
            km[part] += 0.0 if arc in seen else metres / 1000
    return {(part, "unpatrolled_km"): Figure(km[part], count[part]) for part in count or {ALL: 0}}


def _bands(stage: Stage, run: Run) -> Iterator[tuple[int, int, str, Sequence[Line]]]:
    """Go through the whole bands inside the counted time, with the lines of the places that want a crew in them."""
    scenario = stage.scenario
    if scenario is None:
        return
    first, last = (round((t - run.begin).total_seconds() * 1000) for t in (run.counted_from, run.end))
    starts = [*stage.band_starts, seconds(run.end)]
    for (moment, after), code in zip(pairwise(starts), stage.band_codes, strict=True):
        start, end = ms_of(run.begin, moment), ms_of(run.begin, after)
        if not first <= start < end <= last:
            continue
        day = clock_time(moment).date()
        lines = [
            line
            for (place, band), known in scenario.lines.items()
            if band == code and scenario.city.need(scenario.city.place(place), day, code)
            for line in known
            if line.steps
        ]
        yield start, end, code, lines


def _ridden(stage: Stage, run: Run, days: Mapping[int, Day], moments: Moments) -> Ridden:
    """Return by band (its start and code) when which street was passed (or stopped at), whoever rode there."""
    scenario = stage.scenario
    lines = scenario.lines if scenario is not None else {}
    found: dict[tuple[int, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    turns = turns_of(stage.files)
    for unit, crew in enumerate(run.crews):
        turn, day = turns[crew.unit_id], days.get(unit, NOTHING)
        for stretch in crew.stretches:
            known = lines.get((stretch.place_id, stage.band(stretch.start))) if stretch.mode in RIDES else None
            known = [line for line in known or () if line.steps]
            if not known:
                continue
            line = known[turn.rank % len(known)]
            start, end = (ms_of(run.begin, moment) for moment in (stretch.start, stretch.end))
            whole = line.minutes * MINUTE_MS
            begun = int(turn.ahead(len(known)) * whole)
            passes = _passes(moments(stage, line), whole, begun, _free(start, end, day.away, day.rest))
            at = stage.band_starts[bisect_right(stage.band_starts, stretch.start) - 1]
            for arc, times in passes.items():
                found[ms_of(run.begin, at), stage.band(stretch.start)][arc] += times
    return found


def _entered(stage: Stage, line: Line) -> list[tuple[int, int]]:
    """Return when a line enters which street, milliseconds from its beginning and the street's lower arc."""
    twin = stage.search.network.twin
    arcs = [(step.begin_ms, step.arc, int(twin[step.arc])) for step in line.steps if not step.rests]
    return [(at, min(arc, other) if other >= 0 else arc) for at, arc, other in arcs]


def _stopped(_stage: Stage, line: Line) -> list[tuple[int, int]]:
    """Return when a line stops at which hot spot."""
    return [(step.begin_ms, step.arc) for step in line.steps if step.kind is StepKind.STOP]


def _passes(
    entered: Sequence[tuple[int, int]], whole: int, begun: int, free: Iterable[tuple[int, int]]
) -> Mapping[int, list[int]]:
    """Return when each street is entered: the line stands still while its crew is not free, ``begun`` into it."""
    found: dict[int, list[int]] = defaultdict(list)
    for start, end in free:
        for lap in range(begun // whole, (begun + end - start) // whole + 1):
            for at, street in entered:
                moment = start + lap * whole + at - begun
                if start <= moment < end:
                    found[street].append(moment)
        begun += end - start
    return found


def _free(start: int, end: int, *busy: Spans) -> Iterator[tuple[int, int]]:
    """Go through the parts of ``start..end`` that lie in none of the spans."""
    at = start
    for first, last in sorted(span for spans in busy for span in spans):
        if first >= end:
            break
        if at < first:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end
