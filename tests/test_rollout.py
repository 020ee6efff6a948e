"""Roll-out: phases, check-list, mixed operation, other dates."""

import json
import tomllib
from datetime import date

import pytest
from click.testing import CliRunner

from qinwu.cli import main
from qinwu.models.errors import InputError
from qinwu.models.text import Lang
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.rollout.page import calendar, moves, overlay_of, rollout_page, task_list
from qinwu.scenarios.rollout.plan import Item, Phase, Status
from qinwu.scenarios.rollout.read import doubts, example, rollout_of
from qinwu.scenarios.toml_reader import Branch

EVERY = str([item.value for item in Item])


def plan(text):
    return rollout_of(Branch("plan.toml", "", tomllib.loads(text), Notes()))


def brigade(name, phase, day, done="[]"):
    return f'[[brigades]]\nid = "{name}"\nphase = "{phase}"\ngo_live = "{day}"\ndone = {done}\n'


TWO = (
    "[phases]\nFIRST = 2026-08-31\n"
    + brigade("A", "FIRST", "2026-08-10", EVERY)
    + brigade("B", "GRADUAL", "2026-09-07")
)


def test_the_built_in_calendar_is_that_of_the_reform():
    found = plan(example())
    assert {one.name[:2]: one.go_live.month for one in found.brigades if one.phase is Phase.GRADUAL} == {
        "灵石": 9,
        "祁县": 9,
        "和顺": 9,
        "左权": 9,
    }
    assert found.ends[Phase.PREPARATION] == date(2026, 7, 31)
    assert all(one.go_live.month == 8 for one in found.brigades if one.phase is Phase.FIRST)
    assert max(one.go_live for one in found.brigades) <= found.ends[Phase.ALL] == date(2026, 10, 31)
    assert not doubts(found, date(2026, 6, 1), file="plan.toml")


def test_a_brigade_is_live_when_its_day_has_come_and_nothing_is_open():
    found = plan(TWO)
    status = {one.brigade_id: one.status for one in found.brigades}
    assert status["A"](date(2026, 8, 9)) is Status.READY
    assert status["A"](date(2026, 8, 10)) is Status.LIVE
    assert status["B"](date(2026, 7, 1)) is Status.PREPARING
    assert status["B"](date(2026, 8, 10)) is Status.LATE
    assert status["B"](date(2026, 9, 7)) is Status.BLOCKED
    assert [one.brigade_id for one in found.legacy(date(2026, 9, 7))] == ["B"]


def test_phase_order_past_dates_and_late_dates_are_findings():
    late = plan(TWO).moved({"A": date(2026, 9, 14)})
    found = doubts(late, date(2026, 9, 10), file="plan.toml")
    assert [(f.rule, f.severity.value, f.where.field) for f in found] == [
        ("D36", "WARN", "brigades.A.go_live"),
        ("D36", "ERROR", "brigades.B.go_live"),
        ("D36", "ERROR", "brigades.B.go_live"),
    ]
    turned = plan(
        '[phases]\nFIRST = "2026-09-30"\nGRADUAL = "2026-08-31"\n' + brigade("A", "FIRST", "2026-08-10", EVERY)
    )
    assert [f.where.field for f in doubts(turned, date(2026, 7, 1), file="plan.toml")] == ["phases"]


def test_all_that_is_wrong_with_a_plan_is_said_at_once():
    text = (
        "[phases]\nFIRST = 1\n" + brigade("A", "SECOND", "soon") + brigade("A", "FIRST", "2026-08-10", '["岗位设制"]')
    )
    with pytest.raises(InputError) as error:
        plan(text)
    assert [f.rule for f in error.value.findings] == ["D06", "D06", "D06", "D36"]
    with pytest.raises(InputError):
        plan("name = 'nobody'")


def test_other_dates_move_the_tasks_and_say_what_changes():
    before = plan(TWO)
    after = before.moved({"B": date(2026, 10, 7)})
    assert [row[0] for row in task_list(after, date(2026, 7, 1), Lang.EN)[1:3]] == ["2026-08-26", "2026-09-02"]
    said = [text.en for text in moves(before, after, date(2026, 8, 1))]
    assert said[0].startswith("B: 2026-09-07 → 2026-10-07 (+30 days), overdue tasks 1 → 0")
    assert said[1] == "all live: 2026-09-07 → 2026-10-07"


def test_the_plan_becomes_a_scenario_of_mixed_operation():
    kinds = tomllib.loads(overlay_of(plan(TWO)))["go_live"]
    assert [one["units"] for one in kinds] == [["A"], ["B"]]


def test_the_page_opens_without_a_network():
    page = rollout_page(plan(example()), date(2026, 8, 20), findings=(), changes=(), lang=Lang.ZH).decode()
    assert "路线图" in page
    assert "灵石大队" in page
    assert "http:" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_blocked_brigade_is_not_drawn_as_running():
    """Its bar of operation once began on the day whose go-live was refused."""
    runs = [
        calendar(plan(TWO), day, Lang.EN).count('fill-opacity="0.16"') for day in (date(2026, 9, 1), date(2026, 9, 8))
    ]
    assert runs == [2, 1]


def test_the_command(tmp_path):
    run = CliRunner().invoke
    file, out = str(tmp_path / "plan.toml"), tmp_path / "out"
    assert run(main, ["rollout", file, "--example"]).exit_code == 0
    assert run(main, ["rollout", file, "--example"]).exit_code == 2
    assert run(main, ["rollout", file, "--on", "2026-06-01", "--lang", "en"]).exit_code == 0
    args = ["rollout", file, "--on", "2026-09-10", "--move", "灵石大队=2026-09-28", "--out", str(out), "--json"]
    result = run(main, args)
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert len(found["legacy"]) == 13
    assert {path.name for path in out.iterdir()} == {"rollout.html", "tasks.csv", "rollout_scenario.toml"}
    assert run(main, ["rollout", file, "--move", "无=2026-09-28"]).exit_code == 2
    assert run(main, ["rollout", file, "--on", "someday"]).exit_code == 2
