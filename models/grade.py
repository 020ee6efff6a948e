"""Duty grades (勤务等级, DOMAIN F12): how much of the force is on duty. Not the level of dispatch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from .errors import InputError
from .finding import Finding, Severity, Where
from .text import Text
from .week import DAY_MIN

RULE = "D75"  # a grade order that cannot stand
REVIEW_AFTER = timedelta(hours=72)


class DutyGrade(IntEnum):
    """NORMAL 常态, III 三级, II 二级, I 一级: the higher number asks for more of the force."""

    NORMAL = 0
    III = 3
    II = 6
    I = 9  # noqa: E741 - the grade's own name


GRADE_NAMES = {
    DutyGrade.NORMAL: Text("常态勤务", "normal duty"),
    DutyGrade.III: Text("三级勤务", "grade III duty"),
    DutyGrade.II: Text("二级勤务", "grade II duty"),
    DutyGrade.I: Text("一级勤务", "grade I duty"),
}


class Authority(StrEnum):
    """Who orders a grade: a leader of the bureau, the detachment, a brigade, a squadron."""

    BUREAU = "BUREAU"
    DETACHMENT = "DETACHMENT"
    BRIGADE = "BRIGADE"
    SQUADRON = "SQUADRON"


AUTHORITY_NAMES = {
    Authority.BUREAU: Text("公安局领导", "leader of the bureau"),
    Authority.DETACHMENT: Text("支队", "detachment"),
    Authority.BRIGADE: Text("大队", "brigade"),
    Authority.SQUADRON: Text("中队", "squadron"),
}

MAY_ORDER = {
    DutyGrade.NORMAL: frozenset(Authority) - {Authority.SQUADRON},
    DutyGrade.III: frozenset({Authority.BUREAU, Authority.DETACHMENT, Authority.BRIGADE}),
    DutyGrade.II: frozenset({Authority.BUREAU, Authority.DETACHMENT}),
    DutyGrade.I: frozenset({Authority.BUREAU}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """
    What a grade asks of a scope, in percent of its people: on duty, and (of those not on duty) standing by.

    Sources [P], DOMAIN F12: I all on duty; II at least half on duty, the rest on standby; for III the sources differ
    (a third of those off shift on standby, or ordinary duty), so a city may change it.
    """

    on_duty: int
    standby: int

    def __post_init__(self) -> None:
        if not (0 <= self.on_duty <= 100 and 0 <= self.standby <= 100):
            raise InputError(f"presence: percentages lie in 0..100, got {self.on_duty} and {self.standby}")


PRESENCE = {
    DutyGrade.NORMAL: Presence(on_duty=0, standby=0),
    DutyGrade.III: Presence(on_duty=0, standby=34),
    DutyGrade.II: Presence(on_duty=50, standby=100),
    DutyGrade.I: Presence(on_duty=100, standby=100),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeOrder:
    """
    An order that raises the duty grade of ``scope`` (org units; with them all below) from ``start`` to ``stop``.

    Parameters
    ----------
    start, stop
        Local time; the grade holds up to, not at, ``stop``.
    ordered_by
        The level of whoever ordered it; ``order_no`` their document.
    cancels_leave
        Leave inside the time is cancelled. Grade I always does.
    suspends_rest
        Codes of the rest rules that the order sets aside. Each needs the order's recorded authority, and the rest is
        booked as owed (R18, R20).
    presence
        What it asks; None: the grade's own.
    reviewed_at
        When it was last reviewed, if it was.
    """

    grade: DutyGrade
    scope: tuple[str, ...]
    start: datetime
    stop: datetime
    reason: str
    ordered_by: Authority
    order_no: str = ""
    cancels_leave: bool = False
    suspends_rest: tuple[str, ...] = ()
    presence: Presence | None = None
    reviewed_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.stop.tzinfo or not self.start < self.stop:
            raise InputError(
                Text(
                    f"勤务等级时间有误: {self.start} 至 {self.stop}",
                    f"a duty grade runs from a start to a later stop, local time: {self.start} to {self.stop}",
                )
            )
        if not self.scope:
            raise InputError(Text("勤务等级须写明适用单位", "a duty grade names the units it holds for"))

    @property
    def asks(self) -> Presence:
        """The presence it asks for."""
        return self.presence or PRESENCE[self.grade]

    @property
    def leave_cancelled(self) -> bool:
        """Whether nobody of its scope is on leave while it holds."""
        return self.cancels_leave or self.grade is DutyGrade.I

    def holds(self, day: date, start: int, end: int) -> bool:
        """Whether it holds in any minute of ``start..end`` after midnight of ``day`` (may pass 1440)."""
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local time throughout
        return self.start < midnight + timedelta(minutes=end) and midnight + timedelta(minutes=start) < self.stop

    def holds_on(self, day: date) -> bool:
        """Whether it holds in any minute of a calendar day."""
        return self.holds(day, 0, DAY_MIN)


def grade_findings(orders: Sequence[GradeOrder], *, file: str = "city.toml") -> Iterator[Finding]:
    """
    Judge grade orders: authority, reason, the 72-hour review of grade I, overlaps (the higher holds).

    An order without the authority is an ERROR: it is not followed.
    """
    for row, order in enumerate(orders, start=1):
        name = GRADE_NAMES[order.grade]
        if order.ordered_by not in MAY_ORDER[order.grade]:
            who = AUTHORITY_NAMES[order.ordered_by]
            yield _finding(
                Severity.ERROR,
                Text(f"{who.zh}无权决定{name.zh}", f"a {who.en} may not order {name.en}"),
                Text(f"须由{_may(order, '、').zh}决定", f"it takes the {_may(order, ' or ').en}"),
                Where(file=file, row=row, field="ordered_by", value=order.ordered_by.value),
            )
        if not order.reason or not order.order_no:
            field = "order_no" if order.reason else "reason"
            yield _finding(
                Severity.ERROR,
                Text(f"{name.zh}缺少理由或文号", f"{name.en} lacks its reason or the number of the order"),
                Text("写明理由和文号", "state the reason and the order's number"),
                Where(file=file, row=row, field=field),
            )
        if order.grade is DutyGrade.I and order.stop - (order.reviewed_at or order.start) > REVIEW_AFTER:
            yield _finding(
                Severity.WARN,
                Text(f"{name.zh}超过 72 小时未复核", f"{name.en} runs for more than 72 hours without review"),
                Text("复核后填写 reviewed_at, 或提前结束", "review it and state reviewed_at, or end it earlier"),
                Where(file=file, row=row, field="stop", value=str(order.stop)),
            )
        for earlier, other in enumerate(orders[: row - 1], start=1):
            if _overlap(order, other):
                higher = GRADE_NAMES[max(order.grade, other.grade)]
                yield _finding(
                    Severity.WARN,
                    Text(
                        f"与第 {earlier} 条勤务等级重叠, 按{higher.zh}执行",
                        f"overlaps grade order {earlier}: {higher.en} holds",
                    ),
                    Text("核对时间和范围", "check times and scope"),
                    Where(file=file, row=row, field="scope", value=",".join(order.scope)),
                )


def _may(order: GradeOrder, joined_by: str) -> Text:
    names = [AUTHORITY_NAMES[who] for who in Authority if who in MAY_ORDER[order.grade]]
    return Text(joined_by.join(n.zh for n in names), joined_by.join(n.en for n in names))


def _overlap(one: GradeOrder, other: GradeOrder) -> bool:
    return bool(set(one.scope) & set(other.scope)) and one.start < other.stop and other.start < one.stop


def _finding(severity: Severity, message: Text, advice: Text, where: Where) -> Finding:
    return Finding(rule=RULE, severity=severity, message=message, advice=advice, where=where)
