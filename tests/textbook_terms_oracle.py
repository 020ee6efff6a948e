"""
The textbook's reading of terms against the patterns' own: run as a file, for ortools loads in a process of its own.

Draws one person's terms, lists every pattern of a few days, and asks CP-SAT for the least price of a lawful one, and
for the price of one drawn pattern; prints each case in which it says something else.
"""

import random
import sys
from itertools import product

import numpy as np
from ortools.sat.python.cp_model import INFEASIBLE, OPTIMAL, CpModel, CpSolver

from qinwu.solver.roster.textbook_terms import PersonModel, total
from qinwu.solver.rules.terms import (
    Day,
    Least,
    Off,
    Pair,
    Run,
    Square,
    Steps,
    Stretch,
    Sum,
    Term,
    Weekends,
    read_patterns,
)

DAYS, TEMPLATES = 5, 2
EVERY = np.array(list(product(range(-1, TEMPLATES), repeat=DAYS)), dtype=np.int8)


def some_terms(chance: random.Random) -> list[Term]:
    """Draw up to four terms of any sort."""

    def grid(most: int, *shape: int) -> np.ndarray:
        return np.array(chance.choices(range(most), k=int(np.prod(shape)))).reshape(shape)

    def few(most: int) -> int:
        return chance.randrange(most)

    def maybe(value: int) -> int | None:
        return chance.choice((None, value))

    grids = (DAYS, TEMPLATES)
    curve = chance.choice((Steps(((few(4), 1 + few(2), few(5)),)), Square(1 + few(3), few(3))))
    sorts = (
        lambda: Day(ban=grid(6, *grids) == 0, price=grid(4, *grids)),
        lambda: Off(price=grid(4, DAYS), ban=grid(8, DAYS) == 0),
        lambda: Pair(1 + few(2), ban=grid(5, TEMPLATES, TEMPLATES) == 0, price=grid(4, TEMPLATES, TEMPLATES)),
        lambda: Sum(grid(3, *grids), start=few(3), most=maybe(2 + few(5)), curve=curve),
        lambda: Run(
            grid(3, *grids) > 0,
            start=few(3),
            most=maybe(1 + few(3)),
            soft=1 + few(3),
            price=few(4),
            off=chance.random() < 0.5,
        ),
        lambda: Least(grid(3, *grids), start=few(3), least=maybe(few(5)), floor=few(7), price=few(4)),
        lambda: Stretch(
            grid(3, *grids) > 0, 2 + few(2), start=few(3), price=maybe(1 + few(4)), off=chance.random() < 0.5
        ),
        lambda: Weekends(((0, 1), (3, 4)), start=few(3), most=maybe(few(4)), curve=curve, split=few(4)),
    )
    return [sort() for sort in chance.choices(sorts, k=1 + few(4))]


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
