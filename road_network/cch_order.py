"""
The order of the contraction hierarchy: cut the map in two, and again, along its narrowest waists.

Inertial flow (Schild and Sommer, SEA 2015): of four directions, the smallest cut between the first and the last quarter
of the nodes along that direction, found by maximum flow (Dinic). Separators come last in the order.
"""

import numpy as np

from .cut_kernels import dissect
from .distinct import distinct
from .graph import Int32, RoadNetwork


def neighbours(nodes: int, tail: Int32, head: Int32) -> tuple[Int32, Int32, Int32]:
    """Return an undirected graph: starts (n + 1,), neighbours, and for each entry that of the other direction."""
    low, high = np.minimum(tail, head).astype(np.int64), np.maximum(tail, head).astype(np.int64)
    pair = distinct(low[low != high] * nodes + high[low != high])
    low, high = pair // max(1, nodes), pair % max(1, nodes)
    ends = np.concatenate([low, high])
    order = np.lexsort([np.concatenate([high, low]), ends])
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order))
    start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=nodes))]).astype(np.int32)
    other = np.concatenate([place[len(pair) :], place[: len(pair)]])[order].astype(np.int32)
    return start, np.concatenate([high, low])[order].astype(np.int32), other


def node_order(network: RoadNetwork) -> Int32:
    """Return the nodes in the order in which a hierarchy over nodes contracts them."""
    start, near, other = neighbours(network.nodes, network.tail, network.head)
    return dissect(start, near, other, network.lon, network.lat)
