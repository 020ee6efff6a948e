"""The simulator against known answers: Erlang's queue, the hypercube, mean travel, and a day followed by hand."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from simulator_worlds import BEGIN, PLAIN, Poisson, call_at, crew_at, middle_of, stage_of, star

from qinwu.models.incident import EventCode
from qinwu.models.kpi import ALL
from qinwu.models.leg import LegMode
from qinwu.models.unit import UnitStatus
from qinwu.scenarios.simulator.compare import mean_interval
from qinwu.scenarios.simulator.figures import kpis
from qinwu.scenarios.simulator.live import simulate
from qinwu.scenarios.simulator.run import Event
from qinwu.scenarios.simulator.scenario import ServiceLaw
from qinwu.scenarios.simulator.sources import Replay
from qinwu.scenarios.simulator.stories import read_log
from qinwu.solver.deploy.queueing import erlang_c, larson_q, mean_wait_min
from qinwu.solver.dispatch.rules import DispatchRules

RUNS = 10
EXPONENTIAL = replace(
    PLAIN,
    service=ServiceLaw.EXPONENTIAL,
    service_min={EventCode.BREAKDOWN: 30.0},
    warm_up_min=1440,
    return_to_post=True,
)


def within(values, truth):
    """The known answer lies in the 95 % interval of the runs."""
    _, low, high = mean_interval(np.array(values))
    assert low <= truth <= high, (low, truth, high)


def busy_at(stories, times):
    """How many calls are in service at given times."""
    spans = np.array([(s.first_there.arrived, s.closed if s.closed >= 0 else 1e18) for s in stories if s.first_there])
    starts, ends = np.sort(spans[:, 0]), np.sort(spans[:, 1])
    return np.searchsorted(starts, times, side="left") - np.searchsorted(ends, times, side="right")


@pytest.fixture(scope="module")
def erlang():
    """Five crews at one spot, six calls an hour there, half an hour each: three erlangs."""
    network = star()
    spot = middle_of(network, 0)
    stage = stage_of(
        network, [crew_at(f"U{i}", spot) for i in range(5)], Poisson([spot], [6.0]), settings=EXPONENTIAL, days=4
    )
    return stage, [simulate(stage, seed=3, replication=n) for n in range(RUNS)]


def test_waits_are_those_of_erlang_c(erlang) -> None:
    stage, runs = erlang
    tables = [kpis(stage, run) for run in runs]
    within([table.of("p_wait", ALL).value for table in tables], erlang_c(5, 3.0))
    within([table.of("queue_time", ALL).value for table in tables], mean_wait_min(5, 3.0, 30.0))
    within([table.of("util", ALL).value for table in tables], 0.6)


def test_busy_crews_are_those_of_larsons_correction(erlang) -> None:
    """P(first j of a random order busy, the next one free) = Q rho^j (1 - rho), taken at the moments of calls."""
    _, runs = erlang
    for ahead in (1, 2):
        shares = []
        for run in runs:
            stories, _ = read_log(run)
            busy = busy_at(stories, np.array([s.received for s in stories if s.received > 8.64e7]))
            ways = np.ones(len(busy))
            for i in range(ahead):
                ways *= np.maximum(busy - i, 0) / (5 - i)
            shares.append(float((ways * (5 - np.minimum(busy, 5)) / (5 - ahead)).mean()))
        within(shares, larson_q(5, 0.6, ahead) * 0.6**ahead * 0.4)


def hypercube(preferences, rates, mu):
    """Workloads of the exact hypercube with a line for calls that find all busy (Larson 1974)."""
    units = len(preferences[0])
    states = list(product((0, 1), repeat=units))
    number = {state: i for i, state in enumerate(states)}
    flow = np.zeros((len(states), len(states)))
    for state in states:
        for order, rate in zip(preferences, rates, strict=True):
            free = next((u for u in order if not state[u]), None)
            if free is not None:
                flow[number[state], number[tuple(1 if u == free else s for u, s in enumerate(state))]] += rate
        for unit in range(units):
            if state[unit]:
                flow[number[state], number[tuple(0 if u == unit else s for u, s in enumerate(state))]] += mu
    balance = np.vstack([(flow - np.diag(flow.sum(axis=1))).T, np.ones(len(states))])
    weight = np.linalg.lstsq(balance, np.append(np.zeros(len(states)), 1.0), rcond=None)[0]
    weight[-1] /= 1 - sum(rates) / (units * mu)
    weight /= weight.sum()
    return [sum(w for state, w in zip(states, weight, strict=True) if state[unit]) for unit in range(units)]


def test_workloads_are_those_of_the_hypercube() -> None:
    """Three crews on arms of different length prefer each other differently; ways are short beside the service."""
    network = star(arms=3, metres=100.0)
    network.base_ms[:] = np.where(np.isin(network.tail + network.head, [1]), 3000, 5000)
    network.base_ms[network.tail + network.head == 3] = 9000
    places = [middle_of(network, arm, 0.5) for arm in range(3)]
    rates = [2.0, 0.7, 1.1]
    settings = replace(EXPONENTIAL, service_min={EventCode.BREAKDOWN: 24.0})
    crews = [crew_at(f"U{i}", place) for i, place in enumerate(places)]
    stage = stage_of(network, crews, Poisson(places, rates), settings=settings, days=5)
    truth = hypercube([(0, 1, 2), (1, 0, 2), (2, 0, 1)], rates, 2.5)
    shares = []
    for n in range(RUNS):
        run = simulate(stage, seed=5, replication=n)
        _, days = read_log(run)
        last = 5 * 8.64e7
        shares.append([sum(min(b, last) - max(a, 8.64e7) for a, b in days[u].busy if b > 8.64e7) / (last - 8.64e7)
                       for u in range(3)])  # fmt: skip
    for unit in range(3):
        within([row[unit] for row in shares], truth[unit])


def test_mean_travel_is_half_an_arm_on_uniform_demand() -> None:
    """A crew in the middle of a star with arms of 1,000 m drives 500 m on the mean, 50 s at 36 km/h."""
    network = star()
    rng = np.random.default_rng(7)
    arcs, shares = rng.integers(0, network.arcs, 800), rng.random(800)
    calls = [
        call_at(f"{i:04d}", 60.0 * i, type(middle_of(network, 0))(int(arc), float(share)))
        for i, (arc, share) in enumerate(zip(arcs, shares, strict=True))
    ]
    settings = replace(PLAIN, service=ServiceLaw.FIXED)
    stage = stage_of(
        network, [crew_at("U", middle_of(network, 0))], Replay(incidents=calls), settings=settings, days=34
    )
    stories, _ = read_log(simulate(stage))
    minutes = [(story.first_there.arrived - story.received) / 60_000 for story in stories]
    within(minutes, 50 / 60)


def test_a_day_followed_by_hand() -> None:
    """
    Two crews at the middle of the star, arms of 1,000 m at 10 m/s.

    A: 00:10 a breakdown at the end of arm 1, 100 s away; the crew on patrol A turns out in 30 s.
    B: 00:11 a breakdown half-way on arm 2, 50 s; A is gone, so B comes.
    C: 00:12 a breakdown at the end of arm 3: nobody is free. A clears first, at 00:13:10 + 20 min, and drives 200 s.
    """
    network = star()
    spot = middle_of(network, 0)
    calls = [
        call_at("A", 10, middle_of(network, 1, 0.0)),
        call_at("B", 11, middle_of(network, 2, 0.5)),
        call_at("C", 12, middle_of(network, 3, 0.0)),
    ]
    settings = replace(PLAIN, answer_s=60, ack_s=15, service=ServiceLaw.FIXED)
    turn_out = {**DispatchRules().turn_out_s, UnitStatus.ON_PATROL: 30}
    crews = [crew_at("U1", spot), crew_at("U2", spot)]
    stage = stage_of(network, crews, Replay(incidents=calls), days=1, settings=settings, turn_out=turn_out)
    told = [
        (f"{entry.at:%H:%M:%S}", entry.event.name, entry.call_id, entry.unit_id)
        for entry in simulate(stage).entries()
        if entry.event is not Event.SECOND
    ]
    assert told == [
        ("00:10:00", "RECEIVED", "A", ""),
        ("00:11:00", "RECEIVED", "B", ""),
        ("00:11:00", "CLASSIFIED", "A", ""),
        ("00:11:00", "DISPATCHED", "A", "U1"),
        ("00:11:15", "ACKED", "A", "U1"),
        ("00:11:30", "ENROUTE", "A", "U1"),
        ("00:12:00", "RECEIVED", "C", ""),
        ("00:12:00", "CLASSIFIED", "B", ""),
        ("00:12:00", "DISPATCHED", "B", "U2"),
        ("00:12:15", "ACKED", "B", "U2"),
        ("00:12:30", "ENROUTE", "B", "U2"),
        ("00:13:00", "CLASSIFIED", "C", ""),
        ("00:13:00", "QUEUED", "C", ""),
        ("00:13:10", "ARRIVED", "A", "U1"),
        ("00:13:10", "HANDLING", "A", ""),
        ("00:13:20", "ARRIVED", "B", "U2"),
        ("00:13:20", "HANDLING", "B", ""),
        ("00:33:10", "CLEARED", "A", "U1"),
        ("00:33:10", "CLOSED", "A", ""),
        ("00:33:10", "DISPATCHED", "C", "U1"),
        ("00:33:20", "CLEARED", "B", "U2"),
        ("00:33:20", "CLOSED", "B", ""),
        ("00:33:25", "ACKED", "C", "U1"),
        ("00:33:40", "ENROUTE", "C", "U1"),
        ("00:34:10", "BACK", "", "U2"),
        ("00:37:00", "ARRIVED", "C", "U1"),
        ("00:37:00", "HANDLING", "C", ""),
        ("00:57:00", "CLEARED", "C", "U1"),
        ("00:57:00", "CLOSED", "C", ""),
        ("00:58:40", "BACK", "", "U1"),
    ]
    assert BEGIN.hour == 0
    assert LegMode.MOBILE in {stretch.mode for stretch in crews[0].stretches}
