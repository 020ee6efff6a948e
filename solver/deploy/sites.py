"""Where to put posts and standby points: candidates on the road, real travel times, a classical model, the proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.place import RoadClass
from ...models.text import Text
from ...road_network.conditions import USUAL as USUAL_ROADS
from ...road_network.conditions import Conditions
from ...road_network.coordinates import distance_m
from ...road_network.graph import LINK, ROAD_CLASSES, SERVICE, RoadNetwork
from ...road_network.road_point import RoadPoint
from ...road_network.search import RoadSearch
from ..siting import Effort, Siting, backup_cover, maximal_cover, p_centre, p_median, set_cover
from ..siting.programme import USUAL, Floats

MINUTE_MS = 60_000.0
APART_M = 250.0
"""No two candidates lie nearer to each other."""


class Aim(StrEnum):
    """What good sites are: reach all, most, or most twice within the time; the farthest, or the mean, nearest."""

    ALL = "ALL"
    MOST = "MOST"
    TWICE = "TWICE"
    FARTHEST = "FARTHEST"
    MEAN = "MEAN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place on the road where crews may stand or wait; ``kept`` if it exists and stays."""

    site_id: str
    name: str
    at: RoadPoint
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenSite:
    """
    A chosen place.

    Parameters
    ----------
    site
        Number of the candidate.
    nearest
        Share of the demand (0 to 1) to which it is the nearest of the chosen.
    only
        Share of the demand that no other chosen place reaches within the target.
    """

    site: int
    nearest: float
    only: float
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """
    Chosen sites with their proof.

    ``covered`` and ``covered_twice`` are shares of the demand within ``target_min``, ``before`` with the kept sites
    alone; ``mean_min`` and ``farthest_min`` over the demand that can be reached at all; ``lost`` are numbers of
    demand points that no candidate reaches (within the target, for ALL).
    """

    aim: Aim
    target_min: float
    sites: Sequence[ChosenSite]
    value: float
    bound: float
    gap: float
    before: float
    covered: float
    covered_twice: float
    mean_min: float
    farthest_min: float
    lost: Sequence[int]


def travel_minutes(
    search: RoadSearch, sites: Sequence[RoadPoint], targets: Sequence[RoadPoint], *, given: Conditions = USUAL_ROADS
) -> Floats:
    """
    Return the minutes from sites to targets; a crew that stands may leave in either direction.

    Returns
    -------
    Shape (targets, sites), infinite where there is no way: the rows are the demand, as the models of siting want it.
    """
    twin = search.network.twin
    ahead = search.matrix(sites, targets, given=given)
    turned = [RoadPoint(int(twin[p.arc]), 1.0 - p.share) if twin[p.arc] >= 0 else p for p in sites]
    back = search.matrix(turned, targets, given=given)
    both = [np.where(times < 0, np.inf, times / MINUTE_MS) for times in (ahead, back)]
    minutes: Floats = np.minimum(*both).T.astype(np.float64)
    return minutes


def candidate_nodes(network: RoadNetwork, weight: Floats, *, most: int) -> list[Candidate]:
    """
    Return junctions where a crew may stand, those with the greatest demand first, spread out.

    Parameters
    ----------
    network
        The roads.
    weight
        Shape (nodes,): the demand at each node.
    most
        How many at most.

    Notes
    -----
    No two lie nearer to each other than ``APART_M``. Nodes of motorways are left out (R06), and those where only ramps
    or service roads meet. Ties go to the lower node.
    """
    if len(weight) != network.nodes:
        raise InputError(Text("每个路口须有一个权重", "every node needs a weight"))
    arcs = _standing_arcs(network)
    left = np.argsort(-weight, kind="stable")
    left = left[arcs[left] >= 0]
    found: list[Candidate] = []
    while len(left) and len(found) < most:
        node, arc = int(left[0]), int(arcs[left[0]])
        name = network.street(arc) or f"{network.lon[node]:.5f},{network.lat[node]:.5f}"
        found.append(Candidate(site_id=f"N{node}", name=name, at=RoadPoint(arc, 1.0)))
        away = distance_m(
            network.lon[left], network.lat[left], network.lon[node : node + 1], network.lat[node : node + 1]
        )
        left = left[away >= APART_M]
    return found


def _standing_arcs(network: RoadNetwork) -> NDArray[np.int64]:
    """Return for each node an arc that ends there and may be stood on, -1 if there is none; shape (nodes,)."""
    motorway = network.road_class == ROAD_CLASSES.index(RoadClass.MOTORWAY)
    fit = np.flatnonzero(~motorway & (network.flags & (LINK | SERVICE) == 0))[::-1]
    arcs = np.full(network.nodes, -1, dtype=np.int64)
    arcs[network.head[fit]] = fit
    arcs[network.head[motorway]] = arcs[network.tail[motorway]] = -1
    return arcs


