"""A week written into a programme of several: who stands where, and what people whom nothing tells apart work in it."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..rules.terms import Grid
from .compact import Model, kind_of
from .compact_terms import Line, Mip, Person, line
from .dual_bound import Piece
from .master import Layout


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where somebody stands in a week: a block's layout, the owner, and which of the owner's people it is."""

    layout: Layout
    owner: int
    member: int

    @property
    def kind(self) -> Hashable:
        """What people share whom nothing in the week tells apart."""
        return id(self.layout), kind_of(self.layout, self.owner), self.member

    def totals(self, amount: Grid) -> NDArray[np.int64]:
        """Return Σ amount, shape (days, templates), of each pattern of the menu; shape (patterns,)."""
        menu = self.layout.problem.menus[self.owner]
        own = np.where(self.layout.problem.away(self.owner, self.member)[:, None], 0, amount)
        padded = np.hstack([own, np.zeros((len(own), 1), dtype=np.int64)])
        total = np.zeros(len(menu.rows), dtype=np.int64)
        for day in np.flatnonzero(padded.any(axis=1)):
            total += padded[day, menu.patterns[menu.rows, day]]
        return total


def places(layouts: Sequence[Layout]) -> Iterator[tuple[str, Place]]:
    """Yield everybody's number and place in a week."""
    for layout in layouts:
        for owner, people in enumerate(layout.problem.owners):
            for member, person in enumerate(people):
                yield layout.problem.officers[person].officer_no, Place(layout, owner, member)


class Written:
    """
    A block's week written beside others into one programme.

    Parameters
    ----------
    mip
        What has been written so far.
    layout
        The block's week.
    alike
        Of each police number a key of those whom no week tells apart.
    """

    def __init__(self, mip: Mip, layout: Layout, alike: Mapping[str, Hashable]) -> None:
        problem = layout.problem
        apart = [tuple(alike[problem.officers[i].officer_no] for i in people) for people in problem.owners]
        self._model, row = Model(layout, apart), len(mip.rows)
        self._first = mip.beside(self._model.mip)
        self.piece = Piece(self._first, len(mip.cost), row, len(mip.rows), self._model.start())
        self._counted = {owner: (people[0], first) for people, first in self._model.counted for owner in people}
        self._works = dict(self._model.written)

    def value(self, people: Sequence[Place], amount: Grid) -> Line:
        """Return what people of the block whom nothing tells apart work together of an amount."""
        lines: dict[int, Line] = {}
        for place in people:
            owner, first = self._counted.get(place.owner, (place.owner, 0))
            if owner in lines:
                continue
            if owner in self._works:
                works = self._model.own(place.owner, place.member, self._works[owner])
                lines[owner] = Person(self._model.mip, works).total(amount)
            else:
                totals = place.totals(amount)
                lines[owner] = {first + int(i): float(totals[i]) for i in np.flatnonzero(totals)}, 0.0
        entries, constant = line(lines.values())
        return {self._first + j: times for j, times in entries.items()}, constant
