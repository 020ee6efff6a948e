"""Terms of any sort for one person's few days, drawn by a seed, and every pattern of these days."""

import random
from itertools import product

import numpy as np

from qinwu.solver.rules.terms import Day, Least, Off, Pair, Run, Square, Steps, Stretch, Sum, Term, Weekends

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
    steps = tuple((few(4), 1 + few(2), few(5)) for _ in range(1 + few(2)))
    curve = chance.choice((Steps(steps), Square(1 + few(3), few(3))))
    sorts = (
        lambda: Day(ban=grid(6, *grids) == 0, price=grid(4, *grids)),
        lambda: Off(price=grid(4, DAYS), ban=grid(8, DAYS) == 0),
        lambda: Pair(1 + few(2), ban=grid(5, TEMPLATES, TEMPLATES) == 0, price=grid(4, TEMPLATES, TEMPLATES)),
        lambda: Sum(grid(3, *grids), start=few(3), most=maybe(few(7)), curve=curve),
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
