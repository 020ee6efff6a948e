"""
The roster engine on the sample city: ``python benchmarks/roster.py --people 120 --seed 0 --json F [--peer]``.

Wall time is everything from the city in memory to the checked roster; ``cpu_s`` and ``peak_mb`` count the workers too.
``--peer`` gives two peers the same wall time on the same city: the textbook model (CP-SAT, two workers), and the
aggregated MIP (HiGHS, two threads; ``aggregated.py``). Either runs in a process of its own.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import click

from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.second_opinion import second_opinion

Row = dict[str, object]


def cpu_s() -> float:
    """Return the CPU seconds of this process and of the children that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in spent)


def peak_mb(children: int) -> float:
    """Return this process's peak plus ``children`` times its largest child's: an upper limit for equal workers."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + children * child) / 1024


def measure(people: int, seed: int, workers: int) -> Row:
    """Plan the sample's week."""
    city, _ = sample_city(people=people, seed=seed)
    brigades = len({city.org.brigade_of(officer.unit_id) for officer in city.officers})
    begin, cpu = perf_counter(), cpu_s()
    roster, report = plan_week(city, SAMPLE_WEEK, settings=Settings(seed=seed, workers=workers))
    wall = perf_counter() - begin
    proof = roster.proof
    assert proof is not None
    return {
        "engine": "week patterns",
        "people": people,
        "objective": proof.objective,
        "bound": proof.bound,
        "gap": proof.gap,
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu_s() - cpu, 2),
        "peak_mb": round(peak_mb(min(workers, brigades))),
        "hard_findings": len(report.hard),
    }


def measure_peer(people: int, seed: int, seconds: float) -> Row:
    """Plan the same week by the textbook model."""
    city, _ = sample_city(people=people, seed=seed)
    begin, cpu = perf_counter(), cpu_s()
    found = second_opinion(city, SAMPLE_WEEK, work=1e9, seconds=seconds, seed=seed, workers=2)
    wall = perf_counter() - begin
    gap = None if found.objective is None else max(0.0, found.objective - found.bound) / max(1, found.objective)
    return {
        "engine": "textbook CP-SAT",
        "people": people,
        "objective": found.objective,
        "bound": found.bound,
        "gap": gap,
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu_s() - cpu, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "hard_findings": None if found.roster is None else len(check(city, found.roster).hard),
    }


def measure_aggregated(people: int, seed: int, seconds: float) -> Row:
    """Plan the same week by the aggregated MIP."""
    script = str(Path(__file__).with_name("aggregated.py"))
    wanted = ["--people", str(people), "--seed", str(seed), "--seconds", str(seconds), "--bare"]
    done = subprocess.run([sys.executable, script, *wanted], stdout=subprocess.PIPE, check=True)
    row: Row = json.loads(done.stdout)
    return row


def show(rows: list[Row]) -> None:
    """Print the rows as a table."""
    click.echo("| " + " | ".join(rows[0]) + " |")
    click.echo("|" + " --- |" * len(rows[0]))
    for row in rows:
        cells = [f"{value:.4%}" if key == "gap" and value is not None else str(value) for key, value in row.items()]
        click.echo("| " + " | ".join(cells) + " |")


@click.command()
@click.option("--people", default=120, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes of the engine.")
@click.option("--peer", is_flag=True, help="Give two other models the same wall time.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the engine's row to this file.")
def main(*, people: int, seed: int, workers: int, peer: bool, target: Path | None) -> None:
    """Measure, print, write."""
    rows = [measure(people, seed, workers)]
    if peer:
        seconds = float(str(rows[0]["wall_s"]))
        rows += [measure_peer(people, seed, seconds), measure_aggregated(people, seed, seconds)]
    show(rows)
    if target:
        own, *others = rows
        row = {key: value for key, value in own.items() if key != "engine"}
        peers = dict(zip(("peer", "aggregated"), others, strict=False))
        target.write_text(json.dumps(row | peers, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
