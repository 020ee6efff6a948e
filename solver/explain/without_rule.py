"""The programme of a week as if a rule were not: only what the rule touches is made anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...models.city import City
from ..roster.block import Block, blocks
from ..roster.demand import offer_of
from ..roster.master import Layout
from ..roster.patterns import Menu, Patterns
from ..roster.problem import Problem, build
from ..rules.rule import Rule, Span
from ..rules.term_reader import Reader
from ..rules.terms import ban_of
from .relaxations import waived


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """
    A block of the city with its rows and columns, and the pattern sets its people's weeks are taken from.

    A part that a rule does not touch stays the same object.
    """

    block: Block
    layout: Layout
    weeks: Patterns


def without(city: City, rule: Rule) -> City | None:
    """Return the city as if the rule were not; None if no plan can do without it."""
    if rule.waivable:
        return waived(city, rule.code)
    if rule.code == "R15":
        return replace(city, officers=[replace(officer, fit_for_duty=True) for officer in city.officers])
    if rule.code == "R19":
        return replace(city, officers=[replace(officer, protected_until=None) for officer in city.officers])
    return None


def parts_of(span: Span) -> list[Part]:
    """Write the week's programme down, block by block."""
    weeks = Patterns(span)
    return [_part(block, weeks) for block in blocks(span)]


def parts_without(parts: Sequence[Part], rule: Rule, span: Span) -> list[Part]:
    """
    Return the programme without a rule.

    Parameters
    ----------
    parts
        The programme with the rule.
    rule
        Which one.
    span
        The week in the city without it.
    """
    known = parts[0].weeks
    touched = rule.week is not None or not rule.waivable
    weeks = Patterns(span, like=known) if touched else known
    if rule.seat or rule.wants or rule.ties:
        found = blocks(span)
        if len(found) != len(parts) or not all(map(_alike, (part.block for part in parts), found)):
            return [_part(block, weeks) for block in found]
    return [_changed(part, rule, span, weeks) for part in parts]


def _part(block: Block, weeks: Patterns) -> Part:
    return Part(block, Layout(build(block, weeks=weeks)), weeks)


def _alike(one: Block, other: Block) -> bool:
    """Whether two blocks ask the same of people who may sit in the same seats."""
    return (
        [o.officer_no for o in one.officers] == [o.officer_no for o in other.officers]
        and one.places == other.places
        and one.offers == other.offers
        and all((a == b).all() for a, b in zip(one.grids, other.grids, strict=True))
        and (one.marks, one.ties) == (other.marks, other.ties)
    )


def _changed(part: Part, rule: Rule, span: Span, weeks: Patterns) -> Part:
    """Make anew what the rule says of a block's crews, or of its people's weeks."""
    block = replace(part.block, span=span, officers=tuple(span.city.officer(o.officer_no) for o in part.block.officers))
    if rule.crew or rule.leg or rule.missing or rule.beyond:
        block = replace(block, offers={place.place_id: offer_of(span, place) for place in block.places})
        if block.offers != part.block.offers:
            return _part(block, weeks)
    if rule.week is None:
        return part
    menus = _cheaper(part.layout.problem, rule, part.block.span)
    if menus is None:
        menus = build(block, weeks=weeks).menus
    same = all(one is other for one, other in zip(menus, part.layout.problem.menus, strict=True))
    return part if same else Part(block, part.layout.listing(menus), weeks)


def _cheaper(problem: Problem, rule: Rule, span: Span) -> Sequence[Menu] | None:
    """Take a rule's prices off everyone's weeks; None if it forbids somebody a week, or people work theirs jointly."""
    if rule.week is None:
        return problem.menus
    readers: dict[int, Reader] = {}
    found = []
    for people, menu in zip(problem.owners, problem.menus, strict=True):
        officers = [problem.officers[i] for i in people]
        terms = [
            term
            for officer in officers
            if not rule.waived_for(span.city, officer.unit_id)
            for term in rule.week(officer, span, rule)
        ]
        if any(map(ban_of, terms)) or (terms and len(people) > 1):
            return None
        if terms:
            reader = readers.setdefault(id(menu.patterns), Reader(menu.patterns))
            price = reader.read(terms)[1][menu.rows].astype(menu.cost.dtype)
            menu = replace(menu, cost=menu.cost - price) if price.any() else menu  # noqa: PLW2901
        found.append(menu)
    return found
