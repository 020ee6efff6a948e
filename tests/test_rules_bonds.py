"""Rules on bonds, on what one of a crew must be, and on the year: at the limit nothing, beyond it a breach."""

from dataclasses import replace
from datetime import date

import pytest
from rule_cases import AUX, CITY, POLICE, breaches, day, said, with_past, work

from qinwu.models.bond import Bond, BondKind
from qinwu.models.finding import Severity
from qinwu.models.ledger import Burdens, Ledger, YearTotal
from qinwu.models.officer import Gender, Leave, Role

OTHER = CITY.officers[1]


def bound(kind, first, second, *, hard):
    return replace(CITY, bonds=(Bond(kind=kind, first=first.officer_no, second=second.officer_no, hard=hard),))


@pytest.mark.parametrize(("hard", "cost"), [(True, 0), (False, 30)])
def test_r34_same_crew_or_both_off(hard, cost):
    city = bound(BondKind.TOGETHER, POLICE, OTHER, hard=hard)
    together = [*work("EARLY", 0), *work("EARLY", 0, by=OTHER)]
    assert not breaches("R34", city, together)
    elsewhere = [*work("EARLY", 0), *work("EARLY", 0, by=OTHER, at="P12")]
    found = said("R34", city, elsewhere)
    assert [f.severity for f in found] == [Severity.ERROR if hard else Severity.WARN]
    assert sum(f.cost for f in found) == cost
    assert breaches("R34", city, work("EARLY", 6))


def test_r34_one_works_while_the_other_is_on_leave():
    city = bound(BondKind.TOGETHER, POLICE, OTHER, hard=True)
    away = replace(OTHER, leave=(Leave(first=day(0), last=day(0)),))
    city = replace(city, officers=(POLICE, away))
    assert not breaches("R34", city, work("EARLY", 0))
    assert breaches("R34", city, work("EARLY", 1))


def test_r34_a_squad_stays_one_when_the_one_who_links_it_is_on_leave():
    """The engine kept the two others together, the clerk did not: the bound was then above what was lawful."""
    away = replace(OTHER, leave=(Leave(first=day(0), last=day(0)),))
    links = ((POLICE, away), (away, AUX))
    bonds = tuple(Bond(kind=BondKind.TOGETHER, first=a.officer_no, second=b.officer_no, hard=True) for a, b in links)
    city = replace(CITY, officers=(POLICE, away, AUX), bonds=bonds)
    assert not breaches("R34", city, [*work("EARLY", 0), *work("EARLY", 0, by=AUX)])
    assert breaches("R34", city, work("EARLY", 0))


@pytest.mark.parametrize(("hard", "cost"), [(True, 0), (False, 30)])
def test_r35_one_place_but_not_one_crew(hard, cost):
    city = bound(BondKind.APART, POLICE, AUX, hard=hard)
    two = [*work("EARLY", 0), *(replace(duty, crew=2) for duty in work("EARLY", 0, by=AUX))]
    assert not breaches("R35", city, two)
    found = said("R35", city, [*work("EARLY", 0), *work("EARLY", 0, by=AUX)])
    assert [f.severity for f in found] == [Severity.ERROR if hard else Severity.WARN]
    assert sum(f.cost for f in found) == cost


@pytest.mark.parametrize(("hard", "cost"), [(True, 0), (False, 25)])
def test_r36_a_novice_serves_with_one_of_the_mentors(hard, cost):
    second = Bond(kind=BondKind.MENTOR, first=CITY.officers[2].officer_no, second=OTHER.officer_no, hard=False)
    city = bound(BondKind.MENTOR, POLICE, OTHER, hard=hard)
    city = replace(city, bonds=(*city.bonds, second))
    guided = [*work("EARLY", 0, by=OTHER), *work("EARLY", 0, by=CITY.officers[2])]
    assert not breaches("R36", city, [*guided, *work("LATE", 1)])
    found = said("R36", city, work("NIGHT", 6, by=OTHER))
    assert [f.severity for f in found] == [Severity.ERROR if hard else Severity.WARN]
    assert sum(f.cost for f in found) == cost


def test_r37_one_of_the_crew_drives():
    places = tuple(replace(place, crew_skills=frozenset({"DRIVE"})) for place in CITY.places)
    driver = replace(AUX, skills=AUX.skills | {"DRIVE"})
    city = replace(CITY, places=places, officers=(POLICE, driver))
    assert not breaches("R37", city, [*work("EARLY", 0), *work("EARLY", 0, by=driver)])
    assert breaches("R37", city, work("EARLY", 0)) == [Severity.ERROR]


GENDERS = [("F", Role.POLICE, True), ("F", Role.AUX, False), ("M", Role.POLICE, False), ("", Role.POLICE, False)]


@pytest.mark.parametrize(("gender", "role", "clean"), GENDERS)
def test_r38_a_policewoman_where_bodies_are_searched(gender, role, clean):
    places = tuple(replace(place, searches=True) for place in CITY.places)
    officer = replace(POLICE, gender=Gender(gender), role=role)
    city = replace(CITY, places=places, officers=(officer,))
    assert bool(breaches("R38", city, work("EARLY", 0, by=officer))) != clean


def test_r39_counts_from_the_books_and_only_above_the_least():
    totals = {
        POLICE.officer_no: YearTotal(date(2026, 11, 15), Burdens(nights=12)),
        OTHER.officer_no: YearTotal(date(2026, 11, 15), Burdens(nights=9)),
    }
    groups = dict.fromkeys((POLICE.officer_no, OTHER.officer_no), ("S1", "POLICE"))
    city = replace(CITY, officers=(with_past(POLICE, "NIGHT", -4), OTHER), ledger=Ledger(totals=totals, groups=groups))
    assert sum(f.cost for f in said("R39", city, work("NIGHT", 1))) == 6 * (5**2 - 4**2)
    assert sum(f.cost for f in said("R39", city, work("NIGHT", 1, by=OTHER))) == 6
    assert not said("R39", replace(city, ledger=Ledger()), work("NIGHT", 1))


def test_q05_counts_each_further_place():
    assert not said("Q05", CITY, work("EARLY", 0, 1))
    (found,) = said("Q05", CITY, [*work("EARLY", 0), *work("EARLY", 1, at="P12"), *work("EARLY", 2)])
    assert (found.units, found.cost) == (1, 0)
