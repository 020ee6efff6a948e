"""The five desks of both centres, the leader on duty, the legal reserve: what is asked, what is there (F11, R25)."""

from collections.abc import Iterator, Sequence
from datetime import date

from ...models.band import Band
from ...models.city import City
from ...models.deployed import CentreSeat
from ...models.deployment import BandNeed
from ...models.finding import Finding, Severity, Where
from ...models.org import Level
from ...models.place import DeskKind, Place, PlaceKind
from ...models.text import Text
from ...models.week import DayType, Week

RULE = "F11"

ROUND_THE_CLOCK = frozenset({DeskKind.DISPATCH, DeskKind.VIDEO})
"""Kept 24 hours at both levels; the others by day on working days, on call at night (DOMAIN F11)."""

DESK_NAMES = {
    DeskKind.INTEL: Text("情报信息岗", "intelligence desk"),
    DeskKind.ANALYSIS: Text("分析研判岗", "analysis desk"),
    DeskKind.DISPATCH: Text("指挥调度岗", "dispatch desk"),
    DeskKind.VIDEO: Text("视频巡逻岗", "video-patrol desk"),
    DeskKind.OM: Text("运维监管岗", "maintenance desk"),
}
PART_NAMES = {
    **{kind.value: name for kind, name in DESK_NAMES.items()},
    "LEAD": Text("带班领导", "leader on duty"),
    "RESERVE": Text("夜间备勤", "night reserve"),
}

MORNING = (9 * 60, 11 * 60 + 30)
NIGHT = (24 * 60, 29 * 60)


def centre_seats(city: City, week: Week, needs: Sequence[BandNeed]) -> list[CentreSeat]:
    """
    Hold desks, leader and reserve of each centre against what is asked of them, by day and band.

    A centre is a unit that names one (``centre_name``); leader and desks count that belong to it, or to a unit below
    it that has no centre of its own. The reserve is asked of each brigade with places on the road, in night bands.
    """
    manned = {(need.day, need.band, need.place_id): (need.crews, need.manned) for need in needs}
    found = []
    for unit_id, part, places in _parts(city):
        for day in week.days:
            for band in city.bands_of(day):
                asked = _asked(city, part, day, band)
                rows = [manned.get((day, band.code, place.place_id), (0, 0)) for place in places]
                needed, there = sum(row[0] for row in rows), sum(row[1] for row in rows)
                if asked or needed:
                    found.append(
                        CentreSeat(
                            unit_id=unit_id,
                            part=part,
                            day=day,
                            band=band.code,
                            asked=asked,
                            needed=needed,
                            manned=there,
                            place_ids=tuple(place.place_id for place in places),
                        )
                    )
    return sorted(found)


def _parts(city: City) -> Iterator[tuple[str, str, list[Place]]]:
    for unit in city.org.units:
        if unit.centre_name:
            own = [p for p in city.places if _centre_of(city, p.unit_id) == unit.unit_id]
            for kind in DeskKind:
                yield unit.unit_id, kind.value, [p for p in own if p.desk is kind]
            yield unit.unit_id, "LEAD", [p for p in own if p.kind is PlaceKind.LEAD]
    brigades = {city.org.brigade_of(place.unit_id) for place in city.places if place.outdoor}
    for brigade in sorted(brigades):
        below = [p for p in city.places if city.org.brigade_of(p.unit_id) == brigade]
        yield brigade, "RESERVE", [p for p in below if p.kind is PlaceKind.RESERVE]


def _centre_of(city: City, unit_id: str) -> str:
    """Return the unit whose centre a unit belongs to: the nearest above it, itself included, that names one."""
    return next((unit.unit_id for unit in city.org.line_up(unit_id) if unit.centre_name), "")


def _asked(city: City, part: str, day: date, band: Band) -> int:
    """Return the seats that rule and practice ask for in a band."""
    if part == "LEAD":
        return 1
    if part == "RESERVE":
        return int(_overlap(band, NIGHT) >= 120 or _overlap(band, (0, 300)) >= 120)
    if DeskKind(part) in ROUND_THE_CLOCK:
        return 1
    working = city.calendar.day_type(day) in {DayType.WEEKDAY, DayType.SCHOOL_BREAK}
    return int(working and _overlap(band, MORNING) > 0)


def _overlap(band: Band, span: tuple[int, int]) -> int:
    return max(0, min(band.end, span[1]) - max(band.start, span[0]))


def seat_findings(city: City, seats: Sequence[CentreSeat]) -> Iterator[Finding]:
    """Report each part of a centre that is missing, once, with the first band; a brigade without a centre too."""
    seen: set[tuple[str, str]] = set()
    for seat in seats:
        if not seat.missing or (seat.unit_id, seat.part) in seen:
            continue
        seen.add((seat.unit_id, seat.part))
        same = [s for s in seats if (s.unit_id, s.part) == (seat.unit_id, seat.part) and s.missing]
        name, unit = PART_NAMES[seat.part], city.org[seat.unit_id].name
        zh, en = ("没有设置", "has no") if not seat.place_ids else ("缺", "lacks its")
        yield Finding(
            rule="R25" if seat.part in {"LEAD", "RESERVE"} else RULE,
            severity=Severity.GAP,
            message=Text(
                f"{unit}{zh}{name.zh}: 本周 {len(same)} 个时段, 首个 {seat.day} {seat.band}",
                f"{unit} {en} {name.en}: {len(same)} bands of the week, first {seat.day} {seat.band}",
            ),
            where=Where(value=seat.unit_id, date=str(seat.day), band=seat.band),
            advice=Text("在岗点表设置并配足人员", "set it up in the table of places and staff it"),
            units=len(same),
        )
    for unit_ in city.org.units:
        if unit_.level is not Level.SQUADRON and not unit_.centre_name:
            yield Finding(
                rule=RULE,
                severity=Severity.INFO,
                message=Text(f"{unit_.name}没有指挥中心", f"{unit_.name} names no command centre"),
                where=Where(file="org", field="centre_name", value=unit_.unit_id),
                advice=Text("有分指挥中心的填写 centre_name", "fill in centre_name if it has one"),
            )
