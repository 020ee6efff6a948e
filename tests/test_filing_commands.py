"""The commands on the register, as people use them: from the table of users to an amended week."""

import io
import json
from datetime import timedelta

import pytest
from city_factory import tiny_city
from click.testing import CliRunner
from lawful import lawful
from openpyxl import load_workbook
from register_users import WEEK, moment
from roster_filler import fill

from qinwu.cli import main
from qinwu.commands import filing as common
from qinwu.filing.documents import write_documents
from qinwu.filing.register.register import Register
from qinwu.filing.register.verify import verify
from qinwu.filing.roster_json import roster_to_json
from qinwu.models.filing import Link
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.write import write_city
from qinwu.solver.checker import check

W = ("--week", str(WEEK))


class Clock:
    """The clock of the commands, set by hand."""

    now = moment("2026-11-16T09:00")

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(common, "now", made)
    monkeypatch.setattr("qinwu.commands.status.now", made)
    return made


@pytest.fixture
def folder(tmp_path, clock):
    """A city folder with a lawful roster's documents and a register with its drafted users."""
    room = tmp_path / "qingchuan"
    write_city(tiny_city(), room)
    city = read_city(room)
    roster = lawful(city, fill(city))
    write_documents(city, roster, check(city, roster), room)
    assert clock.now
    assert qinwu("users", room, "--draft").exit_code == 0
    assert qinwu("users", room, "--from", room / "users.csv", "--by", "keeper").exit_code == 0
    return room


def qinwu(command, *args):
    return CliRunner().invoke(main, [command, *map(str, args)])


def planned(folder):
    return qinwu("amend", folder, "--from", folder / "plans" / str(WEEK) / "roster.json", "--by", "planner-B1")


def filed(folder):
    """Take the folder's roster all the way."""
    steps = [
        planned(folder),
        qinwu("review", folder, *W, "--approve", "--by", "reviewer"),
        qinwu("file", folder, *W, "--by", "planner-B1"),
        qinwu("ack", folder, *W, "--by", "centre"),
        qinwu("ack", folder, *W, "--by", "centre-B1"),
    ]
    assert [step.exit_code for step in steps] == [0] * 5, [step.output for step in steps]
    return steps


def test_a_week_goes_from_plan_to_filed_and_the_status_says_where(folder, clock):
    assert "没有登记" in qinwu("status", folder, *W).stdout
    assert qinwu("status", folder, *W).exit_code == 1
    steps = filed(folder)
    assert [step.stdout.split(": ")[1].split("  ")[0] for step in steps] == [
        "已编制", "已审核", "已上报, 待签收", "已上报, 待签收", "已报备",
    ]  # fmt: skip
    assert "待 大队分指挥中心 签收" in steps[3].stdout
    assert "按时" in steps[4].stdout
    status = json.loads(qinwu("status", folder, *W, "--json").stdout)
    assert status["timeliness"] == {"in_time": 1, "due": 1}
    assert (status["absent"], status["overdue"], status["in_force"]) == ([], [], [])
    clock.now = moment("2026-11-25T09:00")
    inside = json.loads(qinwu("status", folder, "--json").stdout)
    assert inside["in_force"] == [inside["versions"][0]["hash"]]
    assert "In force now: B1 v1" in qinwu("status", folder, "--lang", "en").stdout
    assert qinwu("file", folder, *W, "--now", "executing", "--by", "centre").exit_code == 0
    assert qinwu("log", folder, "--verify").exit_code == 0


def test_a_late_acknowledgement_is_said_and_ends_with_one(folder, clock):
    planned(folder)
    qinwu("review", folder, *W, "--approve", "--by", "reviewer")
    qinwu("file", folder, *W, "--by", "planner-B1")
    clock.now = moment("2026-11-20T18:00:01")
    assert "Overdue: 1" in qinwu("status", folder, "--lang", "en").stdout
    qinwu("ack", folder, *W, "--by", "centre")
    last = qinwu("ack", folder, *W, "--by", "centre-B1", "--lang", "en")
    assert last.exit_code == 1
    assert "1 min late" in last.stdout
    assert "0% (0 of 1)" in qinwu("status", folder, "--lang", "en").stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("file", "--by", "planner-B1"), "已审核"),
        (("ack", "--by", "centre"), "已上报"),
        (("review", "--approve", "--by", "planner-B1"), "不是 B1 的审核人"),
        (("review", "--approve"), "--by"),
        (("review", "--approve", "--return", "x", "--by", "reviewer"), "只能选一"),
        (("review", "--return", " ", "--by", "reviewer"), "理由"),
        (("ack", "--by", "reviewer"), "不代表任何中心"),
        (("file", "--by", "planner-B1", "--unit", "Z9"), "Z9"),
        (("file", "--by", "auditor", "--now", "scored"), "执行中"),
    ],
)
def test_what_is_out_of_turn_is_refused_in_one_line(folder, args, said):
    planned(folder)
    result = qinwu(args[0], folder, *W, *args[1:])
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    with_json = qinwu(args[0], folder, *W, *args[1:], "--json")
    assert with_json.exit_code == 2
    assert said in with_json.stdout


