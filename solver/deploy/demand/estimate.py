"""From the record of incidents to the demand of a city."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ....models.city import City
from ....models.demand import DAYS_A_YEAR, FEWEST_DAYS, Demand, Exposure, Prior, RiskLayer
from ....models.errors import InputError
from ....models.finding import Finding
from ....models.incident import EventCode
from ....models.past_incident import PastIncident
from ....models.text import Text
from .clock import Clock, make_clock
from .exposure import exposure_of, observed_days
from .ground import Ground
from .merge import merge_reports
from .say import exposure_findings
from .shrink import Shrunk, by_class, shrink, steadiness
from .sites import SiteTable, group_of

Floats = NDArray[np.float64]

MIX_DOUBT = 20.0
LAYER_DOUBT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """
    Events on the network, ready to be estimated from.

    Parameters
    ----------
    events
        In order of time, second reports merged, in days observed.
    sites
        Shape (events,): where each fell.
    days
        The days observed.
    exposure
        The same in figures.
    findings
        What is doubtful about the records.
    """

    events: Sequence[PastIncident]
    sites: NDArray[np.int64]
    days: Sequence[date]
    exposure: Exposure
    findings: Sequence[Finding]


def count(city: City, table: SiteTable, incidents: Sequence[PastIncident]) -> Counted:
    """
    Merge second reports, find the days observed, and lay every event on its site.

    Raises
    ------
    InputError
        If no incident lies on the network.
    """
    on_road = [incident for incident in incidents if incident.arc >= 0]
    if not on_road:
        raise InputError(
            Text("路网上没有任何警情, 无法估计需求", "no incident lies on the roads: nothing to learn from")
        )
    events = merge_reports(on_road)
    dates = [event.reported_at.date() for event in events]
    days, holes, unrecorded = observed_days(dates)
    exposure = exposure_of(dates, days, holes, city.calendar, len(on_road) - len(events))
    arcs = np.array([event.arc for event in events], dtype=np.int64)
    shares = np.array([event.share for event in events], dtype=np.float64)
    return Counted(
        events=events,
        sites=table.of(arcs, shares),
        days=days,
        exposure=exposure,
        findings=list(exposure_findings(exposure, unrecorded, len(events))),
    )


def estimate_demand(city: City, table: SiteTable, incidents: Sequence[PastIncident]) -> tuple[Demand, list[Finding]]:
    """
    Estimate the expected calls of every site from the record.

    Parameters
    ----------
    city
        Its bands and calendar.
    table
        The sites, from ``make_sites``.
    incidents
        The record; those off the network do not count.

    Returns
    -------
    The demand, and what is doubtful about the record: holes, weekdays without records, few days, merged reports.

    Raises
    ------
    InputError
        If no incident lies on the network.
    """
    counted = count(city, table, incidents)
    return demand_of(city, table, counted), list(counted.findings)


def demand_of(city: City, table: SiteTable, counted: Counted) -> Demand:
    """Estimate demand from counted events; with fewer than 30 days the mean of its class stands for every site."""
    ground, exposure = table.ground, counted.exposure
    counts = _counts(counted.sites, ground)
    stands_in = exposure.total < FEWEST_DAYS
    if stands_in:
        shrunk = by_class(counts, ground)
    else:
        shrunk = shrink(counts, ground, steady=steadiness(*halves(counted, ground), ground))
    clock = make_clock(counted.events, city.calendar, exposure.days)
    daily = shrunk.expected / exposure.total
    mixes, mix_of = _mixes(counted, ground)
    return Demand(
        sites=table.sites,
        bands=city.bands,
        rates={kind: (daily * level).tolist() for kind, level in clock.levels.items()},
        profiles=(clock.profile,),
        profile_of=[0] * ground.sites,
        mixes=mixes,
        mix_of=mix_of,
        counts=counts.astype(int).tolist(),
        risk=_risk(counted, counts, _a_year(daily, clock, exposure)),
        priors=list(_priors(counts, shrunk, ground, exposure.total)),
        exposure=exposure,
        stands_in=stands_in,
        fictional=city.fictional,
    )


def halves(counted: Counted, ground: Ground) -> tuple[Floats, Floats]:
    """Return the calls of every site in the first and in the second half of the days observed, shape (s,) each."""
    middle = counted.days[len(counted.days) // 2]
    early = np.array([event.reported_at.date() < middle for event in counted.events])
    return _counts(counted.sites[early], ground), _counts(counted.sites[~early], ground)


def _counts(sites: NDArray[np.int64], ground: Ground) -> Floats:
    return np.bincount(sites, minlength=ground.sites).astype(np.float64)


def _a_year(daily: Floats, clock: Clock, exposure: Exposure) -> Floats:
    days = sum(n * clock.levels[kind] for kind, n in exposure.days.items()) / exposure.total
    result: Floats = daily * DAYS_A_YEAR * days
    return result


def _mixes(counted: Counted, ground: Ground) -> tuple[list[Mapping[EventCode, float]], list[int]]:
    """Return the shares of types in each group of sites, few records leaning on the whole city's."""
    codes = sorted({event.code for event in counted.events})
    column = {code: k for k, code in enumerate(codes)}
    groups = np.unique(ground.group)
    row = np.searchsorted(groups, ground.group)
    table = np.zeros((len(groups), len(codes)))
    np.add.at(table, (row[counted.sites], np.array([column[event.code] for event in counted.events])), 1.0)
    city = table.sum(axis=0) / table.sum()
    shares = (table + MIX_DOUBT * city) / (table.sum(axis=1, keepdims=True) + MIX_DOUBT)
    return [dict(zip(codes, line, strict=True)) for line in shares.tolist()], row.tolist()


def _risk(counted: Counted, counts: Floats, a_year: Floats) -> dict[RiskLayer, list[float]]:
    """Return the events a year of each layer: a site's calls times its share of the layer, shrunk to the city's."""
    found = {}
    for layer in RiskLayer:
        inside = np.array([layer in event.layers for event in counted.events])
        own = np.bincount(counted.sites[inside], minlength=len(counts))
        share = (own + LAYER_DOUBT * inside.mean()) / (counts + LAYER_DOUBT)
        found[layer] = (a_year * share).tolist()
    return found


def _priors(counts: Floats, shrunk: Shrunk, ground: Ground, days: int) -> list[Prior]:
    """Return alpha and beta of each class, in days (junctions) or kilometre-days (segments)."""
    found = []
    for group in np.unique(ground.group):
        kind, road_class = group_of(int(group))
        inside = ground.group == group
        mean = shrunk.base[inside].sum() / ground.size[inside].sum() / days
        found.append(
            Prior(
                kind=kind,
                road_class=road_class,
                alpha=shrunk.shape,
                beta=shrunk.shape / float(mean),
                sites=int(inside.sum()),
                calls=int(counts[inside].sum()),
                by_length=bool(ground.kind[inside][0]),
            )
        )
    return found
