"""Second reports of one event, merged: same place within 100 m and 30 minutes (DOMAIN F05)."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from math import cos, hypot, radians

from ....models.past_incident import PastIncident
from ....road_network.coordinates import METRES_A_DEGREE

SAME_M = 100.0
SAME_TIME = timedelta(minutes=30)


def merge_reports(incidents: Iterable[PastIncident]) -> list[PastIncident]:
    """
    Return the events in order of time; of several reports of one the first stays, with the worst that any says.

    Two accidents of whatever kind may be one event; others only if they are of the same type.
    """
    events: list[PastIncident] = []
    recent: deque[int] = deque()
    for report in sorted(incidents, key=lambda i: (i.reported_at, i.incident_id)):
        while recent and report.reported_at - events[recent[0]].reported_at > SAME_TIME:
            recent.popleft()
        same = next((number for number in recent if _same(events[number], report)), None)
        if same is None:
            recent.append(len(events))
            events.append(report)
        else:
            events[same] = _joined(events[same], report)
    return events


def _same(first: PastIncident, second: PastIncident) -> bool:
    if first.code is not second.code and not (first.accident and second.accident):
        return False
    north = (second.lat - first.lat) * METRES_A_DEGREE
    east = (second.lon - first.lon) * METRES_A_DEGREE * cos(radians(first.lat))
    return hypot(north, east) <= SAME_M


def _joined(first: PastIncident, second: PastIncident) -> PastIncident:
    worse = max(first, second, key=lambda i: (i.dead, i.injured))
    return replace(
        first,
        code=worse.code,
        dead=worse.dead,
        injured=worse.injured,
        cleared_at=max((i.cleared_at for i in (first, second) if i.cleared_at), default=None),
        layers=first.layers | second.layers,
    )
