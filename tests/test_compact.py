"""The compact programme: the cheapest roster of tiny weeks alone; what happens when it is stopped, or not enough."""

from math import inf

import pytest
from bound_weeks import bound_week
from tiny_weeks import WEEK, lawful_costs, tiny_week

from qinwu.models.city import City
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check
from qinwu.solver.roster import compact
from qinwu.solver.roster.compact import solve_compact
from qinwu.solver.roster.engine import Settings, parts_of, plan_week
from qinwu.solver.roster.master import Layout
from qinwu.solver.roster.parting import part_people
from qinwu.solver.roster.problem import build
from qinwu.solver.roster.watch import Watch


def planned(city: City) -> tuple[float, float]:
    """Return the cost and bound of all blocks by the compact programme alone."""
    cost, bound = 0.0, 0.0
    for part in parts_of(city, WEEK):
        layout = Layout(build(part))
        part_people(layout)
        plan, proven = solve_compact(layout, gap=0.0, seed=0, watch=Watch())
        assert plan is not None
        cost, bound = cost + plan.cost, bound + proven
    return cost, bound


@pytest.mark.parametrize("seed", [*range(5), *range(9, 17), *range(18, 24), 2311, 5581])
def test_it_finds_and_proves_the_cheapest_roster_of_a_tiny_week(seed: int) -> None:
    city = bound_week(seed) if seed > 1000 else tiny_week(seed)
    costs = lawful_costs(city)
    if costs:
        assert planned(city) == (min(costs), pytest.approx(min(costs)))


def test_the_search_by_weeks_goes_on_where_it_does_not_close_the_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """One block of sixty people; without a node to branch on the compact plan is a beginning, no end."""
    city, _ = sample_city(people=60)
    whole, report = plan_week(city, SAMPLE_WEEK, settings=Settings(workers=1))
    monkeypatch.setattr(compact, "NODES", 0)
    cut, other = plan_week(city, SAMPLE_WEEK, settings=Settings(workers=1, gap=0.003))
    assert not report.hard
    assert not other.hard
    assert whole.proof is not None
    assert cut.proof is not None
    assert max(whole.proof.bound, cut.proof.bound) <= min(report.cost, other.cost)
    assert other.cost <= cut.proof.bound * 1.003


def test_stopped_at_once_it_says_that_it_knows_nothing() -> None:
    city, _ = sample_city(people=60)
    part = max(parts_of(city, SAMPLE_WEEK), key=lambda block: len(block.officers))
    layout = Layout(build(part))
    watch = Watch()
    watch.stop.set()
    plan, bound = solve_compact(layout, gap=0.0, seed=0, watch=watch)
    assert bound < inf
    assert plan is None or plan.cost >= bound
    roster, report = plan_week(city, SAMPLE_WEEK, settings=Settings(workers=1), watch=watch)
    assert roster.proof is not None
    assert roster.proof.stopped
    assert not check(city, roster).hard
    assert report.cost >= roster.proof.bound
