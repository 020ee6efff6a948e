"""``[[grade]]`` of ``city.toml``: orders that raise the duty grade (勤务等级)."""

from datetime import datetime
from enum import Enum
from typing import TypeVar

from ..models.errors import InputError
from ..models.grade import PRESENCE, Authority, DutyGrade, GradeOrder, Presence
from ..models.text import Text
from .toml_reader import Branch

KEYS = (
    "grade",
    "scope",
    "start",
    "stop",
    "reason",
    "ordered_by",
    "order_no",
    "cancels_leave",
    "suspends_rest",
    "on_duty",
    "standby",
    "reviewed_at",
)
E = TypeVar("E", bound=Enum)


def read_grades(city: Branch) -> tuple[GradeOrder, ...]:
    """Return the orders that can be used; what is wrong with the others is noted."""
    found = [read_order(item) for item in city.items("grade")]
    return tuple(order for order in found if order is not None)


def read_order(item: Branch) -> GradeOrder | None:
    """Return one order; None, and noted, if it cannot be used."""
    item.warn_unknown(KEYS)
    before = len(item.notes.findings)
    start, stop = _moment(item, "start"), _moment(item, "stop")
    grade = _one_of(item, "grade", DutyGrade)
    who = _one_of(item, "ordered_by", Authority)
    scope, suspends = _words(item, "scope"), _words(item, "suspends_rest")
    if not item.data.get("scope"):
        example = Text('例如 scope = ["A"]', 'such as scope = ["A"]')
        said = Text("缺少 scope: 勤务等级适用的单位", "scope is missing: the units that the duty grade holds for")
        item.notes.error("D05", said, item.at("scope"), example)
    reviewed = _moment(item, "reviewed_at") if "reviewed_at" in item.data else None
    reason, order_no = item.get("reason", str, ""), item.get("order_no", str, "")
    cancels = item.get("cancels_leave", bool, False)
    if start is None or stop is None or grade is None or who is None or len(item.notes.findings) > before:
        return None
    try:
        return GradeOrder(
            grade=grade,
            scope=scope,
            start=start,
            stop=stop,
            reason=reason,
            ordered_by=who,
            order_no=order_no,
            cancels_leave=cancels,
            suspends_rest=suspends,
            presence=_presence(item, grade),
            reviewed_at=reviewed,
        )
    except InputError as error:
        item.notes.error("D06", error.text, item.at("start"))
        return None


def _presence(item: Branch, grade: DutyGrade) -> Presence | None:
    if not {"on_duty", "standby"} & item.data.keys():
        return None
    usual = PRESENCE[grade]
    return Presence(on_duty=item.get("on_duty", int, usual.on_duty), standby=item.get("standby", int, usual.standby))


def _one_of(item: Branch, key: str, kind: type[E]) -> E | None:
    """Read the name of a member; note a missing or unknown one with the names there are."""
    word = item.need(key, str, "")
    names = [member.name for member in kind]
    if word in names:
        return kind[word]
    if word:
        known = ", ".join(names)
        item.notes.error("D06", Text(f"{key} 应为 {known}", f"{key} must be one of {known}"), item.at(key))
    return None


def _words(item: Branch, key: str) -> tuple[str, ...]:
    words = item.get(key, list, [])
    if all(isinstance(word, str) for word in words):
        return tuple(words)
    item.notes.error("D06", Text(f"{key} 应为文字的列表", f"{key} must be a list of words"), item.at(key))
    return ()


def _moment(item: Branch, key: str) -> datetime | None:
    """Read a local date and time, as TOML writes it (2026-11-24T08:00:00), or the same as text."""
    value = item.data.get(key)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        moment = None
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment
    message = Text(f"{key} 应为当地时间, 如 2026-11-24T08:00:00", f"{key} must be a local time: 2026-11-24T08:00:00")
    item.notes.error("D06", message, item.at(key))
    return None
