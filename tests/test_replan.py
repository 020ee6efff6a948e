"""Small changes: absences are mended from now on, lawfully and with few changes; who can step in; swaps."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qinwu.filing.changes import changes_of
from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.roster import Duty, Roster
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.mending import BATCH
from qinwu.solver.roster.replan import Absence, replan, without
from qinwu.solver.roster.step_in import swap, who_can_step_in

TUESDAY_SIX = datetime.combine(SAMPLE_WEEK.days[1], datetime.min.time()) + timedelta(hours=6)


@pytest.fixture(scope="module")
def filed() -> tuple[City, Roster]:
    """A city of sixty-four people with the roster filed for its week."""
    city, _ = sample_city(people=64, seed=5)
    return city, plan_week(city, SAMPLE_WEEK, settings=Settings(workers=1))[0]


def missing(roster: Roster) -> int:
    return sum(gap.missing for gap in roster.gaps)


def test_nothing_to_mend_changes_nothing(filed: tuple[City, Roster]) -> None:
    city, base = filed
    found = replan(city, base, now=TUESDAY_SIX)
    assert found.roster.duties == base.duties
    assert not found.afresh


@pytest.mark.parametrize("index", [0, 3, 7, 11, 20, 33])
def test_an_absence_is_mended_lawfully_and_the_past_stays(filed: tuple[City, Roster], index: int) -> None:
    city, base = filed
    person = city.officers[index].officer_no
    absent = Absence(officer_no=person, first=SAMPLE_WEEK.days[1], last=SAMPLE_WEEK.days[-1])
    found = replan(city, base, absent=[absent], now=TUESDAY_SIX)
    assert not check(without(city, [absent]), found.roster, base=base).hard
    assert not [d for d in found.roster.duties if d.officer_no == person and d.day >= SAMPLE_WEEK.days[1]]
    assert set(found.roster.duties_of(person)) <= set(base.duties)
    monday = SAMPLE_WEEK.monday
    assert [d for d in found.roster.duties if d.day == monday] == [d for d in base.duties if d.day == monday]


def test_mending_changes_far_less_than_planning_anew_and_costs_hardly_more(filed: tuple[City, Roster]) -> None:
    city, base = filed
    absent = [Absence(officer_no=city.officers[7].officer_no, first=SAMPLE_WEEK.days[2], last=SAMPLE_WEEK.days[2])]
    found = replan(city, base, absent=absent)
    fresh, report = plan_week(without(city, absent), SAMPLE_WEEK, settings=Settings(workers=1, seed=1))
    assert check(without(city, absent), found.roster).cost <= report.cost * 1.02
    assert len(changes_of(base, found.roster)) * 5 <= len(changes_of(base, fresh))


def test_a_fifth_of_all_may_fall_ill_at_once(filed: tuple[City, Roster]) -> None:
    """More crews are torn than one batch holds: all are made lawful or sent home, and Monday stays."""
    city, base = filed
    ill = [officer.officer_no for officer in city.officers[::5]]
    absent = [Absence(officer_no=name, first=SAMPLE_WEEK.days[1], last=SAMPLE_WEEK.days[-1]) for name in ill]
    found = replan(city, base, absent=absent, now=TUESDAY_SIX)
    assert not found.afresh
    assert not check(without(city, absent), found.roster, base=base).hard
    assert not [d for d in found.roster.duties if d.officer_no in ill and d.day >= SAMPLE_WEEK.days[1]]
    torn = {
        (d.day, d.template, d.place_id, d.crew)
        for d in base.duties
        if d.officer_no in ill and d.day >= SAMPLE_WEEK.days[1]
    }
    assert len(torn) > BATCH
    assert missing(found.roster) - missing(base) < len(torn)
    monday = SAMPLE_WEEK.monday
    assert [d for d in found.roster.duties if d.day == monday] == [d for d in base.duties if d.day == monday]


def test_a_need_added_since_is_served(filed: tuple[City, Roster]) -> None:
    city, base = filed
    place = next(p for p in city.places if p.kind == "RESERVE")
    day_type = city.calendar.day_type(SAMPLE_WEEK.days[5])
    band = next(band.code for band in city.bands_of(SAMPLE_WEEK.days[5]) if not place.need(day_type, band.code))
    more = replace(place, needs={**place.needs, (day_type, band): 1})
    changed = replace(city, places=[more if p is place else p for p in city.places])
    before = missing_in(changed, base)
    found = replan(changed, base)
    assert not found.report.hard
    assert missing(found.roster) < before


def missing_in(city: City, roster: Roster) -> int:
    return sum(finding.units for finding in check(city, roster).findings if finding.rule == "N01")


def test_the_cheapest_step_in_is_the_cheapest_of_all(filed: tuple[City, Roster]) -> None:
    city, base = filed
    duty = next(d for d in base.duties if d.day == SAMPLE_WEEK.days[3] and d.seat == "AUX")
    prices: dict[str, int] = {}
    without_it = replace(base, duties=[d for d in base.duties if d != duty])
    for officer in city.officers:
        if any(d.officer_no == officer.officer_no and d.day == duty.day for d in base.duties):
            continue
        report = check(city, _given(base, duty, officer.officer_no), base=base)
        if not report.hard:
            prices[officer.officer_no] = report.cost - check(city, without_it, base=base).cost
    named = who_can_step_in(city, base, duty, most=100)
    assert {step.officer_no for step in named} == set(prices)
    assert [prices[step.officer_no] for step in named] == sorted(prices.values())


def _given(base: Roster, duty: Duty, officer_no: str) -> Roster:
    return replace(base, duties=[replace(d, officer_no=officer_no) if d == duty else d for d in base.duties])


def test_a_swap_is_priced_and_judged_by_the_checker(filed: tuple[City, Roster]) -> None:
    city, base = filed
    roles = {officer.officer_no: officer.role for officer in city.officers}
    first = base.duties[0]
    second = next(d for d in base.duties if d.day == first.day and roles[d.officer_no] != roles[first.officer_no])
    assert not swap(city, base, first, second).lawful
    same = (first.day, first.template, first.seat)
    other = next(d for d in base.duties if (d.day, d.template, d.seat) == same and d != first)
    done = swap(city, base, first, other)
    assert {d.officer_no for d in done.roster.duties} == {d.officer_no for d in base.duties}
    assert done.price == done.report.cost - check(city, base, base=base).cost
    with pytest.raises(InputError):
        swap(city, base, first, first)
