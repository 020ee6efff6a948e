"""Need against people: the arithmetic is right at the limit and one beyond, and never cries wolf."""

from dataclasses import replace
from datetime import date

import pytest
from city_factory import need, tiny_city, tiny_people

from qinwu.models.crew import parse_patterns
from qinwu.models.daylight import Daylight
from qinwu.models.officer import Gender, Leave, PastDuty, Role
from qinwu.models.place import Place, PlaceKind
from qinwu.models.policy import Policy, RuleSetting, Waiver
from qinwu.models.week import DayType, Week
from qinwu.scenarios.check_supply import check_supply, next_week
from qinwu.scenarios.cover import duties_of
from qinwu.scenarios.least_duties import apart
from qinwu.scenarios.notes import Notes

WEEK = Week.parse("2026-W48")
FREE = Policy(rules={code: RuleSetting(waiver=Waiver(authority="x", reason="x")) for code in ("R01", "R02", "R04")})
ONE_DAY = need(kind=DayType.WEEKEND) | {(DayType.WEEKEND, "NIGHT"): 0}


def night(crews: int, *, crew: str = "1+0", kind: PlaceKind = PlaceKind.MOBILE, unit: str = "S1", **rest) -> Place:
    """A unit with need on ordinary nights only: five duties a week."""
    return Place(
        place_id="N",
        name="夜巡",
        kind=kind,
        unit_id=unit,
        needs=need("NIGHT", crews=crews) | ONE_DAY,
        crew=parse_patterns(crew),
        **rest,
    )


def say(*places: Place, police: int = 4, aux: int = 2, officers=None, week: Week = WEEK) -> list[str]:
    city = tiny_city(squadrons=1, police=police, aux=aux, places=places, officers=officers)
    notes = Notes()
    check_supply(replace(city, policy=FREE), notes, week=week)
    assert all(f.message.en and f.severity.value == "WARN" for f in notes.findings)
    return [finding.message.zh for finding in notes.findings if finding.where.place == "S1"]


def test_drivers_and_policewomen_are_counted_crew_by_crew():
    """Only skills of every member and of leaders were once counted: a city without drivers learnt it from the gaps."""
    drivers = [replace(o, skills=o.skills | {"DRIVE"}, gender=Gender.FEMALE) for o in tiny_people(squadrons=1)[:2]]
    people = (*drivers, *(replace(o, gender=Gender.MALE) for o in tiny_people(squadrons=1)[2:]))
    asks = {"crew_skills": frozenset({"DRIVE"}), "searches": True}
    assert not say(night(2, **asks), officers=people)
    said = " ".join(say(night(3, **asks), officers=people))
    assert "具备 DRIVE 者 2 人, 周一夜间至少需要 3 人" in said
    assert "女民警 2 人, 周一夜间至少需要 3 人" in said


def test_a_skill_whose_holders_are_all_on_leave_is_told():
    away = (Leave(first=WEEK.days[0], last=WEEK.days[-1]),)
    driver, *rest = tiny_people(squadrons=1)
    people = (replace(driver, skills=driver.skills | {"DRIVE"}, leave=away), *rest)
    assert any(
        "具备 DRIVE 者 0 人" in line for line in say(night(1, crew_skills=frozenset({"DRIVE"})), officers=people)
    )


def test_as_many_police_as_needed_are_enough_and_one_fewer_is_told_with_the_arithmetic():
    assert not say(night(4), police=4)
    said = say(night(6), police=4)
    assert any(line.startswith("一中队有民警 4 人, 周一夜间至少需要 6 人 (夜巡 6×1)") for line in said)
    assert "另有 4 天也不够" in said[0]


def test_alternatives_of_a_crew_are_weighed_against_each_other():
    assert not say(night(2, crew="2+0|1+2"), police=3, aux=2)
    (line, *_) = say(night(2, crew="2+0|1+2"), police=3, aux=1)
    assert "全部 3 名民警在岗时" in line
    assert "1 人, 周一夜间至少需要 2 人" in line


