"""Week patterns of one problem looked up in the menus of another: a second search starts where the first one ended."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .problem import Problem

Chosen = Sequence[tuple[int, int]]
"""Week patterns: (owner, index into the owner's menu)."""


def found_again(taken: Chosen, old: Problem, new: Problem) -> Chosen | None:
    """Return patterns of ``old`` as ``new`` numbers them; None if the people differ, or one may not work a pattern."""
    if [o.officer_no for o in old.officers] != [o.officer_no for o in new.officers] or old.owners != new.owners:
        return None
    owners, indices = np.array(taken, dtype=np.int64).reshape(-1, 2).T
    numbers, codes = np.full(len(taken), -1), _Codes(new)
    for owner in np.unique(owners):
        own = np.flatnonzero(owners == owner)
        had, has = old.menus[owner], new.menus[owner]
        wanted, listed = codes.of(had.patterns)[had.rows[indices[own]]], codes.of(has.patterns)[has.rows]
        order = np.argsort(listed, kind="stable")
        numbers[own] = order[np.searchsorted(listed, wanted, sorter=order).clip(max=len(order) - 1)]
        if (listed[numbers[own]] != wanted).any():
            return None
    return [(int(owner), int(number)) for owner, number in zip(owners, numbers, strict=True)]


class _Codes:
    """One whole number a pattern, the same for the same days."""

    def __init__(self, problem: Problem) -> None:
        self._digits = (len(problem.span.templates) + 1) ** np.arange(len(problem.span.days), dtype=np.int64)
        self._known: dict[int, NDArray[np.int64]] = {}

    def of(self, patterns: NDArray[np.int8]) -> NDArray[np.int64]:
        """Return the codes of patterns, shape (n,); those of shared arrays are reckoned once."""
        if id(patterns) not in self._known:
            self._known[id(patterns)] = (patterns.astype(np.int64) + 1) @ self._digits
        return self._known[id(patterns)]
