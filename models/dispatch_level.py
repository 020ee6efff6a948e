"""Who commands an incident (指挥调度等级), who is told, and who helps whom (DOMAIN F13, F16). Not the duty grade."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .errors import InputError
from .text import Text

ACK_WITHIN = timedelta(seconds=60)


class DispatchLevel(StrEnum):
    """Level 1: the detachment commands and tells every touched brigade. Level 2: the brigade commands."""

    L1 = "L1"
    L2 = "L2"


LEVEL_NAMES = {
    DispatchLevel.L1: Text("一级指挥调度", "level-1 dispatch"),
    DispatchLevel.L2: Text("二级指挥调度", "level-2 dispatch"),
}


class LinkageKind(StrEnum):
    """Detachment with brigade, brigade with brigade (mutual aid), brigade with squadron."""

    DET_BRI = "DET_BRI"
    BRI_BRI = "BRI_BRI"
    BRI_SQN = "BRI_SQN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """
    Help across a border of the organisation: ``from_unit`` sends, ``to_unit`` receives.

    ``consent`` tells on what it rests: the detachment's command, a standing agreement, or the consent to ask for.
    """

    kind: LinkageKind
    from_unit: str
    to_unit: str
    consent: Text
    granted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """An incident pushed from one centre to another's screen; ``acked_at`` None until somebody confirms it."""

    from_unit: str
    to_unit: str
    incident_id: str
    sent_at: datetime
    acked_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.acked_at is not None and self.acked_at < self.sent_at:
            raise InputError(Text("推送的签收早于发出", "a push is acknowledged before it was sent"))

    def late(self, now: datetime) -> bool:
        """Whether the acknowledgement is missing or came after 60 seconds: an alarm."""
        return (self.acked_at or now) - self.sent_at > ACK_WITHIN
