"""Reasons are true: each is told only after a forced re-solve, and the checker agrees."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from city_factory import tiny_city

from qinwu.commands.explain_asked import asked_of, not_together
from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.officer import Leave
from qinwu.models.roster import Roster
from qinwu.models.text import Lang
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.solver.checker import check
from qinwu.solver.explain.blocked import given, verdicts
from qinwu.solver.explain.cost_of_rules import RuleCost, Source, rule_costs
from qinwu.solver.explain.cure_all import cure_all
from qinwu.solver.explain.cures import cures, holes
from qinwu.solver.explain.difference import parts_in_words
from qinwu.solver.explain.instead import instead
from qinwu.solver.explain.local import Hole, read, span_of
from qinwu.solver.explain.relaxation import Kind
from qinwu.solver.explain.relaxations import on_offer
from qinwu.solver.explain.tight import tight
from qinwu.solver.explain.why_empty import why_empty
from qinwu.solver.explain.without_rule import Part, parts_of, parts_without, without
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.relax import Relaxation
from qinwu.solver.roster.watch import Watch
from qinwu.solver.rules.catalogue import BY_CODE

PERSONAL = frozenset({"N03", "N04", "N05", "R15", "R17", "R18", "R19", "R20", "R21", "R22", "R28"})
"""Rules whose hard findings name the person; crews are judged by what else the roster seats there."""


@pytest.fixture(scope="module")
def short() -> tuple[City, Roster]:
    """A city of twelve with half of its people in training on the Wednesday, and the week's roster."""
    city = tiny_city()
    day = SAMPLE_WEEK.days[2]
    officers = [
        replace(o, leave=(*o.leave, Leave(first=day, last=day + timedelta(days=1), kind="培训")), pins=()) if i % 2 else
        replace(o, pins=())
        for i, o in enumerate(city.officers)
    ]  # fmt: skip
    city = replace(city, officers=officers)
    return city, plan_week(city, SAMPLE_WEEK, settings=Settings(workers=1, gap=0.5))[0]


def some_holes(city: City, roster: Roster, count: int) -> list[Hole]:
    found = list(holes(read(city, roster)))
    return random.Random(1).sample(found, min(count, len(found)))  # noqa: S311


def test_every_verdict_is_what_the_checker_says_of_the_forced_seat(short: tuple[City, Roster]) -> None:
    city, roster = short
    for hole in some_holes(city, roster, 4):
        for verdict in verdicts(city, roster, hole):
            report = check(city, given(roster, verdict.duty))
            said = {f.rule for f in report.hard if f.where.officer == verdict.officer_no}
            assert said & PERSONAL == set(verdict.rules) & PERSONAL
            if not verdict.rules and verdict.instead is None:
                kinds = {"N01", "N02", "R01", "R02", "R04", "R24", "R25", "R31"}
                parts = check(city, roster).parts
                grown = sum(cost - parts.get(code, 0) for code, cost in report.parts.items() if code not in kinds)
                assert grown == verdict.price


def test_an_empty_seat_is_explained_by_everybody_of_the_brigade(short: tuple[City, Roster]) -> None:
    city, roster = short
    for hole in some_holes(city, roster, 3):
        why = why_empty(city, roster, hole)
        brigade = city.org.brigade_of(city.place(hole.place_id).unit_id)
        people = [o.officer_no for o in city.officers if city.org.brigade_of(o.unit_id) == brigade]
        assert sorted(no for group in why.groups for no in group.officers) == sorted(people)
        if why.forced is not None:
            assert why.alone
            assert (hole.day, hole.band, hole.place_id) in {(g.day, g.band, g.place_id) for g in why.forced.closed}


def test_a_seat_that_is_filled_has_no_reason_to_be_empty(short: tuple[City, Roster]) -> None:
    city, roster = short
    gaps = {(g.place_id, g.day, g.band) for g in roster.gaps}
    place = next(p for p in city.places if (p.place_id, SAMPLE_WEEK.monday, "AM_PEAK") not in gaps)
    hole = Hole(place_id=place.place_id, day=SAMPLE_WEEK.monday, band="AM_PEAK")
    for ask in (why_empty, cures):
        with pytest.raises(InputError):
            ask(city, roster, hole)


