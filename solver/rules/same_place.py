"""Q05: the same people at the same place through the week."""

from collections.abc import Iterator

from ...models.finding import Finding, Severity, Where
from ...models.text import Text
from ..case import Case
from .clerk import say, this_week
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Count the places at which each person serves in the week."""
    price = rule.price(case.city.policy)
    for officer_no, sheet in case.sheets.items():
        places = {shift.place_id for shift in this_week(sheet)}
        if len(places) > 1:
            yield say(
                rule,
                Severity.INFO,
                Text(f"本周在 {len(places)} 处上岗", f"serves at {len(places)} places this week"),
                Text("", ""),
                where=Where(officer=officer_no),
                units=len(places) - 1,
                cost=price * (len(places) - 1),
            )


RULE = Rule(
    code="Q05",
    name=Text("固定岗点", "the same place"),
    source="[D] 设计默认: 同一人守同一警区; 只由落座步骤照顾, 下界不含 / "
    "design default: one person, one home cell; looked after when seats are named, not part of the bound",
    why=Text("人熟, 路熟, 情况熟。", "Who knows the cell sees what is wrong there."),
    hard=False,
    weight=0,
    unit=Text("每多一处", "each further place"),
    check=check,
)
