"""The deployment: the chain model against every choice, grades, desks, what laws cost, the saving, and its files."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest
from city_factory import BRIGADE, need, tiny_city, tiny_org, tiny_people
from test_roster_files import conforms

from qinwu.filing.deployment_files import write_deployment
from qinwu.filing.deployment_html import deployment_to_html
from qinwu.filing.deployment_json import deployment_document, deployment_from_json, deployment_to_json
from qinwu.models.crew import parse_patterns
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.grade import Authority, DutyGrade, GradeOrder, grade_findings
from qinwu.models.officer import Leave, Role
from qinwu.models.place import DeskKind, PatrolLine, Place, PlaceKind, RoadClass
from qinwu.models.text import Lang
from qinwu.models.week import DayType, Week
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.write import write_city
from qinwu.solver.checker import check
from qinwu.solver.deploy.apply import apply_deployment
from qinwu.solver.deploy.chain import open_chains
from qinwu.solver.deploy.chain_case import chain_cases
from qinwu.solver.deploy.desks import centre_seats, seat_findings
from qinwu.solver.deploy.grades import apply_grades, grade_doubts
from qinwu.solver.deploy.plan import deploy_week
from qinwu.solver.deploy.saving import SELF_CHECK
from qinwu.solver.deploy.supply import supply_of
from qinwu.solver.deploy.work import Wanted
from qinwu.solver.deploy.zones import Zone
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.siting import Backend, Effort

WEEK = Week(2026, 48)
MONDAY = datetime(2026, 11, 23, 8)  # noqa: DTZ001 - local time throughout
EXACT = Effort()


def post(place_id="P1", needs=None, **more):
    facts = {"crew": parse_patterns("1+0"), "road_class": RoadClass.LOCAL, "priority": 3} | more
    return Place(place_id=place_id, name="迎宾路口", kind=PlaceKind.POST, unit_id="S1", needs=needs or {}, **facts)


def small_city(*places, police=1, aux=0, **more):
    """One squadron; only Monday and Tuesday have a need."""
    city = tiny_city(squadrons=1, police=police, aux=aux, places=places)
    free = {
        (place.place_id, day, band.code): 0 for place in places for day in WEEK.days[2:] for band in city.bands_of(day)
    }
    return replace(city, dated_needs=free, **more)


def solved(city, **more):
    (case,) = [case for case in chain_cases(city, WEEK) if case.needs]
    return case, open_chains(case, supply_of(case), effort=EXACT, **more)


def every_choice(case, heads):
    """List the levels of all choices that one team of ``heads`` police may work: one duty a day, 48 h a week."""
    for crews in product(*(range(heads + 1) for _ in case.options)):
        by_day, minutes = {}, 0
        for option, opened in zip(case.options, crews, strict=True):
            by_day[option.day] = by_day.get(option.day, 0) + opened * option.pattern.size
            minutes += opened * option.minutes
        if max(by_day.values(), default=0) <= heads:
            there = {}
            for option, opened in zip(case.options, crews, strict=True):
                for key in option.serves:
                    there[key] = there.get(key, 0) + opened
            missing = sum(n.price * max(0, n.crews - there.get((n.day, n.band), 0)) for n in case.needs) / 1000
            yield missing, minutes / 60, sum(crews)


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("bands", [("AM_PEAK", "PM_PEAK"), ("AM_PEAK", "NOON", "PM_PEAK"), ("AM_PEAK", "PM_FLAT")])
def test_the_chain_model_finds_what_listing_every_choice_finds(heads, bands):
    case, plan = solved(small_city(post(needs=need(*bands)), police=heads))
    best = min(every_choice(case, heads))
    found = {level.code: level.value for level in plan.levels}
    assert (found["STAND"] + found["PATROL"], found["HOURS"], found["VEHICLES"]) == pytest.approx(best)
    assert all(level.gap == 0 for level in plan.levels)


def test_both_solvers_agree():
    city = small_city(post(needs=need("AM_PEAK", "NOON", "PM_PEAK", crews=2)), police=3)
    (case,) = [case for case in chain_cases(city, WEEK) if case.needs]
    plans = [open_chains(case, supply_of(case), effort=Effort(backend=backend)) for backend in Backend]
    values = [[level.value for level in plan.levels] for plan in plans]
    assert values[0] == pytest.approx(values[1])


def test_a_crew_that_is_just_there_leaves_no_gap_and_one_fewer_leaves_a_named_one():
    place = post(needs=need("AM_PEAK", "PM_PEAK"), road_class=RoadClass.ARTERIAL)
    full = deploy_week(small_city(place, police=2), WEEK).deployment
    assert not full.gaps
    short = deploy_week(small_city(place, police=1, aux=1), WEEK).deployment
    assert {(gap.day, gap.band) for gap in short.gaps} == set(product(WEEK.days[:2], ("AM_PEAK", "PM_PEAK")))
    assert "AM_PEAK" in short.gaps[0].why.en


def test_a_squadron_without_police_still_gets_a_deployment_that_says_who_is_missing():
    city = small_city(post(needs=need("AM_PEAK")), police=0, aux=3)
    deployment = deploy_week(city, WEEK).deployment
    assert sum(need.missing for need in deployment.short) == 2
    assert not any(chain.crews for chain in deployment.chains)
    assert "only 0 police may sit there" in deployment.chains[0].why.en


def test_every_chain_says_why_it_opens_or_stays_closed():
    deployment = deploy_week(tiny_city(), WEEK).deployment
    assert all(chain.why.zh and chain.why.en for chain in deployment.chains)
    closed = [chain for chain in deployment.chains if not chain.crews]
    assert closed
    assert any("it would add" in chain.why.en or "the same duty rides as" in chain.why.en for chain in closed)


def test_a_night_takes_the_next_day():
    """Two who keep the night reserve (R25: both) on two nights cannot stand at the post by day: the bound knows it."""
    reserve = Place(
        place_id="R1", name="备勤", kind=PlaceKind.RESERVE, unit_id="S1", needs=need("NIGHT"),
        crew=parse_patterns("1+0"), priority=5,
    )  # fmt: skip
    case, plan = solved(small_city(post(needs=need("AM_PEAK")), reserve, police=2))
    missed = {(case.places[n.place].place_id, n.day) for n, m in zip(case.needs, plan.missing, strict=True) if m}
    assert missed == {("P1", 0), ("P1", 1)}


def test_demand_out_of_reach_opens_a_crew_before_hours_are_saved():
    """Of two ways to serve a post's morning the one that is also there at noon wins if only it reaches a call."""
    city = small_city(post(needs=need("AM_PEAK")), police=1)
    zone = Zone(frozenset({"P1"}), {(0, "NOON"): 1.0, (1, "NOON"): 1.0})
    _, blind = solved(city)
    case, plan = solved(city, zones=[zone])
    opened = {case.span.templates[o.template].code for o, n in zip(case.options, plan.crews, strict=True) if n}
    assert opened == {"EARLY"}
    assert plan.minutes(case) >= blind.minutes(case)


