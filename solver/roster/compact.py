"""
The compact programme of a block: what can be counted is counted, who is told apart is written out day by day.

Crews by (class of equal places, day, template, lawful strength) are integers, people who may sit in the same seats
are flows, crews missing are paid at the price of the need: the static part of the master programme. People of one team
with the same lawful weeks at the same prices are one group; if its weeks are at most ``FEW``, an integer counts the
people on each week. Everybody else, told apart by history, leave and wishes, is binary ``x[day, template]`` with every
term of the rules linearised. Nothing is left out, so the bound is valid; lawful weeks fix duties that none of them
works.

HiGHS solves it from an interior point at the root. On blocks of 150 people that ends, in whole numbers, in about the
time that the relaxation by week patterns takes alone (docs/decisions/week-patterns.md).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import inf

import highspy
import numpy as np

from .compact_terms import INF, Mip, Person
from .integer import Plan, is_whole, planned
from .lp import quiet_solver
from .master import Layout
from .patterns import OFF, person_terms
from .relax import resting
from .watch import Watch

NODES = 200
HEURISTICS = 0.3
"""Share of the work for finding plans: the bound is tight at the root, so hard blocks lack a plan, not a proof."""

FEW = 500
Works = list[list[int | None]]


@dataclass(slots=True)
class Model:
    """
    The MIP of a block: who is counted by weeks (owners, first column), and who is written out (owner, columns).

    ``apart`` tells owners apart whom the block itself does not.
    """

    layout: Layout
    apart: Sequence[Hashable] = ()
    mip: Mip = field(default_factory=Mip)
    counted: list[tuple[list[int], int]] = field(default_factory=list)
    written: list[tuple[int, Works]] = field(default_factory=list)
    rows: list[list[tuple[int, float]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        layout, mip = self.layout, self.mip
        self.rows = [[] for _ in range(layout.rows)]
        for j, column in enumerate(layout.columns):
            add = mip.integer if is_whole(layout, column) else mip.column
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

    def _groups(self) -> list[list[int]]:
        """Return the owners in groups whom nothing tells apart."""
        groups: dict[tuple[Hashable, ...], list[int]] = {}
        for owner in range(self.layout.persons):
            told = self.apart[owner] if self.apart else None
            groups.setdefault((kind_of(self.layout, owner), told), []).append(owner)
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
        for member, i in enumerate(problem.owners[owner]):
            own = self.own(owner, member, works)
            for term in person_terms(problem.officers[i], problem.span):
                Person(mip, own).add(term)
        self.written.append((owner, works))

    def own(self, owner: int, member: int, works: Works) -> Works:
        """Return the columns of an owner's days for one of its people, who rests on days away."""
        away = self.layout.problem.away(owner, member)
        return [[None] * len(here) if gone else here for here, gone in zip(works, away, strict=True)]

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
        return planned(layout, tuple(choice), values)


def kind_of(layout: Layout, owner: int) -> Hashable:
    """Return a key that owners share whom nothing in the block tells apart."""
    menu = layout.problem.menus[owner]
    return layout.team_of[owner], id(menu.patterns), menu.rows.tobytes(), menu.cost.tobytes()


def solver_of(model: Model, *, gap: float, seed: int) -> highspy.Highs:
    """Load the model into a tuned HiGHS, with everybody's rest to begin from."""
    solver = quiet_solver()
    for option, value in (
        ("presolve", "choose"), ("solver", "choose"), ("mip_lp_solver", "ipm"), ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.99), ("mip_heuristic_effort", HEURISTICS), ("random_seed", seed),
    ):  # fmt: skip
        solver.setOptionValue(option, value)
    model.mip.load(solver, model.mip.whole)
    solver.changeObjectiveOffset(model.mip.offset)
    start = model.start()
    solver.setSolution(len(start), np.array(list(start), dtype=np.int32), np.array(list(start.values())))
    return solver


def solve_compact(layout: Layout, *, gap: float, seed: int, watch: Watch) -> tuple[Plan | None, float]:
    """
    Plan a block.

    Parameters
    ----------
    layout
        The block's master programme; its static part is used.
    gap
        Relative gap at which the search ends; it also ends after ``NODES`` nodes.
    seed
        Of HiGHS.
    watch
        Says when to stop; the root's relaxation is finished all the same.

    Returns
    -------
    plan, bound
        The best plan found, None if there is none; no plan of the block costs less than the bound.
    """
    model = Model(layout)
    solver = solver_of(model, gap=gap, seed=seed)
    solver.setOptionValue("mip_max_nodes", NODES)
    watch.interrupts(solver)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, -inf
    return model.plan(list(solver.getSolution().col_value)), info.mip_dual_bound
