"""The stage of mobile units: how many each brigade wants in each band, where they wait, and what that adds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ...models.band import Band
from ...models.deployed import MobileBase
from ...models.deployment import Level, NamedGap, Stage
from ...models.incident import EVENT_TYPES
from ...models.leg import LegMode
from ...models.place import Place, PlaceKind
from ...models.text import Text
from ...models.week import DayType
from ...road_network.conditions import Conditions
from ...road_network.road_point import RoadPoint
from ..siting.programme import Floats
from .mexclp import Calls
from .mobile import MobilePlan, Response, mobile_bases
from .reach import place_points
from .road_states import Key, given_of, key_of
from .sites import candidate_nodes, travel_minutes
from .work import CALLS, ROADS, Known, Work, left_out, stage

CANDIDATES = 40
"""Junctions of a brigade at which units may wait: those with the most demand, spread out."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """
    A brigade's demand and who may answer it.

    ``minutes`` (demand nodes x spots and crews) counts the spots first, then the places of ``crewed`` in their order.
    """

    brigade: str
    own: Floats
    nodes: NDArray[np.intp]
    spots: Sequence[RoadPoint]
    crewed: Sequence[str]
    minutes: Floats


def mobile_stage(work: Work) -> Stage:
    """
    Number and base the mobile units of each brigade and band by expected cover, and give MOBILE places their bases.

    A crew that holds its post in the peak is not free for calls (DOMAIN D8); one that rides its line, keeps a station
    or waits in reserve is. The bands are those of the week's first working day.
    """
    search, demand, sites = work.known.search, work.known.demand, work.known.sites
    if search is None or demand is None or sites is None or work.reach is None:
        return left_out("MOBILE", ROADS if search is None else CALLS, Text("不设驻点", "no bases"))
    day = next((d for d in work.week.days if not work.city.calendar.is_rest_day(d)), work.week.days[0])
    said, levels = [], []
    for brigade in sorted({site.brigade for site in demand.sites if site.brigade}):
        grounds: dict[Key, _Ground | None] = {}
        for band in work.city.bands_of(day):
            state = work.known.states.closures(day, band.code)
            if key_of(state) not in grounds:
                grounds[key_of(state)] = _ground(work, brigade, given_of(state))
            ground = grounds[key_of(state)]
            plan = _band_bases(work, ground, day, band) if ground is not None else None
            if ground is not None and plan is not None:
                _place_units(work, ground, plan, day, band)
                levels.append(_expected(ground, plan, band))
                said += [f"{brigade} {band.code} {plan.units}"] if plan.units else []
    units = ", ".join(said)
    note = Text(
        f"机动组数: {units or '0'}; 高峰守岗编组不计入",
        f"mobile units: {units or '0'}; crews that hold posts are not free",
    )
    return replace(stage("MOBILE", note=note), levels=tuple(levels))


def _ground(work: Work, brigade: str, given: Conditions) -> _Ground | None:
    """Measure the ways of a brigade once for all bands with the same state of the roads."""
    known, demand, table = work.known, work.known.demand, work.known.sites
    if known.search is None or demand is None or table is None:
        return None
    own = np.array([site.brigade == brigade for site in demand.sites], dtype=np.float64)
    weight = table.node_weights(own * [demand.per_day(s, DayType.WEEKDAY) for s in range(len(own))])
    nodes = np.flatnonzero(weight > 0)
    if not len(nodes):
        return None
    network, org = known.search.network, work.city.org
    spots = [c.at for c in candidate_nodes(network, weight, most=CANDIDATES)]
    at = place_points(work.city, known.search)
    crewed = [
        place_id
        for place_id in sorted(at)
        if org.brigade_of(work.city.place(place_id).unit_id) == brigade
        and work.city.place(place_id).kind is not PlaceKind.MOBILE
    ]
    into = [RoadPoint(int(np.flatnonzero(network.head == node)[0]), 1.0) for node in nodes.tolist()]
    minutes = travel_minutes(known.search, [*spots, *(at[place_id] for place_id in crewed)], into, given=given)
    return _Ground(brigade=brigade, own=own, nodes=nodes, spots=spots, crewed=crewed, minutes=minutes)


def _band_bases(work: Work, ground: _Ground, day: date, band: Band) -> MobilePlan | None:
    """Choose the bases of a band; None if it expects no calls."""
    demand, table = work.known.demand, work.known.sites
    if demand is None or table is None:
        return None
    rates = ground.own * demand.band_column(band.code, work.city.calendar.day_type(day))
    weight = table.node_weights(rates)[ground.nodes]
    if not weight.sum():
        return None
    calls = Calls(
        minutes=ground.minutes,
        weight=weight,
        per_h=float(rates.sum()) * 60 / band.minutes,
        scene_min=_scene_min(work.known, ground.brigade),
        target_min=work.wanted.target_min,
    )
    return mobile_bases(calls, standing=list(_free(work, ground, day, band)), effort=work.wanted.effort)


def _free(work: Work, ground: _Ground, day: date, band: Band) -> Iterator[int]:
    """Yield the column of each crew that is free for calls in a band, once a crew."""
    for need in work.needs:
        if (need.day, need.band) == (day, band.code) and need.place_id in ground.crewed:
            holds = need.mode is LegMode.FIXED and need.crews > 0
            yield from [len(ground.spots) + ground.crewed.index(need.place_id)] * (0 if holds else need.manned)


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


def _place_units(work: Work, ground: _Ground, plan: MobilePlan, day: date, band: Band) -> None:
    """Send the band's MOBILE crews to the bases, best base first; name the units nobody has."""
    assert work.known.search is not None  # noqa: S101 - the ground was measured on it
    network = work.known.search.network
    crews = [place for place in _mobile(work, ground.brigade) for _ in range(_manned(work, place, day, band))]
    taken = 0
    for base in plan.bases:
        own = crews[taken : taken + base.units]
        taken += base.units
        line = network.polyline(ground.spots[base.base].arc)
        work.bases.append(
            MobileBase(
                base_id=f"{ground.brigade}-B{base.base + 1:02d}",
                unit_id=ground.brigade,
                lon=round(float(line[-1, 0]), 6),
                lat=round(float(line[-1, 1]), 6),
                units=base.units,
                gain=round(base.gain, 6),
                why=base.why,
                place_id=own[0].place_id if own else "",
                band=band.code,
            )
        )
    if plan.units > len(crews):
        name = work.city.org[ground.brigade].name
        work.gaps.append(
            NamedGap(
                what=Text(f"{name}机动组不足", f"{name} has too few mobile units"),
                amount=float(plan.units - len(crews)),
                unit=Text("组", "units"),
                why=Text(
                    f"{plan.units} 组可使期望覆盖由 {plan.before.expected:.0%} 升至 {plan.after.expected:.0%}; "
                    f"{plan.why.zh}",
                    f"{plan.units} units lift the expected cover from {plan.before.expected:.0%} to "
                    f"{plan.after.expected:.0%}; {plan.why.en}",
                ),
                cure=Text("在机动表中增加机动组", "add mobile units to the table of units"),
                band=band.code,
            )
        )


