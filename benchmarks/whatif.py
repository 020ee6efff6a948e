"""
How fast a simulated week is: ``python benchmarks/whatif.py --json F``.

One week on the roads of São Paulo's centre, calls at the places and hours of its record (``--city grown``: an invented
city of 50,000 junctions, calls anywhere), types of call invented. Making city, demand and roster is not counted
(``--kept`` makes them once for several measurements); starting a replication's process is not; making a scenario ready
in every worker (roads, landmarks, crews) is. Data as in ``benchmarks/deploy.py``.
"""

import json
import pickle
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

import click
import numpy as np
from deploy import DATA, POSTS, calls_of
from dispatch import SHARES
from distributed import LocalCluster
from numpy.typing import NDArray

from qinwu.models.city import City
from qinwu.models.demand import Demand
from qinwu.models.kpi import ALL, KpiTable
from qinwu.models.past_incident import PastIncident
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.read import read_roads
from qinwu.scenarios.cluster import Cluster
from qinwu.scenarios.executor import Processes
from qinwu.scenarios.on_roads import SAMPLE_WEEK, city_on_roads
from qinwu.scenarios.simulator.compare import estimates
from qinwu.scenarios.simulator.scenario import Scenario
from qinwu.scenarios.simulator.sources import FromDemand
from qinwu.scenarios.whatif.study import Replication, Stages, replicate
from qinwu.solver.deploy.demand.estimate import estimate_demand
from qinwu.solver.deploy.demand.sites import make_sites
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.watch import Flag

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


GROWN_NODES, GROWN_POSTS = 50_000, 200
WARM_MS = 86_400_000
SHOWN = ("t_handle_mean", "t_handle_p90", "p_wait", "util", "peak_post_cover")
Row = dict[str, object]


def sao_paulo() -> RoadNetwork:
    """Return the roads of São Paulo's centre."""
    network, _ = read_roads(DATA / "roads" / "sao_paulo_centro.edges.csv.gz")
    return network


def anywhere(network: RoadNetwork, count: int = 20_000) -> list[PastIncident]:
    """Return invented calls of 200 days, as likely as streets are long."""
    rng = np.random.default_rng(0)
    arcs = rng.choice(network.arcs, count, p=network.length_m / network.length_m.sum())
    begin = datetime(2026, 1, 5)  # noqa: DTZ001 - local time
    return [
        PastIncident(
            incident_id=str(i),
            code=next(iter(SHARES)),
            reported_at=begin + timedelta(seconds=int(second)),
            lon=float(network.lon[network.tail[arc]]),
            lat=float(network.lat[network.tail[arc]]),
            arc=int(arc),
            share=0.5,
        )
        for i, (arc, second) in enumerate(zip(arcs, rng.integers(0, 200 * 86_400, count), strict=True))
    ]


def mixed(demand: Demand) -> Demand:
    """Give every site the invented mix of types of call."""
    total = sum(SHARES.values())
    return replace(demand, mixes=[{code: n / total for code, n in SHARES.items()}], mix_of=[0] * len(demand.sites))


def week_of(city_name: str, people: int, calls_per_day: float) -> Scenario:
    """Make city, roster and calls."""
    if city_name == "grown":
        network, posts = generate_city(nodes=GROWN_NODES), GROWN_POSTS
        past = anywhere(network)
    else:
        network, posts = sao_paulo(), POSTS
        past = calls_of(network)
    city = city_on_roads(network, posts=posts, people=people, name=city_name)
    roster, _ = plan_week(city, SAMPLE_WEEK, settings=Settings(gap=0.05))
    demand, _ = estimate_demand(city, make_sites(network, city), past)
    per_day = sum(mean_rates(demand, city))
    source = FromDemand.of(mixed(demand), network, city.calendar, factor=calls_per_day / per_day)
    return Scenario(name=city_name, city=city, roster=roster, network=network, source=source)


