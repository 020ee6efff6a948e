"""Where calls come from: a record lived through again, the demand model, or both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from ...models.demand import HOURS, Demand, SiteKind
from ...models.errors import InputError
from ...models.incident import EventCode, Incident
from ...models.past_incident import PastIncident
from ...models.text import Text
from ...models.week import Calendar, DayType
from ...road_network.graph import RoadNetwork
from .draws import Keys, Purpose, key_of, keys_of, mixed, uniform
from .scenario import CallSource

Floats = NDArray[np.float64]
JUNCTION_M = 30.0
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Calls that happened, or that somebody wrote down; every replication meets the same ones."""

    incidents: Sequence[Incident]

    def __post_init__(self) -> None:
        lost = [one.incident_id for one in self.incidents if one.arc is None]
        if lost:
            raise InputError(Text(f"警情不在路网上: {lost[0]}", f"calls off the roads, as {lost[0]}"))
        if len({one.incident_id for one in self.incidents}) != len(self.incidents):
            raise InputError(Text("警情编号重复", "two calls have the same id"))

    def calls(self, start: datetime, end: datetime, *, seed: int, replication: int) -> Sequence[Incident]:  # noqa: ARG002
        """Return those of a stretch of time."""
        found = [one for one in self.incidents if start <= one.reported_at < end]
        return sorted(found, key=lambda one: (one.reported_at, one.incident_id))


