"""``qinwu roster``: exit codes, what it refuses before the long search, and where a waiver is told."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from city_factory import tiny_city
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from qinwu.cli import main
from qinwu.models.policy import Policy, RuleSetting, Waiver
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.write import write_city
from qinwu.solver.roster.chain import Chain

WAIVER = Waiver(authority="支队长令2026-11", reason="冬季三小时一换")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city folder that waives one rule."""
    policy = Policy(rules={"R24": RuleSetting(waiver=WAIVER)})
    write_city(replace(tiny_city(), policy=policy), tmp_path / "city")
    return tmp_path / "city"


def plan(folder: Path, *words: str, week: str = "2026-W48") -> Result:
    return CliRunner().invoke(main, ["roster", str(folder), "--week", week, *words])


@pytest.mark.parametrize(("week", "words"), [("2026-W54", "没有 2026-W54"), ("soon", "'soon' 不是一周")])
def test_a_week_that_is_none_is_bad_input_in_one_line(folder: Path, week: str, words: str) -> None:
    """The week was once read before errors were caught, and a slip of the finger ended in a traceback."""
    result = plan(folder, week=week)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_that_cannot_be_written_is_found_before_the_search(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planner once waited for the whole search before hearing that the disk was read-only."""
    monkeypatch.setattr(Chain, "plan", lambda *_, **__: pytest.fail("searched in vain"))
    (folder / "plans").write_text("a file where the folder should be")
    result = plan(folder, "--lang", "en")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr
    assert (folder / "plans").is_file()


@pytest.mark.parametrize(
    ("raised", "code", "said"), [(ZeroDivisionError, 4, "Traceback"), (KeyboardInterrupt, 130, "")]
)
def test_a_defect_and_an_interruption_are_no_success(
    folder: Path, monkeypatch: pytest.MonkeyPatch, raised: type[BaseException], code: int, said: str
) -> None:
    """Python's own exit code for both is 1, which here means done, with gaps."""

    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(Chain, "plan", fail)
    result = plan(folder)
    assert result.exit_code == code
    assert said in result.stderr
    assert not result.stdout
    assert not list((folder / "plans" / "2026-W48").iterdir())


def test_a_waiver_stands_in_every_output(folder: Path) -> None:
    """Who waives the law signs for it wherever the plan is read."""
    people = plan(folder, "--workers", "1")
    assert people.exit_code == 1, people.output
    machine = json.loads(plan(folder, "--workers", "1", "--json").stdout)
    assert machine["waivers"] == {"R24": [WAIVER.authority, WAIVER.reason]}
    written = folder / "plans" / "2026-W48"
    book = load_workbook(io.BytesIO((written / "roster.xlsx").read_bytes()))
    cells = {name: "\n".join(str(c.value) for row in book[name].iter_rows() for c in row) for name in book.sheetnames}
    report = (written / "report.html").read_text("utf-8")
    checked = CliRunner().invoke(main, ["validate", str(folder), str(written / "roster.xlsx")]).stdout
    for text in (people.stdout, cells["报备"], cells["检查与豁免"], report, checked):
        assert WAIVER.authority in text
        assert WAIVER.reason in text


def test_gaps_say_how_to_ask_why_and_for_the_cheapest_cure(folder: Path) -> None:
    everybody = read_city(folder).officers
    rows = [f"{officer.officer_no},2026-11-23,2026-11-29" for officer in everybody]
    (folder / "leave.csv").write_text("\n".join(["officer_no,first,last", *rows]), "utf-8")
    result = plan(folder, "--lang", "en")
    assert "lacks 1 crew" in result.stdout
    assert f"the cheapest cure: qinwu explain {folder} --week 2026-W48 --cure" in result.stdout


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of sixty: too many for the textbook model, its squadrons are not."""
    folder = tmp_path_factory.mktemp("sixty") / "city"
    write_city(sample_city(people=60)[0], folder)
    return folder


def test_both_engines_agree_on_one_squadron_of_a_larger_city(sixty: Path) -> None:
    result = plan(sixty, "--second-opinion", "--unit", "A1", "--json")
    assert result.exit_code in {0, 1}, result.output
    said = json.loads(result.stdout)
    assert said["first"] == said["second"]
    assert not (sixty / "plans").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--second-opinion", "--unit", "Z9"), "there are: A"),
        (("--second-opinion",), "name one with --unit"),
        (("--unit", "A1"), "--unit goes with --second-opinion only"),
    ],
)
def test_a_second_opinion_that_cannot_be_had_says_what_can(sixty: Path, words: tuple[str, ...], said: str) -> None:
    result = plan(sixty, *words, "--lang", "en")
    assert result.exit_code == 2
    assert said in result.stderr
