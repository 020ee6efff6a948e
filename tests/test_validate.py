"""``qinwu validate``: exit codes, findings with their articles, JSON for machines."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from city_factory import tiny_city
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from roster_filler import WEEK, fill

from qinwu.cli import main
from qinwu.filing.documents import write_documents
from qinwu.filing.roster_json import roster_to_json
from qinwu.models.policy import Policy, RuleSetting, Waiver
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.models.week import DayType
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.write import write_city
from qinwu.solver.checker import check


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city folder with a greedy roster's documents."""
    room = tmp_path_factory.mktemp("city") / "qingchuan"
    write_city(tiny_city(), room)
    city = read_city(room)
    roster = fill(city)
    write_documents(city, roster, check(city, roster), room)
    return room


def validate(*args: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["validate", *map(str, args)])


def write_duties(folder: Path, name: str, *duties: Duty, waivers: dict[str, Waiver] | None = None) -> Path:
    """Write a roster of a few duties as JSON."""
    path = folder / name
    path.write_bytes(roster_to_json(Roster(city="", week=WEEK, duties=duties, waivers=waivers or {})))
    return path


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_every_kind_of_file_gets_the_same_verdict(folder, kind):
    result = validate(folder, folder / "plans" / str(WEEK) / f"roster.{kind}", "--json")
    report = json.loads(result.stdout)
    city = read_city(folder)
    expected = check(city, fill(city))
    assert report["objective"] == expected.cost
    assert report["hard"] == len(expected.hard)
    assert result.exit_code == (2 if expected.hard else 1)


def test_notes_are_listed_on_demand_and_not_printed_on_paper(folder):
    """Hundreds of lines of ordinary hours once buried the few findings that a planner must see."""
    source = folder / "plans" / str(WEEK) / "roster.xlsx"
    short, full = validate(folder, source), validate(folder, source, "--notes")
    assert "INFO" not in short.stdout
    assert "INFO Q03" in full.stdout
    assert short.stdout.splitlines()[-1] == full.stdout.splitlines()[-1]
    sheet = load_workbook(io.BytesIO(source.read_bytes()))["检查与豁免"]
    last = int(sheet.print_area.split("$")[-1])
    severities = [cell.value for cell in sheet["A"][2:]]
    assert "说明" not in severities[: last - 2]
    assert set(severities[last - 2 :]) == {"说明"}


def test_an_empty_roster_has_only_gaps_and_ends_with_one(folder):
    result = validate(folder, write_duties(folder, "empty.json"), "--json")
    report = json.loads(result.stdout)
    kinds = {finding["severity"] for finding in report["findings"]}
    assert "GAP" in kinds
    assert result.exit_code == (2 if "ERROR" in kinds else 1)


def test_a_breach_of_the_law_ends_with_two_and_names_its_article(folder):
    duty = Duty(day=WEEK.monday, template="SPLIT", place_id="P11", crew=1, seat=Seat.LEAD, officer_no="000101")
    late = replace(duty, template="NIGHT", place_id="M1")
    result = validate(folder, write_duties(folder, "breach.json", duty, late))
    assert result.exit_code == 2
    assert "ERROR R01" in result.stdout
    assert "第70条" in result.stdout or "70" in result.stdout
    english = validate(folder, folder / "breach.json", "--lang", "en")
    assert "breach" in english.stdout.splitlines()[-1]


def test_a_week_that_needs_nobody_is_clean_unless_it_waives(tmp_path):
    city = tiny_city()
    needs = {(DayType.HOLIDAY, "AM_PEAK"): 1}
    bare = replace(city, places=[replace(place, needs=needs) for place in city.places])
    write_city(bare, tmp_path / "clean")
    path = write_duties(tmp_path, "none.json")
    clean = validate(tmp_path / "clean", path)
    waiver = RuleSetting(waiver=Waiver(authority="支队长", reason="演练"))
    write_city(replace(bare, policy=Policy(rules={"R21": waiver})), tmp_path / "waived")
    waived = validate(tmp_path / "waived", path)
    assert (clean.exit_code, waived.exit_code) == (0, 1), clean.output


def test_nonsense_in_an_edited_workbook_ends_with_two_and_lists_the_cells(folder):
    source = folder / "plans" / str(WEEK) / "roster.xlsx"
    book = load_workbook(io.BytesIO(source.read_bytes()))
    sheet = book["一中队"]
    sheet["D5"], sheet["E5"] = "胡写", "早班 P77#1"
    book.save(folder / "edited.xlsx")
    result = validate(folder, folder / "edited.xlsx")
    assert result.exit_code == 2
    assert "胡写" in result.stderr
    assert "P77" in result.stderr
    machine = validate(folder, folder / "edited.xlsx", "--json")
    assert {row["field"] for row in json.loads(machine.stdout)["findings"]} == {"D5", "E5"}


def test_a_missing_roster_or_city_is_bad_input(folder, tmp_path):
    assert validate(folder, tmp_path / "no.json").exit_code == 2
    assert validate(tmp_path / "nowhere", tmp_path / "no.json").exit_code == 2


def test_changes_against_the_filed_roster_are_priced(folder):
    plan = folder / "plans" / str(WEEK) / "roster.json"
    same = json.loads(validate(folder, plan, "--base", plan, "--json").stdout)
    other = json.loads(validate(folder, plan, "--base", write_duties(folder, "none.json"), "--json").stdout)
    assert "R33" not in same["parts"]
    assert other["parts"]["R33"] > 0
