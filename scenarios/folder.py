"""The city folder, read into a ``City``; all findings at once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Where
from ..models.text import Text
from ..models.week import Week
from ..solver.deploy.grade_doubts import grade_doubts
from .bond_columns import TABLES as BOND_TABLES
from .check_affairs import check_affairs
from .check_pinned_bonds import check_pinned_bonds
from .check_places import check_places, check_positions
from .check_supply import check_supply
from .columns import BY_NAME, TABLES, Table
from .draft import Draft
from .equipment_columns import TABLES as EQUIPMENT_TABLES
from .notes import Notes
from .read_bonds import read_bonds, read_ledger
from .read_devices import read_devices
from .read_equipment import read_equipment
from .read_org import read_org
from .read_people import make_officers, read_affairs, read_people
from .read_places import make_places, read_needs, read_sites
from .records import Record, read_records
from .settings import read_settings
from .tables import find_table, read_table


def read_city(folder: Path) -> City:
    """
    Read a city folder; the road file is named, not read.

    Returns
    -------
    The city; what is below ERROR stands in its ``notices``.

    Raises
    ------
    InputError
        With every finding, if one of them is an ERROR.
    """
    notes = Notes()
    draft = read_draft(folder, notes)
    city = make_city(draft)
    note_clashes(city, draft, notes)
    if notes.failed or city is None:
        raise InputError.of(notes.findings)
    return replace(city, notices=tuple(notes.findings))


def read_draft(folder: Path, notes: Notes) -> Draft:
    """Read settings and tables; a folder that does not exist is one finding, not ten."""
    if not folder.is_dir():
        message = Text("没有这个文件夹", "there is no such folder")
        notes.error("D01", message, Where(file=str(folder)), Text("先运行 qinwu init", "run qinwu init first"))
        raise InputError.of(notes.findings)
    settings = read_settings(folder, notes)
    tables = {table.name: _records(folder, table, notes) for table in (*TABLES, *BOND_TABLES, *EQUIPMENT_TABLES)}
    org = read_org(tables["org"], notes)
    people = read_people(tables["officers"], org, notes)
    affairs = read_affairs(people, tables, notes)
    bonds = read_bonds(tables["bonds"], people, org, notes)
    ledger = read_ledger(tables["ledger"], people, notes)
    sites = read_sites(tables, org, notes)
    equipment = read_equipment(tables, org, people, settings.equipment, notes)
    read_needs(tables["needs"], sites, settings.bands, notes)
    register = read_devices(tables["devices"], org, notes)
    return Draft(
        settings=settings,
        org=org,
        people=people,
        affairs=affairs,
        sites=sites,
        equipment=equipment,
        register=register,
        bonds=bonds,
        ledger=ledger,
    )


def _records(folder: Path, table: Table, notes: Notes) -> Sequence[Record]:
    path = find_table(folder, table, notes)
    if path is None:
        return ()
    rows = read_table(path, table.columns, notes, open_ended=table is BY_NAME["needs"])
    if table.required and rows.header and not rows.rows:
        message = Text(f"{table.zh}表没有数据, 共 0 行", f"the table {table.name} has 0 rows")
        notes.error("D28", message, Where(file=path.name))
    return read_records(rows, table.columns, notes)


def make_city(draft: Draft) -> City | None:
    """Return the city of all rows that can be used; None if the tree or the bands cannot."""
    settings = draft.settings
    if draft.org is None or settings.bands is None:
        return None
    return City(
        name=settings.name,
        org=draft.org,
        officers=make_officers(draft.people, draft.affairs),
        places=make_places(draft.sites),
        templates=settings.templates,
        bands=settings.bands,
        daylight=settings.daylight,
        calendar=settings.calendar,
        policy=settings.policy,
        devices=tuple(draft.register.devices),
        post_table=settings.post_table,
        highways=settings.highways,
        grades=settings.grades,
        roads=settings.roads,
        fictional=settings.fictional,
        equipment=draft.equipment,
        bonds=draft.bonds,
        ledger=draft.ledger,
    )


def note_clashes(city: City | None, draft: Draft, notes: Notes, *, week: Week | None = None) -> None:
    """Note what the tables must agree on; as much as can be judged of a folder with errors."""
    check_affairs(draft, notes)
    check_pinned_bonds(draft, notes)
    check_positions(placed(draft).values(), draft.settings.daylight, notes)
    if city:
        notes.findings += grade_doubts(city)
    if city and city.officers and city.places:
        check_places(city, draft.sites, notes)
        check_supply(city, notes, week=week)


def placed(draft: Draft) -> dict[str, Record]:
    """Return the rows of all that stands somewhere, by id: places and devices."""
    return draft.register.rows | draft.sites.rows
