"""R28: one person does one duty at a time, and at most one a day."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ...models.week import DAY_MIN
from ..case import Case
from .clerk import say, this_week
from .rule import Rule, Span
from .terms import Day, Pair, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Walk through each person's shifts in time order: none on the same day, none before the last is over."""
    for officer_no, sheet in case.sheets.items():
        days = Counter(shift.day for shift in this_week(sheet))
        for day, duties in sorted(days.items()):
            if duties > 1:
                message = Text(f"{day} 一人 {duties} 班", f"{duties} duties on {day}")
                yield _finding(rule, message, Where(officer=officer_no, date=str(day)))
        for first, second in pairwise(sheet):
            if not second.past and first.day != second.day and second.start < first.end:
                message = Text(
                    f"{second.day} 的班次开始时, {first.day} 的班次尚未结束",
                    f"the duty of {second.day} begins before that of {first.day} is over",
                )
                yield _finding(rule, message, Where(officer=officer_no, date=str(second.day)))


def _finding(rule: Rule, message: Text, where: Where) -> Finding:
    return say(rule, Severity.ERROR, message, Text("取消其中一班", "drop one of them"), where=where)


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Ban the overlap of following days; one duty a day is in the shape of a horizon."""
    del rule
    starts = np.array([template.start for template in span.templates], dtype=np.int64)
    ends = np.array([template.end for template in span.templates], dtype=np.int64)
    yield Pair(1, ban=ends[:, None] > starts[None, :] + DAY_MIN)
    busy = [
        (duty.day - span.days[0]).days * DAY_MIN + span.city.template(duty.template).end
        for duty in officer.past
        if duty.day < span.days[0]
    ]
    if busy:
        begins = np.arange(len(span.days))[:, None] * DAY_MIN + starts[None, :]
        yield Day(ban=begins < max(busy))


RULE = Rule(
    code="R28",
    name=Text("一人一班", "one duty at a time"),
    source="[D] 常理: 一人不能同时在两处 / logic: nobody is in two places at once",
    why=Text("一人同时只能在一处, 单人单日单班次。", "One person, one day, one duty."),
    hard=True,
    waivable=False,
    check=check,
    week=week,
)
