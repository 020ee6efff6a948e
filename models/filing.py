"""Filing 报备: versions, the links they pass, who may act on them, and when they are due (DOMAIN D12, 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from .errors import InputError
from .text import Text
from .week import Week

FRIDAY = 5
WEEKLY_HOUR = time(18)
ROUTINE_AHEAD = timedelta(minutes=30)
EMERGENCY_AFTER = timedelta(minutes=15)


class Kind(StrEnum):
    """What is filed: which posts and lines open (岗位部署), or who stands on them (警力安排)."""

    DEPLOYMENT = "DEPLOYMENT"
    ROSTER = "ROSTER"


KIND_NAMES = {
    Kind.DEPLOYMENT: Text("岗位部署", "deployment"),
    Kind.ROSTER: Text("警力安排", "roster"),
}


class Link(StrEnum):
    """
    Where a version stands in the chain of the five links.

    PLANNED or AMENDED → REVIEWED → ARRANGED (sent to the centres) → FILED (all centres have acknowledged) → EXECUTING →
    SCORED → ARCHIVED. RETURNED ends a version that the reviewer did not approve: a new one takes its place.
    """

    PLANNED = "PLANNED"
    AMENDED = "AMENDED"
    RETURNED = "RETURNED"
    REVIEWED = "REVIEWED"
    ARRANGED = "ARRANGED"
    FILED = "FILED"
    EXECUTING = "EXECUTING"
    SCORED = "SCORED"
    ARCHIVED = "ARCHIVED"


LINK_NAMES = {
    Link.PLANNED: Text("已编制", "planned"),
    Link.AMENDED: Text("变更待审", "amendment, not reviewed"),
    Link.RETURNED: Text("审核退回", "returned"),
    Link.REVIEWED: Text("已审核", "reviewed"),
    Link.ARRANGED: Text("已上报, 待签收", "sent, not all acknowledged"),
    Link.FILED: Text("已报备", "filed"),
    Link.EXECUTING: Text("执行中", "executing"),
    Link.SCORED: Text("已考核", "scored"),
    Link.ARCHIVED: Text("已归档", "archived"),
}
COUNTS = (Link.FILED, Link.EXECUTING, Link.SCORED, Link.ARCHIVED)
"""The links in which a version counts: both centres have it."""


class Centre(StrEnum):
    """The two addressees of every filing."""

    DETACHMENT = "DETACHMENT"
    BRIGADE = "BRIGADE"


CENTRE_NAMES = {
    Centre.DETACHMENT: Text("支队指挥中心", "detachment command centre"),
    Centre.BRIGADE: Text("大队分指挥中心", "brigade sub-centre"),
}


class Reason(StrEnum):
    """Why a filed roster is changed (DOMAIN 6.2)."""

    SICK = "SICK"
    CALL_OUT = "CALL_OUT"
    GRADE_CHANGE = "GRADE_CHANGE"
    ROAD_EVENT = "ROAD_EVENT"
    COURT = "COURT"
    OTHER = "OTHER"


REASON_NAMES = {
    Reason.SICK: Text("病假", "sick"),
    Reason.CALL_OUT: Text("抽调", "called out"),
    Reason.GRADE_CHANGE: Text("勤务等级变化", "change of duty grade"),
    Reason.ROAD_EVENT: Text("道路事件", "road event"),
    Reason.COURT: Text("出庭", "court"),
    Reason.OTHER: Text("其他", "other"),
}


class Timing(StrEnum):
    """Which deadline holds: of the weekly plan, of a routine change, of an emergency change."""

    WEEKLY = "WEEKLY"
    ROUTINE = "ROUTINE"
    EMERGENCY = "EMERGENCY"


TIMING_NAMES = {
    Timing.WEEKLY: Text("周计划", "weekly plan"),
    Timing.ROUTINE: Text("一般变更", "routine change"),
    Timing.EMERGENCY: Text("紧急变更", "emergency change"),
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """
    The days a filing speaks of, both included; as a rule a week.

    >>> str(Period.of(Week(2026, 48)))
    '2026-W48'
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError(f"period: {self.first} .. {self.last} ends before it starts")

    @classmethod
    def of(cls, week: Week) -> "Period":
        """Return the period of a week."""
        return cls(week.days[0], week.days[-1])

    def overlaps(self, other: "Period") -> bool:
        """Whether a day belongs to both."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        week = Week.of(self.first)
        return str(week) if Period.of(week) == self else f"{self.first}/{self.last}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a version must have been acknowledged by all centres."""

    timing: Timing
    due: datetime

    @classmethod
    def of(cls, timing: Timing, period: Period, effective: datetime) -> "Deadline":
        """
        Return the deadline: Friday 18:00 before the period, 30 min before a routine change, 15 min after an emergency.

        ``effective`` is the moment from which a change holds.
        """
        if timing is Timing.WEEKLY:
            days = (period.first.isoweekday() - FRIDAY - 1) % 7 + 1
            return cls(timing, datetime.combine(period.first - timedelta(days=days), WEEKLY_HOUR))
        return cls(timing, effective - ROUTINE_AHEAD if timing is Timing.ROUTINE else effective + EMERGENCY_AFTER)

    def late_min(self, done: datetime) -> int:
        """Return whole minutes past the deadline, rounded up; 0 or less is in time."""
        return -int((self.due - done).total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A centre's word that it has a version."""

    centre: Centre
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingWaiver:
    """One hard breach of one version set aside: the rule, its article, by whose authority, on which ground."""

    rule: str
    article: str
    authority: str
    reason: str = ""

    def __post_init__(self) -> None:
        if not (self.rule and self.article and self.authority):
            raise InputError(
                Text("豁免应写明规则、条款和批准人", "a waiver names the rule, its article and the authority")
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """
    One version of what a unit files for a period; it never changes, only its link does.

    Parameters
    ----------
    unit, path
        The unit that files, and its line up to the root, the unit first.
    number
        Counts from 1 within unit, period and kind.
    content_hash
        SHA-256 of the canonical JSON of the content.
    hash
        SHA-256 of all that is fixed: the fields up to ``centres``, the content by its hash; stands in the footer.
    predecessor
        ``hash`` of the version before, "" for the first.
    base
        Number of the version in force that this one amends; None for a plan.
    effective
        From when it holds, local time; a weekly plan from the first midnight of its period.
    centres
        Those that must acknowledge.
    link, reviewer, sent_at, filed_at, acknowledgements, waivers
        Where it stands now. ``filed_at`` is the moment of the last acknowledgement.
    """

    unit: str
    path: tuple[str, ...]
    period: Period
    kind: Kind
    number: int
    content_hash: str
    hash: str
    predecessor: str
    author: str
    at: datetime
    effective: datetime
    timing: Timing
    base: int | None = None
    reason: Reason | None = None
    note: str = ""
    centres: tuple[Centre, ...] = (Centre.DETACHMENT, Centre.BRIGADE)
    link: Link = Link.PLANNED
    reviewer: str = ""
    sent_at: datetime | None = None
    filed_at: datetime | None = None
    acknowledgements: Sequence[Acknowledgement] = ()
    waivers: Sequence[FilingWaiver] = ()

    @property
    def deadline(self) -> Deadline:
        """When all centres must have acknowledged it."""
        return Deadline.of(self.timing, self.period, self.effective)

    @property
    def missing(self) -> tuple[Centre, ...]:
        """The centres that have not acknowledged it."""
        got = {ack.centre for ack in self.acknowledgements}
        return tuple(centre for centre in self.centres if centre not in got)

    @property
    def in_time(self) -> bool | None:
        """Whether it was filed before its deadline; None while it is not filed."""
        return None if self.filed_at is None else self.deadline.late_min(self.filed_at) <= 0

    @property
    def title(self) -> Text:
        """What people call it: whose, for when, which of the two, and its number."""
        kind, whose = KIND_NAMES[self.kind], f"{self.unit} {self.period}"
        return Text(f"{whose} {kind.zh} 第 {self.number} 版", f"{whose} {kind.en} v{self.number}")

    def __str__(self) -> str:
        return f"{self.unit} {self.period} {self.kind} v{self.number}"


def timeliness(versions: Sequence[Version], now: datetime) -> tuple[int, int]:
    """
    Return how many versions were filed in time, and how many were due (报备及时率 is their quotient).

    Due is what has been filed, and what has not been though its deadline has passed.
    """
    due = [v for v in versions if v.in_time is not None or v.deadline.due < now]
    return sum(v.in_time is True for v in due), len(due)
