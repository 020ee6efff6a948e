"""In force at a moment: what dispatch, supervision and scoring read; one call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from ..models.filing import Version
from ..models.roster import Roster
from .filed_roster import filed_roster, together
from .register.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """
    What is in force: the units' versions, their duties in one roster, and, on a period's first day, the one before.

    ``before`` holds the rosters of the period that ended the day before: its last night runs into this morning.
    """

    versions: Sequence[Version]
    roster: Roster | None
    before: Roster | None = None


def in_force(register: Register, moment: datetime, *, known: datetime | None = None) -> InForce:
    """
    Return the rosters in force at ``moment`` (local time), amendments applied; ``known``: as was known at that moment.

    A unit that has nothing filed for the day has no duties in it: what is not filed does not count.
    """
    versions = register.in_force(moment, known=known)
    now = [version for version in versions if version.period.last >= moment.date()]
    gone = [version for version in versions if version.period.last < moment.date()]
    return InForce(versions=now, roster=_as_one(register, tuple(now)), before=_as_one(register, tuple(gone)))


@lru_cache(maxsize=8)
def _as_one(register: Register, versions: tuple[Version, ...]) -> Roster | None:
    """Return the duties of some versions in one roster; versions never change, so the last few are kept."""
    return together(filed_roster(register.content(version)) for version in versions)
