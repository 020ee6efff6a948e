"""
The auditor misses nothing: a lawful roster of the engine, one thing changed in it, and the checker names the rule.

Every rule with a hard side stands in the table; the border of the week and midnight have rows of their own.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from city_factory import tiny_city
from rule_cases import WEEK, day

from qinwu.models.bond import Bond, BondKind
from qinwu.models.city import City
from qinwu.models.officer import Gender, Leave, Officer, PastDuty, Pin, Role
from qinwu.models.place import RoadClass
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.solver.checker import check
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.rules.catalogue import ALL_RULES

State = tuple[City, Roster]
Change = Callable[[City, Roster, random.Random], State]
A, B, C, D, E, F = "000101", "000102", "000103", "000104", "000203", "000204"
"""A and B ride together, C and D never do, E guides F."""


@cache
def lawful() -> State:
    """A week of a small brigade with bonds, drivers and body searches."""
    city = tiny_city(squadrons=2, police=6, aux=3)
    bonds = (
        Bond(kind=BondKind.TOGETHER, first=A, second=B),
        Bond(kind=BondKind.APART, first=C, second=D),
        Bond(kind=BondKind.MENTOR, first=E, second=F),
    )
    wanted: dict[str, dict[str, Any]] = {"M1": {"crew_skills": frozenset({"DRIVE"})}, "P12": {"searches": True}}
    places = tuple(replace(place, **wanted.get(place.place_id, {})) for place in city.places)
    people = tuple(
        replace(
            officer,
            skills=officer.skills | ({"DRIVE"} if i % 2 else set()),
            gender=Gender.FEMALE if i % 3 == 1 else Gender.MALE,
        )
        for i, officer in enumerate(city.officers)
    )
    city = replace(city, officers=people, places=places, bonds=bonds)
    roster, report = plan_week(city, WEEK, settings=Settings(workers=1, gap=0.02))
    assert not report.hard
    return city, roster


def some(roster: Roster, chance: random.Random, **like: Any) -> Duty:
    """Pick a duty like that."""
    fits = [d for d in roster.duties if all(getattr(d, name) == value for name, value in like.items())]
    return chance.choice(fits)


def without(roster: Roster, *duties: Duty) -> Roster:
    return replace(roster, duties=[duty for duty in roster.duties if duty not in duties])


def edit(roster: Roster, duty: Duty, **changes: Any) -> Roster:
    return replace(roster, duties=[*without(roster, duty).duties, replace(duty, **changes)])


def person(city: City, officer_no: str, **changes: Any) -> City:
    people = [replace(o, **changes) if o.officer_no == officer_no else o for o in city.officers]
    return replace(city, officers=tuple(people))


def place(city: City, place_id: str, **changes: Any) -> City:
    return replace(city, places=[replace(p, **changes) if p.place_id == place_id else p for p in city.places])


def works(roster: Roster, officer: Officer, code: str, days: Sequence[int], at: str) -> Roster:
    """Give somebody these duties and no others, each in a crew of its own."""
    seat = Seat.POLICE if officer.role is Role.POLICE else Seat.AUX
    kept = [duty for duty in roster.duties if duty.officer_no != officer.officer_no]
    new = [Duty(day=day(n), template=code, place_id=at, crew=9, seat=seat, officer_no=officer.officer_no) for n in days]
    return replace(roster, duties=[*kept, *new])


def police(city: City, roster: Roster, chance: random.Random) -> Duty:
    return chance.choice([d for d in roster.duties if city.officer(d.officer_no).role is Role.POLICE])


def thinned(place_id: str) -> Change:
    def change(city: City, roster: Roster, chance: random.Random) -> State:
        crews = some(roster, chance, place_id=place_id)
        mates = [d for d in roster.duties if (d.day, d.template, d.place_id, d.crew) == crew_of(crews)]
        return city, without(roster, *mates[1:]) if len(mates) > 1 else roster

    return change


def crew_of(duty: Duty) -> tuple[object, ...]:
    return duty.day, duty.template, duty.place_id, duty.crew


def on_leave(city: City, roster: Roster, chance: random.Random) -> State:
    duty = chance.choice(list(roster.duties))
    return person(city, duty.officer_no, leave=(Leave(first=duty.day, last=duty.day),)), roster


def stranger(city: City, roster: Roster, chance: random.Random) -> State:
    duty = some(roster, chance, place_id=chance.choice(["P11", "P12"]))
    return city, edit(roster, duty, officer_no="000205")


def pinned_elsewhere(city: City, roster: Roster, chance: random.Random) -> State:
    duty = police(city, roster, chance)
    other = next(p.place_id for p in city.places if p.place_id != duty.place_id)
    return person(city, duty.officer_no, pins=(Pin(day=duty.day, template=duty.template, place_id=other),)), roster


def wrong_template(city: City, roster: Roster, chance: random.Random) -> State:
    duty = chance.choice(list(roster.duties))
    kind = city.place(duty.place_id).kind
    return city, edit(roster, duty, template=next(t.code for t in city.templates if kind not in t.serves))


def dark_highway(city: City, roster: Roster, chance: random.Random) -> State:
    one, two = chance.sample([o for o in city.officers if o.role is Role.POLICE], 2)
    roster = works(works(roster, one, "LATE", [0], "P11"), two, "LATE", [0], "P11")
    return place(city, "P11", road_class=RoadClass.NATIONAL), roster


def lent_seat(city: City, roster: Roster, chance: random.Random) -> State:
    helper = next(o for o in city.officers if o.role is Role.AUX)
    return city, edit(roster, police(city, roster, chance), officer_no=helper.officer_no)


def unfit(city: City, roster: Roster, chance: random.Random) -> State:
    duty = chance.choice([d for d in roster.duties if city.place(d.place_id).outdoor])
    return person(city, duty.officer_no, fit_for_duty=False), roster


def no_rest_day(city: City, roster: Roster, chance: random.Random) -> State:
    helper = chance.choice([o for o in city.officers if o.role is Role.AUX])
    return city, works(roster, helper, "EARLY", range(7), "P11")


def endless(city: City, roster: Roster, chance: random.Random) -> State:
    officer = chance.choice([o for o in city.officers if o.role is Role.POLICE])
    return city, works(roster, officer, "DUTY24", range(7), "A1")


def nursing(city: City, roster: Roster, chance: random.Random) -> State:
    duty = some(roster, chance, template="NIGHT")
    return person(city, duty.officer_no, protected_until=day(60)), roster


def after_midnight(city: City, roster: Roster, chance: random.Random) -> State:
    officer = chance.choice([o for o in city.officers if o.role is Role.POLICE])
    first = chance.randrange(5)
    worked = works(roster, officer, "NIGHT", [first], "M1")
    after = works(roster, officer, "EARLY", [first + 1], "P11").duties_of(officer.officer_no)
    return city, replace(worked, duties=[*worked.duties, *after])


def after_sunday_night(city: City, roster: Roster, chance: random.Random) -> State:
    officer = chance.choice([o for o in city.officers if o.role is Role.POLICE])
    city = person(city, officer.officer_no, past=(PastDuty(day=day(-1), template="NIGHT", place_id="M1"),))
    return city, works(roster, officer, "EARLY", [0], "P11")


def seventh_day(city: City, roster: Roster, chance: random.Random) -> State:
    helper = chance.choice([o for o in city.officers if o.role is Role.AUX])
    past = tuple(PastDuty(day=day(-n), template="EARLY", place_id="P11") for n in range(1, 7))
    return person(city, helper.officer_no, past=past), works(roster, helper, "EARLY", [0], "P11")


def two_at_once(city: City, roster: Roster, chance: random.Random) -> State:
    duty = chance.choice(list(roster.duties))
    return city, replace(roster, duties=[*roster.duties, replace(duty, crew=9)])


def unskilled(city: City, roster: Roster, chance: random.Random) -> State:
    duty = some(roster, chance, place_id="K1")
    return person(city, duty.officer_no, skills=frozenset()), roster


def torn_pair(city: City, roster: Roster, chance: random.Random) -> State:
    return city, without(roster, some(roster, chance, officer_no=B))


def thrown_together(city: City, roster: Roster, chance: random.Random) -> State:
    duty = some(roster, chance, officer_no=C)
    kept = [d for d in roster.duties if (d.officer_no, d.day) != (D, duty.day)]
    return city, replace(roster, duties=[*kept, replace(duty, officer_no=D, seat=Seat.POLICE)])


def unguided(city: City, roster: Roster, chance: random.Random) -> State:
    return city, works(roster, city.officer(F), "EARLY", [chance.randrange(7)], "P22")


def nobody_drives(city: City, roster: Roster, chance: random.Random) -> State:
    crew = crew_of(some(roster, chance, place_id="M1"))
    for duty in roster.duties:
        if crew_of(duty) == crew:
            skills = city.officer(duty.officer_no).skills - {"DRIVE"}
            city = person(city, duty.officer_no, skills=skills)
    return city, roster


def only_men(city: City, roster: Roster, chance: random.Random) -> State:
    crew = crew_of(some(roster, chance, place_id="P12"))
    for duty in roster.duties:
        if crew_of(duty) == crew:
            city = person(city, duty.officer_no, gender=Gender.MALE)
    return city, roster


CHANGES: Sequence[tuple[str, Change]] = (
    ("N02", thinned("M1")),
    ("N03", stranger),
    ("N04", on_leave),
    ("N05", pinned_elsewhere),
    ("N06", wrong_template),
    ("R01", thinned("P11")),
    ("R02", dark_highway),
    ("R04", lent_seat),
    ("R15", unfit),
    ("R17", no_rest_day),
    ("R18", endless),
    ("R19", nursing),
    ("R20", after_midnight),
    ("R20", after_sunday_night),
    ("R21", after_midnight),
    ("R21", after_sunday_night),
    ("R22", seventh_day),
    ("R25", thinned("R1")),
    ("R28", two_at_once),
    ("R29", unskilled),
    ("R34", torn_pair),
    ("R35", thrown_together),
    ("R36", unguided),
    ("R37", nobody_drives),
    ("R38", only_men),
)


def test_every_hard_rule_has_a_mutation():
    assert {code for code, _ in CHANGES} == {rule.code for rule in ALL_RULES if rule.hard}


@pytest.mark.parametrize(("code", "change"), CHANGES, ids=[f"{code} {change.__name__}" for code, change in CHANGES])
@pytest.mark.parametrize("seed", range(5))
def test_one_change_is_caught(code, change, seed):
    city, roster = change(*lawful(), random.Random(seed))  # noqa: S311
    assert code in {finding.rule for finding in check(city, roster).hard}
