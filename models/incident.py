"""Incidents and their types (DOMAIN F06)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from .crew import CrewPattern, Patterns, parse_patterns
from .dispatch_level import DispatchLevel
from .errors import InputError
from .finding import Finding, Severity, Where
from .text import Text

RULE = "D70"  # an incident that cannot be used


class EventCode(StrEnum):
    """What happened."""

    ACCIDENT_PROPERTY = "ACCIDENT_PROPERTY"
    ACCIDENT_INJURY = "ACCIDENT_INJURY"
    ACCIDENT_FATAL = "ACCIDENT_FATAL"
    CONGESTION_QUEUE = "CONGESTION_QUEUE"
    ROADWORK_OCCUPY = "ROADWORK_OCCUPY"
    ILLEGAL_PARKING = "ILLEGAL_PARKING"
    PEDESTRIAN_ELEVATED = "PEDESTRIAN_ELEVATED"
    LOW_VISIBILITY = "LOW_VISIBILITY"
    BREAKDOWN = "BREAKDOWN"
    SIGNAL_FAULT = "SIGNAL_FAULT"
    HIT_AND_RUN = "HIT_AND_RUN"
    WATCHLIST_HIT = "WATCHLIST_HIT"
    SPECIAL_DUTY = "SPECIAL_DUTY"
    PUBLIC_HELP = "PUBLIC_HELP"


ACCIDENTS = frozenset(
    {EventCode.ACCIDENT_PROPERTY, EventCode.ACCIDENT_INJURY, EventCode.ACCIDENT_FATAL, EventCode.HIT_AND_RUN}
)


class Priority(IntEnum):
    """Urgency: P1 goes first."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """
    Defaults of a type of event.

    Parameters
    ----------
    crew
        The least crew before the law on roads and darkness raises it.
    lead_skills
        One police officer of the crew must hold one of these; empty: none asked.
    service_min
        Mean minutes at the scene.
    set_up
        Whether handling it is a set-up point (设点), so that R02 asks for more people in the dark.
    """

    code: EventCode
    name: Text
    priority: Priority
    level: DispatchLevel
    crew: Patterns
    service_min: int
    lead_skills: frozenset[str] = frozenset()
    set_up: bool = False


ANY_ACCIDENT = frozenset({"ACC_SIMPLE", "ACC_BASIC", "ACC_MID"})
BASIC_UP = frozenset({"ACC_BASIC", "ACC_MID"})
MIDDLE_UP = frozenset({"ACC_MID"})

# code, Chinese, English, priority, level, crew, minutes, skills of the leader, set-up point
_TABLE: tuple[tuple[str, str, str, int, str, str, int, frozenset[str], bool], ...] = (
    ("ACCIDENT_PROPERTY", "财产损失事故", "property accident", 3, "L2", "1+0", 20, ANY_ACCIDENT, False),
    ("ACCIDENT_INJURY", "伤人事故", "injury accident", 1, "L2", "2+0", 60, BASIC_UP, False),
    ("ACCIDENT_FATAL", "死亡事故", "fatal accident", 1, "L2", "2+0", 150, MIDDLE_UP, False),
    ("CONGESTION_QUEUE", "拥堵排队", "traffic jam", 2, "L2", "1+0", 30, frozenset(), False),
    ("ROADWORK_OCCUPY", "占道施工", "road works", 3, "L2", "1+0", 15, frozenset(), False),
    ("ILLEGAL_PARKING", "违法停车", "illegal parking", 4, "L2", "1+0", 8, frozenset(), False),
    ("PEDESTRIAN_ELEVATED", "行人上高架", "pedestrian on an elevated road", 1, "L2", "1+0", 15, frozenset(), False),
    ("LOW_VISIBILITY", "雨雾低能见度", "low visibility", 2, "L2", "1+0", 60, frozenset(), False),
    ("BREAKDOWN", "车辆故障", "breakdown", 3, "L2", "1+0", 20, frozenset(), False),
    ("SIGNAL_FAULT", "信号设施故障", "signal fault", 2, "L2", "1+0", 60, frozenset(), False),
    ("HIT_AND_RUN", "肇事逃逸", "hit and run", 1, "L1", "2+0", 90, BASIC_UP, False),
    ("WATCHLIST_HIT", "缉查布控预警", "watch-list hit", 2, "L1", "2+0|1+2", 20, frozenset(), True),
    ("SPECIAL_DUTY", "特殊勤务", "special duty", 1, "L1", "1+0", 60, frozenset(), True),
    ("PUBLIC_HELP", "群众求助", "request for help", 4, "L2", "1+0|0+1", 10, frozenset(), False),
)
EVENT_TYPES: Mapping[EventCode, EventType] = {
    EventCode(code): EventType(
        code=EventCode(code),
        name=Text(zh, en),
        priority=Priority(priority),
        level=DispatchLevel(level),
        crew=parse_patterns(crew),
        service_min=minutes,
        lead_skills=skills,
        set_up=set_up,
    )
    for code, zh, en, priority, level, crew, minutes, skills, set_up in _TABLE
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """
    One call or alarm.

    Parameters
    ----------
    lon, lat
        Where, WGS-84 degrees; or
    arc, share
        a place on the road that is known already: arc of the network, share of its length.
    reported_at
        Local time without a zone.
    priority
        None: that of the type (a property accident that blocks the road is P2).
    brigades
        The brigades that the incident touches (a queue or a closure may reach beyond the place); empty: those of the
        place.
    crew, lead_skills
        What this incident needs instead of the type's default.
    upstream
        The brigade where it began, if it lies on a border.
    """

    incident_id: str
    code: EventCode
    reported_at: datetime
    lon: float | None = None
    lat: float | None = None
    arc: int | None = None
    share: float = 0.5
    priority: Priority | None = None
    brigades: tuple[str, ...] = ()
    upstream: str = ""
    blocking: bool = False
    dead: int = 0
    injured: int = 0
    hazmat: bool = False
    coach: bool = False
    police_hurt: bool = False
    emergency: bool = False
    closure: bool = False
    drunk_driver: bool = False
    low_visibility: bool = False
    crew: Patterns = ()
    lead_skills: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if findings := list(_doubts(self)):
            raise InputError.of(findings)

    @property
    def type(self) -> EventType:
        """The defaults of its type."""
        return EVENT_TYPES[self.code]

    @property
    def urgency(self) -> Priority:
        """The priority that holds."""
        if self.priority is not None:
            return self.priority
        blocking_damage = self.code is EventCode.ACCIDENT_PROPERTY and self.blocking
        return Priority.P2 if blocking_damage else self.type.priority

    @property
    def least_crew(self) -> Patterns:
        """The least crew before the law on roads and darkness: R08 adds a drunk driver."""
        base = self.crew or self.type.crew
        return tuple(CrewPattern(max(p.police, 1), p.aux) for p in base) if self.drunk_driver else base

    @property
    def wanted_skills(self) -> frozenset[str]:
        """Skills of which the crew's police must hold one; empty: none asked."""
        return self.type.lead_skills if self.lead_skills is None else self.lead_skills


