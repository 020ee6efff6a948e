"""
Bonds: the engine against the list of all rosters of tiny bound weeks, and what it does with pins and brigades.
"""

from dataclasses import replace

import pytest
from bound_weeks import bound_week
from rule_cases import CITY, POLICE, WEEK, day
from tiny_weeks import lawful_costs

from qinwu.models.bond import Bond, BondKind
from qinwu.models.errors import InputError
from qinwu.models.officer import Pin, Role
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.riding import coverings

EXACT = Settings(gap=0.0, workers=1)
OTHER = CITY.officers[1]
SEEDS = (
    2, 11, 14, 16, 23, 25, 27, 36, 40, 44, 45, 47, 51, 55, 58, 65, 72, 78, 89, 92, 112, 114, 116, 120, 123, 125, 129,
    283, 301, 309, 322, 336, 345, 360, 377, 402, 415, 433, 1311, 2311, 5581,
)  # fmt: skip
"""
Tiny bound weeks of at most 800 rosters. 51: a soft bond to be kept apart once counted only when seats were named.
55: a pinned auxiliary above the strength was once unseen by the rows that part people. 283: a driver who rides above
the strength once did not count, so the bound was too high. 1311: one of a squad, told apart by another bond, once
filled a seat without the squad in the programme only, and the pin was lost. 2311: two who may share a crew only if a
third, the guide of one, rides too were once not thought of with that third. 5581: the half of a squad that is on leave
once counted as there when its bonds to be kept apart were priced.
"""


def squad():
    return replace(CITY, bonds=(Bond(kind=BondKind.TOGETHER, first=POLICE.officer_no, second=OTHER.officer_no),))


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_finds_the_cheapest_roster_of_bound_people(seed):
    city = bound_week(seed)
    costs = lawful_costs(city)
    if not costs:
        with pytest.raises(InputError):
            plan_week(city, WEEK, settings=EXACT)
        return
    roster, _ = plan_week(city, WEEK, settings=EXACT)
    assert roster.proof.objective == min(costs)
    assert roster.proof.bound == min(costs)


def test_a_pinned_member_takes_the_squad_along():
    city = squad()
    pin = Pin(day=day(1), template="EARLY", place_id="P11")
    people = (replace(POLICE, pins=(pin,)), OTHER)
    roster, report = plan_week(replace(city, officers=people), WEEK, settings=EXACT)
    assert not report.hard
    assert {(d.officer_no, d.template, d.place_id) for d in roster.duties if d.day == pin.day} == {
        (officer.officer_no, "EARLY", "P11") for officer in people
    }


@pytest.mark.parametrize("hard", [False, True])
def test_two_who_are_parted_and_pinned_to_one_post_are_planned(hard):
    """With nobody else at work yet, no crew could go out for the two, and the search once broke off."""
    pin = Pin(day=day(1), template="EARLY", place_id="P11")
    two = [officer.officer_no for officer in CITY.officers if officer.role is Role.AUX][:2]
    bonds = (Bond(kind=BondKind.APART, first=two[0], second=two[1], hard=hard),)
    people = tuple(replace(o, pins=(pin,)) if o.officer_no in two else o for o in CITY.officers)
    roster, report = plan_week(replace(CITY, officers=people, bonds=bonds), WEEK, settings=EXACT)
    crews = {d.officer_no: d.crew for d in roster.duties if (d.day, d.place_id) == (pin.day, "P11")}
    assert not report.hard
    assert crews.keys() >= set(two)
    assert not hard or crews[two[0]] != crews[two[1]]


def test_a_pin_that_only_half_a_squad_could_keep_is_refused():
    """Half the squad once filled the seat in the programme, and the lost pin ended as a defect."""
    with pytest.raises(InputError) as caught:
        plan_week(bound_week(3095), WEEK, settings=EXACT)
    assert {(finding.rule, finding.where.officer) for finding in caught.value.findings} == {("N05", "000103")}


def test_two_brigades_cannot_ride_together():
    city = squad()
    city = replace(city, officers=(POLICE, replace(OTHER, unit_id="D")))
    with pytest.raises(InputError) as caught:
        plan_week(city, WEEK, settings=EXACT)
    assert caught.value.findings[0].where.officer == POLICE.officer_no


def test_riders_fill_as_many_seats_as_they_can():
    assert coverings(((True, True), (True, False)), (1, 2)) == [(1, 1)]
    assert coverings(((True, True),), (1, 1)) == [(0, 1), (1, 0)]
    assert coverings((), (1, 1)) == [(0, 0)]
