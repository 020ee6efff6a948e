"""The road as a graph of arcs: a state is an arc, a step is a turn, so that turns cost time or are forbidden."""

from dataclasses import dataclass

import numpy as np

from .graph import Int32, RoadNetwork
from .turn_costs import TurnCosts, turn_table


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """
    The steps of one direction of search, laid out so that the steps of a state lie side by side in memory.

    Parameters
    ----------
    arc
        Shape (m,): the arc of each state.
    state
        Shape (m,): the state of each arc.
    step
        Shape (m, 4): the states one step away are ``step[s, 0] .. step[s, 1]``, their turns are priced from
        ``turn[step[s, 2]]`` on; ``step[s, 3]`` is the node that the step goes over.
    turn
        Milliseconds of each turn, ``BANNED`` where it is forbidden.
    """

    arc: Int32
    state: Int32
    step: Int32
    turn: Int32


@dataclass(frozen=True, slots=True, eq=False)
class LineGraph:
    """
    Both directions of search.

    ``back`` orders states by their head, so that all arcs one may come from are neighbours; ``ahead`` keeps the
    network's own order by tail. ``in_start`` delimits the states of ``back`` that end at each node;
    ``in_tail`` and ``in_head`` are their ends.
    """

    back: Side
    ahead: Side
    in_start: Int32
    in_tail: Int32
    in_head: Int32


def line_graph(network: RoadNetwork, costs: TurnCosts) -> LineGraph:
    """Lay out the states and steps of a network, O(turns)."""
    in_arc = np.argsort(network.head, kind="stable").astype(np.int32)
    ending = np.bincount(network.head, minlength=network.nodes)
    in_start = np.concatenate([[0], np.cumsum(ending)]).astype(np.int32)
    state = np.empty_like(in_arc)
    state[in_arc] = np.arange(len(in_arc), dtype=np.int32)
    first, price = turn_table(network, in_start, in_arc, costs)
    tail = network.tail[in_arc]
    back = Side(in_arc, state, _steps(in_start[tail], in_start[tail + 1], first[in_arc], tail), price)
    return LineGraph(back, _ahead(network, in_start, state, first, price), in_start, tail, network.head[in_arc])


def _steps(low: Int32, high: Int32, first: Int32, node: Int32) -> Int32:
    return np.ascontiguousarray(np.column_stack([low, high, first, node]).astype(np.int32))


def _ahead(network: RoadNetwork, in_start: Int32, state: Int32, first: Int32, price: Int32) -> Side:
    low, high = network.out_start[network.head], network.out_start[network.head + 1]
    begin = np.concatenate([[0], np.cumsum(high - low)]).astype(np.int64)
    turn = np.arange(begin[-1]) - np.repeat(begin[:-1] - low, high - low)  # the arcs turned into
    origin = np.repeat(state - in_start[network.head], high - low)
    same = np.arange(network.arcs, dtype=np.int32)
    steps = _steps(low, high, begin[:-1].astype(np.int32), network.head)
    return Side(same, same, steps, price[first[turn] + origin].astype(np.int32))
