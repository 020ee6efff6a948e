"""Who carries what, as it is filed: bindings go into the annex of a version, and come back out of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..models.city import City
from ..models.equipment import EquipmentKind, Item
from ..models.filing import Kind, Period
from ..models.roster import Duty, Roster
from ..models.week import Week
from ..solver.equipment.bind import Binding, Served, bind
from ..solver.equipment.jobs import Key
from .brigades import filing_units, part_of_roster
from .filed_roster import filed_roster, together
from .register.draft import counting

if TYPE_CHECKING:
    from .register.register import Register

Content = Mapping[str, Any]
_FACTS = ("unit_id", "call_sign", "group", "plate")
"""What is filed of a device besides its id."""


def key_of(duty: Duty) -> Key:
    """Return the key of a duty: day, template, police number."""
    return (duty.day, duty.template, duty.officer_no)


def annex_of(part: Roster, binding: Binding) -> dict[str, Any]:
    """
    Return what a unit files of its devices: each duty's by kind (null: it goes without), and the devices named.

    Empty if the city keeps no list of devices.
    """
    if not binding.kinds:
        return {}
    kinds = sorted(binding.kinds)
    held, devices = [], {}
    for duty in part.duties:
        ids: list[str | None] = []
        for kind in kinds:
            item = binding.of(kind, key_of(duty))
            ids.append(item.item_id if item else None if binding.lacks(kind, key_of(duty)) else "")
            if item:
                devices[kind, item.item_id] = [kind.value, item.item_id, *(getattr(item, name) for name in _FACTS)]
        held.append([duty.day.isoformat(), duty.template, duty.officer_no, *ids])
    columns = ["date", "template", "officer", *(kind.value for kind in kinds)]
    named = [row for _, row in sorted(devices.items())]
    return {
        "equipment": {"columns": columns, "rows": held, "devices": {"columns": ["kind", "id", *_FACTS], "rows": named}}
    }


def filed_binding(contents: Iterable[Content]) -> Binding:
    """Return the binding that some filed contents hold; shortages are not worked out."""
    kinds: set[EquipmentKind] = set()
    served: dict[tuple[EquipmentKind, Key], Item | None] = {}
    for content in contents:
        said = content.get("annex", {}).get("equipment")
        if said is None:
            continue
        named = [EquipmentKind(name) for name in said["columns"][3:]]
        items = {(row[0], row[1]): _item(*row) for row in said["devices"]["rows"]}
        kinds.update(named)
        for day, template, officer, *ids in said["rows"]:
            key = (date.fromisoformat(day), template, officer)
            served.update(
                {(kind, key): items.get((kind, one)) for kind, one in zip(named, ids, strict=True) if one != ""}
            )
    return Binding(frozenset(kinds), served)


def _item(kind: str, item_id: str, unit: str, call_sign: str, group: str, plate: str) -> Item:  # noqa: PLR0913, PLR0917
    return Item(kind=EquipmentKind(kind), item_id=item_id, unit_id=unit, call_sign=call_sign, group=group, plate=plate)


def held_in(content: Content) -> Served:
    """Return which device each duty of a filed content has."""
    return filed_binding([content]).served


def radios_of(content: Content) -> dict[Key, str]:
    """Return the radio of each duty that has one, by day, template and police number: whom a call reaches."""
    said = content.get("annex", {}).get("equipment")
    if said is None or EquipmentKind.RADIO not in said["columns"]:
        return {}
    at = said["columns"].index(EquipmentKind.RADIO)
    return {(date.fromisoformat(row[0]), row[1], row[2]): row[at] for row in said["rows"] if row[at]}


def outfit(register: "Register", city: City, roster: Roster, *, since: datetime | None = None) -> Binding:
    """
    Hand out the devices for a roster that is to be filed, the whole city's or a part of it.

    What stands in the filed versions of its week and the week before keeps its devices; those of units that have no
    duty in ``roster``, and those that began before ``since``, whatever comes, so that no device is given twice.
    """
    units = {unit for unit in filing_units(city) if part_of_roster(city, roster, unit).duties}
    others, contents = [], []
    for content in _counting(register, city, roster.week):
        contents.append(content)
        other = filed_roster(content)
        known = [d for d in other.duties if city.has_place(d.place_id) and city.has_officer(d.officer_no)]
        if not units & {city.org.brigade_of(city.place(d.place_id).unit_id) for d in known}:
            others.append(replace(other, duties=known))
    contents += _counting(register, city, Week.of(roster.week.monday - timedelta(days=1)))
    whole = together([replace(roster, proof=None), *others]) or roster
    return bind(city, whole, filed=filed_binding(contents).served, units=units, since=since)


def _counting(register: "Register", city: City, week: Week) -> list[Content]:
    """Return the contents of the versions of a week that count."""
    threads = (register.thread(unit, Kind.ROSTER, Period.of(week)) for unit in filing_units(city))
    return [register.content(version) for thread in threads if (version := counting(thread))]
