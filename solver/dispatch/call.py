"""One call made ready for the question: where it lies, who commands, which crew is lawful, who may come."""

from dataclasses import dataclass
from datetime import datetime

from ...models.crew import Patterns
from ...models.dispatch_level import DispatchLevel
from ...models.errors import InputError
from ...models.finding import Finding, Severity, Where
from ...models.incident import EventCode, Incident, Priority
from ...models.text import Text
from ...models.unit import UnitStatus
from ...road_network.closures import Closures
from ...road_network.conditions import Conditions
from ...road_network.graph import ROAD_CLASSES
from ...road_network.road_point import RoadPoint
from .crew_file import CrewFile
from .fleet import Fleet
from .levels import Level, classify
from .masks import READY
from .reasons import Reason
from .rules import DispatchRules
from .standing import Standing

LEAVES_POSTS = frozenset({EventCode.ACCIDENT_INJURY, EventCode.ACCIDENT_FATAL})
EARLIEST_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """
    An incident and all that the question needs to know of it.

    Parameters
    ----------
    cell
        The post in whose cell it lies, "" if none.
    squadron
        The squadron of that post, "" if the brigade's own or not known.
    posts_held
        Whether fixed posts of other cells stay where they are (D8).
    """

    incident: Incident
    now: datetime
    at: RoadPoint
    level: Level
    crew: Patterns
    skills: frozenset[str]
    urgency: Priority
    cell: str
    squadron: str
    posts_held: bool
    given: Conditions

    @property
    def brigade(self) -> str:
        """The brigade whose units come first; "" if any may come (level 1, or nobody's ground)."""
        return self.level.owner if self.level.level is DispatchLevel.L2 else ""


def make_call(  # noqa: PLR0913 - given by keyword
    fleet: Fleet,
    incident: Incident,
    now: datetime,
    rules: DispatchRules,
    closures: Closures,
    *,
    given: Conditions | None = None,
) -> Call:
    """
    Look up everything about an incident; ``given``: the roads of now for its vehicle, if they are known already.

    Raises
    ------
    InputError
        If it lies off the network, or is reported from the future, or ``now`` has a time zone.
    """
    _check(incident, now)
    at = _place(fleet, incident)
    ground = fleet.territory.at(at) if fleet.territory else None
    level = classify(incident, ground.upstream_first if ground else ())
    road = ROAD_CLASSES[fleet.search.network.road_class[at.arc]]
    frees = incident.code in LEAVES_POSTS or level.level is DispatchLevel.L1 or not rules.protect_posts
    return Call(
        incident=incident,
        now=now,
        at=at,
        level=level,
        crew=rules.crew_for(incident, road, dark=rules.dark(now)),
        skills=incident.wanted_skills,
        urgency=incident.urgency,
        cell=ground.cell if ground else "",
        squadron=ground.squadron if ground else "",
        posts_held=not frees,
        given=given or Conditions(closures=closures, vehicle=rules.vehicle(incident.urgency), at=rules.moment(now)),
    )


def judge(call: Call, crew: CrewFile, now: Standing) -> Reason | None:  # noqa: PLR0911 - one for each reason
    """Return the one reason against a crew of this standing, None if it may be sent; brigades are not looked at."""
    if now.status is UnitStatus.OFF:
        return Reason.OFF_DUTY
    if now.at is None:
        return Reason.NO_POSITION
    if now.status is UnitStatus.OUT_OF_SERVICE:
        return Reason.OUT_OF_SERVICE
    if now.silent:
        return Reason.OUT_OF_CONTACT
    if now.status not in READY and (reason := _not_ready(call, crew, now)):
        return reason
    if now.protected and call.posts_held and now.stretch is not None and now.stretch.place_id != call.cell:
        return Reason.POST_HELD
    if not any(pattern.admits(police=crew.police, aux=crew.aux) for pattern in call.crew):
        return Reason.CREW
    if call.skills and not call.skills & crew.lead_skills:
        return Reason.SKILL
    return None


def _not_ready(call: Call, crew: CrewFile, now: Standing) -> Reason | None:
    urgent = call.urgency is Priority.P1
    if now.status is UnitStatus.BREAK:
        return None if urgent else Reason.ON_BREAK
    lower = now.status is UnitStatus.ENROUTE and crew.job is not None and crew.job.priority > call.urgency
    return None if urgent and lower else Reason.BUSY


def _place(fleet: Fleet, incident: Incident) -> RoadPoint:
    if incident.arc is not None:
        return fleet.search.roads.checked(RoadPoint(incident.arc, incident.share))
    assert incident.lon is not None  # noqa: S101
    assert incident.lat is not None  # noqa: S101
    return fleet.place(incident.lon, incident.lat)


def _check(incident: Incident, now: datetime) -> None:
    if now.tzinfo is not None:
        raise InputError(Text("now 须为当地时间, 不带时区", "now must be local time without a zone"))
    if (incident.reported_at - now).total_seconds() > EARLIEST_S:
        raise InputError.of(
            [
                Finding(
                    rule="D70",
                    severity=Severity.ERROR,
                    message=Text(
                        f"警情 {incident.incident_id} 的报警时间 {incident.reported_at} 晚于现在 {now}",
                        f"incident {incident.incident_id} is reported at {incident.reported_at}, later than {now}",
                    ),
                    where=Where(field="reported_at", value=str(incident.reported_at)),
                    advice=Text("核对时钟", "check the clocks"),
                )
            ]
        )
