"""N07: no more crews than a place needs."""

from collections.abc import Iterator

from ...models.band import Band
from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.place import Place
from ...models.text import Text
from ..case import Case
from .clerk import say, surplus
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Report each band with a need in which a place has more crews than that; no price, no report."""
    price = rule.price(case.city.policy)
    for day, band, place, crews in surplus(case) if price else ():
        yield say(
            rule,
            Severity.WARN,
            Text(
                f"{day} {band.name.zh} {place.name} 多出 {crews} 组警力",
                f"{day} {band.name.en}: {place.name} has {crews} crew(s) above its need",
            ),
            Text("减一组, 或提高需求", "send one fewer, or raise the need"),
            where=Where(place=place.place_id, date=str(day), band=band.code),
            units=crews,
            cost=crews * price,
        )


def beyond(city: City, place: Place, band: Band, rule: Rule) -> int:
    """Price a crew above the need."""
    del place, band
    return rule.price(city.policy)


RULE = Rule(
    code="N07",
    name=Text("不超配", "not above need"),
    source="[D] 设计默认: 默认不计价 / design default: at no price unless a city sets one",
    why=Text("一处多了, 就是别处少了。", "What is too much here is missing there."),
    hard=False,
    weight=0,
    unit=Text("有需求的时段每多一组", "each crew above the need of a band"),
    check=check,
    beyond=beyond,
)
