"""The junctions and segments that deserve attention, with the reason in words (DOMAIN F05)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ....models.demand import HOURS, Demand, RankedSite, RiskLayer, SiteKind
from ....models.incident import EVENT_TYPES, EventCode
from ....models.past_incident import PastIncident
from ....models.text import Text
from .estimate import Counted

WINDOW_H = 2
FEWEST_FOR_HOURS = 4
CROWDED = 2.0
"""A window is worth a word if it holds this many times what an even spread would give it."""
DAYS_A_MONTH = 30.44
UNCOUNTED = frozenset({"road works", "illegal parking", "low visibility", "hit and run"})


def rank_sites(
    demand: Demand,
    counted: Counted,
    *,
    kind: SiteKind,
    weights: Mapping[RiskLayer, float] | None = None,
    most: int = 10,
) -> list[RankedSite]:
    """
    Return the sites of one kind with the most calls to expect, or with the highest composite risk.

    Parameters
    ----------
    demand, counted
        The estimate and the events it rests on.
    kind
        Junctions or segments.
    weights
        Weight of each layer of risk; without them sites are ranked by expected calls.
    most
        Length of the list.
    """
    chosen = [number for number, site in enumerate(demand.sites) if site.kind is kind]

    def value(number: int) -> float:
        return demand.weight(number, weights) if weights else demand.per_year(number)

    chosen.sort(key=lambda number: (-value(number), demand.sites[number].site_id))
    events: dict[int, list[PastIncident]] = defaultdict(list)
    for site, event in zip(counted.sites.tolist(), counted.events, strict=True):
        events[site].append(event)
    months = max(1, round(demand.exposure.total / DAYS_A_MONTH))
    return [
        RankedSite(
            rank=place, site=number, per_year=demand.per_year(number), reason=reason(events[number], demand, months)
        )
        for place, number in enumerate(chosen[:most], 1)
    ]


def reason(events: Sequence[PastIncident], demand: Demand, months: int) -> Text:
    """Return why a site ranks where it does: what was recorded there, in how many months, and when."""
    if demand.stands_in or not events:
        return Text(
            f"{months} 个月内 {len(events)} 起; 按同类道路及周边估计",
            f"{len(events)} in {months} months; judged by its road class and surroundings",
        )
    codes = Counter(event.code for event in events)
    parts = [_kinds(codes, months)]
    dead = sum(event.dead for event in events)
    if dead:
        parts.append(Text(f"死亡 {dead} 人", f"{dead} killed"))
    window = busiest_window([event.reported_at.hour for event in events])
    if window:
        start, count = window
        end = (start + WINDOW_H) % HOURS
        parts.append(Text(f"其中 {start}-{end} 时 {count} 起", f"{count} at {start}-{end} h"))
    return Text(", ".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def busiest_window(hours: Sequence[int]) -> tuple[int, int] | None:
    """
    Return first hour and calls of the busiest two hours; None if no two hours stand out.

    >>> busiest_window([17, 17, 18, 18, 9])
    (17, 4)
    """
    by_hour = Counter(hours)
    counts = [sum(by_hour[(start + n) % HOURS] for n in range(WINDOW_H)) for start in range(HOURS)]
    most = max(counts)
    even = len(hours) * WINDOW_H / HOURS
    if most < FEWEST_FOR_HOURS or most < CROWDED * even:
        return None
    return counts.index(most), most


def _kinds(codes: Mapping[EventCode, int], months: int) -> Text:
    """Name the two commonest types and sum up the rest."""
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    rest = sum(count for _, count in ordered[2:])
    zh = [f"{EVENT_TYPES[code].name.zh} {count} 起" for code, count in ordered[:2]]
    en = [f"{count} {_plural(EVENT_TYPES[code].name.en, count)}" for code, count in ordered[:2]]
    if rest:
        zh.append(f"其他 {rest} 起")
        en.append(f"{rest} of other kinds")
    return Text(f"{months} 个月内" + "、".join(zh), ", ".join(en) + f" in {months} months")


def _plural(name: str, count: int) -> str:
    if count == 1 or name in UNCOUNTED:
        return name
    head, found, tail = name.partition(" on ") if " on " in name else name.partition(" for ")
    return f"{head}s{found}{tail}"
