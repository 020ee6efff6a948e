"""What a person's week would be with one duty changed and one day given up: lawful, by which relaxations, how dear."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...models.officer import Officer
from ..roster.patterns import OFF
from ..roster.repair_ways import Spot, Week, changed_weeks
from ..rules.active import active
from ..rules.catalogue import BY_CODE
from ..rules.rule import Span
from ..rules.term_reader import read_patterns
from ..rules.terms import Term
from .relaxation import Kind, Relaxation

LEAVE = "N04"
FREELY, NEVER = -1, -2
"""No relaxation is needed; none will do."""

Needs = frozenset[int]
"""Numbers of the relaxations that a week asks for."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """
    A person's changed weeks, by day and template of the new duty and the day given up (``OFF``: none).

    Parameters
    ----------
    needs
        The relaxations by which the week is lawful; None if it cannot be.
    dearer
        What the week costs more than the present one.
    """

    needs: Sequence[Sequence[Sequence[Needs | None]]]
    dearer: Sequence[Sequence[Sequence[int]]]

    def of(self, spot: Spot, off: int) -> tuple[Needs | None, int]:
        """Return the needs and the price of taking a seat and giving up a day."""
        return self.needs[spot.day][spot.template][off], self.dearer[spot.day][spot.template][off]


class ShapeReader:
    """
    Reads each person's changed weeks once.

    Parameters
    ----------
    span
        The week.
    offered
        Relaxations on offer; numbers are positions among them.
    """

    def __init__(self, span: Span, offered: Sequence[Relaxation]) -> None:
        self._span, self._offered = span, offered
        self._steps = {one.rule: n for n, one in enumerate(offered) if one.kind is Kind.LOOSEN and one.of_week}
        self._freer = {code: replace(span, city=offered[n].apply(span.city)) for code, n in self._steps.items()}
        self._recalls = {one.recalled: n for n, one in enumerate(offered) if one.recalled is not None}
        self._read: dict[str, Shapes] = {}

    def of(self, name: str, officer: Officer, held: Week) -> Shapes:
        """Return the changed weeks of a person, whose present week does not change between calls."""
        if name not in self._read:
            self._read[name] = self._shapes(name, officer, held)
        return self._read[name]

    def _shapes(self, name: str, officer: Officer, held: Week) -> Shapes:
        pattern = np.array([OFF if spot is None else spot.template for spot in held], dtype=np.int8)
        weeks = changed_weeks(pattern, len(self._span.templates))
        rows = np.concatenate([weeks.reshape(-1, len(pattern)), pattern[None, :]])
        lawful, cost = np.ones(len(rows), dtype=bool), np.zeros(len(rows), dtype=np.int64)
        asked = []
        for code, terms in self._terms(officer).items():
            fine, price = read_patterns(rows, terms)
            cost += price
            if not code:
                lawful &= fine
            elif not fine.all():
                asked.append(self._asked(code, name, officer, rows, ~fine))
        shape = weeks.shape[:3]
        needs = _needs(lawful, np.array(asked, dtype=np.int64).reshape(len(asked), len(rows)))
        return Shapes(needs[:-1].reshape(shape).tolist(), (cost[:-1] - cost[-1]).reshape(shape).tolist())

    def _terms(self, officer: Officer) -> Mapping[str, Sequence[Term]]:
        """Return what the rules say of a person's week: each rule that may give way by itself, all others as one."""
        found: dict[str, list[Term]] = {"": []}
        for rule in active(self._span.city.policy):
            if rule.week and not rule.waived_for(self._span.city, officer.unit_id):
                code = rule.code if rule.code in self._steps or rule.code == LEAVE else ""
                found.setdefault(code, []).extend(rule.week(officer, self._span, rule))
        return {code: terms for code, terms in found.items() if terms}

    def _asked(
        self, code: str, name: str, officer: Officer, rows: NDArray[np.int8], bad: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Return the relaxation that makes each week lawful by a rule, shape (n,): its number, FREELY or NEVER."""
        found = np.full(len(rows), FREELY)
        if code == LEAVE:
            numbers = [self._recalls.get((name, day), NEVER) for day in self._span.days]
            found[:-1] = np.repeat(numbers, (len(rows) - 1) // len(numbers))
            found[~bad] = FREELY
        else:
            eased = read_patterns(rows[bad], list(self._eased(code, officer)))[0]
            found[bad] = np.where(eased, self._steps[code], NEVER)
        return found

    def _eased(self, code: str, officer: Officer) -> Iterable[Term]:
        """Return what a rule says of a person once it is loosened; nothing if it is then waived."""
        rule, freer = BY_CODE[code], self._freer[code]
        if rule.week is None or rule.waived_for(freer.city, officer.unit_id):
            return ()
        return rule.week(officer, freer, rule)


def _needs(lawful: NDArray[np.bool_], asked: NDArray[np.int64]) -> NDArray[np.object_]:
    """Collect what each week asks for; ``asked`` has a row a rule that some week breaks."""
    found = np.full(len(lawful), None, dtype=object)
    may = lawful & (asked != NEVER).all(axis=0)
    found[may & (asked == FREELY).all(axis=0)] = frozenset()
    for i in np.flatnonzero(may & (asked >= 0).any(axis=0)):
        found[i] = frozenset(int(number) for number in asked[:, i] if number >= 0)
    return found
