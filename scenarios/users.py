"""The table of the register's users: read, and a first draft to fill in. It is no table of the plan."""

from pathlib import Path

from ..models.city import City
from ..models.errors import InputError
from ..models.org import Level
from ..models.text import Lang, Text
from ..models.user import ROLE_NAMES, Grant, UserRole
from .codecs import ID, TEXT, choice
from .columns import Column
from .notes import Notes
from .records import Record, read_records
from .tables import close, read_table

COLUMNS = (
    Column("user", "用户", ID, Text("登录名, 或警号", "the user's short name, or police number"), required=True),
    Column("name", "姓名", TEXT, Text("姓名", "name")),
    Column(
        "role",
        "角色",
        choice({role: f"{text.zh} {role.value}" for role, text in ROLE_NAMES.items()}),
        Text("在登记簿中的角色", "what the user may do"),
        required=True,
        default=None,
    ),
    Column("scope", "范围", ID, Text("单位编号; 含其下级", "unit id; holds for all below it too"), required=True),
    Column("public_key", "公钥", TEXT, Text("Ed25519 公钥, 可空", "Ed25519 public key, may be blank")),
)


def read_users(path: Path, city: City) -> list[Grant]:
    """
    Read the table of users, CSV or XLSX.

    Raises
    ------
    InputError
        With every finding: a blank, an unknown role, a scope that is no unit of the city.
    """
    notes = Notes()
    records = read_records(read_table(path, COLUMNS, notes), COLUMNS, notes)
    for record in records:
        _check_scope(record, city, notes)
    if notes.failed:
        raise InputError.of(notes.findings)
    return [Grant(**{column.name: record[column.name] for column in COLUMNS}) for record in records]


def _check_scope(record: Record, city: City, notes: Notes) -> None:
    scope = record["scope"]
    if scope and scope not in city.org:
        near = close(scope, {unit.unit_id: 0 for unit in city.org.units})
        advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
        message = Text(f"单位 {scope} 不存在", f"the unit {scope} does not exist")
        notes.error("D02", message, record.at("scope"), advice)


def draft_users(city: City, lang: Lang) -> bytes:
    """Return a table with one user for every role there must be, as CSV that Excel opens, for people to fill in."""
    root = city.org.root
    rows = [
        ("keeper", UserRole.KEEPER, root.unit_id),
        ("auditor", UserRole.AUDITOR, root.unit_id),
        ("reviewer", UserRole.REVIEWER, root.unit_id),
        ("centre", UserRole.DETACHMENT_CENTRE, root.unit_id),
    ]
    brigades = [unit.unit_id for unit in city.org.units if unit.level is Level.BRIGADE]
    rows += [(f"planner-{unit}", UserRole.PLANNER, unit) for unit in sorted({*brigades, root.unit_id})]
    rows += [(f"centre-{unit}", UserRole.BRIGADE_CENTRE, unit) for unit in brigades]
    header = ",".join(column.zh if lang is Lang.ZH else column.name for column in COLUMNS)
    role = COLUMNS[2].codec
    lines = [header, *(f"{user},,{role.show(what, lang)},{scope}," for user, what, scope in rows)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