def test_the_other_officer_sits_there_in_the_forced_roster_or_the_breach_is_named(short: tuple[City, Roster]) -> None:
    city, roster = short
    chance = random.Random(2)  # noqa: S311
    before = check(city, roster).cost
    for _ in range(8):
        duty = chance.choice(roster.duties)
        other = chance.choice([o.officer_no for o in city.officers if o.officer_no != duty.officer_no])
        found = instead(city, roster, duty, other)
        if found.forced is None or found.roster is None:
            assert found.breach
            continue
        seats = {(d.officer_no, d.day, d.template, d.place_id) for d in found.roster.duties}
        assert (other, duty.day, duty.template, duty.place_id) in seats
        report = check(city, found.roster)
        assert not report.hard
        assert report.cost - before == found.forced.price
        assert parts_in_words(found.forced.parts) or not found.forced.price


def test_a_cure_when_applied_closes_the_gap_and_the_checker_agrees(short: tuple[City, Roster]) -> None:
    city, roster = short
    for hole in some_holes(city, roster, 2):
        found = cures(city, roster, hole)
        assert found, hole
        assert [cure.price for cure in found] == sorted(cure.price for cure in found)
        for cure in found:
            report = check(cure.solved.city, cure.solved.roster)
            assert not report.hard
            assert (hole.day, hole.band, hole.place_id) not in {
                (g.day, g.band, g.place_id) for g in read(cure.solved.city, cure.solved.roster).roster.gaps
            }
            assert all(one.lawful for one in cure.relaxations)
            assert not cure.change.opened
            for one in cure.relaxations:
                assert one.words.in_(Lang.ZH)
                assert one.how.in_(Lang.EN)


def test_no_cure_of_a_hole_holds_another(short: tuple[City, Roster]) -> None:
    """Pairs were once taken from a list of twelve; a set that holds a smaller one is no smallest set."""
    city, roster = short
    for hole in some_holes(city, roster, 3):
        sets = [{one.words for one in cure.relaxations} for cure in cures(city, roster, hole)]
        assert not any(a < b for a in sets for b in sets)


def test_all_gaps_together_are_cured_by_the_cheapest_set(short: tuple[City, Roster]) -> None:
    """Gaps were once closed one after another, each by what was cheapest for it alone."""
    city, roster = short
    some = {(h.place_id, h.day, h.band): 0 for h in list(holes(read(city, roster)))[3:]}
    eased = replace(city, dated_needs=some)
    now = read(eased, roster)
    (found,) = cure_all(eased, roster)
    assert found.proven
    assert len(found.holes) == len(now.roster.gaps)
    last = found.cure.solved
    assert not check(last.city, last.roster).hard
    assert not last.roster.gaps
    assert not list(cure_all(eased, roster, stopped=lambda: True))


def test_gaps_taken_in_turns_are_all_cured(short: tuple[City, Roster], monkeypatch: pytest.MonkeyPatch) -> None:
    """Those hired in a second turn once took the numbers of the first; lowered needs had a negative price."""
    city, roster = short
    some = {(h.place_id, h.day, h.band): 0 for h in list(holes(read(city, roster)))[10:]}
    monkeypatch.setattr("qinwu.solver.explain.cure_all.MOST_HOLES", 3)
    hires = lambda *asked: [one for one in on_offer(*asked) if one.kind is Kind.HIRE]  # noqa: E731
    monkeypatch.setattr("qinwu.solver.explain.cure_all.on_offer", hires)
    turns = list(cure_all(replace(city, dated_needs=some), roster))
    assert len(turns) > 1
    assert sum(any(one.kind is Kind.HIRE for one in turn.cure.relaxations) for turn in turns) > 1
    for turn in turns:
        assert turn.proven
        assert turn.cure.price >= 0
        assert not check(turn.cure.solved.city, turn.cure.solved.roster).hard
    assert not turns[-1].cure.solved.roster.gaps


@pytest.fixture(scope="module")
def squadron() -> tuple[City, Roster]:
    """One squadron and its week, planned loosely."""
    city = tiny_city(squadrons=1, police=2, aux=1)
    return city, plan_week(city, SAMPLE_WEEK, settings=Settings(workers=1, gap=0.5))[0]


@pytest.fixture(scope="module")
def costs(squadron: tuple[City, Roster]) -> dict[str, RuleCost]:
    """What each rule costs that week."""
    return {cost.rule.code: cost for cost in rule_costs(*squadron)}