def test_r01_costs_the_second_officer_of_every_duty():
    place = post(needs=need("AM_PEAK"), road_class=RoadClass.ARTERIAL)
    costs = {law.code: law for law in deploy_week(small_city(place, police=4), WEEK).deployment.laws}
    assert costs["R01"].minutes == 2 * 480
    assert costs["R02"].minutes == 0


def test_the_saving_comes_from_one_crew_that_stands_and_rides_and_is_doubted_when_high():
    flat = ("AM_PEAK", "AM_FLAT", "PM_FLAT", "PM_PEAK")
    place = post(needs=need(*flat), line=PatrolLine("L1", "线"))
    saving = deploy_week(small_city(place, police=4), WEEK).deployment.saving
    assert saving.comparable
    assert saving.share == pytest.approx(0.5)
    assert any(
        "without the baseline's crews" in condition.en and "0.0%" in condition.en for condition in saving.conditions
    )
    assert any(f"{SELF_CHECK:.0%}" in condition.en for condition in saving.conditions)


def test_a_saving_with_a_post_unmanned_in_the_peak_is_not_comparable():
    place = post(needs=need("AM_PEAK", "PM_PEAK", crews=2), line=PatrolLine("L1", "线"))
    assert not deploy_week(small_city(place, police=1), WEEK).deployment.saving.comparable


