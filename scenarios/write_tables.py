"""A city's tables as rows of cells: the other direction of ``read_org``, ``read_people`` and ``read_places``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..models.city import City
from ..models.ledger import BURDEN_NAMES
from ..models.officer import Officer
from ..models.place import Place, PlaceKind
from ..models.text import Lang, Text
from ..models.week import DayType
from .bond_columns import BONDS, LEDGER
from .codecs import ID, WHOLE, Cell
from .columns import BY_NAME, NEEDS, TABLES, Column
from .equipment_columns import EQUIPMENT_TABLES
from .read_places import band_headers

Values = Mapping[str, Any]
Grid = Sequence[Sequence[Cell]]


def table_grids(city: City, lang: Lang) -> dict[str, Grid]:
    """Return each table of the city folder as a header and its rows, headers and words in one language."""
    rows = {
        "org": [_fields(unit, "org") for unit in city.org.units],
        "officers": [_fields(officer, "officers") for officer in city.officers],
        "leave": _affairs(city, lambda o: [{"first": x.first, "last": x.last, "kind": x.kind} for x in o.leave]),
        "requests": _affairs(
            city,
            lambda o: [{"date": x.day, "wish": x.on, "template": x.template, "weight": x.weight} for x in o.requests],
        ),
        "history": _affairs(
            city, lambda o: [{"date": x.day, "template": x.template, "place_id": x.place_id} for x in o.past]
        ),
        "pins": _affairs(
            city, lambda o: [{"date": x.day, "template": x.template, "place_id": x.place_id} for x in o.pins]
        ),
        "posts": [_place(place) for place in city.places if place.kind is PlaceKind.POST],
        "desks": [_place(place) for place in city.places if place.kind is PlaceKind.DESK],
        "devices": [_fields(device, "devices") for device in city.devices],
        "units": [_place(place) for place in city.places if place.kind not in (PlaceKind.POST, PlaceKind.DESK)],
    }
    grids = {table.name: _grid(table.columns, rows[table.name], lang) for table in TABLES if table is not NEEDS}
    return grids | {"needs": _needs(city, lang)} | _bonds(city, lang) | _equipment(city, lang)


def _bonds(city: City, lang: Lang) -> dict[str, Grid]:
    """Return the tables of bonds and of the ledger, if the city has any."""
    names = ("kind", "first", "second", "hard")
    bonds = [{name: getattr(bond, name) for name in names} | {"note": ""} for bond in city.bonds]
    totals = [
        {"officer_no": number, "officer_name": city.officer(number).name, "until": total.until}
        | {name: getattr(total.burdens, name) for name in BURDEN_NAMES}
        for number, total in city.ledger.totals.items()
    ]
    return {table.name: _grid(table.columns, rows, lang) for table, rows in ((BONDS, bonds), (LEDGER, totals)) if rows}


def _equipment(city: City, lang: Lang) -> dict[str, Grid]:
    """Return the tables of equipment of which the city has any."""
    return {
        table.name: _grid(table.columns, [{c.name: getattr(i, c.name) for c in table.columns} for i in items], lang)
        for kind, table in EQUIPMENT_TABLES.items()
        if (items := city.equipment.of(kind))
    }


def _fields(noun: object, table: str) -> Values:
    return {column.name: getattr(noun, column.name) for column in BY_NAME[table].columns}


def _affairs(city: City, rows: Any) -> list[Values]:  # noqa: ANN401
    def of(officer: Officer) -> Iterable[Values]:
        key = {"officer_no": officer.officer_no, "officer_name": officer.name}
        return [key | row for row in rows(officer)]

    return [row for officer in city.officers for row in of(officer)]


def _place(place: Place) -> Values:
    line = place.line
    plain = {
        column.name: getattr(place, column.name)
        for column in BY_NAME["units"].columns
        if not column.name.startswith("line_")
    }
    return plain | {
        "line_id": line.line_id if line else "",
        "line_name": line.name if line else "",
        "line_km": line.km if line else 0.0,
    }


def _grid(columns: Sequence[Column], rows: Sequence[Values], lang: Lang) -> Grid:
    """Lay rows out under the usual columns and those that a row uses; a default is written as its value, or blank."""
    used = [c for c in columns if c.usual or any(row[c.name] != c.default for row in rows)]
    header = [c.zh if lang is Lang.ZH else c.name for c in used]
    return [header, *[[_show(c, row[c.name], lang) for c in used] for row in rows]]


def _show(column: Column, value: Any, lang: Lang) -> Cell:  # noqa: ANN401
    if value is None or (value == 0.0 and column.name == "line_km"):
        return None
    return column.codec.show(value, lang)


def _needs(city: City, lang: Lang) -> Grid:
    headers = band_headers(city.bands, lang)
    columns = [*NEEDS.columns, *[Column(code, headers[code], WHOLE, Text("", "")) for code in headers]]
    header = [c.zh if lang is Lang.ZH else headers.get(c.name, c.name) for c in columns]
    rows: list[list[Cell]] = []
    for place in city.places:
        for kind in DayType:
            crews = {band: count for (of_kind, band), count in place.needs.items() if of_kind is kind}
            if crews:
                key = [ID.show(place.place_id, lang), place.name, NEEDS.columns[2].codec.show(kind, lang)]
                rows.append([*key, *[crews.get(code) for code in headers]])
    return [header, *rows]
