"""The last week that was really worked: a roster made of the history, for another week of the same weekdays."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from ...models.city import City
from ...models.officer import Officer, Role
from ...models.roster import Duty, Roster, Seat
from ...models.week import Week

WEEK = timedelta(days=7)
Key = tuple[date, str, str]


def last_real(city: City, week: Week, *, units: Collection[str] = ()) -> Roster | None:
    """
    Return the last week of the history before ``week``, laid onto its days; None if there is none.

    Parameters
    ----------
    city, week
        The city with its history, and the week to lay it onto.
    units
        Only people of these units and of those below them; empty: all.

    Notes
    -----
    The history tells day, template and place of each person. Those who share them are dealt to as many crews as the
    place needs that day, the police in turn and the auxiliaries in turn.
    """
    days = [past.day for officer in city.officers for past in officer.past if past.place_id and past.day < week.monday]
    return worked(city, Week.of(max(days)), week, units=units) if days else None


def week_before(city: City, week: Week) -> Roster | None:
    """Return what was worked in the week before ``week``, on its own days; None if the history does not reach there."""
    before = Week.of(week.monday - WEEK)
    return worked(city, before, before)


def worked(city: City, past_week: Week, week: Week, *, units: Collection[str] = ()) -> Roster | None:
    """Return what was worked in one week, laid onto the days of another."""
    shift = week.monday - past_week.monday
    groups: dict[Key, list[Officer]] = defaultdict(list)
    for officer in city.officers:
        if units and not any(unit.unit_id in units for unit in city.org.line_up(officer.unit_id)):
            continue
        for past in officer.past:
            known = city.has_place(past.place_id) and city.has_template(past.template)
            if past.day in past_week.days and known:
                groups[past.day + shift, past.template, past.place_id].append(officer)
    duties = [duty for key, people in sorted(groups.items()) for duty in _dealt(city, key, people)]
    return Roster(city=city.name, week=week, duties=duties) if duties else None


def _dealt(city: City, key: Key, people: Sequence[Officer]) -> list[Duty]:
    """Deal the people of one place, day and template to crews, each with police if there are enough."""
    day, template, place_id = key
    police = [o.officer_no for o in people if o.role is Role.POLICE]
    aux = [o.officer_no for o in people if o.role is Role.AUX]
    place = city.place(place_id)
    most = max(place.needs.values(), default=1)
    least = min((pattern.size for pattern in place.crew), default=1)
    crews = max(1, min(most, len(people) // least, len(police) or len(people)))
    duties = []
    for n, pair in enumerate(zip_longest(sorted(police), sorted(aux))):
        seats = Seat.LEAD if n < crews else Seat.POLICE, Seat.AUX
        duties += [
            Duty(day=day, template=template, place_id=place_id, crew=n % crews + 1, seat=seat, officer_no=person)
            for seat, person in zip(seats, pair, strict=True)
            if person is not None
        ]
    return duties
