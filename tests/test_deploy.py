"""The deployment: the chain model against every choice, desks, what laws cost, and the saving."""

from dataclasses import replace
from itertools import product

import pytest
from city_factory import BRIGADE, need, tiny_city, tiny_org
from deploy_worlds import WEEK, post, small_city

from qinwu.models.crew import parse_patterns
from qinwu.models.officer import Role
from qinwu.models.place import DeskKind, PatrolLine, Place, PlaceKind, RoadClass
from qinwu.models.week import DayType
from qinwu.solver.deploy.chain import open_chains
from qinwu.solver.deploy.chain_case import chain_cases
from qinwu.solver.deploy.desks import centre_seats, seat_findings
from qinwu.solver.deploy.plan import deploy_week
from qinwu.solver.deploy.saving import SELF_CHECK
from qinwu.solver.deploy.supply import supply_of
from qinwu.solver.deploy.work import Wanted
from qinwu.solver.deploy.zones import Zone
from qinwu.solver.siting import Backend, Effort

EXACT = Effort()


def solved(city, **more):
    (case,) = [case for case in chain_cases(city, WEEK) if case.needs]
    return case, open_chains(case, supply_of(case), effort=EXACT, **more)


def every_choice(case, heads):
    """List the levels of all choices that one team of ``heads`` police may work: one duty a day, 48 h a week."""
    for crews in product(*(range(heads + 1) for _ in case.options)):
        by_day, minutes = {}, 0
        for option, opened in zip(case.options, crews, strict=True):
            by_day[option.day] = by_day.get(option.day, 0) + opened * option.pattern.size
            minutes += opened * option.minutes
        if max(by_day.values(), default=0) <= heads:
            there = {}
            for option, opened in zip(case.options, crews, strict=True):
                for key in option.serves:
                    there[key] = there.get(key, 0) + opened
            missing = sum(n.price * max(0, n.crews - there.get((n.day, n.band), 0)) for n in case.needs) / 1000
            yield missing, minutes / 60, sum(crews)


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("bands", [("AM_PEAK", "PM_PEAK"), ("AM_PEAK", "NOON", "PM_PEAK"), ("AM_PEAK", "PM_FLAT")])
def test_the_chain_model_finds_what_listing_every_choice_finds(heads, bands):
    case, plan = solved(small_city(post(needs=need(*bands)), police=heads))
    best = min(every_choice(case, heads))
    found = {level.code: level.value for level in plan.levels}
    assert (found["STAND"] + found["PATROL"], found["HOURS"], found["VEHICLES"]) == pytest.approx(best)
    assert all(level.gap == 0 for level in plan.levels)


def test_both_solvers_agree():
    city = small_city(post(needs=need("AM_PEAK", "NOON", "PM_PEAK", crews=2)), police=3)
    (case,) = [case for case in chain_cases(city, WEEK) if case.needs]
    plans = [open_chains(case, supply_of(case), effort=Effort(backend=backend)) for backend in Backend]
    values = [[level.value for level in plan.levels] for plan in plans]
    assert values[0] == pytest.approx(values[1])


def test_a_crew_that_is_just_there_leaves_no_gap_and_one_fewer_leaves_a_named_one():
    place = post(needs=need("AM_PEAK", "PM_PEAK"), road_class=RoadClass.ARTERIAL)
    full = deploy_week(small_city(place, police=2), WEEK).deployment
    assert not full.gaps
    short = deploy_week(small_city(place, police=1, aux=1), WEEK).deployment
    assert {(gap.day, gap.band) for gap in short.gaps} == set(product(WEEK.days[:2], ("AM_PEAK", "PM_PEAK")))
    assert "AM_PEAK" in short.gaps[0].why.en


def test_a_squadron_without_police_still_gets_a_deployment_that_says_who_is_missing():
    city = small_city(post(needs=need("AM_PEAK")), police=0, aux=3)
    deployment = deploy_week(city, WEEK).deployment
    assert sum(need.missing for need in deployment.short) == 2
    assert not any(chain.crews for chain in deployment.chains)
    assert "only 0 police may sit there" in deployment.chains[0].why.en


def test_every_chain_says_why_it_opens_or_stays_closed():
    deployment = deploy_week(tiny_city(), WEEK).deployment
    assert all(chain.why.zh and chain.why.en for chain in deployment.chains)
    closed = [chain for chain in deployment.chains if not chain.crews]
    assert closed
    assert any("it would add" in chain.why.en or "the same duty rides as" in chain.why.en for chain in closed)


