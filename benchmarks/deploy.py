"""
Deploy a 300-people city on the roads of São Paulo's centre with its calls: ``python benchmarks/deploy.py --json F``.

Roads, injury accidents 2011, 2012 and 2014 are real (see ../shared/data/SOURCES.md, or the folder named by
``QINWU_DATA``); posts stand at the most important junctions and the force is invented. Prints each stage with its
seconds and proven gap, what the laws cost, and the saving with its conditions. ``--sample`` takes the sample city.
"""

import csv
import gzip
import json
import os
import tempfile
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time

import click

from qinwu.models.city import City
from qinwu.models.incident import EventCode
from qinwu.models.past_incident import PastIncident
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.read import read_roads
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.snap import Snapper
from qinwu.scenarios.demand import city_demand, read_feeds
from qinwu.scenarios.on_roads import SAMPLE_WEEK, city_on_roads
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.sample_feeds import sample_feeds
from qinwu.solver.deploy.demand.estimate import estimate_demand
from qinwu.solver.deploy.demand.sites import make_sites
from qinwu.solver.deploy.laws import spoken
from qinwu.solver.deploy.plan import deploy_week
from qinwu.solver.deploy.work import Deployed, Known

DATA = Path(os.environ.get("QINWU_DATA", Path(__file__).parents[2] / "shared" / "data"))
POSTS = 60


def calls_of(network: RoadNetwork) -> list[PastIncident]:
    """Read the accidents and lay them on the roads."""
    with gzip.open(DATA / "incidents" / "sao_paulo_centro_2011_2014.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    snaps = Snapper(network).snap([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    return [
        PastIncident(
            incident_id=row["id"],
            code=EventCode.ACCIDENT_FATAL if float(row["killed"] or 0) else EventCode.ACCIDENT_INJURY,
            reported_at=datetime.fromisoformat(row["datetime"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            arc=int(snaps.arc[at]),
            share=float(snaps.share[at]),
        )
        for at, row in enumerate(rows)
    ]


def sao_paulo(people: int) -> tuple[City, Known]:
    """Make the city on São Paulo's roads, and learn its demand."""
    network, _ = read_roads(DATA / "roads" / "sao_paulo_centro.edges.csv.gz")
    city = city_on_roads(network, posts=POSTS, people=people, name="São Paulo centro")
    table = make_sites(network, city)
    demand, _ = estimate_demand(city, table, calls_of(network))
    return city, Known(search=RoadSearch(network), demand=demand, sites=table)


def sample(people: int) -> tuple[City, Known]:
    """Make the sample city with its invented calls and flow."""
    city, network = sample_city(people=people)
    with tempfile.TemporaryDirectory() as name:
        for file, data in sample_feeds(city, network, seed=0, week=SAMPLE_WEEK).items():
            (Path(name) / file).write_bytes(data)
        feeds = read_feeds(Path(name), city, network, clock=datetime(2026, 11, 22))  # noqa: DTZ001
    known = city_demand(city, network, feeds)
    assert known is not None
    return city, Known(search=RoadSearch(network), demand=known.demand, sites=known.table, flow=feeds.flow)


def row_of(found: Deployed, wall: float, cpu: float) -> dict[str, object]:
    """Return the figures."""
    deployment, saving = found.deployment, found.deployment.saving
    assert saving is not None
    return {
        "city": deployment.city,
        "people": len(found.city.officers),
        "seconds": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "stages": [
            {
                "code": stage.code,
                "seconds": round(found.seconds[stage.code], 2),
                "done": stage.done,
                "gap": max((level.gap for level in stage.levels), default=None),
                "levels": {level.code: [level.value, level.bound] for level in stage.levels},
            }
            for stage in deployment.stages
        ],
        "open": sum(1 for _ in deployment.opened),
        "missing": sum(need.missing for need in deployment.short),
        "law_hours": {law.code: law.minutes / 60 for law in deployment.laws},
        "saving": saving.share,
        "saved_hours": saving.saved_min / 60,
        "comparable": saving.comparable,
        "conditions": [condition.en for condition in saving.conditions],
    }


@click.command()
@click.option("--people", default=300, show_default=True)
@click.option("--sample", "on_sample", is_flag=True, help="The sample city instead of São Paulo.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures to this file.")
def main(*, people: int, on_sample: bool, target: Path | None) -> None:
    """Measure, print, write."""
    begin, cpu = perf_counter(), process_time()
    city, known = sample(people) if on_sample else sao_paulo(people)
    made = perf_counter() - begin
    found = deploy_week(city, SAMPLE_WEEK, known=known)
    row = row_of(found, perf_counter() - begin, process_time() - cpu)
    click.echo(f"{row['city']}, {people} people: {row['seconds']} s, CPU {row['cpu_s']} s ({made:.1f} s to make it)")
    for stage in found.deployment.stages:
        click.echo(f"  {stage.code:10} {found.seconds[stage.code]:6.2f} s  {stage.note.en}")
        for level in stage.levels:
            click.echo(f"    {level.code:14} {level.value:12,.4f}  bound {level.bound:12,.4f}  gap {level.gap:.4%}")
    for law in found.deployment.laws:
        click.echo(f"  {spoken(law).en}")
    saving = found.deployment.saving
    assert saving is not None
    click.echo(f"saving {saving.share:.1%}, {saving.saved_min / 60:,.0f} h a week, comparable: {saving.comparable}")
    for condition in saving.conditions:
        click.echo(f"  - {condition.en}")
    if target:
        target.write_text(json.dumps(row, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
