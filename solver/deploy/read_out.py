"""From the chain model's numbers to the nouns of a deployment: chains, needs, gaps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from ...models.city import City
from ...models.deployment import BandNeed, ChainChoice, NamedGap
from ...models.leg import leg_mode
from ...models.text import Text
from .chain import ChainPlan
from .chain_case import RESPONDERS, ChainCase
from .reach import Present
from .reasons import chain_choices

Solved = Sequence[tuple[ChainCase, ChainPlan]]
NeedKey = tuple[str, date, str]

FROM_TABLE = Text("需求表", "the table of needs")
CREWS = Text("组", "crews")


def choices_of(solved: Solved) -> list[ChainChoice]:
    """Return every chain of every case."""
    return [choice for case, plan in solved for choice in chain_choices(case, plan)]


def needs_of(city: City, solved: Solved, why: Mapping[NeedKey, Text]) -> list[BandNeed]:
    """Return what each place needs and has, band by band; bands with crews but without need too."""
    crews: dict[NeedKey, int] = defaultdict(int)
    there: dict[NeedKey, int] = defaultdict(int)
    for case, plan in solved:
        days, places = case.span.days, case.places
        for need in case.needs:
            if not need.pinned:
                crews[places[need.place].place_id, days[need.day], need.band] += need.crews
        for option, opened in zip(case.options, plan.crews, strict=True):
            for day, band in option.present if opened else ():
                there[places[option.place].place_id, days[day], band] += opened
    return [_need(city, key, crews[key], there[key], why) for key in sorted({*crews, *there})]


def _need(city: City, key: NeedKey, crews: int, manned: int, why: Mapping[NeedKey, Text]) -> BandNeed:
    place_id, day, code = key
    band = next(band for band in city.bands_of(day) if band.code == code)
    return BandNeed(
        day=day,
        band=code,
        place_id=place_id,
        mode=leg_mode(city.place(place_id), band, needed=crews > 0),
        crews=crews,
        manned=manned,
        why=why.get(key, FROM_TABLE) if crews else Text("", ""),
    )


def gaps_of(city: City, needs: Sequence[BandNeed], chains: Sequence[ChainChoice]) -> list[NamedGap]:
    """Name each need that lacks crews, with the reason of a chain that would have closed it."""
    closed: dict[tuple[date, str], Text] = {}
    for chain in chains:
        if not chain.crews:
            closed.setdefault((chain.key.day, chain.key.place_id), chain.why)
    return [
        NamedGap(
            what=Text(f"{city.place(need.place_id).name}缺编组", f"{city.place(need.place_id).name} lacks crews"),
            amount=float(need.missing),
            unit=CREWS,
            why=closed.get((need.day, need.place_id), Text("没有可开的勤务链", "no lawful chain serves it")),
            cure=Text("增派或借调人员, 或下调该时段需求", "lend people, or lower the need of this band"),
            day=need.day,
            band=need.band,
            place_id=need.place_id,
        )
        for need in needs
        if need.missing
    ]


def present_of(city: City, needs: Sequence[BandNeed], *, planned: bool = False) -> Present:
    """Return the places with a crew that answers calls, by day and band; ``planned``: those that need one."""
    found: dict[tuple[date, str], set[str]] = defaultdict(set)
    for need in needs:
        if (need.crews if planned else need.manned) and city.place(need.place_id).kind in RESPONDERS:
            found[need.day, need.band].add(need.place_id)
    return {key: frozenset(places) for key, places in found.items()}
