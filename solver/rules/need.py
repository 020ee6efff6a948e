"""N01: the crews a place needs are there."""

from collections.abc import Iterator

from ...models.band import Band
from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.leg import LegMode
from ...models.place import Place
from ...models.text import Text
from ..case import Case
from .clerk import absences, say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Report each band in which a place has fewer crews than it needs."""
    policy = case.city.policy
    for lack in absences(case):
        price = policy.shortage[lack.place.priority - 1]
        if lack.mode in ("LINE", "MOBILE"):
            price = price * policy.line_share // 100
        name, band = lack.place.name, lack.band.name
        yield say(
            rule,
            Severity.GAP,
            Text(
                f"{lack.day} {band.zh} {name} 缺 {lack.crews} 组警力",
                f"{lack.day} {band.en}: {name} lacks {lack.crews} crew(s)",
            ),
            Text("增派警力、调整需求或申请支援", "add people, lower the need, or ask for support"),
            where=Where(place=lack.place.place_id, date=str(lack.day), band=lack.band.code),
            units=lack.crews,
            cost=lack.crews * price,
        )


def missing(city: City, place: Place, band: Band, mode: LegMode, rule: Rule) -> int:
    """Price a missing crew by the place's priority; a patrol is cheaper than a stand."""
    del band, rule
    share = city.policy.line_share if mode in {LegMode.LINE, LegMode.MOBILE} else 100
    return city.policy.shortage[place.priority - 1] * share // 100


RULE = Rule(
    code="N01",
    name=Text("需求满足", "need met"),
    source="[D] 设计默认: 缺口按优先级计价 / design default: a gap is priced by priority",
    why=Text("缺口要写明, 不许藏起来。", "A gap is named and priced, never hidden."),
    hard=False,
    unit=Text("每缺一组·时段 (价格见 policy.shortage)", "each missing crew and band (priced by policy.shortage)"),
    waivable=False,
    check=check,
    missing=missing,
)
