"""Landmarks at the rim of a network: with the times to and from them a route is found without sweeping the city."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from .access import Access
from .conditions import Roads
from .graph import Float64, Int32, RoadNetwork
from .landmark_kernels import FAR, sweep_towards
from .speeds import CAR, fastest_row
from .workspace import Workspace

LANDMARKS = 8


class Landmarks:
    """
    Times between a few far nodes and all others, which no car can beat at any time of day.

    Parameters
    ----------
    roads
        The roads.

    Notes
    -----
    Goldberg and Harrelson, "Computing the shortest path: A* search meets graph theory" (2005). Memory: 64 bytes a
    node. Making them takes two searches over all nodes for each landmark.
    """

    def __init__(self, roads: Roads) -> None:
        network, back = roads.network, roads.lines.back
        fastest = fastest_row(network, roads.profile, CAR)
        self._node: Int32 = network.head[back.arc]
        self._fastest: Int32 = fastest[back.arc]
        self._times = _times(network, fastest, _rim(network))

    def hold(self, weight: Int32) -> bool:
        """Whether nothing is faster under some weights, in the order of the backward states, than assumed here."""
        ride = np.abs(weight)
        return bool(np.all((ride >= self._fastest) | (ride == 0)))

    def run(self, work: Workspace, weight: Int32, goal: Access, wanted: int) -> None:
        """Label the backward states of all fastest ways from a state to the goal."""
        sweep_towards(
            work.side.step,
            work.side.turn,
            weight,
            work.label,
            work.heap,
            work.next_era(),
            goal.state,
            goal.goal,
            self._node,
            self._times,
            work.least,
            wanted,
        )


def _rim(network: RoadNetwork) -> NDArray[np.int64]:
    """Return the nodes that lie farthest out, one in each direction."""
    angle = np.arange(LANDMARKS) * (2 * np.pi / LANDMARKS)
    east = (network.lon - network.lon.mean()) * np.cos(np.radians(network.lat.mean()))
    north: Float64 = network.lat - network.lat.mean()
    far: NDArray[np.int64] = np.argmax(np.outer(np.cos(angle), east) + np.outer(np.sin(angle), north), axis=1)
    return far


def _times(network: RoadNetwork, ride: Int32, marks: NDArray[np.int64]) -> Int32:
    """Return the times from and to the landmarks, shape (nodes, 2 landmarks), turns for nothing."""
    order = np.lexsort((ride, network.head, network.tail))
    tail, head = network.tail[order], network.head[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])  # of parallel arcs the fastest
    kept = order[first]
    size = network.nodes, network.nodes
    links = csr_array((ride[kept].astype(np.float64), (network.tail[kept], network.head[kept])), shape=size)
    found = np.concatenate([dijkstra(links, indices=marks), dijkstra(links.T.tocsr(), indices=marks)])
    return np.ascontiguousarray(np.minimum(found, FAR).astype(np.int32).T)
