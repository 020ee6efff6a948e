"""Between the nouns and the rows: a version's fixed part, whose hash it bears, and its state."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from ...models.filing import Acknowledgement, Centre, FilingWaiver, Kind, Link, Period, Reason, Timing, Version
from ...models.user import Grant, UserRole
from .canonical import canonical
from .entries import stamp
from .schema import grants, states, versions


def fixed_part(version: Version) -> dict[str, Any]:
    """Return what never changes of a version; its digest is the version's hash."""
    return {
        "unit": version.unit,
        "path": list(version.path),
        "first": version.period.first.isoformat(),
        "last": version.period.last.isoformat(),
        "kind": version.kind,
        "number": version.number,
        "content": version.content_hash,
        "predecessor": version.predecessor,
        "author": version.author,
        "at": stamp(version.at),
        "effective": stamp(version.effective),
        "timing": version.timing,
        "base": version.base,
        "reason": version.reason,
        "note": version.note,
        "centres": list(version.centres),
    }


def version_of(fixed: Mapping[str, Any], version_hash: str) -> Version:
    """Return a version as it stood when it was recorded."""
    return Version(
        unit=fixed["unit"],
        path=tuple(fixed["path"]),
        period=Period(date.fromisoformat(fixed["first"]), date.fromisoformat(fixed["last"])),
        kind=Kind(fixed["kind"]),
        number=fixed["number"],
        content_hash=fixed["content"],
        hash=version_hash,
        predecessor=fixed["predecessor"],
        author=fixed["author"],
        at=datetime.fromisoformat(fixed["at"]),
        effective=datetime.fromisoformat(fixed["effective"]),
        timing=Timing(fixed["timing"]),
        base=fixed["base"],
        reason=None if fixed["reason"] is None else Reason(fixed["reason"]),
        note=fixed["note"],
        centres=tuple(Centre(centre) for centre in fixed["centres"]),
        link=Link.PLANNED if fixed["base"] is None else Link.AMENDED,
    )


def state_row(version: Version) -> dict[str, str]:
    """Return the row of ``states``: all of a version that changes."""
    state = {
        "link": version.link,
        "reviewer": version.reviewer,
        "sent_at": _moment(version.sent_at),
        "filed_at": _moment(version.filed_at),
        "acknowledgements": [{"centre": a.centre, "by": a.by, "at": stamp(a.at)} for a in version.acknowledgements],
        "waivers": [
            {"rule": w.rule, "article": w.article, "authority": w.authority, "reason": w.reason}
            for w in version.waivers
        ],
    }
    return {
        "version": version.hash,
        "link": version.link,
        "filed_at": _moment(version.filed_at),
        "state": canonical(state).decode(),
    }


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else stamp(moment)


def read_versions(connection: Connection, *where: ColumnElement[bool]) -> list[Version]:
    """Return the versions that fulfil all of ``where``, by unit, kind, period and number."""
    query: Select[Any] = (
        select(versions.c.hash, versions.c.meta, states.c.state)
        .join(states, states.c.version == versions.c.hash)
        .where(*where)
        .order_by(versions.c.unit, versions.c.kind, versions.c.first, versions.c.number)
    )
    return [_version(row) for row in connection.execute(query)]


def _version(row: Row[Any]) -> Version:
    state = json.loads(row.state)
    base = version_of(json.loads(row.meta), row.hash)
    acks = tuple(
        Acknowledgement(centre=Centre(a["centre"]), by=a["by"], at=datetime.fromisoformat(a["at"]))
        for a in state["acknowledgements"]
    )

    return replace(
        base,
        link=Link(state["link"]),
        reviewer=state["reviewer"],
        sent_at=_read_moment(state["sent_at"]),
        filed_at=_read_moment(state["filed_at"]),
        acknowledgements=acks,
        waivers=tuple(FilingWaiver(**waiver) for waiver in state["waivers"]),
    )


def _read_moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def read_grants(connection: Connection) -> list[Grant]:
    """Return all grants, by user, role and scope."""
    rows = connection.execute(select(grants).order_by(grants.c.user, grants.c.role, grants.c.scope)).mappings()
    return [Grant(**{**row, "role": UserRole(row["role"])}) for row in rows]


def grant_rows(given: Iterable[Grant]) -> list[dict[str, str]]:
    """Return grants as rows, sorted."""
    return [
        {"user": g.user, "name": g.name, "role": g.role, "scope": g.scope, "public_key": g.public_key}
        for g in sorted(set(given))
    ]