def test_a_night_takes_the_next_day():
    """Two who keep the night reserve (R25: both) on two nights cannot stand at the post by day: the bound knows it."""
    reserve = Place(
        place_id="R1", name="备勤", kind=PlaceKind.RESERVE, unit_id="S1", needs=need("NIGHT"),
        crew=parse_patterns("1+0"), priority=5,
    )  # fmt: skip
    case, plan = solved(small_city(post(needs=need("AM_PEAK")), reserve, police=2))
    missed = {(case.places[n.place].place_id, n.day) for n, m in zip(case.needs, plan.missing, strict=True) if m}
    assert missed == {("P1", 0), ("P1", 1)}


def test_demand_out_of_reach_opens_a_crew_before_hours_are_saved():
    """Of two ways to serve a post's morning the one that is also there at noon wins if only it reaches a call."""
    city = small_city(post(needs=need("AM_PEAK")), police=1)
    zone = Zone(frozenset({"P1"}), {(0, "NOON"): 1.0, (1, "NOON"): 1.0})
    _, blind = solved(city)
    case, plan = solved(city, zones=[zone])
    opened = {case.span.templates[o.template].code for o, n in zip(case.options, plan.crews, strict=True) if n}
    assert opened == {"EARLY"}
    assert plan.minutes(case) >= blind.minutes(case)


def test_r01_costs_the_second_officer_of_every_duty():
    place = post(needs=need("AM_PEAK"), road_class=RoadClass.ARTERIAL)
    costs = {law.code: law for law in deploy_week(small_city(place, police=4), WEEK).deployment.laws}
    assert costs["R01"].minutes == 2 * 480
    assert costs["R02"].minutes == 0


def test_the_saving_comes_from_one_crew_that_stands_and_rides_and_is_doubted_when_high():
    flat = ("AM_PEAK", "AM_FLAT", "PM_FLAT", "PM_PEAK")
    place = post(needs=need(*flat), line=PatrolLine("L1", "线"))
    saving = deploy_week(small_city(place, police=4), WEEK).deployment.saving
    assert saving.comparable
    assert saving.share == pytest.approx(0.5)
    assert any(
        "without the baseline's crews" in condition.en and "0.0%" in condition.en for condition in saving.conditions
    )
    assert any(f"{SELF_CHECK:.0%}" in condition.en for condition in saving.conditions)


def test_a_saving_with_a_post_unmanned_in_the_peak_is_not_comparable():
    place = post(needs=need("AM_PEAK", "PM_PEAK", crews=2), line=PatrolLine("L1", "线"))
    assert not deploy_week(small_city(place, police=1), WEEK).deployment.saving.comparable


def test_desks_leaders_and_reserve_are_held_against_the_rule():
    city = tiny_city()
    deployment = deploy_week(city, WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    seats = {(seat.unit_id, seat.part) for seat in deployment.seats}
    assert {(BRIGADE, kind.value) for kind in DeskKind} <= seats
    assert {(BRIGADE, "LEAD"), (BRIGADE, "RESERVE"), ("D", "DISPATCH")} <= seats
    said = {finding.where.value for finding in seat_findings(city, centre_seats(city, WEEK, deployment.needs))}
    assert said == {BRIGADE, "D"}


def test_what_is_missing_is_left_out_and_said():
    stages = {stage.code: stage for stage in deploy_week(tiny_city(), WEEK).deployment.stages}
    assert [code for code, stage in stages.items() if not stage.done] == [
        "POSTS", "DEMAND", "MERGES", "MOBILE", "HIGHWAYS", "LINES",
    ]  # fmt: skip
    assert all(stage.note.en for stage in stages.values() if not stage.done)


def test_a_holiday_has_no_day_desks_and_the_supply_counts_by_role():
    city = tiny_city()
    calendar = replace(city.calendar, special={WEEK.days[2]: DayType.HOLIDAY})
    deployment = deploy_week(replace(city, calendar=calendar), WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    intel = {seat.day for seat in deployment.seats if seat.part == "INTEL" and seat.asked}
    assert intel == {*WEEK.days[:5]} - {WEEK.days[2]}
    heads = {(row.unit_id, row.role): row.heads for row in deployment.staffing}
    assert heads["S1", Role.POLICE] == 4
    assert tiny_org().brigade_of("S1") == BRIGADE
