"""R20: after an all-night duty the next day is rest."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.template import ShiftTemplate
from ...models.text import Text
from ...models.week import DAY_MIN
from ..case import Case
from .clerk import say
from .rule import Param, Rule, Span
from .terms import Day, Pair, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look at the day on which each all-night duty ends: only the next night may begin on it."""
    policy = case.city.policy
    night_run, span_min = bool(rule.value(policy, "night_run")), rule.number(policy, "span_min")
    for officer_no, sheet in case.sheets.items():
        for night, after in pairwise(sheet):
            ended = night.day + timedelta(days=night.template.end // DAY_MIN)
            if after.past or not night.template.night or ended == night.day or after.day != ended:
                continue
            if night_run and after.template.night and night.end - night.start <= span_min:
                continue
            yield say(
                rule,
                Severity.ERROR,
                Text(
                    f"{after.day} 通宵勤务后当日又排 {after.template.name.zh}",
                    f"{after.template.name.en} on {after.day}, the day an all-night duty ends",
                ),
                Text("下夜班当日安排休息", "leave that day free"),
                where=Where(officer=officer_no, date=str(after.day)),
            )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Ban what may not follow a night; last week's last night speaks for Monday, a pin on the next for Sunday."""
    yield Pair(1, ban=np.array([_banned_after(first, span, rule) for first in span.templates], dtype=np.bool_))
    eve = span.days[0] - timedelta(days=1)
    ban = np.zeros((len(span.days), len(span.templates)), dtype=np.bool_)
    for duty in officer.past:
        if duty.day == eve:
            ban[0] |= _banned_after(span.city.template(duty.template), span, rule)
    names = [template.code for template in span.templates]
    for pin in officer.pins:
        if pin.day == span.days[-1] + timedelta(days=1) and pin.template in names:
            later = names.index(pin.template)
            ban[-1] |= [bool(_banned_after(first, span, rule)[later]) for first in span.templates]
    yield Day(ban=ban)


def _banned_after(first: ShiftTemplate, span: Span, rule: Rule) -> NDArray[np.bool_]:
    policy = span.city.policy
    if not (first.night and first.end >= DAY_MIN):
        return np.zeros(len(span.templates), dtype=np.bool_)
    run = bool(rule.value(policy, "night_run")) and first.end - first.start <= rule.number(policy, "span_min")
    return np.array([not (run and second.night) for second in span.templates], dtype=np.bool_)


RULE = Rule(
    code="R20",
    name=Text("通宵后休息", "rest after a night"),
    source="[P] 公安内务条令的执行惯例 / practice under the police internal-affairs regulations",
    why=Text("通宵勤务之后次日补休。", "An all-night duty earns the next day."),
    hard=True,
    params={
        "night_run": Param(True, "", Text("允许连续夜班", "whether the next night may follow")),
        "span_min": Param(
            720,
            "min",
            Text("仅跨度不超过此值的夜班之后可接夜班", "only a night no longer than this may be followed by another"),
        ),
    },
    check=check,
    week=week,
)
