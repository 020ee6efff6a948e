"""R32: nights and rest days are shared out evenly."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer, Role
from ...models.text import Text
from ..case import Case, Shift
from .clerk import four_weeks, say
from .grids import every_day, on_days, window, window_start
from .rule import Param, Rule, Span
from .terms import Square, Sum, Term

NIGHTS, REST_DAYS = Text("夜班", "nights"), Text("休息日上岗", "duties on rest days")
SPLITS = Text("两头班", "split shifts")


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count the burdens over the 28 days that end with this Sunday, and compare with the unit's mean."""
    policy, calendar = case.city.policy, case.city.calendar
    price = rule.number(policy, "rest_day_price")
    yield from _burden(case, rule, NIGHTS, rule.price(policy), lambda shift: shift.template.night)
    yield from _burden(case, rule, REST_DAYS, price, lambda shift: calendar.is_rest_day(shift.day))
    if split := rule.number(policy, "split_price"):
        yield from _burden(case, rule, SPLITS, split, lambda shift: shift.template.split)


def _burden(case: Case, rule: Rule, name: Text, price: int, heavy: Callable[[Shift], bool]) -> Iterator[Finding]:
    groups: dict[tuple[str, Role], dict[str, int]] = defaultdict(dict)
    for officer in case.city.officers:
        burdens = [shift for shift in four_weeks(case, case.sheets[officer.officer_no]) if heavy(shift)]
        before = sum(shift.past for shift in burdens)
        count = len(burdens)
        if count > before:
            yield say(
                rule,
                Severity.INFO,
                Text(f"28 天内{name.zh} {count} 次, 其中本周 {count - before} 次", f"{count} {name.en} in 28 days"),
                Text("", ""),
                where=Where(officer=officer.officer_no),
                units=count,
                cost=price * (count**2 - before**2),
            )
        if not officer.protected(case.roster.week.monday):
            groups[officer.unit_id, officer.role][officer.officer_no] = count
    for counts in groups.values():
        yield from _far_from_mean(rule, name, counts, rule.number(case.city.policy, "band"))


def _far_from_mean(rule: Rule, name: Text, counts: dict[str, int], band: int) -> Iterator[Finding]:
    total, people = sum(counts.values()), len(counts)
    for officer_no, count in counts.items():
        if abs(count * people - total) > band * people:
            mean = f"{total / people:.1f}"
            yield say(
                rule,
                Severity.WARN,
                Text(
                    f"28 天内{name.zh} {count} 次, 本单位均值 {mean}", f"{count} {name.en}, the unit's mean is {mean}"
                ),
                Text("以后几周向均值靠拢", "bring it towards the mean in the next weeks"),
                where=Where(officer=officer_no),
                units=count,
            )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the square of each count, history included."""
    city, since = span.city, window_start(span)
    done = window(officer, span)
    nights = every_day(span, lambda template: template.night)
    before = sum(city.template(duty.template).night for duty in done)
    yield Sum(nights, start=before, curve=Square(rule.price(city.policy), before), since=since)
    rest = on_days(span, [city.calendar.is_rest_day(day) for day in span.days]).astype(np.int64)
    before = sum(city.calendar.is_rest_day(duty.day) for duty in done)
    yield Sum(rest, start=before, curve=Square(rule.number(city.policy, "rest_day_price"), before), since=since)
    if split := rule.number(city.policy, "split_price"):
        before = sum(city.template(duty.template).split for duty in done)
        splits = every_day(span, lambda template: template.split)
        yield Sum(splits, start=before, curve=Square(split, before), since=since)


RULE = Rule(
    code="R32",
    name=Text("公平", "fairness"),
    source="[D] 设计默认: 28 天内与中队均值相差不超过 1 次 / "
    "design default: within one of the squadron's mean over 28 days",
    why=Text("夜班和休息日要轮着来; 平方计价使次数相近者最省。", "Burdens rotate; squares make equal shares cheapest."),
    hard=False,
    weight=10,
    unit=Text("28 天内夜班次数平方的增量", "growth of the square of the nights in 28 days"),
    params={
        "rest_day_price": Param(10, "价 / price", Text("休息日次数平方的单价", "price of the squared rest days")),
        "split_price": Param(0, "价 / price", Text("两头班次数平方的单价", "price of the squared split shifts")),
        "band": Param(1, "次 / times", Text("与均值的容许差", "distance from the mean that is not reported")),
    },
    check=check,
    week=week,
)