def kept_or_made(kept: Path | None, city_name: str, people: int, calls_per_day: float) -> Scenario:
    """Return the week that a file keeps; if there is none make it, and keep it."""
    if kept is not None and kept.exists():
        scenario: Scenario = pickle.loads(kept.read_bytes())  # noqa: S301 - our own
        return scenario
    scenario = week_of(city_name, people, calls_per_day)
    if kept is not None:
        kept.write_bytes(pickle.dumps(scenario))
    return scenario


def timed(shared: Stages, item: tuple[int, int], stop: Flag) -> tuple[Replication, float]:
    """Live through a week once; return the seconds of CPU that it took, too."""
    begin = process_time()
    done = replicate(shared, item, stop)
    return done, process_time() - begin


def mean_rates(demand: Demand, city: City) -> NDArray[np.float64]:
    """Return the calls a day of every site on the mean of the week."""
    kinds = [demand.day_type(city.calendar.day_type(day)) for day in SAMPLE_WEEK.days]
    return np.mean([demand.rates[kind] for kind in kinds], axis=0)


def speed(scenario: Scenario, replications: int, workers: int, address: str = "") -> tuple[Row, list[KpiTable]]:
    """Live through the week so often, in so many processes, or on the cluster at an address."""
    with Cluster(address) if address else Processes(workers) as executor:
        executor.run(timed, Stages([scenario], 0), [(0, n) for n in range(workers)])  # code loaded
        begin = perf_counter()
        done = executor.run(timed, Stages([scenario], 0), [(0, n) for n in range(replications)])
        wall = perf_counter() - begin
    tables = [one.table for one, _ in done.whole]
    cpu, lived = sum(spent for _, spent in done.whole), max(1, sum(table.calls for table in tables))
    calls = lived / max(1, len(tables)) / scenario.days
    row: Row = {
        "people": len(scenario.city.officers),
        "calls_per_day": round(calls, 1),
        "replications": len(tables),
        "wall_s": round(wall, 2),
        "workers": workers,
        "where": "dask" if address else "processes",
        "city": scenario.name,
        "nodes": scenario.network.nodes,
        "cpu_s": round(cpu, 1),
        "cpu_ms_per_call": round(1000 * cpu / lived, 3),
    }
    return row, tables


@click.command()
@click.option("--city", "city_name", type=click.Choice(["sao-paulo", "grown"]), default="sao-paulo", show_default=True)
@click.option("--people", default=300, show_default=True)
@click.option("--calls", default=300.0, show_default=True, help="Calls a day.")
@click.option("--replications", default=30, show_default=True)
@click.option("--workers", default=[2], multiple=True, show_default=True, help="Several times: scaling.")
@click.option("--dask", is_flag=True, help="Also on a Dask cluster of two worker processes on this machine.")
@click.option("--kept", type=click.Path(path_type=Path), help="City and roster: read from this file, or made and kept.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures to this file.")
def main(
    *,
    city_name: str,
    people: int,
    calls: float,
    replications: int,
    workers: tuple[int, ...],
    dask: bool,
    kept: Path | None,
    target: Path | None,
) -> None:
    """
    Measure a simulated week, print the figures, write them to a file.

    \b
    The target of 60 s, and how it scales (300 people are planned in about a minute, once):
      python benchmarks/whatif.py --kept week300 --json whatif.json
      python benchmarks/whatif.py --kept week300 --workers 1 --workers 2 --dask
    The target of 300 s (1,000 people are planned in two to four minutes):
      python benchmarks/whatif.py --city grown --people 1000 --calls 1000 --kept week1000 --json whatif-1000.json
      (and --workers 1 --workers 2 --dask)
    """  # noqa: D301 - click needs the character itself
    scenario = kept_or_made(kept, city_name, people, calls)
    rows = []
    for count in workers:
        row, tables = speed(scenario, replications, count)
        rows.append(row)
        for one in estimates(tables):
            if one.part == ALL and one.code in SHOWN:
                click.echo(f"{one.code}: {one.mean:.3f} ({one.low} .. {one.high}), n {one.n}")
    if dask:
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
            row, tables_there = speed(scenario, replications, 2, cluster.scheduler_address)
        rows.append(row | {"same_as_processes": tables_there == tables})
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))
    if target:
        target.write_text(json.dumps(rows[0] if len(rows) == 1 else rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
