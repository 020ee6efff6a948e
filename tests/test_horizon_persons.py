"""One person's horizon: the dynamic programme against every roster there is, and each term at its limit."""

from itertools import product

import numpy as np
import pytest

from qinwu.solver.horizon.automaton import Automata
from qinwu.solver.horizon.person import Person
from qinwu.solver.rules.term_reader import read_patterns
from qinwu.solver.rules.terms import Day, Least, Pair, Run, Square, Steps, Stretch, Sum, Term, Weekends

DAYS, TEMPLATES = 7, 2
EVERY = np.ones((DAYS, TEMPLATES), dtype=bool)
ROSTERS = np.array(list(product(range(-1, TEMPLATES), repeat=DAYS)), dtype=np.int8)


def one(*days: int) -> np.ndarray:
    """Return a roster as an array of one."""
    return np.array([days], dtype=np.int8)


def drawn(chance: np.random.Generator) -> list[Term]:
    """Draw terms of every kind, coarse enough for limits to be hit."""

    def sometimes() -> bool:
        return bool(chance.random() < 0.5)

    def few(most: int) -> int:
        return int(chance.integers(0, most))

    amount = chance.integers(0, 3, (DAYS, TEMPLATES)) * 60
    weekends = ((1, 2), (5, 6))
    curve = Steps(((120, 60, 2),)) if sometimes() else Square(1, 1)
    terms: list[Term] = [
        Pair(1, ban=chance.random((2, 2)) < 0.3, price=chance.integers(0, 3, (2, 2))),
        Pair(2, ban=chance.random((2, 2)) < 0.3),
        Run(EVERY if sometimes() else chance.random((DAYS, TEMPLATES)) < 0.5, start=few(5), most=4, soft=2, price=3),
        Run(EVERY, start=few(3), soft=2, price=2, off=True),
        Stretch(EVERY, 2, start=few(3), price=None if sometimes() else 4),
        Stretch(EVERY, 3, start=few(3), price=None if sometimes() else 4, off=True),
        Weekends(weekends, few(2), few(3) if sometimes() else None, Steps(((1, 1, 5),)), split=few(3)),
        Sum(amount, start=60 * few(3), most=300 if sometimes() else None, curve=curve),
        Least(amount, least=120 if sometimes() else None, floor=240, price=1),
        *(Sum(np.arange(TEMPLATES) == np.full((DAYS, 1), t), most=few(4)) for t in range(TEMPLATES)),
    ]
    ban = chance.random((DAYS, TEMPLATES)) < 0.1
    return [Day(ban, chance.integers(-3, 4, ban.shape)), *(term for term in terms if sometimes())]


@pytest.mark.parametrize("seed", range(60))
def test_the_best_roster_is_the_cheapest_of_all_lawful_ones(seed: int) -> None:
    chance = np.random.default_rng(seed)
    terms = drawn(chance)
    lawful, own = read_patterns(ROSTERS, terms)
    prices = chance.integers(-9, 9, (DAYS, TEMPLATES + 1)).astype(float)
    total = own + prices[np.arange(DAYS), ROSTERS.astype(int) + 1].sum(axis=1)
    person = Person(terms, Automata(DAYS, TEMPLATES), DAYS, TEMPLATES)
    if lawful.any():
        cost, roster, kept = person.best(prices)
        assert kept
        assert cost == pytest.approx(total[lawful].min())
        assert person.cost(roster) + prices[np.arange(DAYS), roster.astype(int) + 1].sum() == pytest.approx(cost)


@pytest.mark.parametrize("seed", range(20))
def test_a_roster_has_the_price_that_the_terms_give_it(seed: int) -> None:
    chance = np.random.default_rng(seed)
    terms = drawn(chance)
    person = Person(terms, Automata(DAYS, TEMPLATES), DAYS, TEMPLATES)
    some = ROSTERS[chance.choice(len(ROSTERS), 100, replace=False)]
    lawful, own = read_patterns(some, terms)
    expected = np.where(lawful, own, np.inf)
    assert [person.cost(roster) for roster in some] == expected.tolist()


