"""Pins of people with bonds: kept wherever the bonds allow it, else refused by name, and never lost on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from city_factory import need, tiny_city

from qinwu.models.bond import Bond, BondKind
from qinwu.models.city import City
from qinwu.models.crew import parse_patterns
from qinwu.models.errors import InputError
from qinwu.models.officer import Leave, PastDuty, Pin
from qinwu.models.place import Place, PlaceKind
from qinwu.models.week import Week
from qinwu.solver.roster.engine import Settings, plan_week

WEEK = Week(2026, 48)
OPEN = WEEK.days[1]
A, B, C, X, Y = (officer.officer_no for officer in tiny_city(squadrons=1, police=3, aux=2).officers)
EXACT = Settings(gap=0.0, workers=1)


def bond(kind: BondKind, first: str, second: str, *, hard: bool = True) -> Bond:
    return Bond(kind=kind, first=first, second=second, hard=hard)


def post(place_id: str, crew: str = "1+0") -> Place:
    needs = need("AM_PEAK", "AM_FLAT")
    return Place(
        place_id=place_id, name=place_id, kind=PlaceKind.POST, unit_id="S1", needs=needs, crew=parse_patterns(crew)
    )


def small(*bonds: Bond, people: str, pinned: str, places: tuple[Place, ...], away: str = "") -> City:
    """Return a week of one open day on which all ``pinned`` work EARLY at P1; ``away`` are on leave then too."""
    city = tiny_city(squadrons=1, police=3, aux=2, places=places)
    officers = []
    for officer in city.officers:
        shut = [day for day in WEEK.days if day != OPEN or officer.officer_no in away]
        pins = (Pin(day=OPEN, template="EARLY", place_id="P1"),) if officer.officer_no in pinned else ()
        leave = tuple(Leave(first=day, last=day) for day in shut)
        officers.append(replace(officer, pins=pins, leave=leave))
    some = tuple(officer for officer in officers if officer.officer_no in people)
    templates = tuple(template for template in city.templates if template.code in {"SPLIT", "EARLY"})
    return replace(city, officers=some, bonds=bonds, templates=templates)


def test_a_pinned_squad_takes_along_the_guide_and_the_guide_of_the_guide():
    """So many bound people in a crew of one were once not thought of."""
    bonds = (
        bond(BondKind.TOGETHER, B, X),
        bond(BondKind.MENTOR, Y, X),
        bond(BondKind.MENTOR, A, Y),
    )
    city = small(*bonds, people=A + B + X + Y, pinned=B, places=(post("P1"),))
    roster, report = plan_week(city, WEEK, settings=EXACT)
    assert not report.hard
    crews = {duty.officer_no: (duty.template, duty.place_id, duty.crew) for duty in roster.duties}
    assert crews.keys() == {A, B, X, Y}
    assert set(crews.values()) == {("EARLY", "P1", 1)}


def test_a_pin_sends_the_one_who_may_ride_along_to_its_place():
    """Counts of crews see two for the two who are parted; only one of them can take the pinned one."""
    city = small(bond(BondKind.APART, A, X), people=A + B + X, pinned=X, places=(post("P1"), post("P2")))
    past = PastDuty(day=WEEK.monday - timedelta(days=3), template="EARLY", place_id="P1")
    at_home = tuple(replace(o, past=(past,)) if o.officer_no == A else o for o in city.officers)
    roster, report = plan_week(replace(city, officers=at_home), WEEK, settings=EXACT)
    assert not report.hard
    assert {d.officer_no for d in roster.duties if d.place_id == "P1" and d.template == "EARLY"} == {B, X}


def test_two_pairs_ride_in_one_crew_that_one_of_them_leads():
    """The second pair, above the strength, was once not thought of, and the bound was above the cost."""
    bonds = (bond(BondKind.MENTOR, Y, B), bond(BondKind.MENTOR, C, A, hard=False))
    led = replace(post("P1"), lead_skills=frozenset({"DESK"}))
    city = small(*bonds, people=A + B + C + Y, pinned=A + B + C + Y, places=(led,))
    roster, _ = plan_week(city, WEEK, settings=EXACT)
    assert {duty.crew for duty in roster.duties} == {1}
    assert roster.proof is not None
    assert roster.proof.bound == roster.proof.objective


NOBODY_TO_RIDE_WITH = {
    "parted from all who could man the crew": small(
        bond(BondKind.APART, X, B), bond(BondKind.APART, X, C), people=B + C + X, pinned=X, places=(post("P1"),)
    ),
    "of those who could help one is led, and the guide is on leave like the other": small(
        bond(BondKind.TOGETHER, A, X),
        bond(BondKind.MENTOR, C, A),
        bond(BondKind.TOGETHER, C, X, hard=False),
        people=A + B + C + X,
        pinned=B,
        places=(post("P1", "1+1|2+0"),),
        away=C + X,
    ),
    "in a squad with one who needs a guide on leave": small(
        bond(BondKind.TOGETHER, A, X),
        bond(BondKind.MENTOR, Y, X),
        people=A + B + X + Y,
        pinned=A,
        places=(post("P1"),),
        away=Y,
    ),
}


@pytest.mark.parametrize("why", NOBODY_TO_RIDE_WITH)
def test_a_pin_that_bonds_do_not_allow_is_refused_by_name(why):
    city = NOBODY_TO_RIDE_WITH[why]
    pinned = next(officer.officer_no for officer in city.officers if officer.pins)
    with pytest.raises(InputError) as caught:
        plan_week(city, WEEK, settings=EXACT)
    assert {(finding.rule, finding.where.officer) for finding in caught.value.findings} == {("N05", pinned)}
