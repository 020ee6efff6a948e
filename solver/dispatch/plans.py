"""Response plans (预案): what to tell the crew and whom to call, printed on the order (DOMAIN F18)."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...models.crew import Patterns
from ...models.incident import ACCIDENTS, EventCode, Incident
from ...models.place import RoadClass
from ...models.text import Text
from .levels import MANY_DEAD
from .rules import FAST, DispatchRules

CONES_M, CONES_DARK_M, CONES_MOTORWAY_M = 200, 500, 2000
"""R03: Work Rules for Traffic Police on the Road (2008), arts. 70 and 72(2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    """
    What an incident of a type on a road asks for.

    Parameters
    ----------
    crew, lead_skills
        The least lawful crews, and the skills of which their police hold one.
    cones_m
        How far upstream the warning begins.
    park_m
        Where the patrol car stands upstream: from, to (art. 71).
    advice
        Lines for the order.
    """

    crew: Patterns
    lead_skills: frozenset[str]
    cones_m: int
    park_m: tuple[int, int]
    advice: tuple[Text, ...]


def response_plan(incident: Incident, road: RoadClass, rules: DispatchRules, *, dark: bool) -> ResponsePlan:
    """Return the plan for an incident on a road of a class, by day or in the dark."""
    poor = dark or incident.low_visibility
    cones = CONES_DARK_M if poor and road in FAST else CONES_M
    return ResponsePlan(
        crew=rules.crew_for(incident, road, dark=dark),
        lead_skills=incident.wanted_skills,
        cones_m=CONES_MOTORWAY_M if road is RoadClass.MOTORWAY else cones,
        park_m=(50, 200),
        advice=tuple(_advice(incident, road)),
    )


def _advice(incident: Incident, road: RoadClass) -> Iterator[Text]:
    code = incident.code
    if incident.injured or incident.dead or code in (EventCode.ACCIDENT_INJURY, EventCode.ACCIDENT_FATAL):
        yield Text("通知 120", "call an ambulance (120)")
    if incident.hazmat or code is EventCode.ACCIDENT_FATAL:
        yield Text("通知 119", "call the fire brigade (119)")
    if code is EventCode.ACCIDENT_PROPERTY and not incident.blocking:
        yield Text("可远程快处: 拍照撤离", "remote handling may do: photograph and clear the road")
    if code is EventCode.BREAKDOWN or incident.blocking:
        yield Text("通知清障车", "send a tow truck")
    if code is EventCode.CONGESTION_QUEUE or (code in ACCIDENTS and incident.blocking):
        yield Text("信号: 上游路口延长疏散方向绿灯", "signals: more green for the way out upstream")
        yield Text("信息: 发布绕行提示", "information: publish a detour")
    if code is EventCode.SIGNAL_FAULT:
        yield Text("通知信号运维; 到场前视频监看", "call signal maintenance; watch by video until the crew is there")
    if incident.closure:
        yield _authority(road)
    if code in (EventCode.HIT_AND_RUN, EventCode.WATCHLIST_HIT):
        yield Text("定点守候, 不追缉 (工作规范第73条)", "wait at fixed points, do not chase (Work Rules, art. 73)")
    yield from _upwards(incident)


def _upwards(incident: Incident) -> Iterator[Text]:
    """Say what is reported up: a death (DOMAIN F06), many (R11)."""
    if incident.code is EventCode.ACCIDENT_FATAL or incident.dead:
        yield Text("上报支队", "report up to the detachment")
    if incident.dead >= MANY_DEAD:
        yield Text("上报并深度调查 (R11)", "report up, in-depth investigation (R11)")


def _authority(road: RoadClass) -> Text:
    """R12: closing roads (Work Rules, art. 53)."""
    if road is RoadClass.MOTORWAY:
        return Text("封闭高速须省级公安交管部门批准 (R12)", "closing a motorway needs the province's order (R12)")
    return Text("封闭道路须市级公安交管部门批准 (R12)", "closing a road needs the city's order (R12)")
