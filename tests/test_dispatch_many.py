"""Levels, links, plans, the log; joint crews, storms, cover and moving up: against plain loops over all choices."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest
from dispatch_worlds import NOW, World, crew, random_incident, random_point, reference, road_times

from qinwu.models.crew import parse_patterns
from qinwu.models.dispatch_level import DispatchLevel, Push
from qinwu.models.errors import InputError
from qinwu.models.incident import EVENT_TYPES, EventCode, Incident, Priority
from qinwu.models.life_cycle import Entry, IncidentLog, IncidentState, figures
from qinwu.models.place import RoadClass
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.generate import generate_city
from qinwu.road_network.search import RoadSearch
from qinwu.solver.dispatch.batch import Storm, assign
from qinwu.solver.dispatch.cover import Demand, cover_of
from qinwu.solver.dispatch.fleet import Fleet
from qinwu.solver.dispatch.levels import classify
from qinwu.solver.dispatch.linkage import brigade_aid, circular, pushes, unacknowledged
from qinwu.solver.dispatch.moveup import Settings, move_up
from qinwu.solver.dispatch.multi import joint_crew
from qinwu.solver.dispatch.plans import response_plan
from qinwu.solver.dispatch.rules import DispatchRules

S = IncidentState


def call(code="BREAKDOWN", **more):
    return Incident(incident_id="1", code=EventCode(code), reported_at=NOW, arc=0, **more)


@pytest.mark.parametrize(
    ("incident", "touched", "level"),
    [
        (call("ACCIDENT_PROPERTY"), ["B1"], "L2"),
        (call("ACCIDENT_INJURY", injured=2), ["B1"], "L2"),
        (call("ACCIDENT_FATAL", dead=2), ["B1"], "L2"),
        (call("ACCIDENT_FATAL", dead=3), ["B1"], "L1"),
        (call("BREAKDOWN", hazmat=True), ["B1"], "L1"),
        (call("CONGESTION_QUEUE", brigades=("B1", "B2")), ["B1"], "L1"),
        (call("SPECIAL_DUTY"), ["B1"], "L1"),
        (call("WATCHLIST_HIT"), [], "L1"),
        (call("LOW_VISIBILITY"), ["B1"], "L2"),
        (call("LOW_VISIBILITY", closure=True), ["B1"], "L1"),
        (call("BREAKDOWN", upstream="B2"), ["B1", "B2"], "L2"),
    ],
)
def test_levels(incident, touched, level):
    verdict = classify(incident, touched)
    assert verdict.level == level
    assert not verdict.ambiguous
    assert verdict.matched.en
    assert verdict.pushes == (tuple(dict.fromkeys([*touched, *incident.brigades])) if level == "L1" else ())


def test_what_cannot_be_told_goes_up():
    border = classify(call("BREAKDOWN"), ["B1", "B2"])
    assert (border.level, border.owner, border.ambiguous) == (DispatchLevel.L1, "B1", True)
    assert classify(call("ACCIDENT_FATAL"), ["B1"]).ambiguous


def test_a_push_without_an_answer_in_sixty_seconds_is_an_alarm():
    sent = pushes(call("SPECIAL_DUTY"), classify(call("SPECIAL_DUTY"), ["B1", "B2"]), "D", NOW)
    assert [one.to_unit for one in sent] == ["B1", "B2"]
    assert unacknowledged(sent, NOW + timedelta(seconds=60)) == ()
    answered = replace(sent[0], acked_at=NOW + timedelta(seconds=5))
    assert unacknowledged((answered, sent[1]), NOW + timedelta(seconds=61)) == (sent[1],)
    with pytest.raises(InputError):
        Push(from_unit="D", to_unit="B", incident_id="1", sent_at=NOW, acked_at=NOW - timedelta(seconds=1))


def test_aid_that_goes_in_circles_is_found():
    one, other = brigade_aid("B1", "B2", agreed=True), brigade_aid("B2", "B1", agreed=False)
    assert circular([one]) == []
    assert circular([one, other]) == [one, other]
    assert not other.granted
    with pytest.raises(InputError):
        brigade_aid("B1", "B1", agreed=True)


@pytest.mark.parametrize(
    ("code", "road", "dark", "crew_wanted", "cones"),
    [
        ("ACCIDENT_PROPERTY", RoadClass.LOCAL, False, "1+0", 200),  # R09
        ("ACCIDENT_PROPERTY", RoadClass.ARTERIAL, False, "2+0|1+2", 200),  # R01
        ("ACCIDENT_INJURY", RoadClass.LOCAL, True, "2+0", 200),  # R10
        ("WATCHLIST_HIT", RoadClass.NATIONAL, False, "2+0|1+2", 200),
        ("WATCHLIST_HIT", RoadClass.NATIONAL, True, "3+0|2+2", 500),  # R02, R03
        ("BREAKDOWN", RoadClass.MOTORWAY, False, "2+0|1+2", 2000),
        ("PUBLIC_HELP", RoadClass.LOCAL, False, "1+0|0+1", 200),
    ],
)
def test_lawful_crews_and_cones(code, road, dark, crew_wanted, cones):
    plan = response_plan(call(code), road, DispatchRules(), dark=dark)
    assert plan.crew == parse_patterns(crew_wanted)
    assert plan.cones_m == cones


def test_a_drunk_driver_takes_two_police_or_one_and_two_auxiliaries():
    plan = response_plan(call("PUBLIC_HELP", drunk_driver=True), RoadClass.LOCAL, DispatchRules(), dark=False)
    assert plan.crew == parse_patterns("2+0|1+2")  # R08


def test_every_type_has_a_chinese_name_and_a_plan():
    for code in EventCode:
        assert EVENT_TYPES[code].name.zh
        assert response_plan(call(code, closure=True), RoadClass.MOTORWAY, DispatchRules(), dark=True).advice


@pytest.mark.parametrize(("dead", "told"), [(1, ["上报支队"]), (3, ["上报支队", "上报并深度调查 (R11)"])])
def test_every_death_is_reported_up_and_three_are_looked_into(dead, told):
    plan = response_plan(call("ACCIDENT_FATAL", dead=dead), RoadClass.LOCAL, DispatchRules(), dark=False)
    assert [line.zh for line in plan.advice if line.zh.startswith("上报")] == told


def test_the_log_takes_only_what_can_follow_and_never_fills_a_gap():
    log = IncidentLog()
    states = [S.RECEIVED, S.CLASSIFIED, S.DISPATCHED, S.ACKED, S.ENROUTE, S.HANDLING, S.CLEARED, S.CLOSED]
    for minute, state in enumerate(states):
        log.add(Entry(incident_id="1", state=state, at=NOW + timedelta(minutes=minute), hops=1))
    for bad in (
        Entry(incident_id="1", state=S.ENROUTE, at=NOW + timedelta(hours=1)),
        Entry(incident_id="2", state=S.DISPATCHED, at=NOW),
    ):
        with pytest.raises(InputError):
            log.add(bad)
    log.add(Entry(incident_id="2", state=S.RECEIVED, at=NOW))
    with pytest.raises(InputError):
        log.add(Entry(incident_id="2", state=S.CLASSIFIED, at=NOW - timedelta(seconds=1)))
    log.add(Entry(incident_id="2", state=S.REMOTE, at=NOW))
    with pytest.raises(InputError):
        log.add(Entry(incident_id="2", state=S.DISPATCHED, at=NOW))
    log.add(Entry(incident_id="2", state=S.CLOSED, at=NOW))
    story = log.story("1")
    assert story.stamp(S.ARRIVED) is None
    assert story.missing() == (S.ARRIVED,)
    found = figures(log)
    assert (found.incidents, found.to_dispatch_s, found.one_step_share, found.missing_arrivals) == (2, 120.0, 1.0, 1)
    assert found.to_arrival_s is None


@pytest.mark.parametrize("seed", range(5))
def test_joint_crews_are_the_best_of_all_sets(seed):
    world = World(30 + seed, count=9)
    for _ in range(6):
        incident = replace(random_incident(world.network, world.rng), crew=parse_patterns("4+0|3+3"))
        answer = joint_crew(world.fleet, incident, NOW)
        level = classify(incident).level
        known = reference(world, replace(incident, lead_skills=frozenset()), parse_patterns("0+1|1+0"), level)
        units = {unit.unit_id: unit for unit in world.fleet.units(NOW)}
        patterns = world.rules.crew_for(
            incident, list(RoadClass)[world.network.road_class[incident.arc]], dark=world.rules.dark(NOW)
        )
        sets = []
        for size in range(1, 5):
            for team in combinations([one for one in known if one[2]], size):
                people = [units[name] for _, name, _ in team]
                police, aux = sum(p.police for p in people), sum(p.aux for p in people)
                skilled = not incident.wanted_skills or any(incident.wanted_skills & p.lead_skills for p in people)
                if skilled and any(police >= p.police and aux >= p.aux for p in patterns):
                    sets.append((size, max(eta for eta, _, _ in team)))
        if not sets:
            assert answer.smallest is None
            continue
        assert (answer.smallest.size, answer.smallest.last_ms) == min(sets)
        assert answer.earliest.last_ms == min(last for _, last in sets)
        assert answer.saved_s >= 0


@pytest.mark.parametrize("seed", range(8))
def test_a_storm_is_never_served_worse_than_one_after_another(seed):
    world = World(50 + seed, count=40)
    calls = [random_incident(world.network, world.rng, name=str(i)) for i in range(15)]
    plan = assign(Storm(world.fleet, [*calls, calls[0]], NOW))
    sent = [order.unit_id for order in plan.orders]
    assert len(sent) == len(set(sent))
    assert {o.incident_id for o in plan.orders} | set(plan.waiting) == {one.incident_id for one in calls}
    able = {}
    for one in calls:
        level, road = classify(one).level, list(RoadClass)[world.network.road_class[one.arc]]
        patterns = world.rules.crew_for(one, road, dark=world.rules.dark(NOW))
        able[one.incident_id] = {unit: eta for eta, unit, may in reference(world, one, patterns, level) if may}
    assert all(able[o.incident_id].get(o.unit_id) == o.eta_ms for o in plan.orders)

    def price(orders):
        unserved = {one.incident_id: one.urgency for one in calls}
        total = 0
        for order in orders:
            total += plan.weight ** (4 - order.priority) * order.eta_ms
            del unserved[order.incident_id]
        return total + sum(plan.weight ** (4 - urgency) * 10**9 for urgency in unserved.values())

    assert price(plan.orders) <= price(plan.greedy)
    assert [one.sent for one in plan.classes] >= [one.greedy_sent for one in plan.classes]
    if len(plan.orders) == len(plan.greedy):
        assert plan.total_ms <= plan.greedy_total_ms
        assert all(one.worst_ms <= one.greedy_worst_ms for one in plan.classes)
    assert sum(one.total_ms for one in plan.classes) == plan.total_ms
    assert max(one.worst_ms for one in plan.classes) == plan.worst_ms
    free = {u for units in able.values() for u in units} - set(sent)
    for one in plan.waiting:  # nobody left who could go
        assert not free & able[one].keys()


def test_cover_and_moving_up_agree_with_plain_loops():
    world = World(70, count=12)
    fleet = world.fleet
    points = [random_point(world.network, world.rng) for _ in range(20)]
    demand = Demand(points, np.arange(1.0, 21.0))
    cover = cover_of(fleet, demand, NOW, limit_s=150)
    free = [u for u in fleet.units(NOW) if u.status in ("ON_POST", "ON_PATROL", "STANDBY") and not u.silent]
    reached = {}
    for place, point in enumerate(points):
        drive = road_times(world, replace(call("BREAKDOWN"), arc=point.arc, share=point.share))
        turn_out = {"ON_POST": 60, "ON_PATROL": 30, "STANDBY": 180}
        for unit in free:
            ride = drive(unit.position.arc, unit.position.share)
            reached[unit.unit_id, place] = ride is not None and ride + 1000 * turn_out[unit.status] <= 150_000
    assert cover.reaches.tolist() == [[reached[unit, place] for place in range(20)] for unit in cover.units]
    losses = cover.losses()
    for unit in cover.units:
        alone = [p for p in range(20) if reached[unit, p] and sum(reached[u, p] for u in cover.units) == 1]
        assert losses[unit] == pytest.approx(100 * sum(p + 1 for p in alone) / 210)
    assert cover.covered == pytest.approx(
        100 * sum(p + 1 for p in range(20) if any(reached[u, p] for u in cover.units)) / 210
    )


def test_the_idle_unit_that_gains_most_moves_up():
    network = generate_city(nodes=300)
    search, rng = RoadSearch(network), np.random.default_rng(1)
    here, there = random_point(network, rng), random_point(network, rng)
    fleet = Fleet(search, [crew("A", here), crew("B", here), crew("C", here)])
    demand = Demand([here, there], np.array([1.0, 1.0]))
    places = {"near": here, "far": there}
    apart = search.one_to_many(there, [here], given=Conditions())[0]
    move = move_up(fleet, demand, places, NOW, Settings(limit_s=max(70, int(apart / 2000))))
    assert (move.unit_id, move.to) == ("A", "far")
    assert move.before == pytest.approx(50 * (1 - 0.3**3))
    assert move.after == pytest.approx(50 * (1 - 0.3**2) + 50 * 0.7)
    assert move_up(fleet, demand, {"near": here}, NOW) is None
    assert set(cover_of(fleet, demand, NOW).units) == {"A", "B", "C"}
    with pytest.raises(InputError):
        Demand([here], np.array([0.0]))
    assert Priority.P1 < Priority.P4
