"""The bound over several weeks: never above the cheapest pair of weeks of tiny cities; every pair is listed."""

import random
from dataclasses import replace
from datetime import timedelta
from math import inf, isfinite

import numpy as np
import pytest
from tiny_weeks import WEEK
from two_weeks import WEEKS, cheapest_pair, two_weeks

from qinwu.commands.together import print_together, proven_together, together_row
from qinwu.models.city import City
from qinwu.models.officer import Officer, PastDuty
from qinwu.models.roster import Proof, Roster
from qinwu.models.text import Lang
from qinwu.models.week import Week
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.roster import all_weeks
from qinwu.solver.roster.all_weeks import bound_of_part, bound_over, loose_span, parts_of
from qinwu.solver.roster.compact_terms import Mip
from qinwu.solver.roster.dual_bound import dual_bound, lagrangian
from qinwu.solver.roster.engine import Settings, plan_week
from qinwu.solver.roster.patterns import person_terms
from qinwu.solver.roster.shared_out import Share, share_out, shares_of
from qinwu.solver.roster.watch import Watch
from qinwu.solver.roster.weeks import carried, following
from qinwu.solver.roster.workers import answers
from qinwu.solver.rules.rule import Span
from qinwu.solver.rules.term_reader import read_patterns
from qinwu.solver.rules.terms import Square, Sum, Term

SETTINGS = Settings(workers=1, gap=0.003)


def chain(city: City, number: int, week: Week = WEEK) -> tuple[list[City], list[Roster]]:
    """Plan weeks one after the other."""
    cities, rosters = list[City](), list[Roster]()
    for each in following(week, number):
        cities.append(carried(city, rosters))
        rosters.append(plan_week(cities[-1], each, settings=SETTINGS)[0])
    return cities, rosters


def cost_of(rosters: list[Roster]) -> int:
    return sum(roster.proof.objective for roster in rosters if roster.proof)


@pytest.mark.parametrize("seed", [4, 6, 7, 8, 10, 13, 14, 41, 47, 49, 51, 56, 72, 150, 228, 294, 300])
def test_no_pair_of_tiny_weeks_costs_less_than_the_bound(seed: int) -> None:
    city = two_weeks(seed)
    best = cheapest_pair(city)
    assert best is not None
    cities, rosters = chain(city, 2)
    bound = bound_over(cities, WEEKS, workers=1, watch=Watch())
    assert bound is not None
    assert bound <= best <= cost_of(rosters)
    assert bound == bound_over([city, city], WEEKS, workers=1, watch=Watch()), "what was planned must not matter"


