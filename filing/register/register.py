"""The register itself: record a version, act on it, read it back; each call is one transaction, whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from ...models.errors import ConflictError, RefusedError
from ...models.filing import COUNTS, LINK_NAMES, Centre, Kind, Period, Version
from ...models.text import Text
from ...models.user import Grant, UserRole
from .connect import connect, reading, shown, writing
from .contents import Contents
from .draft import Draft, Hand, counting
from .entries import append, last_entry, settled, stamp
from .machine import ROLE_OF, STEPS, Action, carry_out
from .recording import make_version, refuse_overlap, store_version
from .rights import granted, key_of, refuse_odd_users
from .rows import grant_rows, read_grants, read_versions, state_row
from .schema import grants, log, states, versions


class Register:
    """
    A register, in a file or on a server; safe to use from many processes and threads at once.

    Every method that writes raises ``RefusedError`` (not allowed), ``ConflictError`` (somebody was quicker), or
    ``InputError`` (the register cannot be reached or written); then nothing has been recorded.
    """

    def __init__(self, place: str | Path, *, create: bool = False) -> None:
        self.engine: Engine = connect(place, create=create)
        self._contents = Contents(self.engine)

    def __str__(self) -> str:
        return shown(self.engine.url)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def set_users(self, given: Sequence[Grant], hand: Hand) -> None:
        """Replace the table of users; the first by a keeper who is in it, then only by a keeper who was."""
        with writing(self.engine) as connection:
            before = read_grants(connection)
            refuse_odd_users(before, given, hand.user)
            rows = grant_rows(given)
            _log(connection, before or given, hand, Action.USERS, detail={"users": rows})
            connection.execute(delete(grants))
            connection.execute(insert(grants), rows)

    def set_clock_right(self, hand: Hand) -> None:
        """Let time begin anew at ``hand.at`` after a clock was wrong; an auditor's word, kept in the log."""
        with writing(self.engine) as connection:
            known = read_grants(connection)
            granted(known, hand.user, (UserRole.AUDITOR,))
            detail = {"was": last_entry(connection).at}
            _log(connection, known, hand, Action.CLOCK, at=hand.at.replace(microsecond=0), detail=detail)

    def record(self, draft: Draft, hand: Hand) -> Version:
        """Record a new version: a plan, or (with a base) an amendment of the version that counts."""
        with writing(self.engine) as connection:
            known = read_grants(connection)
            granted(known, hand.user, (UserRole.PLANNER,), draft.path)
            refuse_overlap(connection, draft)
            thread = _thread(connection, draft.unit, draft.kind, draft.period)
            version, content = make_version(draft, thread, hand.user, settled(last_entry(connection), hand.at))
            _log(connection, known, hand, Action.RECORD, version=version.hash, detail=draft.verdict)
            store_version(connection, version, content)
        return version

    def act(self, version: Version, action: Action, hand: Hand, *, detail: Mapping[str, Any] | None = None) -> Version:
        """
        Take a version to its next link; ``version`` is as the user saw it.

        ``detail`` goes into the log; SEND needs ``breaches`` and ``waivers``, ACKNOWLEDGE ``breaches`` and ``centre``.
        """
        detail = dict(detail or {})
        with writing(self.engine) as connection:
            known = read_grants(connection)
            roles = (ROLE_OF[Centre(detail["centre"])],) if "centre" in detail else STEPS[action].roles
            granted(known, hand.user, roles, version.path)
            now = _still(_thread(connection, version.unit, version.kind, version.period), version)
            at = settled(last_entry(connection), hand.at)
            after = carry_out(now, action, by=hand.user, at=at, detail=detail)
            _log(connection, known, hand, action, version=now.hash, detail=detail)
            connection.execute(update(states).where(states.c.version == now.hash).values(state_row(after)))
        return after

    def users(self) -> list[Grant]:
        """Return what each user may do, and where."""
        with reading(self.engine) as connection:
            return read_grants(connection)

    def thread(self, unit: str, kind: Kind, period: Period) -> list[Version]:
        """Return all versions of a unit for a period, the first first."""
        with reading(self.engine) as connection:
            return _thread(connection, unit, kind, period)

    def versions(self, *, period: Period | None = None, kind: Kind | None = None) -> list[Version]:
        """Return all versions, or those of a period or kind, by unit, kind, period and number."""
        where = [versions.c.first == period.first.isoformat()] if period else []
        where += [versions.c.kind == kind] if kind else []
        with reading(self.engine) as connection:
            return read_versions(connection, *where)

    def in_force(self, moment: datetime, *, kind: Kind = Kind.ROSTER, known: datetime | None = None) -> list[Version]:
        """
        Return the versions in force at a moment, amendments applied, by unit.

        A version is in force from its ``effective`` moment, once both centres have it, until the next one is or its
        period ends; on the day after its period it stands still, since the last night's duties run into that morning:
        a unit then has two versions, the earlier period's first.

        Parameters
        ----------
        moment
            Local time.
        kind
            Rosters, or deployments.
        known
            Answer as one would have at this moment; now if not given.
        """
        day = moment.date()
        where = [
            versions.c.kind == kind,
            versions.c.first <= day.isoformat(),
            versions.c.last >= (day - timedelta(days=1)).isoformat(),
            versions.c.effective <= stamp(moment),
            states.c.filed_at.not_in([""]),
        ]
        if known:
            where.append(states.c.filed_at <= stamp(known))
        with reading(self.engine) as connection:
            found = read_versions(connection, *where)
        return list({(version.unit, version.period): version for version in found}.values())

    def content(self, version: Version) -> Mapping[str, Any]:
        """Return what a version says; InputError if its bytes are not those that were recorded."""
        return self._contents.of([version])[0]

    def contents(self, versions: Sequence[Version]) -> list[Mapping[str, Any]]:
        """Return what each of some versions says, those not yet known in one question."""
        return self._contents.of(versions)

    def log(self) -> list[dict[str, Any]]:
        """Return all entries of the log in order, as plain values."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(log).order_by(log.c.seq)).mappings()
            return [{**row, "detail": json.loads(row["detail"])} for row in rows]


def _log(  # noqa: PLR0913 - an entry has this many sides
    connection: Connection,
    known: Sequence[Grant],
    hand: Hand,
    action: Action,
    *,
    version: str = "",
    detail: Mapping[str, Any],
    at: datetime | None = None,
) -> None:
    """Write the next entry of the log in the user's name."""
    append(
        connection,
        at=at or settled(last_entry(connection), hand.at),
        actor=hand.user,
        action=action,
        key=key_of(known, hand.user, hand.signer),
        signer=hand.signer,
        version=version,
        detail=detail,
    )


def _thread(connection: Connection, unit: str, kind: Kind, period: Period) -> list[Version]:
    """Return the versions of a unit for a period, the first first."""
    return read_versions(
        connection,
        versions.c.unit == unit,
        versions.c.kind == kind,
        versions.c.first == period.first.isoformat(),
        versions.c.last == period.last.isoformat(),
    )


def _still(thread: Sequence[Version], seen: Version) -> Version:
    """Return ``seen`` as it stands now, if it is still where the user saw it and no other has taken its place."""
    now = next((version for version in thread if version.hash == seen.hash), None)
    if now is None:
        raise RefusedError(Text(f"登记簿中没有 {seen}", f"the register does not hold {seen}"))
    if now.link is not seen.link:
        name = LINK_NAMES[now.link]
        raise ConflictError(
            Text(
                f"{seen} 刚刚变为“{name.zh}”: 请查看后再定",
                f"{seen} has just become {name.en}: look again, then decide",
            )
        )
    latest = counting(thread) if now.link in COUNTS else thread[-1]
    if latest is not now:
        raise ConflictError(Text(f"{seen} 已被 {latest} 取代", f"{latest} has taken the place of {seen}"))
    return now
