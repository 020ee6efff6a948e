"""Planted calls on a grid of streets, for tests of demand."""

from datetime import datetime, timedelta

import numpy as np
from city_factory import tiny_city
from road_factory import grid_network

from qinwu.models.demand import RiskLayer
from qinwu.models.incident import EventCode
from qinwu.models.past_incident import PastIncident
from qinwu.solver.deploy.demand.sites import make_sites

START = datetime(2025, 1, 6)  # noqa: DTZ001 - a Monday
CITY = tiny_city()
NETWORK = grid_network(rows=12, columns=12)
TABLE = make_sites(NETWORK)


def call(number, when, arc, share=0.5, code=EventCode.ACCIDENT_PROPERTY, **facts):
    """A call at a share of an arc, its coordinates on the arc's straight line."""
    tail, head = NETWORK.tail[arc], NETWORK.head[arc]
    return PastIncident(
        incident_id=f"J{number}",
        code=code,
        reported_at=when,
        lon=float(NETWORK.lon[tail] * (1 - share) + NETWORK.lon[head] * share),
        lat=float(NETWORK.lat[tail] * (1 - share) + NETWORK.lat[head] * share),
        arc=int(arc),
        share=share,
        layers=frozenset({RiskLayer.ACCIDENT}),
        **facts,
    )


def planted(*, days=200, a_day=5.0, seed=0):
    """Calls whose places follow a few black spots and whose hours follow a peak at 17."""
    rng = np.random.default_rng(seed)
    luck = rng.gamma(0.3, 1.0, NETWORK.arcs)
    luck /= luck.sum()
    hours = np.ones(24)
    hours[17] = 12
    calls = []
    for day in range(days):
        for _ in range(rng.poisson(a_day)):
            minute = 60 * int(rng.choice(24, p=hours / hours.sum())) + int(rng.integers(60))
            arc = int(rng.choice(NETWORK.arcs, p=luck))
            calls.append(call(len(calls), START + timedelta(days=day, minutes=minute), arc, float(rng.random())))
    return calls
