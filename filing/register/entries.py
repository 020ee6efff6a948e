"""The log: every change is an entry that carries the hash of the one before, so that no past changes unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from ...models.errors import RefusedError
from ...models.text import Text
from .canonical import canonical, digest
from .machine import Action
from .schema import head, log
from .signing import Signer

SLACK = timedelta(minutes=2)
"""A clock may be set back by so much; the log then repeats its last moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One line of the log.

    ``version`` is the hash of the version it speaks of, "" for users and clock; ``before`` the hash of the entry
    before; ``key`` the public key that had to sign, "" for none.
    """

    seq: int
    at: datetime
    actor: str
    action: Action
    version: str
    detail: Mapping[str, Any]
    before: str
    key: str

    @property
    def hash(self) -> str:
        """SHA-256 of everything above."""
        return digest(
            {
                "seq": self.seq,
                "at": stamp(self.at),
                "actor": self.actor,
                "action": self.action,
                "version": self.version,
                "detail": self.detail,
                "before": self.before,
                "key": self.key,
            }
        )


def stamp(moment: datetime) -> str:
    """Return a moment as the tables hold it: whole seconds of the city's clock."""
    return moment.isoformat(timespec="seconds")


def last_entry(connection: Connection) -> Row[Any]:
    """Return the row of ``head``: number, hash and moment of the last entry."""
    return connection.execute(select(head)).one()


def settled(last: Row[Any], at: datetime) -> datetime:
    """
    Return the moment of a new entry: ``at``, or the last entry's if the clock was set back a little.

    Raises
    ------
    RefusedError
        If the clock was set back by more than ``SLACK``.
    """
    at = at.replace(microsecond=0)
    if not last.at:
        return at
    before = datetime.fromisoformat(last.at)
    if at < before - SLACK:
        raise RefusedError(
            Text(
                f"时钟倒退: 登记簿最后一条是 {before}, 现在却是 {at}; 校准时钟, 若是上一条的时间错了, 由监督员校时",
                f"the clock runs back: the last entry is of {before}, now it is {at}; set the clock right, or, if the"
                " last entry was wrong, let an auditor say so (qinwu log --clock-was-wrong)",
            )
        )
    return max(at, before)


def append(  # noqa: PLR0913 - an entry has this many sides
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    action: Action,
    key: str,
    signer: Signer | None,
    version: str = "",
    detail: Mapping[str, Any],
) -> Entry:
    """Write the next entry, chained to the last one."""
    last = last_entry(connection)
    entry = Entry(
        seq=last.seq + 1,
        at=at,
        actor=actor,
        action=action,
        version=version,
        detail=detail,
        before=last.hash,
        key=key,
    )
    row = {
        "seq": entry.seq,
        "at": stamp(at),
        "actor": actor,
        "action": action,
        "version": version,
        "detail": canonical(detail).decode(),
        "before": last.hash,
        "key": key,
        "hash": entry.hash,
        "signature": signer.sign(entry.hash) if signer else "",
    }
    connection.execute(insert(log), row)
    connection.execute(update(head).values(seq=entry.seq, hash=entry.hash, at=stamp(at)))
    return entry
