"""When calls come: day types and hours, shrunk to what they have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....models.demand import HOURS, Profile
from ....models.past_incident import PastIncident
from ....models.week import Calendar, DayType

Floats = NDArray[np.float64]

PARENT: Mapping[DayType, DayType] = {DayType.HOLIDAY: DayType.WEEKEND, DayType.SCHOOL_BREAK: DayType.WEEKDAY}
"""What a day type leans on while its own records are few; the other two lean on all days together."""
HOUR_DOUBT = 50.0
"""Calls' worth of the parent's profile."""
LEVEL_DOUBT = 20.0
EVEN = 0.5
NEIGHBOUR = 0.135
"""Weight of the hours before and after: a bell of half an hour."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Calls of a day of each type against the mean day, and the hours of the day."""

    levels: Mapping[DayType, float]
    profile: Profile


def make_clock(incidents: Sequence[PastIncident], calendar: Calendar, days: Mapping[DayType, int]) -> Clock:
    """
    Learn day types and hours from records.

    Parameters
    ----------
    incidents
        Those counted, in days observed.
    calendar
        The type of each day.
    days
        Days observed by type.
    """
    hours = {kind: np.zeros(HOURS) for kind in DayType}
    for incident in incidents:
        hours[calendar.day_type(incident.reported_at.date())][incident.reported_at.hour] += 1
    together = np.sum(list(hours.values()), axis=0)
    every = (together + EVEN) / (together.sum() + EVEN * HOURS)
    rate = together.sum() / max(1, sum(days.values()))
    shares: dict[DayType, Floats] = {}
    levels: dict[DayType, float] = {}
    for kind in DayType:  # parents stand before their children
        parent = PARENT.get(kind)
        own, lean = hours[kind], shares[parent] if parent else every
        shares[kind] = (own + HOUR_DOUBT * lean) / (own.sum() + HOUR_DOUBT)
        level = levels[parent] if parent else 1.0
        expected = rate * days.get(kind, 0)
        levels[kind] = float((own.sum() + LEVEL_DOUBT * level) / (expected + LEVEL_DOUBT))
    return Clock(_balanced(levels, days), Profile({kind: smooth(share) for kind, share in shares.items()}))


def smooth(shares: Floats) -> tuple[float, ...]:
    """Return shares of 24 hours with a little of each hour's neighbours."""
    soft = (shares + NEIGHBOUR * (np.roll(shares, 1) + np.roll(shares, -1))) / (1 + 2 * NEIGHBOUR)
    return tuple((soft / soft.sum()).tolist())


def _balanced(levels: Mapping[DayType, float], days: Mapping[DayType, int]) -> dict[DayType, float]:
    """Scale levels so that the days observed have the calls recorded."""
    total = sum(days.values())
    mean = sum(days.get(kind, 0) * level for kind, level in levels.items()) / total if total else 1.0
    return {kind: level / mean for kind, level in levels.items()}
