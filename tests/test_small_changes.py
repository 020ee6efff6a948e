"""``qinwu amend`` on a filed week, as planners use it: absences, a swap, a changed city; what is said and refused."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from register_users import moment

from qinwu.cli import main
from qinwu.commands import filing
from qinwu.filing.documents import write_documents
from qinwu.models.roster import Duty, Roster
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.write import write_city
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.step_in import who_can_step_in

DAYS = SAMPLE_WEEK.days
SINCE = ("--since", f"{DAYS[1]}T06:00")
W = ("--week", str(SAMPLE_WEEK))


def qinwu(command: str, *args: object) -> Result:
    return CliRunner().invoke(main, [command, *map(str, args)])


@pytest.fixture(scope="module", autouse=True)
def clock() -> Iterator[None]:
    """It is the Monday before the week."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "now", lambda: moment("2026-11-16T09:00"))
        yield


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory, clock: None) -> tuple[Path, Roster]:
    """A city of sixty-four people whose week both centres have."""
    assert clock is None
    room = tmp_path_factory.mktemp("small") / "city"
    write_city(sample_city(people=64, seed=5)[0], room)
    city = read_city(room)
    roster, report = plan_week(city, SAMPLE_WEEK, settings=Settings(workers=1, gap=0.03))
    write_documents(city, roster, report, room)
    steps = [
        qinwu("users", room, "--draft"),
        qinwu("users", room, "--from", room / "users.csv", "--by", "keeper"),
        qinwu("amend", room, "--from", room / "plans" / str(SAMPLE_WEEK) / "roster.json", "--by", "planner-A"),
        qinwu("review", room, *W, "--approve", "--by", "reviewer"),
        qinwu("file", room, *W, "--by", "planner-A"),
        qinwu("ack", room, *W, "--by", "centre"),
        qinwu("ack", room, *W, "--by", "centre-A"),
    ]
    assert [step.exit_code for step in steps] == [0] * len(steps), [step.output for step in steps]
    return room, roster


@pytest.fixture
def folder(filed: tuple[Path, Roster], tmp_path: Path) -> Path:
    return Path(shutil.copytree(filed[0], tmp_path / "city"))


def amend(folder: Path, *args: object, lang: str = "en") -> Result:
    return qinwu("amend", folder, *args, *SINCE, "--reason", "SICK", "--by", "planner-A", "--lang", lang)


def duty_on(roster: Roster, day: int, **wanted: object) -> Duty:
    return next(d for d in roster.duties if d.day == DAYS[day] and all(getattr(d, k) == v for k, v in wanted.items()))


def test_an_absence_says_its_price_and_who_was_changed_how_often(folder: Path, filed: tuple[Path, Roster]) -> None:
    city, roster = read_city(folder), filed[1]
    lost = next(d for d in roster.duties if d.day == DAYS[3] and who_can_step_in(city, roster, d, most=1))
    first = amend(folder, "--absent", f"{lost.officer_no}:{lost.day}")
    assert first.exit_code in {0, 1}, first.output
    assert "the objective changes by" in first.stdout
    assert "can step in" in first.stdout
    assert f"{lost.officer_no} 1" in first.stdout.splitlines()[-1]
    (row,) = json.loads(amend(folder, "--absent", f"{lost.officer_no}:{lost.day}", "--json").stdout)
    assert row["changed_days"][lost.officer_no] == 2
    assert row["step_ins"]


def test_a_day_that_has_begun_stays_on_record(folder: Path, filed: tuple[Path, Roster]) -> None:
    done = duty_on(filed[1], 0)
    result = amend(folder, "--absent", f"{done.officer_no}:{done.day}")
    assert result.exit_code == 0, result.output
    assert "a duty of an absent day has begun" in result.stdout
    assert "nothing was recorded" in result.stdout


def test_who_has_no_duty_on_the_day_needs_no_mending(folder: Path, filed: tuple[Path, Roster]) -> None:
    at_work = {d.officer_no for d in filed[1].duties if d.day == DAYS[4]}
    free = next(o.officer_no for o in read_city(folder).officers if o.officer_no not in at_work)
    result = amend(folder, "--absent", f"{free}:{DAYS[4]}", lang="zh")
    assert result.exit_code == 0, result.output
    assert "无须调整" in result.stdout


def test_days_beyond_the_week_are_named(folder: Path, filed: tuple[Path, Roster]) -> None:
    lost = duty_on(filed[1], 6)
    result = amend(folder, "--absent", f"{lost.officer_no}:{lost.day}..2026-12-03")
    assert "days after 2026-W48 were not looked at: amend the weeks up to 2026-W49" in result.stdout


def test_a_week_without_a_roster_says_how_to_get_one(folder: Path, filed: tuple[Path, Roster]) -> None:
    result = amend(folder, "--absent", f"{filed[1].duties[0].officer_no}:2026-12-10")
    assert result.exit_code == 2
    assert "there is no roster of 2026-W50: plan it first" in result.output


def test_all_that_cannot_be_read_is_named_at_once(folder: Path) -> None:
    result = amend(folder, "--absent", "14070001:25.11.2026", "--absent", "nobody:2026-11-25", "--absent", "xx:1")
    assert result.exit_code == 2
    assert all(text in result.output for text in ("25.11.2026", "nobody", "xx:1"))


def test_a_swap_of_what_has_begun_is_refused(folder: Path, filed: tuple[Path, Roster]) -> None:
    one = duty_on(filed[1], 0)
    other = next(d for d in filed[1].duties if d.day == DAYS[0] and d.officer_no != one.officer_no)
    result = amend(folder, "--swap", f"{one.officer_no}:{one.day}={other.officer_no}:{other.day}")
    assert result.exit_code == 2
    assert "too late to swap" in result.output


def test_a_leave_entered_in_the_tables_is_mended(folder: Path, filed: tuple[Path, Roster]) -> None:
    """The tables changed since the week was filed: ``--mend`` follows them, from now on."""
    assert amend(folder, "--mend", SAMPLE_WEEK).stdout.strip().endswith("nothing was recorded")
    lost = duty_on(filed[1], 3, seat="AUX")
    leave = folder / "leave.csv"
    officer = read_city(folder).officer(lost.officer_no)
    row = f"{lost.officer_no},{officer.name},{lost.day},{lost.day},病假"
    leave.write_text(leave.read_text("utf-8") + row + "\n", "utf-8")
    result = amend(folder, "--mend", SAMPLE_WEEK)
    assert result.exit_code in {0, 1}, result.output
    changed = [line for line in result.stdout.splitlines() if lost.officer_no in line and "→ off" in line]
    assert len(changed) == 1


def test_a_brigade_that_misses_too_many_is_planned_anew_and_says_so(folder: Path) -> None:
    """A quarter of all cannot come: their Monday stays as it was, gaps are named, the rest of the week is new."""
    ill = [officer.officer_no for officer in read_city(folder).officers[::4]]
    absent = [arg for name in ill for arg in ("--absent", f"{name}:{DAYS[1]}..{DAYS[6]}")]
    result = amend(folder, *absent)
    assert result.exit_code == 1, result.output
    assert "small changes do not do" in result.stdout
    assert "GAP" in result.stdout
    monday = f"{DAYS[0]:%m-%d} "
    assert not [line for line in result.stdout.splitlines() if line.strip().startswith(monday)]


def test_exactly_one_way_to_name_a_change(folder: Path) -> None:
    result = amend(folder, "--mend", SAMPLE_WEEK, "--swap", "a:2026-11-25=b:2026-11-26")
    assert result.exit_code == 2
    assert "--mend" in result.output
