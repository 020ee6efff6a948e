"""Figures of a deployment that no roster and no call changes: what cameras see of the highways, and what is left."""

from collections.abc import Iterable

from ...models.city import City
from ...models.deployed import HighwayRun
from ...models.kpi import ALL, Figure
from ...models.week import DayType
from ..simulator.force import Figures


def highway_figures(city: City, runs: Iterable[HighwayRun]) -> Figures:
    """
    Return the km that video covers, how often it looks, and the passes left to patrols, of one working day.

    Empty without highways.
    """
    minutes = {band.code: band.minutes for band in city.bands.of(DayType.WEEKDAY)}
    rows = [run for run in runs if run.band in minutes]
    day = sum(minutes[run.band] for run in rows if run.segment_id == rows[0].segment_id)
    if not rows or not day:
        return {}
    watched = [run for run in rows if run.video and run.by_video > 0]
    seen = sum(run.km * minutes[run.band] for run in watched)
    rounds = sum(run.km * run.by_video for run in watched)
    return {
        (ALL, "video_cover_km"): Figure(seen / day, len(rows)),
        (ALL, "video_revisit_min"): Figure(seen / rounds if rounds else None, len(watched)),
        (ALL, "highway_passes"): Figure(float(sum(run.passes for run in rows)), len(rows)),
    }
