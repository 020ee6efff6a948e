"""
The worst case, not the best: ``python benchmarks/worst_case.py --seeds 20 --json F``.

The 120-person sample with leave, pairs and squads, at three levels of tightness (share of the people away), each with
so many seeds. Printed are the worst and the mean gap and time of each level; all runs go to the JSON file.
"""

import json
from collections import defaultdict
from pathlib import Path
from time import perf_counter, process_time

import click
from bound_city import troubled_city

from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.solver.roster.engine import Settings, plan_week

LEVELS = {"easy": 0.05, "usual": 0.12, "tight": 0.25}
PAIRS, SQUADS = 8, 3

Row = dict[str, object]


def measure(level: str, *, people: int, seed: int) -> Row:
    """Plan one week of trouble in this process."""
    city = troubled_city(
        people=people, seed=seed, pairs=PAIRS, squads=SQUADS, absent=LEVELS[level], week=SAMPLE_WEEK
    )  # fmt: skip
    begin, cpu = perf_counter(), process_time()
    roster, report = plan_week(city, SAMPLE_WEEK, settings=Settings(seed=seed, workers=1))
    assert roster.proof is not None
    return {
        "level": level,
        "seed": seed,
        "objective": roster.proof.objective,
        "bound": roster.proof.bound,
        "gap": roster.proof.gap,
        "wall_s": round(perf_counter() - begin, 2),
        "cpu_s": round(process_time() - cpu, 2),
        "gaps": sum(gap.missing for gap in roster.gaps),
        "broken_bonds": sum(report.parts.get(code, 0) for code in ("R34", "R35", "R36")),
        "hard_findings": len(report.hard),
    }


@click.command()
@click.option("--people", default=120, show_default=True)
@click.option("--seeds", default=20, show_default=True, type=click.IntRange(1))
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write all rows to this file.")
def main(*, people: int, seeds: int, target: Path | None) -> None:
    """Measure, print, write."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for level in LEVELS:
        for seed in range(seeds):
            rows[level].append(measure(level, people=people, seed=seed))
            click.echo(f"{level} {seed}: {rows[level][-1]}", err=True)
    click.echo("| tightness | away | runs | worst gap | mean gap | worst wall s | worst CPU s | hard findings |")
    click.echo("|" + " --- |" * 8)
    for level, some in rows.items():
        gaps, wall, cpu = ([float(str(row[key])) for row in some] for key in ("gap", "wall_s", "cpu_s"))
        hard = sum(int(str(row["hard_findings"])) for row in some)
        click.echo(
            f"| {level} | {LEVELS[level]:.0%} | {len(some)} | {max(gaps):.4%} | {sum(gaps) / len(gaps):.4%} |"
            f" {max(wall):.1f} | {max(cpu):.1f} | {hard} |"
        )
    if target:
        target.write_text(json.dumps([row for some in rows.values() for row in some], indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
