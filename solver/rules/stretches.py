"""Q06: work, rest and the same template come in stretches of some length, not day by day."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.template import ShiftTemplate
from ...models.text import Text
from ..case import Case
from .clerk import say
from .grids import marked, run_before
from .rule import Param, Rule, Span
from .terms import Stretch, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look at each stretch that ends within the week, however early it began; an open one is left to the next week."""
    policy = case.city.policy
    for officer_no, sheet in case.sheets.items():
        worked = {shift.day for shift in sheet}
        sorts: list[tuple[int, Text, Callable[[date], bool]]] = [
            (rule.number(policy, "work_days"), Text("连续上岗", "days of duty"), worked.__contains__),
            (rule.number(policy, "off_days"), Text("连续休息", "days off"), _not_in(worked)),
        ]
        for code in sorted({shift.template.code for shift in sheet}):
            same = {shift.day for shift in sheet if shift.template.code == code}
            words = Text(f"连续 {code}", f"days of {code}")
            sorts.append((rule.number(policy, "same_days"), words, same.__contains__))
        for least, words, on in sorts:
            for last, length in _ended(case, on, least):
                yield say(
                    rule,
                    Severity.WARN,
                    Text(f"{words.zh} 只有 {length} 天 (至少 {least})", f"only {length} {words.en} (least {least})"),
                    Text("连成更长的一段", "join them into a longer stretch"),
                    where=Where(officer=officer_no, date=str(last)),
                    units=least - length,
                    cost=(least - length) * rule.price(policy),
                )


def _not_in(days: Collection[date]) -> Callable[[date], bool]:
    return lambda day: day not in days


def _ended(case: Case, on: Callable[[date], bool], least: int) -> Iterator[tuple[date, int]]:
    """Walk through the days of the week that end too short a stretch: its last day and length."""
    for day in case.roster.week.days if least > 1 else ():
        last, length = day - timedelta(days=1), 0
        while not on(day) and length < least and on(last - timedelta(days=length)):
            length += 1
        if 0 < length < least:
            yield last, length


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the days that a stretch lacks."""
    policy = span.city.policy
    price = rule.price(policy)
    work, off, same = (rule.number(policy, name) for name in ("work_days", "off_days", "same_days"))
    if work > 1:
        yield Stretch(marked(span, lambda _: True), work, start=run_before(officer, span, lambda _: True), price=price)
    if off > 1:
        worked = {duty.day for duty in officer.past}
        yield Stretch(marked(span, lambda _: True), off, start=_off_before(span, worked, off), price=price, off=True)
    for template in span.templates if same > 1 else ():
        is_it = _is(template.code)
        yield Stretch(marked(span, is_it), same, start=run_before(officer, span, is_it), price=price)


def _is(code: str) -> Callable[[ShiftTemplate], bool]:
    return lambda template: template.code == code


def _off_before(span: Span, worked: Collection[date], most: int) -> int:
    """Count the days off up to the day before the span, as far as they matter."""
    length = 0
    while length < most and span.days[0] - timedelta(days=length + 1) not in worked:
        length += 1
    return length


RULE = Rule(
    code="Q06",
    name=Text("成段上岗和休息", "least stretches"),
    source="[D] 设计默认: 默认不启用 / design default: off unless a city asks for it",
    why=Text("上一天歇一天, 谁也缓不过来。", "A day on, a day off: nobody recovers."),
    hard=False,
    weight=15,
    unit=Text("每缺一天", "each missing day"),
    params={
        "work_days": Param(0, "天 / days", Text("至少连续上岗 (0: 不要求)", "least days of duty in a row (0: none)")),
        "off_days": Param(0, "天 / days", Text("至少连续休息 (0: 不要求)", "least days off in a row (0: none)")),
        "same_days": Param(
            0, "天 / days", Text("同一班次至少连续 (0: 不要求)", "least days of one template (0: none)")
        ),
    },
    check=check,
    week=week,
)
