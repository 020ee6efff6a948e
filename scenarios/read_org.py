"""The org table as a tree; and how other tables name a unit."""

from collections import Counter
from collections.abc import Mapping, Sequence

from ..models.org import Level, Org, OrgUnit
from ..models.text import Text
from .notes import Notes
from .records import Record
from .tables import close

_ABOVE = {Level.BRIGADE: (Level.DETACHMENT,), Level.SQUADRON: (Level.BRIGADE, Level.DETACHMENT)}


def read_org(records: Sequence[Record], notes: Notes) -> Org | None:
    """Return the tree; None, with each reason noted, if the rows do not make one."""
    first: dict[str, Record] = {}
    good = True
    for record in records:
        unit_id = record["unit_id"]
        if unit_id in first:
            good = False
            row = first[unit_id].row.number
            message = Text(f"单位 {unit_id} 已在第 {row} 行", f"the unit {unit_id} stands in row {row} already")
            notes.error("D08", message, record.at("unit_id"))
        elif unit_id:
            first[unit_id] = record
    good = _links(first, notes) and good
    _names(first, notes)
    return Org(tuple(_unit(record) for record in first.values())) if good and first else None


def _unit(record: Record) -> OrgUnit:
    return OrgUnit(
        unit_id=record["unit_id"],
        name=record["name"],
        level=record["level"] or Level.SQUADRON,
        parent_id=record["parent_id"],
        admin_code=record["admin_code"],
        centre_name=record["centre_name"],
    )


def _links(units: Mapping[str, Record], notes: Notes) -> bool:
    """Whether the parents make one tree; note each that does not fit."""
    good = True
    roots = [record for record in units.values() if not record["parent_id"]]
    for record in roots[1:]:
        good = False
        message = Text(
            f"{record['name']} 与 {roots[0]['name']} 都没有上级",
            f"both {record['name']} and {roots[0]['name']} have no parent",
        )
        notes.error("D10", message, record.at("parent_id"))
    for unit_id, record in units.items():
        parent = record["parent_id"]
        if parent and parent not in units:
            good = False
            message = Text(f"上级单位 {parent} 不存在", f"the parent {parent} does not exist")
            notes.error("D02", message, record.at("parent_id"), _meant(parent, units))
        elif _in_circle(unit_id, units):
            good = False
            message = Text(f"{record['name']} 是自己的上级", f"{record['name']} is above itself")
            notes.error("D10", message, record.at("parent_id"))
        elif parent and units[parent]["level"] not in _ABOVE.get(record["level"], ()):
            _doubt_level(record, units[parent], notes)
    return good


def _doubt_level(record: Record, parent: Record, notes: Notes) -> None:
    if record["level"] and parent["level"]:
        message = Text(
            f"{record['name']} 的上级 {parent['name']} 级别不相邻",
            f"the level of {parent['name']}, above it, does not fit",
        )
        notes.warn("D10", message, record.at("level"))


def _in_circle(unit_id: str, units: Mapping[str, Record]) -> bool:
    seen: set[str] = set()
    above = units[unit_id]["parent_id"]
    while above in units and above not in seen:
        if above == unit_id:
            return True
        seen.add(above)
        above = units[above]["parent_id"]
    return False


def _names(units: Mapping[str, Record], notes: Notes) -> None:
    count = Counter((record["parent_id"], record["name"]) for record in units.values())
    for record in units.values():
        if count[record["parent_id"], record["name"]] > 1:
            name = record["name"]
            message = Text(f"同一上级下单位名称 {name} 重复", f"two units under one parent are called {name}")
            notes.warn("D09", message, record.at("name"), Text("以单位编号为准", "the unit's id counts"))


def _meant(unit_id: str, known: Mapping[str, object]) -> Text | None:
    near = close(unit_id, known)
    return Text(f"是否指 {near}?", f"did you mean {near}?") if near else None


def find_unit(org: Org | None, record: Record, notes: Notes) -> str:
    """Return the id of the unit a row names by id or by (unique) name; empty and noted if there is none."""
    named = record["unit_id"]
    if org is None or named in org or not named:
        return str(named)
    same = [unit.unit_id for unit in org.units if unit.name == named]
    if len(same) == 1:
        return same[0]
    known = {word: 0 for unit in org.units for word in (unit.unit_id, unit.name)}
    notes.error(
        "D02",
        Text(f"单位 {named} 不存在", f"the unit {named} does not exist"),
        record.at("unit_id"),
        _meant(named, known),
    )
    return ""
