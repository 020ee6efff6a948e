"""R19: no night work and no overtime in late pregnancy and while nursing."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import say, this_week
from .grids import every_day, marked, on_days
from .rule import Param, Rule, Span
from .terms import Day, Sum, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look at each duty that begins under protection, and at the week in which protection still lasts."""
    policy = case.city.policy
    day_min, week_min = rule.number(policy, "day_min"), rule.number(policy, "week_min")
    for officer in case.city.officers:
        until = officer.protected_until
        if until is None or until < case.roster.week.monday:
            continue
        shifts = this_week(case.sheets[officer.officer_no])
        for shift in shifts:
            if shift.day <= until and (shift.template.night or shift.template.paid_min > day_min):
                message = Text(
                    f"{shift.day} 受保护人员排了 {shift.template.name.zh} (禁止夜班和加班)",
                    f"{shift.template.name.en} on {shift.day} for a protected person (no nights, no overtime)",
                )
                yield _finding(rule, message, Where(officer=officer.officer_no, date=str(shift.day)))
        total = sum(shift.template.paid_min for shift in shifts)
        if total > week_min:
            message = Text(
                f"受保护人员本周 {total / 60:g} 小时 (上限 {week_min / 60:g})",
                f"a protected person works {total / 60:g} h this week (limit {week_min / 60:g})",
            )
            yield _finding(rule, message, Where(officer=officer.officer_no))


def _finding(rule: Rule, message: Text, where: Where) -> Finding:
    return say(rule, Severity.ERROR, message, Text("改排白班或换人", "give a day duty, or someone else"), where=where)


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Ban nights and long duties on protected days; cap the week if protection reaches into it."""
    protected = [officer.protected(day) for day in span.days]
    if not any(protected):
        return
    policy = span.city.policy
    longest = rule.number(policy, "day_min")
    heavy = marked(span, lambda template: template.night or template.paid_min > longest)
    yield Day(ban=on_days(span, protected) & heavy)
    yield Sum(every_day(span, lambda template: template.paid_min), most=rule.number(policy, "week_min"))


RULE = Rule(
    code="R19",
    name=Text("孕期哺乳期保护", "pregnancy and nursing"),
    source="[L] 《劳动法》第61、63条 / Labour Law, arts. 61, 63",
    why=Text(
        "怀孕七个月以上和哺乳未满一周岁婴儿的女职工, 不得安排延长工作时间和夜班。",
        "From the seventh month of pregnancy, and while nursing a child under one: no overtime, no night work.",
    ),
    hard=True,
    waivable=False,
    params={
        "day_min": Param(480, "min", Text("单班上限", "longest duty")),
        "week_min": Param(2400, "min", Text("周工时上限", "most in a week")),
    },
    check=check,
    week=week,
)
