"""What no set of tours can beat: the farthest street, the rural postman shared out, and the exact answer for few."""

import time
from collections.abc import Sequence
from math import ceil

import networkx as nx
import numpy as np
import pulp

from ....models.errors import NoPlanError
from ...siting.programme import Effort, optimise
from .exact_kernels import divide, divide_all, tour_of_each_set
from .postman import Errands
from .windy import WindyGraph

FEW = 19
"""Up to so many streets the optimum is found by listing all sets of them (3^n steps, 8 n 2^n bytes)."""

ALMOST = 1e-6
ROUNDS = 60


def lower_bound(graph: WindyGraph, errands: Errands, tours: int, *, seconds: float | None = None) -> int:
    """
    Return a number that the longest of ``tours`` tours cannot be below.

    Parameters
    ----------
    graph, errands
        The graph, and its errands.
    tours
        How many crews.
    seconds
        A safety net for the relaxations together; a weaker bound results. None: no limit.

    Notes
    -----
    With few streets the optimum itself. Otherwise the larger of the round trip to the farthest street, and the least
    over m ≤ ``tours`` of the rural postman's cost with m departures from the depot, divided by m.
    """
    if not len(errands.serve):
        return 0
    if len(errands.serve) <= FEW:
        return optimum(errands, tours)
    end = None if seconds is None else time.monotonic() + seconds
    least, shared = 0.0, []
    for m in range(1, tours + 1):
        left = None if end is None else end - time.monotonic()
        if left is None or left > 0:
            least = max(least, rural_postman(graph, departures=m, seconds=left))
        shared.append(ceil(least / m - ALMOST))
    return max(int(errands.round_trips.max()), min(shared))


def optimum(errands: Errands, tours: int) -> int:
    """Return the least longest tour, by listing all sets of streets; for at most ``FEW`` streets."""
    one = tour_of_each_set(errands.between, errands.serve.ravel())
    tours = min(tours, len(errands.serve))
    if tours == 1:
        return int(one[-1])
    if tours == 2:
        return divide_all(one, one)
    two = divide(one, one)
    if tours < 5:
        return divide_all(two if tours == 4 else one, two)
    more = two
    for _ in range(tours - 4):
        more = divide(one, more)
    return divide_all(two, more)


def rural_postman(graph: WindyGraph, *, departures: int = 1, seconds: float | None = None) -> float:
    """
    Return a lower bound on the sum of all tours that leave the depot ``departures`` times: optimal if time allows.

    Whole numbers of drives over each edge in each direction; as many into a vertex as out of it; each required edge
    driven; each part of the graph that must be visited is entered. Cuts are added as they are broken.
    """
    model, there, back = _model(graph, departures)
    bound, end = 0.0, None if seconds is None else time.monotonic() + seconds
    for _ in range(ROUNDS):
        left = None if end is None else max(ALMOST, end - time.monotonic())
        try:
            found = optimise(model, Effort(seconds=left))
        except NoPlanError:
            return bound
        bound = max(bound, 0.0 if found is None else found)
        driven = [(a.varValue or 0.0) + (b.varValue or 0.0) > 0.5 for a, b in zip(there, back, strict=True)]
        cuts = _unreached(graph, driven)
        if not cuts:
            break
        for cut in cuts:
            model.addConstraint(_entered(graph, there, back, cut))
    return bound


def _model(
    graph: WindyGraph, departures: int
) -> tuple[pulp.LpProblem, Sequence[pulp.LpVariable], Sequence[pulp.LpVariable]]:
    model = pulp.LpProblem("rural_postman", pulp.LpMinimize)
    numbers = range(len(graph.ends))
    there = [model.add_variable(f"there{edge}", 0, None, pulp.LpInteger) for edge in numbers]
    back = [model.add_variable(f"back{edge}", 0, None, pulp.LpInteger) for edge in numbers]
    prices = graph.cost.tolist()
    model.setObjective(pulp.lpSum(prices[edge][0] * there[edge] + prices[edge][1] * back[edge] for edge in numbers))
    for edge in graph.streets.tolist():
        model.addConstraint(there[edge] + back[edge] >= 1)
    for vertex in range(graph.vertices):
        out = np.flatnonzero(graph.ends[:, 0] == vertex).tolist()
        into = np.flatnonzero(graph.ends[:, 1] == vertex).tolist()
        leaving = pulp.lpSum([there[e] for e in out] + [back[e] for e in into])
        model.addConstraint(leaving == pulp.lpSum([back[e] for e in out] + [there[e] for e in into]))
        if vertex == 0:
            model.addConstraint(leaving >= departures)
    for cut in _unreached(graph, graph.required.tolist()):
        model.addConstraint(_entered(graph, there, back, cut))
    return model, there, back


def _unreached(graph: WindyGraph, driven: Sequence[bool]) -> list[set[int]]:
    """Return the sets of vertices with streets to drive that the driven edges do not join to the depot."""
    net = nx.Graph(graph.ends[np.array(driven, dtype=bool)].tolist())
    net.add_node(0)
    return [part for part in nx.connected_components(net) if 0 not in part]


def _entered(
    graph: WindyGraph, there: Sequence[pulp.LpVariable], back: Sequence[pulp.LpVariable], cut: set[int]
) -> pulp.LpConstraint:
    inside = np.isin(graph.ends, list(cut))
    into = [there[e] for e in np.flatnonzero(~inside[:, 0] & inside[:, 1]).tolist()]
    into += [back[e] for e in np.flatnonzero(inside[:, 0] & ~inside[:, 1]).tolist()]
    return pulp.lpSum(into) >= 1
