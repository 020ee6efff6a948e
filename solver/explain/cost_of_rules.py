"""What each rule costs: by the prices of the week's relaxation, by solving it without the rule, or in whole plans."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ...models.city import City
from ...models.roster import Roster
from ...models.text import Text
from ..checker import check
from ..roster.columns import Short
from ..roster.engine import Settings, plan_week
from ..roster.master import Vector
from ..roster.pricing import Pricer
from ..roster.relax import Node, Relaxation
from ..roster.watch import Watch
from ..rules.active import active
from ..rules.catalogue import BY_CODE
from ..rules.rule import Rule
from .local import read, span_of
from .without_rule import Part, parts_of, parts_without, without

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
class _Solved:
    """A solved relaxation of one block."""

    part: Part
    relaxation: Relaxation
    node: Node
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
    parts = parts_of(span_of(city, roster))
    base = _relaxed(parts, (), watch)
    for done, (rule, other) in enumerate(tried):
        tell(done, len(tried), Text(f"{rule.code} {rule.name.zh}", f"{rule.code} {rule.name.en}"))
        if base is None or watch.stopped:
            return
        freed = parts_without(parts, rule, span_of(other, roster))
        found = _by_duals(rule, base, freed, cost) or _by_relaxing(rule, base, freed, cost, watch)
        if settings is not None and found is not None and found.price >= WORTHWHILE:
            found = _by_planning(rule, city, roster, other, settings, watch)
        if found is None:
            return
        yield found
    tell(len(tried), len(tried), Text("", ""))


def _is_read(rule: Rule) -> bool:
    """Whether the engine reads the rule at all."""
    return any((rule.week, rule.crew, rule.seat, rule.leg, rule.missing, rule.beyond, rule.wants, rule.ties))


def _relaxed(parts: Sequence[Part], base: Sequence[_Solved], watch: Watch) -> list[_Solved] | None:
    """Solve the relaxation of every block, from where ``base`` stands; None if stopped."""
    found = []
    for i, part in enumerate(parts):
        like = base[i] if len(base) == len(parts) else None
        if like is not None and like.part is part:
            found.append(like)
            continue
        relaxation = Relaxation(part.layout, like=None if like is None else like.relaxation)
        node = relaxation.solve({}, watch)
        if node is None or watch.stopped:
            return None
        found.append(_Solved(part, relaxation, node, *_counted(relaxation, node.values)))
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


def _by_duals(rule: Rule, base: Sequence[_Solved], freed: Sequence[Part], cost: int) -> RuleCost | None:
    """Prove at the prices of the week's relaxation that the rule costs nothing; None if they do not prove it."""
    if [part.layout.rows for part in freed] != [solved.part.layout.rows for solved in base]:
        return None
    bound = sum(_bound_at(solved, part) for solved, part in zip(base, freed, strict=True))
    if sum(solved.node.value for solved in base) - bound >= WORTHWHILE:
        return None
    return RuleCost(rule=rule, price=0.0, most=cost - bound, minutes=0.0, missing=0.0, how=Source.DUALS)


def _bound_at(solved: _Solved, part: Part) -> float:
    """Return what a block's prices prove of it without the rule."""
    if solved.part is part:
        return solved.node.bound
    return Pricer(part.layout).run(solved.node.duals, {}).bound


def _by_relaxing(
    rule: Rule, base: Sequence[_Solved], freed: Sequence[Part], cost: int, watch: Watch
) -> RuleCost | None:
    """Solve the relaxation without the rule; None if stopped."""
    after = _relaxed(freed, base, watch)
    if after is None:
        return None
    return RuleCost(
        rule=rule,
        price=sum(solved.node.value for solved in base) - sum(solved.node.value for solved in after),
        most=cost - sum(solved.node.bound for solved in after),
        minutes=sum(solved.minutes for solved in base) - sum(solved.minutes for solved in after),
        missing=sum(solved.missing for solved in base) - sum(solved.missing for solved in after),
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
