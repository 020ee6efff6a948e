"""Making a version: its number and hash, and what stands against it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from ...models.errors import ConflictError, InputError, RefusedError
from ...models.filing import LINK_NAMES, Link, Version
from ...models.text import Text
from .canonical import canonical, digest, digest_bytes
from .draft import Draft, counting
from .entries import stamp
from .rows import fixed_part, read_versions, state_row, version_of
from .schema import states, versions


def make_version(draft: Draft, thread: Sequence[Version], author: str, at: datetime) -> tuple[Version, bytes]:
    """
    Return the next version of a thread, and the bytes of its content.

    Raises
    ------
    ConflictError, RefusedError, InputError
        If another version has come between, if the thread is filed or not yet filed, if an amendment lacks its reason.
    """
    _refuse_stale(draft, thread)
    refuse_place(draft, counting(thread))
    content = canonical(draft.content)
    bare = Version(
        unit=draft.unit,
        path=draft.path,
        period=draft.period,
        kind=draft.kind,
        number=thread[-1].number + 1 if thread else 1,
        content_hash=digest_bytes(content),
        hash="",
        predecessor=draft.seen,
        author=author,
        at=at,
        effective=draft.effective,
        timing=draft.timing,
        base=draft.base,
        reason=draft.reason,
        note=draft.note,
        centres=draft.centres,
    )
    fixed = fixed_part(bare)
    return version_of(fixed, digest(fixed)), content


def _refuse_stale(draft: Draft, thread: Sequence[Version]) -> None:
    latest = thread[-1] if thread else None
    if draft.seen == (latest.hash if latest else ""):
        return
    if latest is None:
        raise ConflictError(
            Text(f"{draft.unit} {draft.period}: 所依据的版本不存在", "the version built on is not there")
        )
    raise ConflictError(
        Text(
            f"{latest.title.zh} 已由 {latest.author} 于 {latest.at:%m-%d %H:%M} 登记, 您依据的是更早的版本: "
            "请查看后重做",
            f"{latest.title.en} was recorded by {latest.author} at {latest.at:%m-%d %H:%M}, yours is built on an "
            "earlier one: look at it, then do yours again",
        )
    )


def refuse_place(draft: Draft | Version, filed: Version | None) -> None:
    """Refuse a plan where something is filed, and an amendment where nothing is, or of another version."""
    if draft.base is None:
        if filed:
            raise RefusedError(
                Text(
                    f"{filed.title.zh} 已报备: 只能变更 (qinwu amend)",
                    f"{filed.title.en} is filed: it can only be amended (qinwu amend)",
                )
            )
        return
    if draft.reason is None:
        raise InputError(Text("变更须写明原因 (--reason)", "an amendment names its reason (--reason)"))
    if filed is None:
        raise RefusedError(Text("尚未报备, 无从变更", "nothing is filed yet that could be amended"))
    if filed.link not in (Link.FILED, Link.EXECUTING):
        name = LINK_NAMES[filed.link]
        raise RefusedError(
            Text(f"{filed.title.zh} {name.zh}, 不能再变更", f"{filed.title.en} is {name.en}: too late to amend")
        )
    if filed.number != draft.base:
        raise ConflictError(
            Text(
                f"现行版本是 {filed.title.zh}, 不是第 {draft.base} 版",
                f"the version that counts is {filed.title.en}, not {draft.base}",
            )
        )
    span = draft.period.last - draft.period.first + timedelta(days=2)
    if not timedelta() <= draft.effective - datetime.combine(draft.period.first, datetime.min.time()) <= span:
        raise InputError(
            Text(
                f"生效时间 {draft.effective} 不在 {draft.period} 内", f"{draft.effective} is not within {draft.period}"
            )
        )


def refuse_overlap(connection: Connection, draft: Draft) -> None:
    """Raise RefusedError if another period of the same unit and kind shares a day with this one."""
    others = read_versions(
        connection,
        versions.c.unit == draft.unit,
        versions.c.kind == draft.kind,
        versions.c.first <= draft.period.last.isoformat(),
        versions.c.last >= draft.period.first.isoformat(),
    )
    for other in reversed(others):
        if other.period != draft.period and other.link is not Link.RETURNED:
            raise RefusedError(
                Text(
                    f"{draft.unit} {draft.period} 与已登记的 {other} 时段重叠",
                    f"{draft.unit} {draft.period} overlaps {other}, which is on record",
                )
            )


def store_version(connection: Connection, version: Version, content: bytes) -> None:
    """Add the rows of a new version."""
    connection.execute(
        insert(versions),
        {
            "hash": version.hash,
            "unit": version.unit,
            "kind": version.kind,
            "first": version.period.first.isoformat(),
            "last": version.period.last.isoformat(),
            "number": version.number,
            "effective": stamp(version.effective),
            "meta": canonical(fixed_part(version)).decode(),
            "content": content.decode(),
        },
    )
    connection.execute(insert(states), state_row(version))