def _doubts(incident: Incident) -> Iterator[Finding]:
    if incident.reported_at.tzinfo is not None:
        yield _finding(incident, "reported_at", "须为当地时间, 不带时区", "must be local time without a zone")
    if incident.arc is None and (incident.lon is None or incident.lat is None):
        yield _finding(incident, "lon,lat", "没有位置", "has no place")
    for field, value, most in (("lon", incident.lon, 180.0), ("lat", incident.lat, 90.0)):
        if value is not None and not -most <= value <= most:
            yield _finding(incident, field, f"{value} 不是有效的度数", f"{value} is not a number of degrees")
    if (incident.arc is not None and incident.arc < 0) or not 0.0 <= incident.share <= 1.0:
        yield _finding(incident, "arc,share", "道路位置无效", "is no place on the road")
    if min(incident.dead, incident.injured) < 0:
        yield _finding(incident, "dead,injured", "人数不能为负", "people cannot be fewer than none")
    if (incident.dead or incident.injured) and incident.code not in ACCIDENTS:
        yield _finding(incident, "dead,injured", "伤亡人数须配事故类型", "casualties need an accident's type")


def _finding(incident: Incident, field: str, zh: str, en: str) -> Finding:
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        message=Text(f"警情 {incident.incident_id}: {zh}", f"incident {incident.incident_id}: {en}"),
        where=Where(field=field),
        advice=Text("更正后重报", "correct it and ask again"),
    )
