"""In force at a moment: what dispatch, supervision and scoring read; one call."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from ..models.filing import Version
from ..models.roster import Roster
from ..solver.equipment.jobs import Key
from .filed_roster import filed_roster, together
from .outfit import radios_of

if TYPE_CHECKING:
    from .register.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """
    What is in force: the units' versions, their duties in one roster, and, on a period's first day, the one before.

    ``before`` holds the rosters of the period that ended the day before: its last night runs into this morning.
    ``radios`` holds whom a call reaches, both periods': day, template and police number to the radio as it was filed.
    """

    versions: Sequence[Version]
    roster: Roster | None
    before: Roster | None = None
    radios: Mapping[Key, str] = field(default_factory=dict)


def in_force(register: "Register", moment: datetime, *, known: datetime | None = None) -> InForce:
    """
    Return the rosters in force at ``moment`` (local time), amendments applied; ``known``: as was known at that moment.

    A unit that has nothing filed for the day has no duties in it: what is not filed does not count.
    """
    versions = register.in_force(moment, known=known)
    now = [version for version in versions if version.period.last >= moment.date()]
    gone = [version for version in versions if version.period.last < moment.date()]
    register.contents(versions)
    (roster, radios), (before, old_radios) = _as_one(register, tuple(now)), _as_one(register, tuple(gone))
    return InForce(versions=now, roster=roster, before=before, radios=ChainMap(radios, old_radios))


@lru_cache(maxsize=8)
def _as_one(register: "Register", versions: tuple[Version, ...]) -> tuple[Roster | None, dict[Key, str]]:
    """Return the duties of some versions in one roster, and their radios; the last few are kept."""
    parts = [_read(register, version) for version in versions]
    radios = {key: radio for _, own in parts for key, radio in own.items()}
    return together(roster for roster, _ in parts), radios


@lru_cache(maxsize=64)
def _read(register: "Register", version: Version) -> tuple[Roster, dict[Key, str]]:
    """Return one version's roster and radios; versions never change, so an amendment makes one be read, not all."""
    content = register.content(version)
    return filed_roster(content), radios_of(content)
