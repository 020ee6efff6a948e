"""The weeks next to the one in hand: who worked before it by rosters made already, who is filed to work after it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..filing.filed_roster import filed_roster
from ..filing.plan_files import plan_folder
from ..models.city import City
from ..models.errors import InputError
from ..models.filing import COUNTS, Kind, Period
from ..models.finding import Where
from ..models.officer import Pin
from ..models.roster import Duty, Roster
from ..models.text import Text
from ..models.week import Week
from ..solver.roster.weeks import MOST_WEEKS, carried
from .notes import Notes

if TYPE_CHECKING:
    from ..filing.register.register import Register

WEEK = timedelta(weeks=1)


def amid_weeks(city: City, folder: Path, first: Week, *, last: Week | None = None, register: "Register | None") -> City:
    """
    Return the city as it stands from ``first`` to ``last`` (by default that one week), amid the weeks around.

    Days before it and after the last one in the table of history come from the rosters of their weeks: what each unit
    has filed, else what the folder has planned. Duties *filed* for the week after are pins: the last night leaves room.

    Raises
    ------
    InputError
        If a planned roster cannot be read.
    """
    known, before = known_until(city, first.monday), []
    for week in _weeks_since(known, first):
        made = [duty for duty in _made(city, folder, week, register) if known is None or duty.day > known]
        before.append(Roster(city=city.name, week=week, duties=[d for d in made if city.has_template(d.template)]))
    return carried(_bound_by(city, _filed(register, Week.of((last or first).monday + WEEK))), before)


def note_hole(city: City, first: Week, notes: Notes) -> None:
    """
    Note what the books of a city amid its weeks do not know.

    Either nobody is known to have worked in the week before, but in earlier ones; or days lie between the last one of
    the year's totals and the first one of the history.
    """
    known = known_until(city, first.monday)
    if known is not None and known < first.monday - WEEK:
        lost = Week.of(first.monday - WEEK)
        message = Text(
            f"{lost} 既无历史记录也无花名册 (历史止于 {known}): 按全员休息计",
            f"there is neither history nor a roster of {lost} (history ends on {known}): taken as if all had been off",
        )
        notes.warn("D39", message, Where(file="history"))
    _note_lost_days(city, first.monday, notes)


def _note_lost_days(city: City, monday: date, notes: Notes) -> None:
    totals = city.ledger.totals.values()
    until = max(date(monday.year - 1, 12, 31), *(total.until for total in totals)) if totals else monday
    past = (duty.day for officer in city.officers for duty in officer.past if until < duty.day < monday)
    since = min(past, default=monday)
    if (since - until).days > 1:
        message = Text(
            f"台账止于 {until}, 其后到 {since} 之前没有历史记录: 其间的夜班等不计入本年累计",
            f"the year's totals end on {until}, no history is known from then to {since}: burdens between do not count",
        )
        notes.warn("D38", message, Where(file="ledger", field="until", value=str(until)))


def known_until(city: City, monday: date) -> date | None:
    """Return the last day before ``monday`` on which anybody is known to have worked."""
    return max((duty.day for officer in city.officers for duty in officer.past if duty.day < monday), default=None)


def _weeks_since(known: date | None, first: Week) -> Iterator[Week]:
    """Yield the weeks in front of ``first`` that have days after ``known``, the earliest first."""
    for back in range(MOST_WEEKS, 0, -1):
        week = Week.of(first.monday - back * WEEK)
        if known is None or week.days[-1] > known:
            yield week


def _made(city: City, folder: Path, week: Week, register: "Register | None") -> Iterator[Duty]:
    """Yield the duties of a week: what is filed, and of people whose unit has filed nothing what the folder has."""
    filed = _filed(register, week)
    for roster in filed.values():
        yield from roster.duties
    for duty in _planned(plan_folder(folder, week) / "roster.json"):
        unit = city.officer(duty.officer_no).unit_id if city.has_officer(duty.officer_no) else None
        if unit and city.org.brigade_of(unit) not in filed:
            yield duty


def _filed(register: "Register | None", week: Week) -> dict[str, Roster]:
    """Return the roster that counts of each unit that has filed one."""
    if register is None:
        return {}
    versions = register.versions(period=Period.of(week), kind=Kind.ROSTER)
    return {v.unit: filed_roster(register.content(v)) for v in versions if v.link in COUNTS}


def _planned(file: Path) -> Sequence[Duty]:
    """Return the duties of a planned roster, also those of people who have left since; none without the file."""
    if not file.exists():
        return ()
    try:
        return filed_roster(json.loads(file.read_bytes())).duties
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(Text(f"{file} 不是排班文件: 改正或删去", f"{file} is no roster: mend or delete it")) from error


def _bound_by(city: City, after: dict[str, Roster]) -> City:
    """Pin people to the duties filed for the week after."""
    pins: dict[str, list[Pin]] = defaultdict(list)
    for duty in (duty for roster in after.values() for duty in roster.duties if city.has_template(duty.template)):
        pins[duty.officer_no].append(Pin(day=duty.day, template=duty.template, place_id=duty.place_id))
    return replace(city, officers=tuple(replace(o, pins=(*o.pins, *pins.get(o.officer_no, ()))) for o in city.officers))
