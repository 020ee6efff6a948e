"""Posts, desks and units with their needs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..models.band import Bands
from ..models.org import Org
from ..models.place import PatrolLine, Place, PlaceKind
from ..models.text import Lang, Text
from ..models.week import DayType
from .codecs import BadValueError, Cell, is_blank, plain, read_count
from .notes import Notes
from .read_org import find_unit
from .records import Record
from .tables import close, header_key

Needs = Mapping[tuple[DayType, str], int]
MOST_CREWS = 6
"""More crews in one band of one place are doubted (DOMAIN F09)."""


@dataclass(slots=True)
class Sites:
    """
    The places by id, each with the row it came from, and its needs.

    ``whole`` is False if no post could be read: that is one finding, and rows that name a post are not blamed too.
    """

    rows: dict[str, Record] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, PlaceKind] = field(default_factory=dict)
    needs: dict[str, dict[tuple[DayType, str], int]] = field(default_factory=lambda: defaultdict(dict))
    whole: bool = True


def read_sites(tables: Mapping[str, Sequence[Record]], org: Org | None, notes: Notes) -> Sites:
    """Sort posts, desks and units by id; note ids used twice, unknown units and values out of range."""
    sites = Sites(whole=bool(tables["posts"]))
    for table, kind in (("posts", PlaceKind.POST), ("desks", PlaceKind.DESK), ("units", None)):
        for record in tables[table]:
            place_id, unit = record["place_id"], find_unit(org, record, notes)
            if place_id in sites.rows:
                first = sites.rows[place_id]
                message = Text(
                    f"编号 {place_id} 已在 {first.file} 第 {first.row.number} 行",
                    f"the id {place_id} stands in {first.file} row {first.row.number} already",
                )
                notes.error("D08", message, record.at("place_id"))
            elif place_id:
                sites.rows[place_id], sites.units[place_id] = record, unit
                sites.kinds[place_id] = kind or record["kind"] or PlaceKind.MOBILE
                _note_values(record, notes)
    return sites


def _note_values(record: Record, notes: Notes) -> None:
    if not 1 <= record["priority"] <= 5:
        notes.error("D07", Text("优先级应为 1 至 5", "the priority must be 1 to 5"), record.at("priority"))
    if record["line_km"] < 0:
        notes.error("D07", Text("长度为负数", "the length is negative"), record.at("line_km"))
    if record["enforcement"] and any(not pattern.police for pattern in record["crew"]):
        message = Text(
            f"执法岗 {record['name']} 的编组没有民警", f"{record['name']} enforces with a crew without police"
        )
        notes.error("D23", message, record.at("crew"))


def band_columns(bands: Bands | None) -> dict[str, str]:
    """Return the band code each header of the needs table stands for: its code, or its name in either language."""
    known: dict[str, str] = {}
    if bands:
        every = [band for kind in bands.by_type for band in bands.of(kind)]
        for words in ([b.name.en for b in every], [b.name.zh for b in every], [b.code for b in every]):
            known |= {header_key(word): band.code for word, band in zip(words, every, strict=True)}
    return known


def read_needs(records: Sequence[Record], sites: Sites, bands: Bands | None, notes: Notes) -> None:
    """Give each place its needs; note unknown places and bands, numbers that are none, rows that stand twice."""
    columns = band_columns(bands)
    if records:
        _note_headers(records[0], columns, bands, notes)
    seen: dict[tuple[str, DayType], int] = {}
    for record in records:
        place_id, kind = record["place_id"], record["day_type"]
        if place_id not in sites.rows:
            _note_place(record, sites, notes)
        elif (place_id, kind) in seen:
            message = Text(
                f"{place_id} 的 {kind} 已在第 {seen[place_id, kind]} 行",
                f"{place_id} has {kind} in row {seen[place_id, kind]} already",
            )
            notes.error("D08", message, record.at("day_type"))
        else:
            seen[place_id, kind] = record.row.number
            sites.needs[place_id].update(_needs_of(record, columns, bands, notes))


def _fixed(header: str) -> bool:
    return header in ("place_id", "place_name", "day_type")


def _note_headers(record: Record, columns: Mapping[str, str], bands: Bands | None, notes: Notes) -> None:
    if bands is None:
        return
    for header in record.row.cells:
        if header and not _fixed(header) and header_key(header) not in columns:
            near = columns.get(close(header_key(header), columns), "")
            advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
            message = Text(f"{header} 不是时段", f"{header} is not a band")
            notes.error("D02", message, record.at(header), advice)


def _note_place(record: Record, sites: Sites, notes: Notes) -> None:
    place_id = record["place_id"]
    if place_id and sites.whole:
        near = close(place_id, sites.rows)
        advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
        message = Text(f"地点 {place_id} 不存在", f"the place {place_id} does not exist")
        notes.error("D02", message, record.at("place_id"), advice)


def _needs_of(record: Record, columns: Mapping[str, str], bands: Bands | None, notes: Notes) -> Needs:
    kind, needs = record["day_type"], {}
    of_type = {band.code for band in bands.of(kind)} if bands else set()
    for header, cell in record.row.cells.items():
        code = columns.get(header_key(header))
        if _fixed(header) or not code or is_blank(cell):
            continue
        crews = _crews(record, header, cell, notes)
        if code in of_type:
            needs[kind, code] = crews
        elif crews:
            message = Text(f"{kind} 没有时段 {code}", f"{kind} has no band {code}")
            notes.error("D02", message, record.at(header))
    return needs or {(kind, code): 0 for code in sorted(of_type)}


def _crews(record: Record, header: str, cell: Cell, notes: Notes) -> int:
    try:
        crews = read_count(cell)
    except BadValueError as error:
        notes.error(error.code, error.text, record.at(header), Text("填整数组数", "write a whole number of crews"))
        return 0
    if crews > MOST_CREWS:
        message = Text(f"{plain(cell)} 组, 超过 {MOST_CREWS}", f"{plain(cell)} crews, more than {MOST_CREWS}")
        notes.warn("D07", message, record.at(header), Text("核对是否填成了人数", "is it persons, not crews?"))
    return crews


def make_places(sites: Sites) -> tuple[Place, ...]:
    """Return the places whose unit is known: posts, desks, units, each in the order of its table."""
    return tuple(_place(place_id, sites) for place_id in sites.rows if sites.units[place_id])


def _place(place_id: str, sites: Sites) -> Place:
    record = sites.rows[place_id]
    line = PatrolLine(record["line_id"], record["line_name"], record["line_km"]) if record["line_id"] else None
    return Place(
        place_id=place_id,
        name=record["name"],
        kind=sites.kinds[place_id],
        unit_id=sites.units[place_id],
        needs=dict(sites.needs.get(place_id, {})),
        crew=record["crew"],
        road_class=record["road_class"],
        lon=record["lon"],
        lat=record["lat"],
        priority=min(5, max(1, record["priority"])),
        enforcement=record["enforcement"],
        must_hold=record["must_hold"],
        signalised=record["signalised"],
        school=record["school"],
        skills=record["skills"],
        lead_skills=record["lead_skills"],
        crew_skills=record["crew_skills"],
        searches=record["searches"],
        desk=record["desk"],
        line=line,
        note=record["note"],
    )


def band_headers(bands: Bands, lang: Lang) -> dict[str, str]:
    """Return the header under which each band's needs are written: its name if that is unique, else its code."""
    known = band_columns(bands)
    every = {band.code: band.name.in_(lang) for kind in bands.by_type for band in bands.of(kind)}
    names = list(every.values())
    return {
        code: name if name and names.count(name) == 1 and known[header_key(name)] == code else code
        for code, name in every.items()
    }
