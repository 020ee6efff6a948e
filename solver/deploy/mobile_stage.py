"""The stage of mobile units: how many each brigade wants, where they wait, and what that adds."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...models.deployed import MobileBase
from ...models.deployment import Level, NamedGap, Stage
from ...models.incident import EVENT_TYPES
from ...models.place import Place, PlaceKind
from ...models.text import Text
from ...models.week import DayType
from ...road_network.road_point import RoadPoint
from .mexclp import Calls
from .mobile import MobilePlan, mobile_bases
from .reach import place_points
from .sites import candidate_nodes, travel_minutes
from .work import CALLS, ROADS, Known, Work, left_out, stage

CANDIDATES = 40
"""Junctions of a brigade at which units may wait: those with the most demand, spread out."""


def mobile_stage(work: Work) -> Stage:
    """Number and base the mobile units of each brigade by expected cover, and give its MOBILE places their bases."""
    search, demand, sites = work.known.search, work.known.demand, work.known.sites
    if search is None or demand is None or sites is None or work.reach is None:
        return left_out("MOBILE", ROADS if search is None else CALLS, Text("不设驻点", "no bases"))
    notes, levels = [], []
    for brigade in sorted({site.brigade for site in demand.sites if site.brigade}):
        found = _brigade_bases(work, brigade)
        if found is not None:
            plan, spots = found
            _place_units(work, brigade, plan, spots)
            notes.append(f"{brigade} {plan.units}")
            levels.append(_expected(brigade, plan))
    note = Text(f"机动组数: {', '.join(notes)}", f"mobile units: {', '.join(notes)}")
    return replace(stage("MOBILE", note=note), levels=tuple(levels))


def _brigade_bases(work: Work, brigade: str) -> tuple[MobilePlan, Sequence[RoadPoint]] | None:
    known, demand, table = work.known, work.known.demand, work.known.sites
    if known.search is None or demand is None or table is None:
        return None
    own = np.array([site.brigade == brigade for site in demand.sites])
    hours = demand.city_per_hour(DayType.WEEKDAY)
    rates = np.where(own, np.array([demand.per_day(s, DayType.WEEKDAY) for s in range(len(own))]), 0.0)
    weight = table.node_weights(rates)
    nodes = np.flatnonzero(weight > 0)
    if not len(nodes):
        return None
    network = known.search.network
    spots = [c.at for c in candidate_nodes(network, weight, most=CANDIDATES)]
    standing = [
        at
        for place_id, at in sorted(place_points(work.city, known.search, fixed=True).items())
        if work.city.org.brigade_of(work.city.place(place_id).unit_id) == brigade
    ]
    into = [RoadPoint(int(np.flatnonzero(network.head == node)[0]), 1.0) for node in nodes.tolist()]
    minutes = travel_minutes(known.search, [*spots, *standing], into)
    busiest = max(hours) / max(sum(hours), 1e-12)
    calls = Calls(
        minutes=minutes,
        weight=weight[nodes],
        per_h=float(rates.sum()) * busiest,
        scene_min=_scene_min(known, brigade),
        target_min=work.wanted.target_min,
    )
    crewed = range(len(spots), len(spots) + len(standing))
    return mobile_bases(calls, standing=list(crewed), effort=work.wanted.effort), spots


def _scene_min(known: Known, brigade: str) -> float:
    """Return the mean minutes at the scene over the brigade's expected calls."""
    demand = known.demand
    if demand is None:
        return 0.0
    total = minutes = 0.0
    for number, site in enumerate(demand.sites):
        if site.brigade == brigade:
            rate = demand.per_day(number, DayType.WEEKDAY)
            total += rate
            minutes += rate * sum(share * EVENT_TYPES[code].service_min for code, share in demand.mix(number).items())
    return minutes / total if total else 0.0


def _place_units(work: Work, brigade: str, plan: MobilePlan, spots: Sequence[RoadPoint]) -> None:
    """Send the crews of the brigade's MOBILE places to the bases, best base first; name the units nobody has."""
    org = work.city.org
    mobile = [p for p in work.city.places if p.kind is PlaceKind.MOBILE and org.brigade_of(p.unit_id) == brigade]
    crews = [place for place in mobile for _ in range(_most(work, place))]
    network = work.known.search.network if work.known.search else None
    if network is None:
        return
    taken = 0
    for number, base in enumerate(plan.bases, start=1):
        own = crews[taken : taken + base.units]
        taken += base.units
        line = network.polyline(spots[base.base].arc)
        work.bases.append(
            MobileBase(
                base_id=f"{brigade}-B{number:02d}",
                unit_id=brigade,
                lon=round(float(line[-1, 0]), 6),
                lat=round(float(line[-1, 1]), 6),
                units=base.units,
                gain=round(base.gain, 6),
                why=base.why,
                place_id=own[0].place_id if own else "",
            )
        )
    if plan.units > len(crews):
        missing = plan.units - len(crews)
        work.gaps.append(
            NamedGap(
                what=Text(f"{org[brigade].name}机动组不足", f"{org[brigade].name} has too few mobile units"),
                amount=float(missing),
                unit=Text("组", "units"),
                why=plan.why,
                cure=Text("在机动表中增加机动组", "add mobile units to the table of units"),
            )
        )


def _most(work: Work, place: Place) -> int:
    """Return the most crews that a place has in any day band of the week."""
    return max((need.manned for need in work.needs if need.place_id == place.place_id), default=0)


def _expected(brigade: str, plan: MobilePlan) -> Level:
    return Level(
        code=f"UNCOVERED {brigade}",
        name=Text(f"{brigade} 期望覆盖之外的警情", f"{brigade}: calls beyond the expected cover"),
        value=round(1.0 - plan.point.cover, 9),
        bound=round(1.0 - plan.point.bound, 9),
        unit=Text("占比", "share"),
    )
