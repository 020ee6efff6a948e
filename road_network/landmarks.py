"""Landmarks at the rim of a network: with the times to and from them a route is found without sweeping the city."""

import numpy as np
import scipy
from numpy.typing import NDArray

from .access import Access
from .conditions import Roads
from .graph import Float64, Int32, RoadNetwork
from .guided_kernels import nearest_guided
from .landmark_kernels import FAR, sweep_towards
from .linegraph import Side
from .nearest import Found
from .speeds import Vehicle, fastest_row
from .unit_index import UnitIndex
from .workspace import Workspace

LANDMARKS = 8


class Landmarks:
    """
    Times between a few far arcs and all others, turns included: no vehicle of a kind beats them, whatever is closed.

    Parameters
    ----------
    roads
        The roads.
    vehicle
        Whose journeys they guide.

    Notes
    -----
    Goldberg and Harrelson, "Computing the shortest path: A* search meets graph theory" (2005). Memory: 64 bytes
    an arc. Making them takes two searches over all arcs for each landmark.
    """

    def __init__(self, roads: Roads, vehicle: Vehicle) -> None:
        network, back = roads.network, roads.lines.back
        fastest: Int32 = fastest_row(network, roads.profile, vehicle)[back.arc]
        self._times = _times(back, fastest, back.state[_rim(network)])

    def run(self, work: Workspace, weight: Int32, goal: Access, wanted: int) -> None:
        """Label the backward states of all fastest ways from a state to the goal."""
        sweep_towards(*work.begin(weight, goal), self._times, work.least, wanted)

    def ask(  # noqa: PLR0913, PLR0917 - the kernel's own needs
        self, work: Workspace, weight: Int32, units: UnitIndex, slots: Int32, k: int, limit_ms: int, goal: Access
    ) -> Found:
        """
        Find the k of a few units that are at the goal first, as ``nearest.ask`` does.

        ``slots``: who is looked for; the index is locked and ranked.
        """
        slot, eta = np.empty(k, dtype=np.int32), np.empty(k, dtype=np.int64)
        count, settled = nearest_guided(
            *work.begin(weight, goal), self._times, work.least, units.row, units.share, slots, limit_ms, slot, eta
        )
        return Found(slot, eta, count, settled)


def _rim(network: RoadNetwork) -> NDArray[np.int64]:
    """Return the arcs that end farthest out, one in each direction."""
    lon, lat = network.lon[network.head], network.lat[network.head]
    angle = np.arange(LANDMARKS) * (2 * np.pi / LANDMARKS)
    east = (lon - lon.mean()) * np.cos(np.radians(lat.mean()))
    north: Float64 = lat - lat.mean()
    far: NDArray[np.int64] = np.argmax(np.outer(np.cos(angle), east) + np.outer(np.sin(angle), north), axis=1)
    return far


def _times(back: Side, ride: Int32, marks: Int32) -> Int32:
    """Return the times between the ends of arcs, from landmarks and, below 0, to them: (states, 2 landmarks)."""
    low, high, price, _ = back.step.T.astype(np.int64)
    count = high - low
    to = np.repeat(np.arange(len(ride)), count)
    nth = np.arange(len(to)) - np.repeat(np.cumsum(count) - count, count)
    cost = back.turn[np.repeat(price, count) + nth]
    kept = cost >= 0
    to, came = to[kept], (np.repeat(low, count) + nth)[kept]
    links = scipy.sparse.csr_array(
        ((cost[kept] + ride[to]).astype(np.float64), (came, to)), shape=(len(ride), len(ride))
    )
    there, back_again = (
        np.minimum(scipy.sparse.csgraph.dijkstra(one, indices=marks), FAR) for one in (links, links.T.tocsr())
    )
    return np.ascontiguousarray(np.concatenate([there, -back_again]).astype(np.int32).T)
