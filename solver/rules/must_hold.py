"""R31: posts that must be held in the peak."""

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
    """Report each post marked as must-hold that a peak leaves without its crews."""
    for lack in absences(case):
        if lack.place.must_hold and lack.mode is LegMode.FIXED:
            yield say(
                rule,
                Severity.GAP,
                Text(
                    f"{lack.day} {lack.band.name.zh} 必守岗点 {lack.place.name} 缺 {lack.crews} 组",
                    f"{lack.day} {lack.band.name.en}: {lack.place.name} must be held, lacks {lack.crews} crew(s)",
                ),
                Text("从巡线或机动警力抽调", "take a crew from the lines or the mobile units"),
                where=Where(place=lack.place.place_id, date=str(lack.day), band=lack.band.code),
                units=lack.crews,
                cost=lack.crews * rule.price(case.city.policy),
            )


def missing(city: City, place: Place, band: Band, mode: LegMode, rule: Rule) -> int:
    """Price a post not held on top of the shortage."""
    del band
    return rule.price(city.policy) if place.must_hold and mode is LegMode.FIXED else 0


RULE = Rule(
    code="R31",
    name=Text("必守岗点", "posts that must be held"),
    source="[D] 高峰固点: 重点岗点高峰必守 / peak posts marked as must-hold",
    why=Text("重点岗点高峰不能空。", "Key posts are not left empty in the peak."),
    hard=False,
    weight=16_000,
    unit=Text("每缺一组·时段", "each missing crew and band"),
    check=check,
    missing=missing,
)
