"""Highways: what is asked of video and of patrols on them (DOMAIN F24, 5.7, R26); a city may change the figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import InputError
from .place import HIGHWAYS, RoadClass
from .text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HighwayPolicy:
    """
    Video first, patrols for the rest.

    Parameters
    ----------
    passes_per_h
        How often an hour each class wants to be seen, by a camera's operator or a patrol.
    black_factor
        How many times as often on an accident-black segment.
    dwell_s
        Seconds an operator looks at one camera.
    revisit_min, black_revisit_min
        A camera counts only if it is looked at again within so many minutes (the latter on black segments).
    black_per_km
        Expected accidents a year and kilometre from which a segment is black.
    night_passes
        Physical passes a night that a black segment gets, whatever the video.
    patrol_kmh
        Speed of a patrol.
    reach_min, reach_km
        Within this some base must reach every point (R26).
    """

    passes_per_h: Mapping[RoadClass, float] = field(
        default_factory=lambda: {
            RoadClass.MOTORWAY: 1.0,
            RoadClass.NATIONAL: 1.0,
            RoadClass.PROVINCIAL: 0.5,
            RoadClass.COUNTY: 0.25,
            RoadClass.TOWNSHIP: 0.125,
        }
    )
    black_factor: float = 2.0
    black_per_km: float = 3.0
    dwell_s: float = 20.0
    revisit_min: float = 30.0
    black_revisit_min: float = 10.0
    night_passes: int = 1
    patrol_kmh: float = 40.0
    reach_min: float = 30.0
    reach_km: float = 30.0

    def __post_init__(self) -> None:
        numbers = {
            "dwell_s": self.dwell_s,
            "revisit_min": self.revisit_min,
            "black_revisit_min": self.black_revisit_min,
            "patrol_kmh": self.patrol_kmh,
            "black_per_km": self.black_per_km,
            "reach_min": self.reach_min,
            "reach_km": self.reach_km,
        }
        for name, number in numbers.items():
            if number <= 0:
                raise InputError(Text(f"{name} 须大于 0", f"{name} must be above 0"))
        if set(self.passes_per_h) != HIGHWAYS or min(self.passes_per_h.values()) < 0:
            raise InputError(
                Text("每级公路须有不小于 0 的频次", "every class of highway needs a frequency of at least 0")
            )
        if self.black_factor < 1 or self.night_passes < 0:
            raise InputError(Text("黑点倍数至少为 1, 夜间趟数不小于 0", "black_factor from 1, night_passes from 0"))

    def wanted(self, road_class: RoadClass, minutes: float, *, black: bool) -> float:
        """Return how often in so many minutes a highway of this class wants to be seen."""
        return self.passes_per_h[road_class] * (self.black_factor if black else 1.0) * minutes / 60.0

    def revisit(self, *, black: bool) -> float:
        """Return the minutes within which a camera must be looked at again to count."""
        return self.black_revisit_min if black else self.revisit_min
