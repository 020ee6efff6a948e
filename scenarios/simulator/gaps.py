"""Gaps between passes: which streets of the planned lines were passed when, calls and breaks taken off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from ...models.kpi import ALL, Figure
from ...models.line import Line
from ...solver.dispatch.crew_file import Stretch
from .force import Figures
from .run import Run
from .stage import RIDES, Stage, ms_of, numbers_ahead
from .stories import Day, Spans

MINUTE_MS = 60_000
NOTHING = Day()


def gap_figures(stage: Stage, run: Run, days: Mapping[int, Day]) -> Figures:
    """Return how long streets of planned lines were not passed, and the km never passed; empty without such lines."""
    lines = stage.scenario.lines if stage.scenario is not None else {}
    if not lines:
        return {}
    gaps: list[float] = []
    metres: dict[int, float] = {}
    seen: set[int] = set()
    ahead = numbers_ahead(stage.files)
    for unit, stretch, line in _legs(stage, run, lines):
        day, whole = days.get(unit, NOTHING), line.minutes * MINUTE_MS
        start, end = (ms_of(run.begin, moment) for moment in (stretch.start, stretch.end))
        begun = round(ahead[run.crews[unit].unit_id] * whole)
        passes = _passes(_entered(stage, line), whole, begun, _free(start, end, day.away, day.rest))
        for street in line.streets:
            metres[street.arc] = street.metres
            times = [start, *passes.get(street.arc, ()), end]
            gaps.append(max(b - a for a, b in pairwise(times)) / MINUTE_MS)
            if len(times) > 2:
                seen.add(street.arc)
    left = sum(length for arc, length in metres.items() if arc not in seen) / 1000
    return {
        (ALL, "max_gap_min"): Figure(max(gaps, default=None), len(gaps)),
        (ALL, "p90_gap_min"): Figure(float(np.percentile(gaps, 90)) if gaps else None, len(gaps)),
        (ALL, "unpatrolled_km"): Figure(left, len(metres)),
    }


def _legs(stage: Stage, run: Run, lines: Mapping[tuple[str, str], Line]) -> Iterator[tuple[int, Stretch, Line]]:
    """Go through the whole legs inside the counted time that ride a planned line."""
    for unit, crew in enumerate(run.crews):
        for stretch in crew.stretches:
            line = lines.get((stretch.place_id, stage.band(stretch.start))) if stretch.mode in RIDES else None
            if line is not None and line.steps and _inside(run, stretch):
                yield unit, stretch, line


def _inside(run: Run, stretch: Stretch) -> bool:
    first, last = (round((t - run.begin).total_seconds() * 1000) for t in (run.counted_from, run.end))
    return first <= ms_of(run.begin, stretch.start) and ms_of(run.begin, stretch.end) <= last


def _entered(stage: Stage, line: Line) -> list[tuple[int, int]]:
    """Return when a line enters which street, milliseconds from its beginning and the street's lower arc."""
    twin = stage.search.network.twin
    arcs = [(step.begin_ms, step.arc, int(twin[step.arc])) for step in line.steps if not step.rests]
    return [(at, min(arc, other) if other >= 0 else arc) for at, arc, other in arcs]


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
