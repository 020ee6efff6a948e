"""
Bonds as the engine sees them: who moves as one, who may ride with whom, and what riding together is worth.

People are indices into a block's officers. A *squad* is a set joined by hard ties: one pattern for all. A *riding* is a
set of bound people in one crew; the engine chooses ridings as it chooses crews, so what couples people is a column.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...models.officer import Officer
from ..rules.rule import Span
from ..rules.ties import Tie, TieSort

FEW = 4
"""Of so few sets that a tie asks for, all unions are listed."""

Riding = frozenset[int]
Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Bonds:
    """
    The ties of a block's people.

    Parameters
    ----------
    squads
        Sets joined by hard ties, each sorted.
    away
        Shape (people, days).
    joined, parted
        Price of soft ties by pair; of ``parted`` None is hard.
    guides
        Guides of each guided person, and the price of a duty without one (None: hard).
    """

    squads: tuple[tuple[int, ...], ...]
    away: NDArray[np.bool_]
    joined: Mapping[Pair, int]
    parted: Mapping[Pair, int | None]
    guides: Mapping[int, tuple[tuple[int, ...], int | None]]

    @cached_property
    def squad_of(self) -> Mapping[int, int]:
        """Squad of each person who is in one."""
        return {person: s for s, squad in enumerate(self.squads) for person in squad}

    @cached_property
    def bound(self) -> frozenset[int]:
        """People with a tie besides that of their squad: their duties are told apart from all others'."""
        pairs = {person for pair in (*self.joined, *self.parted) for person in pair}
        guided = {person for novice, (mentors, _) in self.guides.items() for person in (novice, *mentors)}
        return frozenset(pairs | guided)

    @cached_property
    def apart(self) -> frozenset[Pair]:
        """Pairs that must never share a crew."""
        return frozenset(pair for pair, price in self.parted.items() if price is None)

    def led(self, person: int) -> bool:
        """Whether the person serves only beside a guide."""
        return person in self.guides and self.guides[person][1] is None

    def party(self, person: int, day: int) -> tuple[int, ...]:
        """Return who rides with ``person`` on a day come what may: the squad without those on leave, or oneself."""
        if person not in self.squad_of or self.away[person, day]:
            return (person,)
        return self.present(self.squads[self.squad_of[person]], day)

    def present(self, squad: Sequence[int], day: int) -> tuple[int, ...]:
        """Return those of a squad who are not on leave."""
        return tuple(member for member in squad if not self.away[member, day])

    def lawful(self, riding: Riding) -> bool:
        """Whether these may share a crew: none parted, each guided one with a guide."""
        return not self.parts(riding) and all(
            not self.led(p) or not riding.isdisjoint(self.guides[p][0]) for p in riding
        )

    def parts(self, riding: Riding) -> bool:
        """Whether two of these must never share a crew, whoever else rides."""
        return any(a in riding and b in riding for a, b in self.apart)

    def worth(self, riding: Riding, day: int) -> int:
        """Return what is given back of the prices charged for single duties, when these share a crew on a day."""
        pairs = sum(2 * price for (a, b), price in self.joined.items() if {a, b} <= riding and self._here(a, b, day))
        guided = (self.guides[person] for person in riding if person in self.guides)
        return pairs + sum(price for mentors, price in guided if price and not riding.isdisjoint(mentors))

    def _here(self, first: int, second: int, day: int) -> bool:
        return not (self.away[first, day] or self.away[second, day])

    def ridings(
        self,
        day: int,
        *,
        strength: int,
        may_ride: Callable[[int], bool],
        fills: Callable[[Riding], int],
        told: Collection[int] = (),
    ) -> list[Riding]:
        """
        List the sets of bound people that may share a crew on a day.

        Sets that a tie asks for, and unions: of overlapping sets up to ``strength`` of the crew and one, or until each
        guided one has a guide; of disjoint ones if together they fill more seats. Of few sets all unions.
        (Else a crew that carries still more bound people is lawful, but not listed.)

        Parameters
        ----------
        day, strength
            The day, and the seats of the crew.
        may_ride
            Whether a person may ride in the crew.
        fills
            How many of the crew's seats a set can fill.
        told
            People whose crews are all listed: also those in which they ride by themselves, and with any other set.
        """
        alone = [frozenset(self.party(person, day)) for person in sorted(told)]
        atoms = [atom for atom in dict.fromkeys((*self._atoms[day], *alone)) if all(map(may_ride, atom))]
        found = {atom: fills(atom) for atom in atoms}
        queue = list(found)
        for riding in queue:
            for atom in atoms:
                union = riding | atom
                if union in found or self.parts(union):
                    continue
                full = fills(union)
                near = len(union) <= strength + 1 or not self.lawful(riding)
                together = (near and not riding.isdisjoint(atom)) or atom in alone or len(atoms) <= FEW
                if together or full > max(found[riding], found[atom]):
                    found[union] = full
                    queue.append(union)
        return [riding for riding in found if self.lawful(riding)]

    @cached_property
    def _atoms(self) -> list[list[Riding]]:
        """The smallest sets of each day that a tie asks for, also those that are lawful only with somebody else."""
        wanted = [*self.joined, *((m, novice) for novice, (mentors, _) in self.guides.items() for m in mentors)]
        days: list[list[Riding]] = []
        for day in range(self.away.shape[1]):
            sets = [frozenset(self.present(squad, day)) for squad in self.squads]
            sets += [frozenset((*self.party(a, day), *self.party(b, day))) for a, b in wanted if self._here(a, b, day)]
            days.append([s for s in dict.fromkeys(sets) if len(s) > 1 and not self.parts(s)])
        return days


def bonds_of(span: Span, officers: Sequence[Officer], ties: Iterable[Tie]) -> Bonds:
    """Gather the ties between a block's people."""
    index = {officer.officer_no: i for i, officer in enumerate(officers)}
    joined: dict[Pair, int] = {}
    parted: dict[Pair, int | None] = {}
    guides: dict[int, tuple[tuple[int, ...], int | None]] = {}
    links: dict[int, set[int]] = defaultdict(set)
    for tie in ties:
        a, b = index.get(tie.first), index.get(tie.second)
        if a is None or b is None:
            if tie.sort is TieSort.GUIDE and b is not None:
                guides.setdefault(b, ((), tie.price))
            continue
        match tie.sort:
            case TieSort.JOIN if tie.price is None:
                links[a].add(b)
                links[b].add(a)
            case TieSort.JOIN:
                joined[min(a, b), max(a, b)] = joined.get((min(a, b), max(a, b)), 0) + (tie.price or 0)
            case TieSort.PART:
                parted[min(a, b), max(a, b)] = tie.price
            case TieSort.GUIDE:
                guides[b] = ((*guides.get(b, ((), None))[0], a), tie.price)
    away = np.array([[officer.away(day) for day in span.days] for officer in officers], dtype=bool)
    return Bonds(_squads(links), away.reshape(len(officers), len(span.days)), joined, parted, guides)


def _squads(links: Mapping[int, Collection[int]]) -> tuple[tuple[int, ...], ...]:
    """Return the connected sets."""
    found, seen = [], set[int]()
    for start in sorted(links):
        if start in seen:
            continue
        reached, queue = {start}, [start]
        for person in queue:
            new = set(links[person]) - reached
            reached |= new
            queue += sorted(new)
        seen |= reached
        found.append(tuple(sorted(reached)))
    return tuple(found)
