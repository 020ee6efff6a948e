"""What reading a roster file gives: the roster, and what the reader wants to say about it."""

from dataclasses import dataclass

from ..models.finding import Finding
from ..models.roster import Roster


@dataclass(frozen=True, slots=True)
class Reading:
    """A roster whose every name resolves in its city; ``notices`` are findings below ERROR."""

    roster: Roster
    notices: tuple[Finding, ...] = ()
