"""Everything the sheets of one workbook share, worked out once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..models.city import City
from ..models.roster import Duty, Roster, Seat
from ..models.text import Lang, Text
from ..solver.checker import Report
from .cover import Cover, cover_of
from .crew_lines import CrewLine, crew_lines
from .labels import FICTIONAL
from .sheet_style import Look
from .tally import Tally, tallies


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A week, ready to be printed. ``led`` holds the crews that have a lead."""

    city: City
    roster: Roster
    report: Report
    lang: Lang
    look: Look
    tallies: Sequence[Tally]
    lines: Mapping[date, Sequence[CrewLine]]
    cover: Sequence[Cover]
    led: frozenset[tuple[date, str, str, int]]

    @classmethod
    def of(cls, city: City, roster: Roster, report: Report, lang: Lang) -> "Book":
        """Work out what the sheets need."""
        return cls(
            city=city,
            roster=roster,
            report=report,
            lang=lang,
            look=Look(lang),
            tallies=tallies(city, roster),
            lines=crew_lines(city, roster),
            cover=cover_of(city, roster),
            led=frozenset(_key(duty) for duty in roster.duties if duty.seat is Seat.LEAD),
        )

    def has_lead(self, duty: Duty) -> bool:
        """Whether the duty's crew has somebody in the lead's seat."""
        return _key(duty) in self.led

    def say(self, zh: str, en: str) -> str:
        """Return one of two wordings."""
        return Text(zh, en).in_(self.lang)

    @property
    def footer(self) -> tuple[str, str]:
        """Left and right of every page's foot."""
        right = FICTIONAL.in_(self.lang) if self.city.fictional else ""
        return f"{self.city.name} {self.roster.week}", right

    @property
    def period(self) -> str:
        """The week and its first and last day."""
        days = self.roster.week.days
        return f"{self.roster.week} ({days[0]} – {days[-1]})"


def _key(duty: Duty) -> tuple[date, str, str, int]:
    return duty.day, duty.template, duty.place_id, duty.crew
