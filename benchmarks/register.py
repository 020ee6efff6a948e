"""
A year of filing by a detachment: fifteen units, 2,000 people, 52 weeks, into one register.

    python benchmarks/register.py                                     SQLite, in a folder of its own
    python benchmarks/register.py postgresql://user@host/empty        PostgreSQL, an empty database

Prints how long one unit's week takes to file (devices handed out, recorded, reviewed, sent, acknowledged by both
centres, the checker at every link), how long ``in_force(t)`` takes at random moments of the year with every fourth week
amended, how long verification takes, and the size of it all. The rosters are made by a greedy filler, not planned: the
figures are of the register, not of the engine.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from sqlalchemy import text

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))

from roster_filler import fill  # noqa: E402

from qinwu.filing.brigades import part_of_roster, path_of  # noqa: E402
from qinwu.filing.in_force import in_force  # noqa: E402
from qinwu.filing.outfit import annex_of, outfit  # noqa: E402
from qinwu.filing.register.draft import Hand  # noqa: E402
from qinwu.filing.register.register import Register  # noqa: E402
from qinwu.filing.register.verify import verify  # noqa: E402
from qinwu.filing.workflow import (  # noqa: E402
    acknowledge,
    approve,
    judge,
    propose,
    record_plan,
    roster_content,
    send,
    verdict_of,
)
from qinwu.models.city import City  # noqa: E402
from qinwu.models.filing import Centre, FilingWaiver, Kind, Reason, Version  # noqa: E402
from qinwu.models.roster import Roster  # noqa: E402
from qinwu.models.user import Grant, UserRole  # noqa: E402
from qinwu.models.week import Week  # noqa: E402
from qinwu.scenarios.sample import sample_city  # noqa: E402
from qinwu.solver.rules.catalogue import BY_CODE  # noqa: E402

FIRST = Week(2026, 1)
GOAL_FILE_S, GOAL_IN_FORCE_S = 1.0, 0.050
USERS = {
    "keeper": UserRole.KEEPER,
    "planner": UserRole.PLANNER,
    "reviewer": UserRole.REVIEWER,
    "centre": UserRole.DETACHMENT_CENTRE,
    "sub-centre": UserRole.BRIGADE_CENTRE,
}


def moved(roster: Roster, weeks: int) -> Roster:
    """Return the same roster so many weeks later."""
    days = timedelta(weeks=weeks)
    return replace(
        roster,
        week=Week.of(roster.week.monday + days),
        duties=[replace(duty, day=duty.day + days) for duty in roster.duties],
        gaps=(),
    )


def filed(register: Register, city: City, version: Version, codes: set[str], at: datetime) -> Version:
    """Take a version from PLANNED or AMENDED to FILED; a greedy filler breaks rules, which are waived."""
    waivers = [FilingWaiver(rule=code, article="benchmark", authority="benchmark") for code in sorted(codes)]
    version = approve(register, city, version, Hand(user="reviewer", at=at))
    version = send(register, city, version, Hand(user="planner", at=at), waivers=waivers)
    for centre, user in ((Centre.DETACHMENT, "centre"), (Centre.BRIGADE, "sub-centre")):
        if centre in version.centres:
            version = acknowledge(register, city, version, centre, Hand(user=user, at=at))
    return version


def lawful_enough(city: City, roster: Roster) -> Roster:
    """Take out the duties that break what nobody may waive, so that the rest can be filed."""
    from qinwu.solver.checker import check  # noqa: PLC0415

    while bad := [f for f in check(city, roster).hard if not BY_CODE[f.rule].waivable]:
        people = {(f.where.officer, f.where.date) for f in bad if f.where.officer}
        always = {f.where.officer for f in bad if f.where.officer and not f.where.date}
        places = {(f.where.place, f.where.date) for f in bad if not f.where.officer}
        kept = [
            d
            for d in roster.duties
            if (d.officer_no, str(d.day)) not in people
            and d.officer_no not in always
            and (d.place_id, str(d.day)) not in places
        ]
        roster = replace(roster, duties=kept)
    return roster


def file_year(register: Register, city: City, roster: Roster, weeks: int) -> tuple[list[float], list[float]]:
    """File every unit's weeks, every fourth amended; return seconds a unit's week, by the clock and of this process."""
    units = sorted({city.org.brigade_of(place.unit_id) for place in city.places})
    parts = {unit: part_of_roster(city, roster, unit) for unit in units}
    clock, cpu = [], []
    for number in range(weeks):
        at = datetime.combine(FIRST.monday, time(9)) + timedelta(weeks=number - 1)
        start, start_cpu = perf_counter(), process_time()
        binding = outfit(register, city, moved(roster, number))
        share, share_cpu = (perf_counter() - start) / len(units), (process_time() - start_cpu) / len(units)
        for unit, part in parts.items():
            start, start_cpu = perf_counter(), process_time()
            mine = moved(part, number)
            report = judge(register, city, unit, mine)
            version = record_plan(
                register,
                city,
                unit,
                mine.week,
                content=roster_content(mine, annex_of(mine, binding)),
                hand=Hand(user="planner", at=at),
                kind=Kind.ROSTER,
                verdict=verdict_of(report),
            )
            filed(register, city, version, {f.rule for f in report.hard}, at)
            clock.append(perf_counter() - start + share)
            cpu.append(process_time() - start_cpu + share_cpu)
        if number % 4 == 0:
            changed = moved(replace(parts[units[0]], duties=parts[units[0]].duties[:-3]), number)
            hand = Hand(user="planner", at=at)
            for amendment in propose(register, city, changed, hand, reason=Reason.SICK):
                filed(register, city, amendment.version, {f.rule for f in amendment.report.hard}, at)
        print(
            f"\r{number + 1}/{weeks} weeks, {np.mean(clock[-len(units) :]):.2f} s a unit's week",
            end="",
            file=sys.stderr,
        )
    print(file=sys.stderr)
    return clock, cpu


def timed(ask: Callable[[datetime], object], moments: list[datetime]) -> list[float]:
    """Return the seconds of each call."""
    seconds = []
    for moment in moments:
        start = perf_counter()
        ask(moment)
        seconds.append(perf_counter() - start)
    return seconds


def row(name: str, seconds: list[float], goal: float | None = None) -> None:
    """Print one line of the table: median, p99, worst, and whether the goal is met."""
    p50, p99, worst = (float(np.percentile(seconds, p)) for p in (50, 99, 100))
    met = "" if goal is None else f"  goal {goal * 1000:.0f}: {'met' if p99 <= goal else 'MISSED'}"
    print(f"{name:<46} {p50 * 1000:>9.1f} {p99 * 1000:>9.1f} {worst * 1000:>9.1f}{met}")


def size_of(register: Register) -> int:
    """Return the bytes of the register on disk."""
    with register.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    path = Path(str(register))
    return sum(file.stat().st_size for file in path.parent.glob(path.name + "*"))


def measure(place: str, people: int, weeks: int) -> None:
    """Fill a register and print the table."""
    city, _ = sample_city(people=people)
    city = replace(city, officers=[replace(officer, pins=()) for officer in city.officers])
    roster = lawful_enough(city, moved(fill(city), 0))
    roster = moved(roster, (FIRST.monday - roster.week.monday).days // 7)
    register = Register(place, create=True)
    root = path_of(city, city.org.root.unit_id)[-1]
    users = [Grant(user=user, name=user, role=role, scope=root) for user, role in USERS.items()]
    register.set_users(users, Hand(user="keeper", at=datetime.combine(FIRST.monday, time(9)) - timedelta(weeks=2)))
    units = len({city.org.brigade_of(p.unit_id) for p in city.places})
    print(
        f"{register.engine.dialect.name}: {units} units, {people} people, "
        f"{len(roster.duties)} duties a week, {weeks} weeks"
    )
    clock, cpu = file_year(register, city, roster, weeks)
    print(f"{'milliseconds':<46} {'p50':>9} {'p99':>9} {'worst':>9}")
    row("file one unit's week", clock, GOAL_FILE_S)
    row("  of which this process' CPU", cpu)
    dice = random.Random(5)  # noqa: S311
    start = datetime.combine(FIRST.monday, time())
    moments = [start + timedelta(minutes=dice.randrange(weeks * 7 * 24 * 60)) for _ in range(1000)]
    row("in_force(t): every unit's version", timed(register.in_force, moments), GOAL_IN_FORCE_S)
    row("in_force(t) and all duties, first time", timed(lambda t: in_force(register, t), moments[:200]))
    row(
        "in_force(t) and all duties, again",
        timed(lambda t: in_force(register, t), [moments[199]] * 200),
        GOAL_IN_FORCE_S,
    )
    begin = perf_counter()
    findings = verify(register)
    versions = len(register.versions())
    print(
        f"verify: {perf_counter() - begin:.1f} s for {versions} versions, {len(register.log())} entries, "
        f"{len(findings)} findings"
    )
    print(f"size: {size_of(register) / 1e6:.1f} MB, {size_of(register) / versions / 1000:.1f} kB a version")
    register.close()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", nargs="?", help="an empty PostgreSQL database, or a new file")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--weeks", type=int, default=52)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        measure(options.place or str(Path(room) / "register.sqlite"), options.people, options.weeks)


if __name__ == "__main__":
    main()
