"""Replanning: mend a filed roster from now on with the fewest and least painful changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ...models.city import City
from ...models.officer import Leave, Officer
from ...models.roster import Roster
from ..checker import Report, check
from ..rules.rule import Span
from .engine import Settings, gaps_of, plan_week
from .mending import mended
from .repair_ways import Ways, minutes_of
from .watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody who cannot come, first to last day, both included."""

    officer_no: str
    first: date
    last: date
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """
    A mended roster.

    ``afresh`` is true where no mending was lawful and the whole week was planned anew with every change priced.
    """

    roster: Roster
    report: Report
    afresh: bool = False


def replan(  # noqa: PLR0913
    city: City,
    base: Roster,
    *,
    absent: Sequence[Absence] = (),
    now: datetime | None = None,
    settings: Settings | None = None,
    watch: Watch | None = None,
) -> Replanned:
    """
    Mend ``base`` where absences, or changes of the city since it was filed, tear it.

    Parameters
    ----------
    city
        The city as it is now: places, needs and people may differ from those ``base`` was made for.
    base
        The roster in force.
    absent
        Who cannot come.
    now
        Duties that began before are kept; None keeps none.
    settings, watch
        For planning the week afresh, should no mending be lawful; ``watch`` also ends the mending.

    Returns
    -------
    replanned
        The roster, checked: no hard breach. It carries no bound: the search looks at small changes only.
    """
    watch = watch or Watch()
    city = without(city, absent)
    span = Span(city=city, days=base.week.days, templates=tuple(city.templates), base=base)
    spared = frozenset(absence.officer_no for absence in absent)
    ways = Ways(span, base, now=minutes_of(base, now), spared=spared)
    duties = mended(base, ways, watch)
    roster = Roster(city=base.city, week=base.week, duties=duties, waivers=base.waivers)
    report = check(city, roster, base=base)
    afresh = bool(report.hard)
    if afresh:
        roster, report = plan_week(city, base.week, settings=settings, base=base, watch=watch)
    else:
        roster = replace(roster, gaps=gaps_of(report))
    return Replanned(roster=roster, report=report, afresh=afresh)


def without(city: City, absent: Iterable[Absence]) -> City:
    """Return the city in which the absent are on leave, and not pinned to duties they cannot do."""
    away: dict[str, list[Leave]] = defaultdict(list)
    for absence in absent:
        away[city.officer(absence.officer_no).officer_no].append(
            Leave(first=absence.first, last=absence.last, kind=absence.kind)
        )
    officers = [
        _away(officer, away[officer.officer_no]) if officer.officer_no in away else officer for officer in city.officers
    ]
    return replace(city, officers=tuple(officers))


def _away(officer: Officer, leave: Sequence[Leave]) -> Officer:
    pins = tuple(pin for pin in officer.pins if not any(spell.covers(pin.day) for spell in leave))
    return replace(officer, leave=(*officer.leave, *leave), pins=pins)
