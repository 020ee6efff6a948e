"""Re-solving close to a roster: the part of the city that a question is about, changed, and mended."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from ...models.city import City
from ...models.errors import InputError
from ...models.roster import Roster
from ...models.text import Text
from ..checker import Report, check
from ..roster.engine import gaps_of
from ..roster.mending import mended
from ..roster.repair_ways import Ways
from ..roster.watch import Watch
from ..rules.rule import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A need of which the roster leaves ``missing`` crews unmet."""

    place_id: str
    day: date
    band: str
    missing: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A roster of a city, or of one brigade of it, with what the checker says."""

    city: City
    roster: Roster
    report: Report

    @property
    def missing(self) -> int:
        """Crews and bands that go short."""
        return sum(gap.missing for gap in self.roster.gaps)

    @property
    def minutes(self) -> int:
        """Paid minutes of everybody."""
        return sum(self.city.template(duty.template).paid_min for duty in self.roster.duties)

    def lacks(self, hole: Hole) -> int:
        """Return the crews missing at a need."""
        key = (hole.place_id, hole.day, hole.band)
        return sum(gap.missing for gap in self.roster.gaps if (gap.place_id, gap.day, gap.band) == key)


def open_hole(solved: Solved, hole: Hole) -> Hole:
    """
    Return a hole with what is missing there.

    Raises
    ------
    InputError
        If nothing is.
    """
    missing = solved.lacks(hole)
    if not missing:
        where = f"{hole.place_id} {hole.day} {hole.band}"
        raise InputError(Text(f"{where} 没有缺口", f"{where}: nobody is missing"))
    return replace(hole, missing=missing)


def read(city: City, roster: Roster) -> Solved:
    """Let the checker read a roster, and name its gaps."""
    report = check(city, roster)
    return Solved(city=city, roster=replace(roster, gaps=gaps_of(report), proof=None), report=report)


def brigade(city: City, roster: Roster, unit_id: str) -> tuple[City, Roster]:
    """Return the part of a city and of its roster that belongs to the brigade of a unit; the rest does not touch it."""
    home = city.org.brigade_of(unit_id)
    officers = tuple(o for o in city.officers if city.org.brigade_of(o.unit_id) == home)
    places = tuple(p for p in city.places if city.org.brigade_of(p.unit_id) == home)
    part = replace(city, officers=officers, places=places, devices=())
    names, ids = {o.officer_no for o in officers}, {p.place_id for p in places}
    duties = [d for d in roster.duties if d.officer_no in names and d.place_id in ids]
    return part, replace(roster, duties=duties, gaps=[g for g in roster.gaps if g.place_id in ids], proof=None)


def span_of(city: City, roster: Roster) -> Span:
    """Return the roster's week as the rules read it; changes from the roster cost nothing."""
    return Span(city=city, days=roster.week.days, templates=tuple(city.templates))


def mend(
    city: City, roster: Roster, *, urgent: Collection[Hole] = (), rounds: int = 2, ways: Ways | None = None
) -> Solved:
    """
    Mend a roster in small changes, where ``urgent`` holes come before all else.

    Each of ``rounds`` looks once at everybody and starts from what the one before found. ``ways`` know the city from
    another roster of the week.

    The answer may have hard findings: then no mending was found.
    """
    days = roster.week.days
    keys = {(hole.place_id, days.index(hole.day), hole.band) for hole in urgent}
    here = Ways(span_of(city, roster), roster) if ways is None else ways.filing(roster)
    duties = mended(roster, here, Watch(), urgent=keys, rounds=rounds)
    return read(city, replace(roster, duties=duties, proof=None))
