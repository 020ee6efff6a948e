"""Legs: what a duty really does, hour by hour. Everything downstream reads legs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .band import Band, BandMode
from .city import City
from .place import Place, PlaceKind
from .policy import Policy
from .template import ShiftTemplate
from .week import DAY_MIN


class LegMode(StrEnum):
    """What the crew does: stand, ride the line, ride free, sit at a desk, stand by, lead, keep a station."""

    FIXED = "FIXED"
    LINE = "LINE"
    MOBILE = "MOBILE"
    DESK = "DESK"
    RESERVE = "RESERVE"
    LEAD = "LEAD"
    STATION = "STATION"


_ALWAYS = {
    PlaceKind.MOBILE: LegMode.MOBILE,
    PlaceKind.DESK: LegMode.DESK,
    PlaceKind.RESERVE: LegMode.RESERVE,
    PlaceKind.LEAD: LegMode.LEAD,
    PlaceKind.STATION: LegMode.STATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """
    A stretch of one duty in one band.

    ``start`` and ``end`` are minutes after midnight of ``day``, the day on which the duty begins; ``band_day`` is the
    day whose band it is (the small hours belong to the night before).
    """

    day: date
    start: int
    end: int
    mode: LegMode
    place_id: str
    band: str
    band_day: date

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.end - self.start


def leg_mode(place: Place, band: Band, *, needed: bool) -> LegMode:
    """Return what a crew of ``place`` does in ``band``: a post is manned in FIXED bands where it is needed."""
    if place.kind is not PlaceKind.POST:
        return _ALWAYS[place.kind]
    if band.mode is BandMode.FIXED and needed:
        return LegMode.FIXED
    return LegMode.MOBILE if band.mode is BandMode.MOBILE else LegMode.LINE


def legs_of(city: City, place: Place, template: ShiftTemplate, day: date) -> Iterator[Leg]:
    """Split a duty's segments at the borders of the bands they cross, in time order."""
    for start, end in template.segments:
        for shift in (-1, 0, 1):
            band_day = day + timedelta(days=shift)
            for band in city.bands_of(band_day):
                begin = max(start, band.start + shift * DAY_MIN)
                stop = min(end, band.end + shift * DAY_MIN)
                if begin < stop:
                    needed = city.need(place, band_day, band.code) > 0
                    yield Leg(
                        day=day,
                        start=begin,
                        end=stop,
                        mode=leg_mode(place, band, needed=needed),
                        place_id=place.place_id,
                        band=band.code,
                        band_day=band_day,
                    )


def present(policy: Policy, leg: Leg, band_minutes: int) -> bool:
    """Whether a leg is long enough to count as presence in its band (``Policy.presence``)."""
    share: Mapping[str, int] = policy.presence
    return leg.minutes * 100 >= band_minutes * share.get(leg.mode, 100)
