"""
The compact MIP on HiGHS with two threads and a time limit, a peer of the roster engine:
``python benchmarks/aggregated.py --people 120 --seconds 10``.

The model is the one that the engine begins with (``qinwu.solver.roster.compact``); here it stands alone. ``--seconds``
is HiGHS's time alone, building the model comes on top. Brigades that nothing couples are solved apart, two at a time on
a thread each: their share of the people is their share of the time.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import click
import highspy
from roster import Row, cpu_s, show

from qinwu.models.roster import Duty, Roster
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check
from qinwu.solver.roster.block import Block
from qinwu.solver.roster.compact import Model, solver_of
from qinwu.solver.roster.engine import parts_of
from qinwu.solver.roster.master import Layout
from qinwu.solver.roster.naming import name_seats
from qinwu.solver.roster.parting import part_people
from qinwu.solver.roster.problem import build
from qinwu.solver.roster.search import Solved

GAP = 0.0005


@dataclass(frozen=True, slots=True)
class Part:
    """A block's duties (None: no plan found), its proven bound, and the process's peak."""

    duties: tuple[Duty, ...] | None
    bound: float
    peak_mb: float


def solve(block: Block, seconds: float, threads: int) -> Part:
    """Solve one block."""
    layout = Layout(build(block))
    part_people(layout)
    model = Model(layout)
    solver = solver_of(model, gap=GAP, seed=0)
    for option, value in (
        ("threads", threads), ("parallel", "on" if threads > 1 else "off"), ("time_limit", seconds)
    ):  # fmt: skip
        solver.setOptionValue(option, value)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Part(None, info.mip_dual_bound, peak_mb())
    plan = model.plan(list(solver.getSolution().col_value))
    assert plan.cost <= info.objective_function_value + 1, "the rows ask more than the rules"
    return Part(name_seats(Solved(layout, plan, info.mip_dual_bound)).duties, info.mip_dual_bound, peak_mb())


def peak_mb() -> float:
    """Return the peak of this program alone (Linux); ``getrusage`` would count what its parent held at the start."""
    status = dict(entry.split(":", 1) for entry in Path("/proc/self/status").read_text("ascii").splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def measure(people: int, seed: int, seconds: float) -> Row:
    """Plan the sample's week."""
    city, _ = sample_city(people=people, seed=seed)
    begin, cpu = perf_counter(), cpu_s()
    blocks = parts_of(city, SAMPLE_WEEK)
    share = [len(block.officers) / len(city.officers) for block in blocks]
    if sum(len(block.officers) > 1 for block in blocks) > 1:
        times = [max(1.0, seconds * min(1.0, 2 * part)) for part in share]
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            parts = list(pool.map(solve, blocks, times, [1] * len(blocks)))
        peak = peak_mb() + 2 * max(part.peak_mb for part in parts)
    else:
        parts = [solve(block, seconds, 2) for block in blocks]
        peak = peak_mb()
    found = [part.duties for part in parts if part.duties is not None]
    roster = Roster(city=city.name, week=SAMPLE_WEEK, duties=[duty for duties in found for duty in duties])
    report = check(city, roster) if len(found) == len(parts) else None
    wall, bound = perf_counter() - begin, sum(part.bound for part in parts)
    return {
        "engine": "aggregated MIP",
        "people": people,
        "objective": report and report.cost,
        "bound": round(bound, 1),
        "gap": report and max(0.0, report.cost - bound) / max(1, report.cost),
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu_s() - cpu, 2),
        "peak_mb": round(peak),
        "hard_findings": report and len(report.hard),
    }


@click.command()
@click.option("--people", default=120, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--seconds", default=10.0, show_default=True, help="Time of HiGHS.")
@click.option("--bare", is_flag=True, help="Print the row as JSON.")
def main(*, people: int, seed: int, seconds: float, bare: bool) -> None:
    """Measure and print."""
    row = measure(people, seed, seconds)
    if bare:
        click.echo(json.dumps(row))
    else:
        show([row])


if __name__ == "__main__":
    main()
