"""
Shift scheduling of Curtois and Qu: ``python benchmarks/shift_scheduling.py DIR --seconds 600 --json F``.

DIR holds ``InstanceN.txt`` and, if the gap to published values is wanted, ``best_known.csv``. An instance ends as soon
as its plan is proven to be the best; ``--resume`` goes on with a run that was broken off. Each instance becomes
members, terms and covers of the engine; costs are computed anew by the evaluator, which reads the file again.
"""

import csv
import threading
from collections.abc import Collection
from pathlib import Path
from time import perf_counter

import click
from public.curtois import evaluate
from public.curtois_reader import read_instance
from public.curtois_terms import horizon_of, lines_of
from public.results import Results, Row, read_first

from qinwu.commands.common import guarded, lang_option
from qinwu.models.text import Lang
from qinwu.solver.horizon.search import Effort, solve
from qinwu.solver.roster.watch import Watch


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


def read_all(folder: Path, only: Collection[str]) -> list[Path]:
    """Return the instances' files in order, all of them read once: whatever is wrong in any is said before work."""
    paths = [path for path in folder.glob("Instance*.txt") if not only or path.stem in only]
    paths.sort(key=lambda path: (len(path.stem), path.stem))
    missing = sorted(set(only) - {path.stem for path in paths})
    paths += [folder / f"{name}.txt" for name in missing]
    read_first(read_instance, paths or [folder / "Instance1.txt"])
    return paths


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--seconds", default=600.0, show_default=True, help="Wall time for each instance.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--seed", default=0, show_default=True)
@click.option("--only", multiple=True, help="Names of instances; all of DIR without it.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the rows to this file, one by one.")
@click.option("--resume", is_flag=True, help="Leave out instances that stand in the --json file already.")
@lang_option
@guarded
def main(
    *,
    folder: Path,
    seconds: float,
    workers: int,
    seed: int,
    only: tuple[str, ...],
    target: Path | None,
    resume: bool,
    lang: Lang,  # noqa: ARG001 - the guard speaks it
) -> int:
    """Measure, print, write."""
    results = Results(target)
    if resume:
        results.resume()
    paths, best = read_all(folder, only), best_known(folder)
    for i, path in enumerate(paths, start=1):
        if not results.has(path.stem):
            click.echo(f"{i}/{len(paths)} {path.stem}, at most {seconds:g} s", err=True)
            results.add(measure(path, best.get(path.stem), seconds=seconds, workers=workers, seed=seed))
    return 0


if __name__ == "__main__":
    main()
