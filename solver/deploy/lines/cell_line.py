"""The off-peak line of a home cell (平峰巡线): from the post, over the cell's streets, and back within the band."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np

from ....models.errors import InputError
from ....models.line import LeftOut, Line, LineKind, LineStep, Why
from ....models.text import Text
from ....road_network.drives import Drives
from .beat import Beat, Street
from .laps import Ask, Laps, most_laps, plan_laps
from .rounds import Ground, time_table
from .stops import Stop, StopRules, plan_stops
from .timeline import MINUTE_MS, metres_of, minutes_by_street, passes_of, place_stops, timetable, with_waits
from .tour_kernels import NEVER

SLACK = 0.99
"""Share of the time that is planned: turning round at the post between laps needs the rest."""

Timed = tuple[Laps, tuple[LineStep, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBand:
    """A band of the day, its minutes, and how crews stop in it."""

    code: str
    minutes: int
    stops: StopRules = field(default_factory=StopRules)

    def __post_init__(self) -> None:
        if self.minutes <= 0:
            raise InputError(Text(f"时段 {self.code} 长度须大于 0", f"band {self.code}: must be longer than 0 minutes"))


def chance(seed: int, *words: str) -> np.random.Generator:
    """Return the chance of one line: the same for the same seed and words, on every machine."""
    return np.random.default_rng([seed, *(crc32(word.encode()) for word in words)])


def survey(drives: Drives, beat: Beat) -> tuple[Ground, list[LeftOut]]:
    """Return the streets of a beat that can be driven from its post and back, and those that cannot, with reasons."""
    home = drives.place(beat.home)
    everything = time_table(drives, home, beat.streets)
    good, left = [], []
    for place, street in enumerate(beat.streets):
        why = _why(everything.serve[place], everything.between[-1], everything.between[:, -1], place)
        if why is None:
            good.append(place)
        else:
            left.append(left_out(street, why))
    streets = tuple(beat.streets[place] for place in good)
    errands = everything if not left else time_table(drives, home, streets)
    return Ground(beat=beat, home=home, streets=streets, errands=errands), left


def _why(serve: np.ndarray, there: np.ndarray, back: np.ndarray, place: int) -> Why | None:
    """Say why a street cannot be on a line, None if it can."""
    own = slice(2 * place, 2 * place + 2)
    open_, come, leave = serve < NEVER, there[own] < NEVER, back[own] < NEVER
    if (open_ & come & leave).any():
        return None
    if not open_.any():
        return Why.CLOSED
    return Why.NO_WAY_BACK if (open_ & come).any() else Why.NO_WAY_THERE


def left_out(street: Street, why: Why) -> LeftOut:
    """Name a street that no line passes."""
    return LeftOut(arc=street.arc, metres=street.metres, road_class=street.road_class, why=why)


def plan_line(drives: Drives, beat: Beat, band: LineBand, *, seed: int = 0) -> Line:
    """
    Plan the line of one beat in one band.

    Parameters
    ----------
    drives
        The roads at patrol speed.
    beat
        The streets and the post.
    band
        The band, and how crews stop in it.
    seed
        Same seed, same line; another seed, another start, other directions and other stops, so that nobody can
        foresee where the crew is. Change it every day.

    Returns
    -------
    A closed walk that ends at the post before the band does. Without any street that can be driven from the post and
    back it has no steps, and ``left_out`` says why.
    """
    ground, left = survey(drives, beat)
    if not ground.streets:
        return _line(drives, ground, band, (Laps(laps=(), drive_ms=0), ()), left, (0.0, 0.0))
    random = chance(seed, beat.line_id, band.code)
    stops = plan_stops(drives.network, ground.streets, band.minutes, band.stops, random)
    ask = _ask(ground, band, stops)
    wanted = plan_laps(ask, ask.laps, random)
    stop_min = sum(stop.minutes for stop in stops)
    laps, stops = _fit(ground, band, stops, random)
    timed = _timed(drives, ground, band, laps, stops, random)
    left += [left_out(ground.streets[place], Why.SHORT_OF_TIME) for place in laps.dropped]
    return _line(drives, ground, band, timed, left, (wanted.drive_ms / MINUTE_MS, stop_min))


def _ask(ground: Ground, band: LineBand, stops: Sequence[Stop]) -> Ask:
    return Ask.of(ground, band.minutes, {street: len(times) for street, times in minutes_by_street(stops).items()})


def _fit(ground: Ground, band: LineBand, stops: list[Stop], random: np.random.Generator) -> tuple[Laps, list[Stop]]:
    """
    Find the laps that fit beside the stops.

    Before a street is dropped, hot spots are given up but one; the time of visits that no lap comes by for is driven.
    """
    while True:
        laps = _laps_beside(ground, band, stops, random)
        spots = list(minutes_by_street(stops))
        if not laps.dropped or len(spots) <= 1:
            break
        stops = [stop for stop in stops if stop.street in spots[: len(spots) // 2]]
    placed = [Stop(street=s, minutes=m) for times in place_stops(laps, stops).values() for s, m in times.items()]
    if len(placed) < len(stops):
        laps, stops = _laps_beside(ground, band, placed, random), placed
    return laps, stops


def _laps_beside(ground: Ground, band: LineBand, stops: Sequence[Stop], random: np.random.Generator) -> Laps:
    free = (band.minutes - sum(stop.minutes for stop in stops)) * MINUTE_MS
    return most_laps(_ask(ground, band, stops), int(free * SLACK), random)


def _timed(  # noqa: PLR0913, PLR0917 - the makings of one line
    drives: Drives, ground: Ground, band: LineBand, laps: Laps, stops: Sequence[Stop], random: np.random.Generator
) -> tuple[Laps, tuple[LineStep, ...]]:
    """Write the timetable; turning round at the post between laps may cost the last lap."""
    whole = band.minutes * MINUTE_MS
    while True:
        steps = timetable(drives, ground, laps, stops)
        spare = whole - steps[-1].end_ms if steps else whole
        if spare >= 0:
            break
        laps = replace(laps, laps=laps.laps[:-1])
    wait = int(random.integers(0, min(spare // MINUTE_MS, band.stops.wait_min) + 1)) * MINUTE_MS
    return laps, tuple(with_waits(steps, home=ground.home.arcs[0], wait_ms=wait, whole_ms=whole))


def _line(  # noqa: PLR0913, PLR0917 - the makings of one line
    drives: Drives, ground: Ground, band: LineBand, timed: Timed, left: Sequence[LeftOut], needed: tuple[float, float]
) -> Line:
    beat = ground.beat
    laps, steps = timed
    streets = tuple(passes_of(drives, ground, steps, band.minutes))
    passed = {street.arc for street in streets}
    return Line(
        line_id=beat.line_id,
        name=beat.name,
        kind=LineKind.CELL if beat.post_ids else LineKind.MOBILE,
        post_ids=beat.post_ids,
        band=band.code,
        minutes=band.minutes,
        laps=len(laps.laps),
        steps=steps,
        streets=streets,
        left_out=tuple(street for street in left if street.arc not in passed),
        metres=metres_of(drives, steps),
        needed_min=round(sum(needed), 1),
        needed_drive_min=round(needed[0], 1),
    )
