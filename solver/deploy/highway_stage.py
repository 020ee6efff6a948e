"""The stage of highways: video first, patrols for the rest, and who is too far."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from ...models.demand import RiskLayer
from ...models.deployed import HighwayRun
from ...models.deployment import Level, NamedGap, Stage
from ...models.place import DeskKind, PlaceKind
from ...models.text import Text
from ..siting.programme import Floats
from .camera_advice import CameraAdvice, camera_advice
from .highway_segments import Camera, arc_risk, highway_cameras, highway_segments, nearest_bases
from .highways import HighwayPlan, highway_needs
from .reach import place_points
from .read_out import CREWS
from .road_states import given_of
from .work import KM, ROADS, Work, left_out, stage

ADVICE, TRIES = 3, 20
"""Places named for one more camera, and how many are planned for to find them."""


def highway_stage(work: Work) -> Stage:
    """Look at the highways by video first, and say what patrols must do and who is too far."""
    search = work.known.search
    if search is None:
        return left_out("HIGHWAYS", ROADS, Text("不安排", "left out"))
    policy = work.city.highways
    segments = highway_segments(search.network, risk=_accidents(work), black_per_km=policy.black_per_km)
    if not segments:
        return left_out("HIGHWAYS", Text("公路", "highway"), Text("无需安排", "nothing to do"))
    day = next((d for d in work.week.days if not work.city.calendar.is_rest_day(d)), work.week.days[0])
    cameras = highway_cameras(search.network, segments, work.city.devices, day)
    desks = [p for p in work.city.places if p.desk is DeskKind.VIDEO]
    operators = {
        band.code: float(sum(work.city.need(desk, day, band.code) for desk in desks))
        for band in work.city.bands_of(day)
    }
    plan = highway_needs(
        segments,
        cameras,
        work.city.bands_of(day),
        operators=operators,
        policy=policy,
        reaches=nearest_bases(
            search, segments, place_points(work.city, search), given=given_of(work.known.states.mostly(_whens(work)))
        ),
    )
    work.highways += _highway_runs(plan)
    work.gaps += [*_too_far(plan), *_too_few(work, plan, day)]
    advice = camera_advice(
        segments, cameras, work.city.bands_of(day), operators=operators, policy=policy, best=ADVICE, tries=TRIES
    )
    note = _note(plan, cameras, advice)
    level = Level(
        code="PATROL_HOURS",
        name=Text("公路巡查小时", "hours of highway patrol a day"),
        value=plan.hours,
        bound=min(plan.hours, plan.bound),
        unit=Text("小时", "hours"),
    )
    return replace(stage("HIGHWAYS", note=note), levels=(level,))


def _whens(work: Work) -> Iterator[tuple[date, str]]:
    """Yield the bands of the week: one state of the roads must do for the reach of a stretch."""
    return ((day, band.code) for day in work.week.days for band in work.city.bands_of(day))


_BY_RISK = Text(" (按工时与事故风险加权排序)", " (ranked by hours weighted with accident risk)")


def _note(plan: HighwayPlan, cameras: Sequence[Camera], advice: Sequence[CameraAdvice]) -> Text:
    """Sum the stage up, and say where one more camera frees most hours (F25)."""
    live, seen = sum(camera.blind is None for camera in cameras), len(cameras)
    crews = ", ".join(f"{band.band} {band.crews}" for band in plan.bands if band.crews) or "0"
    more = Text(
        "".join(f"; 增设摄像机 {one.rank}: {one.why.zh}" for one in advice) + (_BY_RISK.zh if advice else ""),
        "".join(f"; camera advice {one.rank}: {one.why.en}" for one in advice) + (_BY_RISK.en if advice else ""),
    )
    return Text(
        f"{live}/{seen} 个摄像机可用; 每日巡查 {plan.hours:.1f} 小时, 编组 {crews}{more.zh}",
        f"{live} of {seen} cameras count; {plan.hours:.1f} h of patrol a day, crews {crews}{more.en}",
    )


def _accidents(work: Work) -> Floats | None:
    """Return the accidents a year that each arc expects; None if they are not known."""
    search, demand = work.known.search, work.known.demand
    events = demand.risk.get(RiskLayer.ACCIDENT) if demand is not None else None
    if search is None or demand is None or events is None:
        return None
    return arc_risk(search.network, demand.sites, events)


def _highway_runs(plan: HighwayPlan) -> Iterator[HighwayRun]:
    for row in plan.rows:
        reach = row.reach.minutes if row.reach is not None else float("inf")
        yield HighwayRun(
            segment_id=row.segment_id,
            name=row.name,
            band=row.band,
            km=round(row.km, 3),
            black=row.black,
            video=row.video,
            by_video=round(row.by_video, 3),
            passes=row.passes,
            reach_min=round(reach, 1) if np.isfinite(reach) else None,
            why=row.why,
        )


def _too_few(work: Work, plan: HighwayPlan, day: date) -> Iterator[NamedGap]:
    """Hold the crews that the passes fill against the mobile crews on the road in each band."""
    mobile = {place.place_id for place in work.city.places if place.kind is PlaceKind.MOBILE}
    for band in plan.bands:
        there = sum(n.manned for n in work.needs if (n.day, n.band) == (day, band.band) and n.place_id in mobile)
        if band.crews > there:
            yield NamedGap(
                what=Text("公路巡查编组不足", "too few crews for the highway patrols"),
                amount=float(band.crews - there),
                unit=CREWS,
                why=Text(
                    f"视频之外须巡查 {band.hours:.1f} 小时, 合 {band.crews} 组; 该时段机动 {there} 组",
                    f"{band.hours:.1f} h of passes beside video fill {band.crews} crews; "
                    f"{there} mobile are on the road",
                ),
                cure=Text("在机动表中增加公路巡查组", "add a highway patrol to the table of units"),
                day=day,
                band=band.band,
            )


def _too_far(plan: HighwayPlan) -> Iterator[NamedGap]:
    for segment_id, why in sorted(plan.far.items()):
        km = next((r.km for r in plan.rows if r.segment_id == segment_id), 0.0)
        yield NamedGap(
            what=Text(f"公路 {segment_id} 超出到达标准", f"highway {segment_id} is out of reach"),
            amount=round(km, 3),
            unit=KM,
            why=why,
            cure=Text("在附近设执法站或机动驻点", "put a station or a mobile base nearby"),
        )
