"""Blockade: the last exit closes as early as can be; every pairing is tried on small cases."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinwu.models.errors import InputError
from qinwu.solver.dispatch.blockade import OpenBecause, blockade
from qinwu.solver.dispatch.bottleneck import bottleneck, least_total

TIMES = st.integers(-1, 6)


@st.composite
def tables(draw):
    """Up to 5 units and 4 exits; -1 is no way; few levels, so that ties are met."""
    units, exits = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    return np.array(draw(st.lists(TIMES, min_size=units * exits, max_size=units * exits)), dtype=float).reshape(
        units, exits
    )


def every_pairing(table):
    """All ways to give exits to units, as lists of (unit, exit); a unit number beyond the last is nobody."""
    units, exits = table.shape
    for order in permutations(range(units + exits), exits):
        yield [(unit, gate) for gate, unit in enumerate(order) if unit < units and table[unit, gate] >= 0]


def rank(table, pairs):
    """Fewer open exits first, then the earlier last arrival, then the smaller sum."""
    times = [table[pair] for pair in pairs]
    return -len(times), max(times, default=0), sum(times)


def names(letter, count):
    return [f"{letter}{number}" for number in range(count)]


@given(table=tables())
def test_no_pairing_is_better(table) -> None:
    plan = blockade(names("u", len(table)), names("x", table.shape[1]), table)
    best = min(rank(table, pairs) for pairs in every_pairing(table))
    assert (-len(plan.sent), plan.last, plan.total) == best
    assert len({one.unit_id for one in plan.sent}) == len(plan.sent)
    assert {one.exit_id for one in plan.sent} | {one.exit_id for one in plan.still_open} == set(
        names("x", table.shape[1])
    )


@given(table=tables(), seed=st.integers(0, 99))
def test_the_order_of_the_question_does_not_matter(table, seed) -> None:
    units, exits = names("u", len(table)), names("x", table.shape[1])
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(len(units)), rng.permutation(len(exits))
    again = blockade([units[k] for k in rows], [exits[k] for k in columns], table[np.ix_(rows, columns)])
    assert set(again.sent) == set(blockade(units, exits, table).sent)


@given(table=tables())
def test_the_least_total_alone(table) -> None:
    pairs = least_total(table, table >= 0)
    total = min((-len(p), sum(table[pair] for pair in p)) for p in every_pairing(table))
    assert (-len(pairs), sum(table[pair] for pair in pairs)) == total


@given(table=tables().filter(lambda one: one.shape[0] > 0))
def test_one_more_unit_never_makes_it_worse(table) -> None:
    exits = names("x", table.shape[1])
    fewer = blockade(names("u", len(table) - 1), exits, table[:-1])
    more = blockade(names("u", len(table)), exits, table)
    assert (-len(more.sent), more.last) <= (-len(fewer.sent), fewer.last) or len(more.sent) > len(fewer.sent)


def test_the_sum_alone_would_be_later() -> None:
    """Why the worst comes first: 9 + 1 is less than 6 + 5, but the last exit closes at 9."""
    table = np.array([[1.0, 5.0], [6.0, 9.0]])
    assert [table[pair] for pair in least_total(table, table >= 0)] == [1.0, 9.0]
    assert [table[pair] for pair in bottleneck(table, table >= 0)] == [5.0, 6.0]


def test_each_open_exit_says_why() -> None:
    lawful = np.array([[True, True, False], [True, True, False]])
    plan = blockade(["a", "b"], ["cut", "near", "law"], np.array([[-1, 3, 1], [np.inf, 4, 1]]), lawful=lawful)
    assert [(one.exit_id, one.because) for one in plan.still_open] == [
        ("cut", OpenBecause.CUT_OFF),
        ("law", OpenBecause.UNLAWFUL),
    ]
    assert [one.unit_id for one in plan.sent] == ["a"]
    assert plan.idle == ("b",)
    two = blockade(["a"], ["x", "y"], np.array([[1, 2]]))
    assert [(one.exit_id, one.because) for one in two.still_open] == [("y", OpenBecause.TOO_FEW)]


def test_noise_in_floats_need_not_cost_a_detour() -> None:
    """Two equal roads whose lengths differ in the 15th digit: without tolerance the longer total would be taken."""
    table = np.array([[3.0, 3.0], [1.0, 3.0 + 1e-12]])
    assert blockade(["a", "b"], ["x", "y"], table).total == 6.0 - 2.0
    noisy = np.array([[3.0 + 1e-12, 2.9], [3.0, 1.0]])
    assert blockade(["a", "b"], ["x", "y"], noisy).total == pytest.approx(5.9)
    assert blockade(["a", "b"], ["x", "y"], noisy, tolerance=1e-9).total == pytest.approx(4.0)


def test_nobody_or_nothing() -> None:
    assert blockade([], ["x"], np.empty((0, 1))).still_open[0].because is OpenBecause.CUT_OFF
    assert blockade(["a"], [], np.empty((1, 0))).closed


def test_bad_questions_tell_everything_at_once() -> None:
    with pytest.raises(InputError) as error:
        blockade(["a", "a"], ["x", "x"], np.zeros((1, 2)))
    assert [finding.where.field for finding in error.value.findings] == ["units", "exits", "times"]
    with pytest.raises(InputError):
        blockade(["a"], ["x"], np.array([[np.nan]]))
