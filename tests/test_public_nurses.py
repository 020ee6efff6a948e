"""INRC-II: bad files are named at once; week by week the plan is lawful, and any number of processes gives the same."""

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from public import nurse_ahead, nurse_lanes, nurse_reader, nurse_rosters, nurse_score, nurse_terms

from qinwu.models.errors import InputError
from qinwu.models.text import Lang
from qinwu.solver.roster.watch import Watch

NAME = "n005w4_0_1-2-3-3"


@pytest.fixture
def home(benchmarks_dir: Path, tmp_path: Path) -> Path:
    """A folder with a copy of a small data set that may be spoiled."""
    source = benchmarks_dir / "inrc2" / "n005w4"
    if not source.exists():
        pytest.skip(f"no public instances at {source}")
    (tmp_path / "n005w4").mkdir()
    for path in source.glob("*.txt"):
        shutil.copyfile(path, tmp_path / "n005w4" / path.name)
    return tmp_path


def spoil(home: Path, file: str, *changes: tuple[str, str]) -> None:
    """Change a file's text."""
    path = home / "n005w4" / file
    text = path.read_text("ascii")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "ascii")


def said(home: Path, name: str = NAME) -> list[str]:
    with pytest.raises(InputError) as caught:
        nurse_reader.read_instance(home, name)
    return [f"{finding.rule} {finding.where.in_(Lang.EN)}" for finding in caught.value.findings]


def test_everything_wrong_in_all_files_is_said_at_once(home: Path) -> None:
    spoil(home, "Sc-n005w4.txt", ("NURSES = 5", "NURSES = 6"), ("FullTime (15,22)", "FullTime (25,22)"))
    spoil(home, "H0-n005w4-0.txt", ("Andrea ", "Nobody "))
    spoil(home, "WD-n005w4-1.txt", ("Early Nurse", "Dusk Nurse"), ("SHIFT_OFF_REQUESTS = ", "SHIFT_OFF_REQUESTS = 9"))
    (home / "n005w4" / "WD-n005w4-2.txt").unlink()
    places = said(home)
    for part in (
        "NURSES = '6'",
        "'(25,22)'",
        "'Nobody'",
        "'Andrea'",
        "'Dusk'",
        "SHIFT_OFF_REQUESTS",
        "WD-n005w4-2.txt",
    ):
        assert any(part in place for place in places), (part, places)


@pytest.mark.parametrize("block", ["SKILLS", "SHIFT_TYPES", "CONTRACTS", "NURSES", "WEEKS", "SCENARIO"])
def test_a_missing_block_is_named(home: Path, block: str) -> None:
    spoil(home, "Sc-n005w4.txt", (f"{block} =", f"{block.lower()} ="))
    assert any(block in place for place in said(home))


@pytest.mark.parametrize("name", ["n005w4", "n005w4_0_1-2-3", "n005w4_7_1-2-3-3", "n005w4_0_1-2-x-3", "n999w4_0_1"])
def test_a_name_without_its_files_or_weeks_is_said(home: Path, name: str) -> None:
    assert said(home, name)


def test_weeks_dealt_anew_want_as_much_of_a_skill(home: Path) -> None:
    instance = nurse_reader.read_instance(home, NAME)
    (week,) = nurse_ahead.dealt(instance.weeks[:1], 1, np.random.default_rng(0))
    need = instance.weeks[0].need
    for skill in instance.scenario.skills:
        for days in (range(5), range(5, 7)):
            was, now = (
                sorted(pairs[0] for (day, _, each), pairs in table.items() if each == skill and day in days)
                for table in ({key: [pair] for key, pair in need.items()}, week)
            )
            assert was == now


def test_a_week_is_planned_alike_by_one_process_and_two_and_stopped_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nurse_ahead, "ROUNDS", 1)
    instance = nurse_reader.read_instance(home, NAME)
    found = []
    for workers in (1, 2):
        early = nurse_lanes.CONTEXT.Event()
        with nurse_lanes.lanes(early, workers=workers) as work:
            present = nurse_ahead.Present(instance.scenario, instance.past, instance.weeks[:1], 3, 0)
            found.append(present.plan(work, Watch(), early))
    assert found[0].tobytes() == found[1].tobytes()
    now = nurse_terms.horizon_of(instance.scenario, instance.past, instance.weeks[:1])
    week = nurse_rosters.lines_of(instance.scenario, now, found[0])
    _, broken = nurse_score.evaluate(instance.scenario, instance.past, instance.weeks[:1], week)
    assert broken == []
    over, watch = threading.Event(), Watch()
    over.set()
    watch.stop.set()
    with nurse_lanes.lanes(over, workers=1) as work:
        assert present.plan(work, watch, over).shape == (5, 7)
