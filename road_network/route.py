"""A route in words and on the map: its arcs, geometry, streets and turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .graph import Float64, RoadNetwork
from .turn_kernels import turn_angle

TURN_DEG = 45.0


class Bend(StrEnum):
    """Which way a turn goes."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"
    STRAIGHT = "STRAIGHT"
    BACK = "BACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A thing to do: after ``after_m`` metres from the start, bend, and go on along ``street``."""

    bend: Bend
    street: str
    after_m: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route:
    """
    The fastest way from one point to another.

    Parameters
    ----------
    time_ms
        Travel time, turn costs included, turn-out not.
    arcs
        The arcs driven, the first and the last one in part.
    line
        Shape (points, 2): longitude, latitude from start to end.
    streets
        Names and metres in the order driven; a road without a name is "".
    turns
        Only what a driver has to be told: bends of more than 45 degrees and changes of street.
    """

    time_ms: int
    length_m: float
    arcs: tuple[int, ...]
    line: Float64
    streets: Sequence[tuple[str, float]]
    turns: Sequence[Turn]


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
    shares = np.ones(len(arcs))
    shares[-1] = end
    shares[0] -= start
    metres = network.length_m[list(arcs)] * shares
    return Route(
        time_ms=time_ms,
        length_m=float(metres.sum()),
        arcs=tuple(int(arc) for arc in arcs),
        line=_line(network, arcs, start, end),
        streets=_streets(network, arcs, metres),
        turns=_turns(network, angles, arcs, np.cumsum(metres)),
    )


def _streets(network: RoadNetwork, arcs: Sequence[int], metres: Float64) -> Sequence[tuple[str, float]]:
    runs: list[tuple[str, float]] = []
    for arc, length in zip(arcs, metres.tolist(), strict=True):
        name = network.street(arc)
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + length)
        else:
            runs.append((name, length))
    return tuple(runs)


def _turns(
    network: RoadNetwork, angles: tuple[Float64, Float64], arcs: Sequence[int], driven: Float64
) -> Sequence[Turn]:
    turns = []
    for i in range(1, len(arcs)):
        bend = _bend(network, angles, arcs[i - 1], arcs[i])
        street = network.street(arcs[i])
        if bend is not Bend.STRAIGHT or street != network.street(arcs[i - 1]):
            node = network.tail[arcs[i]]
            place = float(network.lon[node]), float(network.lat[node])
            turns.append(Turn(bend=bend, street=street, after_m=float(driven[i - 1]), lon=place[0], lat=place[1]))
    return tuple(turns)


def _bend(network: RoadNetwork, angles: tuple[Float64, Float64], arriving: int, leaving: int) -> Bend:
    if network.twin[arriving] == leaving:
        return Bend.BACK
    angle = turn_angle(float(angles[1][arriving]), float(angles[0][leaving]))
    if abs(angle) <= TURN_DEG:
        return Bend.STRAIGHT
    return Bend.LEFT if angle > 0 else Bend.RIGHT


def _line(network: RoadNetwork, arcs: Sequence[int], start: float, end: float) -> NDArray[np.float64]:
    pieces = []
    for i, arc in enumerate(arcs):
        low = start if i == 0 else 0.0
        high = end if i == len(arcs) - 1 else 1.0
        piece = cut(network.polyline(arc), low, max(low, high))
        pieces.append(piece if i == 0 else piece[1:])
    return np.concatenate(pieces)


def cut(line: Float64, low: float, high: float) -> Float64:
    """
    Return the part of a polyline between two shares of its length, both ends included.

    >>> cut(np.array([[0.0, 0.0], [4.0, 0.0]]), 0.25, 0.5).tolist()
    [[1.0, 0.0], [2.0, 0.0]]
    """
    squeeze = np.cos(np.radians(line[:, 1].mean()))
    steps = np.hypot(np.diff(line[:, 0]) * squeeze, np.diff(line[:, 1]))
    along = np.concatenate([[0.0], np.cumsum(steps)])
    along /= along[-1] if along[-1] > 0.0 else 1.0
    ends = np.array([low, high])
    inner = line[(along > low) & (along < high)]
    lon, lat = np.interp(ends, along, line[:, 0]), np.interp(ends, along, line[:, 1])
    return np.concatenate([[[lon[0], lat[0]]], inner, [[lon[1], lat[1]]]])
