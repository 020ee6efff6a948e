"""What a turn costs: by its angle, at signals, at dead ends."""

from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.text import Text
from .distinct import distinct
from .graph import Float64, Int32, RoadNetwork
from .turn_kernels import forbid, price_turns

BANNED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCosts:
    """
    Time lost in turns, whole milliseconds; the defaults are ours and a city sets its own.

    Parameters
    ----------
    left_ms, right_ms
        A turn of more than 45 degrees at a junction of three or more roads, where one drives on the right; set
        ``left_hand_traffic`` where one drives on the left.
    back_ms
        Turning round at a junction; None forbids it.
    dead_end_ms
        Turning round where the road ends: always possible.
    signal_ms
        Mean wait at traffic lights, in any direction.
    """

    left_ms: int = 4_000
    right_ms: int = 2_000
    back_ms: int | None = 20_000
    dead_end_ms: int = 10_000
    signal_ms: int = 5_000
    left_hand_traffic: bool = False

    def __post_init__(self) -> None:
        if min(self.left_ms, self.right_ms, self.back_ms or 0, self.dead_end_ms, self.signal_ms) < 0:
            raise InputError(Text(f"转弯耗时不能为负: {self}", f"turn costs must not be negative: {self}"))


FREE_TURNS = TurnCosts(left_ms=0, right_ms=0, back_ms=0, dead_end_ms=0, signal_ms=0)


def bearings(network: RoadNetwork) -> tuple[Float64, Float64]:
    """Return the direction of each arc where it begins and where it ends: degrees from east, counter-clockwise."""
    first, last = network.geo_start[:-1], network.geo_start[1:] - 1
    squeeze = cos(radians(float(network.lat.mean()))) if network.nodes else 1.0
    return _angle(network, first, first + 1, squeeze), _angle(network, last - 1, last, squeeze)


def _angle(network: RoadNetwork, start: NDArray[np.int64], end: NDArray[np.int64], squeeze: float) -> Float64:
    east = (network.geo_lon[end] - network.geo_lon[start]) * squeeze
    north = network.geo_lat[end] - network.geo_lat[start]
    return np.asarray(np.degrees(np.arctan2(north, east)), dtype=np.float64)


def junctions(network: RoadNetwork) -> NDArray[np.bool_]:
    """Return for each node whether three or more roads meet there, shape (n,)."""
    size = max(1, network.nodes)
    ends = np.concatenate([network.tail, network.head]).astype(np.int64)
    others = np.concatenate([network.head, network.tail]).astype(np.int64)
    pairs = distinct(ends * size + others)
    return np.asarray(np.bincount(pairs // size, minlength=network.nodes) >= 3)


def turn_table(network: RoadNetwork, in_start: Int32, in_arc: Int32, costs: TurnCosts) -> tuple[Int32, Int32]:
    """
    Price every turn, restrictions included.

    Parameters
    ----------
    network, costs
        The roads and what turns cost.
    in_start, in_arc
        The arcs that end at node v: ``in_arc[in_start[v] : in_start[v + 1]]``.

    Returns
    -------
    first, price
        Turning into arc b from the i-th arc that ends at its tail costs ``price[first[b] + i]`` milliseconds;
        ``BANNED`` where that is forbidden. Shapes (m + 1,) and (turns,), int32.
    """
    fan = np.diff(in_start)[network.tail]
    first = np.concatenate([[0], np.cumsum(fan)]).astype(np.int32)
    begin, end = bearings(network)
    left, right = (costs.right_ms, costs.left_ms) if costs.left_hand_traffic else (costs.left_ms, costs.right_ms)
    back = BANNED if costs.back_ms is None else costs.back_ms
    price = price_turns(
        first,
        in_start,
        in_arc,
        network.tail,
        network.twin,
        np.diff(network.out_start),
        junctions(network),
        network.signal,
        begin,
        end,
        np.array([left, right, back, costs.dead_end_ms, costs.signal_ms], dtype=np.int32),
    )
    forbid(price, first, in_start, in_arc, network.tail, network.banned)
    return first, price
