"""R34: who belongs together rides together; those joined in a row by hard bonds are one squad."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from ...models.bond import BondKind
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
    """Lay the weeks of both side by side, on the days on which neither is on leave."""
    city = case.city
    rides = _rides(case)
    for first, second, hard in _pairs(city):
        if not (city.has_officer(first) and city.has_officer(second)):
            continue
        both = [city.officer(number) for number in (first, second)]
        for day in case.roster.week.days:
            apart = rides.get((first, day), set()) ^ rides.get((second, day), set())
            if apart and not any(officer.away(day) for officer in both):
                yield say(
                    rule,
                    Severity.ERROR if hard else Severity.WARN,
                    Text(f"{day} 应与 {second} 同组, 却分开", f"{day}: should ride with {second}, does not"),
                    Text("排进同一编组, 或同日休息", "seat both in one crew, or let both rest"),
                    where=Where(officer=first, date=str(day), value=second),
                    units=len(apart),
                    cost=0 if hard else len(apart) * rule.price(city.policy),
                )


def _pairs(city: City) -> Iterator[tuple[str, str, bool]]:
    """Yield who rides with whom, and whether by a hard bond: of a squad each with each."""
    together = [bond for bond in city.bonds if bond.kind is BondKind.TOGETHER]
    squads: list[set[str]] = []
    for bond in together:
        if bond.hard:
            met = [squad for squad in squads if not squad.isdisjoint((bond.first, bond.second))]
            squads = [squad for squad in squads if squad not in met]
            squads.append({bond.first, bond.second}.union(*met))
        else:
            yield bond.first, bond.second, False
    for squad in squads:
        yield from ((first, second, True) for first, second in combinations(sorted(squad), 2))


def _rides(case: Case) -> dict[tuple[str, date], set[tuple[str, str, int]]]:
    """Return the crews of each person and day."""
    found: dict[tuple[str, date], set[tuple[str, str, int]]] = {}
    for duty in case.roster.duties:
        found.setdefault((duty.officer_no, duty.day), set()).add((duty.template, duty.place_id, duty.crew))
    return found


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Charge each duty on days on which neither is away; what is shared is given back with the crew."""
    city, price = span.city, rule.price(span.city.policy)
    for bond in city.bonds:
        pair = (bond.first, bond.second)
        if bond.kind is BondKind.TOGETHER and not bond.hard and officer.officer_no in pair:
            other = bond.other(officer.officer_no)
            if city.has_officer(other):
                grid = every_day(span, lambda _: price)
                for index, day in enumerate(span.days):
                    if officer.away(day) or city.officer(other).away(day):
                        grid[index] = 0
                yield Day(price=grid)


def ties(city: City, rule: Rule) -> Iterable[Tie]:
    """Join each pair."""
    price = rule.price(city.policy)
    for first, second, hard in _pairs(city):
        yield Tie(TieSort.JOIN, first, second, None if hard else price)


RULE = Rule(
    code="R34",
    name=Text("同组", "riding together"),
    source="[D] 城市表格 bonds: 同组 / the city's own table of bonds: TOGETHER",
    why=Text("搭档和小队靠配合吃饭。", "Partners and squads live by working together."),
    hard=True,
    waivable=False,
    weight=15,
    unit=Text("软性: 每个未同组的人·班", "soft bonds: each duty of either without the other"),
    check=check,
    week=week,
    ties=ties,
)
