"""Containment (合围): guard so many junctions that the vehicle reaches no exit on any way, if that can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

import networkx as nx
import numpy as np
import pulp

from ...models.errors import InputError
from ...models.text import Text
from ..siting.programme import Effort, optimise
from .bottleneck import bottleneck
from .chase import Field, Wait, fault, wait

SAFETY_NET = Effort(seconds=60.0)
LIGHTEST = 1e-3
"""What an exit that the vehicle will hardly take weighs against others, so that it is closed, too, if that is free."""

Link = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Containment:
    """
    The ring.

    Parameters
    ----------
    waits
        By junction.
    open_exits
        Exits that the vehicle can still reach, ascending.
    idle
        Units that need not move.
    proven
        False if the time ran out: then a tighter ring may exist.
    """

    waits: tuple[Wait, ...]
    open_exits: tuple[int, ...]
    idle: tuple[str, ...]
    proven: bool = True

    @property
    def closed(self) -> bool:
        """Whether every way out is guarded."""
        return not self.open_exits

    @property
    def least_slack_s(self) -> float:
        """The shortest slack of all waits; infinite if nobody waits."""
        return min((one.slack_s for one in self.waits), default=inf)


def contain(
    field: Field, links: Sequence[Link], seen: Sequence[int], exits: Mapping[int, float], *, effort: Effort = SAFETY_NET
) -> Containment:
    """
    Guard every way from the sighting to the exits.

    Parameters
    ----------
    field
        Who can wait where in time.
    links
        The roads: (junction, next junction), one for each direction; junctions as in ``Spot.node``.
    seen
        Junctions the vehicle came to first after the sighting.
    exits
        Junctions it may want to leave by, with probabilities.
    effort
        Limit of the exact model.

    Returns
    -------
    containment
        As many exits as possible (by probability) are closed, by as few units as possible; then the least slack is
        longest.

    Raises
    ------
    InputError
        If there is no sighting or no exit.

    Notes
    -----
    First a minimum cut over the junctions that can be reached (Ford and Fulkerson), then a bottleneck assignment of
    units to it. If no cut exists, or the units that can be in time cannot man it all at once, the exact model of cut
    and crews together decides. A junction counts as held only if its unit is ready before the vehicle can come by
    its shortest way, so the order in which it drives does not matter.
    """
    if not seen or not exits:
        where = "seen" if not seen else "exits"
        message = Text("须有目击点和出口", "a sighting and an exit are needed")
        raise InputError.of([fault(where, "", message, Text("", ""))])
    graph = nx.DiGraph([*links])
    graph.add_nodes_from([*seen, *exits])
    roads = graph.subgraph(_between(graph, seen, exits))
    column = {spot.node: number for number, spot in enumerate(field.spots)}
    able = field.feasible
    guardable = [node for node in sorted(roads) if node in column and able[:, column[node]].any()]
    cut = _cut(roads, seen, exits, set(guardable))
    pairs = [] if cut is None else _man(field, [column[node] for node in cut])
    if cut is not None and len(pairs) == len(cut):
        return _answer(field, roads, pairs, seen, exits, proven=True)
    held, proven = _exact(field, roads, guardable, seen, exits, effort)
    return _answer(field, roads, _man(field, [column[node] for node in held]), seen, exits, proven=proven)


def _between(graph: nx.DiGraph, seen: Sequence[int], exits: Mapping[int, float]) -> set[int]:
    """Return the junctions on any way from the sighting to an exit."""
    ahead = set(seen).union(*(nx.descendants(graph, node) for node in seen))
    behind = set(exits).union(*(nx.ancestors(graph, node) for node in exits))
    return ahead & behind


def _cut(roads: nx.DiGraph, seen: Sequence[int], exits: Mapping[int, float], guardable: set[int]) -> list[int] | None:
    """Return the fewest junctions that part the sighting from all exits, ascending; None if there are none."""
    flow = nx.DiGraph()
    flow.add_nodes_from(["from", "to"])
    for node in roads:
        flow.add_edge((node, 0), (node, 1), **({"capacity": 1} if node in guardable else {}))
    flow.add_edges_from(((tail, 1), (head, 0)) for tail, head in roads.edges)
    flow.add_edges_from(("from", (node, 0)) for node in seen if node in roads)
    flow.add_edges_from(((node, 1), "to") for node in exits if node in roads)
    try:
        _, (near, _) = nx.minimum_cut(flow, "from", "to", flow_func=nx.algorithms.flow.shortest_augmenting_path)
    except nx.NetworkXUnbounded:
        return None
    return sorted(node for node in guardable if (node, 0) in near and (node, 1) not in near)


def _man(field: Field, spots: Sequence[int]) -> list[tuple[int, int]]:
    """Return (unit, spot) pairs with the longest least slack."""
    if not spots:
        return []
    pairs = bottleneck(np.where(field.feasible, -field.slack_s, 0.0)[:, spots], field.feasible[:, spots])
    return [(unit, spots[place]) for unit, place in pairs]


def _exact(  # noqa: PLR0913, PLR0917 - the whole question
    field: Field,
    roads: nx.DiGraph,
    guardable: Sequence[int],
    seen: Sequence[int],
    exits: Mapping[int, float],
    effort: Effort,
) -> tuple[list[int], bool]:
    """Return the junctions to hold: least probability open, then fewest units; and whether that is proven."""
    model = pulp.LpProblem("containment", pulp.LpMinimize)
    column = {spot.node: number for number, spot in enumerate(field.spots)}
    held = {node: model.add_variable(f"held{node}", cat=pulp.LpBinary) for node in guardable}
    free = {node: model.add_variable(f"free{node}", lowBound=0, upBound=1) for node in roads}
    out = {node: free[node] - held[node] if node in held else free[node] for node in roads}
    manned: dict[int, list[pulp.LpVariable]] = {}
    for node in guardable:
        crews = []
        for unit in np.flatnonzero(field.feasible[:, column[node]]).tolist():
            crews.append(model.add_variable(f"man{unit}_{node}", lowBound=0, upBound=1))
            manned.setdefault(unit, []).append(crews[-1])
        model += held[node] <= pulp.lpSum(crews)
    for crews in manned.values():
        model += pulp.lpSum(crews) <= 1
    for node in seen:
        if node in free:
            model += free[node] >= 1
    for tail, head in roads.edges:
        model += free[head] >= out[tail]
    gone = {node: model.add_variable(f"gone{node}", cat=pulp.LpBinary) for node in exits if node in roads}
    for node, open_ in gone.items():
        model += open_ >= out[node]
    lost = pulp.lpSum(max(exits[node], LIGHTEST) * open_ for node, open_ in gone.items())
    model.setObjective(lost * (2 * (len(field.units) + 1) / LIGHTEST) + pulp.lpSum(held.values()))
    bound = optimise(model, effort)
    value = float(pulp.value(model.objective))
    return [node for node, x in held.items() if x.varValue > 0.5], bound is not None and value - bound < 0.5


def _answer(  # noqa: PLR0913 - the whole question
    field: Field,
    roads: nx.DiGraph,
    pairs: Sequence[tuple[int, int]],
    seen: Sequence[int],
    exits: Mapping[int, float],
    *,
    proven: bool,
) -> Containment:
    """Read the answer off the roads once more: which exits can be reached past the held junctions."""
    held = {field.spots[spot].node for _, spot in pairs}
    left = roads.subgraph(set(roads) - held)
    starts = [node for node in seen if node in left]
    reached = set(starts).union(*(nx.descendants(left, node) for node in starts))
    return Containment(
        waits=tuple(sorted(wait(field, unit, spot) for unit, spot in pairs)),
        open_exits=tuple(sorted(node for node in exits if node in reached)),
        idle=tuple(sorted(set(field.units) - {field.units[unit] for unit, _ in pairs})),
        proven=proven,
    )
