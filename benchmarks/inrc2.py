"""
INRC-II nurse rostering: ``python benchmarks/inrc2.py DIR --json F [--only n030w4_1_6-2-9-1] [--version static]``.

DIR holds the data sets (``n030w4/Sc-n030w4.txt`` ...) and ``best_known.csv``, which names the instances and the
seconds. ``static`` knows all weeks at once; ``dynamic`` plans week by week, knows only the weeks up to the present
one, and hands on the history alone. Costs come from the evaluator, which reads the files again.
"""

import csv
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import click
import numpy as np
from public.nurse_ahead import present_week
from public.nurse_rosters import Instance, after, lines_of, read_instance
from public.nurse_score import evaluate
from public.nurse_terms import horizon_of

from qinwu.solver.horizon.search import Effort, solve
from qinwu.solver.roster.watch import Watch

Row = dict[str, object]
Lines = dict[str, list[tuple[str, str] | None]]


@contextmanager
def limit(seconds: float) -> Iterator[Watch]:
    """Give a watch that stops after ``seconds``."""
    watch = Watch()
    timer = threading.Timer(seconds, watch.stop.set)
    timer.daemon = True
    timer.start()
    yield watch
    timer.cancel()


def static(instance: Instance, *, seconds: float, workers: int, seed: int) -> tuple[Lines, float]:
    """Plan all weeks at once; returns the roster and the proven bound."""
    with limit(seconds) as watch:
        horizon = horizon_of(instance.scenario, instance.past, instance.weeks)
        solved = solve(horizon, effort=Effort(workers=workers, seed=seed), watch=watch)
    return lines_of(instance.scenario, horizon, solved.patterns), solved.bound


def dynamic(instance: Instance, *, seconds: float, workers: int, seed: int) -> Lines:
    """Plan week by week, ``seconds`` each: the present week, days to come at market prices, of which none is kept."""
    roster: Lines = {nurse.name: [] for nurse in instance.scenario.nurses}
    past, weeks = instance.past, instance.weeks
    for w in range(len(weeks)):
        with limit(seconds) as watch:
            ahead = len(weeks) - w - 1
            stop = watch.stop.is_set
            horizon = present_week(instance.scenario, past, weeks[: w + 1], ahead, seed=seed, stop=stop)
            solved = solve(horizon, effort=Effort(workers=workers, seed=seed), watch=watch)
        now = horizon_of(instance.scenario, past, [weeks[w]])
        week = lines_of(instance.scenario, now, np.ascontiguousarray(solved.patterns[:, :7]))
        past = {name: after(past[name], line) for name, line in week.items()}
        for name, line in week.items():
            roster[name] += line
    return roster


def measure(folder: Path, line: Mapping[str, str], *, version: str, scale: float, workers: int, seed: int) -> Row:
    """Solve one instance in one version and price the roster from the files."""
    name, begin = line["instance"], perf_counter()
    instance, bound = read_instance(folder, name), None
    if version == "static":
        best = int(line["best_known_static"])
        roster, bound = static(instance, seconds=1200 * scale, workers=workers, seed=seed)
    else:
        best = int(line["best_known_dynamic_competition"])
        seconds = float(line["competition_seconds_per_week"]) * scale
        roster = dynamic(instance, seconds=seconds, workers=workers, seed=seed)
    wall = perf_counter() - begin
    again = read_instance(folder, name)
    parts, broken = evaluate(again.scenario, again.past, again.weeks, roster)
    for breach in broken[:5]:
        click.echo(f"{name}: {breach}", err=True)
    cost = sum(parts.values())
    return {
        "instance": name,
        "version": version,
        "cost": cost,
        "bound": bound,
        "best_known": best,
        "gap_to_best": round((cost - best) / best, 6),
        "seconds": round(wall, 1),
        "valid": not broken,
        "parts": parts,
    }


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True))
@click.option("--version", "versions", multiple=True, type=click.Choice(["static", "dynamic"]), help="Both without it.")
@click.option("--scale", default=1.0, show_default=True, help="Share of the time limits to use.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--seed", default=0, show_default=True)
@click.option("--only", multiple=True, help="Names of instances; all of best_known.csv without it.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the rows to this file.")
def main(  # noqa: D103
    *,
    folder: Path,
    versions: tuple[str, ...],
    scale: float,
    workers: int,
    seed: int,
    only: tuple[str, ...],
    target: Path | None,
) -> None:
    with (folder / "best_known.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rows: list[Row] = []
    for version in versions or ("static", "dynamic"):
        for line in lines:
            if not only or line["instance"] in only:
                rows.append(measure(folder, line, version=version, scale=scale, workers=workers, seed=seed))
                click.echo(json.dumps(rows[-1]))
                if target:
                    target.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
