"""How good the forecast is: learnt from the earlier days, measured on the later ones it has not seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ....models.city import City
from ....models.demand import FEWEST_DAYS, HOURS, Demand
from ....models.errors import InputError
from ....models.text import Text
from ....models.week import DayType
from .estimate import Counted, demand_of
from .exposure import exposure_of
from .ground import Ground
from .nearby import bell_sums
from .shrink import class_means
from .sites import SiteTable

Floats = NDArray[np.float64]

TOP_SHARE = 10  # the top decile
BELL_M = 100.0
FLOOR = 0.02
METHODS: Mapping[str, Text] = {
    "plain": Text("平均值 (各处各时相同)", "plain mean (every site and hour alike)"),
    "class": Text("道路等级均值", "mean of the road class"),
    "kernel": Text("核密度 (100 米)", "kernel density (100 m)"),
    "own": Text("只用本处记录", "each site's own count"),
    "qinwu": Text("本程序", "this forecast"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """
    How one method did on the days held back.

    Parameters
    ----------
    gain
        Log-likelihood a call above the plain mean's, in nats: place, day type and hour together, the total included.
    where
        The part of ``gain`` that is due to the place alone, totals made equal.
    hit
        Share of the calls that fell on the tenth of the sites that the method ranks highest.
    expected
        Calls it foretold.
    """

    method: str
    gain: float
    where: float
    hit: float
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The scores, and what they rest on; ``cut`` is the first day held back."""

    cut: date
    train_days: int
    train_calls: int
    test_days: int
    test_calls: int
    scores: Sequence[Score]

    def score(self, method: str) -> Score:
        """Return the score of a method; KeyError if there is none."""
        found = next((score for score in self.scores if score.method == method), None)
        if found is None:
            raise KeyError(method)
        return found


def split_at(counted: Counted, cut: date, city: City) -> tuple[Counted, Counted]:
    """
    Split the record at a day into what may be learnt from and what is held back.

    Raises
    ------
    InputError
        If fewer than 30 days lie before the cut, or nothing after it.
    """
    early = _part(counted, city, lambda day: day < cut)
    late = _part(counted, city, lambda day: day >= cut)
    if early is None or late is None or early.exposure.total < FEWEST_DAYS:
        raise InputError(
            Text(
                f"在 {cut} 处无法分开检验: 之前至少要有 {FEWEST_DAYS} 天记录, 之后也要有记录",
                f"cannot test the forecast at {cut}: it needs {FEWEST_DAYS} days of records before, and some after",
            )
        )
    return early, late


def measure(city: City, table: SiteTable, counted: Counted, cut: date) -> Quality:
    """
    Learn from the days before ``cut`` and score every method on the rest.

    Raises
    ------
    InputError
        If too little lies on either side.
    """
    early, late = split_at(counted, cut, city)
    counts = np.bincount(early.sites, minlength=table.ground.sites).astype(np.float64)
    demand = demand_of(city, table, early)
    kinds = list(late.exposure.days)
    when = _hours(demand, kinds)
    mean = counts.sum() / early.exposure.total
    rates = {name: share * mean for name, share in rivals(counts, table.ground).items()}
    cells = Cells.of(city, late, kinds)
    even = np.full((len(kinds), HOURS), 1 / HOURS)
    forecasts = {name: (rate, even if name == "plain" else when) for name, rate in rates.items()}
    forecasts["qinwu"] = (np.array(demand.rates[DayType.WEEKDAY]) / _level(demand), when)
    return Quality(
        cut=cut,
        train_days=early.exposure.total,
        train_calls=len(early.events),
        test_days=late.exposure.total,
        test_calls=len(late.events),
        scores=scores(cells, forecasts, [late.exposure.days[kind] for kind in kinds]),
    )


