"""The standing of a crew at a moment: a pure reading of its file, which the fleet keeps until it can change."""

from datetime import datetime
from typing import NamedTuple

from ...models.leg import LegMode
from ...models.unit import PositionSource, UnitStatus
from ...road_network.road_point import RoadPoint
from .crew_file import FOREVER, NEVER, CrewFile, Stretch, clock_time, seconds
from .rules import DispatchRules

SKEW_S = 60.0
"""A fix may lie this far ahead of the clock (clocks differ); one farther ahead is not believed yet."""

BLINK_S = 0.001

_STATUS = {
    LegMode.FIXED: UnitStatus.ON_POST,
    LegMode.STATION: UnitStatus.ON_POST,
    LegMode.LINE: UnitStatus.ON_PATROL,
    LegMode.MOBILE: UnitStatus.ON_PATROL,
    LegMode.RESERVE: UnitStatus.STANDBY,
}


class Standing(NamedTuple):
    """
    What holds from now until ``until`` if nothing is reported in between.

    ``since`` is the time of the position's source; for the roster, now. A newer fix of the same source leaves the
    standing as it is: the place is then that of the fix.
    """

    status: UnitStatus
    stretch: Stretch | None
    at: RoadPoint | None
    source: PositionSource
    since: float
    protected: bool
    silent: bool
    turn_out_ms: int
    until: float


def standing(crew: CrewFile, now: float, rules: DispatchRules, *, night: bool, night_until: float) -> Standing:
    """Read a crew's file at a moment; ``night`` (standby crews sleep) holds until ``night_until``."""
    stretch, until = crew.stretch(now)
    status = _status(crew, stretch, now)
    at, source, since, fresh_until = _position(crew, stretch, now, rules)
    heard = max(crew.heard, crew.fix.time if crew.fix else NEVER)
    loud_until = heard + rules.silent_s
    silent = loud_until <= now and heard > _began(crew, stretch)
    turn_out = rules.turn_out_s.get(status, 0)
    if status is UnitStatus.STANDBY:
        turn_out = rules.standby_night_s if night else turn_out
        until = min(until, night_until)
    begins = crew.check_in.time - SKEW_S if crew.check_in else FOREVER
    changes = (fresh_until, loud_until, crew.break_until, crew.check_out, begins)
    return Standing(
        status=status,
        stretch=stretch,
        at=at if status is not UnitStatus.OFF else None,
        source=source,
        since=since,
        protected=status is UnitStatus.ON_POST and stretch is not None and stretch.mode is LegMode.FIXED,
        silent=silent,
        turn_out_ms=turn_out * 1000,
        until=min([until, *(change for change in changes if change > now)]),
    )


def _status(crew: CrewFile, stretch: Stretch | None, now: float) -> UnitStatus:
    if crew.job is not None:
        return UnitStatus.HANDLING if crew.job.there else UnitStatus.ENROUTE
    if not _on_duty(crew, stretch, now):
        return UnitStatus.OFF
    if crew.out_of_service:
        return UnitStatus.OUT_OF_SERVICE
    if now < crew.break_until:
        return UnitStatus.BREAK
    return UnitStatus.ON_PATROL if stretch is None else _STATUS[stretch.mode]


def _on_duty(crew: CrewFile, stretch: Stretch | None, now: float) -> bool:
    """On duty by the roster, or, without any roster, from check-in to check-out."""
    if NEVER < crew.check_out <= now and crew.check_out >= _began(crew, stretch):
        return False
    if crew.stretches:
        return stretch is not None
    return crew.check_in is not None and crew.check_out < crew.check_in.time <= now + SKEW_S


def _began(crew: CrewFile, stretch: Stretch | None) -> float:
    """Return when the present stretch of duty began: what was said before does not count."""
    if stretch is None:
        return NEVER if crew.check_in is None else crew.check_in.time - 1.0
    first = stretch.start
    for earlier in reversed(crew.stretches):
        if earlier.end == first:
            first = earlier.start
    return first - 3600.0


def _position(
    crew: CrewFile, stretch: Stretch | None, now: float, rules: DispatchRules
) -> tuple[RoadPoint | None, PositionSource, float, float]:
    """Return place, source, its time and until when it is believed: fresh fix, else check-in, else roster (D7)."""
    until = FOREVER
    for report, fresh in ((crew.fix, rules.fix_fresh_s), (crew.check_in, rules.check_in_fresh_s)):
        if report is None or report.at is None:
            continue
        if report.time > now + SKEW_S:
            until = min(until, report.time - SKEW_S)
        elif now <= report.time + fresh:
            return report.at, report.source, report.time, min(until, report.time + fresh + BLINK_S)
    return stretch.at if stretch else None, PositionSource.ROSTER, now, until


def night_of(rules: DispatchRules, clock: float) -> tuple[bool, float, float]:
    """Return whether standby crews sleep, since when and until when that is so."""
    now = clock_time(clock)
    midnight = seconds(datetime(now.year, now.month, now.day))  # noqa: DTZ001
    edges = sorted(midnight + 60.0 * (minute + shift) for minute in rules.night for shift in (-1440, 0, 1440))
    return (
        rules.is_night(now),
        max(edge for edge in edges if edge <= clock),
        min(edge for edge in edges if edge > clock),
    )
