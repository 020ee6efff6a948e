"""The whole-number programme over a choice of week patterns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import highspy
import numpy as np

from .columns import Above, Column, CrewColumn, Flow, Shared, Short, Surplus, Unguided
from .lp import quiet_solver
from .master import Layout
from .problem import Problem
from .watch import Watch

NOISE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """
    Whole-number answer of a block.

    ``choice[owner]`` is an index into the owner's menu; ``crews`` counts crews by class, chain, option and riders;
    ``cost`` is what the master programme says it costs.
    """

    choice: tuple[int, ...]
    crews: Mapping[CrewColumn, int]
    cost: int


def solve_whole(  # noqa: PLR0913
    layout: Layout,
    patterns: Sequence[tuple[int, int]],
    *,
    nodes: int,
    gap: float,
    watch: Watch,
    start: Plan | None = None,
    enough: float = -np.inf,
) -> tuple[Plan | None, float]:
    """
    Choose one of the given patterns for each person, and whole crews, at least cost.

    Parameters
    ----------
    layout
        The master programme's static part.
    patterns
        (person, index into the person's menu), sorted; every person has at least one.
    nodes, gap
        Limits of the branch-and-bound search: nodes, and relative gap at which to stop.
    watch
        Says when the user wants to stop.
    start
        A plan to begin from; its patterns must be among ``patterns``.
    enough
        A plan at this cost or less ends the search.

    Returns
    -------
    plan, bound
        The best plan found (None if there is none within the limits), and a bound valid for these patterns only.
    """
    solver = quiet_solver()
    layout.load(solver)
    layout.load_patterns(solver, patterns)
    static = len(layout.columns)
    whole = [j for j, column in enumerate(layout.columns) if is_whole(layout, column)]
    whole += range(static, static + len(patterns))
    kinds = np.full(len(whole), highspy.HighsVarType.kInteger)
    solver.changeColsIntegrality(len(whole), np.array(whole, dtype=np.int32), kinds)
    for option, value in (
        ("presolve", "choose"),
        ("solver", "choose"),
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.99),
        ("mip_max_nodes", nodes),
        ("objective_target", enough),
    ):
        solver.setOptionValue(option, value)
    if start is not None:
        solver.setSolution(_as_solution(layout, patterns, start))
    watch.interrupts(solver)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, info.mip_dual_bound
    return _read(layout, patterns, list(solver.getSolution().col_value)), info.mip_dual_bound


def _read(layout: Layout, patterns: Sequence[tuple[int, int]], values: Sequence[float]) -> Plan:
    static = len(layout.columns)
    choice = {person: index for (person, index), value in zip(patterns, values[static:], strict=True) if value > 0.5}
    return planned(layout, tuple(choice[person] for person in range(layout.persons)), values)


def planned(layout: Layout, choice: tuple[int, ...], values: Sequence[float]) -> Plan:
    """Return the plan of everybody's choice and of the ``values`` of the static columns, which come first."""
    crews = {
        column: round(value)
        for column, value in zip(layout.columns, values, strict=False)
        if isinstance(column, CrewColumn) and value > 0.5
    }
    shared = sum(layout.cost[j] * values[j] for j, c in enumerate(layout.columns) if isinstance(c, (Shared, Unguided)))
    return priced(layout, choice, crews, shared=round(shared))


def rounded_up(bound: float) -> float:
    """Round the bound up, for every plan's cost is a whole number; but not over what is noise of floating point."""
    return float(ceil(bound - min(1e-6 * max(1.0, abs(bound)), NOISE)))


def is_whole(layout: Layout, column: Column) -> bool:
    """Whether a column counts whole things; flows do by themselves, but not those of people who are kept apart."""
    if isinstance(column, Flow):
        return column.supply in layout.parties
    return isinstance(column, (CrewColumn, Above, Shared, Short))


def priced(layout: Layout, choice: tuple[int, ...], crews: Mapping[CrewColumn, int], *, shared: int = 0) -> Plan:
    """Price a plan in whole numbers, from the problem and not from the solver; ``shared`` as the solver says."""
    problem = layout.problem
    cost = shared + sum(int(problem.menus[person].cost[index]) for person, index in enumerate(choice))
    for crew, number in crews.items():
        chain = problem.classes[crew.place_class].offer.chains[crew.chain]
        worth = problem.bonds.worth(frozenset(crew.riders), chain.day)
        cost += number * (chain.options[crew.option].price - worth)
    for (c, n), missing in shortages(problem, crews).items():
        need = problem.classes[c].offer.needs[n]
        cost += need.price * max(0, missing) + need.over * max(0, -missing)
    return Plan(choice, dict(crews), cost)


def shortages(problem: Problem, crews: Mapping[CrewColumn, int]) -> dict[tuple[int, int], int]:
    """Return how many crews are missing at each need (class, number in its offer), below zero where there are more."""
    present: Counter[tuple[int, tuple[int, str]]] = Counter()
    for crew, number in crews.items():
        for key in problem.classes[crew.place_class].offer.chains[crew.chain].serves:
            present[crew.place_class, key] += number
    return {
        (c, n): need.crews * len(place_class.places) - present[c, (need.day, need.band)]
        for c, place_class in enumerate(problem.classes)
        for n, need in enumerate(place_class.offer.needs)
    }


def _as_solution(layout: Layout, patterns: Sequence[tuple[int, int]], plan: Plan) -> highspy.HighsSolution:
    """Give the plan as values of crews, gaps and patterns; the solver completes the others."""
    values = [0.0] * len(layout.columns)
    short = shortages(layout.problem, plan.crews)
    for j, column in enumerate(layout.columns):
        if isinstance(column, CrewColumn):
            values[j] = float(plan.crews.get(column, 0))
        elif isinstance(column, (Short, Surplus)):
            missing = short[column.place_class, column.need]
            values[j] = float(max(0, missing if isinstance(column, Short) else -missing))
    values += [1.0 if plan.choice[person] == index else 0.0 for person, index in patterns]
    solution = highspy.HighsSolution()
    solution.col_value = values
    return solution
