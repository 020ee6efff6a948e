"""R39: over the year, too, burdens are shared out evenly: the ledger's totals go on counting."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import numpy as np

from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.ledger import Burdens
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case, Shift
from .clerk import say
from .grids import every_day, on_days
from .rule import Param, Rule, Span
from .terms import Square, Sum, Term

Weighs = Callable[[City, Shift], bool]
SORTS: tuple[tuple[Text, str, Callable[[Burdens], int], Weighs], ...] = (
    (Text("夜班", "nights"), "", lambda b: b.nights, lambda _, shift: shift.template.night),
    (
        Text("休息日上岗", "duties on rest days"),
        "rest_day_price",
        lambda b: b.rest_days,
        lambda city, shift: city.calendar.is_rest_day(shift.day),
    ),
    (Text("两头班", "split shifts"), "split_price", lambda b: b.splits, lambda _, shift: shift.template.split),
)


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Add this week's burdens to what the ledger and the history since then say of the year."""
    city, ledger, year = case.city, case.city.ledger, case.roster.week.monday.year
    if not ledger.totals:
        return
    for officer_no, sheet in case.sheets.items():
        until, above = ledger.until(officer_no, year), ledger.above(officer_no, year)
        since = [s for s in sheet if not s.past or (s.day > until and s.day.year == year)]
        for name, param, booked, weighs in SORTS:
            price = rule.number(city.policy, param) if param else rule.price(city.policy)
            heavy = [shift for shift in since if weighs(city, shift)]
            before = booked(above) + sum(shift.past for shift in heavy)
            new = sum(not shift.past for shift in heavy)
            if new and price:
                yield say(
                    rule,
                    Severity.INFO,
                    Text(
                        f"本年{name.zh}比同组最少者多 {before + new} 次 (含本周 {new} 次)",
                        f"{before + new} {name.en} this year above the least of the group, {new} of them this week",
                    ),
                    Text("", ""),
                    where=Where(officer=officer_no),
                    units=before + new,
                    cost=price * ((before + new) ** 2 - before**2),
                )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the square of what stands above the least of the group, the year's history included."""
    city, year = span.city, span.days[0].year
    if not city.ledger.totals:
        return
    above, until = city.ledger.above(officer.officer_no, year), city.ledger.until(officer.officer_no, year)
    done = [d for d in officer.past if until < d.day < span.days[0] and d.day.year == year]
    shapes = [(d.day, city.template(d.template)) for d in done]
    nights = every_day(span, lambda template: template.night)
    splits = every_day(span, lambda template: template.split)
    rest = on_days(span, [city.calendar.is_rest_day(day) for day in span.days]).astype(np.int64)
    counts = (
        (nights, above.nights + sum(t.night for _, t in shapes), rule.price(city.policy)),
        (rest, above.rest_days + _rest_days(city, [day for day, _ in shapes]), rule.number(city.policy, SORTS[1][1])),
        (splits, above.splits + sum(t.split for _, t in shapes), rule.number(city.policy, SORTS[2][1])),
    )
    since = max(until + timedelta(days=1), date(year, 1, 1))
    for amount, before, price in counts:
        yield Sum(amount, start=before, curve=Square(price, before), since=since)


def _rest_days(city: City, days: list[date]) -> int:
    return sum(city.calendar.is_rest_day(day) for day in days)


RULE = Rule(
    code="R39",
    name=Text("全年公平", "fairness over the year"),
    source="[D] 设计默认: 以 ledger 表的本年累计为底 / design default: on top of the year's totals in the ledger",
    why=Text(
        "四周里均等, 一年里未必: 吃亏的人要补回来。", "Even months can make an uneven year; who is ahead rests first."
    ),
    hard=False,
    weight=6,
    unit=Text("本年夜班次数 (高出同组最少者) 平方的增量", "growth of the square of the year's nights above the least"),
    params={
        "rest_day_price": Param(2, "价 / price", Text("休息日次数平方的单价", "price of the squared rest days")),
        "split_price": Param(1, "价 / price", Text("两头班次数平方的单价", "price of the squared split shifts")),
    },
    check=check,
    week=week,
)