@pytest.mark.parametrize("seed", [4, 10, 41, 150])
def test_weeks_in_two_programmes_prove_nothing_false(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    city = two_weeks(seed)
    best = cheapest_pair(city)
    monkeypatch.setattr(all_weeks, "WINDOW", 1)
    bound = bound_over([city, city], WEEKS, workers=1, watch=Watch())
    assert bound is not None
    assert best is not None
    assert 0 < bound <= best


def span_of(city: City, *, week: Week = WEEK) -> Span:
    return Span(city=city, days=week.days, templates=tuple(city.templates))


def squares(terms: list[Term]) -> list[Sum]:
    return [term for term in terms if isinstance(term, Sum) and isinstance(term.curve, Square)]


def with_more_past(officer: Officer, city: City, chance: random.Random) -> Officer:
    """Give someone duties on the 40 days before the week, kept on those that history tells."""
    known = {duty.day for duty in officer.past}
    days = [day for back in range(1, 41) if (day := WEEK.monday - timedelta(days=back)) not in known]
    codes = [template.code for template in city.templates]
    more = [PastDuty(day=day, template=chance.choice(codes)) for day in days if chance.random() < 0.6]
    return replace(officer, past=tuple(sorted((*officer.past, *more), key=lambda duty: duty.day)))


@pytest.mark.parametrize("seed", range(1, 60, 2))
def test_more_past_never_makes_a_week_cheaper_than_the_loose_one(seed: int) -> None:
    """Also for rules to come: what is not said of a loose span, or priced as a square, must hold whatever happened."""
    chance = random.Random(seed)  # noqa: S311
    city = two_weeks(seed)
    officer, codes = city.officers[0], range(-1, len(city.templates))
    weeks = np.array([[chance.choice(codes) for _ in WEEK.days] for _ in range(400)], dtype=np.int8)
    weeks[:200] = np.where(np.array([[chance.random() < 0.7 for _ in WEEK.days] for _ in range(200)]), -1, weeks[:200])
    loose = loose_span(replace(city, officers=(officer,)), WEEK, WEEK)
    may, least = read_patterns(weeks, person_terms(loose.city.officers[0], loose))
    for _ in range(6):
        past = with_more_past(officer, city, chance)
        says = person_terms(past, span_of(replace(city, officers=(past,))))
        shared = squares(says)
        lawful, cost = read_patterns(weeks, says)
        cost -= read_patterns(weeks, shared)[1]
        assert not (lawful & ~may).any()
        assert (cost >= least)[lawful].all()


@pytest.mark.parametrize("seed", range(1, 40, 3))
def test_history_counts_in_a_square_from_the_day_that_it_names(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    city = two_weeks(seed)
    officer, second = city.officers[0], WEEKS[1]
    codes = [template.code for template in city.templates]
    picked = [chance.choice([-1, *range(len(codes))]) for _ in WEEK.days]
    done = [PastDuty(day=day, template=codes[t]) for day, t in zip(WEEK.days, picked, strict=True) if t >= 0]
    after = replace(officer, past=(*officer.past, *done))
    shares, now = shares_of(officer, span_of(city)), shares_of(after, span_of(city, week=second))
    before = shares_of(officer, span_of(city, week=second))
    assert shares.keys() == now.keys() == before.keys()
    for key, term in now.items():
        assert term.since is not None
        amount = shares[key].amount
        counted = sum(
            int(amount[i, t])
            for i, (day, t) in enumerate(zip(WEEK.days, picked, strict=True))
            if t >= 0 and day >= term.since
        )
        assert term.start == before[key].start + counted


@pytest.mark.parametrize(("weeks", "reach"), [(2, 4), (4, 4), (3, 2), (7, 4), (9, 4), (5, 9)])
def test_shares_are_never_priced_above_what_the_weeks_cost_one_by_one(weeks: int, reach: int) -> None:
    """Three people with drawn totals; where all weeks still count in the last, and all do the same, it is exact."""
    chance = random.Random(weeks * 10 + reach)  # noqa: S311
    for even in (True, False):
        done = [[chance.randint(0, 4)] * weeks if even else [chance.randint(0, 4) for _ in range(weeks)]] * 3
        done = done if even else [[chance.randint(0, 4) for _ in range(weeks)] for _ in range(3)]
        starts = [chance.randint(0, 5) for _ in range(weeks)]
        price, mip, mondays = 10, Mip(), following(WEEK, weeks)
        shares = []
        for k in range(weeks):
            term = Sum(
                np.ones((7, 1), dtype=np.int64), starts[k], curve=Square(price, starts[k]),
                since=mondays[k].monday - timedelta(weeks=reach - 1),
            )  # fmt: skip
            column = mip.column(0.0, 3 * 5.0)
            mip.within(float(sum(own[k] for own in done)), ({column: 1.0}, 0.0), inf)
            shares.append(Share(mondays[k].monday, term, ({column: 1.0}, 0.0), 5))
        share_out(mip, 3, shares)
        true = 0
        for own in done:
            for k in range(weeks):
                before = starts[k] + sum(own[max(0, k - reach + 1) : k])
                true += price * ((before + own[k]) ** 2 - before**2)
        bound = dual_bound(mip, [], Watch())
        assert bound is not None
        assert bound <= true + 1e-6
        if even and weeks <= reach:
            assert bound == pytest.approx(true, rel=1e-6)


def test_any_prices_of_rows_prove_a_bound() -> None:
    mip = Mip()
    first, second = mip.column(3.0, 4.0), mip.column(-1.0, 2.0)
    units = mip.column(5.0, inf)
    mip.row(3.0, inf, [(first, 1.0), (second, 1.0)])
    mip.row(-inf, 5.0, [(first, 2.0), (second, 1.0)])
    mip.row(-2.0, inf, [(units, 1.0), (second, -1.0)])
    optimum = dual_bound(mip, [], Watch())
    assert optimum == pytest.approx(1.0, abs=1e-5)
    chance = np.random.default_rng(0)
    for _ in range(300):
        assert lagrangian(mip, chance.normal(scale=3.0, size=3)) <= 1.0 + 1e-9


def test_two_weeks_of_a_city_with_squadrons_and_history_are_bounded_closely() -> None:
    city, _ = sample_city(people=60)
    cities, rosters = chain(city, 2, SAMPLE_WEEK)
    proof = proven_together(cities, rosters, workers=1, watch=Watch())
    assert proof.gap < 0.01
    assert not proof.stopped


def test_one_process_or_two_prove_the_same() -> None:
    parts = [part for city in map(two_weeks, (8, 51)) for part in parts_of([city, city], WEEKS, first=WEEKS[0])]
    assert len(parts) > 1
    one, two = (list(answers(bound_of_part, parts, workers=workers, watch=Watch())) for workers in (1, 2))
    assert one == two


def test_stopped_nothing_is_proven() -> None:
    cities, rosters = chain(two_weeks(47), 2)
    watch = Watch()
    watch.stop.set()
    assert proven_together(cities, rosters, workers=1, watch=watch) == Proof(
        objective=cost_of(rosters), bound=-inf, stopped="stopped"
    )
    assert bound_over(cities, WEEKS, workers=1, watch=watch) is None


@pytest.mark.parametrize(("bound", "said"), [(900.0, "gap to the optimum at most 10.000%"), (-inf, "stopped before")])
def test_one_line_speaks_of_all_weeks(bound: float, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    proof = Proof(objective=1000, bound=bound)
    print_together(WEEKS, proof, Lang.EN)
    line = capsys.readouterr().out
    assert line.startswith("2026-W48 .. 2026-W49 together: objective 1,000, ")
    assert said in line
    row = together_row(proof)
    assert (row["bound"], row["gap"]) == ((900.0, 0.1) if isfinite(bound) else (None, None))
