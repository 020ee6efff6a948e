"""
INRC-II nurse rostering: ``python benchmarks/inrc2.py DIR --json F [--only n030w4_1_6-2-9-1] [--version static]``.

DIR holds the data sets (``n030w4/Sc-n030w4.txt`` ...) and ``best_known.csv``, which names the instances and the
seconds. ``static`` knows all weeks at once; ``dynamic`` plans week by week, knows only the weeks up to the present
one, and hands on the history alone. Costs come from the evaluator, which reads the files again.
"""

import csv
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

import click
from public.nurse_ahead import Present
from public.nurse_lanes import CONTEXT, lanes
from public.nurse_reader import Instance, read_instance
from public.nurse_rosters import after, lines_of
from public.nurse_score import evaluate
from public.nurse_terms import horizon_of
from public.results import Results, Row, read_first

from qinwu.commands.common import guarded, lang_option
from qinwu.models.text import Lang
from qinwu.solver.horizon.search import Effort, solve
from qinwu.solver.roster.watch import Flag, Watch

AHEAD = 0.8
"""Share of a week's seconds for looking ahead."""
Lines = dict[str, list[tuple[str, str] | None]]


@contextmanager
def limit(seconds: float, early: Flag | None = None) -> Iterator[Watch]:
    """Give a watch that stops after ``seconds``; ``early`` is raised when the time for looking ahead is over."""
    watch = Watch()
    timers = [threading.Timer(seconds, watch.stop.set)]
    timers += [threading.Timer(AHEAD * seconds, early.set)] if early else []
    for timer in timers:
        timer.daemon = True
        timer.start()
    try:
        yield watch
    finally:
        for timer in timers:
            timer.cancel()


def static(instance: Instance, *, seconds: float, workers: int, seed: int) -> tuple[Lines, float]:
    """Plan all weeks at once; returns the roster and the proven bound."""
    with limit(seconds) as watch:
        horizon = horizon_of(instance.scenario, instance.past, instance.weeks)
        solved = solve(horizon, effort=Effort(workers=workers, seed=seed), watch=watch)
    return lines_of(instance.scenario, horizon, solved.patterns), max(0.0, solved.bound)


def dynamic(instance: Instance, *, seconds: float, workers: int, seed: int) -> Lines:
    """Plan week by week, ``seconds`` each, with drawn weeks to come; a week's plan is final, its history goes on."""
    roster: Lines = {nurse.name: [] for nurse in instance.scenario.nurses}
    past, weeks, early = instance.past, instance.weeks, CONTEXT.Event()
    with lanes(early, workers=workers) as work:
        for w in range(len(weeks)):
            early.clear()
            with limit(seconds, early) as watch:
                present = Present(instance.scenario, past, weeks[: w + 1], len(weeks) - w - 1, seed)
                patterns = present.plan(work, watch, early)
            now = horizon_of(instance.scenario, past, [weeks[w]])
            week = lines_of(instance.scenario, now, patterns)
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


def read_lines(folder: Path, only: Collection[str]) -> list[dict[str, str]]:
    """Return the lines of ``best_known.csv``, all their instances read once: what is wrong is said before work."""
    with (folder / "best_known.csv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if not only or line["instance"] in only]
    read_first(partial(read_instance, folder), (line["instance"] for line in lines))
    return lines


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--version", "versions", multiple=True, type=click.Choice(["static", "dynamic"]), help="Both without it.")
@click.option("--scale", default=1.0, show_default=True, help="Share of the time limits to use.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--seed", default=0, show_default=True)
@click.option("--only", multiple=True, help="Names of instances; all of best_known.csv without it.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the rows to this file, one by one.")
@click.option("--resume", is_flag=True, help="Leave out rows that stand in the --json file already.")
@lang_option
@guarded
def main(
    *,
    folder: Path,
    versions: tuple[str, ...],
    scale: float,
    workers: int,
    seed: int,
    only: tuple[str, ...],
    target: Path | None,
    resume: bool,
    lang: Lang,  # noqa: ARG001 - the guard speaks it
) -> int:
    """Measure, print, write."""
    results = Results(target, keys=("instance", "version"))
    if resume:
        results.resume()
    lines = read_lines(folder, only)
    for version in versions or ("static", "dynamic"):
        for line in lines:
            if not results.has(line["instance"], version):
                click.echo(f"{line['instance']} {version}", err=True)
                results.add(measure(folder, line, version=version, scale=scale, workers=workers, seed=seed))
    return 0


if __name__ == "__main__":
    main()
