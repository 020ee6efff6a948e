"""Whole horizons: against every plan there is on tiny cases, with proof, roles, stop and seeds."""

from itertools import product

import numpy as np
import pytest

from qinwu.solver.horizon.prices import priced_bound
from qinwu.solver.horizon.problem import Cover, Horizon, Member
from qinwu.solver.horizon.search import Effort, solve
from qinwu.solver.horizon.standing import Standing, fill, roles_of
from qinwu.solver.roster.watch import Watch
from qinwu.solver.rules.term_reader import read_patterns
from qinwu.solver.rules.terms import Day, Pair, Run, Stretch, Sum, Term

DAYS, TEMPLATES = 4, 2
EVERY = np.ones((DAYS, TEMPLATES), dtype=bool)
ROSTERS = np.array(list(product(range(-1, TEMPLATES), repeat=DAYS)), dtype=np.int8)


def horizon(seed: int, *, roles: int = 1) -> Horizon:
    """Draw a case of three members."""
    chance = np.random.default_rng(seed)
    members = []
    for name in "abc":
        terms: list[Term] = [
            Day(chance.random((DAYS, TEMPLATES)) < 0.15, chance.integers(-2, 4, (DAYS, TEMPLATES))),
            Pair(1, ban=np.array([[False, False], [True, False]])),
            Run(EVERY, most=3),
            Stretch(EVERY, 2, price=3),
            Sum(np.ones((DAYS, TEMPLATES), dtype=np.int64), most=int(chance.integers(2, 5))),
        ]
        own = (0,) if roles == 1 else tuple(sorted(chance.choice(roles, int(chance.integers(1, roles + 1)), False)))
        members.append(Member(name=name, terms=tuple(terms), roles=tuple(int(role) for role in own)))
    covers = tuple(
        Cover(day=day, template=t, role=role, need=int(chance.integers(0, 3)), under=7, over=1)
        for day, t, role in product(range(DAYS), range(TEMPLATES), range(roles))
    )
    return Horizon(days=DAYS, templates=TEMPLATES, members=tuple(members), covers=covers)


def cheapest(case: Horizon) -> float:
    """Look through every plan of three members in one role."""
    own = []
    for member in case.members:
        lawful, cost = read_patterns(ROSTERS, member.terms)
        own.append(np.where(lawful, cost, 10**6))
    works = np.stack([np.equal(ROSTERS, t) for t in range(TEMPLATES)], axis=2).astype(np.int64)
    number = works[:, None, None] + works[None, :, None] + works[None, None, :]
    total = own[0][:, None, None] + own[1][None, :, None] + own[2][None, None, :]
    for day, t in product(range(DAYS), range(TEMPLATES)):
        total = total + case.prices[day, t, 0][number[..., day, t]]
    return float(total.min())


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_is_the_cheapest_there_is_and_the_bound_lies_below(seed: int) -> None:
    case = horizon(seed)
    solved = solve(case, effort=Effort(rounds=20))
    assert solved.cost == cheapest(case)
    assert solved.bound <= solved.cost


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rounds", [1, 60])
def test_the_priced_bound_lies_below_the_cheapest_plan(seed: int, rounds: int) -> None:
    case = horizon(seed)
    assert priced_bound(case, np.inf, rounds=rounds) <= cheapest(case)
    several = horizon(seed, roles=3)
    assert priced_bound(several, np.inf, rounds=rounds) <= solve(several, effort=Effort(rounds=5)).cost


@pytest.mark.parametrize("seed", range(6))
def test_roles_are_filled_as_the_cost_says(seed: int) -> None:
    case = horizon(seed, roles=3)
    solved = solve(case, effort=Effort(rounds=5))
    chosen = dict(enumerate(solved.patterns))
    roles = roles_of(case, chosen)
    number = np.zeros((DAYS, TEMPLATES, 3), dtype=np.int64)
    for (member, day), role in roles.items():
        assert role in case.members[member].roles
        number[day, solved.patterns[member][day], role] += 1
    own = sum(int(read_patterns(solved.patterns[[m]], member.terms)[1][0]) for m, member in enumerate(case.members))
    stood = int(np.take_along_axis(case.prices, number[..., None], axis=3).sum())
    assert own + stood == solved.cost >= solved.bound


def test_people_move_on_to_make_room() -> None:
    """The second comer knows one role only; the first, who knows both, goes over to the other."""
    table = ((5, 0, 9), (5, 0, 9))
    assert fill(table, ((0, 1), (0,)), (1, 1)) == [[0, 1], [1, 0]]


def test_one_more_costs_what_the_standing_says() -> None:
    case = horizon(1, roles=3)
    stand = np.ones((len(case.teams), DAYS, TEMPLATES), dtype=np.int64)
    standing = Standing(case)
    more = stand.copy()
    more[0, 2, 1] += 1
    assert standing.one_more(stand, 0)[2, 1] == standing.cost(more) - standing.cost(stand)


def test_the_same_seed_gives_the_same_plan_with_one_process_or_two() -> None:
    case = horizon(3)
    one, two = (solve(case, effort=Effort(rounds=2, workers=workers)) for workers in (1, 2))
    assert one.patterns.tobytes() == two.patterns.tobytes()


def test_a_stopped_search_returns_a_whole_plan() -> None:
    watch = Watch()
    watch.stop.set()
    solved = solve(horizon(4), watch=watch)
    assert solved.stopped
    assert np.isfinite(solved.cost)
    assert solved.bound <= solved.cost


def test_every_plan_costs_a_multiple_of_the_unit() -> None:
    case = Horizon(
        days=1, templates=1, members=(Member(name="a", terms=()),), covers=(Cover(day=0, template=0, need=2, under=15),)
    )
    assert case.unit == 15
    assert case.rounded(15.1) == 30
    assert case.rounded(30.0000001) == 30
