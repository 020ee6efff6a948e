"""Queues: the published values, two ways to the same number, and what cannot be."""

from itertools import pairwise
from math import factorial, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinwu.models.errors import InputError
from qinwu.solver.deploy.queueing import busy_fraction, erlang_c, larson_q, mean_wait_min


def test_erlang_s_published_value():
    """DOMAIN 5.8: five units, three erlangs, half an hour a call."""
    assert erlang_c(5, 3.0) == pytest.approx(0.23615, abs=5e-6)
    assert mean_wait_min(5, 3.0, 30.0) == pytest.approx(3.542, abs=5e-4)


@pytest.mark.parametrize(
    ("units", "busy", "ahead", "value"),
    [(3, 0.5, 1, 0.736842), (5, 0.5, 1, 0.815186), (5, 0.5, 2, 0.742595), (9, 0.8, 2, 0.620759), (7, 0.3, 0, 1.0)],
)
def test_larson_s_published_values(units, busy, ahead, value):
    assert larson_q(units, busy, ahead) == pytest.approx(value, abs=5e-7)


@given(units=st.integers(1, 12), share=st.floats(0.01, 0.99))
def test_erlang_by_the_chain_of_states(units, share):
    """The chance to wait is that of N or more calls in the birth-death chain."""
    load = share * units
    states = [load**n / factorial(n) for n in range(units)]
    waiting = load**units / factorial(units) / (1 - share)
    assert erlang_c(units, load) == pytest.approx(waiting / (sum(states) + waiting))


@given(units=st.integers(1, 12), busy=st.floats(0.05, 0.95))
def test_larson_s_chances_over_random_orders_of_units(units, busy):
    """Q follows from drawing units without replacement while n are busy in an M/M/N queue; written down directly."""
    load = busy * units
    weight = [load**n / factorial(n) for n in range(units)]
    total = sum(weight) + load**units / factorial(units) / (1 - busy)
    for ahead in range(units):
        chance = 0.0
        for n in range(ahead, units):
            drawn = 1.0
            for k in range(ahead):
                drawn *= (n - k) / (units - k)
            chance += weight[n] / total * drawn * (units - n) / (units - ahead)
        assert larson_q(units, busy, ahead) * busy**ahead * (1 - busy) == pytest.approx(chance)


@given(units=st.integers(1, 30), busy=st.floats(0.01, 0.99))
def test_each_further_unit_adds_less(units, busy):
    """MEXCLP's linear model fills its steps in the right order only if this holds."""
    adds = [larson_q(units, busy, ahead) * busy**ahead for ahead in range(units)]
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(adds))


def test_units_that_cannot_keep_up():
    assert busy_fraction(9.9, 60.0, 10) == pytest.approx(0.99)
    assert busy_fraction(11.0, 60.0, 10) == 1.0
    assert erlang_c(3, 3.0) == 1.0
    assert mean_wait_min(3, 3.0, 10.0) == inf
    assert erlang_c(3, 0.0) == 0.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: busy_fraction(1.0, 1.0, 0),
        lambda: busy_fraction(-1.0, 1.0, 1),
        lambda: erlang_c(0, 1.0),
        lambda: erlang_c(1, -1.0),
        lambda: larson_q(3, 1.0, 1),
        lambda: larson_q(3, 0.5, 3),
        lambda: larson_q(3, 0.5, -1),
    ],
)
def test_what_is_no_queue(call):
    with pytest.raises(InputError):
        call()
