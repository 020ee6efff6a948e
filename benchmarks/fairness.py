"""
Fairness over half a year: ``python benchmarks/fairness.py --people 60 --weeks 26 --json F``.

Week after week is planned on the history of the weeks before, with one in ten people away for the whole week, drawn by
the seed. Printed for each group of equal people (unit, role, skills) that works nights: how many, the fewest and the
most a person had, their difference, and its proven lower bound: no sharing out of the same number of nights among these
people, each with at most three in a week present, has a smaller one.
"""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time

import click

from qinwu.models.city import City
from qinwu.models.ledger import Burdens, Ledger, YearTotal
from qinwu.models.officer import Leave
from qinwu.models.week import Week
from qinwu.scenarios.sample import sample_city
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.weeks import carried, following

FIRST = Week(2027, 2)
ABSENT = 0.1
MOST_NIGHTS = 3

Row = dict[str, object]


def opened(city: City) -> City:
    """Return the city with nobody's past, pins or wishes, and books in which the year begins with nothing."""
    people = tuple(replace(officer, past=(), pins=(), requests=(), leave=()) for officer in city.officers)
    totals = {officer.officer_no: YearTotal(FIRST.monday - timedelta(days=1), Burdens()) for officer in people}
    groups = {officer.officer_no: (officer.unit_id, str(officer.role)) for officer in people}
    return replace(city, officers=people, ledger=Ledger(totals=totals, groups=groups))


def with_absence(city: City, week: Week, chance: random.Random) -> City:
    """Send one in ten away for the week."""
    gone = set(chance.sample(range(len(city.officers)), round(ABSENT * len(city.officers))))
    leave = (Leave(first=week.days[0], last=week.days[-1], kind="病假"),)
    people = [replace(o, leave=leave if i in gone else ()) for i, o in enumerate(city.officers)]
    return replace(city, officers=tuple(people))


def least_spread(nights: int, most: Sequence[int]) -> int:
    """
    Return the least difference between the most and the fewest when ``nights`` are shared out, each capped.

    >>> least_spread(7, [3, 3, 3]), least_spread(6, [3, 3, 3]), least_spread(9, [1, 4, 4])
    (1, 0, 3)
    """
    spreads = range(max(most) + 1)
    floors = [floor for floor in range(min(most) + 1) if floor * len(most) <= nights]
    fits = (s for s in spreads if any(sum(min(cap, floor + s) for cap in most) >= nights for floor in floors))
    return next(fits)


def simulate(people: int, weeks: int, seed: int) -> list[Row]:
    """Plan all weeks and count nights by group."""
    city, _ = sample_city(people=people, seed=seed)
    city, chance = opened(city), random.Random(seed)  # noqa: S311
    nights: Counter[str] = Counter()
    present: Counter[str] = Counter()
    for week in following(FIRST, weeks):
        now = with_absence(city, week, chance)
        roster, _ = plan_week(now, week, settings=Settings(seed=seed, workers=1))
        city = carried(city, [roster])
        nights.update(duty.officer_no for duty in roster.duties if city.template(duty.template).night)
        present.update(officer.officer_no for officer in now.officers if not officer.leave)
        click.echo(f"{week}: {len(roster.duties)} duties, gap {roster.proof.gap if roster.proof else 1:.3%}", err=True)
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for officer in city.officers:
        if officer.fit_for_duty and officer.protected_until is None:
            groups[officer.unit_id, str(officer.role), "|".join(sorted(officer.skills))].append(officer.officer_no)
    return [row for key, names in sorted(groups.items()) if (row := _row(key, names, nights, present))["nights"]]


def _row(key: tuple[str, str, str], names: Sequence[str], nights: Counter[str], present: Counter[str]) -> Row:
    counts = [nights[name] for name in names]
    caps = [max(nights[name], MOST_NIGHTS * present[name]) for name in names]
    return {
        "unit": key[0],
        "role": key[1],
        "skills": key[2],
        "people": len(names),
        "nights": sum(counts),
        "fewest": min(counts),
        "most": max(counts),
        "spread": max(counts) - min(counts),
        "least_spread": least_spread(sum(counts), caps),
    }


@click.command()
@click.option("--people", default=60, show_default=True)
@click.option("--weeks", default=26, show_default=True, type=click.IntRange(1, 50))
@click.option("--seed", default=0, show_default=True)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the rows to this file.")
def main(*, people: int, weeks: int, seed: int, target: Path | None) -> None:
    """Simulate, print, write."""
    begin = process_time()
    rows = simulate(people, weeks, seed)
    click.echo("| " + " | ".join(rows[0]) + " |")
    click.echo("|" + " --- |" * len(rows[0]))
    for row in rows:
        click.echo("| " + " | ".join(str(value).replace("|", ", ") for value in row.values()) + " |")
    worst = max(int(str(row["spread"])) - int(str(row["least_spread"])) for row in rows)
    click.echo(f"worst excess over the bound: {worst}; CPU {process_time() - begin:.0f} s")
    if target:
        target.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
