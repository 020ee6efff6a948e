"""Q09: not too many days off in a row, nor too many of one template."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.template import ShiftTemplate
from ...models.text import Text
from ..case import Case
from .clerk import say, streaks
from .grids import marked, run_before
from .rule import Param, Rule, Span
from .terms import Run, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count the days of the week that make a stretch too long; who is on leave in the week may rest as long."""
    policy = case.city.policy
    off, same = rule.number(policy, "off_days"), rule.number(policy, "same_days")
    for officer in case.city.officers:
        sheet = case.sheets[officer.officer_no]
        codes = sorted({shift.template.code for shift in sheet}) if same else []
        long = [(day, length, code) for code in codes for day, length in streaks(sheet, _is(code)) if length > same]
        if off and not any(officer.away(day) for day in case.roster.week.days):
            long += [(day, length, "") for day, length in _rests(case, {shift.day for shift in sheet}) if length > off]
        for day, length, code in long:
            yield say(
                rule,
                Severity.WARN,
                Text(f"截至 {day} 连续 {length} 天{code or '休息'}", f"{length} days of {code or 'rest'} up to {day}"),
                Text("在其间换一换", "put something else in between"),
                where=Where(officer=officer.officer_no, date=str(day)),
                units=1,
                cost=rule.price(policy),
            )


def _rests(case: Case, worked: set[date]) -> Iterator[tuple[date, int]]:
    """Walk through the days off of the week, each with the number in a row that it closes."""
    length = 0
    for day in case.roster.week.days:
        length = 0 if day in worked else length + 1
        if length:
            yield day, length


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the days beyond the longest stretch."""
    policy = span.city.policy
    off, same, price = rule.number(policy, "off_days"), rule.number(policy, "same_days"), rule.price(policy)
    if off and not any(officer.away(day) for day in span.days):
        yield Run(marked(span, lambda _: True), soft=off, price=price, off=True)
    for template in span.templates if same else ():
        is_it = _is(template.code)
        yield Run(marked(span, is_it), start=run_before(officer, span, is_it), soft=same, price=price)


def _is(code: str) -> Callable[[ShiftTemplate], bool]:
    return lambda template: template.code == code


RULE = Rule(
    code="Q09",
    name=Text("班次轮换", "longest stretches"),
    source="[D] 设计默认: 默认不启用 / design default: off unless a city asks for it",
    why=Text("同一个班连上太久乏味, 歇得太久手生。", "The same for too long dulls; too long a rest loses the touch."),
    hard=False,
    weight=15,
    unit=Text("每超一天", "each day beyond"),
    params={
        "off_days": Param(
            0, "天 / days", Text("一周内最多连续休息 (0: 不限)", "most days off in a row in a week (0: any)")
        ),
        "same_days": Param(0, "天 / days", Text("同一班次最多连续 (0: 不限)", "most days of one template (0: any)")),
    },
    check=check,
    week=week,
)
