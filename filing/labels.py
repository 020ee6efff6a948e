"""Words that several documents share: roles, seats, modes, weekdays, kinds of shift, clock times."""

from datetime import date
from enum import StrEnum

from ..models.leg import LegMode
from ..models.officer import Role
from ..models.place import PlaceKind
from ..models.roster import Seat
from ..models.template import ShiftTemplate
from ..models.text import Lang, Text
from ..models.week import DAY_MIN, WEEKDAYS_ZH

FICTIONAL = Text("虚构数据, 仅供演示", "fictional data, for demonstration only")

SEATS = {
    Seat.LEAD: Text("带班", "lead"),
    Seat.POLICE: Text("民警", "police"),
    Seat.AUX: Text("辅警", "auxiliary"),
}
ROLES = {Role.POLICE: Text("民警", "police"), Role.AUX: Text("辅警", "aux.")}
MODES = {
    LegMode.FIXED: Text("固点", "post"),
    LegMode.LINE: Text("巡线", "line"),
    LegMode.MOBILE: Text("机动", "mobile"),
    LegMode.DESK: Text("席位", "desk"),
    LegMode.RESERVE: Text("备勤", "standby"),
    LegMode.LEAD: Text("带班", "leader"),
    LegMode.STATION: Text("执法站", "station"),
}
KINDS = {
    PlaceKind.POST: Text("岗点", "post"),
    PlaceKind.MOBILE: Text("机动", "mobile unit"),
    PlaceKind.DESK: Text("席位", "desk"),
    PlaceKind.RESERVE: Text("备勤", "reserve"),
    PlaceKind.LEAD: Text("带班领导", "leader on duty"),
    PlaceKind.STATION: Text("执法站", "station"),
}
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class ShiftKind(StrEnum):
    """Kinds of shift that share a colour."""

    SPLIT = "SPLIT"
    EARLY = "EARLY"
    LATE = "LATE"
    NIGHT = "NIGHT"
    LONG = "LONG"


TINT_HEX = {
    ShiftKind.EARLY: "#fff6d5",
    ShiftKind.SPLIT: "#f9dcc4",
    ShiftKind.LATE: "#cfe8d5",
    ShiftKind.NIGHT: "#b7c3de",
    ShiftKind.LONG: "#d9c9e4",
}
"""Colours of the kinds of shift; they still differ in black and white."""


def shift_kind(template: ShiftTemplate) -> ShiftKind:
    """Return the kind of a template: round the clock, night, split, or by the hour it begins."""
    if template.end - template.start >= DAY_MIN - 4 * 60:
        return ShiftKind.LONG
    if template.night:
        return ShiftKind.NIGHT
    if template.split:
        return ShiftKind.SPLIT
    return ShiftKind.EARLY if template.start < 11 * 60 else ShiftKind.LATE


def weekday(day: date, lang: Lang) -> str:
    """Return 周一 or Mon."""
    return f"周{WEEKDAYS_ZH[day.weekday()]}" if lang is Lang.ZH else _WEEKDAYS_EN[day.weekday()]


def clock(minute: int) -> str:
    """
    Return minutes after midnight as a clock shows them.

    >>> clock(7 * 60), clock(31 * 60)
    ('07:00', '07:00')
    """
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def hours_text(template: ShiftTemplate) -> str:
    """
    Return the stretches of a template: ``07:00-11:30 15:30-19:00``.

    Past midnight the clock starts again.
    """
    return " ".join(f"{clock(start)}-{clock(end)}" for start, end in template.segments)
