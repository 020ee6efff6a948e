"""Min-max k windy rural postman on the public instances (mm_kwrpp): longest tour, bound, an independent check."""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import click
import numpy as np

from qinwu.solver.deploy.lines.bounds import lower_bound
from qinwu.solver.deploy.lines.postman import Effort, plan_tours
from qinwu.solver.deploy.lines.windy import WindyGraph, errands_of, walk

CREWS = (2, 3, 4, 5)
GENERATIONS = 10**9
EDGE = re.compile(r"\(\s*(\d+)\s*,\s*(\d+)\s*\)\s*coste\s+(\d+)\s+(\d+)")


@dataclass(frozen=True)
class Job:
    """One case: a file, a number of crews, the time for it."""

    path: Path
    crews: int
    seconds: float
    seed: int


def read_instance(path: Path) -> WindyGraph:
    """Read a file of the family; vertices are counted from 0, vertex 1 of the file is the depot."""
    text = path.read_text(encoding="latin-1")
    required, rest = (
        [tuple(map(int, found)) for found in EDGE.findall(part)] for part in text.split("LISTA_ARISTAS_NOREQ")
    )
    rows = np.array([*required, *rest], dtype=np.int64)
    vertices = int(re.search(r"VERTICES\s*:\s*(\d+)", text).group(1))
    return WindyGraph(
        vertices=vertices, ends=rows[:, :2] - 1, cost=rows[:, 2:], required=np.arange(len(rows)) < len(required)
    )


def check(path: Path, walks: Sequence[Sequence[int]], crews: int) -> int:
    """
    Return the cost of the longest walk, read from the file alone.

    Walks are vertices as the file counts them. Raises AssertionError if a walk does not begin and end at vertex 1,
    uses an edge that is not there, or a required edge is left out.
    """
    price: dict[tuple[int, int], int] = {}
    needed: Counter[frozenset[int]] = Counter()
    part = None
    for line in path.read_text(encoding="latin-1").splitlines():
        if "LISTA" in line:
            part = "NOREQ" not in line
        numbers = [int(word) for word in re.findall(r"\d+", line)]
        if part is None or len(numbers) != 4:
            continue
        u, v, there, back = numbers
        price[u, v], price[v, u] = min(there, price.get((u, v), there)), min(back, price.get((v, u), back))
        needed[frozenset((u, v))] += part
    assert len(walks) <= crews
    assert all(one[0] == one[-1] == 1 for one in walks)
    driven = Counter(frozenset(step) for one in walks for step in pairwise(one))
    assert all(driven[edge] >= times for edge, times in needed.items())
    return max(sum(price[step] for step in pairwise(one)) for one in walks)


def solve(job: Job) -> dict[str, object]:
    """Solve one case within its time, bound included."""
    begin = time.monotonic()
    graph = read_instance(job.path)
    errands = errands_of(graph)
    bound = lower_bound(graph, errands, job.crews, seconds=job.seconds / 4)
    left = max(0.5, job.seconds - (time.monotonic() - begin))
    effort = Effort(generations=GENERATIONS, seconds=left)
    tours = plan_tours(errands, job.crews, seed=job.seed, effort=effort, floor=bound)
    walks = [[vertex + 1 for vertex in walk(graph, tour)] for tour in tours.tours]
    longest = check(job.path, walks, job.crews)
    assert longest <= tours.longest
    return {
        "instance": job.path.name, "k": job.crews, "longest": longest, "lower_bound": bound,
        "seconds": round(time.monotonic() - begin, 2),
    }  # fmt: skip


def references(folder: Path) -> dict[tuple[str, int], int]:
    """Return the reference upper bounds."""
    table = folder / "reference.csv"
    if not table.exists():
        return {}
    rows = [line.split(",") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    return {(row[0], int(row[1])): int(row[4]) for row in rows}


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--seconds", default=20.0, show_default=True, help="Time for each case, the bound included.")
@click.option("--seed", default=0, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Cases solved side by side.")
@click.option("--only", default="P*", show_default=True, help="Which files.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the rows to this file.")
def main(folder: Path, seconds: float, seed: int, workers: int, only: str, target: Path | None) -> None:
    """Solve every instance of FOLDER with 2 to 5 crews."""
    known = references(folder)
    paths = sorted(path for path in folder.glob(only) if path.suffix == "" and path.is_file())
    jobs = [Job(path, crews, seconds, seed) for path in paths for crews in CREWS]
    with ProcessPoolExecutor(workers) as pool:
        rows = []
        for row in pool.map(solve, jobs):
            reference = known.get((str(row["instance"]), int(str(row["k"]))))
            rows.append({**row, "reference": reference})
            print(f"{row['instance']:10} k={row['k']} {row['longest']:6} bound {row['lower_bound']:6} "
                  f"reference {reference} {row['seconds']} s", file=sys.stderr)  # fmt: skip
    print(summary(rows), file=sys.stderr)
    text = json.dumps(rows, indent=2)
    if target:
        target.write_text(text + "\n", encoding="utf-8")
    print(text)


def summary(rows: Sequence[dict[str, object]]) -> str:
    """Return the means that matter, in words."""
    numbers = np.array([[row["longest"], row["lower_bound"]] for row in rows], dtype=float)
    gaps = numbers[:, 0] / np.maximum(numbers[:, 1], 1) - 1
    words = f"{len(rows)} cases, mean gap to the bound {gaps.mean():.2%}, proven {int((gaps <= 0).sum())}"
    given = [(row["longest"], row["reference"]) for row in rows if row["reference"] is not None]
    if not given:
        return words
    longest, reference = np.array(given, dtype=float).T
    tally = (int((longest < reference).sum()), int((longest == reference).sum()), int((longest > reference).sum()))
    return words + (
        f"; against {len(given)} references: mean {longest.mean():.2f} to {reference.mean():.2f}, "
        f"{tally[0]} below, {tally[1]} equal, {tally[2]} above"
    )


if __name__ == "__main__":
    main()
