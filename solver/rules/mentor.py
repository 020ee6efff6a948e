"""R36: a novice serves with a mentor."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ...models.bond import Bond, BondKind
from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import say
from .grids import every_day
from .rule import Rule, Span
from .terms import Day, Term
from .ties import Tie, TieSort


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look for a mentor in each crew that a novice rides in; one of several will do."""
    for novice, bonds in _novices(case.city).items():
        hard, mentors = any(bond.hard for bond in bonds), {bond.first for bond in bonds}
        for crew in case.crews:
            members = {officer.officer_no for officer, _ in crew.members}
            if novice in members and not mentors & members:
                yield say(
                    rule,
                    Severity.ERROR if hard else Severity.WARN,
                    Text(f"{crew.day} {crew.place.name} 徒弟没有师傅带", f"{crew.day} {crew.place.name}: no mentor"),
                    Text(f"与 {', '.join(sorted(mentors))} 排在一组", f"seat with {', '.join(sorted(mentors))}"),
                    where=Where(officer=novice, place=crew.place.place_id, date=str(crew.day)),
                    units=1,
                    cost=0 if hard else rule.price(case.city.policy),
                )


def _novices(city: City) -> Mapping[str, list[Bond]]:
    found: dict[str, list[Bond]] = defaultdict(list)
    for bond in city.bonds:
        if bond.kind is BondKind.MENTOR:
            found[bond.second].append(bond)
    return found


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Charge each duty of a novice whose bonds are soft; what a mentor shares is given back with the crew."""
    bonds = [b for b in span.city.bonds if b.kind is BondKind.MENTOR and b.second == officer.officer_no]
    if bonds and not any(bond.hard for bond in bonds):
        price = rule.price(span.city.policy)
        yield Day(price=every_day(span, lambda _: price))


def ties(city: City, rule: Rule) -> Iterable[Tie]:
    """Guide the novice; one hard bond makes all of a novice's bonds hard."""
    price = rule.price(city.policy)
    must = {bond.second for bond in city.bonds if bond.kind is BondKind.MENTOR and bond.hard}
    for bond in city.bonds:
        if bond.kind is BondKind.MENTOR:
            yield Tie(TieSort.GUIDE, bond.first, bond.second, None if bond.second in must else price)


RULE = Rule(
    code="R36",
    name=Text("师徒", "mentor and novice"),
    source="[D] 城市表格 bonds: 师徒 / the city's own table of bonds: MENTOR",
    why=Text("新警不单独上岗。", "A novice does not serve without someone who knows the work."),
    hard=True,
    waivable=False,
    weight=25,
    unit=Text("软性: 徒弟每个无师傅的班", "soft bonds: each duty of the novice without a mentor"),
    check=check,
    week=week,
    ties=ties,
)
