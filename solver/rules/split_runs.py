"""Q04: split shifts do not follow each other for days on end."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import say, streaks
from .grids import marked, run_before
from .rule import Param, Rule, Span
from .terms import Run, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count each person's split days in a row, last week's included."""
    policy = case.city.policy
    limit = rule.number(policy, "days")
    for officer_no, sheet in case.sheets.items():
        for day, length in streaks(sheet, lambda template: len(template.segments) > 1):
            if length > limit:
                yield say(
                    rule,
                    Severity.WARN,
                    Text(
                        f"截至 {day} 连续 {length} 天两头班 (上限 {limit})",
                        f"{length} split shifts in a row up to {day} (limit {limit})",
                    ),
                    Text("与早班、晚班轮换", "alternate with early or late shifts"),
                    where=Where(officer=officer_no, date=str(day)),
                    units=1,
                    cost=rule.price(policy),
                )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the run of split shifts."""
    policy = span.city.policy
    yield Run(
        marked(span, lambda template: template.split),
        start=run_before(officer, span, lambda template: template.split),
        soft=rule.number(policy, "days"),
        price=rule.price(policy),
    )


RULE = Rule(
    code="Q04",
    name=Text("连续两头班", "split shifts in a row"),
    source="[D] 设计默认: 两头班跨度 12 小时 / design default: a split shift spreads over 12 h",
    why=Text("两头班一天跨十二小时, 不宜天天上。", "A split day spreads over twelve hours."),
    hard=False,
    weight=15,
    unit=Text("每超一天", "each day beyond"),
    params={"days": Param(4, "天 / days", Text("最多连续天数", "most days in a row"))},
    check=check,
    week=week,
)
