"""Half a year and more: drawn instances get lawful plans, even when stopped at once; windows keep all limits."""

from pathlib import Path

import numpy as np
import pytest
from public import curtois, curtois_reader, curtois_terms, drawn

from qinwu.solver.horizon.case import Case, Part
from qinwu.solver.horizon.long import rolled
from qinwu.solver.horizon.problem import Horizon
from qinwu.solver.horizon.relax import persons_of
from qinwu.solver.horizon.search import Effort, solve
from qinwu.solver.roster.watch import Watch

HALF_YEAR = 26 * 7


def instance(folder: Path, *, days: int, staff: int, shifts: int, seed: int = 0) -> curtois.Instance:
    """Draw an instance and read it as a published one."""
    path = folder / f"drawn{seed}.txt"
    path.write_text(drawn.drawn(days=days, staff=staff, shifts=shifts, seed=seed), "ascii")
    return curtois_reader.read_instance(path)


def judged(case: curtois.Instance, patterns: np.ndarray) -> int:
    """Return what a plan costs; it must break no rule."""
    cost, broken = curtois.evaluate(case, curtois_terms.lines_of(case, patterns))
    assert broken == []
    return cost


@pytest.mark.parametrize("seed", [0, 99])
def test_half_a_year_is_lawful_and_windows_make_it_cheaper(tmp_path: Path, seed: int) -> None:
    case = instance(tmp_path, days=HALF_YEAR, staff=8, shifts=3, seed=seed)
    horizon: Horizon = curtois_terms.horizon_of(case)
    first = rolled(Case(horizon, persons_of(horizon)))
    solved = solve(horizon, effort=Effort(rounds=1))
    assert judged(case, np.array(first.patterns)) == first.cost
    assert judged(case, solved.patterns) == solved.cost < first.cost
    assert 0 < solved.bound <= solved.cost


@pytest.mark.parametrize(("days", "staff", "shifts"), [(364, 5, 4), (84, 12, 5), (7, 1, 1)])
def test_a_horizon_that_is_stopped_at_once_is_lawful(tmp_path: Path, days: int, staff: int, shifts: int) -> None:
    """Twelve weeks once gave an unlawful plan: limits too large to count were broken in the very first plan."""
    case = instance(tmp_path, days=days, staff=staff, shifts=shifts, seed=5)
    watch = Watch()
    watch.stop.set()
    solved = solve(curtois_terms.horizon_of(case), watch=watch)
    assert solved.stopped
    assert judged(case, solved.patterns) == solved.cost


def test_a_window_costs_what_the_whole_roster_does_but_for_the_other_days(tmp_path: Path) -> None:
    """Whatever lawful roster a window offers, both prices differ by the same amount."""
    case = instance(tmp_path, days=HALF_YEAR, staff=3, shifts=3)
    horizon = curtois_terms.horizon_of(case)
    persons = persons_of(horizon)
    plan = rolled(Case(horizon, persons))
    chance = np.random.default_rng(0)
    for person, pattern in zip(persons, plan.patterns, strict=True):
        window = person.window(pattern, 28, 56)
        apart = {person.cost(pattern) - window.cost(pattern[28:56])}
        for _ in range(20):
            _, part, lawful = window.best(chance.integers(-20, 20, (28, 4)).astype(np.float64))
            whole = pattern.copy()
            whole[28:56] = part
            assert lawful
            apart.add(person.cost(whole) - window.cost(part))
        assert len(apart) == 1


def test_days_outside_a_part_stay_as_they_are(tmp_path: Path) -> None:
    case = instance(tmp_path, days=56, staff=6, shifts=3)
    horizon = curtois_terms.horizon_of(case)
    whole = Case(horizon, persons_of(horizon))
    plan = rolled(whole)
    better = whole.improve(plan, Part((0, 2, 3), 14, 35, 1), ())
    before, after = np.array(plan.patterns), np.array(better.patterns)
    assert (before != after).any(axis=0)[:14].sum() == (before != after).any(axis=0)[35:].sum() == 0
    assert not (before != after)[[1, 4, 5]].any()
    assert judged(case, after) == better.cost <= plan.cost


def test_one_process_and_two_give_the_same_half_year(tmp_path: Path) -> None:
    horizon = curtois_terms.horizon_of(instance(tmp_path, days=HALF_YEAR, staff=4, shifts=2))
    one, two = (solve(horizon, effort=Effort(rounds=1, workers=workers)) for workers in (1, 2))
    assert one.patterns.tobytes() == two.patterns.tobytes()
