"""The calendar of a plan: ISO weeks that begin on Monday, and what kind of day each date is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from .errors import InputError
from .text import Text

DAY_MIN = 24 * 60
WEEKDAYS_ZH = "一二三四五六日"


class DayType(StrEnum):
    """What kind of day a date is (DOMAIN 5.1)."""

    WEEKDAY = "WEEKDAY"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    SCHOOL_BREAK = "SCHOOL_BREAK"


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """
    An ISO week.

    >>> Week.parse("2026-W53").days[-1]
    datetime.date(2027, 1, 3)
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 1)
        except ValueError:
            raise InputError(
                Text(
                    f"没有 {self.year}-W{self.number:02d} 这一周: ISO 周写作 2026-W48",
                    f"there is no week {self.year}-W{self.number:02d}: write an ISO week like 2026-W48",
                )
            ) from None

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read ``2026-W48`` (also ``2026W48``), or any date inside the week (``2026-11-25``)."""
        if match := re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", text.strip()):
            return cls(int(match[1]), int(match[2]))
        try:
            return cls.of(date.fromisoformat(text.strip()))
        except ValueError:
            raise InputError(
                Text(f"{text!r} 不是一周: 写作 2026-W48", f"{text!r} is not a week: write 2026-W48")
            ) from None

    @classmethod
    def of(cls, day: date) -> "Week":
        """Return the week that holds ``day``."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        """The first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def days(self) -> tuple[date, ...]:
        """The seven dates, Monday first."""
        return tuple(self.monday + timedelta(days=i) for i in range(7))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    Which day type each date has.

    Saturday and Sunday are WEEKEND, the others WEEKDAY, unless ``special`` says otherwise (holidays, working
    Sundays, school breaks).
    """

    special: Mapping[date, DayType] = field(default_factory=dict)

    def day_type(self, day: date) -> DayType:
        """Return the type of ``day``."""
        return self.special.get(day, DayType.WEEKEND if day.weekday() >= 5 else DayType.WEEKDAY)

    def is_rest_day(self, day: date) -> bool:
        """Whether ``day`` is a weekend or a public holiday, for overtime and fairness."""
        return self.day_type(day) in (DayType.WEEKEND, DayType.HOLIDAY)
