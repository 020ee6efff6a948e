"""Turn tables: forbidden turns beside a CSV network, each from one edge to the next."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .graph import RoadNetwork

TURN_HEADER = ("from_u", "via", "to_v", "from_key", "to_key")


def ranks(
    tail: NDArray[np.int32] | NDArray[np.int64], head: NDArray[np.int32] | NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the ``key`` of each arc: how many arcs before it lead from the same node to the same node."""
    order = np.lexsort((head, tail))
    fresh = np.concatenate([[True], (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)])[: len(order)]
    place = np.arange(len(order))
    first = np.maximum.accumulate(np.where(fresh, place, 0))
    key = np.empty(len(order), dtype=np.int64)
    key[order] = place - first
    return key


def turn_rows(network: RoadNetwork) -> Iterator[tuple[int, ...]]:
    """Yield the rows of a turn table: the nodes passed, and the keys of both edges."""
    one, two = network.banned[:, 0], network.banned[:, 1]
    key = ranks(network.tail, network.head)
    ref = network.node_ref
    columns = (ref[network.tail[one]], ref[network.head[one]], ref[network.head[two]], key[one], key[two])
    return zip(*(column.tolist() for column in columns), strict=True)


def banned_arcs(
    rows: Sequence[Mapping[str, int]], node_ref: NDArray[np.int64], tail: NDArray[np.int64], head: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[int]]:
    """
    Find the arcs that the rows of a turn table speak of.

    Parameters
    ----------
    rows
        Whole numbers under ``TURN_HEADER``.
    node_ref, tail, head
        The network the table stands beside, in the order of its file.

    Returns
    -------
    Shape (b, 2) pairs of arcs, and the positions of the rows whose edges are not there.
    """
    named = {int(row["via"]) for row in rows}
    beside = np.isin(node_ref, list(named))
    near = np.flatnonzero(beside[tail] | beside[head])
    key = ranks(tail, head)
    arcs = {(int(node_ref[tail[a]]), int(node_ref[head[a]]), int(key[a])): int(a) for a in near}
    found, lost = [], []
    for position, row in enumerate(rows):
        one = arcs.get((row["from_u"], row["via"], row["from_key"]))
        two = arcs.get((row["via"], row["to_v"], row["to_key"]))
        if one is None or two is None:
            lost.append(position)
        else:
            found.append((one, two))
    return np.array(found, dtype=np.int64).reshape(-1, 2), lost
