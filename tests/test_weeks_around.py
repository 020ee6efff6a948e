"""The weeks around a week: rosters made before are history, what is filed for the week after is looked ahead to."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from city_factory import tiny_city
from click.testing import CliRunner, Result
from lawful import lawful
from register_users import WEEK, moment
from roster_filler import fill

from qinwu.cli import main
from qinwu.commands import filing as common
from qinwu.filing.documents import write_documents
from qinwu.filing.plan_files import plan_folder
from qinwu.filing.register.register import Register
from qinwu.filing.roster_json import roster_to_json
from qinwu.models.errors import InputError
from qinwu.models.ledger import Burdens, Ledger, YearTotal
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.models.week import Week
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.weeks_around import amid_weeks, note_hole
from qinwu.scenarios.write import write_city
from qinwu.solver.checker import check

NEXT = Week(2026, 49)
SUNDAY, MONDAY = WEEK.days[-1], NEXT.monday


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_city(tiny_city(), tmp_path / "city")
    return tmp_path / "city"


def qinwu(*words: object) -> Result:
    return CliRunner().invoke(main, [*map(str, words), "--lang", "en"])


def made(folder: Path, day: date, template: str, *, officer: str = "000101") -> Roster:
    """Put a roster of one duty into the folder's plans."""
    city = read_city(folder)
    place = next(p for p in city.places if p.kind in city.template(template).serves)
    duty = Duty(day=day, template=template, place_id=place.place_id, crew=1, seat=Seat.LEAD, officer_no=officer)
    roster = Roster(city=city.name, week=Week.of(day), duties=[duty])
    home = plan_folder(folder, roster.week)
    home.mkdir(parents=True, exist_ok=True)
    (home / "roster.json").write_bytes(roster_to_json(roster))
    return roster


def test_a_week_planned_later_is_the_week_planned_along(folder: Path, tmp_path: Path) -> None:
    """Each week was once planned as if nobody had worked in the week before, unless both were asked for at once."""
    write_city(tiny_city(), tmp_path / "along")
    assert qinwu("roster", tmp_path / "along", "--week", WEEK, "--weeks", 2).exit_code in {0, 1}
    assert qinwu("roster", folder, "--week", WEEK).exit_code in {0, 1}
    later = qinwu("roster", folder, "--week", NEXT)
    assert f"history up to {SUNDAY}" in later.stderr
    one, other = (plan_folder(room, NEXT) / "roster.json" for room in (folder, tmp_path / "along"))
    assert one.read_bytes() == other.read_bytes()


def test_validate_sees_the_sunday_night_before(folder: Path) -> None:
    made(folder, SUNDAY, "NIGHT")
    made(folder, MONDAY, "EARLY")
    result = qinwu("validate", folder, plan_folder(folder, NEXT) / "roster.json")
    assert result.exit_code == 2
    assert f"R20 [{MONDAY} 000101]" in result.stdout


def test_the_table_of_history_goes_before_a_plan(folder: Path) -> None:
    """A day that the table holds is taken from it: what was worked counts, not what was planned."""
    (folder / "history.csv").write_text(f"officer_no,date,template\n000102,{SUNDAY},NIGHT\n", "utf-8")
    made(folder, SUNDAY, "NIGHT")
    city = amid_weeks(read_city(folder), folder, NEXT, register=None)
    assert [duty.day for duty in city.officer("000102").past] == [SUNDAY]
    assert not city.officer("000101").past


def test_a_week_that_nobody_knows_of_is_said(folder: Path) -> None:
    (folder / "history.csv").write_text("officer_no,date,template\n000102,2026-11-15,NIGHT\n", "utf-8")
    notes = Notes()
    note_hole(amid_weeks(read_city(folder), folder, WEEK, register=None), WEEK, notes)
    assert [(f.rule, "2026-W47" in f.message.en) for f in notes.findings] == [("D39", True)]
    result = qinwu("roster", folder, "--week", WEEK, "--json")
    assert "D39" in {notice["rule"] for notice in json.loads(result.stdout)["notices"]}


