"""Mending keeps bonds: who must ride together moves together, novices keep a guide, crews keep whom they want."""

from dataclasses import replace

import pytest
from test_engine_truth import WEEK, small_city
from test_second_opinion import bound_squadrons

from qinwu.models.bond import Bond, BondKind
from qinwu.models.city import City
from qinwu.models.officer import Role
from qinwu.models.place import PlaceKind
from qinwu.models.roster import Roster
from qinwu.solver.checker import check
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.replan import Absence, Replanned, replan, without

FAST = Settings(gap=0.01, workers=1)


def changed(before: Roster, after: Roster) -> int:
    """Person-days on which somebody works another duty than filed, or none."""
    worked = [{(d.officer_no, d.day, d.template, d.place_id) for d in roster.duties} for roster in (before, after)]
    return len({(who, day) for who, day, *_ in worked[0] ^ worked[1]})


def absence(officer_no: str) -> Absence:
    """Have somebody fall ill from Wednesday on."""
    return Absence(officer_no=officer_no, first=WEEK.days[2], last=WEEK.days[6])


def amended(city: City, filed: Roster, officer_no: str) -> Replanned:
    return replan(city, filed, absent=[absence(officer_no)], settings=FAST)


@pytest.mark.parametrize(("seed", "kind"), [(1, BondKind.TOGETHER), (2, BondKind.MENTOR), (2, BondKind.APART)])
def test_a_bound_city_is_mended_and_not_planned_afresh(seed, kind):
    """The mending once looked at no bonds: every roster it broke was planned anew, with many changes."""
    city = small_city(seed, police=6, aux=3)
    police = [officer.officer_no for officer in city.officers if officer.role is Role.POLICE]
    bonds = [Bond(kind=kind, first=a, second=b) for a, b in zip(police[:6:2], police[1:6:2], strict=True)]
    city = replace(city, bonds=tuple(bonds))
    filed, _ = plan_week(city, WEEK, settings=FAST)
    for officer_no in (police[0], police[7]):
        done = amended(city, filed, officer_no)
        assert not done.report.hard
        assert not done.afresh
        fresh, _ = plan_week(without(city, [absence(officer_no)]), WEEK, settings=FAST)
        assert changed(filed, done.roster) < changed(filed, fresh)


def test_a_novice_does_not_stay_behind_without_the_mentor():
    city = small_city(3, police=6, aux=3)
    mentor, novice = city.officers[0], city.officers[1]
    city = replace(city, bonds=(Bond(kind=BondKind.MENTOR, first=mentor.officer_no, second=novice.officer_no),))
    filed, _ = plan_week(city, WEEK, settings=FAST)
    done = amended(city, filed, mentor.officer_no)
    assert not done.report.hard
    assert not done.afresh
    assert not [d for d in done.roster.duties if d.officer_no == novice.officer_no and d.day >= WEEK.days[2]]


def test_soft_bonds_are_priced_while_mending():
    city = bound_squadrons(2, police=5, aux=3)
    city = replace(city, bonds=tuple(replace(bond, hard=False) for bond in city.bonds))
    filed, _ = plan_week(city, WEEK, settings=FAST)
    done = amended(city, filed, city.officers[3].officer_no)
    assert not done.report.hard
    assert not done.afresh


def test_the_driver_who_is_ill_is_replaced_by_a_driver():
    """A crew that lost its only driver once looked strong enough, and the whole week was planned anew."""
    city = small_city(1, police=6, aux=3)
    places = tuple(
        replace(place, crew_skills=frozenset({"DRIVE"})) if place.kind is PlaceKind.POST else place
        for place in city.places
    )
    people = tuple(replace(o, skills=o.skills | {"DRIVE"}) if i % 3 == 0 else o for i, o in enumerate(city.officers))
    city = replace(city, places=places, officers=people)
    filed, _ = plan_week(city, WEEK, settings=FAST)
    drives = max((o.officer_no for o in people if "DRIVE" in o.skills), key=lambda number: len(filed.duties_of(number)))
    done = amended(city, filed, drives)
    assert not check(city, done.roster, base=filed).hard or not done.report.hard
    assert not done.afresh
