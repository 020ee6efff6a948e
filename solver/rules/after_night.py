"""R20: after an all-night duty the next day is rest."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

import numpy as np

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.template import ShiftTemplate
from ...models.text import Text
from ...models.week import DAY_MIN
from ..case import Case
from .clerk import say
from .grids import run_before
from .rule import Param, Rule, Span
from .terms import Day, Pair, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look at the day on which each all-night duty ends: only the next night may begin on it."""
    night_run = bool(rule.value(case.city.policy, "night_run"))
    for officer_no, sheet in case.sheets.items():
        for night, after in pairwise(sheet):
            ended = night.day + timedelta(days=night.template.end // DAY_MIN)
            if after.past or not night.template.night or ended == night.day or after.day != ended:
                continue
            if night_run and after.template.night:
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


def _all_night(template: ShiftTemplate) -> bool:
    return template.night and template.end >= DAY_MIN


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Ban what may not follow a night; last week's last night speaks for Monday."""
    night_run = bool(rule.value(span.city.policy, "night_run"))
    nights = np.array([_all_night(template) for template in span.templates], dtype=np.bool_)
    banned = np.array([not (night_run and template.night) for template in span.templates], dtype=np.bool_)
    yield Pair(1, ban=nights[:, None] & banned[None, :])
    if run_before(officer, span, _all_night):
        ban = np.zeros((len(span.days), len(span.templates)), dtype=np.bool_)
        ban[0] = banned
        yield Day(ban=ban)


RULE = Rule(
    code="R20",
    name=Text("通宵后休息", "rest after a night"),
    source="[P] 公安内务条令的执行惯例 / practice under the police internal-affairs regulations",
    why=Text("通宵勤务之后次日补休。", "An all-night duty earns the next day."),
    hard=True,
    params={"night_run": Param(True, "", Text("允许连续夜班", "whether the next night may follow"))},
    check=check,
    week=week,
)
