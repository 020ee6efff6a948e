"""The parts of a deployment besides its chains: centres, bases, lines, cover, staffing, what laws cost, the saving."""

from dataclasses import dataclass
from datetime import date

from .errors import InputError
from .officer import Role
from .text import Text


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CentreSeat:
    """
    A seat that the rules ask of a centre or brigade: a desk (F11), the leader on duty, the legal reserve (R25).

    ``part`` is a desk's code (INTEL ... OM), ``LEAD`` or ``RESERVE``. ``asked`` by the rule, ``needed`` by the city's
    table, ``manned`` by the opened chains; ``place_ids`` are the places that count for it.
    """

    unit_id: str
    part: str
    day: date
    band: str
    asked: int
    needed: int
    manned: int
    place_ids: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """Seats that are missing, by rule or by table."""
        return max(0, max(self.asked, self.needed) - self.manned)


@dataclass(frozen=True, slots=True, kw_only=True)
class MobileBase:
    """
    Where mobile units wait: degrees WGS-84, the units based there, and the cover that the last of them adds.

    ``gain`` is the share of weighted demand (0 to 1). ``place_id`` is the MOBILE place whose crews use it, or empty;
    ``band`` the band in which they wait there.
    """

    base_id: str
    unit_id: str
    lon: float
    lat: float
    units: int
    gain: float
    why: Text
    place_id: str = ""
    band: str = ""

    def __post_init__(self) -> None:
        if self.units < 1 or not -180 <= self.lon <= 180 or not -90 <= self.lat <= 90:
            raise InputError(f"mobile base {self.base_id}: needs a place on the earth and at least one unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRun:
    """
    What a patrol line does in a band: kilometres and minutes of one round, passes an hour, the longest gap.

    ``place_id`` is the home post or the mobile place; ``shared_with`` are home cells that its crew serves too.
    """

    line_id: str
    place_id: str
    band: str
    km: float
    minutes: float
    passes_per_h: float
    longest_gap_min: float
    missed_km: float = 0.0
    shared_with: tuple[str, ...] = ()
    why: Text = Text("", "")  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class HighwayRun:
    """
    A stretch of highway in a band of a working day: video first, and what is left to patrols (F24).

    ``passes`` are physical passes in the band, ``by_video`` those that the video desk does. ``reach_min`` is the drive
    of the nearest base to its worst point; None if nobody can come, or nobody was asked.
    """

    segment_id: str
    name: str
    band: str
    km: float
    black: bool
    video: bool
    by_video: float
    passes: int
    reach_min: float | None
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """
    Share (0 to 1) of weighted demand that a crew reaches within ``target_min`` minutes in a band, before and after.

    ``twice_before`` and ``twice_after``: by a second crew as well. ``demand`` is the weight behind the shares, and
    ``calls`` the number of incidents it rests on.
    """

    band: str
    target_min: float
    before: float
    after: float
    twice_before: float = 0.0
    twice_after: float = 0.0
    demand: float = 0.0
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LawCost:
    """
    What a law costs: officer-minutes and missing crews with it and without it, everything else equal.

    The bounds are proven: the hours with the law are at least ``minutes_with`` less its gap, and so on.
    """

    code: str
    name: Text
    minutes_with: float
    minutes_without: float
    short_with: int
    short_without: int
    gap: float = 0.0

    @property
    def minutes(self) -> float:
        """Officer-minutes the law costs in the week."""
        return self.minutes_with - self.minutes_without


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Staffing:
    """
    Supply of a role in a unit: heads, those away, the relief factor, and the hours of the week.

    ``relief_factor`` is people behind a position of 8 hours a day and 7 days a week. ``supply_min`` are the minutes
    that those present may lawfully work in the week; ``year_min`` what the heads give in an average week of the
    year; ``asked_min`` what the opened chains take.
    """

    unit_id: str
    role: Role
    heads: int
    away_days: int
    relief_factor: float
    supply_min: int
    year_min: int
    asked_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """
    Officer-minutes on the road against the human-wave baseline (DOMAIN 8.4), police and auxiliaries apart.

    ``comparable`` only if no cover is worse; ``conditions`` are printed beside the figure, always.
    """

    baseline_police_min: int
    baseline_aux_min: int
    plan_police_min: int
    plan_aux_min: int
    comparable: bool
    conditions: tuple[Text, ...]

    def __post_init__(self) -> None:
        if not self.conditions:
            raise InputError("a saving is never stated without its conditions")

    @property
    def saved_min(self) -> int:
        """Minutes saved in the week."""
        plan = self.plan_police_min + self.plan_aux_min
        return self.baseline_police_min + self.baseline_aux_min - plan

    @property
    def share(self) -> float:
        """Part of the baseline that is saved; 0.0 without a baseline."""
        base = self.baseline_police_min + self.baseline_aux_min
        return self.saved_min / base if base else 0.0
