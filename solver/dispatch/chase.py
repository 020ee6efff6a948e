"""A vehicle that was seen: where it can be when, who can wait for it, and what is wrong with the question."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np

from ...models.errors import InputError
from ...models.finding import Finding, Severity, Where
from ...models.text import Text
from .bottleneck import Bools, Floats

MPS_A_KMH = 1 / 3.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """
    What is known of the vehicle.

    Parameters
    ----------
    seen_s
        Seconds that have passed since it was seen.
    slowest_kmh, fastest_kmh
        Between these it drives.
    """

    seen_s: float
    slowest_kmh: float
    fastest_kmh: float

    def __post_init__(self) -> None:
        findings = []
        if not (self.seen_s >= 0 and isfinite(self.seen_s)):
            message = Text("目击时间在将来", "the sighting lies in the future")
            findings.append(fault("seen", f"{self.seen_s:g} s", message, Text("核对时钟", "check the clocks")))
        if not (0 < self.slowest_kmh <= self.fastest_kmh and isfinite(self.fastest_kmh)):
            message = Text("车速须大于 0, 先低后高", "speeds must be above 0, the lower one first")
            value = f"{self.slowest_kmh:g}-{self.fastest_kmh:g} km/h"
            findings.append(fault("speed", value, message, Text("例如 20-80", "for example 20-80")))
        if findings:
            raise InputError.of(findings)

    def first_s(self, metres: float) -> float:
        """Return the seconds from now until it can be that far from the sighting at the earliest (below 0: past)."""
        return metres / (self.fastest_kmh * MPS_A_KMH) - self.seen_s

    def last_s(self, metres: float) -> float:
        """Return the seconds from now until it has come that far even if it drives as slowly as assumed."""
        return metres / (self.slowest_kmh * MPS_A_KMH) - self.seen_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """
    A junction at which one could wait.

    Parameters
    ----------
    node
        Position in the network.
    metres
        The vehicle's shortest way there from the sighting; infinite if it cannot get there.
    safe
        Whether one may stop there (not on a motorway).
    """

    node: int
    metres: float
    safe: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """
    Who can wait where.

    Parameters
    ----------
    units
        Names, each once.
    spots
        Junctions, each once.
    eta_s
        Shape (units, spots): seconds until the unit is there, turn-out included; below 0 or infinite: no way.
    lawful
        Shape (units, spots): whether the unit's crew may set up there (R01; in the dark R02).
    setup_s
        Seconds to set up, 60 to 120 (DOMAIN 5.6).
    margin_s
        Seconds to spare.
    """

    target: Target
    units: Sequence[str]
    spots: Sequence[Spot]
    eta_s: Floats
    lawful: Bools
    setup_s: float = 90.0
    margin_s: float = 30.0

    def __post_init__(self) -> None:
        if findings := list(_faults(self)):
            raise InputError.of(findings)

    @property
    def slack_s(self) -> Floats:
        """Shape (units, spots): seconds between being ready and the vehicle's earliest passing, less the margin."""
        first = np.array([self.target.first_s(spot.metres) if isfinite(spot.metres) else inf for spot in self.spots])
        ready = np.where(self.reached, self.eta_s, 0.0) + self.setup_s + self.margin_s
        slack: Floats = np.where(self.reached, first[None, :] - ready, -inf)
        return slack

    @property
    def reached(self) -> Bools:
        """Shape (units, spots): whether there is a way."""
        return np.isfinite(self.eta_s) & (self.eta_s >= 0)

    @property
    def feasible(self) -> Bools:
        """Shape (units, spots): safe, lawful and in time, at a place where the vehicle can come by."""
        usable = np.array([spot.safe and isfinite(spot.metres) for spot in self.spots], dtype=bool)
        able: Bools = (self.slack_s >= 0) & self.lawful & usable[None, :]
        return able


@dataclass(frozen=True, slots=True, order=True)
class Wait:
    """
    A unit waits at a junction.

    ``first_s`` and ``last_s`` frame when the vehicle would come by (seconds from now, by its shortest way);
    ``slack_s`` is how much earlier the unit is ready, beyond the margin.
    """

    node: int
    unit_id: str
    eta_s: float
    slack_s: float
    first_s: float
    last_s: float


def wait(field: Field, unit: int, spot: int) -> Wait:
    """Return the order for one feasible pair."""
    metres = field.spots[spot].metres
    return Wait(
        field.spots[spot].node,
        field.units[unit],
        float(field.eta_s[unit, spot]),
        float(field.slack_s[unit, spot]),
        field.target.first_s(metres),
        field.target.last_s(metres),
    )


def fault(field: str, value: str, message: Text, advice: Text) -> Finding:
    """Make a finding about the question."""
    where = Where(field=field, value=value)
    return Finding(rule="D82", severity=Severity.ERROR, message=message, where=where, advice=advice)


def _faults(field: Field) -> Iterator[Finding]:
    once = Text("每个只写一次", "name each once")
    for name, names in (("units", field.units), ("spots", [str(spot.node) for spot in field.spots])):
        for one in (one for one, times in Counter(names).items() if times > 1):
            yield fault(name, one, Text("编号重复", "stands twice"), once)
    for spot in field.spots:
        if not spot.metres >= 0:
            yield fault("metres", str(spot.metres), Text("距离须不小于 0", "must not be below 0"), Text("", ""))
    shape = (len(field.units), len(field.spots))
    if field.eta_s.shape != shape or field.lawful.shape != shape:
        value = f"{field.eta_s.shape}, {field.lawful.shape}"
        yield fault("eta_s", value, Text(f"表须为 {shape}", f"tables must be {shape}"), Text("", ""))
    elif np.isnan(field.eta_s).any():
        yield fault("eta_s", "nan", Text("时间表中有非数值", "holds NaN"), Text("到不了处写 -1", "no way: -1"))
    for name, seconds in (("setup_s", field.setup_s), ("margin_s", field.margin_s)):
        if not (seconds >= 0 and isfinite(seconds)):
            yield fault(name, str(seconds), Text("须不小于 0", "must not be below 0"), Text("", ""))
