"""Tables between junctions at any cost per arc: exact floats, for studies; dispatch has ``search``."""

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.text import Text
from .graph import Float64, RoadNetwork


def node_table(
    network: RoadNetwork, cost: NDArray[np.floating], starts: Sequence[int], targets: Sequence[int] | None = None
) -> Float64:
    """
    Return the least cost from junctions to junctions, over all roads, turns free.

    Parameters
    ----------
    network
        The roads.
    cost
        Shape (arcs,), > 0: metres, minutes, anything that adds up.
    starts, targets
        Positions of nodes; without targets: to all nodes.

    Returns
    -------
    table
        Shape (starts, targets), in the unit of ``cost``; infinite where there is no way.

    Raises
    ------
    InputError
        If costs are not positive numbers, one an arc, or a node does not exist.

    Notes
    -----
    One Dijkstra a start in float64; nothing is rounded to milliseconds. Of parallel arcs the cheapest counts.
    """
    chosen = [*starts, *(targets or ())]
    if cost.shape != (network.arcs,) or not (np.isfinite(cost) & (cost > 0)).all():
        raise InputError(Text("每条弧须有一个大于 0 的费用", "each arc needs a cost above 0"))
    if any(not 0 <= node < network.nodes for node in chosen):
        raise InputError(Text("没有这样的节点", "there is no such node"))
    order = np.lexsort((cost, network.head, network.tail))
    tail, head = network.tail[order], network.head[order]
    first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))[: len(order)]
    graph = scipy.sparse.csr_array(
        (cost[order][first].astype(np.float64), (tail[first], head[first])), shape=(network.nodes, network.nodes)
    )
    found = scipy.sparse.csgraph.dijkstra(graph, indices=np.asarray(starts, dtype=np.int64))
    table: Float64 = np.asarray(found).reshape(len(starts), -1)
    return table if targets is None else table[:, np.asarray(targets, dtype=np.int64)]
