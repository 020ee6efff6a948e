"""Verification: walk the log again from its first entry and compare all that is stored; what is wrong is named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text

from ...models.errors import InputError, QinwuError, RefusedError
from ...models.filing import Centre, Version
from ...models.finding import Finding, Severity, Where
from ...models.text import Text
from ...models.user import Grant, UserRole
from .canonical import digest, digest_bytes, parse_object
from .connect import reading
from .draft import counting
from .entries import Entry, last_entry, stamp
from .machine import ROLE_OF, STEPS, Action, carry_out
from .recording import refuse_place
from .register import Register
from .rights import granted
from .rows import grant_rows, read_grants, state_row, version_of
from .schema import log, states, versions
from .signing import signed_by

ALTERED, MISSING, DISORDER, UNSIGNED, UNLAWFUL = "V01", "V02", "V03", "V04", "V05"


@dataclass(slots=True)
class _Walk:
    """The register as the log says it should be, up to the entry that is being read."""

    recorded: dict[str, Version] = field(default_factory=dict)
    threads: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    hashes: set[str] = field(default_factory=set)
    seq: int = 0
    hash: str = ""
    at: str = ""
    findings: list[Finding] = field(default_factory=list)

    def say(self, rule: str, message: Text, where: str) -> None:
        """Note a finding; what is no text any more is shown as ``?``."""
        shown = where.encode("utf-8", "replace").decode()
        self.findings.append(Finding(rule=rule, severity=Severity.ERROR, message=message, where=Where(field=shown)))


def verify(register: Register, *, seen: Sequence[str] = ()) -> list[Finding]:
    """
    Return everything in a register that is not as it was written; an empty list if all is well.

    Found are: a changed byte in a version or in the log (V01), a deleted version or entry (V02), entries in another
    order (V03), a signature that is missing or false (V04), a step that the rules did not allow (V05). One who rewrites
    the whole register with new hashes is found by signatures, or by ``seen``.

    Parameters
    ----------
    register
        The register.
    seen
        Hashes of versions or entries known from elsewhere, as from the footer of a printed filing.
    """
    walk = _Walk()
    try:
        with reading(register.engine) as connection:
            _ask_whole(connection, walk)
            fixed = _versions(connection, walk)
            for row in connection.execute(select(log).order_by(log.c.seq)):
                _entry(walk, row, fixed)
            _compare(connection, walk, fixed)
    except InputError as error:
        walk.say(ALTERED, error.text, str(register))
    for one in seen:
        if one not in walk.hashes:
            walk.say(
                MISSING,
                Text(f"别处所见的哈希 {one} 不在登记簿中", f"the hash {one}, seen elsewhere, is not in the register"),
                "",
            )
    return walk.findings


def _ask_whole(connection: Connection, walk: _Walk) -> None:
    """Ask SQLite whether its file is whole."""
    if connection.dialect.name == "sqlite":
        said = connection.execute(text("PRAGMA integrity_check(5)")).scalars().all()
        for line in said if said != ["ok"] else ():
            walk.say(ALTERED, Text(f"数据库文件损坏: {line}", f"the database file is damaged: {line}"), "")


def _versions(connection: Connection, walk: _Walk) -> dict[str, Version]:
    """Read each version that is stored, with the hashes of its content and of its fixed part worked out anew."""
    found = {}
    for row in connection.execute(select(versions).order_by(versions.c.hash).execution_options(yield_per=50)):
        name = f"{row.unit} {row.first} {row.kind} v{row.number}"
        fixed = parse_object(row.meta)
        try:
            version = None if fixed is None else version_of(fixed, row.hash)
        except (KeyError, TypeError, ValueError, QinwuError):
            version = None
        if version is None or digest(fixed) != version.hash or _columns(version) != _stored(row):
            message = Text("版本的登记项被改动", "what is on record of the version was changed")
            walk.say(ALTERED, message, name)
        elif digest_bytes(row.content.encode("utf-8", "surrogateescape")) != version.content_hash:
            walk.say(ALTERED, Text("版本的内容被改动", "the content of the version was changed"), str(version))
        if version is not None:
            found[row.hash] = version
    walk.hashes |= set(found)
    return found


def _columns(version: Version) -> tuple[object, ...]:
    period = version.period
    return (
        version.unit,
        version.kind,
        period.first.isoformat(),
        period.last.isoformat(),
        version.number,
        stamp(version.effective),
    )


def _stored(row: Row[Any]) -> tuple[object, ...]:
    return (row.unit, row.kind, row.first, row.last, row.number, row.effective)


def _entry(walk: _Walk, row: Row[Any], fixed: dict[str, Version]) -> None:
    """Read one entry: its own hash, its place in the chain, its signature, and whether it was allowed."""
    where = f"log {row.seq}"
    if row.seq != walk.seq + 1:
        message = Text(
            f"第 {walk.seq + 1} 至 {row.seq - 1} 条不见了", f"entries {walk.seq + 1} to {row.seq - 1} are gone"
        )
        walk.say(MISSING, message, where)
    elif row.before != walk.hash:
        walk.say(DISORDER, Text("与前一条不相连", "it does not follow the entry before it"), where)
    entry = _read(row)
    if entry is None:
        walk.say(ALTERED, Text("日志条目被改动", "the entry was changed"), where)
    walk.seq, walk.hash = row.seq, row.hash
    walk.hashes.add(row.hash)
    if entry is None:
        return
    if row.at < walk.at and entry.action is not Action.CLOCK:
        walk.say(DISORDER, Text("早于前一条", "it is earlier than the entry before it"), where)
    walk.at = row.at
    if entry.key and not signed_by(entry.key, row.hash, row.signature):
        walk.say(UNSIGNED, Text(f"{entry.actor} 的签名不符", f"not signed by {entry.actor}"), where)
    try:
        _replay(walk, entry, fixed)
    except (QinwuError, KeyError, TypeError, ValueError) as error:
        said = error.text if isinstance(error, QinwuError) else Text(str(error), str(error))
        walk.say(UNLAWFUL, said, where)


def _read(row: Row[Any]) -> Entry | None:
    """Return the entry of a row, None if it is not as it was written."""
    detail = parse_object(row.detail)
    try:
        at, action = datetime.fromisoformat(row.at), Action(row.action)
    except ValueError:
        return None
    if detail is None:
        return None
    entry = Entry(
        seq=row.seq,
        at=at,
        actor=row.actor,
        action=action,
        version=row.version,
        detail=detail,
        before=row.before,
        key=row.key,
    )
    try:
        return entry if entry.hash == row.hash and stamp(at) == row.at else None
    except InputError:
        return None


def _replay(walk: _Walk, entry: Entry, fixed: dict[str, Version]) -> None:
    """Do again what the entry says was done, with the rights and links of that moment."""
    known = next((g.public_key for g in walk.grants if g.user == entry.actor and g.public_key), "")
    if entry.action is Action.USERS:
        given = [Grant(**{**row, "role": UserRole(row["role"])}) for row in entry.detail["users"]]
        granted(walk.grants or given, entry.actor, (UserRole.KEEPER,))
        walk.grants = given
        return
    if known != entry.key:
        raise RefusedError(Text(f"{entry.actor} 未用登记的密钥", f"{entry.actor} did not use the key on record"))
    if entry.action is Action.CLOCK:
        granted(walk.grants, entry.actor, (UserRole.AUDITOR,))
    elif entry.action is Action.RECORD:
        _recorded(walk, entry, fixed)
    else:
        version = walk.recorded[entry.version]
        centre = entry.detail.get("centre")
        roles = (ROLE_OF[Centre(centre)],) if centre else STEPS[entry.action].roles
        granted(walk.grants, entry.actor, roles, version.path)
        walk.recorded[entry.version] = carry_out(
            version, entry.action, by=entry.actor, at=entry.at, detail=entry.detail
        )


def _recorded(walk: _Walk, entry: Entry, fixed: dict[str, Version]) -> None:
    version = fixed.get(entry.version)
    if version is None:
        message = Text(
            f"{entry.actor} 于 {entry.at} 登记的版本 {entry.version[:12]} 不见了",
            f"the version {entry.version[:12]}, recorded by {entry.actor} at {entry.at}, is gone",
        )
        walk.say(MISSING, message, f"log {entry.seq}")
        return
    thread = walk.threads.setdefault((version.unit, version.kind, str(version.period)), [])
    before = list(thread)
    thread.append(version.hash)
    walk.recorded[version.hash] = version
    if version.number != len(before) + 1 or version.predecessor != (before[-1] if before else ""):
        message = Text("不接在前一版本之后", "it does not follow the version before it")
        walk.say(DISORDER, message, str(version))
    granted(walk.grants, entry.actor, (UserRole.PLANNER,), version.path)
    refuse_place(version, counting([walk.recorded[one] for one in before]))
    if entry.actor != version.author:
        walk.say(ALTERED, Text("编制人与日志不符", "its author is not the one of the log"), str(version))


def _compare(connection: Connection, walk: _Walk, fixed: dict[str, Version]) -> None:
    """Compare head, states and users with what the log leads to."""
    last = last_entry(connection)
    if (last.seq, last.hash) != (walk.seq, walk.hash):
        message = Text(
            f"日志止于第 {walk.seq} 条, 应止于第 {last.seq} 条",
            f"the log ends with entry {walk.seq}, it should end with {last.seq}",
        )
        walk.say(MISSING, message, f"log {walk.seq}")
    for version in fixed.values():
        if version.hash not in walk.recorded:
            message = Text("日志中没有登记这一版本", "the log does not know of the version")
            walk.say(MISSING, message, str(version))
    stored = {row.version: row for row in connection.execute(select(states))}
    for version in walk.recorded.values():
        row = stored.pop(version.hash, None)
        if row is None or dict(row._mapping) != state_row(version):  # noqa: SLF001 - SQLAlchemy's public name
            message = Text("版本的环节与日志不符", "its link is not the one the log leads to")
            walk.say(ALTERED, message, str(version))
    for row in stored.values():
        walk.say(ALTERED, Text("环节表多出一行", "a link is on record for no version"), row.version)
    if grant_rows(read_grants(connection)) != grant_rows(walk.grants):
        walk.say(ALTERED, Text("用户表与日志不符", "the table of users is not the one of the log"), "users")
