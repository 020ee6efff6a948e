"""
Are the reasons true? ``python benchmarks/explain.py --samples 500 --conflicts 200 --json F``.

Samples: on the sample city with half its people in training for two days, a person is drawn for a gap or for
another's duty; the verdict of ``qinwu explain`` is held against a forced re-solve, in which the checker reads the
roster with that person in that seat. ``--exact N`` of them also against the engine, which plans the week anew with
the person pinned. Conflicts: planted into small cities (tests/planted_conflicts.py), found with a core that the engine
finds unsatisfiable, and satisfiable without any one of its pins and leaves.
"""

import json
import random
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from time import process_time

import click

from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.officer import Leave
from qinwu.models.roster import Roster
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check
from qinwu.solver.explain.blocked import given, verdicts
from qinwu.solver.explain.cost_of_rules import rule_costs
from qinwu.solver.explain.cures import cures
from qinwu.solver.explain.instead import instead
from qinwu.solver.explain.local import Hole, read
from qinwu.solver.explain.pin_core import Core, cores
from qinwu.solver.explain.why_empty import why_empty
from qinwu.solver.roster.engine import Settings, plan_week

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from planted_conflicts import WEEK, planted

PERSONAL = frozenset({"N03", "N04", "N05", "R15", "R17", "R18", "R19", "R20", "R21", "R22", "R28"})
ROUGH = 0.03
"""Gap of the plans that are asked about and of those they are held against: the reasons do not hang on it."""
Row = dict[str, object]


def short_city(people: int, seed: int) -> tuple[City, Roster]:
    """Make a week with gaps."""
    city, _ = sample_city(people=people, seed=seed)
    first = SAMPLE_WEEK.days[2]
    away = Leave(first=first, last=first + timedelta(days=1), kind="培训")
    officers = [replace(o, pins=(), leave=(*o.leave, away) if i % 2 else o.leave) for i, o in enumerate(city.officers)]
    city = replace(city, officers=officers)
    return city, plan_week(city, SAMPLE_WEEK, settings=Settings(seed=seed, gap=ROUGH, workers=1))[0]


def verdicts_agree(city: City, roster: Roster, count: int, seed: int) -> Row:
    """Hold verdicts on gaps against the checker's reading of the forced seat."""
    chance, cache = random.Random(seed), {}  # noqa: S311
    agree, seconds = 0, []
    for _ in range(count):
        gap = chance.choice(roster.gaps)
        key = (gap.place_id, gap.day, gap.band)
        if key not in cache:
            begin = process_time()
            cache[key] = verdicts(city, roster, Hole(place_id=gap.place_id, day=gap.day, band=gap.band))
            seconds.append(process_time() - begin)
        verdict = chance.choice(cache[key])
        hard = check(city, given(roster, verdict.duty)).hard
        said = {f.rule for f in hard if f.where.officer == verdict.officer_no}
        agree += said & PERSONAL == set(verdict.rules) & PERSONAL
    return {"verdicts": count, "verdicts_agree": agree, **_spread("verdict", seconds)}


def whole_answers(city: City, roster: Roster, count: int, seed: int) -> Row:
    """Time whole answers about gaps, and hold their forced rosters against the checker."""
    chance, seconds = random.Random(seed), []  # noqa: S311
    for gap in chance.sample(list(roster.gaps), min(count, len(roster.gaps))):
        begin = process_time()
        why_empty(city, roster, Hole(place_id=gap.place_id, day=gap.day, band=gap.band))
        seconds.append(process_time() - begin)
    return {"gap_answers": len(seconds), **_spread("gap", seconds)}


def cures_hold(city: City, roster: Roster, count: int, seed: int) -> Row:
    """Time cures of gaps, and let the checker read each cured roster."""
    chance, seconds, told, hold = random.Random(seed), [], 0, 0  # noqa: S311
    for gap in chance.sample(list(roster.gaps), min(count, len(roster.gaps))):
        hole = Hole(place_id=gap.place_id, day=gap.day, band=gap.band)
        begin = process_time()
        found = cures(city, roster, hole)
        seconds.append(process_time() - begin)
        told += len(found)
        for cure in found:
            after = read(cure.solved.city, cure.solved.roster)
            hold += not after.report.hard and not after.lacks(hole)
    return {"cures": told, "cures_hold": hold, **_spread("cure", seconds)}


def rules_priced(city: City, roster: Roster) -> Row:
    """Time what each rule costs, the first until it is known and all together."""
    begin = process_time()
    seconds = [process_time() - begin for _ in rule_costs(city, roster)]
    each = [later - earlier for earlier, later in pairwise(seconds)]
    return {"rules": len(seconds), **_spread("rule", each), "rules_cpu_s": round(seconds[-1], 2)}


