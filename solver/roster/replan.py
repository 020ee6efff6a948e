"""Replanning: mend a filed roster from now on with the fewest and least painful changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from math import inf

from ...models.city import City
from ...models.errors import InputError
from ...models.officer import Leave, Officer
from ...models.roster import Duty, Gap, Roster
from ...models.text import Text
from ..checker import Report, check
from .ahead import began, planned_ahead
from .block import brigades
from .engine import Settings, gaps_of, plan_week
from .mending import mended
from .repair_ways import Ways, minutes_of, week_of
from .watch import Progress, Watch
from .workers import answers

MANY = 48
"""Duties lost at once in a brigade from which on its week is planned anew: mending would take longer and find less."""

APART = 4
"""So many brigades or more are mended by processes: for fewer, starting these takes longer than the work."""


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

    ``anew`` names the brigades that were planned anew from now on, for too many of their people are missing, or small
    changes are unlawful or leave gaps that need not be. ``afresh`` is true where even that was unlawful, and the whole
    week was planned anew, also what has begun. Every change is priced all the same.
    """

    roster: Roster
    report: Report
    anew: Sequence[str] = ()
    afresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Torn:
    """A brigade as it is now, or a city whose people may serve anywhere, and its roster in force."""

    city: City
    base: Roster
    begun: int
    spared: frozenset[str]

    @property
    def hurt(self) -> int:
        """The duties of people who cannot come."""
        return sum(self.city.officer(duty.officer_no).away(duty.day) for duty in self.base.duties)


@dataclass(frozen=True, slots=True)
class _Mended:
    """What a brigade does from now on, and whether that was planned anew."""

    duties: Sequence[Duty]
    anew: bool = False


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
        Who cannot come; a duty that has begun stays on record all the same.
    now
        Duties that began before are kept; None keeps none.
    settings, watch
        How to plan anew, should it come to that, and by how many processes; told which brigades are done.

    Returns
    -------
    replanned
        The roster, checked: no hard breach. It carries no bound: the search looks at small changes only.
    """
    settings, watch, begun = settings or Settings(), watch or Watch(), minutes_of(base, now)
    city = without(city, still_open(city, base, absent, now))
    torn = _parts(city, base, begun, frozenset(absence.officer_no for absence in absent))
    found: list[_Mended] = []
    workers = settings.workers if len(torn) >= APART or any(part.hurt > MANY for part in torn) else 1
    for done, part in enumerate(answers(partial(_mend, settings), torn, workers=workers, watch=watch), start=1):
        found.append(part)
        watch.tell(Progress(done=done, blocks=len(torn), gap=None, stage=Text("调整", "mending")))
    duties = [duty for part in found for duty in part.duties]
    roster = Roster(city=base.city, week=base.week, duties=duties, waivers=base.waivers)
    report = check(city, roster, base=base)
    if report.hard:
        roster, report = plan_week(city, base.week, settings=settings, base=base, watch=watch)
        return Replanned(roster=roster, report=report, afresh=True)
    anew = [_home(part.city) for part, answer in zip(torn, found, strict=True) if answer.anew]
    return Replanned(roster=replace(roster, gaps=gaps_of(report)), report=report, anew=anew)


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


def still_open(city: City, base: Roster, absent: Iterable[Absence], now: datetime | None) -> Iterator[Absence]:
    """Yield absences day by day, without the days on which the person has begun a duty: that stays on record."""
    span = week_of(city, base, begun=minutes_of(base, now))
    begun = {(duty.officer_no, duty.day) for duty in base.duties if began(span, duty)}
    for absence in absent:
        for number in range((absence.last - absence.first).days + 1):
            day = absence.first + timedelta(days=number)
            if (absence.officer_no, day) not in begun:
                yield replace(absence, first=day, last=day)


def _parts(city: City, base: Roster, begun: int, spared: frozenset[str]) -> list[_Torn]:
    """Split city and roster where nothing couples them."""
    found = []
    for officers, places in brigades(week_of(city, base, begun=begun)):
        names = {officer.officer_no for officer in officers}
        own = replace(base, duties=[duty for duty in base.duties if duty.officer_no in names], proof=None)
        part = replace(city, officers=tuple(officers), places=tuple(places), devices=())
        found.append(_Torn(city=part, base=own, begun=begun, spared=spared))
    return found


def _mend(settings: Settings, torn: _Torn, watch: Watch) -> _Mended:
    """Mend a brigade; plan it anew where mending is unlawful or leaves new gaps, and that turns out cheaper."""
    base = torn.base
    span = week_of(torn.city, base, begun=torn.begun)
    duties: list[Duty] = []
    price = inf
    if torn.hurt <= MANY:
        duties = mended(base, Ways(span, base, spared=torn.spared), watch)
        report = check(torn.city, replace(base, duties=duties), base=base)
        if not report.hard and not _more_gaps(base, gaps_of(report)):
            return _Mended(duties)
        price = inf if report.hard else report.cost
    try:
        anew = planned_ahead(span, base, settings=settings, watch=watch)
    except InputError:
        return _Mended(duties or mended(base, Ways(span, base, spared=torn.spared), watch))
    if check(torn.city, replace(base, duties=anew), base=base).cost < price:
        return _Mended(anew, anew=True)
    return _Mended(duties)


def _more_gaps(base: Roster, gaps: Sequence[Gap]) -> bool:
    before = {(gap.place_id, gap.day, gap.band): gap.missing for gap in base.gaps}
    return any(gap.missing > before.get((gap.place_id, gap.day, gap.band), 0) for gap in gaps)


def _home(city: City) -> str:
    return city.org.brigade_of(city.officers[0].unit_id)
