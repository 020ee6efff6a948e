"""What a document says of itself: which version it is, whose, who has acknowledged it, and its hash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ...models.filing import (
    LINK_NAMES,
    REASON_NAMES,
    TIMING_NAMES,
    Acknowledgement,
    Centre,
    FilingWaiver,
    Link,
    Version,
)
from ...models.roster import Roster
from ...models.text import Text
from ...solver.equipment.bind import Binding
from ..filed_roster import roster_content
from ..outfit import annex_of
from ..register.canonical import digest

UNFILED = Text("草案 (未报备)", "draft (not filed)")
UNAPPROVED = (Link.PLANNED, Link.AMENDED, Link.RETURNED)
ALL_CENTRES = (Centre.DETACHMENT, Centre.BRIGADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """
    Where a document stands.

    Parameters
    ----------
    version, state
        Which version, and its link; or that it is a draft.
    number, at
        The version's number, and when it was made (local time); 0 and None for a draft.
    content_hash
        SHA-256 of the roster; the QR code holds ``hash``, that of the version, which for a draft is the same.
    base
        The version that it amends, and why.
    author, reviewer, approver
        Who made it; who reviewed it; the same once it is approved, empty if it was returned.
    missing
        Centres that have not acknowledged it.
    waivers
        Hard breaches set aside for this version alone.
    in_time
        Whether the deadline was met; None while it is not filed.
    input_hash
        SHA-256 of the city folder it was made from, empty if that is not known.
    """

    version: Text
    state: Text
    number: int = 0
    at: datetime | None = None
    content_hash: str
    hash: str
    base: Text | None = None
    author: str = ""
    reviewer: str = ""
    approver: str = ""
    note: str = ""
    deadline: Text | None = None
    in_time: bool | None = None
    acknowledgements: Sequence[Acknowledgement] = ()
    missing: Sequence[Centre] = ALL_CENTRES
    waivers: Sequence[FilingWaiver] = ()
    input_hash: str = ""

    @property
    def met(self) -> Text:
        """Whether the deadline was met, in words."""
        return {True: Text("是", "yes"), False: Text("否 (逾期)", "no (late)"), None: Text("未报备", "not filed")}[
            self.in_time
        ]


def draft(roster: Roster, binding: Binding, *, input_hash: str = "", after: Version | None = None) -> Identity:
    """
    Return the identity of one unit's roster as it stands on the disk, with the devices of its duties.

    ``after`` is the latest version of the register, if there is one and it says something else.
    """
    code = digest(roster_content(roster, annex_of(roster, binding)))
    version = UNFILED
    if after:
        version = Text(
            f"草案, 与已登记的第 {after.number} 版不同", f"draft, not what version {after.number} on record says"
        )
    return Identity(version=version, state=version, content_hash=code, hash=code, input_hash=input_hash)


def filed(version: Version, *, input_hash: str = "", names: Mapping[str, str] | None = None) -> Identity:
    """Return the identity of a version of the register; ``names`` says who its users are."""
    known, due = names or {}, version.deadline
    timing = TIMING_NAMES[due.timing]
    return Identity(
        version=Text(f"第 {version.number} 版", f"version {version.number}"),
        state=LINK_NAMES[version.link],
        number=version.number,
        at=version.at,
        content_hash=version.content_hash,
        hash=version.hash,
        base=_base(version),
        author=_person(version.author, known),
        reviewer=_person(version.reviewer, known),
        approver="" if version.link in UNAPPROVED else _person(version.reviewer, known),
        note=version.note,
        deadline=Text(f"{due.due:%Y-%m-%d %H:%M} ({timing.zh})", f"{due.due:%Y-%m-%d %H:%M} ({timing.en})"),
        in_time=version.in_time,
        acknowledgements=tuple(replace(ack, by=_person(ack.by, known)) for ack in version.acknowledgements),
        missing=version.missing,
        waivers=tuple(version.waivers),
        input_hash=input_hash,
    )


def _person(user: str, names: Mapping[str, str]) -> str:
    """Return a user with the name the register has, ``王建国 (wang)``."""
    name = names.get(user, "")
    return f"{name} ({user})" if name and name != user else user


def _base(version: Version) -> Text | None:
    if version.base is None:
        return None
    why = REASON_NAMES[version.reason] if version.reason else Text("", "")
    return Text(f"第 {version.base} 版 {why.zh}".strip(), f"version {version.base} {why.en}".strip())