def site_posts(  # noqa: PLR0913 - the model's own questions
    minutes: Floats,
    weight: Floats,
    *,
    aim: Aim,
    target_min: float,
    sites: int | None = None,
    kept: Sequence[int] = (),
    far_min: float | None = None,
    share: float = 0.8,
    effort: Effort = USUAL,
) -> SitePlan:
    """
    Choose sites.

    Parameters
    ----------
    minutes
        Shape (demand, candidates), infinite where there is no way (``travel_minutes``).
    weight
        Shape (demand,), ≥ 0: expected calls, or any other measure.
    aim, target_min
        What is wanted; the time that counts as covered.
    sites
        How many in all, those kept included; ``Aim.ALL`` finds the number itself.
    kept
        Candidates that exist and stay.
    far_min, share
        For ``Aim.TWICE``: all demand within ``far_min`` (default: twice the target), ``share`` of it within the target.
    effort
        Solver and limit.

    Raises
    ------
    NoPlanError
        If so few sites cannot do what is asked.

    Notes
    -----
    Demand that no candidate can reach is left out, and named in ``lost``: it would hide how good the rest is.
    """
    reach = minutes <= target_min
    reachable = reach.any(axis=1) if aim is Aim.ALL else np.isfinite(minutes).any(axis=1)
    if aim is Aim.TWICE:
        reachable &= (minutes <= (far_min or 2 * target_min)).any(axis=1)
    question = minutes[reachable], weight[reachable]
    if not len(question[0]):
        raise InputError(Text("没有候选点能到达任何需求", "no candidate reaches any demand"))
    if aim is Aim.ALL:
        answer = set_cover(reach[reachable], kept=kept, effort=effort)
    elif sites is None:
        raise InputError(Text("须给出选点数", "say how many sites"))
    elif aim is Aim.MOST:
        answer = maximal_cover(reach[reachable], question[1], sites, kept=kept, effort=effort)
    elif aim is Aim.FARTHEST:
        answer = p_centre(question[0], sites, kept=kept, effort=effort)
    elif aim is Aim.MEAN:
        answer = p_median(*question, sites, kept=kept, effort=effort)
    else:
        far = question[0] <= (far_min or 2 * target_min)
        answer = backup_cover(reach[reachable], far, question[1], sites, share=share, kept=kept, effort=effort)
    lost = np.flatnonzero(~reachable).tolist()
    return _plan(_Sited(aim, target_min, minutes, weight, kept), answer, lost)


@dataclass(frozen=True, slots=True, eq=False)
class _Sited:
    """The question that was answered."""

    aim: Aim
    target_min: float
    minutes: Floats
    weight: Floats
    kept: Sequence[int]


def _plan(asked: _Sited, answer: Siting, lost: Sequence[int]) -> SitePlan:
    picked = list(answer.sites)
    near = asked.minutes[:, picked]
    total = max(float(asked.weight.sum()), 1e-12)
    first = near.min(axis=1)
    served, counts = np.isfinite(first), (near <= asked.target_min).sum(axis=1)
    owner = np.where(served, near.argmin(axis=1), -1)
    weights = asked.weight / total
    chosen = []
    for column, site in enumerate(picked):
        nearest = float(weights[owner == column].sum())
        only = float(weights[(near[:, column] <= asked.target_min) & (counts == 1)].sum())
        chosen.append(ChosenSite(site=site, nearest=nearest, only=only, why=_why(asked, site, nearest, only)))
    kept = (asked.minutes[:, list(asked.kept)] <= asked.target_min).any(axis=1)
    return SitePlan(
        aim=asked.aim,
        target_min=asked.target_min,
        sites=tuple(chosen),
        value=answer.value,
        bound=answer.bound,
        gap=answer.gap,
        before=float(weights[kept].sum()),
        covered=float(weights[counts >= 1].sum()),
        covered_twice=float(weights[counts >= 2].sum()),
        mean_min=float((first[served] * asked.weight[served]).sum() / max(float(asked.weight[served].sum()), 1e-12)),
        farthest_min=float(first[served].max(initial=0.0)),
        lost=tuple(lost),
    )


def _why(asked: _Sited, site: int, nearest: float, only: float) -> Text:
    stays = Text("现有, 保留; ", "exists and stays; ") if site in asked.kept else Text("", "")
    return Text(
        f"{stays.zh}离 {nearest:.1%} 的需求最近, 其中 {only:.1%} 在 {asked.target_min:g} 分钟内只有它能到",
        f"{stays.en}nearest to {nearest:.1%} of the demand; {only:.1%} is reached within {asked.target_min:g} min"
        " by no other",
    )
