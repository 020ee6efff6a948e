"""Tallies: hours, nights and rest days of each person, as a planner compares them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..models.city import City
from ..models.officer import Officer
from ..models.roster import Duty, Roster
from .cover import duties_by_person

WINDOW_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """
    One person's week.

    ``paid_min`` counts paid minutes; ``rest_days`` duties on weekends and holidays; ``nights_28`` nights in the 28
    days that end with the week, history included; ``away`` days of leave in the week.
    """

    officer: Officer
    by_day: Mapping[date, Sequence[Duty]]
    duties: int
    paid_min: int
    nights: int
    nights_28: int
    rest_days: int
    away: int

    @property
    def hours(self) -> float:
        """Paid hours, to a tenth."""
        return round(self.paid_min / 60, 1)


def tallies(city: City, roster: Roster) -> list[Tally]:
    """Return one tally a person, in the order of the city's officers."""
    table = duties_by_person(roster)
    return [_tally(city, roster, officer, table.get(officer.officer_no, {})) for officer in city.officers]


def _tally(city: City, roster: Roster, officer: Officer, by_day: Mapping[date, Sequence[Duty]]) -> Tally:
    duties = [duty for day in by_day.values() for duty in day]
    nights = sum(city.template(duty.template).night for duty in duties)
    first = roster.week.days[-1] - timedelta(days=WINDOW_DAYS - 1)
    before = [past for past in officer.past if first <= past.day < roster.week.monday]
    return Tally(
        officer=officer,
        by_day=by_day,
        duties=len(duties),
        paid_min=sum(city.template(duty.template).paid_min for duty in duties),
        nights=nights,
        nights_28=nights + sum(city.template(past.template).night for past in before),
        rest_days=sum(city.calendar.is_rest_day(duty.day) for duty in duties),
        away=sum(officer.away(day) for day in roster.week.days),
    )
