"""Public instances: the evaluators give published figures, the engine gives published optima."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from public import curtois, curtois_reader, curtois_terms, nurse_reader, nurse_rosters, nurse_score, nurse_terms, nurses

from qinwu.solver.horizon.case import Case
from qinwu.solver.horizon.relax import persons_of
from qinwu.solver.horizon.search import Effort, solve

OPTIMA = {"Instance1": 607, "Instance2": 828, "Instance3": 1001, "Instance4": 1716}
VALIDATED = {
    "n005w4_0_1-2-3-3": {"S6": 320, "S2": 465, "S3": 330, "S4": 70, "S7": 210, "S5": 60, "S1": 240},
    "n030w4_1_6-2-9-1": {"S6": 820, "S2": 135, "S3": 60, "S4": 30, "S7": 150, "S5": 0, "S1": 480},
}
"""What the official validator says of the sample solutions, part by part."""
TOTALS = {
    "n005w4_1_5-3-1-0": 2010,
    "n005w4_2_6-7-8-9": 1720,
    "n012w8_0_3-5-0-2-0-4-5-2": 3295,
    "n012w8_1_7-7-0-8-9-3-2-6": 3805,
    "n012w8_2_4-5-6-7-2-1-2-1": 3745,
    "n021w4_0_5-4-1-2": 2305,
    "n021w4_1_0-6-1-6": 2305,
    "n021w4_2_8-1-4-3": 2345,
}


@pytest.fixture
def shifts(benchmarks_dir: Path) -> Path:
    """The folder of shift scheduling instances."""
    return found(benchmarks_dir / "shift_scheduling")


@pytest.fixture
def inrc2(benchmarks_dir: Path) -> Path:
    """The folder of INRC-II data sets."""
    return found(benchmarks_dir / "inrc2")


def found(folder: Path) -> Path:
    if not folder.exists():
        pytest.skip(f"no public instances at {folder}")
    return folder


def sample(folder: Path, name: str) -> tuple[dict[str, int], list[str]]:
    """Evaluate the sample solution of an instance."""
    data, history, weeks = name.split("_")
    home = next((folder / data).glob(f"Solution_H_{history}-WD_{weeks}*"))
    instance = nurse_reader.read_instance(folder, name)
    roster = nurses.read_solution(sorted(home.glob("*ol-*")))
    return nurse_score.evaluate(instance.scenario, instance.past, instance.weeks, roster)


@pytest.mark.parametrize("name", VALIDATED)
def test_the_evaluator_says_what_the_official_validator_says(inrc2: Path, name: str) -> None:
    parts, broken = sample(inrc2, name)
    assert parts == VALIDATED[name]
    assert not broken


@pytest.mark.parametrize("name", TOTALS)
def test_the_other_samples_have_their_known_totals(inrc2: Path, name: str) -> None:
    parts, broken = sample(inrc2, name)
    assert sum(parts.values()) == TOTALS[name]
    assert not broken


@pytest.mark.parametrize("name", OPTIMA)
def test_published_optima_are_met_and_never_passed_by_the_bound(shifts: Path, name: str) -> None:
    instance = curtois_reader.read_instance(shifts / f"{name}.txt")
    solved = solve(curtois_terms.horizon_of(instance), effort=Effort(rounds=5))
    cost, broken = curtois.evaluate(instance, curtois_terms.lines_of(instance, solved.patterns))
    assert (cost, broken) == (OPTIMA[name], [])
    assert solved.cost == cost
    assert solved.bound <= OPTIMA[name]


def test_the_evaluator_names_each_broken_hard_rule(shifts: Path) -> None:
    """Everybody works the late shift every day: limits of shifts, minutes, runs, weekends and days off all break."""
    instance = curtois_reader.read_instance(shifts / "Instance3.txt")
    shift = list(instance.shifts)[-1]
    _, broken = curtois.evaluate(instance, {staff.name: [shift] * instance.days for staff in instance.staff})
    assert {line.split(": ")[1][:2] for line in broken} == {"H3", "H4", "H5", "H8", "H9"}
    short = ["-", shift] * (instance.days // 2)
    _, broken = curtois.evaluate(instance, {staff.name: short for staff in instance.staff})
    assert {"H6", "H7"} <= {line.split(": ")[1][:2] for line in broken}


def test_both_readings_of_a_nurses_roster_cost_the_same(inrc2: Path) -> None:
    """The engine's terms and the evaluator price random rosters alike, hard rules included."""
    instance = nurse_reader.read_instance(inrc2, "n005w4_0_1-2-3-3")
    horizon = nurse_terms.horizon_of(instance.scenario, instance.past, instance.weeks)
    case = Case(horizon, persons_of(horizon))
    chance = np.random.default_rng(0)
    for _ in range(20):
        rosters = []
        for person in case.persons:
            prices = chance.normal(0, 40, (horizon.days, horizon.templates + 1))
            rosters.append(person.best(prices)[1])
        plan = case.plan(rosters)
        lines = nurse_rosters.lines_of(instance.scenario, horizon, np.array(rosters))
        parts, broken = nurse_score.evaluate(instance.scenario, instance.past, instance.weeks, lines)
        missing = sum(int(line.split()[-3]) - int(line.split()[-1]) for line in broken)
        assert all(line.startswith("H2") for line in broken)
        assert plan.cost == sum(parts.values()) - missing * (1000 - 30)


def test_the_script_prints_rows_with_the_evaluators_cost(project_dir: Path, shifts: Path, tmp_path: Path) -> None:
    script, target = project_dir / "benchmarks" / "shift_scheduling.py", tmp_path / "rows.json"
    words = ["--seconds", "30", "--workers", "1", "--only", "Instance2", "--json", str(target)]
    subprocess.run([sys.executable, "-W", "error", str(script), str(shifts), *words], check=True)
    (row,) = json.loads(target.read_text("utf-8"))
    assert row.keys() == {"instance", "cost", "bound", "best_known", "gap_to_best", "seconds", "valid"}
    assert (row["cost"], row["bound"], row["valid"]) == (828, 828, True)