def test_auxiliaries_are_counted_too():
    assert not say(night(1, crew="1+2"), aux=2)
    assert "辅警 1 人" in say(night(1, crew="1+2"), aux=1)[0]


def test_skills_are_counted():
    officers = tiny_people(squadrons=1)
    wanted = frozenset({"DESK"})  # one of the four police holds it
    assert not say(night(1, kind=PlaceKind.DESK, skills=wanted), officers=officers)
    (line, *_) = say(night(2, kind=PlaceKind.DESK, skills=wanted), officers=officers)
    assert "具备 DESK 者 1 人, 周一夜间至少需要 2 人" in line
    assert not say(night(1, lead_skills=wanted, crew="2+0"), officers=officers)


def test_people_on_leave_are_taken_off_only_when_away_on_every_day_on_which_the_duty_may_begin():
    wednesday = date(2026, 11, 25)
    away = Leave(first=wednesday, last=wednesday)
    first, *others = tiny_people(squadrons=1)
    officers = (replace(first, leave=(away,)), *others)
    (line,) = say(night(4), officers=officers)
    assert line.startswith("一中队有民警 3 人, 周三夜间至少需要 4 人")
    assert not say(night(4), officers=officers, week=Week.parse("2026-W49"))


def test_those_unfit_for_road_duty_may_still_sit_at_a_desk():
    officers = [replace(o, fit_for_duty=o.role is Role.AUX) for o in tiny_people(squadrons=1)]
    assert "民警 0 人" in say(night(1), officers=officers)[0]
    assert not say(night(4, kind=PlaceKind.DESK), officers=officers)


def test_a_week_needs_days_of_rest():
    every_night = replace(night(4), needs=need("NIGHT", crews=4))
    (line,) = say(every_night, police=4)
    assert line == "一中队一周至少需要 28 个民警班次, 而民警 4 人 (每人至多 6 天, 除去请假) 合计至多 24 个"
    assert not say(replace(night(3), needs=need("NIGHT", crews=3)), police=4)


def test_a_brigade_lends_nothing_to_its_squadrons_but_its_squadrons_serve_it():
    city = tiny_city(squadrons=2, police=2, aux=0, places=[night(4, unit="B1")])
    notes = Notes()
    check_supply(replace(city, policy=FREE), notes, week=WEEK)
    assert not notes.findings
    check_supply(replace(city, places=[night(3, unit="S1")], policy=FREE), notes, week=WEEK)
    assert {finding.where.place for finding in notes.findings} == {"S1"}


def test_the_crew_floor_of_the_rules_counts():
    city = tiny_city(squadrons=1, police=4, aux=0)
    arterial = replace(city.places[0], needs=need("AM_PEAK", crews=3) | ONE_DAY, crew=parse_patterns("1+0"))
    notes = Notes()
    check_supply(replace(city, places=[arterial]), notes, week=WEEK)
    assert any("迎宾路1号路口" in finding.message.zh for finding in notes.findings), "R01: two police on an arterial"
    easy = Notes()
    check_supply(replace(city, places=[arterial], policy=FREE), easy, week=WEEK)
    assert not easy.findings


def test_bands_that_one_duty_can_serve_are_not_counted_twice():
    city = replace(tiny_city(), policy=FREE, daylight=Daylight(112.75, 37.69))
    post, day = city.places[0], WEEK.monday
    duties = list(duties_of(city, post, day))
    needs = {(day, band): 1 for band in ("AM_PEAK", "AM_FLAT", "PM_FLAT", "PM_PEAK")}
    assert len(apart(needs, duties)) == 1  # SPLIT serves all four
    assert len(apart(needs | {(day, "NOON"): 1}, duties)) == 2
    assert apart({}, duties) == []


@pytest.mark.parametrize("template", ["NIGHT", "DUTY24"])
def test_the_week_compared_follows_the_history(template):
    city = tiny_city(squadrons=1)
    assert next_week(city) == Week(2026, 12)
    first, *others = city.officers
    first = replace(first, past=(PastDuty(day=date(2026, 11, 22), template=template),))
    assert str(next_week(replace(city, officers=(first, *others)))) == "2026-W48"
