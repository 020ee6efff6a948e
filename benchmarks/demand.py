"""
How well demand is foretold: learnt from the earlier days of two real records, tested on the later ones.

    python benchmarks/demand.py [--json F]

Needs the shared data (QINWU_DATA, or ../shared/data). São Paulo's injury accidents fall on its road network; Calgary's
calls, for which there is no network, on squares of 250 m, so that neighbours speak there, but neither class nor street.
Every row is one method; gain is log-likelihood a call (nats) above the plain mean: place, day type and hour together.
"""

import argparse
import json
import os
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qinwu.filing.plain_table import aligned
from qinwu.models.daylight import Daylight
from qinwu.models.past_incident import PastIncident
from qinwu.models.week import Calendar, DayType
from qinwu.road_network.read import read_roads
from qinwu.scenarios.feeds import Here
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.on_roads import city_on_roads
from qinwu.scenarios.read_incidents import read_incidents
from qinwu.solver.deploy.demand.clock import make_clock
from qinwu.solver.deploy.demand.estimate import count
from qinwu.solver.deploy.demand.exposure import exposure_of, observed_days
from qinwu.solver.deploy.demand.ground import Ground
from qinwu.solver.deploy.demand.merge import merge_reports
from qinwu.solver.deploy.demand.quality import Cells, rivals, scores
from qinwu.solver.deploy.demand.shrink import shrink, steadiness
from qinwu.solver.deploy.demand.sites import make_sites

