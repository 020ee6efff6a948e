"""What the tests of single rules share: a week, duties in few words, and what one rule says of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from city_factory import tiny_city

from qinwu.models.city import City
from qinwu.models.finding import Finding, Severity
from qinwu.models.officer import Officer, PastDuty, Role
from qinwu.models.place import PlaceKind
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.models.template import ShiftTemplate
from qinwu.models.text import Text
from qinwu.models.week import Week
from qinwu.solver.case import Case
from qinwu.solver.rules.catalogue import BY_CODE

WEEK = Week(2026, 48)
CITY = tiny_city()
POLICE, AUX = CITY.officers[0], next(o for o in CITY.officers if o.role is Role.AUX)


def day(n: int) -> date:
    """Return a day of the week by its number, 0 is Monday, -1 the Sunday before."""
    return WEEK.monday + timedelta(days=n)


def template(code: str, start: int, end: int, paid: int | None = None) -> ShiftTemplate:
    """Make a template of one stretch that serves every kind of place."""
    return ShiftTemplate(
        code=code,
        name=Text(code, code),
        segments=((start, end),),
        paid_min=paid or end - start,
        serves=frozenset(PlaceKind),
    )


def with_people(*officers: Officer, templates: Sequence[ShiftTemplate] = ()) -> City:
    """Return the tiny city with these people, and with further templates."""
    return replace(CITY, officers=officers, templates=(*CITY.templates, *templates))


def with_past(officer: Officer, code: str, *days: int) -> Officer:
    """Return the officer with duties of one template on days before the week."""
    return replace(officer, past=(*officer.past, *(PastDuty(day=day(n), template=code) for n in days)))


def work(code: str, *days: int, by: Officer = POLICE, at: str = "P11", seat: Seat | None = None) -> list[Duty]:
    """Return the duties of one person on some days, in the first crew of a place."""
    chosen = seat or (Seat.POLICE if by.role is Role.POLICE else Seat.AUX)
    return [Duty(day=day(n), template=code, place_id=at, crew=1, seat=chosen, officer_no=by.officer_no) for n in days]


def said(code: str, city: City, duties: Sequence[Duty], base: Sequence[Duty] | None = None) -> list[Finding]:
    """Return all that one rule says of these duties."""
    filed = None if base is None else Roster(city=city.name, week=WEEK, duties=base)
    case = Case(city, Roster(city=city.name, week=WEEK, duties=duties), filed)
    return list(BY_CODE[code].check(case, BY_CODE[code]))


def breaches(code: str, city: City, duties: Sequence[Duty], base: Sequence[Duty] | None = None) -> list[Severity]:
    """Return the severities of what one rule objects to."""
    return [f.severity for f in said(code, city, duties, base) if f.severity is not Severity.INFO]
