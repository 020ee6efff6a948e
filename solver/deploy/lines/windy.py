"""Windy graphs: streets whose two directions cost differently, and the errands and walks on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ....models.errors import InputError
from .postman import Errands, Ints
from .tour_kernels import NEVER


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WindyGraph:
    """
    A graph whose edges may be driven either way, at two prices; vertex 0 is the depot.

    Parameters
    ----------
    vertices
        How many.
    ends
        Shape (m, 2): the vertices of each edge.
    cost
        Shape (m, 2), int64 ≥ 0: price of driving it from its first to its second vertex, and back.
    required
        Shape (m,), bool: must be driven at least once, either way.

    Raises
    ------
    InputError
        If shapes do not fit, a vertex does not exist, or a cost is below 0.
    """

    vertices: int
    ends: Ints
    cost: Ints
    required: NDArray[np.bool_]

    def __post_init__(self) -> None:
        m = len(self.ends)
        if self.ends.shape != (m, 2) or self.cost.shape != (m, 2) or self.required.shape != (m,):
            raise InputError("windy graph: ends and cost must be (m, 2), required (m,)")
        if m and not (self.ends.min() >= 0 and self.ends.max() < self.vertices and self.cost.min() >= 0):
            raise InputError("windy graph: a vertex does not exist, or a cost is below 0")

    @property
    def streets(self) -> Ints:
        """The required edges, shape (n,)."""
        return np.flatnonzero(self.required).astype(np.int64)


def errands_of(graph: WindyGraph) -> Errands:
    """Return the required edges as errands, with the shortest ways between them."""
    apart, _ = _shortest(graph)
    ends, cost = graph.ends[graph.streets], graph.cost[graph.streets]
    begin = np.append(ends.ravel(), 0)
    finish = np.append(ends[:, ::-1].ravel(), 0)
    return Errands(serve=cost, between=apart[np.ix_(finish, begin)])


def walk(graph: WindyGraph, tour: Sequence[tuple[int, int]]) -> list[int]:
    """
    Return the vertices of a closed tour from the depot, deadheads included.

    Parameters
    ----------
    graph
        The graph.
    tour
        Required edges (by their place among the required ones) and directions, as in ``Tours``.
    """
    _, before = _shortest(graph)
    vertices = [0]
    for street, direction in tour:
        first, last = graph.ends[graph.streets[street]][[direction, 1 - direction]].tolist()
        vertices += [*_way(before, vertices[-1], first), last]
    return vertices + _way(before, vertices[-1], 0)


def _shortest(graph: WindyGraph) -> tuple[Ints, Ints]:
    """Return the costs of the shortest ways between all vertices, and the vertex before the last of each."""
    tail = np.concatenate([graph.ends[:, 0], graph.ends[:, 1]])
    head = np.concatenate([graph.ends[:, 1], graph.ends[:, 0]])
    price = np.concatenate([graph.cost[:, 0], graph.cost[:, 1]])
    order = np.lexsort((price, head, tail))
    tail, head, price = tail[order], head[order], price[order]
    first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))[: len(tail)] & (tail != head)
    shape = (graph.vertices, graph.vertices)
    # Shifted by less than 1 over any way, so that edges of cost 0 stay in the sparse matrix.
    shifted = price[first] + 0.5 / graph.vertices
    apart, before = dijkstra(csr_array((shifted, (tail[first], head[first])), shape=shape), return_predecessors=True)
    whole = np.where(np.isfinite(apart), np.floor(np.minimum(apart, NEVER)), NEVER)
    return whole.astype(np.int64), before.astype(np.int64)


def _way(before: Ints, start: int, end: int) -> list[int]:
    """Return the vertices after ``start`` on the shortest way to ``end``."""
    back = []
    while end != start:
        back.append(end)
        end = int(before[start, end])
    return back[::-1]
