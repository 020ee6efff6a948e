"""
The second engine: what it says of terms, of bonds and of what a crew wants; agreeing with the first and with lists.
"""

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bound_weeks import bound_week
from rule_cases import CITY, POLICE, WEEK, with_past
from test_engine_truth import EXACT, small_city
from tiny_weeks import lawful_costs

from qinwu.models.bond import Bond, BondKind
from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.policy import Policy, RuleSetting
from qinwu.solver.roster.engine import plan_week
from qinwu.solver.roster.second_opinion import second_opinion
from qinwu.solver.rules.catalogue import BY_CODE
from qinwu.solver.rules.rule import Span
from qinwu.solver.rules.term_reader import read_patterns


def test_terms_of_every_sort_cost_what_the_patterns_say():
    """
    Least, Stretch, Weekends and runs of days off were once left out without a word.

    A soft run at price 0 was once a hard limit of the patterns; the two readings differed there.
    """
    oracle = Path(__file__).with_name("textbook_terms_oracle.py")
    done = subprocess.run([sys.executable, str(oracle), "150"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_price_of_nothing_forbids_nothing():
    """A city that prices long runs of nights at 0 means that they cost nothing, not that they are unlawful."""
    city = replace(CITY, policy=Policy(rules={"R23": RuleSetting(weight=0)}))
    officer = with_past(POLICE, "NIGHT", -1, -2, -3)
    span = Span(city=city, days=WEEK.days, templates=tuple(city.templates))
    night = [template.code for template in city.templates].index("NIGHT")
    pattern = np.array([[night, -1, -1, -1, -1, -1, -1]], dtype=np.int8)
    lawful, _ = read_patterns(pattern, list(BY_CODE["R23"].week(officer, span, BY_CODE["R23"])))
    assert lawful[0]


@pytest.mark.parametrize("seed", [2, 25, 51, 309])
def test_second_engine_finds_the_cheapest_roster_of_bound_people(seed):
    """It once refused every city with bonds or with places that want somebody special in the crew."""
    city = bound_week(seed)
    costs = lawful_costs(city)
    if not costs:
        with pytest.raises(InputError):
            second_opinion(city, WEEK)
        return
    found = second_opinion(city, WEEK)
    assert found.objective == min(costs)
    assert found.bound == pytest.approx(min(costs))


def bound_squadrons(seed: int, *, police: int, aux: int) -> City:
    """Small squadrons in which every second person is bound to somebody."""
    city = small_city(seed, police=police, aux=aux)
    chance = random.Random(f"bound {seed}")  # noqa: S311
    people = [officer.officer_no for officer in city.officers]
    chance.shuffle(people)
    pairs = zip(people[: len(people) // 2 : 2], people[1 : len(people) // 2 : 2], strict=True)
    bonds = [
        Bond(kind=kind, first=first, second=second, hard=chance.random() < 0.5)
        for (first, second), kind in zip(pairs, [*BondKind] * 4, strict=False)
    ]
    return replace(city, bonds=tuple(bonds))


@pytest.mark.parametrize(("seed", "police", "aux"), [(1, 4, 2), (2, 5, 3), (3, 6, 4)])
def test_two_engines_agree_on_bound_squadrons(seed, police, aux):
    city = bound_squadrons(seed, police=police, aux=aux)
    roster, report = plan_week(city, WEEK, settings=EXACT)
    assert not report.hard
    second = second_opinion(city, WEEK, work=4.0)
    assert second.bound <= roster.proof.objective + 1e-3
    assert second.objective >= roster.proof.bound
    if second.objective - second.bound < 1:
        assert roster.proof.objective == second.objective
        assert roster.proof.gap == 0


def test_a_price_on_further_places_is_known_to_the_second_engine():
    """It once ended as a defect: the checker asked for Q05 what the model had not."""
    city = small_city(1, police=4, aux=2)
    city = replace(city, policy=Policy(rules={"Q05": RuleSetting(weight=7)}))
    roster, _ = plan_week(city, WEEK, settings=EXACT)
    second = second_opinion(city, WEEK, work=5.0)
    assert roster.proof.bound <= second.objective
    assert second.bound <= roster.proof.objective
