"""What goes into the register: a version before it is recorded, and the hand that records it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...models.filing import COUNTS, Centre, Kind, Period, Reason, Timing, Version
from .signing import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A version before it is recorded.

    ``seen`` is the hash of the thread's latest version that the author built on, "" for none: recording is refused if
    another has come between. ``verdict`` is what the checker says of it: ``breaches`` by rule, ``gaps``, ``cost``.
    """

    unit: str
    path: tuple[str, ...]
    period: Period
    kind: Kind
    content: Mapping[str, Any]
    seen: str
    verdict: Mapping[str, Any]
    effective: datetime
    timing: Timing = Timing.WEEKLY
    base: int | None = None
    reason: Reason | None = None
    note: str = ""
    centres: tuple[Centre, ...] = (Centre.DETACHMENT, Centre.BRIGADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts, when (the city's clock), and the key to sign with, if the user has one."""

    user: str
    at: datetime
    signer: Signer | None = field(default=None, repr=False)


def counting(thread: Sequence[Version]) -> Version | None:
    """Return the version that counts: the latest that both centres have."""
    return next((version for version in reversed(thread) if version.link in COUNTS), None)
