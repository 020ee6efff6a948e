"""More people for a hole: called back from leave, or had for one day from elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ...models.city import City
from ...models.officer import Leave, Officer, Role
from ...models.roster import Roster, Seat
from ...models.text import Text
from ..rules.active import active
from .blocked import chains_to
from .local import Hole, span_of
from .relaxation import LEAVE, Kind, Relaxation

MOST_RECALLED, MOST_HIRED = 2, 2
"""People of a role who may be called back for a hole, those with fewest duties; people of a kind hired for a day."""


def recalls(city: City, roster: Roster, hole: Hole) -> Iterator[Relaxation]:
    """Offer people who are on leave that day and might sit at the place, of each role those with fewest duties."""
    place = city.place(hole.place_id)
    rules = [rule for rule in active(city.policy) if rule.seat]
    for role, seats in ((Role.POLICE, (Seat.LEAD, Seat.POLICE)), (Role.AUX, (Seat.AUX,))):
        fit = [
            officer
            for officer in city.officers
            if officer.role is role
            and officer.away(hole.day)
            and any(all(r.seat(city, officer, place, s, hole.day, r) for r in rules if r.seat) for s in seats)
        ]
        fit.sort(key=lambda officer: (len(roster.duties_of(officer.officer_no)), officer.officer_no))
        yield from (_recalled(officer, hole.day) for officer in fit[:MOST_RECALLED])


def _recalled(officer: Officer, day: date) -> Relaxation:
    """Call one person back from leave for a day."""
    who = f"{officer.officer_no} {officer.name}"

    def apply(city: City) -> City:
        return replace(
            city, officers=[_back(o, day) if o.officer_no == officer.officer_no else o for o in city.officers]
        )

    return Relaxation(
        kind=Kind.RECALL,
        rule=LEAVE,
        words=Text(f"请休假的 {who} {day} 回来上班", f"ask {who}, who is on leave, to come on {day}"),
        how=Text("在 leave 表中缩短该假期", "shorten the leave in the table of leave"),
        apply=apply,
        recalled=(officer.officer_no, day),
    )


def _back(officer: Officer, day: date) -> Officer:
    """Cut one day out of the officer's leave."""
    one = timedelta(days=1)
    spells: list[Leave] = []
    for leave in officer.leave:
        if not leave.covers(day):
            spells.append(leave)
            continue
        if leave.first < day:
            spells.append(replace(leave, last=day - one))
        if leave.last > day:
            spells.append(replace(leave, first=day + one))
    return replace(officer, leave=tuple(spells))


def hired(city: City, roster: Roster, hole: Hole) -> Iterator[Relaxation]:
    """Offer one more officer for the day, of each kind that a lawful crew seats."""
    place = city.place(hole.place_id)
    seats = {seat for chain in chains_to(span_of(city, roster), hole) for o in chain.options for seat, _ in o.seats}
    for seat in sorted(seats):
        role = Role.AUX if seat is Seat.AUX else Role.POLICE
        skills = place.skills | place.lead_skills if seat is Seat.LEAD else place.skills
        yield _more(city, roster, hole, role, skills)


def _more(city: City, roster: Roster, hole: Hole, role: Role, skills: frozenset[str]) -> Relaxation:
    """Return the relaxation of one more officer, or one borrowed from another brigade, for the day of the hole."""
    words = ", ".join(sorted(skills))
    zh, en = ("民警", "police officer") if role is Role.POLICE else ("辅警", "auxiliary")
    unit_id = city.place(hole.place_id).unit_id
    unit = city.org[unit_id].name
    others = [day for day in roster.week.days if day != hole.day]
    leave = tuple(Leave(first=day, last=day, kind="借调") for day in others)

    def apply(city: City) -> City:
        number = f"+{1 + sum(o.officer_no.startswith('+') for o in city.officers)}"
        extra = Officer(officer_no=number, name=f"增援{number}", role=role, unit_id=unit_id, skills=skills, leave=leave)
        return replace(city, officers=(*city.officers, extra))

    return Relaxation(
        kind=Kind.HIRE,
        rule="",
        words=Text(
            f"{hole.day} 为{unit}增加一名{zh}" + (f" (资格 {words})" if words else ""),
            f"one more {en} for {unit} on {hole.day}" + (f" (skills {words})" if words else ""),
        ),
        how=Text("向其他大队借调, 或从机关抽调", "borrow one from another brigade or from the office"),
        apply=apply,
    )