def test_review_shows_the_plan_and_returns_it_with_reasons(folder):
    planned(folder)
    shown = qinwu("review", folder, *W)
    assert shown.exit_code == 1  # gaps
    assert "GAP" in shown.stdout
    assert json.loads(qinwu("review", folder, *W, "--json").stdout)[0]["link"] == "PLANNED"
    back = qinwu("review", folder, *W, "--return", "周五缺两组", "--by", "reviewer")
    assert "审核退回" in back.stdout
    assert "周五缺两组" in qinwu("log", folder).stdout


def edited(folder):
    """Take the first filled cell of the first squadron's grid out of the workbook; return the file and whose."""
    book = load_workbook(io.BytesIO((folder / "plans" / str(WEEK) / "roster.xlsx").read_bytes()))
    sheet = book["一中队"]
    cell = next(c for row in sheet.iter_rows(min_row=5, min_col=4, max_col=9) for c in row if c.value)
    cell.value = None
    path = folder / "edited.xlsx"
    book.save(path)
    return path, str(sheet.cell(cell.row, 1).value)


def test_an_edited_workbook_comes_back_as_an_amendment(folder, clock):
    filed(folder)
    clock.now = moment("2026-11-22T09:00")
    path, _ = edited(folder)
    without_reason = qinwu("amend", folder, "--from", path, "--by", "planner-B1")
    assert (without_reason.exit_code, "--reason" in without_reason.stderr) == (2, True)
    result = qinwu("amend", folder, "--from", path, "--by", "planner-B1", "--reason", "sick", "--json", "--lang", "en")
    (made,) = json.loads(result.stdout)
    assert (made["number"], made["base"], made["link"], made["reason"]) == (2, 1, "AMENDED", "SICK")
    assert len(made["changes"]) == len(made["words"]) == 1
    assert made["words"][0].endswith("→ off")
    assert made["tell"]["changed"] == [made["changes"][0]["officer"]]
    assert made["words"][0] in qinwu("review", folder, *W, "--lang", "en").stdout
    for args in (
        ("review", *W, "--approve", "--by", "reviewer"),
        ("file", *W, "--by", "planner-B1", "--waive", "R01", "值勤令3号", "支队长"),
        ("ack", *W, "--by", "centre"),
        ("ack", *W, "--by", "centre-B1"),
    ):
        assert qinwu(args[0], folder, *args[1:]).exit_code in (0, 1)
    with_register = Register(folder / "register.sqlite")
    assert [v.link for v in with_register.versions()] == [Link.FILED, Link.FILED]
    assert verify(with_register) == []
    with_register.close()
    again = qinwu("amend", folder, "--from", path, "--by", "planner-B1", "--reason", "SICK")
    assert (again.exit_code, "没有不同" in again.stderr) == (2, True)


def test_an_emergency_names_its_moment_and_says_who_must_be_told(folder, clock):
    filed(folder)
    clock.now = moment("2026-11-24T09:50")
    path, _ = edited(folder)
    result = qinwu(
        "amend", folder, "--from", path, "--by", "planner-B1", "--reason", "CALL_OUT",
        "--emergency", "2026-11-24T09:40", "--note", "省厅抽调",
    )  # fmt: skip
    assert "紧急变更 截止 2026-11-24 09:55" in result.stdout
    assert "须通知" in result.stdout


def test_a_changed_byte_is_named_by_the_log(folder):
    filed(folder)
    register = Register(folder / "register.sqlite")
    (version,) = register.versions()
    with register.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE versions SET content = replace(content, '1', '2')")
    register.close()
    result = qinwu("log", folder, "--verify", "--lang", "en")
    assert result.exit_code == 2
    assert "V01 [B1 2026-W48 ROSTER v1] the content of the version was changed" in result.stdout
    machine = json.loads(qinwu("log", folder, "--verify", "--json").stdout)
    assert (machine["whole"], machine["findings"][0]["rule"]) == (False, "V01")
    lost = qinwu("log", folder, "--verify", "--seen", version.hash, "--seen", "0" * 64, "--lang", "en")
    assert "0" * 64 in lost.stdout
    assert f"the hash {version.hash}" not in lost.stdout


