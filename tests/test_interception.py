"""Interception and containment: every order that could be given is tried on small cases."""

from itertools import combinations, permutations, product
from math import inf

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qinwu.models.errors import InputError
from qinwu.solver.dispatch.chase import Field, Spot, Target
from qinwu.solver.dispatch.containment import contain
from qinwu.solver.dispatch.interception import Flight, MissedBecause, intercept

TARGET = Target(seen_s=60, slowest_kmh=18, fastest_kmh=72)  # 5 and 20 metres a second


def field(metres, eta, *, lawful=None, unsafe=(), target=TARGET) -> Field:
    eta = np.asarray(eta, dtype=float).reshape(-1, len(metres))
    return Field(
        target=target,
        units=[f"u{number}" for number in range(len(eta))],
        spots=[Spot(node=node, metres=far, safe=node not in unsafe) for node, far in enumerate(metres)],
        eta_s=eta,
        lawful=np.ones(eta.shape, dtype=bool) if lawful is None else np.asarray(lawful, dtype=bool),
    )


@st.composite
def questions(draw):
    """Up to 3 units, 4 junctions, 4 routes; times on a coarse clock."""
    units, spots, routes = draw(st.integers(0, 3)), draw(st.integers(1, 4)), draw(st.integers(0, 4))
    metres = draw(st.lists(st.sampled_from([3600.0, 4800.0, 6000.0, inf]), min_size=spots, max_size=spots))
    eta = draw(
        st.lists(st.sampled_from([-1.0, 0.0, 30.0, 60.0, 120.0]), min_size=units * spots, max_size=units * spots)
    )
    lawful = draw(st.lists(st.booleans() | st.just(True), min_size=units * spots, max_size=units * spots))
    unsafe = draw(st.sets(st.integers(0, spots - 1), max_size=1))
    nodes = draw(st.lists(st.sets(st.integers(0, spots - 1), min_size=1, max_size=3), min_size=routes, max_size=routes))
    shares = draw(st.lists(st.integers(0, 5), min_size=routes, max_size=routes))
    flights = [
        Flight(exit_id=str(k), probability=share / 20, nodes=tuple(sorted(on)))
        for k, (share, on) in enumerate(zip(shares, nodes, strict=True))
    ]
    return field(metres, eta, lawful=np.reshape(lawful, (units, spots)), unsafe=unsafe), flights


def every_order(question: Field):
    """All ways to send some units to different junctions where they are in time."""
    able = question.feasible
    units, spots = able.shape
    for count in range(min(units, spots) + 1):
        for chosen, places in product(combinations(range(units), count), permutations(range(spots), count)):
            pairs = list(zip(chosen, places, strict=True))
            if all(able[pair] for pair in pairs):
                yield pairs


def judged(question: Field, flights, pairs):
    """The later, the better: probability, least slack, few units, sum of slacks."""
    held = {question.spots[spot].node for _, spot in pairs}
    slacks = [question.slack_s[pair] for pair in pairs]
    caught = round(sum(flight.probability for flight in flights if held & set(flight.nodes)), 9)
    return caught, min(slacks, default=inf) if caught else inf, -len(pairs), sum(slacks)


@settings(max_examples=60)
@given(asked=questions())
def test_no_order_catches_more_or_leaves_more_time(asked) -> None:
    question, flights = asked
    answer = intercept(question, flights)
    caught, slack, fewer, total = max(judged(question, flights, pairs) for pairs in every_order(question))
    assert answer.caught == pytest.approx(caught)
    if caught:
        assert answer.least_slack_s == slack
        assert len(answer.waits) == -fewer
        assert sum(one.slack_s for one in answer.waits) == pytest.approx(total)
    else:
        assert answer.waits == ()
    named = sum(one.probability for one in answer.missed)
    assert named + answer.caught == pytest.approx(sum(flight.probability for flight in flights))


def test_in_time_at_the_limit_and_one_second_late() -> None:
    """6000 m at 20 m/s is 300 s, seen 60 s ago: 240 s left; set-up 90 and margin 30 leave 120 s to drive."""
    route = [Flight(exit_id="x", probability=1.0, nodes=(0,))]
    at_limit = intercept(field([6000.0], [120]), route)
    assert (at_limit.caught, at_limit.least_slack_s) == (1.0, 0.0)
    assert (at_limit.waits[0].first_s, at_limit.waits[0].last_s) == (240.0, 1140.0)
    late = intercept(field([6000.0], [121]), route)
    assert [(one.exit_id, one.because) for one in late.missed] == [("x", MissedBecause.TOO_LATE)]


