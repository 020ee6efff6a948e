"""R22: days of duty in a row."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer, Role
from ...models.text import Text
from ..case import Case
from .clerk import say, streaks
from .grids import marked, run_before
from .rule import Param, Rule, Span
from .terms import Run, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count each person's days in a row, last week's included; report each day beyond the limit."""
    policy = case.city.policy
    limit = rule.number(policy, "days")
    for officer in case.city.officers:
        aux = officer.role is Role.AUX
        for day, length in streaks(case.sheets[officer.officer_no], lambda _: True):
            if length > limit:
                yield say(
                    rule,
                    Severity.ERROR if aux else Severity.WARN,
                    Text(
                        f"截至 {day} 连续上岗 {length} 天 (上限 {limit})",
                        f"{length} days of duty in a row up to {day} (limit {limit})",
                    ),
                    Text("中间安排一天休息", "put a free day in between"),
                    where=Where(officer=officer.officer_no, date=str(day)),
                    units=1,
                    cost=0 if aux else rule.price(policy),
                )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Limit the run of auxiliaries, price that of police."""
    policy = span.city.policy
    limit = rule.number(policy, "days")
    every = marked(span, lambda _: True)
    start = run_before(officer, span, lambda _: True)
    if officer.role is Role.AUX:
        yield Run(every, start=start, most=limit)
    else:
        yield Run(every, start=start, soft=limit, price=rule.price(policy))


RULE = Rule(
    code="R22",
    name=Text("连续上岗天数", "days of duty in a row"),
    source="[L→D] 由《劳动法》第38条周休一日推出 / follows from the weekly rest day, Labour Law art. 38",
    why=Text(
        "每七天至少歇一天; 辅警为硬性, 民警计价。", "One free day in seven: law for auxiliaries, priced for police."
    ),
    hard=True,
    weight=100,
    unit=Text("民警每超一天", "each day beyond, for police"),
    params={"days": Param(6, "天 / days", Text("最多连续天数", "most days in a row"))},
    check=check,
    week=week,
)
