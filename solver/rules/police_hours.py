"""R18: working hours of police, and the rest that overtime earns."""

from collections.abc import Iterable, Iterator

from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer, Role
from ...models.text import Text
from ..case import Case, Shift
from .clerk import say, this_week
from .grids import every_day
from .rule import Param, Rule, Span
from .terms import Steps, Sum, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Add up each police officer's week and hold it against the three limits."""
    policy = case.city.policy
    most = rule.number(policy, "most_min")
    for officer in case.city.officers:
        if officer.role is not Role.POLICE:
            continue
        shifts = this_week(case.sheets[officer.officer_no])
        total = sum(shift.template.paid_min for shift in shifts)
        where = Where(officer=officer.officer_no)
        yield from _overtime(case, rule, total, where)
        yield from _comp_rest(case, rule, shifts, where)
        if total > most:
            yield say(
                rule,
                Severity.ERROR,
                Text(
                    f"民警本周 {total / 60:g} 小时 (硬性上限 {most / 60:g})",
                    f"a police officer works {total / 60:g} h this week (hard limit {most / 60:g})",
                ),
                Text("减少班次或换人", "take duties off this officer"),
                where=where,
            )


def _overtime(case: Case, rule: Rule, total: int, where: Where) -> Iterator[Finding]:
    policy = case.city.policy
    soft, high = rule.number(policy, "soft_min"), rule.number(policy, "high_min")
    hours, beyond = (-((limit - total) // 60) if total > limit else 0 for limit in (soft, high))
    if hours or beyond:
        yield say(
            rule,
            Severity.WARN,
            Text(
                f"民警本周 {total / 60:g} 小时, 超出 {soft / 60:g} 小时",
                f"a police officer works {total / 60:g} h this week, above {soft / 60:g} h",
            ),
            Text("均衡工时, 安排补休", "balance the hours, book compensatory rest"),
            where=where,
            units=hours,
            cost=hours * rule.price(policy) + beyond * rule.number(policy, "high_price"),
        )


def _comp_rest(case: Case, rule: Rule, shifts: list[Shift], where: Where) -> Iterator[Finding]:
    """Book the work on rest days that no free working day of the week makes good."""
    calendar = case.city.calendar
    on_rest_days = sum(shift.template.paid_min for shift in shifts if calendar.is_rest_day(shift.day))
    extra = sum(shift.template.paid_min for shift in shifts) - rule.number(case.city.policy, "soft_min")
    due = min(on_rest_days, extra)
    if due > 0:
        yield say(
            rule,
            Severity.INFO,
            Text(f"应补休 {due / 60:g} 小时", f"{due / 60:g} h of compensatory rest are due"),
            Text("登记补休台账, 不能补休的依法给予补助", "book it in the ledger, or pay the allowance"),
            where=where,
            units=-(-due // 60),
        )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Price the week's minutes in two steps and cap them."""
    if officer.role is not Role.POLICE:
        return
    policy = span.city.policy
    curve = Steps(
        (
            (rule.number(policy, "soft_min"), 60, rule.price(policy)),
            (rule.number(policy, "high_min"), 60, rule.number(policy, "high_price")),
        )
    )
    paid = every_day(span, lambda template: template.paid_min)
    yield Sum(paid, most=rule.number(policy, "most_min"), curve=curve)


RULE = Rule(
    code="R18",
    name=Text("民警工时与补休", "police hours and compensatory rest"),
    source="[L] 《公务员法》第82条; 40/48/60 小时为设计默认 / "
    "Civil Servants Law, art. 82; 40/48/60 h are design defaults",
    why=Text(
        "公务员执行国家工时制度, 工作日之外加班应补休, 不能补休的给予补助。",
        "Civil servants keep state hours; overtime outside working days earns compensatory rest, else an allowance.",
    ),
    hard=True,
    weight=30,
    unit=Text("超时的每小时 (不足按一小时)", "each started hour above the first limit"),
    params={
        "soft_min": Param(2400, "min", Text("正常周工时", "regular week")),
        "high_min": Param(2880, "min", Text("超过此值加价", "above this an hour costs more")),
        "high_price": Param(40, "价 / price", Text("加价部分每小时", "extra price of such an hour")),
        "most_min": Param(3600, "min", Text("硬性上限", "hard limit")),
    },
    check=check,
    week=week,
)
