"""Mobile units: every choice of bases on small cases, both solvers, the count by marginal cover, the busy fraction."""

from itertools import combinations_with_replacement
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qinwu.models.errors import InputError
from qinwu.solver.deploy.mexclp import Calls, best_bases, busy_shares, expected_cover
from qinwu.solver.deploy.mobile import mobile_bases, response
from qinwu.solver.deploy.queueing import busy_fraction
from qinwu.solver.siting import Backend, Effort
from qinwu.solver.siting.programme import USUAL

CBC = Effort(backend=Backend.CBC)


def calls_of(minutes, weight=None, *, per_h=2.0, scene=20.0, target=5.0):
    table = np.array(minutes, dtype=float)
    weights = np.ones(len(table)) if weight is None else np.array(weight, dtype=float)
    return Calls(minutes=table, weight=weights, per_h=per_h, scene_min=scene, target_min=target)


@st.composite
def worlds(draw):
    """Up to 6 places and 4 bases on a coarse clock, crews that stand, a busy fraction."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    level = st.sampled_from([1.0, 4.0, 5.0, 6.0, inf])
    minutes = np.reshape(draw(st.lists(level, min_size=rows * columns, max_size=rows * columns)), (rows, columns))
    weight = draw(st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=rows, max_size=rows))
    standing = draw(st.lists(st.integers(0, columns - 1), max_size=2))
    return calls_of(minutes, [*weight[:-1], 1.0]), standing, draw(st.sampled_from([0.1, 0.5, 0.9]))


@settings(max_examples=60)
@given(world=worlds(), units=st.integers(1, 3), together=st.booleans())
def test_no_bases_give_more_expected_cover(world, units, together):
    calls, standing, busy = world
    shares = busy_shares(len(standing) + units, busy, together=together)
    every = combinations_with_replacement(range(calls.minutes.shape[1]), units)
    best = max(expected_cover(calls, (*standing, *bases), shares) for bases in every)
    for effort in (USUAL, CBC):
        bases, bound = best_bases(calls, standing, units, shares, effort)
        assert len(bases) == units
        assert expected_cover(calls, (*standing, *bases), shares) == pytest.approx(best)
        assert bound == pytest.approx(best)


def test_expected_cover_by_hand():
    """Two units reach the first place, one the second, none the third; each is busy 30 % of its time."""
    calls = calls_of([[1, 1, 9], [9, 1, 9], [9, 9, 9]], [2, 1, 1])
    assert expected_cover(calls, [0, 1], busy_shares(2, 0.3, together=False)) == pytest.approx(
        (2 * (1 - 0.09) + 0.7) / 4
    )
    one = response(calls, [0, 1])
    assert (one.once, one.twice, one.units) == (0.75, 0.5, 2)


def test_the_count_stops_at_the_unit_that_adds_less_than_the_limit():
    """Ten places, each with its own base: every unit adds a tenth of the demand, the eleventh nearly nothing."""
    calls = calls_of(np.where(np.eye(10, dtype=bool), 1.0, 60.0), per_h=0.01)
    plan = mobile_bases(calls)
    assert plan.units == 10
    assert sorted(base.base for base in plan.bases) == list(range(10))
    assert len(plan.curve) == 12
    assert plan.curve[11].cover - plan.curve[10].cover < 0.01 <= plan.curve[10].cover - plan.curve[9].cover
    assert all(point.gap == 0 for point in plan.curve)
    assert plan.before.expected == 0.0
    assert plan.after.once == 1.0


def test_the_service_level_stops_the_count_first():
    calls = calls_of(np.where(np.eye(10, dtype=bool), 1.0, 60.0), per_h=0.01)
    plan = mobile_bases(calls, wanted=0.25)
    assert plan.units == 3
    assert plan.point.cover >= 0.25 > plan.curve[2].cover


def test_the_most_that_is_allowed_stops_the_count():
    calls = calls_of(np.where(np.eye(10, dtype=bool), 1.0, 60.0), per_h=0.01)
    assert mobile_bases(calls, most=4).units == 4


def test_units_that_drown_in_calls_do_not_end_the_count():
    """Six calls an hour of 30 minutes are three erlangs: up to three units cover nothing, the fourth begins to."""
    plan = mobile_bases(calls_of([[1.0]], per_h=6.0, scene=29.0))
    assert [point.overloaded for point in plan.curve[:5]] == [False, True, True, True, False]
    assert plan.units > 3


def test_the_busy_fraction_holds_with_the_bases_it_led_to():
    rng = np.random.default_rng(3)
    calls = calls_of(rng.uniform(1, 15, (40, 8)), rng.random(40), per_h=4.0)
    for point in mobile_bases(calls, standing=[0, 0, 5]).curve[1:]:
        crewed = (0, 0, 5, *point.bases)
        drive = calls.minutes[:, crewed].min(axis=1) @ calls.weight / calls.weight.sum()
        assert point.busy == pytest.approx(busy_fraction(4.0, 20.0 + drive, len(crewed)), abs=1e-3)


def test_standing_crews_count_before_and_after():
    calls = calls_of([[1, 9], [9, 1]], per_h=0.01)
    plan = mobile_bases(calls, standing=[0])
    assert plan.before.once == 0.5
    assert plan.bases[0].base == 1
    assert plan.after.once == 1.0


def test_no_base_reaches_anything():
    plan = mobile_bases(calls_of([[9.0, inf]]))
    assert plan.units == 0
    assert not plan.bases


def test_same_question_same_answer():
    rng = np.random.default_rng(1)
    calls = calls_of(rng.uniform(1, 9, (30, 12)))
    assert mobile_bases(calls) == mobile_bases(calls)


@pytest.mark.parametrize(
    "build",
    [
        lambda: calls_of([[1.0]], [0.0]),
        lambda: calls_of([[1.0]], [1.0, 1.0]),
        lambda: calls_of([[-1.0]]),
        lambda: calls_of([[1.0]], per_h=-1.0),
    ],
)
def test_what_is_no_demand(build):
    with pytest.raises(InputError):
        build()
