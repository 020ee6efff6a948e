"""R17: working hours and the weekly rest day of auxiliaries."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer, Role
from ...models.policy import Value
from ...models.text import Text
from ..case import Case
from .clerk import say, this_week
from .grids import every_day, marked
from .rule import Param, Rule, Span
from .terms import Day, Sum, Term

WEEK_DAYS = 7


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Add up each auxiliary's hours by day and by week, and count the days without duty."""
    policy = case.city.policy
    day_min, week_min, rest_days = (rule.number(policy, name) for name in ("day_min", "week_min", "rest_days"))
    for officer in case.city.officers:
        if officer.role is not Role.AUX:
            continue
        shifts = this_week(case.sheets[officer.officer_no])
        for shift in shifts:
            if shift.template.paid_min > day_min:
                message = Text(
                    f"{shift.day} 辅警单班 {shift.template.paid_min / 60:g} 小时 (上限 {day_min / 60:g})",
                    f"an auxiliary works {shift.template.paid_min / 60:g} h on {shift.day} (limit {day_min / 60:g})",
                )
                yield _finding(rule, message, Where(officer=officer.officer_no, date=str(shift.day)))
        total = sum(shift.template.paid_min for shift in shifts)
        if total > week_min:
            message = Text(
                f"辅警本周 {total / 60:g} 小时 (上限 {week_min / 60:g})",
                f"an auxiliary works {total / 60:g} h this week (limit {week_min / 60:g})",
            )
            yield _finding(rule, message, Where(officer=officer.officer_no))
        free = len(set(case.roster.week.days) - {shift.day for shift in shifts})
        if free < rest_days:
            message = Text(
                f"辅警本周休息 {free} 天 (至少 {rest_days})",
                f"an auxiliary has {free} rest days this week (at least {rest_days})",
            )
            yield _finding(rule, message, Where(officer=officer.officer_no))


def _finding(rule: Rule, message: Text, where: Where) -> Finding:
    return say(rule, Severity.ERROR, message, Text("减少班次或换人", "take duties off this person"), where=where)


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Ban long duties, cap the week's minutes and its duty days."""
    if officer.role is not Role.AUX:
        return
    policy = span.city.policy
    longest = rule.number(policy, "day_min")
    yield Day(ban=marked(span, lambda template: template.paid_min > longest))
    yield Sum(every_day(span, lambda template: template.paid_min), most=rule.number(policy, "week_min"))
    yield Sum(every_day(span, lambda _: 1), most=len(span.days) - rule.number(policy, "rest_days"))


def _within_a_week(days: Value) -> bool:
    return isinstance(days, int) and days <= WEEK_DAYS


RULE = Rule(
    code="R17",
    name=Text("辅警工时与周休", "auxiliaries' hours and weekly rest"),
    source="[L] 《劳动法》第36、38、41条 / Labour Law, arts. 36, 38, 41",
    why=Text(
        "劳动者每日不超过八小时, 平均每周不超过四十四小时, 每周至少休息一日。",
        "At most 8 hours a day and 44 a week, and at least one rest day a week.",
    ),
    hard=True,
    params={
        "day_min": Param(480, "min", Text("单班上限", "longest duty")),
        "week_min": Param(2640, "min", Text("周工时上限", "most in a week")),
        "rest_days": Param(1, "天 / days", Text("每周至少休息", "least days without duty in a week"), _within_a_week),
    },
    check=check,
    week=week,
)