def test_desks_leaders_and_reserve_are_held_against_the_rule():
    city = tiny_city()
    deployment = deploy_week(city, WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    seats = {(seat.unit_id, seat.part) for seat in deployment.seats}
    assert {(BRIGADE, kind.value) for kind in DeskKind} <= seats
    assert {(BRIGADE, "LEAD"), (BRIGADE, "RESERVE"), ("D", "DISPATCH")} <= seats
    said = {finding.where.value for finding in seat_findings(city, centre_seats(city, WEEK, deployment.needs))}
    assert said == {BRIGADE, "D"}


def order(grade=DutyGrade.I, **more):
    facts = {
        "scope": (BRIGADE,), "start": MONDAY, "stop": MONDAY + timedelta(hours=72), "reason": "暴雪",
        "ordered_by": Authority.BUREAU, "order_no": "2026-11",
    } | more  # fmt: skip
    return GradeOrder(grade=grade, **facts)


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


def test_a_roster_under_a_deployment_of_the_plain_tables_is_the_roster_of_the_tables():
    city = tiny_city()
    deployment = deploy_week(city, WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    plain, _ = plan_week(city, WEEK, settings=Settings(workers=1))
    under, _ = plan_week(apply_deployment(city, deployment), WEEK, settings=Settings(workers=1))
    assert under.proof.objective == plain.proof.objective
    assert under.gaps == plain.gaps


def test_a_roster_meets_the_needs_of_its_deployment_not_those_of_the_tables():
    city = tiny_city()
    deployment = deploy_week(city, WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    fewer = replace(deployment, needs=[n for n in deployment.needs if n.place_id == "P11" and n.band == "AM_PEAK"])
    under = apply_deployment(city, fewer)
    assert under.need(city.place("P11"), WEEK.days[0], "AM_PEAK") == 1
    assert under.need(city.place("P12"), WEEK.days[0], "AM_PEAK") == 0
    assert under.need(city.place("P12"), WEEK.days[0] + timedelta(weeks=1), "AM_PEAK") == 1
    kept = apply_deployment(city, fewer, places={"P11"})
    assert kept.need(city.place("P12"), WEEK.days[0], "AM_PEAK") == 1


def test_a_deployment_that_does_not_fit_is_refused_with_everything_that_is_wrong():
    deployment = deploy_week(tiny_city(), WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    other = replace(tiny_city(squadrons=1), name="别处")
    with pytest.raises(InputError) as caught:
        apply_deployment(other, deployment)
    assert {f.where.value for f in caught.value.findings} >= {deployment.city, "P21", "P22"}


def full_deployment():
    city = replace(tiny_city(), grades=(order(DutyGrade.III, ordered_by=Authority.BRIGADE),))
    return city, deploy_week(city, WEEK).deployment


def test_a_deployment_comes_back_from_json_and_equal_ones_are_equal_bytes(project_dir):
    city, deployment = full_deployment()
    data = deployment_to_json(deployment)
    assert deployment_from_json(data, file="d.json") == deployment
    assert deployment_to_json(full_deployment()[1]) == data
    schema = json.loads((project_dir / "docs" / "deployment.schema.json").read_text("utf-8"))
    document = deployment_document(deployment)
    assert set(document) == set(schema["properties"])
    for key in ("format", "city", "week", "chains", "needs"):
        conforms(document[key], schema["properties"][key])
    assert deployment.fits(apply_grades(city, WEEK))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"crews":1', '"crews":"one"', "deployment.chains[1].crews"),
        ('"crews":1', '"crews":-1', "deployment.chains[1]"),
        ('"week": "2026-W48"', '"week": "2026-W60"', "deployment.week"),
        ('"code":"CHAINS"', '"cod":"CHAINS"', "deployment.stages[5].cod"),
        ('"qinwu.deployment/1"', '"other"', "format"),
    ],
)
def test_a_broken_deployment_file_is_told_where(old, new, path):
    deployment = deploy_week(tiny_city(squadrons=1), WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    opened = replace(deployment, chains=[chain for chain in deployment.chains if chain.crews == 1])
    data = deployment_to_json(opened).decode()
    assert old in data
    with pytest.raises(InputError) as caught:
        deployment_from_json(data.replace(old, new, 1).encode(), file="d.json")
    assert caught.value.findings[0].where.field == path


def test_what_is_no_json_is_refused():
    with pytest.raises(InputError) as caught:
        deployment_from_json(b"\xff{", file="d.json")
    assert "JSON" in caught.value.findings[0].message.en


@pytest.mark.parametrize("lang", list(Lang))
def test_the_report_stands_alone_and_the_tables_open_in_a_spreadsheet(tmp_path, lang):
    city, deployment = full_deployment()
    city = apply_grades(city, WEEK)
    files = write_deployment(city, deployment, tmp_path, lang=lang)
    assert [file.name for file in files] == [
        "deployment.json", "deployment.html", "deployment.csv", "deployment_needs.csv",
    ]  # fmt: skip
    page = deployment_to_html(city, deployment, lang=lang).decode()
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
    assert "<script" not in page
    assert "<svg" in page
    assert files[2].read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_is_missing_is_left_out_and_said():
    stages = {stage.code: stage for stage in deploy_week(tiny_city(), WEEK).deployment.stages}
    assert [code for code, stage in stages.items() if not stage.done] == [
        "POSTS", "DEMAND", "MERGES", "MOBILE", "HIGHWAYS", "LINES",
    ]  # fmt: skip
    assert all(stage.note.en for stage in stages.values() if not stage.done)


def test_a_holiday_has_no_day_desks_and_the_supply_counts_by_role():
    city = tiny_city()
    calendar = replace(city.calendar, special={WEEK.days[2]: DayType.HOLIDAY})
    deployment = deploy_week(replace(city, calendar=calendar), WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    intel = {seat.day for seat in deployment.seats if seat.part == "INTEL" and seat.asked}
    assert intel == {*WEEK.days[:5]} - {WEEK.days[2]}
    heads = {(row.unit_id, row.role): row.heads for row in deployment.staffing}
    assert heads["S1", Role.POLICE] == 4
    assert tiny_org().brigade_of("S1") == BRIGADE
