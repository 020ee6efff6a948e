"""Q01: wishes of the people."""

from collections.abc import Iterable, Iterator

import numpy as np

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import say, this_week
from .grids import every_day
from .rule import Rule, Span
from .terms import Day, Off, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Hold each wish of the week against what its person works that day."""
    for officer in case.city.officers:
        shifts = this_week(case.sheets[officer.officer_no])
        for wish in officer.requests:
            if wish.day not in case.roster.week.days:
                continue
            codes = {shift.template.code for shift in shifts if shift.day == wish.day}
            got = wish.template in codes if wish.template else bool(codes)
            if got != wish.on:
                verb = Text("上", "to work") if wish.on else Text("不上", "not to work")
                yield say(
                    rule,
                    Severity.WARN,
                    Text(
                        f"{wish.day} 希望{verb.zh} {wish.template or '班'}, 未满足",
                        f"the wish {verb.en} {wish.template or 'at all'} on {wish.day} is not met",
                    ),
                    Text("可与同组人员换班", "a swap within the unit may help"),
                    where=Where(officer=officer.officer_no, date=str(wish.day)),
                    units=wish.weight,
                    cost=wish.weight * rule.price(case.city.policy),
                )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the templates, and the days off, that a wish speaks against."""
    wishes = [wish for wish in officer.requests if wish.day in span.days]
    if not wishes:
        return
    work = np.zeros_like(every_day(span, lambda _: 0))
    off = np.zeros(len(span.days), dtype=np.int64)
    for wish in wishes:
        day, price = span.days.index(wish.day), wish.weight * rule.price(span.city.policy)
        meant = np.array([wish.template in ("", template.code) for template in span.templates])
        work[day] += np.where(meant != wish.on, price, 0)
        off[day] += price if wish.on else 0
    yield Day(price=work)
    yield Off(price=off)


RULE = Rule(
    code="Q01",
    name=Text("个人意愿", "requests"),
    source="[D] 设计默认 / design default",
    why=Text("能照顾的尽量照顾。", "A wish that costs little is met."),
    hard=False,
    weight=20,
    unit=Text("未满足意愿的权重", "weight of an unmet wish"),
    check=check,
    week=week,
)
