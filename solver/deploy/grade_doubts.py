"""What is doubtful about the orders of duty grades (DOMAIN F12)."""

from collections.abc import Iterator

from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.grade import RULE, DutyGrade, grade_findings
from ...models.text import Text

REST_RULES = frozenset({"R17", "R20", "R21", "R22", "R23"})
"""What an order may suspend (R17: Labour Law art. 42, emergencies); protection (R19) never."""


def grade_doubts(city: City) -> Iterator[Finding]:
    """Judge the city's grade orders: authority, reason, review, overlap, scope, and what they suspend."""
    yield from grade_findings(city.grades)
    for row, order in enumerate(city.grades, start=1):
        for unit in order.scope:
            if unit not in city.org:
                yield _finding(row, "scope", unit, Text(f"没有单位 {unit}", f"there is no unit {unit}"))
        for code in order.suspends_rest:
            if code not in REST_RULES:
                message = Text(f"{code} 不得由勤务等级暂停", f"no duty grade suspends {code}")
                yield _finding(row, "suspends_rest", code, message)
        if order.suspends_rest and order.grade < DutyGrade.II:
            message = Text("三级及以下勤务不得暂停休息规则", "grade III and below suspend no rest rule")
            yield _finding(row, "suspends_rest", ",".join(order.suspends_rest), message)


def _finding(row: int, field: str, value: str, message: Text) -> Finding:
    where = Where(file="city.toml", row=row, field=f"grade.{field}", value=value)
    advice = Text("更正该勤务等级命令", "correct the order")
    return Finding(rule=RULE, severity=Severity.ERROR, message=message, where=where, advice=advice)
