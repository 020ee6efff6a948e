"""Who may help whom, on what condition (DOMAIN F16), and what is pushed to whom."""

from datetime import datetime

from ...models.dispatch_level import Linkage, LinkageKind, Push
from ...models.errors import InputError
from ...models.incident import Incident
from ...models.text import Text
from .levels import Level


def detachment_command(from_unit: str, to_unit: str) -> Linkage:
    """Level 1: the detachment may send any unit anywhere."""
    return Linkage(
        kind=LinkageKind.DET_BRI,
        from_unit=from_unit,
        to_unit=to_unit,
        consent=Text("一级调度, 支队直接指挥", "level 1: the detachment commands"),
    )


def brigade_aid(from_unit: str, to_unit: str, *, agreed: bool) -> Linkage:
    """
    Level 2: a neighbour helps, by standing agreement or by the detachment's consent.

    Raises
    ------
    InputError
        If a brigade would help itself.
    """
    if from_unit == to_unit:
        raise InputError(Text(f"大队 {to_unit} 不能互助自己", f"brigade {to_unit} cannot aid itself"))
    consent = (
        Text("大队互助协议", "standing agreement") if agreed else Text("须经支队同意", "needs the detachment's consent")
    )
    return Linkage(kind=LinkageKind.BRI_BRI, from_unit=from_unit, to_unit=to_unit, consent=consent, granted=agreed)


def squadron_support(from_unit: str, to_unit: str) -> Linkage:
    """Within a brigade: the sub-centre sends any squadron's unit."""
    consent = Text("大队分指挥中心调度", "the brigade's sub-centre commands")
    return Linkage(kind=LinkageKind.BRI_SQN, from_unit=from_unit, to_unit=to_unit, consent=consent)


def circular(linkages: list[Linkage]) -> list[Linkage]:
    """Return the mutual aids that cancel out: two brigades that help each other at the same time."""
    pairs = {(one.from_unit, one.to_unit) for one in linkages if one.kind is LinkageKind.BRI_BRI}
    return [one for one in linkages if one.kind is LinkageKind.BRI_BRI and (one.to_unit, one.from_unit) in pairs]


def pushes(incident: Incident, level: Level, centre: str, now: datetime) -> tuple[Push, ...]:
    """Return what ``centre`` pushes: a level-1 incident to the sub-centre of every brigade it touches."""
    return tuple(
        Push(from_unit=centre, to_unit=brigade, incident_id=incident.incident_id, sent_at=now)
        for brigade in level.pushes
    )


def unacknowledged(sent: tuple[Push, ...], now: datetime) -> tuple[Push, ...]:
    """Return the pushes that raise an alarm: no acknowledgement within 60 seconds."""
    return tuple(push for push in sent if push.late(now))
