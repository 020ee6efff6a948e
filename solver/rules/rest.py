"""R21: rest between two shifts."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

import numpy as np

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ...models.week import DAY_MIN
from ..case import Case
from .clerk import say
from .rule import Param, Rule, Span
from .terms import Day, Pair, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Walk through each officer's shifts in time order and measure the time between them."""
    policy = case.city.policy
    wanted, floor = rule.number(policy, "rest_min"), rule.number(policy, "floor_min")
    for officer_no, sheet in case.sheets.items():
        for first, second in pairwise(sheet):
            rest = second.start - first.end
            if second.past or rest >= wanted:
                continue
            hard = rest < floor
            units = 0 if hard else -(-(wanted - rest) // 60)
            yield say(
                rule,
                Severity.ERROR if hard else Severity.WARN,
                _said(second.day, rest, wanted, floor),
                Text("推迟该班次或换人", "start the duty later, or give it to someone else"),
                where=Where(officer=officer_no, date=str(second.day)),
                units=units,
                cost=units * rule.price(policy),
            )


def _said(day: date, rest: int, wanted: int, floor: int) -> Text:
    """Say how long the rest is, or that there is none at all."""
    if rest < 0:
        return Text(
            f"{day} 的勤务与前一班重叠 {-rest / 60:.1f} 小时",
            f"the duty of {day} begins {-rest / 60:.1f} h before the one in front of it ends",
        )
    return Text(
        f"{day} 上岗前仅休息 {rest / 60:.1f} 小时 (应休 {wanted / 60:g}, 底线 {floor / 60:g})",
        f"only {rest / 60:.1f} h of rest before the duty of {day} (wanted {wanted / 60:g}, floor {floor / 60:g})",
    )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """
    Ban and price each pair of templates on following days.

    History speaks for the first days; a pin beyond the end bans what it would follow too soon.
    """
    policy = span.city.policy
    wanted, floor = rule.number(policy, "rest_min"), rule.number(policy, "floor_min")
    starts = np.array([t.start for t in span.templates])
    ends = np.array([t.end for t in span.templates])

    def judge(rest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        short = -(-np.maximum(wanted - rest, 0) // 60) * rule.price(policy)
        return rest < floor, np.where(rest < floor, 0, short)

    for after in (1, 2):
        ban, price = judge(starts[None, :] + after * DAY_MIN - ends[:, None])
        yield Pair(after, ban, price)
    if before := [d for d in officer.past if d.day < span.days[0]]:
        last = max(before, key=lambda d: d.day)
        gone = (span.days[0] - last.day).days * DAY_MIN
        shifts = np.arange(len(span.days))[:, None] * DAY_MIN
        ban, price = judge(starts[None, :] + gone + shifts - span.city.template(last.template).end)
        yield Day(ban, price)
    if ahead := [pin for pin in officer.pins if pin.day > span.days[-1]]:
        first = min(ahead, key=lambda pin: pin.day)
        begin = (first.day - span.days[0]).days * DAY_MIN + span.city.template(first.template).start
        yield Day(begin - shifts_end(span, ends) < floor)


def shifts_end(span: Span, ends: np.ndarray) -> np.ndarray:
    """Return when each template of each day ends, minutes from the span's start; shape (days, templates)."""
    return ends[None, :] + np.arange(len(span.days))[:, None] * DAY_MIN


RULE = Rule(
    code="R21",
    name=Text("班间休息", "rest between shifts"),
    source="[D] 设计默认: 未见法定小时数 / design default, no statute found",
    why=Text("疲劳的民警是路上的危险。", "A tired officer is a danger on the road."),
    hard=True,
    weight=40,
    unit=Text("少休的每小时", "each missing hour"),
    params={
        "rest_min": Param(660, "min", Text("应有休息", "rest wanted")),
        "floor_min": Param(480, "min", Text("硬性下限", "hard floor"), at_most="rest_min"),
    },
    check=check,
    week=week,
)
