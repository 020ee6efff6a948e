"""What each post needs in each peak: from flow and capacity, signals, schools and priority, in words (DOMAIN F09)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ...models.band import Band, BandMode
from ...models.city import City
from ...models.crew import CrewPattern, Patterns
from ...models.finding import Finding, Severity, Where
from ...models.leg import Leg, LegMode
from ...models.place import Place, PlaceKind
from ...models.post_need import PostTable
from ...models.text import Text
from ...models.week import DayType, Week
from ..roster.demand import lawful_patterns

FAULT = Text("信号灯故障", "signals do not work")
RULE = "D83"  # flow that a post's need cannot rest on


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """One approach of a junction: vehicles an hour that want through, and that its lanes let through."""

    name: str
    flow_vph: float
    capacity_vph: float

    @property
    def ratio(self) -> float:
        """Volume / capacity."""
        return self.flow_vph / self.capacity_vph


Traffic = Mapping[tuple[str, DayType, str], Sequence[Approach]]
"""The approaches of a post on a day type in a band; a key that is missing was not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNeed:
    """
    A post in a FIXED band of a day type.

    Parameters
    ----------
    crews
        How many crews it needs.
    patterns
        The least lawful crews; the auxiliaries for heavy approaches are in them.
    ratio
        Volume / capacity of the worst approach; None if it was not measured.
    extra_aux
        Auxiliaries for heavy approaches.
    """

    place_id: str
    day_type: DayType
    band: str
    crews: int
    patterns: Patterns
    ratio: float | None
    extra_aux: int
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNeeds:
    """The table of posts and bands, in the order of the city's posts, and what is doubtful about the flow."""

    rows: Sequence[PostNeed]
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class _Claim:
    """The ratio something counts with, and its words."""

    ratio: float
    why: Text


def post_needs(city: City, week: Week, traffic: Traffic, *, faults: frozenset[str] = frozenset()) -> PostNeeds:
    """
    Return what every post needs in the FIXED bands of every day type of a week.

    Parameters
    ----------
    city
        Its ``post_table`` is what counts.
    week
        Darkness, and so the lawful crew, is that of the first day of each type.
    traffic
        May lack posts. These keep the city's own need, if it states one for any band; only a fault raises it.
    faults
        Posts whose signals do not work.

    Notes
    -----
    The highest claim wins: the worst approach, a faulty signal, a school gate on a school day, ``must_hold``,
    ``priority``. Flow above capacity is a finding and counts as it is.
    """
    posts = [place for place in city.places if place.kind is PlaceKind.POST]
    rows = [
        _need(city, _Stand(place, kind, day, band, place.place_id in faults), traffic)
        for kind, day in _types(city, week).items()
        for band in city.bands.of(kind)
        if band.mode is BandMode.FIXED
        for place in posts
    ]
    return PostNeeds(rows=tuple(rows), findings=tuple(_doubts(city, traffic)))


@dataclass(frozen=True, slots=True)
class _Stand:
    """One cell of the table: a post in a band of a day, and whether its signals are faulty."""

    place: Place
    kind: DayType
    day: date
    band: Band
    fault: bool


def _types(city: City, week: Week) -> dict[DayType, date]:
    found: dict[DayType, date] = {}
    for day in week.days:
        found.setdefault(city.calendar.day_type(day), day)
    return found


def _need(city: City, stand: _Stand, traffic: Traffic) -> PostNeed:
    table, place, kind = city.post_table, stand.place, stand.kind
    approaches = traffic.get((place.place_id, kind, stand.band.code))
    if approaches is None and any(place.needs.values()):
        return _stated(city, stand)
    claims = [*_measured(approaches), *_context(table, stand)]
    best = max(claims, key=lambda claim: claim.ratio, default=_Claim(0.0, Text("无其他理由", "nothing else asks")))
    step = table.step(best.ratio)
    heavy = [a for a in approaches or () if a.ratio >= table.heavy]
    extra = max(0, len(heavy) - 1) if step.aux else 0
    ratio = max((a.ratio for a in approaches), default=0.0) if approaches is not None else None
    return _cell(city, stand, step.crews, _because(best, step.crews, extra), ratio=ratio, extra=extra)


