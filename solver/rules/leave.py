"""N04: no duty begins on a day of leave."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import say
from .grids import on_days
from .rule import Rule, Span
from .terms import Day, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Compare each duty's first day with the officer's leave; a night that ends on a leave morning is allowed."""
    for duty in case.roster.duties:
        for leave in case.city.officer(duty.officer_no).leave:
            if leave.first <= duty.day <= leave.last:
                yield say(
                    rule,
                    Severity.ERROR,
                    Text(
                        f"{duty.day} 休假 ({leave.kind or '未注明'} {leave.first}..{leave.last}) 却被排班",
                        f"on duty on {duty.day}, during leave ({leave.kind or 'kind not given'}"
                        f" {leave.first}..{leave.last})",
                    ),
                    Text("换人, 或先销假", "give the duty to someone else, or end the leave first"),
                    where=Where(officer=duty.officer_no, place=duty.place_id, date=str(duty.day)),
                )
                break


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Ban every template on days away."""
    del rule
    away = [officer.away(day) for day in span.days]
    if any(away):
        yield Day(ban=on_days(span, away))


RULE = Rule(
    code="N04",
    name=Text("休假", "leave"),
    source="[D] 批准的休假、培训 / leave and training as approved",
    why=Text(
        "批准的假就是假; 休假首日前夜的夜班可于当日晨结束。", "Leave granted is leave; a night may end on its morning."
    ),
    hard=True,
    check=check,
    week=week,
)
