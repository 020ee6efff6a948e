"""The plain reading of the road search: a line graph made afresh for every question, searched by heapq or scipy."""

from heapq import heappop, heappush

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from qinwu.road_network.closures import OPEN
from qinwu.road_network.turn_costs import bearings, junctions
from qinwu.road_network.turn_kernels import turn_angle


def turn_ms(network, costs):
    """All allowed turns (a, b) -> ms, written down pair by pair."""
    begin, end = bearings(network)
    crossing = junctions(network)
    banned = {(int(a), int(b)) for a, b in network.banned}
    prices = {}
    for a in range(network.arcs):
        v = network.head[a]
        leaving = range(network.out_start[v], network.out_start[v + 1])
        for b in leaving:
            price = 0 if costs is None else _price(network, costs, begin, end, crossing, a, b, len(leaving))
            if price is not None and (a, b) not in banned:
                prices[a, b] = price
    return prices


def _price(network, costs, begin, end, crossing, a, b, roads_out):
    v = network.head[a]
    angle = turn_angle(float(end[a]), float(begin[b]))
    if network.twin[a] == b:
        price = costs.dead_end_ms if roads_out == 1 else costs.back_ms
        if price is None:
            return None
    elif crossing[v] and abs(angle) > 45:
        price = costs.left_ms if (angle > 0) != costs.left_hand_traffic else costs.right_ms
    else:
        price = 0
    return price + (costs.signal_ms if network.signal[v] else 0)


def states_of(network, closures):
    """Per arc its time and kind: 'open', 'closed' (no through traffic) or 'hard'."""
    times, kinds = network.base_ms.astype(np.int64).tolist(), ["open"] * network.arcs
    for arc, state in closures.by_arc.items():
        slow = max(state.slow, default=100)
        times[arc] = max(1, (times[arc] * slow + 50) // 100)
        kinds[arc] = "hard" if state.hard else "closed" if state.no_through else "open"
    return times, kinds


def arrivals(network, prices, target, units, closures=OPEN):
    """
    Earliest arrival of each unit ``(arc, share, delay)`` at a target, None where there is no way.

    A place of the graph is (layer, arc) at the arc's head, or the target: layer 0 begins in closed streets, layer 1
    drives in open ones, layer 2 ends in closed ones. One scipy search over the reversed graph, or heapq for few arcs.
    """
    times, kinds = states_of(network, closures)
    m = network.arcs
    ways = [(target.arc, target.share)]
    if network.twin[target.arc] >= 0:
        ways.append((int(network.twin[target.arc]), 1 - target.share))
    goals = [(t, int(share * times[t] + 0.5)) for t, share in ways if kinds[t] != "hard"]
    edges = list(_edges(m, prices, times, kinds, goals))
    distance = _scipy(3 * m + 1, edges) if m > 300 else _heapq(3 * m + 1, edges)
    found = []
    for arc, share, delay in units:
        gone = int(share * times[arc] + 0.5)
        ends = [goal - gone for t, goal in goals if t == arc and goal >= gone]
        layers = {"hard": (), "closed": (0, 2), "open": (1,)}[kinds[arc]]
        ends += [distance[layer * m + arc] + times[arc] - gone for layer in layers]
        best = min(ends, default=None)
        found.append(None if best is None or best == float("inf") else int(best) + delay)
    return found


def _edges(m, prices, times, kinds, goals):
    """Backward steps ``from place -> place before it, ms``; place 3m is the target."""
    for (a, b), price in prices.items():
        for t, goal in goals:
            if t == b:
                yield from ((3 * m, layer * m + a, goal + price) for layer in range(3 if kinds[t] == "closed" else 2))
        if kinds[b] == "open":
            yield m + b, m + a, times[b] + price
            yield m + b, a, times[b] + price
        if kinds[b] == "closed":
            if kinds[a] == "closed":
                yield b, a, times[b] + price
                yield 2 * m + b, 2 * m + a, times[b] + price
            if kinds[a] == "open":
                yield 2 * m + b, m + a, times[b] + price
            yield 2 * m + b, a, times[b] + price


def _heapq(size, edges):
    steps = [[] for _ in range(size)]
    for u, v, w in edges:
        steps[u].append((v, w))
    distance = [float("inf")] * size
    distance[size - 1] = 0
    heap = [(0, size - 1)]
    while heap:
        d, u = heappop(heap)
        if d > distance[u]:
            continue
        for v, w in steps[u]:
            if d + w < distance[v]:
                distance[v] = d + w
                heappush(heap, (d + w, v))
    return distance


def _scipy(size, edges):
    table = np.array(edges, dtype=np.int64)
    order = np.lexsort([table[:, 2], table[:, 1], table[:, 0]])
    table = table[order]
    first = np.ones(len(table), dtype=bool)
    first[1:] = np.any(table[1:, :2] != table[:-1, :2], axis=1)
    u, v, w = table[first].T
    w = w + (u == size - 1)  # scipy drops edges of no length; taken off again below
    return dijkstra(csr_matrix((w, (u, v)), shape=(size, size)), indices=size - 1) - 1
