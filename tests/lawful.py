"""A city of two brigades and a roster of it that breaks no law: what a filing needs, without a planner."""

from dataclasses import replace
from functools import cache

from roster_filler import fill

from qinwu.models.city import City
from qinwu.models.roster import Roster
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check


@cache
def two_brigades() -> tuple[City, Roster]:
    """Return the sample city of 300, nobody pinned, and a week's lawful roster with many gaps."""
    city, _ = sample_city(people=300)
    city = replace(city, officers=[replace(officer, pins=()) for officer in city.officers])
    return city, lawful(city, fill(city))


def lawful(city: City, roster: Roster) -> Roster:
    """Take out the duties that break a hard rule, until none does."""
    while hard := check(city, roster).hard:
        people = {(f.where.officer, f.where.date) for f in hard if f.where.officer}
        places = {(f.where.place, f.where.date) for f in hard if not f.where.officer}
        always = {f.where.officer for f in hard if f.where.officer and not f.where.date}
        kept = [
            duty
            for duty in roster.duties
            if (duty.officer_no, str(duty.day)) not in people
            and (duty.place_id, str(duty.day)) not in places
            and duty.officer_no not in always
        ]
        assert len(kept) < len(roster.duties), hard[:3]
        roster = replace(roster, duties=kept)
    return roster
