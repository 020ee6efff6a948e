"""
Small changes on the sample city: ``python benchmarks/replan.py --people 1000 --absent 10 --json F [--fresh]``.

A week is planned, people fall ill from a day to the Sunday, and the roster is mended; ``--fresh`` also plans the week
anew (without and with changes priced) to compare. ``--single N`` mends N single absences one by one instead.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import click
import numpy as np

from qinwu.filing.changes import changes_of
from qinwu.models.city import City
from qinwu.models.roster import Roster
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.replan import Absence, Replanned, replan, without

Row = dict[str, object]


def absences(city: City, count: int, seed: int) -> list[Absence]:
    """Draw people who fall ill on Tuesday at 06:00, for the rest of the week."""
    people = np.random.default_rng(seed).choice(len(city.officers), count, replace=False)
    first, last = SAMPLE_WEEK.days[1], SAMPLE_WEEK.days[-1]
    return [Absence(officer_no=city.officers[int(i)].officer_no, first=first, last=last) for i in sorted(people)]


def _at_six() -> datetime:
    return datetime.combine(SAMPLE_WEEK.days[1], datetime.min.time()) + timedelta(hours=6)


def _mend(city: City, base: Roster, absent: list[Absence]) -> tuple[Replanned, float]:
    begin = perf_counter()
    found = replan(city, base, absent=absent, now=_at_six())
    return found, perf_counter() - begin


def _forced(base: Roster, absent: list[Absence]) -> int:
    """Officer-days that an absence changes by itself."""
    away = {(a.officer_no, day) for a in absent for day in SAMPLE_WEEK.days if a.first <= day <= a.last}
    return sum((duty.officer_no, duty.day) in away for duty in base.duties)


def together(city: City, base: Roster, count: int, seed: int, *, fresh: bool) -> Row:
    """Mend ``count`` absences at once."""
    absent = absences(city, count, seed)
    found, seconds = _mend(city, base, absent)
    row: Row = {
        "people": len(city.officers),
        "absent": count,
        "seconds": round(seconds, 2),
        "lost_duties": _forced(base, absent),
        "changes": len(changes_of(base, found.roster)),
        "hard_findings": len(found.report.hard),
        "gaps": sum(gap.missing for gap in found.roster.gaps),
        "cost_with_changes": found.report.cost,
        "cost_of_week": check(without(city, absent), found.roster).cost,
        "afresh": found.afresh,
    }
    if fresh:
        begin = perf_counter()
        anew, report = plan_week(without(city, absent), SAMPLE_WEEK, settings=Settings(seed=seed))
        row |= {
            "fresh_seconds": round(perf_counter() - begin, 2),
            "fresh_changes": len(changes_of(base, anew)),
            "fresh_cost": report.cost,
            "fresh_gaps": sum(gap.missing for gap in anew.gaps),
        }
    return row


def singly(city: City, base: Roster, count: int, seed: int) -> Row:
    """Mend single absences of one day each, one after another from the same base."""
    rng = np.random.default_rng(seed)
    duties = [duty for duty in base.duties if duty.day > SAMPLE_WEEK.days[1]]
    changed, seconds, hard, gaps = [], [], 0, 0
    for index in rng.choice(len(duties), count, replace=False):
        duty = duties[int(index)]
        found, wall = _mend(city, base, [Absence(officer_no=duty.officer_no, first=duty.day, last=duty.day)])
        changed.append(len(changes_of(base, found.roster)))
        seconds.append(wall)
        hard += len(found.report.hard)
        gaps += sum(gap.missing for gap in found.roster.gaps) - sum(gap.missing for gap in base.gaps)
    return {
        "people": len(city.officers),
        "absences": count,
        "changed_mean": float(np.mean(changed)),
        "changed_worst": max(changed),
        "seconds_mean": round(float(np.mean(seconds)), 2),
        "seconds_worst": round(max(seconds), 2),
        "hard_findings": hard,
        "new_gaps": gaps,
    }


@click.command()
@click.option("--people", default=1000, show_default=True)
@click.option("--absent", default=10, show_default=True, help="How many fall ill at once.")
@click.option("--single", default=0, help="Mend so many single absences instead.")
@click.option("--seed", default=0, show_default=True)
@click.option("--fresh", is_flag=True, help="Also plan the week anew.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the row to this file.")
def main(*, people: int, absent: int, single: int, seed: int, fresh: bool, target: Path | None) -> None:
    """Measure, print, write."""
    city, _ = sample_city(people=people, seed=seed)
    base, _ = plan_week(city, SAMPLE_WEEK, settings=Settings(seed=seed))
    row = singly(city, base, single, seed) if single else together(city, base, absent, seed, fresh=fresh)
    for key, value in row.items():
        click.echo(f"{key:>18}  {value}")
    if target:
        target.write_text(json.dumps(row, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
