"""Q06 to Q09 and N07, which a city switches on: the limit and one beyond; engine, clerk and list agree."""

from dataclasses import replace

import numpy as np
import pytest
from bound_weeks import bound_week
from city_factory import need
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_cases import CITY, POLICE, WEEK, day, said, with_past, work
from test_engine_truth import small_city
from test_rules_engine import CODES, clerk, people, roster_of, weeks_of
from tiny_weeks import lawful_costs, tiny_week

from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.officer import Leave
from qinwu.models.policy import Policy, RuleSetting, Value
from qinwu.models.week import DayType
from qinwu.solver.case import Case
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.second_opinion import second_opinion
from qinwu.solver.rules.catalogue import BY_CODE
from qinwu.solver.rules.rule import Span
from qinwu.solver.rules.term_reader import read_patterns

EXACT = Settings(gap=0.0, workers=1)
ON: dict[str, dict[str, Value]] = {
    "Q06": {"work_days": 2, "off_days": 2, "same_days": 2},
    "Q07": {"in_28_days": 2, "split_price": 25},
    "Q08": {"duties": 4},
    "Q09": {"off_days": 2, "same_days": 2},
}


def asking(city: City, code: str, **params: Value) -> City:
    return replace(city, policy=Policy(rules={code: RuleSetting(params=params)}))


def asking_all(city: City) -> City:
    return replace(city, policy=Policy(rules={code: RuleSetting(params=params) for code, params in ON.items()}))


def cost(code: str, city: City, *days: int, template: str = "EARLY") -> int:
    mine = replace(city, officers=(city.officers[0],))
    return sum(finding.cost for finding in said(code, mine, work(template, *days, by=city.officers[0])))


def test_they_say_nothing_unless_a_city_asks():
    for code in ON:
        assert not said(code, CITY, work("EARLY", 1, 5))


def test_q06_stretches_of_duty_rest_and_template():
    two = asking(CITY, "Q06", work_days=2)
    assert cost("Q06", two, 1, 2) == 0
    assert cost("Q06", two, 1) == 15
    assert cost("Q06", two, 6) == 0, "a stretch that is open on Sunday is left to the next week"
    yesterday = replace(two, officers=(with_past(POLICE, "EARLY", -1),))
    assert cost("Q06", yesterday, 0) == 0
    assert cost("Q06", yesterday) == 15
    rest = asking(CITY, "Q06", off_days=3)
    assert cost("Q06", rest, 0, 4, 5, 6) == 0
    assert cost("Q06", rest, 0, 2, 3, 4, 5, 6) == 30
    same = asking(CITY, "Q06", same_days=2)
    assert cost("Q06", same, 1, 2) == 0
    city = replace(same, officers=(POLICE,))
    assert sum(f.cost for f in said("Q06", city, [*work("EARLY", 1, 2), *work("LATE", 3)])) == 15


def test_q07_weekends_in_four_weeks_and_halves_of_one():
    city = asking(CITY, "Q07", in_28_days=2, split_price=25)
    once = replace(city, officers=(with_past(POLICE, "EARLY", -1, -2),))
    assert cost("Q07", once, 5, 6) == 0
    assert cost("Q07", once, 6) == 25
    twice = replace(city, officers=(with_past(POLICE, "EARLY", -1, -9),))
    assert cost("Q07", twice, 0, 4) == 0
    assert cost("Q07", twice, 5, 6) == 40
    assert cost("Q07", replace(city, officers=(with_past(POLICE, "EARLY", -1, -22),)), 5, 6) == 0


def test_q08_least_duties_less_the_days_on_leave():
    city = asking(CITY, "Q08", duties=3)
    assert cost("Q08", city, 0, 1, 2) == 0
    assert cost("Q08", city, 0) == 60
    away = replace(POLICE, leave=(Leave(first=day(3), last=day(4)),))
    assert cost("Q08", replace(city, officers=(away,)), 0) == 0


def test_q09_longest_rest_and_longest_run_of_one_template():
    rest = asking(CITY, "Q09", off_days=2)
    assert cost("Q09", rest, 0, 3, 4) == 0
    assert cost("Q09", rest, 0, 4) == 15
    same = asking(CITY, "Q09", same_days=2)
    assert cost("Q09", same, 0, 1, 3) == 0
    assert cost("Q09", replace(same, officers=(with_past(POLICE, "EARLY", -1),)), 0, 1) == 15


def test_n07_crews_above_the_need_of_a_band():
    city = replace(CITY, policy=Policy(rules={"N07": RuleSetting(weight=50)}))
    place = city.place("P11")
    asked = next(count for (kind, band), count in place.needs.items() if band == "AM_PEAK" and kind is DayType.WEEKDAY)
    crews = [replace(duty, crew=number) for number in (1, 2) for duty in work("EARLY", 0)]
    assert asked == 1
    assert not said("N07", city, crews[:1])
    mornings = [finding for finding in said("N07", city, crews) if finding.where.band == "AM_PEAK"]
    assert [(finding.units, finding.cost) for finding in mornings] == [(1, 50)]
    assert not said("N07", CITY, crews), "at no price nothing is said"


@pytest.mark.parametrize(("weight", "paid"), [(50, True), (20_000, False)])
def test_a_crew_too_many_in_the_evening_is_paid_or_the_morning_goes_short(weight, paid):
    """Split shifts alone serve both peaks: two crews in the morning are two in the evening, where one is needed."""
    place = replace(CITY.place("P12"), needs=need("AM_PEAK", crews=2) | need("PM_PEAK") | need("NOON", crews=0))
    city = replace(
        small_city(1, police=4, aux=2),
        places=(place,),
        templates=(CITY.template("SPLIT"),),
        policy=Policy(rules={"N07": RuleSetting(weight=weight)}),
    )
    city = replace(city, officers=tuple(replace(officer, past=(), requests=()) for officer in city.officers))
    roster, report = plan_week(city, WEEK, settings=EXACT)
    assert roster.proof.gap == 0
    assert ("N07" in report.parts) == paid
    assert ("N01" in report.parts) != paid
    assert second_opinion(city, WEEK, work=5.0).objective == roster.proof.objective


@settings(max_examples=150, deadline=None)
@given(data=st.data(), often=st.sampled_from(CODES))
def test_terms_say_what_the_clerk_says(data, often):
    officer, codes = data.draw(people(often)), data.draw(weeks_of(often))
    city = asking_all(replace(CITY, officers=(officer,)))
    span = Span(city=city, days=WEEK.days, templates=tuple(city.templates))
    pattern = np.array([[CODES.index(code) if code else -1 for code in codes]], dtype=np.int8)
    for code in ON:
        rule = BY_CODE[code]
        _, price = read_patterns(pattern, list(rule.week(officer, span, rule)))
        assert int(price[0]) == clerk(rule, Case(city, roster_of(officer, codes)))[1], code


@pytest.mark.parametrize(("make", "seed"), [(tiny_week, 3), (tiny_week, 52), (bound_week, 11), (bound_week, 92)])
def test_both_engines_find_the_cheapest_roster_under_these_rules(make, seed):
    city = asking_all(make(seed))
    policy = replace(city.policy, rules={**city.policy.rules, "N07": RuleSetting(weight=300)})
    city = replace(city, policy=policy)
    costs = lawful_costs(city)
    if not costs:
        with pytest.raises(InputError):
            plan_week(city, WEEK, settings=EXACT)
        return
    roster, _ = plan_week(city, WEEK, settings=EXACT)
    assert roster.proof.objective == roster.proof.bound == min(costs)
    assert second_opinion(city, WEEK).objective == min(costs)
