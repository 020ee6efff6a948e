"""Random fleets on random roads, and the slow reference of dispatch that anyone can read in a minute."""

from datetime import datetime, timedelta

import networkx as nx
import numpy as np
from road_factory import random_network
from road_oracle import turn_ms

from qinwu.models.incident import EventCode, Incident
from qinwu.models.leg import LegMode
from qinwu.road_network.closures import OPEN
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.speeds import FREE_FLOW, travel_row
from qinwu.road_network.turn_costs import TurnCosts
from qinwu.solver.dispatch.crew_file import CrewFile, Stretch, seconds
from qinwu.solver.dispatch.fleet import Fleet
from qinwu.solver.dispatch.rules import DispatchRules

DAY = datetime(2026, 11, 24)  # noqa: DTZ001 - local time
NOW = DAY + timedelta(hours=8)
SKILLS = ([], ["ACC_SIMPLE"], ["ACC_BASIC"], ["ACC_MID", "ACC_SIMPLE"])
MODES = (LegMode.FIXED, LegMode.LINE, LegMode.MOBILE, LegMode.RESERVE)


def stretch(mode, at, *, place="P", start=6, end=14):
    """One stretch of duty, hours of the day."""
    first, last = seconds(DAY + timedelta(hours=start)), seconds(DAY + timedelta(hours=end))
    return Stretch(first, last, mode, place, at, last)


def crew(name, at, *, mode=LegMode.LINE, police=2, aux=0, skills=("ACC_BASIC",), brigade="B", place="", **hours):
    """One crew with one stretch of duty."""
    stretches = [stretch(mode, at, place=place or f"P-{name}", **hours)]
    return CrewFile(
        unit_id=name, brigade=brigade, officers=(f"no-{name}",), police=police, aux=aux,
        lead_skills=frozenset(skills), radio_id=f"R-{name}", stretches=stretches,
    )  # fmt: skip


def random_point(network, rng):
    return RoadPoint(int(rng.integers(network.arcs)), float(rng.choice([0.0, 1.0, rng.random()])))


def random_crews(network, rng, count):
    return [
        crew(
            f"U{i:03d}", random_point(network, rng), mode=MODES[int(rng.integers(4))],
            police=int(rng.integers(0, 4)), aux=int(rng.integers(0, 3)), skills=SKILLS[int(rng.integers(4))],
            end=int(rng.choice([9, 14])),
        )
        for i in range(count)
    ]  # fmt: skip


def random_incident(network, rng, name="1"):
    at = random_point(network, rng)
    code = EventCode(str(rng.choice([code.value for code in EventCode])))
    return Incident(incident_id=name, code=code, reported_at=NOW, arc=at.arc, share=at.share)


class World:
    """A network, a fleet in all kinds of standing, and what the reference knows of it."""

    def __init__(self, seed, *, network=None, count=25, territory=None):
        self.rng = np.random.default_rng(seed)
        self.network = random_network(seed=seed, banned=10) if network is None else network
        self.search = RoadSearch(self.network)
        self.rules = DispatchRules()
        crews = random_crews(self.network, self.rng, count)
        self.fleet = Fleet(self.search, crews, rules=self.rules, territory=territory)
        self.prices = turn_ms(self.network, TurnCosts())
        self.stir(crews)

    def stir(self, crews):
        for one in crews:
            match int(self.rng.integers(7)):
                case 0:
                    self.fleet.assign(one.unit_id, 1 + int(self.rng.integers(4)), NOW, busy_min=30)
                case 1:
                    self.fleet.rest(one.unit_id, NOW, minutes=10)
                case 2:
                    self.fleet.set_service(one.unit_id, NOW, fit=False)
                case 3:
                    at = random_point(self.network, self.rng)
                    self.fleet.fix(one.unit_id, at, NOW - timedelta(seconds=int(self.rng.integers(300))))
                case 4:
                    self.fleet.heard(one.unit_id, NOW - timedelta(minutes=40))


def road_times(world, incident, closures=OPEN):
    """Drive times by networkx over the line graph: unit at (arc, share) -> milliseconds, None if there is no way."""
    times = travel_row(world.network, FREE_FLOW, DispatchRules.vehicle(incident.urgency), None).astype(int)
    shut = {arc for arc, state in closures.by_arc.items() if state.hard}
    graph = nx.DiGraph()
    graph.add_nodes_from(range(world.network.arcs))
    for (a, b), price in world.prices.items():  # from the end of b back to the end of a
        if a not in shut and b not in shut:
            graph.add_edge(b, a, weight=int(times[b]) + price)
    ways = {incident.arc: incident.share}
    if world.network.twin[incident.arc] >= 0:
        ways[int(world.network.twin[incident.arc])] = 1.0 - incident.share
    ends = {arc: int(share * times[arc] + 0.5) for arc, share in ways.items() if arc not in shut}
    graph.add_node("incident")
    for arc, end in ends.items():
        for (a, b), price in world.prices.items():
            if b == arc and a not in shut:
                weight = min(end + price, graph.get_edge_data("incident", a, {"weight": end + price})["weight"])
                graph.add_edge("incident", a, weight=weight)
    label = nx.single_source_dijkstra_path_length(graph, "incident")

    def drive(arc, share):
        if arc in shut:
            return None
        gone = int(share * times[arc] + 0.5)
        options = [label[arc] + int(times[arc]) - gone] if arc in label else []
        if arc in ends and ends[arc] >= gone:
            options.append(ends[arc] - gone)
        return min(options, default=None)

    return drive


TURN_OUT = {"ON_PATROL": 30, "ENROUTE": 30, "ON_POST": 60, "BREAK": 120, "STANDBY": 180}


def reference(world, incident, patterns, level, closures=OPEN):
    """All units in order of arrival, each with whether it may be sent; plain loops, no bits, no index."""
    drive = road_times(world, incident, closures)
    posts_free = level == "L1" or incident.code in ("ACCIDENT_INJURY", "ACCIDENT_FATAL")
    answer = []
    for unit in world.fleet.units(NOW):
        if unit.position is None:
            continue
        ride = drive(unit.position.arc, unit.position.share)
        if ride is None:
            continue
        eta = ride + 1000 * TURN_OUT.get(unit.status, 0)
        free = unit.status in ("ON_POST", "ON_PATROL", "STANDBY")
        if incident.urgency == 1:
            free = free or unit.status == "BREAK" or (unit.status == "ENROUTE" and unit.job > 1)
        able = free and not unit.silent and (posts_free or not unit.protected)
        able = able and any(unit.police >= p.police and unit.aux >= p.aux for p in patterns)
        able = able and (not incident.wanted_skills or bool(incident.wanted_skills & unit.lead_skills))
        answer.append((eta, unit.unit_id, able))
    return sorted(answer)
