"""What each rule costs: how many it binds, what is paid for it, and the week planned anew without it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ...models.city import City
from ...models.roster import Roster
from ..roster.engine import Settings, plan_week
from ..roster.patterns import OFF
from ..roster.watch import Watch
from ..rules.active import active
from ..rules.rule import Rule
from ..rules.terms import read_patterns
from .blocked import Readings
from .local import read, span_of
from .relaxations import waived


@dataclass(frozen=True, slots=True, kw_only=True)
class Tight:
    """How a rule bears on a roster: what is paid for it, and how many people it alone keeps from one more duty."""

    rule: Rule
    paid: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCost:
    """
    What the week would gain without a rule, by planning it anew.

    Parameters
    ----------
    price
        What the plan with the rule costs more than the one found without it.
    most
        Proven: no plan without the rule is cheaper by more than this.
    minutes, missing
        Paid minutes, and crews missing, that the rule costs: with it, less without it.
    """

    rule: Rule
    price: int
    most: float
    minutes: int
    missing: int


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


def rule_costs(
    city: City,
    roster: Roster,
    *,
    settings: Settings | None = None,
    watch: Watch | None = None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Iterator[RuleCost]:
    """
    Plan the week anew without one rule after another.

    Only rules that may be waived, or whose part in the law is played by the city's own tables, are tried: nobody can
    be in two places, and a crew below strength is none. When ``watch`` is stopped, the rule under way is dropped.
    """
    watch = watch or Watch()
    before = read(city, roster)
    rules = [rule for rule in active(city.policy) if without(city, rule) is not None]
    for done, rule in enumerate(rules):
        tell(done, len(rules))
        freer = without(city, rule)
        if freer is None or watch.stopped:
            continue
        found, report = plan_week(freer, roster.week, settings=settings, watch=watch)
        if watch.stopped or found.proof is None:
            return
        after = read(freer, found)
        with_it = before.report.cost
        yield RuleCost(
            rule=rule,
            price=with_it - report.cost,
            most=with_it - found.proof.bound,
            minutes=before.minutes - after.minutes,
            missing=before.missing - after.missing,
        )
    tell(len(rules), len(rules))


def without(city: City, rule: Rule) -> City | None:
    """Return the city as if the rule were not; None if no plan can do without it."""
    if rule.waivable:
        return waived(city, rule.code)
    if rule.code == "R15":
        return replace(city, officers=[replace(officer, fit_for_duty=True) for officer in city.officers])
    if rule.code == "R19":
        return replace(city, officers=[replace(officer, protected_until=None) for officer in city.officers])
    return None