DATA = Path(os.environ.get("QINWU_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
NOW = datetime(2026, 11, 22)  # noqa: DTZ001 - local time
SQUARE_M = 250.0
CUTS = {
    "sao_paulo": (date(2011, 7, 1), date(2012, 1, 1), date(2014, 1, 1), date(2014, 7, 1)),
    "calgary": (date(2024, 3, 1), date(2024, 7, 1), date(2024, 9, 1), date(2024, 11, 1)),
}
HEARD = {"class, shrunk": slice(0), "+ neighbours": slice(0, 3), "+ street": slice(3, 4), "+ both": slice(None)}


World = tuple[Ground, Sequence[PastIncident], NDArray[np.int64], Sequence[date]]


def sao_paulo() -> World:
    """Return the sites of the network, and the events with the site of each."""
    network, _ = read_roads(DATA / "roads" / "sao_paulo_centro.drive.graphml.gz", cache=False)
    city = city_on_roads(network, posts=60, people=300, name="São Paulo")
    here = Here(centre=city.daylight, network=network, now=NOW)
    incidents = read_incidents(DATA / "incidents" / "sao_paulo_centro_2011_2014.csv.gz", here, Notes())
    table = make_sites(network)
    counted = count(city, table, incidents)
    return table.ground, counted.events, counted.sites, counted.days


def calgary() -> World:
    """Return the squares, and the events with the square of each."""
    here = Here(centre=Daylight(lon=-114.05, lat=51.05, utc_offset_min=-420), network=None, now=NOW)
    incidents = read_incidents(DATA / "incidents" / "calgary_2024.csv.gz", here, Notes())
    events = merge_reports(incidents)
    x = np.array([event.lon for event in events]) * 111_195 * np.cos(np.radians(51.05))
    y = np.array([event.lat for event in events]) * 111_195
    column, row = ((x - x.min()) // SQUARE_M).astype(int), ((y - y.min()) // SQUARE_M).astype(int)
    wide, high = column.max() + 1, row.max() + 1
    squares = np.arange(wide * high)
    zeros = np.zeros(len(squares), dtype=int)
    ground = Ground(
        x=(squares % wide) * SQUARE_M,
        y=(squares // wide) * SQUARE_M,
        size=np.ones(len(squares)),
        kind=zeros,
        group=zeros,
        streets=[()] * len(squares),
    )
    days, _, _ = observed_days([event.reported_at.date() for event in events])
    return ground, events, row * wide + column, days


def held_back(
    ground: Ground, events: Sequence[PastIncident], sites: NDArray[np.int64], days: Sequence[date], cut: date
) -> list[dict[str, object]]:
    """Score all methods at one cut."""
    early = np.array([event.reported_at.date() < cut for event in events])
    before, after = ([day for day in days if (day < cut) == first] for first in (True, False))
    past = [event for event, is_early in zip(events, early, strict=True) if is_early]
    rest = [event for event, is_early in zip(events, early, strict=True) if not is_early]
    counts = np.bincount(sites[early], minlength=ground.sites).astype(float)
    calendar, kinds = Calendar(), [DayType.WEEKDAY, DayType.WEEKEND]
    exposure = exposure_of([event.reported_at.date() for event in past], before, (), calendar, 0)
    clock = make_clock(past, calendar, exposure.days)
    when = np.array([[clock.levels[kind] * share for share in clock.profile.shares[kind]] for kind in kinds])
    city_kinds = [kinds.index(calendar.day_type(event.reported_at.date())) for event in rest]
    cells = Cells(sites[~early], np.array(city_kinds), np.array([event.reported_at.hour for event in rest]))
    mean = counts.sum() / len(before)
    forecasts = {name: (share * mean, when) for name, share in rivals(counts, ground).items()}
    forecasts["plain"] = (forecasts["plain"][0], np.full((2, 24), 1 / 24))
    for name, heard in HEARD.items():
        forecasts[name] = (shrink(counts, ground, heard=heard).expected / len(before), when)
    middle = before[len(before) // 2]
    older = np.array([event.reported_at.date() < middle for event in past])
    parts = [np.bincount(sites[early][half], minlength=ground.sites).astype(float) for half in (older, ~older)]
    steady = steadiness(*parts, ground)
    forecasts["qinwu"] = (shrink(counts, ground, steady=steady).expected / len(before), when)
    test_days = [sum(calendar.day_type(day) is kind for day in after) for kind in kinds]
    return [
        {
            "cut": str(cut), "train_calls": len(past), "test_calls": len(rest), "method": score.method,
            "gain": score.gain, "where": score.where, "hit": score.hit, "expected": score.expected,
        }
        for score in scores(cells, forecasts, test_days)
    ]  # fmt: skip


def ten_in_all(
    ground: Ground, events: Sequence[PastIncident], sites: NDArray[np.int64], days: Sequence[date]
) -> list[dict[str, object]]:
    """Learn from ten incidents of the first half, spread evenly: what is left of the forecast."""
    cut = days[len(days) // 2]
    first = [n for n, event in enumerate(events) if event.reported_at.date() < cut]
    chosen = set(first[:: max(1, len(first) // 10)][:10])
    kept = [n for n, event in enumerate(events) if n in chosen or event.reported_at.date() >= cut]
    rows = held_back(ground, [events[n] for n in kept], sites[kept], days, cut)
    return [row | {"cut": "ten calls"} for row in rows]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write all rows here too")
    options = parser.parse_args(arguments)
    rows: list[dict[str, object]] = []
    for name, load in (("sao_paulo", sao_paulo), ("calgary", calgary)):
        world = load()
        start = time.process_time()
        for cut in CUTS[name]:
            rows += [row | {"record": name} for row in held_back(*world, cut)]
        rows += [row | {"record": name} for row in ten_in_all(*world)]
        print(
            f"{name}: {world[0].sites} sites, {len(world[1])} calls; {time.process_time() - start:.1f} s of processor"
        )
    header = ("record", "cut", "train", "test", "method", "gain/call", "of it place", "top tenth", "foretold")
    lines = [
        (
            row["record"], row["cut"], row["train_calls"], row["test_calls"], row["method"], f"{row['gain']:+.3f}",
            f"{row['where']:+.3f}", f"{row['hit']:.1%}", f"{row['expected']:.0f}",
        )
        for row in rows
    ]  # fmt: skip
    print("\n".join(aligned([header, *lines])))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
