"""R33: a filed roster changes as little as possible."""

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.roster import Roster
from ...models.text import Text
from ..case import Case
from .clerk import say
from .grids import every_day
from .rule import Rule, Span
from .terms import Day, Off, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Lay the two rosters side by side and report each officer-day that differs."""
    if case.base is None:
        return
    old, new = _by_day(case.base), _by_day(case.roster)
    for officer in case.city.officers:
        for day in case.roster.week.days:
            before, after = (table.get((officer.officer_no, day), "") for table in (old, new))
            if before != after:
                yield say(
                    rule,
                    Severity.WARN,
                    Text(
                        f"{day} 由 {before or '休'} 改为 {after or '休'}",
                        f"{day} changes from {before or 'off'} to {after or 'off'}",
                    ),
                    Text("已报备的勤务变更须办理变更报备", "a change to a filed roster needs an amendment"),
                    where=Where(officer=officer.officer_no, date=str(day)),
                    units=1,
                    cost=rule.price(case.city.policy),
                )


def _by_day(roster: Roster) -> dict[tuple[str, date], str]:
    return {(duty.officer_no, duty.day): duty.template for duty in roster.duties}


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price each day whose template is not the filed one."""
    if span.base is None:
        return
    filed = {duty.day: duty.template for duty in span.base.duties_of(officer.officer_no)}
    price = rule.price(span.city.policy)
    grid = every_day(span, lambda _: price)
    for index, day in enumerate(span.days):
        for column, template in enumerate(span.templates):
            if filed.get(day) == template.code:
                grid[index, column] = 0
    yield Day(price=grid)
    yield Off(price=np.array([price if day in filed else 0 for day in span.days], dtype=np.int64))


RULE = Rule(
    code="R33",
    name=Text("稳定", "stability"),
    source="[D] 设计默认: 报备后的变更须变更报备 / design default: a filed roster changes by amendment only",
    why=Text("人已经按名单安排了生活。", "People have planned their lives by the list."),
    hard=False,
    weight=30,
    unit=Text("每变更一人·天", "each changed officer-day"),
    check=check,
    week=week,
)