@pytest.mark.parametrize("seed", range(12))
def test_days_to_come_are_worth_the_mean_of_what_they_cost_at_best(seed: int) -> None:
    """Four days are decided; the other three follow as they suit best in each of two futures."""
    chance, first = np.random.default_rng(seed), 4
    most = Sum(np.arange(TEMPLATES) == np.zeros((DAYS, 1)), most=9)
    terms = [*(term for term in drawn(chance) if getattr(term, "most", None) is None or isinstance(term, Run)), most]
    futures = [2 * chance.integers(-9, 9, (DAYS, TEMPLATES + 1)).astype(np.float64) for _ in range(2)]
    for prices in futures:
        prices[:first] = 0
    whole = Person(terms, Automata(DAYS, TEMPLATES), DAYS, TEMPLATES)
    person = whole.present(first, futures)
    lawful, own = read_patterns(ROSTERS, terms)
    choice = ROSTERS.astype(int) + 1
    later = [np.where(lawful, own + prices[np.arange(DAYS), choice].sum(axis=1), np.inf) for prices in futures]
    starts, which = np.unique(ROSTERS[:, :first], axis=0, return_inverse=True)
    least = [[total[which.reshape(-1) == i].min() for i in range(len(starts))] for total in later]
    expected = np.mean(least, axis=0)
    assert [person.cost(start) for start in starts] == pytest.approx(expected.tolist(), abs=0.5)
    cost, _, kept = person.best(np.zeros((first, TEMPLATES + 1)))
    assert kept
    assert cost == pytest.approx(expected.min(), abs=0.5)


def test_a_short_stretch_is_forbidden_and_one_day_more_is_not() -> None:
    term = Stretch(EVERY, least=3)
    assert not read_patterns(one(-1, 0, 0, -1, -1, -1, -1), [term])[0][0]
    assert read_patterns(one(-1, 0, 0, 0, -1, -1, -1), [term])[0][0]


def test_a_stretch_that_is_open_at_the_end_is_not_judged() -> None:
    assert read_patterns(one(-1, -1, -1, -1, -1, -1, 0), [Stretch(EVERY, least=3)])[0][0]


def test_history_lengthens_the_first_stretch() -> None:
    off = Stretch(EVERY, least=2, start=1, price=5, off=True)
    assert read_patterns(one(0, 0, 0, 0, 0, 0, 0), [off])[1][0] == 5
    assert read_patterns(one(-1, 0, 0, 0, 0, 0, 0), [off])[1][0] == 0


def test_a_weekend_counts_once_and_a_split_one_costs() -> None:
    term = Weekends(((5, 6),), curve=Steps(((0, 1, 10),)), split=3)
    assert read_patterns(one(-1, -1, -1, -1, -1, 0, 0), [term])[1][0] == 10
    assert read_patterns(one(-1, -1, -1, -1, -1, -1, 0), [term])[1][0] == 13


def test_days_off_in_a_row_are_limited_with_history() -> None:
    term = Run(EVERY, start=2, most=3, off=True)
    assert read_patterns(one(-1, 0, 0, 0, 0, 0, 0), [term])[0][0]
    assert not read_patterns(one(-1, -1, 0, 0, 0, 0, 0), [term])[0][0]


def test_a_limit_left_out_is_kept_by_fines_when_it_may_not_join() -> None:
    """A settled person counts no further limits: fines find a lawful roster, and the cost stays a lower bound."""
    few = Sum(np.arange(TEMPLATES) == np.zeros((DAYS, 1)), most=2)
    person = Person([few], Automata(DAYS, TEMPLATES), DAYS, TEMPLATES)
    person.settled = True
    prices = np.zeros((DAYS, TEMPLATES + 1))
    prices[:, 1] = -np.arange(1.0, DAYS + 1)
    cost, roster, kept = person.best(prices)
    assert kept
    assert (roster == 0).sum() <= 2
    assert cost <= -13 + 1e-6
