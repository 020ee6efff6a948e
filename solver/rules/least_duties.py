"""Q08: everyone who is there gets a least number of duties."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.text import Text
from ..case import Case
from .clerk import say, this_week
from .grids import every_day
from .rule import Param, Rule, Span
from .terms import Least, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count each person's duties; a day on leave is one duty less to ask for."""
    policy = case.city.policy
    for officer in case.city.officers:
        away = sum(officer.away(day) for day in case.roster.week.days)
        wanted = rule.number(policy, "duties") - away
        missing = wanted - len(this_week(case.sheets[officer.officer_no]))
        if missing > 0 and officer.fit_for_duty:
            yield say(
                rule,
                Severity.WARN,
                Text(f"本周比最少班数少 {missing} 班", f"{missing} duties short of the least in a week"),
                Text("多排一班", "give more duties"),
                where=Where(officer=officer.officer_no),
                units=missing,
                cost=missing * rule.price(policy),
            )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the duties that are missing in the span."""
    floor = rule.number(span.city.policy, "duties") - sum(officer.away(day) for day in span.days)
    if floor > 0 and officer.fit_for_duty:
        yield Least(every_day(span, lambda _: 1), floor=floor, price=rule.price(span.city.policy))


RULE = Rule(
    code="Q08",
    name=Text("最少班数", "least duties"),
    source="[D] 设计默认: 默认不启用 / design default: off unless a city asks for it",
    why=Text("不上岗就生疏, 也不公平。", "Who never serves loses the touch, and others carry it."),
    hard=False,
    weight=30,
    unit=Text("每缺一班", "each missing duty"),
    params={
        "duties": Param(
            0,
            "班 / duties",
            Text(
                "每周最少班数, 休假一天减一 (0: 不要求)",
                "least duties in a week, one less for each day on leave (0: none)",
            ),
        )
    },
    check=check,
    week=week,
)
