"""A storm with fewer units than incidents: who is left waiting, against one after another and all assignments."""

from collections import Counter

import pytest
from dispatch_worlds import NOW, World, random_incident

from qinwu.models.incident import Priority
from qinwu.solver.dispatch import nearest_units
from qinwu.solver.dispatch.batch import Storm, assign


def served(priorities):
    count = Counter(priorities)
    return [count[priority] for priority in Priority]


def assignments(calls, able):
    """Yield the priorities served by every way to send the units."""
    ways = [(frozenset(), ())]
    for call in calls:
        ways += [
            (used | {unit}, (*done, call.urgency))
            for used, done in ways
            for unit in able[call.incident_id]
            if unit not in used
        ]
    return (done for _, done in ways)


@pytest.mark.parametrize("seed", range(40))
def test_a_storm_serves_the_most_of_each_priority_and_is_never_worse_than_one_after_another(seed):
    """
    Once a second saved for P1 was worth leaving a P4 waiting whom one after another serves.

    And where only the plain sum kept to the total of one after another, a later plan could be returned.
    """
    world = World(900 + seed, count=7)
    calls = [random_incident(world.network, world.rng, name=str(i)) for i in range(5)]
    able = {
        one.incident_id: [
            found.unit.unit_id for found in nearest_units(world.search, world.fleet, one, NOW, k=9).recommendations
        ]
        for one in calls
    }
    plan = assign(Storm(world.fleet, calls, NOW))
    done = served(order.priority for order in plan.orders)
    alone = served(order.priority for order in plan.greedy)
    assert done == max(map(served, assignments(calls, able)))
    assert sum(done) >= sum(alone)
    if done == alone:
        assert plan.total_ms <= plan.greedy_total_ms
        assert all(one.worst_ms <= one.greedy_worst_ms for one in plan.classes)
