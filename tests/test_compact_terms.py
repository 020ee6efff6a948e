"""The compact programme has to ask of one person's days what the rules ask."""

import random
from typing import get_args

import highspy
import numpy as np
import pytest
from city_factory import tiny_city
from drawn_terms import DAYS, EVERY, TEMPLATES, some_terms
from test_rules_stretches import asking_all
from tiny_weeks import WEEK, tiny_week

from qinwu.solver.roster.compact_terms import Mip, Person
from qinwu.solver.roster.lp import quiet_solver
from qinwu.solver.roster.patterns import person_terms
from qinwu.solver.rules.rule import Span
from qinwu.solver.rules.term_reader import read_patterns
from qinwu.solver.rules.terms import Term


class Model:
    """What the terms ask of one person, as a MIP in a solver."""

    def __init__(self, terms: list[Term], days: int, templates: int) -> None:
        mip = Mip()
        self.works = [[mip.integer(0.0, 1.0) for _ in range(templates)] for _ in range(days)]
        for row in self.works:
            mip.row(0.0, 1.0, [(column, 1.0) for column in row])
        person = Person(mip, self.works)
        for term in terms:
            person.add(term)
        self.solver = quiet_solver()
        self.solver.setOptionValue("solver", "choose")
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        mip.load(self.solver, mip.whole)
        self.solver.changeObjectiveOffset(mip.offset)

    def cheapest(self) -> float | None:
        """The least price of what is lawful; None if nothing is."""
        self.solver.run()
        status = self.solver.getModelStatus()
        assert status in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible}
        return self.solver.getObjectiveValue() if status == highspy.HighsModelStatus.kOptimal else None

    def price_of(self, pattern: np.ndarray) -> float | None:
        """The price of one pattern; None if it is not lawful."""
        for row, worked in zip(self.works, pattern, strict=True):
            for template, column in enumerate(row):
                self.solver.changeColBounds(column, *2 * [float(template == worked)])
        return self.cheapest()


def said(lawful: np.bool_, cost: np.int64):
    """What the model is to answer."""
    return pytest.approx(cost, abs=1e-6) if lawful else None


def test_drawn_terms_cost_what_the_patterns_say():
    for seed in range(150):
        chance = random.Random(seed)  # noqa: S311
        terms = some_terms(chance)
        lawful, cost = read_patterns(EVERY, terms)
        model = Model(terms, DAYS, TEMPLATES)
        assert model.cheapest() == (said(np.True_, cost[lawful].min()) if lawful.any() else None), terms
        for one in chance.sample(range(len(EVERY)), 3):
            assert model.price_of(EVERY[one]) == said(lawful[one], cost[one]), (terms, EVERY[one])


def some_weeks(chance: random.Random, templates: int) -> np.ndarray:
    """Draw weeks of few duties and of many."""
    weeks = [
        [chance.randrange(templates) if chance.random() < busy else -1 for _ in WEEK.days]
        for busy in (0.0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.5, 0.7)
    ]
    return np.array(weeks, dtype=np.int8)


def test_weeks_of_tiny_cities_cost_what_the_rules_say():
    """Every rule a city can switch on, and between them every sort of term."""
    chance, met = random.Random(0), set[type]()  # noqa: S311
    for city in map(asking_all, (tiny_city(squadrons=1, police=3, aux=2), *map(tiny_week, range(8)))):
        span = Span(city=city, days=WEEK.days, templates=tuple(city.templates))
        for officer in city.officers:
            terms = person_terms(officer, span)
            met |= {type(term) for term in terms}
            weeks = some_weeks(chance, len(span.templates))
            lawful, cost = read_patterns(weeks, terms)
            model = Model(terms, len(span.days), len(span.templates))
            assert [model.price_of(week) for week in weeks] == [said(*one) for one in zip(lawful, cost, strict=True)]
    assert met == set(get_args(Term))
