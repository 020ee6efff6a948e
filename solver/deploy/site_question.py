"""The question of siting for a city: candidates that exist and that could be, the demand, the minutes between them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...models.city import City
from ...models.demand import Demand
from ...models.errors import InputError
from ...models.text import Text
from ...models.week import DayType
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from ..siting.programme import Floats
from .demand.sites import SiteTable
from .reach import place_points
from .sites import Candidate, candidate_nodes, travel_minutes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteQuestion:
    """
    Candidates and demand.

    Parameters
    ----------
    candidates
        Those that exist and stay first.
    nodes, weight
        Shape (demand,): junctions with expected calls, and how many a day.
    minutes
        Shape (demand, candidates), infinite where there is no way.
    """

    candidates: Sequence[Candidate]
    nodes: NDArray[np.intp]
    weight: Floats
    minutes: Floats

    @property
    def kept(self) -> list[int]:
        """Numbers of the candidates that exist and stay."""
        return [number for number, one in enumerate(self.candidates) if one.kept]


def site_question(  # noqa: PLR0913 - a city, its demand, and the planner's wishes
    city: City, search: RoadSearch, demand: Demand, table: SiteTable, *, brigade: str, keep: bool, most: int
) -> SiteQuestion:
    """
    Ask where crews should stand or wait.

    Parameters
    ----------
    city, search, demand, table
        The city, its roads, the calls to expect and their sites.
    brigade
        Only its demand and places; empty: the whole city.
    keep
        Whether the places with coordinates from which crews set out today stay.
    most
        Junctions that are looked at beside them, those with most demand.

    Raises
    ------
    InputError
        If there is no such brigade, or no call to expect in it.
    """
    if brigade and not any(site.brigade == brigade for site in demand.sites):
        known = ", ".join(sorted({site.brigade for site in demand.sites if site.brigade}))
        raise InputError(Text(f"没有大队 {brigade}; 可用: {known}", f"no brigade {brigade}; there are {known}"))
    own = np.array([not brigade or site.brigade == brigade for site in demand.sites])
    rates = np.array([demand.per_day(number, DayType.WEEKDAY) for number in range(len(own))])
    weight = table.node_weights(np.where(own, rates, 0.0))
    nodes = np.flatnonzero(weight > 0)
    if not len(nodes):
        raise InputError(Text("没有可用于选点的警情", "no calls are expected there"))
    network = search.network
    staying = _staying(city, search, brigade) if keep else []
    taken = {one.at for one in staying}
    fresh = [_named(one, table) for one in candidate_nodes(network, weight, most=most) if one.at not in taken]
    candidates = [*staying, *fresh]
    into = [RoadPoint(int(np.flatnonzero(network.head == node)[0]), 1.0) for node in nodes.tolist()]
    minutes = travel_minutes(search, [one.at for one in candidates], into)
    return SiteQuestion(candidates=candidates, nodes=nodes, weight=weight[nodes], minutes=minutes)


def _named(one: Candidate, table: SiteTable) -> Candidate:
    """Name a junction by the streets that meet there."""
    junction = int(table.junction_of[table.network.head[one.at.arc]])
    return replace(one, name=table.sites[junction].name.zh) if junction >= 0 else one


def _staying(city: City, search: RoadSearch, brigade: str) -> list[Candidate]:
    at = place_points(city, search, fixed=True)
    places = [city.place(place_id) for place_id in sorted(at)]
    return [
        Candidate(site_id=place.place_id, name=place.name, at=at[place.place_id], kept=True)
        for place in places
        if not brigade or city.org.brigade_of(place.unit_id) == brigade
    ]
