"""People: police and auxiliaries, what they can do, when they are away, what they did in the weeks before."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .errors import InputError


class Role(StrEnum):
    """Police officer 民警 or auxiliary 辅警."""

    POLICE = "POLICE"
    AUX = "AUX"


class Gender(StrEnum):
    """As the personnel file states it; used only where the law asks for it."""

    FEMALE = "F"
    MALE = "M"
    UNSTATED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Days away, first to last, both included."""

    first: date
    last: date
    kind: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError(f"leave: {self.first} .. {self.last} ends before it starts")

    def covers(self, day: date) -> bool:
        """Whether ``day`` is one of the days away."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDuty:
    """A duty of an earlier week: counts for rest, consecutive days, nights and fairness."""

    day: date
    template: str
    place_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A wish: work (``on``) or not work (off) on a day, in one template or (``""``) any; ``weight`` 1 to 3."""

    day: date
    template: str = ""
    on: bool = False
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A duty that is fixed before planning: this day, this template, this place."""

    day: date
    template: str
    place_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """
    One person, known by the police number (警号), never by the name.

    Parameters
    ----------
    fit_for_duty
        False if the officer failed the assessment (R15): no road duty.
    protected_until
        Last day on which R19 protects (pregnancy from the seventh month, nursing a child under one year).
    """

    officer_no: str
    name: str
    role: Role
    unit_id: str
    gender: Gender = Gender.UNSTATED
    skills: frozenset[str] = frozenset()
    fit_for_duty: bool = True
    protected_until: date | None = None
    radio_id: str = ""
    phone: str = ""
    leave: tuple[Leave, ...] = ()
    past: tuple[PastDuty, ...] = ()
    requests: tuple[Request, ...] = ()
    pins: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        if not self.officer_no:
            raise InputError(f"officer {self.name!r}: the police number is missing")

    def away(self, day: date) -> bool:
        """Whether the officer is on leave on ``day``."""
        return any(leave.covers(day) for leave in self.leave)

    def protected(self, day: date) -> bool:
        """Whether R19 protects the officer on ``day``."""
        return self.protected_until is not None and day <= self.protected_until