def test_a_rule_costs_at_least_what_the_week_planned_without_it_saves(
    squadron: tuple[City, Roster], costs: dict[str, RuleCost]
) -> None:
    """Each rule was once asked by planning the whole week anew, in minutes; the relaxation answers in a second."""
    city, roster = squadron
    cost = check(city, roster).cost
    bound = {row.rule.code: row for row in tight(city, roster)}
    assert sum(row.paid for row in bound.values()) == cost
    assert {cost.how for cost in costs.values()} == {Source.DUALS, Source.RELAXED}
    for code, one in costs.items():
        assert -1e-6 <= one.price <= one.most + 1e-6, code
        assert one.how is Source.RELAXED or not one.price
    for code in ("Q02", "R01"):
        other = without(city, BY_CODE[code])
        assert other is not None
        saved = cost - plan_week(other, SAMPLE_WEEK, settings=Settings(workers=1, gap=0.5))[1].cost
        assert saved <= costs[code].most + 1e-6


@pytest.mark.parametrize("code", ["N03", "N04", "Q02", "R01", "R17", "R24", "R31"])
def test_the_programme_without_a_rule_is_the_one_of_the_city_without_it(
    squadron: tuple[City, Roster], costs: dict[str, RuleCost], written: list[Part], code: str
) -> None:
    """Only what a rule touches is made anew: the answer must be that of the whole made anew."""
    city, roster = squadron
    other = without(city, BY_CODE[code])
    assert other is not None
    span = span_of(other, roster)
    afresh = parts_of(span)
    for part, anew in zip(parts_without(written, BY_CODE[code], span), afresh, strict=True):
        assert part.layout.cost == anew.layout.cost
        assert part.layout.entries == anew.layout.entries
        for menu, same in zip(part.layout.problem.menus, anew.layout.problem.menus, strict=True):
            assert (menu.patterns[menu.rows] == same.patterns[same.rows]).all()
            assert (menu.cost == same.cost).all()
    if code in {"Q02", "R01"}:
        base, free = (sum(Relaxation(part.layout).root().value for part in some) for some in (written, afresh))
        assert base - free == pytest.approx(costs[code].price, abs=0.01)


@pytest.fixture(scope="module")
def written(squadron: tuple[City, Roster]) -> list[Part]:
    """The week's programme with all rules."""
    return parts_of(span_of(*squadron))


def test_rules_asked_in_whole_plans_agree_with_the_proof(squadron: tuple[City, Roster]) -> None:
    asked = rule_costs(*squadron, settings=Settings(workers=1, gap=0.5))
    planned = next(cost for cost in asked if cost.how is Source.PLANNED)
    assert planned.price <= planned.most + 1e-6


def test_stopping_keeps_the_rules_that_are_known(squadron: tuple[City, Roster]) -> None:
    watch, found = Watch(), []
    for cost in rule_costs(*squadron, watch=watch):
        found.append(cost)
        if len(found) == 3:
            watch.stop.set()
    assert len(found) == 3


def test_all_that_is_wrong_with_a_question_is_told_at_once(short: tuple[City, Roster]) -> None:
    """The date was once told first, then the officer, then the other officer."""
    wrong = not_together("P9:2026-12-30:TEA", "nobody:2026-12-30", None, exact=True, alone=1)
    with pytest.raises(InputError) as told:
        asked_of(*short, gap="P9:2026-12-30:TEA", seat="nobody:2026-12-30", other="none", wrong=wrong)
    assert told.value.exit_code == 2
    assert [f.where.field for f in told.value.findings] == ["--seat", "", *["--gap"] * 3, *["--seat"] * 2, "--not"]


def test_a_question_that_is_right_is_read(short: tuple[City, Roster]) -> None:
    city, roster = short
    duty, gap = roster.duties[0], roster.gaps[0]
    other = next(o.officer_no for o in city.officers if o.officer_no != duty.officer_no)
    asked = asked_of(city, roster, gap=None, seat=f"{duty.officer_no}:{duty.day}", other=other, wrong=[])
    assert (asked.duty, asked.other) == (duty, other)
    asked = asked_of(city, roster, gap=f"{gap.place_id}:{gap.day}:{gap.band}", seat=None, other=None, wrong=[])
    assert asked.hole == Hole(place_id=gap.place_id, day=gap.day, band=gap.band)
