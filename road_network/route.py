"""A route in words and on the map: its arcs, geometry, streets and turns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np

from .graph import Float64, Int32, RoadNetwork
from .route_kernels import bends, draw

TURN_DEG = 45.0


class Bend(StrEnum):
    """Which way a turn goes."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"
    STRAIGHT = "STRAIGHT"
    BACK = "BACK"


BENDS = (Bend.STRAIGHT, Bend.LEFT, Bend.RIGHT, Bend.BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A thing to do: after ``after_m`` metres from the start, bend, and go on along ``street``."""

    bend: Bend
    street: str
    after_m: float
    lon: float
    lat: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Route:
    """
    The fastest way from one point to another; streets and turns are told when they are asked for.

    Parameters
    ----------
    time_ms
        Travel time, turn costs included, turn-out not.
    arcs
        The arcs driven, the first and the last one in part.
    line
        Shape (points, 2): longitude, latitude from start to end.
    metres
        Shape (arcs,): how much of each arc is driven.
    network, angles
        The roads, and the directions of their arcs as ``turn_costs.bearings`` returns them.
    """

    time_ms: int
    length_m: float
    arcs: tuple[int, ...]
    line: Float64
    metres: Float64 = field(repr=False)
    network: RoadNetwork = field(repr=False)
    angles: tuple[Float64, Float64] = field(repr=False)

    @cached_property
    def streets(self) -> Sequence[tuple[str, float]]:
        """Names and metres in the order driven; a road without a name is ""."""
        return _streets(self.network, np.array(self.arcs, dtype=np.int32), self.metres)

    @cached_property
    def turns(self) -> Sequence[Turn]:
        """Only what a driver has to be told: bends of more than 45 degrees and changes of street."""
        return _turns(self.network, self.angles, np.array(self.arcs, dtype=np.int32), np.cumsum(self.metres))


def describe(  # noqa: PLR0913, PLR0917 - the plain facts of one route
    network: RoadNetwork, angles: tuple[Float64, Float64], arcs: Sequence[int], start: float, end: float, time_ms: int
) -> Route:
    """
    Tell the story of a route.

    Parameters
    ----------
    network, arcs, time_ms
        What was driven, on which roads, how long.
    angles
        Directions at the beginning and the end of every arc, as ``turn_costs.bearings`` returns them.
    start, end
        Share of the first arc at which it begins, of the last one at which it ends.
    """
    way = np.array(arcs, dtype=np.int32)
    metres = network.length_m[way]
    metres[-1] *= end
    metres[0] -= start * network.length_m[way[0]]
    return Route(
        time_ms=time_ms,
        length_m=float(metres.sum()),
        arcs=tuple(way.tolist()),
        line=draw(network.geo_start, network.geo_lon, network.geo_lat, way, start, end),
        metres=metres,
        network=network,
        angles=angles,
    )


def _streets(network: RoadNetwork, way: Int32, metres: Float64) -> Sequence[tuple[str, float]]:
    names = network.name[way]
    first = np.flatnonzero(np.concatenate([[True], names[1:] != names[:-1]]))
    sums = np.add.reduceat(metres, first)
    return tuple(
        (network.names[name], length) for name, length in zip(names[first].tolist(), sums.tolist(), strict=True)
    )


def _turns(network: RoadNetwork, angles: tuple[Float64, Float64], way: Int32, driven: Float64) -> Sequence[Turn]:
    told = bends(way, network.name, network.twin, *angles, TURN_DEG)
    turns = []
    for i in np.flatnonzero(told).tolist():
        node = network.tail[way[i]]
        turns.append(
            Turn(
                bend=BENDS[told[i] - 1],
                street=network.street(way[i]),
                after_m=float(driven[i - 1]),
                lon=float(network.lon[node]),
                lat=float(network.lat[node]),
            )
        )
    return tuple(turns)