def rivals(counts: Floats, ground: Ground) -> dict[str, Floats]:
    """Return how simpler methods share the calls among the sites; each sums to 1."""
    sites = ground.sites
    bell = bell_sums(counts, ground, BELL_M) + counts
    shares = {
        "plain": np.full(sites, 1.0),
        "class": class_means(counts, ground),
        "kernel": bell / bell.sum() * (1 - FLOOR) + FLOOR / sites,
        "own": counts / counts.sum() * (1 - FLOOR) + FLOOR / sites,
    }
    return {name: share / share.sum() for name, share in shares.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The calls held back: their sites, rows of day types, and hours; shape (calls,) each."""

    site: NDArray[np.int64]
    kind: NDArray[np.int64]
    hour: NDArray[np.int64]

    @classmethod
    def of(cls, city: City, late: Counted, kinds: Sequence[DayType]) -> "Cells":
        """Lay out the calls of the days held back."""
        types = [kinds.index(city.calendar.day_type(event.reported_at.date())) for event in late.events]
        return cls(late.sites, np.array(types), np.array([event.reported_at.hour for event in late.events]))


def scores(cells: Cells, forecasts: Mapping[str, tuple[Floats, Floats]], days: Sequence[int]) -> list[Score]:
    """
    Score forecasts by the calls that came.

    Parameters
    ----------
    cells
        The calls.
    forecasts
        By method: calls a day of each site, shape (s,); factor of each day type and hour, shape (types, 24). "plain" is
        the one that the others are measured against.
    days
        Days held back of each type.
    """
    calls = len(cells.site)
    found = []
    for method, (rate, when) in forecasts.items():
        rate = np.maximum(rate, 1e-12)  # noqa: PLW2901
        expected = float(rate.sum() * (np.array(days) @ when.sum(axis=1)))
        logs = np.log(rate[cells.site]) + np.log(when[cells.kind, cells.hour])
        where = np.log(rate[cells.site] / rate.sum()).mean()
        found.append((method, float(logs.mean()) - expected / calls, float(where), _hit(rate, cells.site), expected))
    plain = next(score for score in found if score[0] == "plain")
    return [
        Score(method=method, gain=gain - plain[1], where=where - plain[2], hit=hit, expected=expected)
        for method, gain, where, hit, expected in found
    ]


def _hit(rate: Floats, site: NDArray[np.int64]) -> float:
    """Return the share of calls on the top tenth of the sites; sites that rank alike share what is left of it."""
    room = max(1, len(rate) // TOP_SHARE)
    limit = np.sort(rate)[-room]
    above, level = rate > limit, rate == limit
    part = (room - above.sum()) / level.sum()
    return float(above[site].mean() + part * level[site].mean())


def _hours(demand: Demand, kinds: Sequence[DayType]) -> Floats:
    """Return the factor of each day type and hour: level of the type times share of the hour."""
    total = _level(demand)
    city = np.array([sum(demand.rates[kind]) for kind in kinds]) / sum(demand.rates[DayType.WEEKDAY]) * total
    table: Floats = city[:, None] * np.array([demand.profiles[0].shares[kind] for kind in kinds])
    return table


def _level(demand: Demand) -> float:
    """Return the calls of a weekday against those of the mean day observed."""
    weekday = sum(demand.rates[DayType.WEEKDAY])
    days = demand.exposure.days
    mean = sum(n * sum(demand.rates[kind]) for kind, n in days.items()) / sum(days.values())
    return weekday / mean


def _part(counted: Counted, city: City, inside: Callable[[date], bool]) -> Counted | None:
    chosen = [n for n, event in enumerate(counted.events) if inside(event.reported_at.date())]
    days = [day for day in counted.days if inside(day)]
    if not chosen or not days:
        return None
    events = [counted.events[n] for n in chosen]
    exposure = exposure_of([event.reported_at.date() for event in events], days, (), city.calendar, 0)
    return replace(counted, events=events, sites=counted.sites[chosen], days=days, exposure=exposure)


def last_part(counted: Counted, share: float = 0.2) -> date:
    """Return the day from which the last ``share`` of the days observed lies."""
    return counted.days[min(len(counted.days) - 1, round(len(counted.days) * (1 - share)))]
