"""Figures of order: posts manned in the peaks, lines ridden, gaps between passes; and how busy crews are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from ...models.band import BandMode
from ...models.city import City
from ...models.kpi import ALL, Figure, Slice, SliceKind
from ...models.leg import LegMode
from ...models.place import Place, PlaceKind
from ...road_network.graph import ROAD_CLASSES, RoadNetwork
from ...solver.dispatch.crew_file import Stretch
from ...solver.dispatch.rules import MAJOR
from .force import Figures
from .run import Run
from .stage import RIDES, Stage, ms_of
from .stories import Day, Spans, overlap

PATROL_KMH = 20.0
MINUTE_MS = 60_000
BUSY = 0.6
"""A crew that is busy with calls for more of its duty is too busy (PAM, as Alaska's study uses it)."""

NOTHING = Day()


def coverage_figures(stage: Stage, run: Run, days: Mapping[int, Day]) -> Figures:
    """Return the figures of order and of busy crews, from legs and log; for all and by brigade, posts also by band."""
    legs = list(_legs(run, days))
    found: Figures = {**dict(_lines(stage, run, legs)), **_busy(run, legs), (ALL, "overtime_h"): _overtime(run, days)}
    if stage.scenario is not None:
        found |= _posts(stage.scenario.city, run, legs)
    return found


Leg = tuple[int, Stretch, int, int, Day]


def _legs(run: Run, days: Mapping[int, Day]) -> Iterator[tuple[int, Stretch, int, int, Day]]:
    """Go through the counted part of every leg: crew, leg, from and to in milliseconds, the crew's day."""
    first, last = (round((t - run.begin).total_seconds() * 1000) for t in (run.counted_from, run.end))
    for unit, crew in enumerate(run.crews):
        for stretch in crew.stretches:
            start, end = max(first, ms_of(run.begin, stretch.start)), min(last, ms_of(run.begin, stretch.end))
            if start < end:
                yield unit, stretch, start, end, days.get(unit, NOTHING)


def _lines(stage: Stage, run: Run, legs: Sequence[Leg]) -> Iterator[tuple[tuple[Slice, str], Figure]]:
    planned: dict[Slice, int] = defaultdict(int)
    ridden, count = dict(planned), dict(planned)
    for unit, stretch, start, end, day in legs:
        if stretch.mode in RIDES:
            done = max(0, end - start - overlap(day.away, start, end) - overlap(day.rest, start, end))
            for part in (ALL, Slice(SliceKind.BRIGADE, run.crews[unit].brigade)):
                planned[part] += end - start
                ridden[part] = ridden.get(part, 0) + done
                count[part] = count.get(part, 0) + 1
    for part in planned or {ALL: 0}:
        share = ridden[part] / planned[part] if planned.get(part) else None
        yield (part, "line_done"), Figure(share, count.get(part, 0))
    minutes = (run.end - run.counted_from).total_seconds() / 60
    km = _main_km(stage.search.network)
    freq = PATROL_KMH * ridden.get(ALL, 0) / MINUTE_MS / minutes / km if km and minutes else None
    yield (ALL, "patrol_freq"), Figure(freq, count.get(ALL, 0))


def _busy(run: Run, legs: Sequence[Leg]) -> Figures:
    """Return the share of the time on duty that crews are busy with calls, and of crews that are too busy."""
    duty, busy = np.zeros(len(run.crews)), np.zeros(len(run.crews))
    for unit, _, start, end, day in legs:
        duty[unit] += end - start
        busy[unit] += overlap(day.busy, start, end)
    brigade = np.array([crew.brigade for crew in run.crews])
    found: Figures = {}
    for part in (ALL, *(Slice(SliceKind.BRIGADE, name) for name in sorted(set(brigade.tolist())) if name)):
        own = (duty > 0) & ((brigade == part.key) if part.key else True)
        hours, crews = float(duty[own].sum()), int(own.sum())
        found[part, "util"] = Figure(float(busy[own].sum()) / hours if hours else None, crews)
        high = float((busy[own] > BUSY * duty[own]).mean()) if crews else None
        found[part, "util_high"] = Figure(high, crews)
    return found


def _overtime(run: Run, days: Mapping[int, Day]) -> Figure:
    """Return the hours that people work for calls after the end of their duty."""
    late, crews = 0.0, 0
    for unit, day in days.items():
        crew = run.crews[unit]
        on_duty = _joined([(ms_of(run.begin, s.start), ms_of(run.begin, s.end)) for s in crew.stretches])
        for start, end in day.busy:
            beyond = end - start - overlap(on_duty, start, end)
            late += beyond * (crew.police + crew.aux) / 3_600_000
            crews += beyond > 0
    return Figure(late, crews)


@dataclass(slots=True)
class _Manned:
    """Sums over the needs of posts in their peaks: by priority manned and asked, minutes lost, their number."""

    cover: float = 0.0
    weight: float = 0.0
    lost_plan: float = 0.0
    lost_calls: float = 0.0
    count: int = 0

    def figures(self, part: Slice) -> Figures:
        """Return them as key figures."""
        return {
            (part, "peak_post_cover"): Figure(self.cover / self.weight if self.weight else None, self.count),
            (part, "peak_lost_plan_min"): Figure(self.lost_plan, self.count),
            (part, "peak_lost_calls_min"): Figure(self.lost_calls, self.count),
        }


def _posts(city: City, run: Run, legs: Sequence[Leg]) -> Figures:
    """Compare what posts need in FIXED bands with who stood there."""
    there: dict[tuple[str, int], int] = defaultdict(int)
    planned: dict[tuple[str, int], int] = defaultdict(int)
    needs = _needs(city, run)
    spans = {(need.start, need.end) for need in needs}
    for _, stretch, start, end, day in legs:
        if stretch.mode is LegMode.FIXED:
            for first, last in spans:
                a, b = max(start, first), min(end, last)
                if a < b:
                    planned[stretch.place_id, first] += b - a
                    there[stretch.place_id, first] += b - a - overlap(day.away, a, b)
    sums: dict[Slice, _Manned] = defaultdict(_Manned)
    sums[ALL] = _Manned()
    for need in needs:
        asked = need.crews * (need.end - need.start)
        key = need.place.place_id, need.start
        brigade = city.org.brigade_of(need.place.unit_id)
        for part in (ALL, Slice(SliceKind.BRIGADE, brigade), Slice(SliceKind.BAND, need.band)):
            one = sums[part]
            one.cover += need.place.priority * min(1.0, there[key] / asked)
            one.weight += need.place.priority
            one.lost_plan += max(0, asked - planned[key]) / MINUTE_MS
            one.lost_calls += (planned[key] - there[key]) / MINUTE_MS
            one.count += 1
    found: Figures = {}
    for part, one in sums.items():
        found |= one.figures(part)
    return found


class _Need(NamedTuple):
    """What a post needs in a peak, from and to in milliseconds."""

    place: Place
    band: str
    start: int
    end: int
    crews: int


def _needs(city: City, run: Run) -> Sequence[_Need]:
    """Return what posts need in every peak inside the counted time."""
    found = []
    posts = [place for place in city.places if place.kind is PlaceKind.POST]
    day = run.begin
    while day < run.end:
        for band in city.bands_of(day.date()):
            start, end = day + timedelta(minutes=band.start), day + timedelta(minutes=band.end)
            if band.mode is BandMode.FIXED and run.counted_from <= start and end <= run.end:
                a, b = (_ms(run.begin, time) for time in (start, end))
                found += [
                    _Need(post, band.code, a, b, crews)
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
