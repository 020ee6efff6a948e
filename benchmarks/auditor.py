"""
The auditor at work: ``python benchmarks/auditor.py --rosters 100``.

Engine rosters of small random cities (the tiny weeks of the tests, every second one with bonds) are read by the
checker, which must find nothing; then one person of each gets a second duty on a day, and the checker must find that.
One mutation of every rule is in tests/test_auditor.py.
"""

import random
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import click

from qinwu.models.errors import InputError
from qinwu.models.roster import Duty, Roster
from qinwu.solver.checker import check
from qinwu.solver.roster.engine import Settings, plan_week

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from bound_weeks import bound_week
from tiny_weeks import WEEK, tiny_week


def doubled(roster: Roster, chance: random.Random) -> Roster:
    """Give one person a second duty on a day: a breach of R28 whatever the city."""
    duty: Duty = chance.choice(list(roster.duties))
    crew = 1 + max(other.crew for other in roster.duties)
    return replace(roster, duties=(*roster.duties, replace(duty, crew=crew)))


@click.command()
@click.option("--rosters", default=100, show_default=True, type=click.IntRange(1))
@click.option("--first", default=0, show_default=True, help="First seed.")
def main(*, rosters: int, first: int) -> None:
    """Plan, read, mutate, read; print the counts."""
    begin, read, refused, hard, mutated, caught = perf_counter(), 0, 0, 0, 0, 0
    seed = first
    while read < rosters:
        city = bound_week(seed) if seed % 2 else tiny_week(seed)
        seed += 1
        try:
            roster, _ = plan_week(city, WEEK, settings=Settings(workers=1, seed=seed))
        except InputError:
            refused += 1
            continue
        read += 1
        hard += len(check(city, roster).hard)
        if roster.duties:
            mutated += 1
            broken = doubled(roster, random.Random(seed))  # noqa: S311
            caught += any(finding.rule == "R28" for finding in check(city, broken).hard)
    seconds = (perf_counter() - begin) / read
    click.echo("| rosters | hard findings | impossible pins or bonds | mutations | caught | s a roster |")
    click.echo("|" + " --- |" * 6)
    click.echo(f"| {read:,} | {hard} | {refused} | {mutated} | {caught} | {seconds:.3f} |")


if __name__ == "__main__":
    main()
