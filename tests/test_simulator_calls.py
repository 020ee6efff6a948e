"""Calls lived through on small stars of streets: who goes, who is called off, how long it takes; none is lost."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from city_factory import tiny_city
from demand_worlds import NETWORK, planted
from simulator_worlds import BEGIN, PLAIN, Poisson, call_at, crew_at, middle_of, stage_of, star

from qinwu.models.errors import InputError
from qinwu.models.incident import EVENT_TYPES, EventCode
from qinwu.models.kpi import ALL, Verdict
from qinwu.models.leg import LegMode
from qinwu.models.past_incident import PastIncident
from qinwu.road_network.closures import OPEN, both_ways
from qinwu.scenarios.simulator.compare import unpaired_seeds
from qinwu.scenarios.simulator.draws import Purpose, keys_of, uniform
from qinwu.scenarios.simulator.figures import kpis
from qinwu.scenarios.simulator.live import simulate
from qinwu.scenarios.simulator.run import Event
from qinwu.scenarios.simulator.scenario import RoadChange, ServiceLaw
from qinwu.scenarios.simulator.sources import FromDemand, Replay, Together, replay
from qinwu.scenarios.simulator.stories import read_log
from qinwu.solver.deploy.demand.estimate import estimate_demand
from qinwu.solver.deploy.demand.sites import make_sites


def test_luck_hangs_on_the_call_not_on_the_order() -> None:
    names = [f"call-{i}" for i in range(2000)]
    luck = uniform(keys_of(names), Purpose.SERVICE, seed=3, replication=4)
    assert luck[::-1].tolist() == uniform(keys_of(names[::-1]), Purpose.SERVICE, seed=3, replication=4).tolist()
    other = uniform(keys_of(names), Purpose.REMOTE, seed=3, replication=4)
    assert abs(np.corrcoef(luck, other)[0, 1]) < 0.06
    assert 0 < luck.min() < 0.01
    assert 0.99 < luck.max() < 1
    assert abs(luck.mean() - 0.5) < 0.02


def test_a_record_is_met_again_on_other_days_without_what_lies_off_the_roads() -> None:
    first = BEGIN - timedelta(days=364)
    base = PastIncident(incident_id="early", code=EventCode.CONGESTION_QUEUE, reported_at=first, lon=112.7, lat=37.7)
    record = [
        replace(base, incident_id="late", reported_at=first + timedelta(days=1), arc=2, share=0.25),
        replace(base, arc=1),
        replace(base, incident_id="nowhere"),
    ]
    met = replay(record, days_on=364).calls(BEGIN, BEGIN + timedelta(days=2), seed=0, replication=5)
    assert [(call.incident_id, call.reported_at, call.arc, call.share) for call in met] == [
        ("early", BEGIN, 1, 0.5),
        ("late", BEGIN + timedelta(days=1), 2, 0.25),
    ]


def test_generated_calls_are_those_that_the_demand_expects() -> None:
    city, network = tiny_city(), NETWORK
    demand, _ = estimate_demand(city, make_sites(network), planted())
    source = FromDemand.of(demand, network, city.calendar)
    calls = [
        call
        for number in range(20)
        for call in source.calls(BEGIN, BEGIN + timedelta(days=5), seed=0, replication=number)
    ]
    expected = 100 * sum(demand.rates[next(iter(demand.rates))])
    assert abs(len(calls) - expected) < 4 * expected**0.5
    by_hour = np.bincount([call.reported_at.hour for call in calls], minlength=24) / 100
    wanted = np.array(demand.city_per_hour(next(iter(demand.rates))))
    assert np.all(np.abs(by_hour - wanted) < 5 * np.sqrt(wanted / 100 + 0.01))


def test_an_empty_post_counts_until_its_crew_is_back() -> None:
    """At 08:00 an injury, 80 s for who hurries: the crew of a post goes, handles it an hour, drives back 100 s."""
    network = star()
    post = crew_at("U", middle_of(network, 0), mode=LegMode.FIXED, hours=(7, 11), place="P")
    calls = [call_at("A", 480, middle_of(network, 1, 0.0), EventCode.ACCIDENT_INJURY)]
    lived = simulate(
        stage_of(network, [post], Replay(incidents=calls), days=1, settings=replace(PLAIN, service=ServiceLaw.FIXED))
    )
    _, days = read_log(lived)
    minutes = EVENT_TYPES[EventCode.ACCIDENT_INJURY].service_min
    assert days[0].away == [(480 * 60_000, (480 + minutes) * 60_000 + 180_000)]


def test_an_urgent_call_takes_the_crew_of_a_lesser_one_which_waits_again() -> None:
    network = star()
    calls = [
        call_at("A", 10, middle_of(network, 1, 0.0)),
        call_at("B", 11, middle_of(network, 2, 0.0), EventCode.PEDESTRIAN_ELEVATED),
    ]
    lived = simulate(
        stage_of(
            network, [crew_at("U", middle_of(network, 0))], Replay(incidents=calls), days=1,
            settings=replace(PLAIN, service=ServiceLaw.FIXED),
        )
    )  # fmt: skip
    told = [(entry.event, entry.call_id) for entry in lived.entries()]
    assert told.index((Event.REASSIGNED, "A")) < told.index((Event.DISPATCHED, "B"))
    assert told.count((Event.DISPATCHED, "A")) == 2
    stories, _ = read_log(lived)
    assert _arrival(stories[1]) == 192_000  # 60 s out on arm 1; on to its end, in, out on arm 2: 240 s, hurrying x 0.8
    assert all(story.closed > 0 for story in stories)


def test_a_joint_crew_that_is_called_off_whole_leaves_one_call_that_waits() -> None:
    network = star()
    crews = [crew_at(f"U{i}", middle_of(network, i), police=1) for i in range(2)]
    calls = [
        call_at("A", 10, middle_of(network, 2, 0.0), EventCode.WATCHLIST_HIT),
        call_at("B", 11, middle_of(network, 3, 0.0), EventCode.ACCIDENT_INJURY),
    ]
    lived = simulate(stage_of(network, crews, Replay(incidents=calls), days=1))
    told = [entry.event for entry in lived.entries() if entry.call_id == "A"]
    assert told.count(Event.REASSIGNED) == 2
    assert told.count(Event.QUEUED) == 1
    assert told.count(Event.DISPATCHED) == 4
    assert told.count(Event.CLOSED) == 1


def _arrival(story):
    return story.first_there.arrived - story.received


def test_two_small_crews_go_together_where_one_is_too_small() -> None:
    network = star()
    crews = [crew_at(f"U{i}", middle_of(network, i), police=1) for i in range(3)]
    calls = [call_at("A", 10, middle_of(network, 0, 0.5), EventCode.ACCIDENT_INJURY)]
    stories, _ = read_log(simulate(stage_of(network, crews, Replay(incidents=calls), days=1)))
    assert len(stories[0].orders) == 2
    assert all(order.cleared > 0 for order in stories[0].orders)


def test_a_closed_street_makes_ways_longer() -> None:
    network = star(arms=3)
    calls = [call_at("A", 10, middle_of(network, 1, 0.5))]
    closed = OPEN.slow(both_ways(network, middle_of(network, 1).arc), 300)
    change = RoadChange(start=BEGIN, stop=BEGIN + timedelta(hours=1), closures=closed)
    took = [
        _arrival(read_log(simulate(stage_of(network, [crew_at("U", middle_of(network, 0))], Replay(incidents=calls),
                                            days=1, changes=changes)))[0][0])
        for changes in ((), (change,))
    ]  # fmt: skip
    assert took == [50_000, 150_000]


def test_one_in_twenty_equal_scenarios_differs_by_chance() -> None:
    """A/A: equal scenarios with different luck; 20 pairs here, 200 in benchmarks/simulator_truth.py."""
    network = star()
    spot = middle_of(network, 0)
    ways = [middle_of(network, arm, 0.3) for arm in range(4)]
    stage = stage_of(network, [crew_at(f"U{i}", spot) for i in range(2)], Poisson(ways, [0.3] * 4), days=1)
    tables = [[kpis(stage, simulate(stage, seed=seed, replication=n)) for n in range(3)] for seed in range(40)]
    significant = sum(
        one.verdict is not Verdict.NOT_SIGNIFICANT
        for a, b in zip(tables[::2], tables[1::2], strict=True)
        for one in unpaired_seeds(a, b).differences
        if one.code == "t_handle_mean" and one.part == ALL
    )
    assert significant <= 3


def test_calls_off_the_roads_and_double_ids_are_refused() -> None:
    network = star()
    call = call_at("A", 1, middle_of(network, 0))
    with pytest.raises(InputError):
        Replay(incidents=(call, call))
    with pytest.raises(InputError):
        Replay(incidents=(replace(call, arc=None, lon=1.0, lat=1.0),))
    both = Together(sources=[Replay(incidents=(call,)), Replay(incidents=(replace(call, incident_id="B"),))])
    assert len(both.calls(BEGIN, BEGIN + timedelta(days=1), seed=0, replication=0)) == 2
