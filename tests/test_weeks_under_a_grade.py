"""A duty grade on the Monday of a second week: its standby rests on who comes off the Sunday night before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from city_factory import BRIGADE, tiny_city
from deploy_worlds import order, post

from qinwu.commands.together import proven_together
from qinwu.models.city import City
from qinwu.models.crew import parse_patterns
from qinwu.models.grade import Authority, DutyGrade
from qinwu.models.officer import Leave, Role
from qinwu.models.place import Place, PlaceKind
from qinwu.models.policy import Policy
from qinwu.models.roster import Roster
from qinwu.models.week import Week
from qinwu.solver.checker import check
from qinwu.solver.deploy.grades import apply_grades
from qinwu.solver.roster.chain import Chain
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.watch import Watch
from qinwu.solver.roster.weeks import carried, following

WEEKS = following(Week(2026, 48), 2)
SUNDAY, MONDAY = WEEKS[0].days[6], WEEKS[1].monday
GUARD = frozenset({"GUARD"})
SETTINGS = Settings(workers=1)


def graded_city(*, police: int, aux: int, nights: int, crews: int) -> City:
    """A night on Sunday, a post on Monday morning, and grade II duty from 07:00 to 10:00; auxiliaries are away then."""
    night = Place(
        place_id="M1", name="机动", kind=PlaceKind.MOBILE, unit_id=BRIGADE, needs={}, crew=parse_patterns("1+0"),
        skills=GUARD, priority=5,
    )  # fmt: skip
    city = tiny_city(squadrons=1, police=police, aux=aux, places=[replace(post(), skills=GUARD), night])
    needs = {("M1", SUNDAY, "NIGHT"): nights, ("P1", MONDAY, "AM_PEAK"): crews}
    keys = [(p, day, band.code) for p in ("P1", "M1") for w in WEEKS for day in w.days for band in city.bands_of(day)]
    seven, ten = (datetime.combine(MONDAY, time(hour)) for hour in (7, 10))
    grade = order(DutyGrade.II, ordered_by=Authority.DETACHMENT, start=seven, stop=ten)
    away = (Leave(first=MONDAY, last=MONDAY),)
    people = tuple(
        replace(o, skills=o.skills | GUARD) if o.role is Role.POLICE else replace(o, leave=away) for o in city.officers
    )
    dear = Policy(shortage=(5_000, 5_000, 5_000, 5_000, 600))
    return replace(
        city, dated_needs={key: needs.get(key, 0) for key in keys}, grades=(grade,), officers=people, policy=dear
    )


def chain_of(city: City) -> Chain:
    def standing(week: Week, rosters: Sequence[Roster]) -> City:
        return apply_grades(carried(city, rosters), week)

    chain = Chain(standing=standing, settings=SETTINGS, watch=Watch())
    for week in WEEKS:
        chain.plan(standing(week, chain.rosters), week)
    return chain


def test_standby_that_tired_people_ask_for_proves_nothing() -> None:
    """Four off a night asked for four on standby instead of three: the bound lay above a lawful pair of weeks."""
    city = graded_city(police=4, aux=0, nights=4, crews=1)
    planned = chain_of(city)
    needs = [
        each.need(each.place(f"G-{BRIGADE}"), MONDAY, "AM_PEAK")
        for each in (planned.weeks[1].city, apply_grades(city, WEEKS[1]))
    ]
    assert needs == [4, 3]
    free = replace(city, officers=tuple(replace(o, leave=(Leave(first=SUNDAY, last=SUNDAY),)) for o in city.officers))
    first, _ = plan_week(free, WEEKS[0], settings=SETTINGS)
    before, then = check(city, first), planned.standing(WEEKS[1], [first])
    _, after = plan_week(then, WEEKS[1], settings=SETTINGS)
    assert not before.hard
    proof = proven_together([week.city for week in planned.weeks], planned.rosters, workers=1, watch=Watch())
    assert 0 < proof.bound <= before.cost + after.cost < proof.objective


def test_weeks_that_fall_apart_otherwise_are_left_as_they_are() -> None:
    """Without the tired no standby is asked for, and who had only that to do is a part alone: once an error."""
    chain = chain_of(graded_city(police=2, aux=1, nights=2, crews=2))
    assert len(chain.weeks[1].parts) == 1
    assert chain.weeks[1].roster.gaps
    assert chain.look_ahead() is None