def replay(past: Sequence[PastIncident], *, days_on: int = 0) -> Replay:
    """Return a record as calls, ``days_on`` days later than it happened; what lies off the roads is left out."""
    return Replay(
        incidents=tuple(
            Incident(
                incident_id=one.incident_id,
                code=one.code,
                reported_at=one.reported_at + timedelta(days=days_on),
                arc=one.arc,
                share=one.share,
                dead=one.dead if one.accident else 0,
                injured=one.injured if one.accident else 0,
            )
            for one in past
            if one.arc >= 0
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FromDemand:
    """
    Calls as the demand model expects them: Poisson at each site, spread over the day by its profile.

    Each call has an id made of site, date and number, and all its luck hangs on that id. With a larger ``factor`` the
    calls there were stay, and further ones join them.

    Parameters
    ----------
    keys
        Shape (sites,).
    rates
        Calls a day by day type, shape (sites,).
    hours
        By day type, shape (profiles, 25): the share of a day's calls up to each full hour; ``profile_of`` says which
        one a site has.
    codes, mixes
        Event types, and shape (mixes, types) the share up to each; ``mix_of`` says which one a site has.
    arcs, first, junction, length_m
        Arcs of site i are ``arcs[first[i]:first[i + 1]]``; whether it is a junction; metres of each arc of the network.
    factor
        Demand as a multiple of the model's, at least 0.
    """

    site_ids: Sequence[str]
    keys: Keys
    rates: Mapping[DayType, Floats]
    hours: Mapping[DayType, Floats]
    profile_of: NDArray[np.int64]
    codes: Sequence[EventCode]
    mixes: Floats
    mix_of: NDArray[np.int64]
    arcs: NDArray[np.int64]
    first: NDArray[np.int64]
    junction: NDArray[np.bool_]
    length_m: Floats
    calendar: Calendar = field(default_factory=Calendar)
    factor: float = 1.0

    @classmethod
    def of(
        cls, demand: Demand, network: RoadNetwork, calendar: Calendar, *, factor: float = 1.0, name: str = ""
    ) -> "FromDemand":
        """Return the source of a demand; ``name`` tells several sources in one scenario apart."""
        codes = sorted({code for mix in demand.mixes for code in mix})
        arcs = [site.arcs for site in demand.sites]
        return cls(
            site_ids=[f"{name}{site.site_id}" for site in demand.sites],
            keys=keys_of(f"{name}{site.site_id}" for site in demand.sites),
            rates={kind: np.asarray(rates, dtype=np.float64) for kind, rates in demand.rates.items()},
            hours={
                kind: np.array([_up_to(profile.shares[kind]) for profile in demand.profiles]) for kind in demand.rates
            },
            profile_of=np.asarray(demand.profile_of, dtype=np.int64),
            codes=codes,
            mixes=np.array([_up_to([mix.get(code, 0.0) for code in codes])[1:] for mix in demand.mixes]),
            mix_of=np.asarray(demand.mix_of, dtype=np.int64),
            arcs=np.array([arc for some in arcs for arc in some], dtype=np.int64),
            first=np.concatenate([[0], np.cumsum([len(some) for some in arcs])]).astype(np.int64),
            junction=np.array([site.kind is SiteKind.JUNCTION for site in demand.sites]),
            length_m=np.asarray(network.length_m, dtype=np.float64),
            calendar=calendar,
            factor=factor,
        )

    def times(self, factor: float) -> "FromDemand":
        """Return the same source with ``factor`` times the calls."""
        return replace(self, factor=self.factor * factor)

    def __post_init__(self) -> None:
        if not self.factor >= 0:
            raise InputError(Text(f"需求倍数不能为负: {self.factor}", f"demand cannot be negative: {self.factor}"))

    def calls(self, start: datetime, end: datetime, *, seed: int, replication: int) -> Sequence[Incident]:
        """Return the calls of a stretch of time; whole days are drawn, so that its ends change nothing inside."""
        found: list[Incident] = []
        day = start.date()
        while datetime.combine(day, time()) < end:
            found += self._day(day, seed, replication)
            day += timedelta(days=1)
        return sorted(
            (one for one in found if start <= one.reported_at < end), key=lambda one: (one.reported_at, one.incident_id)
        )

    def _day(self, day: date, seed: int, replication: int) -> list[Incident]:
        kind = self.calendar.day_type(day)
        known = kind if kind in self.rates else DayType.WEEKDAY
        sites, numbers, keys = self._drawn(self.rates[known] * self.factor, day, seed, replication)

        def luck(purpose: Purpose) -> Floats:
            return uniform(keys, purpose, seed=seed, replication=replication)

        seconds = _when(self.hours[known], self.profile_of[sites], luck(Purpose.TIME))
        types = (luck(Purpose.TYPE)[:, None] >= self.mixes[self.mix_of[sites]]).sum(axis=1)
        width = self.first[sites + 1] - self.first[sites]
        arcs = self.arcs[self.first[sites] + np.minimum((luck(Purpose.PLACE) * width).astype(np.int64), width - 1)]
        shares = _along(self.junction[sites], self.length_m[arcs], luck(Purpose.SHARE))
        midnight = datetime.combine(day, time())
        rows = zip(*(c.tolist() for c in (sites, numbers, seconds, types, arcs, shares)), strict=True)
        return [
            Incident(
                incident_id=f"{self.site_ids[site]}-{day:%m%d}-{number}",
                code=self.codes[min(kind_no, len(self.codes) - 1)],
                reported_at=midnight + timedelta(milliseconds=round(1000 * second)),
                arc=arc,
                share=share,
            )
            for site, number, second, kind_no, arc, share in rows
        ]

    def _drawn(
        self, rates: Floats, day: date, seed: int, replication: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Keys]:
        """
        Return site, number within the site's day, and key of every call.

        A site's calls are the points up to its rate of a Poisson process of rate 1: a higher rate only adds some.
        """
        days = mixed(self.keys, key_of(day.isoformat()))
        active, reached = np.flatnonzero(rates > 0), np.zeros(len(rates))
        sites, numbers, keys, number = [], [], [], 0
        while len(active):
            key = mixed(days[active], number)
            reached[active] -= np.log(uniform(key, Purpose.ARRIVAL, seed=seed, replication=replication))
            there = reached[active] <= rates[active]
            active = active[there]
            sites.append(active)
            numbers.append(np.full(len(active), number))
            keys.append(key[there])
            number += 1
        nothing = np.empty(0, dtype=np.int64)
        return (
            np.concatenate([nothing, *sites]),
            np.concatenate([nothing, *numbers]),
            np.concatenate([nothing.astype(np.uint64), *keys]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Together:
    """Several sources at once: ids must differ."""

    sources: Sequence[CallSource]

    def calls(self, start: datetime, end: datetime, *, seed: int, replication: int) -> Sequence[Incident]:
        """Return the calls of all of them, in order of time."""
        found = [one for source in self.sources for one in source.calls(start, end, seed=seed, replication=replication)]
        return sorted(found, key=lambda one: (one.reported_at, one.incident_id))


def _up_to(shares: Sequence[float]) -> Floats:
    """Return the sums up to each share, from 0 to exactly 1."""
    sums = np.concatenate([[0.0], np.cumsum(shares)])
    edges: Floats = sums / sums[-1] if sums[-1] > 0 else np.linspace(0.0, 1.0, len(sums))
    return edges


def _when(hours: Floats, profile: NDArray[np.int64], luck: Floats) -> Floats:
    """Return the second of the day at which the share ``luck`` of its calls has come."""
    edges = hours[profile]
    hour = np.clip((edges[:, 1:] <= luck[:, None]).sum(axis=1), 0, HOURS - 1)
    rows = np.arange(len(luck))
    low, high = edges[rows, hour], edges[rows, hour + 1]
    part = np.where(high > low, (luck - low) / np.where(high > low, high - low, 1.0), 0.5)
    seconds: Floats = np.minimum((hour + np.clip(part, 0.0, 1.0)) * HOUR_S, HOURS * HOUR_S - 0.001)
    return seconds


def _along(junction: NDArray[np.bool_], metres: Floats, luck: Floats) -> Floats:
    """Return where on its arc a call lies: the last metres before a junction, anywhere on a segment."""
    near = np.minimum(JUNCTION_M / np.maximum(metres, 1.0), 0.5)
    shares: Floats = np.where(junction, 1.0 - luck * near, luck)
    return shares
