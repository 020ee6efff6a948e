"""
The worst case, not the best: ``python benchmarks/worst_case.py --seeds 20 --json F``.

The 120-person sample with leave, pairs and squads, at three levels of tightness (share of the people away), each with
so many seeds. Each case is planned in a process of its own and stopped after so many seconds of CPU (``--seconds``):
the plan it has then counts, with its gap, and says so. After every case F is written anew, and a run goes on where F
ends; delete F to begin again. Printed are the worst and the mean gap and time of each level, and the worst case of all.
"""

import json
import multiprocessing
import signal
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time

import click
from bound_city import troubled_city

from qinwu.filing.atomic import write_files
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.watch import Watch

LEVELS = {"easy": 0.05, "usual": 0.12, "tight": 0.25}
PAIRS, SQUADS = 8, 3
BONDS = ("R34", "R35", "R36")

Row = dict[str, object]
Case = tuple[str, int, int, float]
"""Level, people, seed, CPU seconds."""


def measure(case: Case) -> Row:
    """Plan one week of trouble in this process."""
    level, people, seed, seconds = case
    city = troubled_city(
        people=people, seed=seed, pairs=PAIRS, squads=SQUADS, absent=LEVELS[level], week=SAMPLE_WEEK
    )  # fmt: skip
    watch = Watch()
    signal.signal(signal.SIGPROF, lambda *_: watch.stop.set())
    signal.setitimer(signal.ITIMER_PROF, seconds)
    begin, cpu = perf_counter(), process_time()
    roster, report = plan_week(city, SAMPLE_WEEK, settings=Settings(seed=seed, workers=1), watch=watch)
    signal.setitimer(signal.ITIMER_PROF, 0)
    assert roster.proof is not None
    return {
        "level": level,
        "people": people,
        "seed": seed,
        "bonds": len(city.bonds),
        "objective": roster.proof.objective,
        "bound": roster.proof.bound,
        "gap": roster.proof.gap,
        "wall_s": round(perf_counter() - begin, 2),
        "cpu_s": round(process_time() - cpu, 2),
        "stopped": bool(roster.proof.stopped),
        "gaps": sum(gap.missing for gap in roster.gaps),
        "bond_price": sum(report.parts.get(code, 0) for code in BONDS),
        "hard_findings": len(report.hard),
    }


def in_own_process(case: Case) -> Row:
    """Measure with nothing left over from the case before."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (case,))


def show(rows: Sequence[Row]) -> None:
    """Print one line a level, and the worst case of all."""
    click.echo(
        "| tightness | away | runs | worst gap | mean gap | over 0.1 % | worst wall s | worst CPU s | hard findings |"
    )
    click.echo("|" + " --- |" * 9)
    for level, share in LEVELS.items():
        some = [row for row in rows if row["level"] == level]
        if some:
            gaps, wall, cpu = ([float(str(row[key])) for row in some] for key in ("gap", "wall_s", "cpu_s"))
            hard = sum(int(str(row["hard_findings"])) for row in some)
            click.echo(
                f"| {level} | {share:.0%} | {len(some)} | {max(gaps):.3%} | {sum(gaps) / len(gaps):.3%} |"
                f" {sum(gap > 0.001 for gap in gaps)} | {max(wall):.1f} | {max(cpu):.1f} | {hard} |"
            )
    if rows:
        worst = max(rows, key=lambda row: float(str(row["gap"])))
        click.echo(f"worst gap: {worst['level']}, seed {worst['seed']}: {float(str(worst['gap'])):.3%}")


@click.command()
@click.option("--people", default=120, show_default=True)
@click.option("--seeds", default=20, show_default=True, type=click.IntRange(1))
@click.option("--seconds", default=600.0, show_default=True, help="CPU seconds after which a case is stopped.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write all rows to this file, and go on there.")
def main(*, people: int, seeds: int, seconds: float, target: Path | None) -> None:
    """Measure, print, write."""
    rows: list[Row] = json.loads(target.read_text("utf-8")) if target and target.exists() else []
    done = {(row["level"], row["people"], row["seed"]) for row in rows}
    cases = [(level, people, seed, seconds) for seed in range(seeds) for level in LEVELS]
    for number, case in enumerate(cases, start=1):
        if case[:3] in done:
            continue
        rows.append(in_own_process(case))
        click.echo(f"{number}/{len(cases)}: {rows[-1]}", err=True)
        if target:
            write_files({target: (json.dumps(rows, indent=2) + "\n").encode()})
    show(rows)


if __name__ == "__main__":
    main()
