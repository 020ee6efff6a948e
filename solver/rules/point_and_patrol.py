"""R05: fixed points and patrols work together."""

from collections import defaultdict
from collections.abc import Iterator

from ...models.finding import Finding, Severity, Where
from ...models.leg import LegMode
from ...models.text import Text
from ..case import Case
from .clerk import say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look, brigade by brigade, whether the week's road duty only stands or only rides."""
    modes: dict[str, set[LegMode]] = defaultdict(set)
    for crew in case.crews:
        if crew.place.outdoor:
            modes[case.city.org.brigade_of(crew.place.unit_id)].update(leg.mode for leg in crew.legs)
    for brigade, used in sorted(modes.items()):
        if LegMode.FIXED in used and used & {LegMode.LINE, LegMode.MOBILE}:
            continue
        name = case.city.org[brigade].name
        lacking = Text("巡线", "patrols") if LegMode.FIXED in used else Text("定点指挥", "fixed points")
        yield say(
            rule,
            Severity.WARN,
            Text(f"{name} 本周路面勤务没有{lacking.zh}", f"the road duty of {name} has no {lacking.en} this week"),
            Text("定点指挥疏导与巡逻管控相结合", "combine both"),
            where=Where(value=brigade),
        )


RULE = Rule(
    code="R05",
    name=Text("点线结合", "points and patrols"),
    source="[L] 《交通警察道路执勤执法工作规范》(2008) 第31条 / "
    "Work Rules for Traffic Police on the Road (2008), art. 31",
    why=Text("定点指挥疏导和巡逻管控相结合。", "Direction at fixed points and patrol control are combined."),
    hard=False,
    check=check,
)