def _stated(city: City, stand: _Stand) -> PostNeed:
    """Take the city's own number where nothing was measured, raised by a fault."""
    own = stand.place.need(stand.kind, stand.band.code)
    step = city.post_table.step(city.post_table.signal_fault)
    if stand.fault and step.crews > own:
        return _cell(city, stand, step.crews, _because(_Claim(0.0, FAULT), step.crews, 0))
    return _cell(
        city, stand, own, Text(f"无流量数据, 按城市需求表 {own} 组", f"no flow measured: {own} by the city's table")
    )


def _cell(  # noqa: PLR0913 - one cell
    city: City, stand: _Stand, crews: int, why: Text, *, ratio: float | None = None, extra: int = 0
) -> PostNeed:
    return PostNeed(
        place_id=stand.place.place_id,
        day_type=stand.kind,
        band=stand.band.code,
        crews=crews,
        patterns=tuple(CrewPattern(p.police, p.aux + extra) for p in _lawful(city, stand)),
        ratio=ratio,
        extra_aux=extra,
        why=why,
    )


def _because(claim: _Claim, crews: int, extra: int) -> Text:
    people = (
        Text(f"{crews} 组", f"{crews} crew{'s' * (crews != 1)}") if crews else Text("不设岗, 视频巡查", "video only")
    )
    more = Text(f", 加 {extra} 名辅警", f" and {extra} auxiliaries more") if extra else Text("", "")
    return Text(f"{claim.why.zh}: {people.zh}{more.zh}", f"{claim.why.en}: {people.en}{more.en}")


def _measured(approaches: Sequence[Approach] | None) -> Iterator[_Claim]:
    worst = max(approaches or (), key=lambda approach: approach.ratio, default=None)
    if worst:
        figures = f"v/c {worst.ratio:.2f} ({worst.flow_vph:.0f}/{worst.capacity_vph:.0f})"
        yield _Claim(worst.ratio, Text(f"{worst.name} {figures}", f"{worst.name} {figures}"))


def _context(table: PostTable, stand: _Stand) -> Iterator[_Claim]:
    """What counts whatever the flow."""
    place = stand.place
    if place.must_hold:
        yield _Claim(table.must_hold, Text("必守岗", "must be held"))
    if stand.fault:
        yield _Claim(table.signal_fault, FAULT)
    if place.school and stand.kind is DayType.WEEKDAY:
        yield _Claim(table.school, Text("学校门口", "a school gate"))
    if place.priority >= table.top_priority:
        yield _Claim(table.top, Text(f"优先级 {place.priority}", f"priority {place.priority}"))


def _lawful(city: City, stand: _Stand) -> Patterns:
    leg = Leg(
        day=stand.day,
        start=stand.band.start,
        end=stand.band.end,
        mode=LegMode.FIXED,
        place_id=stand.place.place_id,
        band=stand.band.code,
        band_day=stand.day,
    )
    return lawful_patterns(city, stand.place, (leg,))


def _doubts(city: City, traffic: Traffic) -> Iterator[Finding]:
    """Name each approach whose flow exceeds its capacity."""
    for (place_id, kind, band), approaches in sorted(traffic.items()):
        for approach in approaches:
            if approach.flow_vph > approach.capacity_vph:
                name = city.place(place_id).name if city.has_place(place_id) else place_id
                flow, most = f"{approach.flow_vph:.0f}", f"{approach.capacity_vph:.0f}"
                yield Finding(
                    rule=RULE,
                    severity=Severity.WARN,
                    message=Text(
                        f"{name} {approach.name} 流量 {flow} 超过通行能力 {most} 辆/小时",
                        f"{name}, {approach.name}: {flow} vehicles an hour, more than the capacity of {most}",
                    ),
                    where=Where(place=place_id, band=band, field=str(kind)),
                    advice=Text(
                        "核对检测器和车道数; 需求按实测计算", "check detector and lanes; the need counts it as is"
                    ),
                )