def test_the_clock_is_set_right_by_an_auditor_only(folder, clock):
    clock.now += timedelta(days=365)
    planned(folder)
    clock.now -= timedelta(days=360)
    refused = qinwu("review", folder, *W, "--approve", "--by", "reviewer")
    assert (refused.exit_code, "时钟倒退" in refused.stderr) == (2, True)
    assert qinwu("log", folder, "--clock-was-wrong").exit_code == 2
    assert qinwu("log", folder, "--clock-was-wrong", "--by", "reviewer").exit_code == 2
    assert qinwu("log", folder, "--clock-was-wrong", "--by", "auditor").exit_code == 0
    assert qinwu("review", folder, *W, "--approve", "--by", "reviewer").exit_code == 0


def test_the_table_of_users_is_read_with_all_its_faults_at_once(folder):
    drafted = (folder / "users.csv").read_text("utf-8-sig")
    assert drafted.startswith("用户,姓名,角色,范围,公钥")
    assert "已存在" in qinwu("users", folder, "--draft").stderr
    bad = folder / "bad.csv"
    bad.write_text("user,name,role,scope\nx,,chief,B1\n,,PLANNER,B1\ny,,PLANNER,B9\n", "utf-8")
    result = qinwu("users", folder, "--from", bad, "--by", "keeper")
    assert result.exit_code == 2
    assert all(word in result.stderr for word in ("chief", "B9", "第 3 行"))
    stranger = qinwu("users", folder, "--from", folder / "users.csv", "--by", "reviewer")
    assert (stranger.exit_code, "登记管理员" in stranger.stderr) == (2, True)
    assert "--by" in qinwu("users", folder, "--from", folder / "users.csv").stderr
    assert len(json.loads(qinwu("users", folder, "--json").stdout)) == 7


def test_there_is_a_hint_where_there_is_no_register(folder):
    (folder / "register.sqlite").unlink()
    for command in ("status", "log"):
        result = qinwu(command, folder)
        assert (result.exit_code, "qinwu users" in result.stderr) == (2, True)


def test_the_register_may_lie_elsewhere(folder, tmp_path, monkeypatch):
    other = tmp_path / "other.sqlite"
    monkeypatch.setenv("QINWU_REGISTER", str(other))
    assert qinwu("users", folder, "--from", folder / "users.csv", "--by", "keeper").exit_code == 0
    assert planned(folder).exit_code == 0
    assert qinwu("status", folder, "--register", other).stdout.startswith("城区大队")


def test_a_new_plan_before_filing_is_a_new_version(folder):
    planned(folder)
    city = read_city(folder)
    smaller = lawful(city, fill(city))
    path = folder / "smaller.json"
    path.write_bytes(roster_to_json(type(smaller)(city=smaller.city, week=smaller.week, duties=smaller.duties[:-2])))
    result = qinwu("amend", folder, "--from", path, "--by", "planner-B1")
    assert "v2: 已编制" in result.stdout
    assert "尚未报备" in result.stderr


def test_a_sick_officer_is_replaced_by_an_amendment(folder, clock):
    filed(folder)
    city = read_city(folder)
    base = json.loads((folder / "plans" / str(WEEK) / "roster.json").read_text("utf-8"))
    duty = next(row for row in base["duties"] if row["date"] == str(WEEK.days[3]))
    who, day = duty["officer"], duty["date"]
    answer = qinwu("amend", folder, "--absent", f"{who}:{day}", "--reason", "SICK", "--by", "planner-B1", "--json")
    assert answer.exit_code in {0, 1}, answer.output
    (made,) = json.loads(answer.stdout)
    assert made["link"] == Link.AMENDED
    assert who in made["tell"]["changed"]
    assert city.has_officer(who)
    assert clock.now


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--absent", "nobody:2026-11-25"), "nobody"),
        (("--absent", "14070101"), "OFFICER:DATE"),
        (("--absent", "14070101:2026-11-27..2026-11-25"), "OFFICER:DATE"),
        (("--swap", "14070101:2026-11-27"), "OFFICER:DATE=OFFICER:DATE"),
        ((), "--from, --absent, --swap"),
    ],
)
def test_small_changes_that_cannot_be_read_are_refused(folder, given, said):
    answer = qinwu("amend", folder, *given, "--reason", "SICK", "--by", "planner-B1", "--lang", "en")
    assert answer.exit_code == 2
    assert said in answer.output
