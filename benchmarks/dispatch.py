"""
Whole recommendations per second: eligibility, reasons, ways; alone, and under position updates.

Example: ``python benchmarks/dispatch.py --json F``
"""

import gc
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep, thread_time

import click
import numpy as np

from qinwu.models.incident import EventCode, Incident
from qinwu.models.leg import LegMode
from qinwu.models.week import DayType
from qinwu.road_network.cells import CellPost
from qinwu.road_network.closures import OPEN, both_ways
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import ROAD_CLASSES, RoadNetwork
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.speeds import Profile
from qinwu.solver.dispatch import nearest_units
from qinwu.solver.dispatch.batch import Storm, assign
from qinwu.solver.dispatch.crew_file import CrewFile, Stretch, seconds
from qinwu.solver.dispatch.fleet import Fleet
from qinwu.solver.dispatch.territory import Territory

DAY = datetime(2026, 11, 24)  # noqa: DTZ001 - a Tuesday, local time
NOW, PEAK = DAY + timedelta(hours=10, minutes=7), DAY + timedelta(hours=8, minutes=7)
UPDATES_A_S, PER_CHUNK = 10_000, 50
SPOTS, NEAR_DEG = 8, 0.002
SHARES = {
    EventCode.ACCIDENT_PROPERTY: 40,
    EventCode.ILLEGAL_PARKING: 20,
    EventCode.ACCIDENT_INJURY: 10,
    EventCode.BREAKDOWN: 10,
    EventCode.CONGESTION_QUEUE: 10,
    EventCode.PUBLIC_HELP: 10,
}


def hours() -> Profile:
    """Speeds that change by the hour: slower in the peaks."""
    table = np.ones((len(ROAD_CLASSES), 96))
    table[:, 28:36] = table[:, 68:76] = 1.6
    table[:, 36:68] = 1.2
    return Profile(by_class={DayType.WEEKDAY: table})


def points(network: RoadNetwork, count: int, rng: np.random.Generator) -> list[RoadPoint]:
    """Return random places, as likely as the streets are long."""
    arcs = rng.choice(network.arcs, count, p=network.length_m / network.length_m.sum())
    return [RoadPoint(int(arc), float(share)) for arc, share in zip(arcs, rng.random(count), strict=True)]


def fleet_on(search: RoadSearch, units: int, brigades: int, rng: np.random.Generator) -> Fleet:
    """Make units of every kind: a third hold posts in the peak, the others ride; legal crews of 2+0 and 1+2."""
    network = search.network
    places = points(network, units, rng)
    lon, lat = network.lon[network.tail[[p.arc for p in places]]], network.lat[network.tail[[p.arc for p in places]]]
    angle = np.arctan2(lat - lat.mean(), lon - lon.mean())
    brigade = [f"B{int((a + np.pi) / (2 * np.pi) * brigades) % brigades:02d}" for a in angle]
    day, crews = DAY, []
    for i, at in enumerate(places):
        peak = LegMode.FIXED if i % 3 == 0 else LegMode.LINE
        edges = ((6, 9, peak), (9, 17, LegMode.LINE), (17, 19, peak), (19, 24, LegMode.LINE))
        end = seconds(day + timedelta(hours=24))
        stretches = [
            Stretch(seconds(day + timedelta(hours=a)), seconds(day + timedelta(hours=b)), mode, f"P{i:04d}", at, end)
            for a, b, mode in edges
        ]
        skills = [frozenset({"ACC_SIMPLE"}), frozenset({"ACC_SIMPLE", "ACC_BASIC"}), frozenset({"ACC_MID"})]
        police, aux = ((2, 0), (1, 2), (2, 1))[i % 3]
        crews.append(
            CrewFile(
                unit_id=f"U{i:04d}",
                brigade=brigade[i],
                officers=(f"{i:06d}",),
                police=police,
                aux=aux,
                lead_skills=skills[int(rng.integers(3))],
                radio_id=f"R{i:04d}",
                stretches=stretches,
            )
        )
    posts = [CellPost(post_id=f"P{i:04d}", name="", at=at) for i, at in enumerate(places)]
    return Fleet(search, crews, territory=Territory(network, posts, brigade))


def incidents(network: RoadNetwork, count: int, now: datetime, rng: np.random.Generator) -> list[Incident]:
    """Return random calls, given by coordinates."""
    codes = rng.choice(list(SHARES), count, p=np.array(list(SHARES.values())) / sum(SHARES.values()))
    made = []
    for i, (at, code) in enumerate(zip(points(network, count, rng), codes, strict=True)):
        ends = network.polyline(at.arc)[[0, -1]]
        lon, lat = ends[0] + at.share * (ends[1] - ends[0])
        made.append(Incident(incident_id=str(i), code=EventCode(code), reported_at=now, lon=float(lon), lat=float(lat)))
    return made


def timed(
    search: RoadSearch,
    fleet: Fleet,
    calls: list[Incident],
    now: datetime,
    k: int,
    clock: Callable[[], float] = perf_counter,
) -> np.ndarray:
    """Ask for each call and return microseconds; the first hundred warm up."""
    times = []
    for call in [*calls[:100], *calls]:
        begin = clock()
        nearest_units(search, fleet, call, now, k=k)
        times.append(1e6 * (clock() - begin))
    return np.array(times[100:])


