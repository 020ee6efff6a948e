"""Week patterns: every lawful sequence of templates and days off, and what each costs each person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.officer import Officer
from ...models.text import Text
from ..rules.active import active
from ..rules.rule import Span
from ..rules.term_reader import Reader, read_patterns
from ..rules.terms import Term, ban_of, fingerprint, loosened

OFF = -1
MOST_PATTERNS = 3_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Menu:
    """
    What one person may work in the span, pattern by pattern.

    Parameters
    ----------
    patterns
        Shape (n, days), int8: template index, -1 for a day off. Shared by people who have the same base.
    rows
        Shape (k,): which patterns are lawful for this person.
    cost
        Shape (k,): what each costs.
    """

    patterns: NDArray[np.int8]
    rows: NDArray[np.int32]
    cost: NDArray[np.int32]

    def pattern(self, index: int) -> NDArray[np.int8]:
        """Return the pattern behind position ``index`` of this menu, shape (days,)."""
        pattern: NDArray[np.int8] = self.patterns[self.rows[index]]
        return pattern


def person_terms(officer: Officer, span: Span) -> list[Term]:
    """Ask every rule what it says of one person's days; of a loose span what holds whatever was worked before."""
    terms = [
        term
        for rule in active(span.city.policy)
        if rule.week is not None and not rule.waived_for(span.city, officer.unit_id)
        for term in rule.week(officer, span, rule)
    ]
    return [less for term in terms if (less := loosened(term)) is not None] if span.loose else terms


def all_patterns(
    terms: Sequence[Sequence[Term]], allowed: NDArray[np.bool_], away: NDArray[np.bool_] | None = None
) -> NDArray[np.int8]:
    """
    List every pattern that breaks nobody's limit, day by day.

    A prefix that breaks a limit is dropped at once: limits and bans only ever get tighter as duties are added.
    Terms that demand work (``Off`` bans) must not be among ``terms``.

    Parameters
    ----------
    terms
        What the rules say of each person who is to work the pattern, or of the freest person of a group.
    allowed
        Shape (days, templates): what may be worked at all.
    away
        Shape (people, days): days on which one of them rests whatever the pattern says; None: never.
    """
    days, templates = allowed.shape
    patterns = np.full((1, days), OFF, dtype=np.int8)
    for day in range(days):
        choices = [OFF, *np.flatnonzero(allowed[day])]
        grown = np.repeat(patterns, len(choices), axis=0)
        grown[:, day] = np.tile(np.array(choices, dtype=np.int8), len(patterns))
        lawful = np.ones(len(grown), dtype=bool)
        for person, says in enumerate(terms):
            lawful &= read_patterns(grown if away is None else masked(grown, away[person]), says)[0]
        patterns = grown[lawful]
        if len(patterns) > MOST_PATTERNS:
            raise InputError(
                Text(
                    f"可选周模式超过 {MOST_PATTERNS} 个 (一人可用班次 {templates} 种): 请减少班次或限定适用岗位",
                    f"more than {MOST_PATTERNS} week patterns: {templates} templates are open to one person; "
                    "use fewer, or restrict the kinds of place they serve",
                )
            )
    return patterns


def masked(patterns: NDArray[np.int8], away: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return patterns with days off where ``away``, shape (days,)."""
    return np.where(away, np.int8(OFF), patterns)


class Patterns:
    """
    The pattern sets of a span: built once for people whom the rules treat alike, then priced for each person.

    Parameters
    ----------
    span
        The days, and the city whose rules count.
    like
        The pattern sets of the same days by other rules: sets that both have are not built again.
    """

    def __init__(self, span: Span, *, like: "Patterns | None" = None) -> None:
        self._span = span
        self._bases: dict[tuple[object, ...], Reader] = {} if like is None else like._bases  # noqa: SLF001
        self._menus: dict[tuple[str, bytes], Menu] = {}

    def menu(self, officer: Officer, allowed: NDArray[np.bool_]) -> Menu:
        """
        Return what ``officer`` may work.

        Parameters
        ----------
        officer
            With history, leave, wishes and pins.
        allowed
            Shape (days, templates): days and templates for which a seat is open to the officer.
        """
        key = (officer.officer_no, allowed.tobytes())
        if key not in self._menus:
            base = self._base(officer, allowed)
            lawful, cost = base.read(person_terms(officer, self._span))
            rows = np.flatnonzero(lawful).astype(np.int32)
            self._menus[key] = Menu(base.patterns, rows, cost[rows].astype(np.int32))
        return self._menus[key]

    def joint(self, officers: Sequence[Officer], allowed: Sequence[NDArray[np.bool_]], away: NDArray[np.bool_]) -> Menu:
        """
        Return what a squad may work: patterns that are lawful for each, who rests on days away; the cost is the sum.

        Parameters
        ----------
        officers, allowed
            The members, and for each the days and templates open, shape (days, templates).
        away
            Shape (members, days).
        """
        common: NDArray[np.bool_] = np.ones(allowed[0].shape, dtype=bool)
        for grid, absent in zip(allowed, away, strict=True):
            common &= grid | absent[:, None]
        common &= ~np.all(away, axis=0, keepdims=True).T
        patterns = all_patterns([person_terms(_freest(officer), self._span) for officer in officers], common, away)
        lawful, cost = np.ones(len(patterns), dtype=bool), np.zeros(len(patterns), dtype=np.int64)
        for officer, absent in zip(officers, away, strict=True):
            fine, price = read_patterns(masked(patterns, absent), person_terms(officer, self._span))
            lawful &= fine
            cost += price
        rows = np.flatnonzero(lawful).astype(np.int32)
        return Menu(patterns, rows, cost[rows].astype(np.int32))

    def _base(self, officer: Officer, allowed: NDArray[np.bool_]) -> Reader:
        bans = map(ban_of, person_terms(_freest(officer), self._span))
        terms = [ban for ban in bans if ban is not None]
        key = (allowed.tobytes(), *map(fingerprint, terms))
        if key not in self._bases:
            self._bases[key] = Reader(all_patterns([terms], allowed))
        return self._bases[key]


def _freest(officer: Officer) -> Officer:
    """Strip the officer of all that is not shared by people whom the rules treat alike, the number included."""
    return replace(officer, officer_no="-", leave=(), past=(), requests=(), pins=())
