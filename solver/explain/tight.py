"""Which rules are tight: how many people each alone keeps from one more duty, and what is paid for it."""

from dataclasses import dataclass

import numpy as np

from ...models.city import City
from ...models.roster import Roster
from ..roster.patterns import OFF
from ..rules.active import active
from ..rules.rule import Rule
from ..rules.term_reader import read_patterns
from .blocked import Readings
from .local import read, span_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Tight:
    """How a rule bears on a roster: what is paid for it, and how many people it alone keeps from one more duty."""

    rule: Rule
    paid: int
    people: int


def tight(city: City, roster: Roster) -> list[Tight]:
    """Return the rules in force, those that bind most people first."""
    solved = read(city, roster)
    bound = _sole_blockers(city, solved.roster)
    found = [
        Tight(rule=rule, paid=solved.report.parts.get(rule.code, 0), people=bound.get(rule.code, 0))
        for rule in active(city.policy)
    ]
    return sorted(found, key=lambda t: (-t.people, -t.paid, t.rule.code))


def _sole_blockers(city: City, roster: Roster) -> dict[str, int]:
    """Count for each rule the people who could work a duty more on some free day but for it."""
    span = span_of(city, roster)
    readings = Readings(span, roster)
    bound: dict[str, int] = {}
    for officer in city.officers:
        weeks = _one_more(readings.week(officer.officer_no), len(span.templates))
        if not len(weeks):
            continue
        codes, lawful = [], []
        for code, terms in readings.terms(officer):
            codes.append(code)
            lawful.append(read_patterns(weeks, terms)[0])
        forbids = ~np.array(lawful)
        alone = forbids & (forbids.sum(axis=0) == 1)
        for code, own in zip(codes, alone, strict=True):
            bound[code] = bound.get(code, 0) + bool(own.any())
    return bound


def _one_more(row: list[int], templates: int) -> np.ndarray:
    """Return the week with each template on each free day; shape (n, days)."""
    weeks = [
        [*row[:day], template, *row[day + 1 :]]
        for day, worked in enumerate(row)
        if worked == OFF
        for template in range(templates)
    ]
    return np.array(weeks, dtype=np.int8).reshape(-1, len(row))
