"""R23: nights in a row, and nights in four weeks."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import four_weeks, say, streaks
from .grids import every_day, marked, run_before, window
from .rule import Param, Rule, Span
from .terms import Run, Steps, Sum, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count each person's nights, in a row and in the 28 days that end with this Sunday."""
    policy = case.city.policy
    in_row = rule.number(policy, "in_row")
    for officer_no, sheet in case.sheets.items():
        for day, length in streaks(sheet, lambda template: template.night):
            if length > in_row:
                yield say(
                    rule,
                    Severity.WARN,
                    Text(f"截至 {day} 连续 {length} 个夜班 (上限 {in_row})", f"{length} nights in a row up to {day}"),
                    Text("在其间换成白班或休息", "put a day duty or a free day in between"),
                    where=Where(officer=officer_no, date=str(day)),
                    units=1,
                    cost=rule.price(policy),
                )
        yield from _four_weeks(case, rule, officer_no)


def _four_weeks(case: Case, rule: Rule, officer_no: str) -> Iterator[Finding]:
    policy = case.city.policy
    limit = rule.number(policy, "in_28_days")
    nights = [shift for shift in four_weeks(case, case.sheets[officer_no]) if shift.template.night]
    beyond = min(len(nights) - limit, sum(not shift.past for shift in nights))
    if beyond > 0:
        yield say(
            rule,
            Severity.WARN,
            Text(f"28 天内 {len(nights)} 个夜班 (上限 {limit})", f"{len(nights)} nights in 28 days (limit {limit})"),
            Text("本周少排夜班", "give fewer nights this week"),
            where=Where(officer=officer_no),
            units=beyond,
            cost=beyond * rule.number(policy, "window_price"),
        )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the run of nights, and each night of the span beyond what four weeks allow."""
    policy = span.city.policy
    yield Run(
        marked(span, lambda template: template.night),
        start=run_before(officer, span, lambda template: template.night),
        soft=rule.number(policy, "in_row"),
        price=rule.price(policy),
    )
    done = sum(span.city.template(duty.template).night for duty in window(officer, span))
    free = max(rule.number(policy, "in_28_days"), done)
    yield Sum(
        every_day(span, lambda template: template.night),
        start=done,
        curve=Steps(((free, 1, rule.number(policy, "window_price")),)),
    )


RULE = Rule(
    code="R23",
    name=Text("夜班限量", "nights"),
    source="[D] 设计默认, 依据疲劳研究 / design default after the fatigue literature",
    why=Text("连续夜班使判断力下降。", "Nights in a row dull the judgement."),
    hard=False,
    weight=60,
    unit=Text("连续夜班每超一夜", "each night in a row beyond the limit"),
    params={
        "in_row": Param(3, "夜 / nights", Text("最多连续夜班", "most nights in a row")),
        "in_28_days": Param(8, "夜 / nights", Text("28 天内最多夜班", "most nights in 28 days")),
        "window_price": Param(60, "价 / price", Text("28 天内每超一夜", "price of each night beyond in 28 days")),
    },
    check=check,
    week=week,
)