def test_neither_a_city_without_history_nor_one_whose_plan_is_there_has_a_hole(folder: Path) -> None:
    notes = Notes()
    note_hole(amid_weeks(read_city(folder), folder, NEXT, register=None), NEXT, notes)
    made(folder, SUNDAY, "NIGHT")
    note_hole(amid_weeks(read_city(folder), folder, NEXT, register=None), NEXT, notes)
    assert not notes.findings


@pytest.mark.parametrize(("until", "lost"), [("2026-11-14", False), ("2026-11-13", True), ("2025-12-31", True)])
def test_days_between_the_totals_of_the_year_and_the_history_are_said(folder: Path, until: str, *, lost: bool) -> None:
    (folder / "history.csv").write_text("officer_no,date,template\n000102,2026-11-15,NIGHT\n", "utf-8")
    city = amid_weeks(read_city(folder), folder, WEEK, register=None)
    totals = {officer.officer_no: YearTotal(date.fromisoformat(until), Burdens()) for officer in city.officers}
    notes = Notes()
    note_hole(replace(city, ledger=Ledger(totals=totals)), WEEK, notes)
    said = [finding for finding in notes.findings if finding.rule == "D38"]
    assert len(said) == lost
    assert all(finding.where.value == until and "2026-11-15" in finding.message.en for finding in said)


def test_a_plan_that_is_no_roster_is_named(folder: Path) -> None:
    made(folder, SUNDAY, "NIGHT")
    for broken in ("{", "[]", '{"format": "qinwu.roster/1", "duties": [{}]}'):
        (plan_folder(folder, WEEK) / "roster.json").write_text(broken, "utf-8")
        with pytest.raises(InputError, match=r"roster\.json"):
            amid_weeks(read_city(folder), folder, NEXT, register=None)


def test_people_and_templates_that_are_gone_do_not_stop_the_next_week(folder: Path) -> None:
    roster = made(folder, SUNDAY, "NIGHT")
    text = roster_to_json(roster).decode().replace("000101", "999999")
    (plan_folder(folder, WEEK) / "roster.json").write_text(text, "utf-8")
    assert amid_weeks(read_city(folder), folder, NEXT, register=None) == read_city(folder)
    (plan_folder(folder, WEEK) / "roster.json").write_text(text.replace("NIGHT", "GONE"), "utf-8")
    assert amid_weeks(read_city(folder), folder, NEXT, register=None) == read_city(folder)


def test_what_is_filed_goes_before_what_is_planned_and_binds_the_week_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "now", lambda: moment("2026-11-16T09:00"))
    city = read_city(folder)
    filed = lawful(city, fill(city))
    write_documents(city, filed, check(city, filed), folder)
    assert qinwu("users", folder, "--draft").exit_code == 0
    assert qinwu("users", folder, "--from", folder / "users.csv", "--by", "keeper").exit_code == 0
    assert (
        qinwu("amend", folder, "--from", plan_folder(folder, WEEK) / "roster.json", "--by", "planner-B1").exit_code == 0
    )
    for name, user, *more in (
        ("review", "reviewer", "--approve"), ("file", "planner-B1"), ("ack", "centre"), ("ack", "centre-B1")
    ):  # fmt: skip
        assert qinwu(name, folder, "--week", WEEK, "--by", user, *more).exit_code == 0
    made(folder, SUNDAY, "NIGHT")
    with closing(Register(folder / common.FILE)) as register:
        before = amid_weeks(city, folder, Week(2026, 47), register=register)
        after = amid_weeks(city, folder, NEXT, register=register)
    theirs = {(duty.officer_no, duty.day, duty.template) for duty in filed.duties}
    assert {(o.officer_no, pin.day, pin.template) for o in before.officers for pin in o.pins} == theirs
    assert {(o.officer_no, past.day, past.template) for o in after.officers for past in o.past} == theirs
