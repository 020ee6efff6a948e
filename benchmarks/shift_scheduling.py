"""
Shift scheduling of Curtois and Qu: ``python benchmarks/shift_scheduling.py DIR --seconds 600 --json F``.

DIR holds ``InstanceN.txt`` and, if the gap to published values is wanted, ``best_known.csv``. Each instance becomes
members, terms and covers of the engine; costs are computed anew by the evaluator, which reads the file again.
"""

import csv
import json
import threading
from pathlib import Path
from time import perf_counter

import click
from public.curtois import evaluate, read_instance
from public.curtois_terms import horizon_of, lines_of

from qinwu.solver.horizon.search import Effort, solve
from qinwu.solver.roster.watch import Watch

Row = dict[str, object]


def measure(path: Path, best: int | None, *, seconds: float, workers: int, seed: int) -> Row:
    """Solve one instance within ``seconds`` of wall time, reading included."""
    begin, watch = perf_counter(), Watch()
    timer = threading.Timer(seconds, watch.stop.set)
    timer.daemon = True
    timer.start()
    instance = read_instance(path)
    solved = solve(horizon_of(instance), effort=Effort(workers=workers, seed=seed), watch=watch)
    timer.cancel()
    wall = perf_counter() - begin
    cost, broken = evaluate(read_instance(path), lines_of(instance, solved.patterns))
    for line in broken[:5]:
        click.echo(f"{path.stem}: {line}", err=True)
    return {
        "instance": path.stem,
        "cost": cost,
        "bound": solved.bound if solved.bound > 0 else None,
        "best_known": best,
        "gap_to_best": None if best is None else round((cost - best) / best, 6),
        "seconds": round(wall, 1),
        "valid": not broken and cost == solved.cost,
    }


def best_known(folder: Path) -> dict[str, int]:
    """Read the published costs beside the instances, if they are there."""
    path = folder / "best_known.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True))
@click.option("--seconds", default=600.0, show_default=True, help="Wall time for each instance.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--seed", default=0, show_default=True)
@click.option("--only", multiple=True, help="Names of instances; all of DIR without it.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the rows to this file.")
def main(*, folder: Path, seconds: float, workers: int, seed: int, only: tuple[str, ...], target: Path | None) -> None:
    """Measure, print, write."""
    best = best_known(folder)
    paths = sorted(folder.glob("Instance*.txt"), key=lambda path: int(path.stem.removeprefix("Instance")))
    rows: list[Row] = []
    for path in paths:
        if not only or path.stem in only:
            row = measure(path, best.get(path.stem), seconds=seconds, workers=workers, seed=seed)
            rows.append(row)
            click.echo(json.dumps(row))
            if target:
                target.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
