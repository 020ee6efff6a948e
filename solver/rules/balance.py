"""Q02: duties are shared out evenly."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import four_weeks, say
from .grids import every_day, window, window_start
from .rule import Rule, Span
from .terms import Square, Sum, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count each person's duties over the 28 days that end with this Sunday."""
    for officer_no, sheet in case.sheets.items():
        shifts = four_weeks(case, sheet)
        before = sum(shift.past for shift in shifts)
        if len(shifts) > before:
            yield say(
                rule,
                Severity.INFO,
                Text(
                    f"28 天内 {len(shifts)} 班, 其中本周 {len(shifts) - before} 班",
                    f"{len(shifts)} duties in 28 days, {len(shifts) - before} of them this week",
                ),
                Text("", ""),
                where=Where(officer=officer_no),
                units=len(shifts),
                cost=rule.price(case.city.policy) * (len(shifts) ** 2 - before**2),
            )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the square of the duties, history included."""
    before = len(window(officer, span))
    curve = Square(rule.price(span.city.policy), before)
    yield Sum(every_day(span, lambda _: 1), start=before, curve=curve, since=window_start(span))


RULE = Rule(
    code="Q02",
    name=Text("班次均衡", "balance of duties"),
    source="[D] 设计默认 / design default",
    why=Text("忙闲要均; 平方计价使班数相近者最省。", "Work is shared; squares make equal shares cheapest."),
    hard=False,
    weight=2,
    unit=Text("28 天内班数平方的增量", "growth of the square of the duties in 28 days"),
    check=check,
    week=week,
)
