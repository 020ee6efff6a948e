"""Demand: how many calls to expect, where, when and of what kind; and what that number rests on (DOMAIN F05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .band import Band, Bands
from .errors import InputError
from .incident import EventCode
from .place import RoadClass
from .text import Text
from .week import DayType

HOURS = 24
DAYS_A_YEAR = 365.25
FEWEST_DAYS = 30
"""With fewer days of records every site has the mean of its road class (DOMAIN F05)."""


class SiteKind(StrEnum):
    """Where calls are counted: at a junction, or on the street between two."""

    JUNCTION = "JUNCTION"
    SEGMENT = "SEGMENT"


class RiskLayer(StrEnum):
    """The six kinds of analysis that the reform asks for (六类研判)."""

    ACCIDENT = "ACCIDENT"
    TRUCK = "TRUCK"
    VIOLATION = "VIOLATION"
    HAZMAT = "HAZMAT"
    DRINK_DRUG = "DRINK_DRUG"
    PLATE = "PLATE"


LAYER_NAMES: Mapping[RiskLayer, Text] = {
    RiskLayer.ACCIDENT: Text("交通事故", "accidents"),
    RiskLayer.TRUCK: Text("大货车", "heavy lorries"),
    RiskLayer.VIOLATION: Text("违法高发", "frequent violations"),
    RiskLayer.HAZMAT: Text("危化品违规通行", "dangerous goods"),
    RiskLayer.DRINK_DRUG: Text("酒毒驾嫌疑", "drink and drugs"),
    RiskLayer.PLATE: Text("涉牌涉证", "plates and licences"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """
    A junction, or a street between two junctions, both directions together.

    Parameters
    ----------
    site_id
        ``N<node>`` or ``E<arc>``, numbers of the road network that was read.
    lon, lat
        The junction, or the middle of the street; WGS-84 degrees.
    road_class
        Of the street; of a junction the highest that meets there.
    node
        The junction's node; of a segment the tail of its first arc.
    arcs
        A segment's arc and its twin; a junction's arcs that lead into it.
    length_m
        Of a segment; 0 for a junction.
    brigade
        Brigade of the nearest post; empty if no post has coordinates.
    """

    site_id: str
    kind: SiteKind
    name: Text
    lon: float
    lat: float
    road_class: RoadClass
    node: int
    arcs: tuple[int, ...]
    length_m: float = 0.0
    brigade: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """How the calls of a day spread over its 24 hours, by day type; the shares of a day sum to 1."""

    shares: Mapping[DayType, tuple[float, ...]]

    def __post_init__(self) -> None:
        for kind, shares in self.shares.items():
            if len(shares) != HOURS or min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
                raise InputError(f"profile of {kind}: 24 shares that sum to 1")

    def within(self, kind: DayType, start: int, end: int) -> float:
        """Return the share between two minutes of the day; past 1440 it is the morning of an equal day."""
        shares = self.shares[kind]
        minutes = [max(0, min(end, 60 * hour + 60) - max(start, 60 * hour)) for hour in range(2 * HOURS)]
        return sum(m / 60 * shares[hour % HOURS] for hour, m in enumerate(minutes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """
    What the sites of one kind and road class have in common: a site's calls a day ~ Gamma(alpha, beta).

    For a segment, beta counts exposure in kilometre-days if ``by_length``, else in days. ``calls`` and ``sites`` is
    what it was fitted on; ``mean`` is alpha / beta.
    """

    kind: SiteKind
    road_class: RoadClass
    alpha: float
    beta: float
    sites: int
    calls: int
    by_length: bool = False

    @property
    def mean(self) -> float:
        """Calls a day of a site (of a kilometre, if ``by_length``) that is like its class."""
        return self.alpha / self.beta if self.beta else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """
    The days of which there are records.

    Parameters
    ----------
    first, last
        Dates of the first and the last record.
    days
        Days observed by day type; days in a hole and weekdays that are never recorded do not count.
    holes
        Stretches without any record, too long to be chance: first and last day.
    merged
        Records that were a second report of the same event.
    """

    first: date
    last: date
    days: Mapping[DayType, int]
    holes: tuple[tuple[date, date], ...] = ()
    merged: int = 0

    @property
    def total(self) -> int:
        """All days observed."""
        return sum(self.days.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """
    Expected calls of s sites.

    Parameters
    ----------
    rates
        Calls a day by day type, one number a site: the shrunk estimate.
    profiles, profile_of
        Hour profiles, and which one each site has.
    mixes, mix_of
        Shares of event types that sum to 1, and which mix each site has.
    counts
        Calls recorded at each site, second reports merged.
    risk
        Expected events a year by layer, one number a site.
    priors
        By road class and kind of site: what the sites were shrunk to.
    stands_in
        Whether the mean of the class stands for every site, for want of records.
    fictional
        Whether the records were made up.
    """

    sites: Sequence[Site]
    bands: Bands
    rates: Mapping[DayType, Sequence[float]]
    profiles: Sequence[Profile]
    profile_of: Sequence[int]
    mixes: Sequence[Mapping[EventCode, float]]
    mix_of: Sequence[int]
    counts: Sequence[int]
    risk: Mapping[RiskLayer, Sequence[float]]
    priors: Sequence[Prior]
    exposure: Exposure
    stands_in: bool = False
    fictional: bool = False
    _by_id: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {site.site_id: i for i, site in enumerate(self.sites)})
        columns = [self.profile_of, self.mix_of, self.counts, *self.rates.values(), *self.risk.values()]
        if any(len(column) != len(self.sites) for column in columns):
            raise InputError("demand: every column needs one number a site")

    def number(self, site_id: str) -> int:
        """Return the place of a site in every column; KeyError if there is none."""
        return self._by_id[site_id]

    def day_type(self, kind: DayType) -> DayType:
        """Return the day type whose rates hold for ``kind``: those of WEEKDAY where it has none of its own."""
        return kind if kind in self.rates else DayType.WEEKDAY

    def per_day(self, site: int, kind: DayType) -> float:
        """Return the calls a site expects on one day of this type."""
        return self.rates[self.day_type(kind)][site]

    def per_hour(self, site: int, kind: DayType, hour: int) -> float:
        """Return the calls a site expects in one hour (0 to 23) of a day of this type."""
        known = self.day_type(kind)
        return self.rates[known][site] * self.profiles[self.profile_of[site]].shares[known][hour]

    def expected(self, site: int, band: str, kind: DayType) -> float:
        """Return the calls a site expects in one band of one day of this type; KeyError if there is no such band."""
        part = next((b for b in self.bands.of(kind) if b.code == band), None)
        if part is None:
            raise KeyError(band)
        return self.in_band(site, part, kind)

    def in_band(self, site: int, band: Band, kind: DayType) -> float:
        """Return the calls a site expects in a stretch of one day of this type."""
        known = self.day_type(kind)
        share = self.profiles[self.profile_of[site]].within(known, band.start, band.end)
        return self.rates[known][site] * share

    def band_column(self, band: str, kind: DayType) -> list[float]:
        """Return the expected calls of every site in one band of one day of this type."""
        part = next((b for b in self.bands.of(kind) if b.code == band), None)
        if part is None:
            raise KeyError(band)
        known = self.day_type(kind)
        shares = [profile.within(known, part.start, part.end) for profile in self.profiles]
        return [rate * shares[p] for rate, p in zip(self.rates[known], self.profile_of, strict=True)]

    def city_per_hour(self, kind: DayType) -> list[float]:
        """Return the calls that the whole city expects in each hour of a day of this type, shape (24,)."""
        known = self.day_type(kind)
        sums = [0.0] * len(self.profiles)
        for rate, profile in zip(self.rates[known], self.profile_of, strict=True):
            sums[profile] += rate
        shares = [profile.shares[known] for profile in self.profiles]
        return [sum(s * part[hour] for s, part in zip(sums, shares, strict=True)) for hour in range(HOURS)]

    def mix(self, site: int) -> Mapping[EventCode, float]:
        """Return the shares of event types at a site."""
        return self.mixes[self.mix_of[site]]

    def per_year(self, site: int) -> float:
        """Return the calls a site expects in a year that has day types as often as the records."""
        days = self.exposure.days
        known = sum(days.values())
        if not known:
            return DAYS_A_YEAR * self.per_day(site, DayType.WEEKDAY)
        return DAYS_A_YEAR * sum(n * self.per_day(site, kind) for kind, n in days.items()) / known

    def weight(self, site: int, weights: Mapping[RiskLayer, float]) -> float:
        """Return the composite risk of a site: the sum of its layers, weighted (DOMAIN F05)."""
        return sum(share * self.risk[layer][site] for layer, share in weights.items() if layer in self.risk)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSite:
    """A site worth attention: its place in the demand's columns, expected calls a year, and why, in words."""

    rank: int
    site: int
    per_year: float
    reason: Text
