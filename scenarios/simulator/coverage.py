"""Figures of order: posts manned in the peaks, lines ridden, gaps between passes; and how busy crews are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from ...models.band import BandMode
from ...models.city import City
from ...models.kpi import ALL, Figure, Slice
from ...models.leg import LegMode
from ...models.place import PlaceKind
from ...road_network.graph import ROAD_CLASSES, RoadNetwork
from ...solver.dispatch.crew_file import Stretch
from ...solver.dispatch.rules import MAJOR
from .force import Figures
from .run import Run
from .stage import RIDES, Stage, ms_of
from .stories import Day, Spans, overlap

PATROL_KMH = 20.0
MINUTE_MS = 60_000
NOTHING = Day()


def coverage_figures(stage: Stage, run: Run, days: Mapping[int, Day]) -> Figures:
    """Return the figures of order and of busy crews, from legs and log."""
    found: Figures = dict(_lines(stage, run, days))
    found[ALL, "util"], found[ALL, "overtime_h"] = _busy(run, days)
    if stage.scenario is not None:
        found |= _posts(stage.scenario.city, run, days)
    return found


def _legs(run: Run, days: Mapping[int, Day]) -> Iterator[tuple[int, Stretch, int, int, Day]]:
    """Go through the counted part of every leg: crew, leg, from and to in milliseconds, the crew's day."""
    first, last = (round((t - run.begin).total_seconds() * 1000) for t in (run.counted_from, run.end))
    for unit, crew in enumerate(run.crews):
        for stretch in crew.stretches:
            start, end = max(first, ms_of(run.begin, stretch.start)), min(last, ms_of(run.begin, stretch.end))
            if start < end:
                yield unit, stretch, start, end, days.get(unit, NOTHING)


def _lines(stage: Stage, run: Run, days: Mapping[int, Day]) -> Iterator[tuple[tuple[Slice, str], Figure]]:
    planned = ridden = legs = 0
    for _, stretch, start, end, day in _legs(run, days):
        if stretch.mode in RIDES:
            legs += 1
            planned += end - start
            ridden += max(0, end - start - overlap(day.away, start, end) - overlap(day.rest, start, end))
    minutes = (run.end - run.counted_from).total_seconds() / 60
    km = _main_km(stage.search.network)
    yield (ALL, "line_done"), Figure(ridden / planned if planned else None, legs)
    freq = PATROL_KMH * ridden / MINUTE_MS / minutes / km if km and minutes else None
    yield (ALL, "patrol_freq"), Figure(freq, legs)


def _busy(run: Run, days: Mapping[int, Day]) -> tuple[Figure, Figure]:
    duty = busy = legs = 0
    for _, _, start, end, day in _legs(run, days):
        legs += 1
        duty += end - start
        busy += overlap(day.busy, start, end)
    late, crews = 0.0, 0
    for unit, day in days.items():
        crew = run.crews[unit]
        on_duty = _joined([(ms_of(run.begin, s.start), ms_of(run.begin, s.end)) for s in crew.stretches])
        for start, end in day.busy:
            beyond = end - start - overlap(on_duty, start, end)
            late += beyond * (crew.police + crew.aux) / 3_600_000
            crews += beyond > 0
    return Figure(busy / duty if duty else None, legs), Figure(late, crews)


def _posts(city: City, run: Run, days: Mapping[int, Day]) -> Figures:
    """Compare what posts need in FIXED bands with who stood there."""
    there: dict[tuple[str, int], int] = defaultdict(int)
    planned: dict[tuple[str, int], int] = defaultdict(int)
    needs = _needs(city, run)
    spans = {(start, end) for _, start, end, _, _ in needs}
    for _, stretch, start, end, day in _legs(run, days):
        if stretch.mode is LegMode.FIXED:
            for first, last in spans:
                a, b = max(start, first), min(end, last)
                if a < b:
                    planned[stretch.place_id, first] += b - a
                    there[stretch.place_id, first] += b - a - overlap(day.away, a, b)
    cover = weight = lost_plan = lost_calls = 0.0
    for place, start, end, crews, priority in needs:
        asked = crews * (end - start)
        cover += priority * min(1.0, there[place, start] / asked)
        weight += priority
        lost_plan += max(0, asked - planned[place, start]) / MINUTE_MS
        lost_calls += (planned[place, start] - there[place, start]) / MINUTE_MS
    return {
        (ALL, "peak_post_cover"): Figure(cover / weight if weight else None, len(needs)),
        (ALL, "peak_lost_plan_min"): Figure(lost_plan, len(needs)),
        (ALL, "peak_lost_calls_min"): Figure(lost_calls, len(needs)),
    }


def _needs(city: City, run: Run) -> Sequence[tuple[str, int, int, int, int]]:
    """Return post, from, to, crews and priority of every peak inside the counted time."""
    found = []
    posts = [place for place in city.places if place.kind is PlaceKind.POST]
    day = run.begin
    while day < run.end:
        for band in city.bands_of(day.date()):
            start, end = day + timedelta(minutes=band.start), day + timedelta(minutes=band.end)
            if band.mode is BandMode.FIXED and run.counted_from <= start and end <= run.end:
                a, b = (_ms(run.begin, time) for time in (start, end))
                found += [
                    (post.place_id, a, b, crews, post.priority)
                    for post in posts
                    if (crews := city.need(post, day.date(), band.code))
                ]
        day += timedelta(days=1)
    return found


def _ms(begin: datetime, time: datetime) -> int:
    return round((time - begin).total_seconds() * 1000)


def _main_km(network: RoadNetwork) -> float:
    """Return the kilometres of main streets, both directions together; of all streets if there are none."""
    once = (network.twin < 0) | (np.arange(network.arcs) < network.twin)
    main = np.isin(network.road_class, [ROAD_CLASSES.index(kind) for kind in MAJOR])
    chosen = once & main if bool(main.any()) else once
    return float(network.length_m[chosen].sum()) / 1000


def _joined(spans: Spans) -> Spans:
    """Join spans that touch; they come in order of time."""
    found: Spans = []
    for start, end in spans:
        if found and found[-1][1] >= start:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
