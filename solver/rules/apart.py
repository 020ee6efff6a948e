"""R35: who is to be kept apart never shares a crew."""

from collections.abc import Iterable, Iterator

from ...models.bond import BondKind
from ...models.city import City
from ...models.finding import Finding, Severity
from ...models.text import Text
from ..case import Case
from .clerk import at_crew, say
from .rule import Rule
from .ties import Tie, TieSort


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look for both in each crew."""
    bonds = [bond for bond in case.city.bonds if bond.kind is BondKind.APART]
    for crew in case.crews if bonds else ():
        members = {officer.officer_no for officer, _ in crew.members}
        for bond in bonds:
            if {bond.first, bond.second} <= members:
                yield say(
                    rule,
                    Severity.ERROR if bond.hard else Severity.WARN,
                    Text(
                        f"{crew.day} {crew.place.name} {bond.first} 与 {bond.second} 应分开, 却同组",
                        f"{crew.day} {crew.place.name}: {bond.first} and {bond.second} share a crew",
                    ),
                    Text("换一人到别的编组", "move one of them to another crew"),
                    where=at_crew(crew),
                    units=1,
                    cost=0 if bond.hard else rule.price(case.city.policy),
                )


def ties(city: City, rule: Rule) -> Iterable[Tie]:
    """Part the two."""
    price = rule.price(city.policy)
    for bond in city.bonds:
        if bond.kind is BondKind.APART:
            yield Tie(TieSort.PART, bond.first, bond.second, None if bond.hard else price)


RULE = Rule(
    code="R35",
    name=Text("分开", "kept apart"),
    source="[D] 城市表格 bonds: 分开 (如夫妻回避) / the city's own table of bonds: APART (couples, say)",
    why=Text("夫妻、近亲不同组执勤, 以免处置时难以公正。", "Couples and relatives do not judge or cover each other."),
    hard=True,
    waivable=False,
    weight=30,
    unit=Text("软性: 每个同组的班", "soft bonds: each shared crew"),
    check=check,
    ties=ties,
)