@pytest.mark.parametrize(
    ("question", "because"),
    [
        (field([6000.0], [-1]), MissedBecause.CUT_OFF),
        (field([6000.0], [10], lawful=[[False]]), MissedBecause.UNLAWFUL),
        (field([6000.0], [10], unsafe=[0]), MissedBecause.UNSAFE),
        (field([60.0], [0]), MissedBecause.TOO_LATE),
        (field([6000.0], []), MissedBecause.CUT_OFF),
    ],
)
def test_an_open_exit_says_why(question, because) -> None:
    assert intercept(question, [Flight(exit_id="x", probability=0.5, nodes=(0,))]).missed[0].because is because


def test_one_unit_takes_the_likelier_exit() -> None:
    flights = [Flight(exit_id="a", probability=0.3, nodes=(0,)), Flight(exit_id="b", probability=0.6, nodes=(1,))]
    answer = intercept(field([6000.0, 6000.0], [0, 0]), flights)
    assert [one.node for one in answer.waits] == [1]
    assert [(one.exit_id, one.because) for one in answer.missed] == [("a", MissedBecause.TOO_FEW)]


def test_bad_questions() -> None:
    with pytest.raises(InputError) as error:
        Target(seen_s=-1, slowest_kmh=0, fastest_kmh=0)
    assert [finding.where.field for finding in error.value.findings] == ["seen", "speed"]
    route = Flight(exit_id="x", probability=85, nodes=(0, 7))
    with pytest.raises(InputError) as error:
        intercept(field([1.0], [1]), [route, route])
    fields = [finding.where.field for finding in error.value.findings]
    assert fields == ["probability", "nodes", "exit", "probability", "nodes", "probability"]
    with pytest.raises(InputError) as error:
        Field(
            target=TARGET,
            units=["a", "a"],
            spots=[Spot(node=1, metres=-1.0)],
            eta_s=np.zeros((1, 1)),
            lawful=np.ones((1, 1), dtype=bool),
            setup_s=-1,
        )
    assert [finding.where.field for finding in error.value.findings] == ["units", "metres", "eta_s", "setup_s"]
    with pytest.raises(InputError):
        contain(field([1.0], [1]), [], [], {})


@st.composite
def rings(draw):
    """A small street map, a sighting at junction 0, exits, and up to 3 units."""
    nodes = draw(st.integers(3, 6))
    links = draw(st.lists(st.tuples(*[st.integers(0, nodes - 1)] * 2), max_size=10))
    exits = draw(st.sets(st.integers(1, nodes - 1), min_size=1, max_size=2))
    units = draw(st.integers(0, 3))
    eta = draw(st.lists(st.sampled_from([0.0, 60.0, 500.0]), min_size=units * nodes, max_size=units * nodes))
    return field([0.0] + [6000.0] * (nodes - 1), eta), sorted({*links, *[(v, u) for u, v in links]}), exits


def leaks(links, held, exits):
    """The exits that can be reached past the held junctions."""
    graph = nx.DiGraph(links)
    graph.add_nodes_from([0, *exits])
    graph.remove_nodes_from(held)
    return {gate for gate in exits if gate in graph and nx.has_path(graph, 0, gate)} if 0 in graph else set()


@settings(max_examples=60)
@given(asked=rings())
def test_no_ring_is_tighter(asked) -> None:
    question, links, exits = asked
    weights = {gate: 0.2 + 0.1 * gate for gate in exits}
    answer = contain(question, links, [0], weights)
    assert set(answer.open_exits) == leaks(links, {one.node for one in answer.waits}, exits)
    ways = [
        (round(sum(weights[gate] for gate in leaks(links, {spot for _, spot in pairs}, exits)), 9), len(pairs))
        for pairs in every_order(question)
    ]
    assert (round(sum(weights[gate] for gate in answer.open_exits), 9), len(answer.waits)) == min(ways)
    assert answer.proven


def test_a_cut_that_one_unit_cannot_man_gives_way_to_one_that_units_can() -> None:
    """Both junctions of the narrow cut hang on one unit; the wider cut behind them has a unit for each junction."""
    links = [(0, 1), (0, 2), (1, 3), (2, 4), (2, 5), (3, 6), (4, 6), (5, 6)]
    far = [0.0, 6000.0, 6000.0, 6000.0, 6000.0, 6000.0, 6000.0]
    late = 900.0
    eta = [[late, 0, 0, late, late, late, late]] + [[late, late, late, *near] for near in ([0, late, late, late],)]
    answer = contain(field(far, eta), links, [0], {6: 1.0})
    assert answer.closed
    assert [one.node for one in answer.waits] == [2, 3]