class Feed:
    """Cars that report from streets near their beat, so that the questions are no harder with reports than without."""

    def __init__(self, search: RoadSearch, fleet: Fleet, now: datetime) -> None:
        rng, network = np.random.default_rng(9), search.network
        self._fleet, self._now = fleet, now
        units = [unit for unit in fleet.units(now) if unit.position is not None]
        self._names = [unit.unit_id for unit in units]
        tail = network.tail[[unit.position.arc for unit in units if unit.position is not None]]
        spots = [
            fleet.snapper.snap(
                network.lon[tail] + rng.normal(0.0, NEAR_DEG, len(units)),
                network.lat[tail] + rng.normal(0.0, NEAR_DEG, len(units)),
            )
            for _ in range(SPOTS)
        ]
        self._arcs = np.concatenate([spot.arc for spot in spots])
        self._shares = np.concatenate([spot.share for spot in spots])
        self.made = 0

    def report(self) -> None:
        """Report the positions of the next ``PER_CHUNK`` cars."""
        at = [(self.made + i) % len(self._arcs) for i in range(PER_CHUNK)]
        names = [self._names[i % len(self._names)] for i in at]
        self._fleet.fixes(names, self._arcs[at], self._shares[at], self._now)
        self.made += PER_CHUNK

    def run(self, stop: Event) -> None:
        """Report ``UPDATES_A_S`` positions a second until told to stop."""
        begin, before = perf_counter(), self.made
        while not stop.is_set():
            self.report()
            sleep(max(0.0, begin + (self.made - before) / UPDATES_A_S - perf_counter()))


def under_updates(
    search: RoadSearch, fleet: Fleet, feed: Feed, calls: list[Incident], now: datetime, k: int
) -> tuple[np.ndarray, float]:
    """Ask while another thread reports positions; return microseconds and the updates a second that were made."""
    stop, before = Event(), feed.made
    thread = Thread(target=feed.run, args=(stop,))
    begin = perf_counter()
    thread.start()
    times = timed(search, fleet, calls, now, k)
    stop.set()
    thread.join()
    return times, (feed.made - before) / (perf_counter() - begin)


def closure_takes_effect(search: RoadSearch, fleet: Fleet, calls: list[Incident], now: datetime) -> bool:
    """Close a street of the best way: the next answer drives elsewhere."""
    for call in calls:
        best = nearest_units(search, fleet, call, now, k=1).best
        if best and best.route and len(best.route.arcs) > 4:
            arc = best.route.arcs[2]
            closed = OPEN.close(both_ways(search.network, arc))
            again = nearest_units(search, fleet, call, now, k=1, closures=closed).best
            assert again is None or again.route is None or arc not in again.route.arcs
    return True


def storm(search: RoadSearch, rng: np.random.Generator) -> dict[str, object]:
    """200 incidents at once for 300 units."""
    fleet = fleet_on(search, 300, 1, rng)
    calls = incidents(search.network, 200, NOW, rng)
    assign(Storm(fleet, calls[:5], NOW))
    begin = perf_counter()
    plan = assign(Storm(fleet, calls, NOW))
    took = perf_counter() - begin
    return {
        "storm_s": round(took, 3),
        "storm_sent": len(plan.orders),
        "storm_total_s": plan.total_ms // 1000,
        "storm_worst_s": plan.worst_ms // 1000,
        "storm_greedy_total_s": plan.greedy_total_ms // 1000,
        "storm_greedy_worst_s": plan.greedy_worst_ms // 1000,
    }


@click.command()
@click.option("--nodes", default=400_000, show_default=True)
@click.option("--units", default=1000, show_default=True)
@click.option("--brigades", default=8, show_default=True)
@click.option("--k", default=3, show_default=True)
@click.option("--queries", default=3000, show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the figures to this file, too.")
def main(nodes: int, units: int, brigades: int, k: int, queries: int, file: Path | None) -> None:
    """Measure recommendations on a generated city."""
    rng = np.random.default_rng(4)
    network = generate_city(nodes=nodes)
    search = RoadSearch(network, profile=hours())
    search.warm()
    calls = incidents(network, queries, PEAK, rng)
    gc.freeze()
    figures: dict[str, object] = {"nodes": network.nodes, "units": units, "k": k}
    for name, now in (("_peak", PEAK), ("", NOW)):
        fleet = fleet_on(search, units, brigades, np.random.default_rng(4))
        feed = Feed(search, fleet, now)
        while feed.made < units:
            feed.report()
        times = timed(search, fleet, calls, now, k)
        work = timed(search, fleet, calls, now, k, thread_time)  # what the machine's other work does not change
        busy, rate = under_updates(search, fleet, feed, calls, now, k)
        figures |= {
            f"p50_us{name}": round(float(np.percentile(times, 50)), 1),
            f"p99_us{name}": round(float(np.percentile(times, 99)), 1),
            f"cpu_p50_us{name}": round(float(np.percentile(work, 50)), 1),
            f"cpu_p99_us{name}": round(float(np.percentile(work, 99)), 1),
            f"per_s{name}": round(1e6 / times.mean()),
            f"p50_us_under_updates{name}": round(float(np.percentile(busy, 50)), 1),
            f"p99_us_under_updates{name}": round(float(np.percentile(busy, 99)), 1),
            f"updates_per_s{name}": round(rate),
        }
    figures["closure_in_next_query"] = closure_takes_effect(search, fleet, calls[:200], NOW)
    figures |= storm(search, rng)
    text = json.dumps(figures, indent=1)
    print(text)
    if file:
        file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
