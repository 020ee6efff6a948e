"""
The aggregated MIP on HiGHS, a peer of the roster engine: ``python benchmarks/aggregated.py --people 120 --seconds 10``.

What can be counted is counted: crews by (class of equal places, day, template, lawful strength) as integers, people who
may sit in the same seats as flows, crews missing at the price of the need: the static part of the engine's master
programme. People of one team with the same lawful weeks at the same prices are one group; if its weeks are at most
``FEW``, an integer counts the people on each week. Everybody else, told apart by history, leave and wishes, is binary
``x[day, template]`` with every term of the rules linearised (``aggregated_terms.py``). Nothing is left out, so the
bound is valid; as in the engine, lawful weeks are listed first, here only to fix duties that none of them works.

HiGHS is tuned: interior point at the root, relative gap 0.001, two threads; ``--seconds`` is its time alone, building
the model comes on top. Brigades that nothing couples are solved apart, two at a time on a thread each: their share of
the people is their share of the time.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import click
import highspy
import numpy as np
from aggregated_terms import INF, Mip, Person
from roster import Row, cpu_s, show

from qinwu.models.roster import Duty, Roster
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check
from qinwu.solver.roster.block import Block
from qinwu.solver.roster.columns import Above, Column, CrewColumn, Flow, Shared, Short
from qinwu.solver.roster.engine import parts_of
from qinwu.solver.roster.integer import Plan, priced
from qinwu.solver.roster.lp import quiet_solver
from qinwu.solver.roster.master import Layout
from qinwu.solver.roster.naming import name_seats
from qinwu.solver.roster.parting import part_people
from qinwu.solver.roster.patterns import OFF, person_terms
from qinwu.solver.roster.problem import build
from qinwu.solver.roster.relax import resting
from qinwu.solver.roster.search import Solved

FEW = 500
Works = list[list[int | None]]


@dataclass(slots=True)
class Model:
    """The MIP of a block: who is counted by weeks (owners, first column), and who is written out (owner, columns)."""

    layout: Layout
    mip: Mip = field(default_factory=Mip)
    counted: list[tuple[list[int], int]] = field(default_factory=list)
    written: list[tuple[int, Works]] = field(default_factory=list)
    rows: list[list[tuple[int, float]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        layout, mip = self.layout, self.mip
        self.rows = [[] for _ in range(layout.rows)]
        for j, column in enumerate(layout.columns):
            add = mip.integer if self._whole(column) else mip.column
            add(layout.cost[j], layout.most[j])
            for row, value in layout.entries[j]:
                self.rows[row].append((j, value))
        for people in self._groups():
            if len(layout.problem.menus[people[0]].rows) <= FEW:
                self._count(people)
            else:
                for owner in people:
                    self._write(owner)
        for row in range(layout.persons, layout.rows):
            mip.row(layout.rhs[row], layout.rhs[row] if row in layout.equal else INF, self.rows[row])

    def _whole(self, column: Column) -> bool:
        if isinstance(column, Flow):
            return column.supply in self.layout.parties
        return isinstance(column, (CrewColumn, Above, Shared, Short))

    def _groups(self) -> list[list[int]]:
        """Return the owners in groups whom nothing tells apart."""
        groups: dict[tuple[int, int, bytes, bytes], list[int]] = {}
        for owner, menu in enumerate(self.layout.problem.menus):
            key = (self.layout.team_of[owner], id(menu.patterns), menu.rows.tobytes(), menu.cost.tobytes())
            groups.setdefault(key, []).append(owner)
        return list(groups.values())

    def _count(self, people: list[int]) -> None:
        """Add how many people of a group work each week."""
        menu, size = self.layout.problem.menus[people[0]], len(people)
        columns = [self.mip.integer(float(cost), size) for cost in menu.cost]
        self.mip.row(size, size, [(j, 1.0) for j in columns])
        for index, j in enumerate(columns):
            for day, t in enumerate(menu.pattern(index)):
                if t != OFF:
                    self._serve(people[0], day, int(t), j)
        self.counted.append((people, columns[0]))

    def _write(self, owner: int) -> None:
        """Add what an owner works day by day, and what the rules say of it; a squad's members rest when away."""
        problem, mip = self.layout.problem, self.mip
        menu = problem.menus[owner]
        weeks = menu.patterns[menu.rows]
        works: Works = []
        for day in range(weeks.shape[1]):
            lawful = set(np.unique(weeks[:, day]).tolist())
            here = [mip.integer(0.0, 1.0) if t in lawful else None for t in range(len(problem.span.templates))]
            works.append(here)
            mip.row(0.0 if OFF in lawful else 1.0, 1.0, [(j, 1.0) for j in here if j is not None])
            for t, j in enumerate(here):
                if j is not None:
                    self._serve(owner, day, t, j)
        people = problem.owners[owner]
        for i in people:
            away = [len(people) > 1 and bool(problem.bonds.away[i, day]) for day in range(len(works))]
            own = [[None] * len(here) if gone else here for here, gone in zip(works, away, strict=True)]
            for term in person_terms(problem.officers[i], problem.span):
                Person(mip, own).add(term)
        self.written.append((owner, works))

    def _serve(self, owner: int, day: int, template: int, column: int) -> None:
        row = int(self.layout.supply[self.layout.team_of[owner], day, template])
        if row >= 0:
            self.rows[row].append((column, 1.0))

    def start(self) -> dict[int, float]:
        """Return the values of the columns of people when everybody works as little as may be."""
        rest, values = resting(self.layout), dict[int, float]()
        for people, first in self.counted:
            values |= {first + i: 0.0 for i in range(len(self.layout.problem.menus[people[0]].rows))}
            values[first + rest[people[0]]] = float(len(people))
        for owner, works in self.written:
            pattern = self.layout.problem.menus[owner].pattern(rest[owner])
            for here, worked in zip(works, pattern, strict=True):
                values |= {j: float(t == worked) for t, j in enumerate(here) if j is not None}
        return values

    def plan(self, values: list[float]) -> Plan:
        """Read the plan out; its price is not the solver's word."""
        layout = self.layout
        choice = [0] * layout.persons
        for people, first in self.counted:
            counts = [round(values[first + i]) for i in range(len(layout.problem.menus[people[0]].rows))]
            for owner, index in zip(people, np.repeat(np.arange(len(counts)), counts), strict=True):
                choice[owner] = int(index)
        for owner, works in self.written:
            menu = layout.problem.menus[owner]
            week = [next((t for t, j in enumerate(d) if j is not None and values[j] > 0.5), OFF) for d in works]
            choice[owner] = int(np.flatnonzero((menu.patterns[menu.rows] == week).all(axis=1))[0])
        crews = {c: round(values[j]) for j, c in enumerate(layout.columns) if isinstance(c, CrewColumn)}
        shared = sum(layout.cost[j] * values[j] for j, c in enumerate(layout.columns) if isinstance(c, Shared))
        return priced(layout, tuple(choice), {c: n for c, n in crews.items() if n}, shared=round(shared))


def solver_of(model: Model, seconds: float, threads: int) -> highspy.Highs:
    """Load the model into a tuned HiGHS, with everybody's rest to begin from."""
    solver = quiet_solver()
    for option, value in (
        ("presolve", "choose"), ("solver", "choose"), ("mip_lp_solver", "ipm"), ("mip_rel_gap", 0.001),
        ("threads", threads), ("parallel", "on" if threads > 1 else "off"), ("time_limit", seconds),
    ):  # fmt: skip
        solver.setOptionValue(option, value)
    model.mip.load(solver)
    start = model.start()
    solver.setSolution(len(start), np.array(list(start), dtype=np.int32), np.array(list(start.values())))
    return solver


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
    solver = solver_of(model, seconds, threads)
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
