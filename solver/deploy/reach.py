"""Who reaches which demand in time, and so what share of it the opened crews cover, band by band."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ...models.city import City
from ...models.demand import Demand, Site, SiteKind
from ...models.deployed import Cover
from ...models.place import Place, PlaceKind
from ...models.week import Week
from ...road_network.closures import OPEN
from ...road_network.conditions import USUAL, Conditions
from ...road_network.road_point import RoadPoint
from ...road_network.search import UNREACHED, RoadSearch
from ...road_network.snap import Snapper
from .chain_case import RESPONDERS
from .road_states import ALWAYS_OPEN, RoadStates, When, key_of
from .zones import Zone

TARGET_MIN = 10.0
"""Minutes within which a call in town wants a crew (DOMAIN 8.2: 10 in town, 15 in the suburbs)."""

Present = Mapping[tuple[date, str], frozenset[str]]
"""Places with a crew that answers calls, by day and band."""


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """
    Sites of demand, the places whose crews set out for them, and who is there in time.

    ``tables`` (places x sites each) tell whether a crew that waits at the place is at the site within ``target_min``,
    one for each state of the roads; ``state`` is the number of the table that holds in a band of a day, usually 0.
    """

    demand: Demand
    places: tuple[str, ...]
    tables: tuple[NDArray[np.bool_], ...]
    target_min: float
    state: Mapping[When, int]

    def zones(self, city: City, week: Week) -> list[Zone]:
        """Return the demand as zones: sites that the same places reach are one."""
        return [zone for number in range(len(self.tables)) for zone in self._zones(city, week, number)]

    def _zones(self, city: City, week: Week, number: int) -> list[Zone]:
        """Return the zones of one state of the roads, with the weights of the bands in which it holds."""
        columns, zone_of = np.unique(self.tables[number], axis=1, return_inverse=True)
        weights = {
            (day, band.code): np.bincount(
                zone_of.ravel(), weights=self._weights(city, when, band.code), minlength=columns.shape[1]
            )
            for day, when in enumerate(week.days)
            for band in city.bands_of(when)
            if self.state.get((when, band.code), 0) == number
        }
        return [
            Zone(
                frozenset(place for place, near in zip(self.places, columns[:, z], strict=True) if near),
                {key: float(weight[z]) for key, weight in weights.items() if weight[z] > 0},
            )
            for z in range(columns.shape[1])
            if columns[:, z].any()
        ]

    def share(self, city: City, day: date, band: str, there: frozenset[str], *, crews: int = 1) -> float:
        """Return the share of a band's demand that at least ``crews`` of the places ``there`` reach in time."""
        weights = self._weights(city, day, band)
        total = float(weights.sum())
        rows = [i for i, place in enumerate(self.places) if place in there]
        near = self.tables[self.state.get((day, band), 0)][rows].sum(axis=0) >= crews
        return float(weights[near].sum()) / total if total else 0.0

    def covers(self, city: City, week: Week, *, before: Present, after: Present) -> list[Cover]:
        """Return for each band of the week the cover before and after, weighted by each day's calls."""
        sums: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(5))
        for day in week.days:
            for band in city.bands_of(day):
                key = (day, band.code)
                weight = float(self._weights(city, *key).sum())
                old, new = before.get(key, frozenset()), after.get(key, frozenset())
                shares = [self.share(city, *key, there, crews=crews) for crews in (1, 2) for there in (old, new)]
                sums[band.code] += np.array([weight, *(weight * share for share in shares)])
        return [
            Cover(
                band=band,
                target_min=self.target_min,
                before=_part(total[1], total[0]),
                after=_part(total[2], total[0]),
                twice_before=_part(total[3], total[0]),
                twice_after=_part(total[4], total[0]),
                demand=round(float(total[0]), 4),
                calls=int(sum(self.demand.counts)),
            )
            for band, total in sums.items()
        ]

    def _weights(self, city: City, day: date, band: str) -> NDArray[np.float64]:
        return np.array(self.demand.band_column(band, city.calendar.day_type(day)), dtype=np.float64)


def _part(part: float, whole: float) -> float:
    return round(float(part / whole), 6) if whole else 0.0


def reach_of(
    search: RoadSearch,
    demand: Demand,
    *,
    target_min: float = TARGET_MIN,
    at: Mapping[str, RoadPoint],
    states: RoadStates = ALWAYS_OPEN,
) -> Reach:
    """
    Measure who reaches what.

    Parameters
    ----------
    search, demand
        The roads, and where calls are expected.
    target_min
        Minutes that count as in time.
    at
        Places that crews set out from, with their points on the road (``place_points``, and mobile bases).
    states
        What is closed or slow in which band.

    Notes
    -----
    A crew may set out in either direction of its street. A site that no road leads to is out of reach.
    """
    targets = [_point(site) for site in demand.sites]
    limit = round(target_min * 60_000)
    keys = {when: key_of(closures) for when, closures in states.by_band.items()}
    given = {key_of(OPEN): USUAL} | {keys[when]: states.given(*when) for when in keys}
    numbers = {key: number for number, key in enumerate(given)}
    tables = []
    for one in given.values():
        rows = [_in_time(search, at[place], targets, limit, one) for place in sorted(at)]
        tables.append(np.array(rows, dtype=bool).reshape(len(at), len(targets)))
    state = {when: numbers[key] for when, key in keys.items() if numbers[key]}
    return Reach(demand, tuple(sorted(at)), tuple(tables), target_min, state)


def place_points(city: City, search: RoadSearch, *, fixed: bool = False) -> dict[str, RoadPoint]:
    """
    Return where the crews of each place that answers calls set out from.

    A place without coordinates sets out from the post in the middle of its brigade, as in dispatch; ``fixed`` leaves
    such places out.
    """
    able = [place for place in city.places if place.kind in RESPONDERS]
    placed = [place for place in able if place.lon is not None and place.lat is not None]
    if not placed:
        return {}
    snaps = Snapper(search.network).snap([p.lon or 0.0 for p in placed], [p.lat or 0.0 for p in placed])
    found = {place.place_id: snaps.point(i) for i, place in enumerate(placed)}
    for place in () if fixed else able:
        middle = _middle(city, placed, city.org.brigade_of(place.unit_id))
        if place.place_id not in found and middle is not None:
            found[place.place_id] = found[middle.place_id]
    return found


def _middle(city: City, placed: Sequence[Place], brigade: str) -> Place | None:
    """Return the place nearest to the middle of a brigade's posts; ties go to the lower id."""
    own = [p for p in placed if p.kind is PlaceKind.POST and city.org.brigade_of(p.unit_id) == brigade]
    if not own:
        return None
    lon, lat = (sum(values) / len(own) for values in ([p.lon or 0.0 for p in own], [p.lat or 0.0 for p in own]))
    return min(own, key=lambda p: (((p.lon or 0.0) - lon) ** 2 + ((p.lat or 0.0) - lat) ** 2, p.place_id))


def _in_time(
    search: RoadSearch, start: RoadPoint, targets: Sequence[RoadPoint], limit_ms: int, given: Conditions
) -> NDArray[np.bool_]:
    twin = int(search.network.twin[start.arc])
    starts = [start, *([RoadPoint(twin, 1.0 - start.share)] if twin >= 0 else [])]
    times = search.matrix(starts, targets, given=given)
    inside: NDArray[np.bool_] = ((times != UNREACHED) & (times <= limit_ms)).any(axis=0)
    return inside


def _point(site: Site) -> RoadPoint:
    return RoadPoint(site.arcs[0], 1.0 if site.kind is SiteKind.JUNCTION else 0.5)
