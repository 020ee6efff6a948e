"""Beats: the streets one crew has to pass, how often, and what passing them is worth."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ....models.errors import InputError
from ....models.place import RoadClass
from ....models.text import Text
from ....road_network.cells import UNPOSTED, Cells
from ....road_network.graph import ROAD_CLASSES, RoadNetwork
from ....road_network.road_point import RoadPoint

RATES: Mapping[RoadClass, float] = {
    RoadClass.MOTORWAY: 0.5,
    RoadClass.EXPRESSWAY: 1.0,
    RoadClass.ARTERIAL: 1.5,
    RoadClass.COLLECTOR: 1.0,
    RoadClass.LOCAL: 0.4,
    RoadClass.NATIONAL: 1.0,
    RoadClass.PROVINCIAL: 0.8,
    RoadClass.COUNTY: 0.5,
    RoadClass.TOWNSHIP: 0.25,
}
"""Passes an hour by road class; ours, for no law or order gives a number."""

LEAST_SHARE, MOST_SHARE = 0.5, 2.0
"""However much or little demand a street has, its passes stay within these multiples of its class's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """
    A street to pass.

    Parameters
    ----------
    arc, twin
        Its lower arc, and the opposite one (-1 on a one-way street).
    rate
        Passes an hour asked for.
    weight
        Demand on it, relative to the mean of its class per kilometre; 1.0 if nothing is known.
    """

    arc: int
    twin: int
    metres: float
    road_class: RoadClass
    rate: float
    weight: float = 1.0

    @property
    def benefit(self) -> float:
        """What passing it once is worth."""
        return self.rate * self.metres


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """
    The streets of one line and the post it begins and ends at.

    ``post_ids`` are the posts whose cells these are; empty for a mobile route.
    """

    line_id: str
    name: str
    home: RoadPoint
    streets: tuple[Street, ...]
    post_ids: tuple[str, ...] = ()


def street_of(
    network: RoadNetwork, arc: int, *, rates: Mapping[RoadClass, float] = RATES, weight: float = 1.0
) -> Street:
    """Describe the street of an arc; ``weight`` raises or lowers the passes of its class."""
    kind = ROAD_CLASSES[network.road_class[arc]]
    factor = min(MOST_SHARE, max(LEAST_SHARE, weight))
    return Street(
        arc=arc,
        twin=int(network.twin[arc]),
        metres=float(network.length_m[arc]),
        road_class=kind,
        rate=rates.get(kind, RATES[kind]) * factor,
        weight=weight,
    )


def owners(cells: Cells) -> dict[int, int]:
    """
    Return the post (its position, ``UNPOSTED`` for none) that rides each street, by the street's lower arc.

    A street that a border cuts is ridden whole by the post that holds most of its metres (the lower of equal ones): a
    crew does not turn round in the middle of a block.
    """
    held: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    parts = cells.parts
    for arc, post, metres in zip(parts.arc.tolist(), parts.post.tolist(), parts.metres.tolist(), strict=True):
        held[arc][post] += metres
    return {
        arc: min(posts, key=lambda post: (-round(posts[post], 3), post == UNPOSTED, post))
        for arc, posts in held.items()
    }


def relative_weights(network: RoadNetwork, weights: Mapping[int, float]) -> dict[int, float]:
    """
    Return the demand of each street, per kilometre, as a multiple of the mean of its road class, by lower arc.

    Parameters
    ----------
    network
        The roads.
    weights
        Demand by arc, both directions added up; arcs not named have none.

    Raises
    ------
    InputError
        If a weight is below 0 or not finite, or its arc is not in the network.
    """
    bad = [arc for arc, weight in weights.items() if not (0 <= weight < np.inf and 0 <= arc < network.arcs)]
    if bad:
        raise InputError(Text(f"需求权重无效: 路段 {bad[:5]}", f"demand weights are not usable: arcs {bad[:5]}"))
    total = np.zeros(network.arcs)
    for arc, weight in weights.items():
        total[min(arc, int(network.twin[arc])) if network.twin[arc] >= 0 else arc] += weight
    lower = np.flatnonzero((network.twin < 0) | (network.twin > np.arange(network.arcs)))
    kind, km = network.road_class[lower], network.length_m[lower] / 1000
    demand = np.bincount(kind, weights=total[lower], minlength=len(ROAD_CLASSES))
    length = np.bincount(kind, weights=km, minlength=len(ROAD_CLASSES))
    mean = np.divide(demand, length, out=np.zeros_like(demand), where=length > 0)[kind]
    relative = np.divide(total[lower] / km, mean, out=np.ones(len(lower)), where=mean > 0)
    return dict(zip(lower.tolist(), relative.tolist(), strict=True))


def beats_of(
    cells: Cells, *, weights: Mapping[int, float] | None = None, rates: Mapping[RoadClass, float] = RATES
) -> tuple[list[Beat], tuple[Street, ...]]:
    """
    Return the beat of each cell, in the order of ``cells.posts``, and the streets of nobody.

    Parameters
    ----------
    cells
        The cells.
    weights
        Demand by arc; None: all streets of a class alike.
    rates
        Passes an hour by road class; classes not named have ours.
    """
    network = cells.network
    relative = relative_weights(network, weights) if weights else {}
    streets: dict[int, list[Street]] = defaultdict(list)
    for arc, post in sorted(owners(cells).items()):
        streets[post].append(street_of(network, arc, rates=rates, weight=relative.get(arc, 1.0)))
    beats = [
        Beat(
            line_id=f"L-{post.post_id}",
            name=post.name,
            home=post.at,
            streets=tuple(streets[number]),
            post_ids=(post.post_id,),
        )
        for number, post in enumerate(cells.posts)
    ]
    return beats, tuple(streets[UNPOSTED])


def merged(first: Beat, second: Beat) -> Beat:
    """Return one beat of two cells, ridden from the first one's post."""
    return Beat(
        line_id=f"{first.line_id}+{second.line_id.removeprefix('L-')}",
        name=f"{first.name} + {second.name}",
        home=first.home,
        streets=tuple(sorted((*first.streets, *second.streets), key=lambda street: street.arc)),
        post_ids=(*first.post_ids, *second.post_ids),
    )
