"""Where each person stands in the ledger after a week: 28 days, the year, and how much of it is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .city import City
from .ledger import Burdens
from .officer import Officer
from .roster import Roster
from .week import DayType, Week

WINDOW_DAYS = 28
HOT_PRIORITY = 4
SUMMER = range(6, 9)
NOON_HEAT = (11 * 60, 16 * 60)
HEAT_MIN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    One person's ledger at the end of a week.

    Parameters
    ----------
    week, recent, year
        Burdens of the week alone, of the 28 days that end with it, and of its calendar year up to its end.
    window_whole, year_whole
        Whether the books reach back to the beginning of the 28 days, and of the year; if not the counts are at least
        so high.
    """

    officer_no: str
    week: Burdens
    recent: Burdens
    year: Burdens
    window_whole: bool
    year_whole: bool


def burdens_of(city: City, day: date, template: str, place_id: str) -> Burdens:
    """Return what one duty adds to the ledger."""
    shape, kind = city.template(template), city.calendar.day_type(day)
    return Burdens(
        nights=int(shape.night),
        weekends=int(kind is DayType.WEEKEND),
        holidays=int(kind is DayType.HOLIDAY),
        splits=int(shape.split),
        hot=int(hot(city, day, template, place_id)),
    )


def hot(city: City, day: date, template: str, place_id: str) -> bool:
    """Whether a duty is on the road at a place of priority 4 or 5, or in the noon sun of June to August."""
    if not city.has_place(place_id) or not city.place(place_id).outdoor:
        return False
    noon = city.template(template).minutes_in(*NOON_HEAT) >= HEAT_MIN
    return city.place(place_id).priority >= HOT_PRIORITY or (day.month in SUMMER and noon)


def standings(city: City, week: Week, roster: Roster | None = None) -> Sequence[Standing]:
    """Return everyone's standing at the end of ``week``, with the duties of ``roster`` if it is given."""
    days = [past.day for officer in city.officers for past in officer.past]
    since = min(days, default=week.monday)
    return [_standing(city, week, officer, roster, since) for officer in city.officers]


def _standing(city: City, week: Week, officer: Officer, roster: Roster | None, since: date) -> Standing:
    number, year = officer.officer_no, week.monday.year
    past = [(duty.day, burdens_of(city, duty.day, duty.template, duty.place_id)) for duty in officer.past]
    past = [(day, burdens) for day, burdens in past if day < week.monday]
    duties = roster.duties_of(number) if roster else ()
    new = _sum(burdens_of(city, duty.day, duty.template, duty.place_id) for duty in duties)
    first = week.days[-1] - timedelta(days=WINDOW_DAYS - 1)
    total, until = city.ledger.known(number, year), city.ledger.until(number, year)
    booked = Burdens() if total is None else total.burdens
    return Standing(
        officer_no=number,
        week=new,
        recent=_sum(burdens for day, burdens in past if day >= first) + new,
        year=booked + _sum(burdens for day, burdens in past if day > until and day.year == year) + new,
        window_whole=since <= first,
        year_whole=since <= until + timedelta(days=1),
    )


def _sum(parts: Iterable[Burdens]) -> Burdens:
    return sum(parts, start=Burdens())
