"""What an amendment changes: person by day, in words and as JSON, from when on, and who must be told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ..models.city import City
from ..models.equipment import EQUIPMENT_NAMES, EquipmentKind
from ..models.roster import Duty, Roster
from ..models.text import Lang, Text
from ..solver.equipment.bind import Served
from .labels import SEATS, hours_text, weekday


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Change:
    """
    What one person does on one day, before and after; no duty is a day off.

    ``devices`` holds what is carried on a duty that itself stays: kind, id before, id after ("" for none).
    """

    day: date
    officer_no: str
    before: tuple[Duty, ...]
    after: tuple[Duty, ...]
    devices: tuple[tuple[EquipmentKind, str, str], ...] = ()


def changes_of(before: Roster, after: Roster, *, devices: tuple[Served, Served] | None = None) -> list[Change]:
    """Return every person-day whose duties differ, or (given who carries what, before and after) devices do."""
    held = devices or ({}, {})
    days: dict[tuple[date, str], tuple[list[Duty], list[Duty]]] = defaultdict(lambda: ([], []))
    for side, roster in enumerate((before, after)):
        for duty in roster.duties:
            days[duty.day, duty.officer_no][side].append(duty)
    found = [
        Change(day=day, officer_no=person, before=tuple(old), after=tuple(new), devices=_swapped(old, new, held))
        for (day, person), (old, new) in sorted(days.items())
    ]
    return [change for change in found if change.before != change.after or change.devices]


def _swapped(
    old: Sequence[Duty], new: Sequence[Duty], held: tuple[Served, Served]
) -> tuple[tuple[EquipmentKind, str, str], ...]:
    """Return the devices that differ on duties that stay, of the kinds that both versions speak of."""
    keys = [(duty.day, duty.template, duty.officer_no) for duty in old if duty in new]
    found = []
    for key in keys:
        for kind in EquipmentKind:
            if all((kind, key) in side for side in held):
                was, now = (item.item_id if (item := side[kind, key]) else "" for side in held)
                found += [(kind, was, now)] * (was != now)
    return tuple(found)


def first_moment(city: City, changes: Iterable[Change]) -> datetime | None:
    """Return when the first duty begins that comes, goes, or has another device; None if nothing changes."""
    starts = [
        datetime.combine(duty.day, datetime.min.time()) + timedelta(minutes=city.template(duty.template).start)
        for change in changes
        for duty in {*change.before} ^ {*change.after} or {*change.after}
    ]
    return min(starts, default=None)


def in_words(city: City, change: Change, *, redact: bool = False) -> Text:
    """Return a change as one sentence: ``11-25 周三 000101 王建国: 早班 迎宾路 → 休``."""
    person = change.officer_no
    if not redact and city.has_officer(person):
        person += f" {city.officer(person).name}"
    zh, en = (_said(city, change, lang) for lang in (Lang.ZH, Lang.EN))
    return Text(
        f"{change.day:%m-%d} {weekday(change.day, Lang.ZH)} {person}: {zh}",
        f"{change.day:%m-%d} {weekday(change.day, Lang.EN)} {person}: {en}",
    )


def _said(city: City, change: Change, lang: Lang) -> str:
    parts = [f"{EQUIPMENT_NAMES[kind].in_(lang)} {was or '–'} → {now or '–'}" for kind, was, now in change.devices]
    if change.before != change.after:
        parts.insert(0, f"{_duties(city, change.before, lang)} → {_duties(city, change.after, lang)}")
    return "; ".join(parts)


def _duties(city: City, duties: Sequence[Duty], lang: Lang) -> str:
    if not duties:
        return Text("休", "off").in_(lang)
    return " + ".join(_duty(city, duty, lang) for duty in duties)


def _duty(city: City, duty: Duty, lang: Lang) -> str:
    template = city.template(duty.template)
    place = city.place(duty.place_id).name
    return f"{template.name.in_(lang)} {hours_text(template)} {place} #{duty.crew} {SEATS[duty.seat].in_(lang)}"


def as_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return changes as plain JSON values; ``before`` and ``after`` are lists of duties."""
    return [
        {
            "date": change.day.isoformat(),
            "officer": change.officer_no,
            "before": [_plain(duty) for duty in change.before],
            "after": [_plain(duty) for duty in change.after],
            "devices": [{"kind": kind.value, "before": was, "after": now} for kind, was, now in change.devices],
        }
        for change in changes
    ]


def _plain(duty: Duty) -> dict[str, Any]:
    return {"template": duty.template, "place": duty.place_id, "crew": duty.crew, "seat": duty.seat.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who must be told: the people whose duties change, those who ride with them, the units of both."""

    changed: tuple[str, ...]
    crewmates: tuple[str, ...]
    units: tuple[str, ...]


def who_is_told(city: City, before: Roster, after: Roster, changes: Sequence[Change]) -> Told:
    """Return who must be told of changes, by police number and unit id."""
    crews = {_crew(duty) for change in changes for duty in {*change.before} ^ {*change.after}}
    changed = {change.officer_no for change in changes}
    mates = {d.officer_no for roster in (before, after) for d in roster.duties if _crew(d) in crews} - changed
    units = {city.officer(person).unit_id for person in changed | mates if city.has_officer(person)}
    return Told(changed=tuple(sorted(changed)), crewmates=tuple(sorted(mates)), units=tuple(sorted(units)))


def _crew(duty: Duty) -> tuple[date, str, str, int]:
    return (duty.day, duty.template, duty.place_id, duty.crew)
