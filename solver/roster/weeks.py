"""Several weeks in a row: each is planned on the history that the weeks before it leave behind."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from ...models.city import City
from ...models.officer import PastDuty
from ...models.roster import Roster
from ...models.week import Week

MOST_WEEKS = 52


def following(first: Week, number: int) -> tuple[Week, ...]:
    """
    Return ``number`` weeks in a row.

    >>> [str(week) for week in following(Week(2026, 53), 2)]
    ['2026-W53', '2027-W01']
    """
    return tuple(Week.of(first.monday + timedelta(weeks=i)) for i in range(number))


def carried(city: City, rosters: Sequence[Roster]) -> City:
    """Return the city as it stands after ``rosters``: their duties join everyone's past."""
    done: dict[str, list[PastDuty]] = defaultdict(list)
    for roster in rosters:
        for duty in roster.duties:
            done[duty.officer_no].append(PastDuty(day=duty.day, template=duty.template, place_id=duty.place_id))
    officers = tuple(
        replace(officer, past=(*officer.past, *sorted(done[officer.officer_no], key=lambda duty: duty.day)))
        if officer.officer_no in done
        else officer
        for officer in city.officers
    )
    return replace(city, officers=officers)
