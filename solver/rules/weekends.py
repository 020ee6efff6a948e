"""Q07: weekends with work, and weekends that are worked in half."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import four_weeks, say
from .grids import window
from .rule import Param, Rule, Span
from .terms import Steps, Term, Weekends

SATURDAY = 5


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count each person's weekends with work in the 28 days that end with this Sunday, and look at the last of them."""
    policy, saturday = case.city.policy, case.roster.week.days[SATURDAY]
    limit, split = rule.number(policy, "in_28_days"), rule.number(policy, "split_price")
    for officer_no, sheet in case.sheets.items():
        days = {shift.day for shift in four_weeks(case, sheet) if shift.day.weekday() >= SATURDAY}
        weekends = {day - timedelta(days=day.weekday()) for day in days}
        now = [day for day in days if day >= saturday]
        where = Where(officer=officer_no, date=str(saturday))
        if limit and now and len(weekends) > limit:
            yield say(
                rule,
                Severity.WARN,
                Text(f"28 天内 {len(weekends)} 个周末上岗 (上限 {limit})", f"{len(weekends)} weekends (limit {limit})"),
                Text("本周末让其休息", "leave this weekend free"),
                where=where,
                units=1,
                cost=rule.price(policy),
            )
        if split and len(now) == 1:
            yield say(
                rule,
                Severity.WARN,
                Text("周末只上一天", "works one day of the weekend only"),
                Text("两天都上, 或都休", "work both days, or neither"),
                where=where,
                units=1,
                cost=split,
            )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price each weekend of the span beyond what four weeks allow, and each that is split."""
    policy = span.city.policy
    limit, split = rule.number(policy, "in_28_days"), rule.number(policy, "split_price")
    groups = _groups(span.days)
    if groups and (limit or split):
        done = {duty.day.isocalendar()[:2] for duty in window(officer, span) if duty.day.weekday() >= SATURDAY}
        curve = Steps(((max(limit, len(done)), 1, rule.price(policy)),)) if limit else Steps(())
        yield Weekends(groups, start=len(done), curve=curve, split=split)


def _groups(days: Sequence[date]) -> tuple[tuple[int, int], ...]:
    """Return the Saturdays and the Sundays after them."""
    return tuple((i, i + 1) for i, day in enumerate(days[:-1]) if day.weekday() == SATURDAY)


RULE = Rule(
    code="Q07",
    name=Text("周末", "weekends"),
    source="[D] 设计默认: 默认不启用 / design default: off unless a city asks for it",
    why=Text("家人的休息日在周末。", "Families are at home at weekends."),
    hard=False,
    weight=40,
    unit=Text("28 天内每超一个周末", "each weekend beyond in 28 days"),
    params={
        "in_28_days": Param(0, "个 / weekends", Text("28 天内最多上岗周末 (0: 不限)", "most in 28 days (0: any)")),
        "split_price": Param(0, "价 / price", Text("周末只上一天的价", "price of a weekend worked in half")),
    },
    check=check,
    week=week,
)
