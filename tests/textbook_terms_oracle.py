"""
The textbook's reading of terms against the patterns' own: run as a file, for ortools loads in a process of its own.

Draws one person's terms, lists every pattern of a few days, and asks CP-SAT for the least price of a lawful one, and
for the price of one drawn pattern; prints each case in which it says something else.
"""

import random
import sys

import numpy as np
from drawn_terms import DAYS, EVERY, TEMPLATES, some_terms
from ortools.sat.python.cp_model import INFEASIBLE, OPTIMAL, CpModel, CpSolver

from qinwu.solver.roster.textbook_terms import PersonModel, total
from qinwu.solver.rules.term_reader import read_patterns
from qinwu.solver.rules.terms import Term


def cheapest(terms: list[Term], fixed: np.ndarray | None = None) -> int | None:
    """Ask CP-SAT for the least price, of the ``fixed`` pattern if there is one; None if nothing is lawful."""
    model = CpModel()
    works = [[model.new_bool_var("") for _ in range(TEMPLATES)] for _ in range(DAYS)]
    for row in works:
        model.add_at_most_one(row)
    person = PersonModel(model, works)
    for term in terms:
        person.add(term)
    if fixed is not None:
        for row, template in zip(works, fixed, strict=True):
            for t, x in enumerate(row):
                model.add(x == int(t == template))
    model.minimize(total(person.cost))
    solver = CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status in {OPTIMAL, INFEASIBLE}
    return None if status == INFEASIBLE else round(solver.objective_value)


def main(count: int) -> int:
    """Compare so many draws; returns how many differ."""
    wrong = 0
    for seed in range(count):
        chance = random.Random(seed)  # noqa: S311
        terms = some_terms(chance)
        lawful, cost = read_patterns(EVERY, terms)
        one = chance.randrange(len(EVERY))
        wanted = [int(cost[lawful].min()) if lawful.any() else None, int(cost[one]) if lawful[one] else None]
        found = [cheapest(terms), cheapest(terms, EVERY[one])]
        if found != wanted:
            sys.stdout.write(f"{seed} {wanted} {found} {terms}\n")
            wrong += 1
    return wrong


if __name__ == "__main__":
    raise SystemExit(min(1, main(int(sys.argv[1]))))
