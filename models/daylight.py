"""Sunrise and sunset, so that rules about darkness know the season (NOAA solar equations, error under 2 minutes)."""

from dataclasses import dataclass
from datetime import date
from math import acos, asin, cos, degrees, pi, radians, sin, tan

from .week import DAY_MIN


@dataclass(frozen=True, slots=True)
class Daylight:
    """Where the city lies, and its clock: ``utc_offset_min`` ahead of UTC."""

    lon: float
    lat: float
    utc_offset_min: int = 480

    def sun(self, day: date) -> tuple[int, int]:
        """
        Return sunrise and sunset in minutes after local midnight.

        In polar night both are 720, in polar day 0 and 1440.

        >>> Daylight(lon=112.75, lat=37.69).sun(date(2026, 12, 21))
        (460, 1033)
        """
        turn = 2 * pi / 365 * (day.timetuple().tm_yday - 1)
        equation = 229.18 * (
            0.000075 + 0.001868 * cos(turn) - 0.032077 * sin(turn) - 0.014615 * cos(2 * turn) - 0.040849 * sin(2 * turn)
        )
        tilt = asin(0.39779 * sin(radians(280.46 + 0.9856474 * _days_since_2000(day) + 1.915 * sin(_anomaly(day)))))
        cosine = cos(radians(90.833)) / (cos(radians(self.lat)) * cos(tilt)) - tan(radians(self.lat)) * tan(tilt)
        noon = 720 - 4 * self.lon - equation + self.utc_offset_min
        if cosine >= 1:
            return 720, 720
        if cosine <= -1:
            return 0, DAY_MIN
        half = 4 * degrees(acos(cosine))
        return round(noon - half), round(noon + half)

    def dark_minutes(self, day: date, start: int, end: int) -> int:
        """Return how many minutes of ``start..end`` (after midnight of ``day``, may pass 1440) lie in the dark."""
        rise, down = self.sun(day)
        light = sum(max(0, min(end, down + shift) - max(start, rise + shift)) for shift in (0, DAY_MIN))
        return (end - start) - light


def _days_since_2000(day: date) -> int:
    return (day - date(2000, 1, 1)).days


def _anomaly(day: date) -> float:
    return radians(357.528 + 0.9856003 * _days_since_2000(day))
