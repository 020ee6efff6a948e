"""Hot-spot stops: where the crew gets out, how long and how often (Koper 1995)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, radians

import numpy as np

from ....models.errors import InputError
from ....models.text import Text
from ....road_network.graph import RoadNetwork
from .beat import Street

METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRules:
    """
    How a line stops at hot spots.

    Koper (1995) and its repetitions (DOMAIN 10): a stop of 10 to 16 minutes every two hours, at times nobody can
    foresee, deters for half an hour after the crew has left; a drive-through hardly does.

    Parameters
    ----------
    least_min, most_min
        Length of a stop, minutes; drawn anew for each.
    every_min
        A hot spot is visited once in so many minutes, or oftener.
    share
        At most this share of the band is spent on stops.
    apart_m
        Hot spots of one line are at least so far from each other.
    wait_min
        The line begins up to so many minutes after the band, by chance.
    """

    least_min: int = 10
    most_min: int = 15
    every_min: int = 120
    share: float = 1 / 3
    apart_m: float = 300.0
    wait_min: int = 5

    def __post_init__(self) -> None:
        good = 0 <= self.least_min <= self.most_min and self.every_min > 0 and 0 <= self.share <= 1
        if not good or min(self.wait_min, self.apart_m) < 0:
            raise InputError(Text(f"停留规则无效: {self}", f"stop rules are not usable: {self}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stop of ``minutes`` at a street (its place on the ground)."""

    street: int
    minutes: int


def plan_stops(
    network: RoadNetwork,
    streets: Sequence[Street],
    minutes: int,
    rules: StopRules,
    random: np.random.Generator,
) -> list[Stop]:
    """
    Choose the hot spots of a line and the lengths of the stops.

    Parameters
    ----------
    network, streets
        The roads and the streets of the line.
    minutes
        Length of the band.
    rules, random
        How it stops, and the chance behind it.

    Returns
    -------
    One stop for each visit; as many hot spots as ``rules.share`` of the band has time for.
    """
    if not rules.most_min or not streets:
        return []
    visits = max(1, ceil(minutes / rules.every_min))
    room = int(rules.share * minutes / (visits * (rules.least_min + rules.most_min) / 2))
    chosen = hot_spots(network, streets, room, rules.apart_m)
    return [
        Stop(street=place, minutes=int(random.integers(rules.least_min, rules.most_min + 1)))
        for place in chosen
        for _ in range(visits)
    ]


def hot_spots(network: RoadNetwork, streets: Sequence[Street], most: int, apart_m: float) -> list[int]:
    """Return the places of the streets with most demand and passes, far enough from each other, the hottest first."""
    middle = (network.geo_start[:-1] + network.geo_start[1:]) // 2
    order = sorted(range(len(streets)), key=lambda k: (-streets[k].weight * streets[k].rate, streets[k].arc))
    chosen: list[int] = []
    spots = np.array([[network.geo_lon[middle[s.arc]], network.geo_lat[middle[s.arc]]] for s in streets]).reshape(-1, 2)
    for place in order:
        if len(chosen) >= most:
            break
        shrink = cos(radians(float(spots[place, 1])))
        off = (spots[chosen] - spots[place]) * [shrink * METRES_A_DEGREE, METRES_A_DEGREE]
        if not len(off) or np.hypot(off[:, 0], off[:, 1]).min() >= apart_m:
            chosen.append(place)
    return chosen
