"""Small worlds for the simulator: a star of streets, crews without a city, calls by hand or exponential."""

from datetime import datetime, timedelta

import numpy as np
from road_factory import grow

from qinwu.models.incident import EventCode, Incident
from qinwu.models.leg import LegMode
from qinwu.models.unit import UnitStatus
from qinwu.road_network.graph import ROAD_CLASSES
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.turn_costs import FREE_TURNS
from qinwu.scenarios.simulator.scenario import Settings
from qinwu.scenarios.simulator.sources import Replay
from qinwu.scenarios.simulator.stage import Stage
from qinwu.scenarios.simulator.tracks import make_tracks
from qinwu.solver.dispatch.crew_file import CrewFile, Stretch, seconds
from qinwu.solver.dispatch.fleet import Fleet
from qinwu.solver.dispatch.rules import DispatchRules

BEGIN = datetime(2026, 11, 23)  # noqa: DTZ001 - a Monday, local time

PROMPT = dict.fromkeys(UnitStatus, 0)
PLAIN = Settings(answer_s=0, ack_s=0, rest_after_min=0, warm_up_min=0, cool_down_min=0)


def star(*, arms=4, metres=1000.0, kmh=36.0):
    """Streets of equal length that meet in node 0; 36 km/h is 10 metres a second."""
    angle = 2 * np.pi * np.arange(arms) / arms
    lon = np.concatenate([[112.7], 112.7 + 0.01 * np.cos(angle)])
    lat = np.concatenate([[37.6], 37.6 + 0.01 * np.sin(angle)])
    ends, middle = np.arange(1, arms + 1), np.zeros(arms, dtype=int)
    tail, head = np.concatenate([middle, ends]), np.concatenate([ends, middle])
    twin = np.concatenate([arms + np.arange(arms), np.arange(arms)])
    network = grow(
        lon, lat, tail, head, twin, np.full(2 * arms, metres), np.full(2 * arms, kmh), signal=np.zeros(arms + 1)
    )
    network.road_class[:] = ROAD_CLASSES.index("LOCAL")
    return network


def inward(network, arm):
    """The arc that leads from the end of an arm to the middle."""
    return int(np.flatnonzero((network.head == 0) & (network.tail == arm + 1))[0])


def crew_at(name, at, *, mode=LegMode.MOBILE, hours=(0, 24 * 40), place="", police=2, **facts):
    """A crew with one long stretch of duty."""
    first, last = (seconds(BEGIN + timedelta(hours=hour)) for hour in hours)
    return CrewFile(
        unit_id=name, brigade="B", officers=(f"no-{name}",), police=police, aux=0,
        lead_skills=frozenset({"ACC_MID"}), radio_id=f"R-{name}",
        stretches=[Stretch(first, last, mode, place or f"P-{name}", at, last)], **facts,
    )  # fmt: skip


def call_at(name, minute, at, code=EventCode.BREAKDOWN, **facts):
    """A call, minutes after the beginning."""
    when = BEGIN + timedelta(minutes=minute)
    return Incident(incident_id=name, code=code, reported_at=when, arc=at.arc, share=at.share, **facts)


def stage_of(network, crews, source, *, days=7, settings=PLAIN, turn_out=PROMPT, turns=FREE_TURNS, **facts):
    """A stage without a city."""
    files = sorted(crews, key=lambda one: one.unit_id)
    rules = DispatchRules(fix_fresh_s=10**9, silent_s=10**9, turn_out_s=turn_out, standby_night_s=0)
    fleet = Fleet(RoadSearch(network, turns=turns), files, rules=rules)
    return Stage(
        name="test", fleet=fleet, files=files, tracks=make_tracks([], {}, None), source=source, settings=settings,
        begin=BEGIN, end=BEGIN + timedelta(days=days), **facts,
    )  # fmt: skip


class Poisson:
    """Calls at given rates an hour at places, one stream a replication."""

    def __init__(self, places, per_hour, code=EventCode.BREAKDOWN):
        self.places, self.per_hour, self.code = places, per_hour, code

    def calls(self, start, end, *, seed, replication):
        rng = np.random.default_rng([seed, replication])
        hours = (end - start).total_seconds() / 3600
        times = np.sort(rng.random(rng.poisson(sum(self.per_hour) * hours)) * hours)
        where = rng.choice(len(self.places), len(times), p=np.array(self.per_hour) / sum(self.per_hour))
        calls = [
            call_at(f"{i:06d}", 60 * t, self.places[w], self.code)
            for i, (t, w) in enumerate(zip(times.tolist(), where.tolist(), strict=True))
        ]
        return Replay(incidents=calls).calls(start, end, seed=seed, replication=replication)


def middle_of(network, arm, share=1.0):
    """A place on the way inward on an arm."""
    return RoadPoint(inward(network, arm), share)