def _mobile(work: Work, brigade: str) -> Sequence[Place]:
    org = work.city.org
    return [p for p in work.city.places if p.kind is PlaceKind.MOBILE and org.brigade_of(p.unit_id) == brigade]


def _manned(work: Work, place: Place, day: date, band: Band) -> int:
    """Return the crews that a place has in a band."""
    wanted = (place.place_id, day, band.code)
    return sum(need.manned for need in work.needs if (need.place_id, need.day, need.band) == wanted)


def _mean(response: Response) -> str:
    return f"{response.mean_min:.1f}" if response.units else "–"


def _expected(ground: _Ground, plan: MobilePlan, band: Band) -> Level:
    brigade, before, after = ground.brigade, plan.before, plan.after
    return Level(
        code=f"UNCOVERED {brigade} {band.code}",
        name=Text(
            f"{brigade} {band.name.zh} 期望覆盖之外的警情",
            f"{brigade}, {band.name.en}: calls beyond the expected cover",
        ),
        value=max(0.0, round(1.0 - plan.point.cover, 9)),
        bound=max(0.0, round(1.0 - plan.point.bound, 9)),
        unit=Text("占比", "share"),
        note=Text(
            f"空闲编组 {before.units}, 机动 {plan.units}; 期望覆盖 {before.expected:.1%} → {after.expected:.1%}, "
            f"平均 {_mean(before)} → {_mean(after)} 分钟",
            f"free crews {before.units}, mobile {plan.units}; expected cover {before.expected:.1%} → "
            f"{after.expected:.1%}, mean {_mean(before)} → {_mean(after)} min",
        ),
    )
