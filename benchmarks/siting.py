"""
The p-median's published optima, and the p-centre's, on the OR-Library's pmed networks.

Example: ``python benchmarks/siting.py ../shared/benchmarks/pmed --json siting.json``; with ``--problem both`` for both.
"""

import csv
import json
from collections.abc import Iterator
from math import inf
from pathlib import Path
from time import perf_counter, process_time

import click
import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import floyd_warshall

from qinwu.solver.siting import Backend, Effort, Siting, p_centre, p_median

KNOWN = {"median": "best_known", "centre": "pcentre_optimal_radius"}


def read_instance(path: Path) -> tuple[NDArray[np.float64], int]:
    """Return all distances between the nodes of a pmed file and its p; of equal edges the last counts."""
    numbers = list(map(int, path.read_text().split()))
    nodes, sites = numbers[0], numbers[2]
    length = np.full((nodes, nodes), inf)
    for u, v, cost in zip(*[iter(numbers[3:])] * 3, strict=True):
        length[u - 1, v - 1] = length[v - 1, u - 1] = cost
    np.fill_diagonal(length, 0)
    return floyd_warshall(length), sites


def solve(path: Path, problem: str, effort: Effort) -> tuple[Siting, float, float]:
    """Return the answer, wall seconds and CPU seconds; reading is not timed."""
    distance, sites = read_instance(path)
    wall, cpu = perf_counter(), process_time()
    if problem == "median":
        answer = p_median(distance, np.ones(len(distance)), sites, effort=effort)
    else:
        answer = p_centre(distance, sites, effort=effort)
    return answer, perf_counter() - wall, process_time() - cpu


def rows(folder: Path, problem: str, effort: Effort, only: set[str]) -> Iterator[dict[str, object]]:
    """Solve each instance and check the claimed cost against the network once more."""
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    for one in known:
        name, path = one["instance"], folder / f"{one['instance']}.txt"
        if (only and name not in only) or not path.is_file():
            continue
        answer, wall, cpu = solve(path, problem, effort)
        near = read_instance(path)[0][:, list(answer.sites)].min(axis=1)
        assert answer.value == (near.sum() if problem == "median" else near.max())
        yield {
            "instance": name,
            "problem": problem,
            "cost": answer.value,
            "best_known": float(one[KNOWN[problem]]),
            "bound": answer.bound,
            "proven": answer.proven,
            "seconds": round(wall, 2),
            "cpu_seconds": round(cpu, 2),
        }


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--problem", type=click.Choice([*KNOWN, "both"]), default="median", show_default=True)
@click.option("--only", multiple=True, help="Names of instances; all by default.")
@click.option("--backend", type=click.Choice(list(Backend)), default=Backend.HIGHS, show_default=True)
@click.option("--seconds", type=float, default=None, help="Limit for each model that is solved; none by default.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the rows to this file, too.")
def main(
    folder: Path, problem: str, only: tuple[str, ...], backend: str, seconds: float | None, out: Path | None
) -> None:
    """Solve the pmed instances of FOLDER and print cost, published optimum, bound and time of each."""
    effort = Effort(backend=Backend(backend), seconds=seconds)
    done: list[dict[str, object]] = []
    for part in KNOWN if problem == "both" else (problem,):
        for row in rows(folder, part, effort, set(only)):
            done.append(row)
            print(json.dumps(row), flush=True)
    good = sum(row["cost"] == row["best_known"] and bool(row["proven"]) for row in done)
    print(f"{good} of {len(done)} equal the published optimum, proven")
    if out:
        out.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
