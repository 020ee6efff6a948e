"""Duty grades: who orders them, how long they run, what they cancel and suspend."""

from dataclasses import replace
from datetime import timedelta

import pytest
from city_factory import need, tiny_city, tiny_people
from deploy_worlds import MONDAY, WEEK, order, post, small_city

from qinwu.models.crew import parse_patterns
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.grade import Authority, DutyGrade, grade_findings
from qinwu.models.officer import Leave
from qinwu.models.place import Place, PlaceKind
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.write import write_city
from qinwu.solver.checker import check
from qinwu.solver.deploy.grade_doubts import grade_doubts
from qinwu.solver.deploy.grades import apply_grades
from qinwu.solver.roster.engine import Settings, plan_week


@pytest.mark.parametrize(
    ("grade", "who", "lawful"),
    [
        (DutyGrade.I, Authority.BUREAU, True),
        (DutyGrade.I, Authority.DETACHMENT, False),
        (DutyGrade.II, Authority.DETACHMENT, True),
        (DutyGrade.II, Authority.BRIGADE, False),
        (DutyGrade.III, Authority.BRIGADE, True),
        (DutyGrade.III, Authority.SQUADRON, False),
        (DutyGrade.NORMAL, Authority.SQUADRON, False),
    ],
)
def test_a_grade_is_ordered_by_who_may(grade, who, lawful):
    found = [f for f in grade_findings([order(grade, ordered_by=who)]) if f.severity is Severity.ERROR]
    assert (not found) is lawful
    assert all("Authority." not in repr(f.where) for f in found)  # it once printed <Authority.SQUADRON: ...>


def test_grade_one_runs_for_72_hours_and_not_a_minute_longer_without_review():
    assert not list(grade_findings([order()]))
    longer = order(stop=MONDAY + timedelta(hours=72, minutes=1))
    assert [f.severity for f in grade_findings([longer])] == [Severity.WARN]
    assert not list(grade_findings([replace(longer, reviewed_at=MONDAY + timedelta(hours=10))]))


def test_overlapping_grades_are_told_and_the_higher_holds():
    both = [order(), order(DutyGrade.III, start=MONDAY + timedelta(hours=71))]
    assert "grade I duty holds" in next(grade_findings(both)).message.en
    assert not list(
        grade_findings([order(), order(DutyGrade.III, start=order().stop, stop=order().stop + timedelta(1))])
    )


def test_an_order_without_reason_or_for_unknown_units_or_against_protection_is_an_error():
    bad = [order(reason=""), order(scope=("X",), start=MONDAY + timedelta(9), stop=MONDAY + timedelta(10))]
    bad.append(order(DutyGrade.III, start=MONDAY + timedelta(20), stop=MONDAY + timedelta(21), suspends_rest=("R19",)))
    found = [f for f in grade_doubts(replace(tiny_city(), grades=tuple(bad))) if f.severity is Severity.ERROR]
    assert {f.where.field for f in found} == {"reason", "grade.scope", "grade.suspends_rest"}


def test_a_grade_cancels_leave_inside_its_time_and_scope_only():
    leave = (Leave(first=WEEK.days[0], last=WEEK.days[6]),)
    people = [replace(officer, leave=leave) for officer in tiny_people(squadrons=2)]
    raised = apply_grades(replace(tiny_city(officers=people), grades=(order(scope=("S1",)),)), WEEK)
    by_unit = {officer.unit_id: officer for officer in raised.officers}
    assert [by_unit["S1"].away(day) for day in WEEK.days] == [False] * 4 + [True] * 3
    assert all(by_unit["S2"].away(day) for day in WEEK.days)


def test_a_grade_asks_for_standby_by_its_presence():
    city = small_city(post(needs=need("AM_PEAK")), police=4)
    raised = apply_grades(replace(city, grades=(order(DutyGrade.II, ordered_by=Authority.DETACHMENT),)), WEEK)
    place = raised.place("G-B1")
    assert raised.need(place, WEEK.days[1], "AM_PEAK") == 3  # one of four stands at the post
    assert raised.need(place, WEEK.days[6], "AM_PEAK") == 0
    assert apply_grades(city, WEEK) is city


def test_rest_is_suspended_for_the_scope_alone_and_the_roster_names_the_authority():
    reserve = [
        Place(
            place_id=f"R{s}", name="备勤", kind=PlaceKind.RESERVE, unit_id=f"S{s}",
            needs=need("AM_FLAT", "NIGHT"), crew=parse_patterns("2+0"), priority=5,
        )
        for s in (1, 2)
    ]  # fmt: skip
    city = tiny_city(squadrons=2, police=2, aux=0, places=reserve)
    quiet = {(p.place_id, day, b.code): 0 for p in reserve for day in WEEK.days[2:] for b in city.bands_of(day)}
    city = replace(city, dated_needs=quiet)
    raised = apply_grades(replace(city, grades=(order(scope=("S1",), suspends_rest=("R20", "R21")),)), WEEK)
    raised = replace(raised, places=tuple(reserve))
    roster, report = plan_week(raised, WEEK, settings=Settings(workers=1))
    gaps = {unit: sum(g.missing for g in roster.gaps if g.place_id == f"R{unit}") for unit in (1, 2)}
    assert gaps[1] < gaps[2]
    assert not report.hard
    assert roster.waivers["R20"].units == ("S1",)
    assert "2026-11" in roster.waivers["R20"].authority
    strict = check(city, roster)
    assert strict.hard
    assert {city.officer(f.where.officer).unit_id for f in strict.hard} == {"S1"}


def test_grades_survive_the_city_folder_and_a_bad_one_is_refused(tmp_path):
    city = replace(tiny_city(), grades=(order(suspends_rest=("R20",)), order(DutyGrade.III, start=MONDAY + timedelta(9),
        stop=MONDAY + timedelta(10), ordered_by=Authority.BRIGADE)))  # fmt: skip
    write_city(city, tmp_path)
    assert read_city(tmp_path).grades == city.grades
    text = (tmp_path / "city.toml").read_text("utf-8").replace('"BUREAU"', '"SQUADRON"').replace('"III"', '"IV"')
    (tmp_path / "city.toml").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_city(tmp_path)
    assert {(f.rule, f.where.field) for f in caught.value.findings if f.severity is Severity.ERROR} == {
        ("D75", "ordered_by"),
        ("D06", "grade[2].grade"),
    }


def test_a_grade_in_the_folder_names_its_units(tmp_path):
    write_city(replace(tiny_city(), grades=(order(),)), tmp_path)
    lines = (tmp_path / "city.toml").read_text("utf-8").splitlines()
    (tmp_path / "city.toml").write_text("\n".join(li for li in lines if not li.startswith("scope")) + "\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_city(tmp_path)
    errors = [(f.rule, f.where.field) for f in caught.value.findings if f.severity is Severity.ERROR]
    assert errors == [("D05", "grade[1].scope")]
