"""What each rule costs: by the prices of the week's relaxation, by solving it without the rule, or in whole plans."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from ...models.city import City
from ...models.roster import Roster
from ...models.text import Text
from ..checker import check
from ..roster.block import blocks
from ..roster.columns import Short
from ..roster.engine import Settings, plan_week
from ..roster.master import Layout, Vector
from ..roster.pricing import Pricer
from ..roster.problem import build
from ..roster.relax import Relaxation
from ..roster.watch import Watch
from ..rules.active import active
from ..rules.catalogue import BY_CODE
from ..rules.rule import Rule
from .local import read, span_of
from .relaxations import waived

WORTHWHILE = 0.5
"""A rule that costs less costs nothing: prices are whole."""


class Source(StrEnum):
    """Where a rule's cost comes from: proven by prices, by a relaxation solved anew, by a week planned anew."""

    DUALS = "DUALS"
    RELAXED = "RELAXED"
    PLANNED = "PLANNED"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCost:
    """
    What the week would gain without a rule.

    Parameters
    ----------
    price
        What the week costs more with the rule than without; by the relaxations of both, or by whole plans.
    most
        Proven: no plan without the rule is cheaper than the roster by more than this.
    minutes, missing
        Paid minutes, and crews missing, that the rule costs: with it, less without it. Relaxations count parts of
        people.
    how
        Where the figures come from.
    """

    rule: Rule
    price: float
    most: float
    minutes: float
    missing: float
    how: Source


@dataclass(frozen=True, slots=True)
class _Block:
    """A solved relaxation of one block."""

    layout: Layout
    duals: Vector
    value: float
    bound: float
    minutes: float
    missing: float


def rule_costs(
    city: City,
    roster: Roster,
    *,
    settings: Settings | None = None,
    watch: Watch | None = None,
    tell: Callable[[int, int, Text], None] = lambda _done, _all, _what: None,
) -> Iterator[RuleCost]:
    """
    Ask of one rule after another what the week would be without it.

    At the prices (duals) of the week's relaxation it is proven first that a rule costs nothing, where that is so. For
    the others the relaxation is solved again without the rule; with ``settings`` the week is then planned anew.

    Only rules that may be waived, or whose part in the law is played by the city's own tables, are tried: nobody can
    be in two places, and a crew below strength is none. When ``watch`` is stopped, the rule under way is dropped.
    """
    watch = watch or Watch()
    cost = check(city, roster).cost
    freer = {rule.code: without(city, rule) for rule in active(city.policy) if _is_read(rule)}
    tried = [(BY_CODE[code], other) for code, other in freer.items() if other is not None]
    tell(0, len(tried), Text("松弛", "relaxation"))
    base = _relaxed(_layouts(city, roster), watch)
    for done, (rule, other) in enumerate(tried):
        tell(done, len(tried), Text(f"{rule.code} {rule.name.zh}", f"{rule.code} {rule.name.en}"))
        if base is None or watch.stopped:
            return
        layouts = _layouts(other, roster)
        found = _by_duals(rule, base, layouts, cost) or _by_relaxing(rule, base, layouts, cost, watch)
        if settings is not None and found is not None and found.price >= WORTHWHILE:
            found = _by_planning(rule, city, roster, other, settings, watch)
        if found is None:
            return
        yield found
    tell(len(tried), len(tried), Text("", ""))


def _is_read(rule: Rule) -> bool:
    """Whether the engine reads the rule at all."""
    return any((rule.week, rule.crew, rule.seat, rule.leg, rule.missing, rule.beyond, rule.wants, rule.ties))


def _layouts(city: City, roster: Roster) -> list[Layout]:
    return [Layout(build(block)) for block in blocks(span_of(city, roster))]


def _relaxed(layouts: Sequence[Layout], watch: Watch) -> list[_Block] | None:
    """Solve the relaxation of every block; None if stopped."""
    found = []
    for layout in layouts:
        relaxation = Relaxation(layout)
        node = relaxation.solve({}, watch)
        if node is None or watch.stopped:
            return None
        minutes, missing = _counted(relaxation, node.values)
        found.append(_Block(relaxation.layout, node.duals, node.value, node.bound, minutes, missing))
    return found


def _counted(relaxation: Relaxation, values: Vector) -> tuple[float, float]:
    """Return the paid minutes and the crews missing of a relaxation's answer."""
    problem, static = relaxation.layout.problem, len(relaxation.layout.columns)
    paid = np.array([*(template.paid_min for template in problem.span.templates), 0])
    minutes = 0.0
    for (owner, index), share in zip(relaxation.taken, values[static:], strict=False):
        if share > 0:
            pattern = problem.menus[owner].pattern(index)
            away = problem.bonds.away[list(problem.owners[owner])] if len(problem.owners[owner]) > 1 else False
            minutes += float(share) * float((paid[pattern] * np.atleast_2d(~np.asarray(away))).sum())
    short = [float(values[j]) for j, column in enumerate(relaxation.layout.columns) if isinstance(column, Short)]
    return minutes, sum(short)


def _by_duals(rule: Rule, base: Sequence[_Block], layouts: Sequence[Layout], cost: int) -> RuleCost | None:
    """Prove at the prices of the week's relaxation that the rule costs nothing; None if they do not prove it."""
    if [layout.rows for layout in layouts] != [block.layout.rows for block in base]:
        return None
    bound = sum(Pricer(layout).run(block.duals, {}).bound for layout, block in zip(layouts, base, strict=True))
    if sum(block.value for block in base) - bound >= WORTHWHILE:
        return None
    return RuleCost(rule=rule, price=0.0, most=cost - bound, minutes=0.0, missing=0.0, how=Source.DUALS)


def _by_relaxing(
    rule: Rule, base: Sequence[_Block], layouts: Sequence[Layout], cost: int, watch: Watch
) -> RuleCost | None:
    """Solve the relaxation without the rule; None if stopped."""
    after = _relaxed(layouts, watch)
    if after is None:
        return None
    return RuleCost(
        rule=rule,
        price=sum(block.value for block in base) - sum(block.value for block in after),
        most=cost - sum(block.bound for block in after),
        minutes=sum(block.minutes for block in base) - sum(block.minutes for block in after),
        missing=sum(block.missing for block in base) - sum(block.missing for block in after),
        how=Source.RELAXED,
    )


def _by_planning(  # noqa: PLR0913, PLR0917
    rule: Rule, city: City, roster: Roster, other: City, settings: Settings, watch: Watch
) -> RuleCost | None:
    """Plan the week anew in whole people without the rule; None if stopped."""
    before = read(city, roster)
    found, report = plan_week(other, roster.week, settings=settings, watch=watch)
    if watch.stopped or found.proof is None:
        return None
    after = read(other, found)
    return RuleCost(
        rule=rule,
        price=before.report.cost - report.cost,
        most=before.report.cost - found.proof.bound,
        minutes=before.minutes - after.minutes,
        missing=before.missing - after.missing,
        how=Source.PLANNED,
    )


def without(city: City, rule: Rule) -> City | None:
    """Return the city as if the rule were not; None if no plan can do without it."""
    if rule.waivable:
        return waived(city, rule.code)
    if rule.code == "R15":
        return replace(city, officers=[replace(officer, fit_for_duty=True) for officer in city.officers])
    if rule.code == "R19":
        return replace(city, officers=[replace(officer, protected_until=None) for officer in city.officers])
    return None
