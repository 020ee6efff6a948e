"""Q03: of two plans that serve alike, the smaller force wins."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import say, this_week
from .grids import every_day
from .rule import Rule, Span
from .terms import Day, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Add up each person's paid time of the week and its price, duty by duty."""
    hour_price = case.city.policy.hour_price
    for officer_no, sheet in case.sheets.items():
        paid = [shift.template.paid_min for shift in this_week(sheet)]
        if paid:
            yield say(
                rule,
                Severity.INFO,
                Text(f"本周 {sum(paid) / 60:g} 小时", f"{sum(paid) / 60:g} paid hours this week"),
                Text("", ""),
                where=Where(officer=officer_no),
                units=sum(paid) // 60,
                cost=sum(minutes * hour_price // 60 for minutes in paid),
            )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price each duty by its paid time."""
    del officer, rule
    hour_price = span.city.policy.hour_price
    yield Day(price=every_day(span, lambda template: template.paid_min * hour_price // 60))


RULE = Rule(
    code="Q03",
    name=Text("节警提效", "force used"),
    source="[D] 设计默认: 节警提效 / design default: save force",
    why=Text("效果相同, 用警少者为优。", "Of two plans that serve alike, the smaller force wins."),
    hard=False,
    unit=Text("每工时 (价格见 policy.hour_price)", "each paid hour (priced by policy.hour_price)"),
    waivable=False,
    check=check,
    week=week,
)