def swaps_agree(city: City, roster: Roster, count: int, exact: int, seed: int) -> Row:
    """Hold forced swaps against the checker, and some against the engine."""
    chance, seconds, agree, engine, dearer = random.Random(seed), [], 0, 0, []  # noqa: S311
    before = read(city, roster).report.cost
    for number in range(count):
        duty = chance.choice(roster.duties)
        other = chance.choice([o.officer_no for o in city.officers if o.officer_no != duty.officer_no])
        begin = process_time()
        found = instead(city, roster, duty, other)
        seconds.append(process_time() - begin)
        if found.roster is None or found.forced is None:
            seat = replace(duty, officer_no=other)
            agree += bool(
                check(city, given(replace(roster, duties=[d for d in roster.duties if d != duty]), seat)).hard
            )
        else:
            report = check(city, found.roster)
            agree += not report.hard and report.cost - before == found.forced.price
        if number < exact:
            proven = instead(city, roster, duty, other, settings=Settings(workers=1, gap=ROUGH))
            engine += (proven.forced is None) == (found.forced is None)
            if proven.forced is not None and found.forced is not None:
                dearer.append((found.forced.price - proven.forced.price) / before)
    return {
        "swaps": count,
        "swaps_agree": agree,
        **_spread("swap", seconds),
        "exact": min(exact, count),
        "exact_same_verdict": engine,
        "local_dearer_than_exact_worst": round(max(dearer, default=0.0), 5),
    }


def conflicts_found(count: int) -> Row:
    """Plant conflicts, and let the engine judge each core."""
    found = proven = minimal = 0
    seconds = []
    for seed in range(count):
        city, people = planted(seed)
        begin = process_time()
        told = list(cores(city, WEEK))
        seconds.append(process_time() - begin)
        found += len(told) == 1 and {no for no, _ in told[0].pins} <= people
        proven += all(not _holds(_only(city, core)) for core in told)
        minimal += all(_holds(_only(city, fewer)) for core in told for fewer in _smaller(core))
    return {
        "conflicts": count,
        "conflicts_found": found,
        "cores_unsatisfiable": proven,
        "cores_minimal": minimal,
        **_spread("conflict", seconds),
    }


def _smaller(core: Core) -> list[Core]:
    pins = [replace(core, pins=core.pins[:i] + core.pins[i + 1 :]) for i in range(len(core.pins))]
    return pins + [replace(core, leave=core.leave[:i] + core.leave[i + 1 :]) for i in range(len(core.leave))]


def _only(city: City, core: Core) -> City:
    def own(officer_no: str, parts: tuple[tuple[str, object], ...]) -> tuple[object, ...]:
        return tuple(part for no, part in parts if no == officer_no)

    officers = [
        replace(o, pins=own(o.officer_no, core.pins), leave=own(o.officer_no, core.leave)) for o in city.officers
    ]
    return replace(city, officers=officers)


def _holds(city: City) -> bool:
    try:
        bare = replace(city, places=[replace(place, needs={}) for place in city.places])
        plan_week(bare, WEEK, settings=Settings(workers=1, gap=0.5))
    except InputError:
        return False
    return True


def _spread(kind: str, seconds: list[float]) -> Row:
    """Return median, 95th percentile and worst of processor seconds."""
    order = sorted(seconds)
    at = {"p50": len(order) // 2, "p95": int(0.95 * (len(order) - 1)), "max": len(order) - 1}
    return {f"{kind}_cpu_{name}_s": round(order[i], 2) for name, i in at.items() if order}


@click.command()
@click.option("--people", default=120, show_default=True)
@click.option("--samples", default=500, show_default=True, help="Explanations, half on gaps and half on swaps.")
@click.option("--exact", default=5, show_default=True, help="Swaps that the engine judges, too.")
@click.option("--conflicts", default=200, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the row to this file.")
def main(*, people: int, samples: int, exact: int, conflicts: int, seed: int, target: Path | None) -> None:
    """Measure, print, write."""
    row: Row = {"people": people}
    if samples:
        city, roster = short_city(people, seed)
        row |= verdicts_agree(city, roster, -(-samples // 2), seed)
        row |= whole_answers(city, roster, 20, seed)
        row |= cures_hold(city, roster, 20, seed)
        row |= rules_priced(city, roster)
        row |= swaps_agree(city, roster, samples // 2, exact, seed)
    if conflicts:
        row |= conflicts_found(conflicts)
    for key, value in row.items():
        click.echo(f"{key:>30}  {value}")
    if target:
        target.write_text(json.dumps(row, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
