"""Siting: each model against all choices of sites on small cases, by both solvers; published optima on real ones."""

import csv
from itertools import combinations
from math import ceil, inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from qinwu.models.errors import InputError, NoPlanError
from qinwu.solver.siting import Backend, Effort, backup_cover, maximal_cover, p_centre, p_median, set_cover
from qinwu.solver.siting.dominance import essential
from qinwu.solver.siting.lagrange import frame

CBC = Effort(backend=Backend.CBC)


@st.composite
def maps(draw):
    """Distances on a coarse clock from up to 6 places to up to 6 sites, weights, kept sites, a number of sites."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    level = st.sampled_from([0.0, 1.0, 2.0, 3.5, 5.0, inf])
    distance = np.reshape(draw(st.lists(level, min_size=rows * columns, max_size=rows * columns)), (rows, columns))
    weight = np.array(draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0]), min_size=rows, max_size=rows)))
    kept = sorted(draw(st.sets(st.integers(0, columns - 1), max_size=2)))
    return distance, weight, kept, draw(st.integers(max(1, len(kept)), columns))


def choices(columns, sites, kept):
    """All ways to choose so many sites, those kept among them."""
    return [list(c) for c in combinations(range(columns), sites) if set(kept) <= set(c)]


def solve(call, *arguments, **options):
    """Return an answer, None if there is none; it must be proven and hold what it claims to hold."""
    try:
        answer = call(*arguments, **options)
    except NoPlanError:
        return None
    assert answer.proven
    assert set(options.get("kept", ())) <= set(answer.sites)
    return answer


@given(case=maps())
def test_no_cover_has_fewer_sites(case) -> None:
    distance, _, kept, _ = case
    reach, columns = distance <= 2, distance.shape[1]
    sizes = [
        count
        for count in range(columns + 1)
        if any(reach[:, chosen].any(axis=1).all() for chosen in choices(columns, count, kept))
    ]
    answer = solve(set_cover, reach, kept=kept)
    assert (answer.value if answer else None) == (sizes[0] if sizes else None)


@given(case=maps())
def test_no_cover_leaves_the_usable_sites(case) -> None:
    distance, _, kept, sites = case
    reach, usable = distance <= 2, np.arange(distance.shape[1]) < sites
    answer = solve(set_cover, reach, kept=kept, usable=usable)
    allowed = set(np.flatnonzero(usable).tolist()) | set(kept)
    assert (answer is None) == (not reach[:, sorted(allowed)].any(axis=1).all())
    assert answer is None or set(answer.sites) <= allowed


@given(case=maps())
def test_no_choice_reaches_more(case) -> None:
    distance, weight, kept, sites = case
    reach = distance <= 2
    best = max(weight[reach[:, chosen].any(axis=1)].sum() for chosen in choices(reach.shape[1], sites, kept))
    answer = solve(maximal_cover, reach, weight, sites, kept=kept)
    assert answer.value == best
    assert len(answer.sites) == sites


@given(case=maps(), share=st.sampled_from([0.0, 0.5, 1.0]))
def test_no_choice_reaches_more_twice(case, share) -> None:
    distance, weight, kept, sites = case
    near, far = distance <= 2, distance <= 3.5
    values = [
        weight[near[:, chosen].sum(axis=1) >= 2].sum()
        for chosen in choices(near.shape[1], sites, kept)
        if far[:, chosen].any(axis=1).all()
        and weight[near[:, chosen].any(axis=1)].sum() >= share * weight.sum() * (1 - 1e-12)
    ]
    answer = solve(backup_cover, near, far, weight, sites, share=share, kept=kept)
    assert (answer.value if answer else None) == max(values, default=None)


@given(case=maps())
def test_no_centre_is_nearer(case) -> None:
    distance, _, kept, sites = case
    best = min(distance[:, chosen].min(axis=1).max() for chosen in choices(distance.shape[1], sites, kept))
    answer = solve(p_centre, distance, sites, kept=kept)
    assert (answer.value if answer else inf) == best


@given(case=maps())
def test_no_median_is_cheaper(case) -> None:
    distance, weight, kept, sites = case
    costs = []
    for chosen in choices(distance.shape[1], sites, kept):
        nearest = distance[:, chosen].min(axis=1)[weight > 0]
        costs.append((nearest * weight[weight > 0]).sum())
    answer = solve(p_median, distance, weight, sites, kept=kept)
    assert (answer.value if answer else inf) == pytest.approx(min(costs))


@settings(max_examples=8)
@given(case=maps())
def test_both_solvers_agree(case) -> None:
    distance, weight, kept, sites = case
    for call, arguments in (
        (set_cover, (distance <= 2,)),
        (maximal_cover, (distance <= 2, weight, sites)),
        (p_median, (distance, weight, sites)),
    ):
        one, other = solve(call, *arguments, kept=kept), solve(call, *arguments, kept=kept, effort=CBC)
        assert (one is None) == (other is None)
        assert one is None or one.value == pytest.approx(other.value)


@settings(max_examples=40)
@given(seed=st.integers(0, 999), sites=st.integers(1, 4), hold=st.booleans())
def test_what_the_frame_leaves_out_no_optimum_needs(seed, sites, hold) -> None:
    """Every optimal choice keeps its sites and pairs, and holds the sites that surely belong to it."""
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 9, (7, 6)).astype(float)
    kept = [2] if hold else []
    limits = frame(cost, sites, kept)
    every = {tuple(c): float(cost[:, c].min(axis=1).sum()) for c in choices(6, sites, kept)}
    best = min(every.values())
    assert limits.least <= best + 1e-9
    assert best <= limits.most == every[limits.sites]
    for chosen in (c for c, value in every.items() if value == best):
        assert limits.perhaps[list(chosen)].all()
        assert set(np.flatnonzero(limits.surely)) <= set(chosen)
        served = np.where(limits.pairs[:, chosen], cost[:, chosen], inf).min(axis=1)
        assert float(served.sum()) == best


@settings(max_examples=60)
@given(seed=st.integers(0, 9_999), kept=st.sets(st.integers(0, 6), max_size=2))
def test_what_dominance_leaves_out_changes_no_cover(seed, kept) -> None:
    """The fewest sites that reach all are as many with the reduced matrix, and cover the whole one."""
    reach = np.random.default_rng(seed).random((6, 7)) < 0.35
    left, columns = essential(reach, kept=sorted(kept))

    def fewest(matrix, held=()):
        return next(
            (n for n in range(8) for c in combinations(range(matrix.shape[1]), n)
             if matrix[:, [*c, *held]].any(axis=1).all()), None,
        )  # fmt: skip

    assert fewest(left) == fewest(reach, sorted(kept))
    assert not kept & set(columns.tolist())


def test_the_bound_of_a_cover_is_a_whole_number() -> None:
    """Three places, each pair of sites reaches two: a half of each site would do on paper, two it takes."""
    answer = set_cover(~np.eye(3, dtype=bool))
    assert (answer.value, answer.bound, answer.gap) == (2.0, 2.0, 0.0)
    assert answer.bound == ceil(1.5)


def test_same_question_same_answer() -> None:
    rng = np.random.default_rng(1)
    distance = rng.integers(1, 9, (20, 20)).astype(float)
    assert p_median(distance, np.ones(20), 5) == p_median(distance, np.ones(20), 5)
    assert set_cover(distance <= 3).sites == set_cover(distance <= 3).sites


@pytest.mark.parametrize(
    "call",
    [
        lambda: set_cover(np.zeros((0, 0), dtype=bool)),
        lambda: set_cover(np.ones((2, 2), dtype=bool), kept=[2]),
        lambda: maximal_cover(np.ones((2, 2), dtype=bool), np.ones(3), 1),
        lambda: maximal_cover(np.ones((2, 2), dtype=bool), np.array([1.0, -1.0]), 1),
        lambda: p_median(np.ones((2, 2)), np.ones(2), 3),
        lambda: p_median(np.array([[np.nan]]), np.ones(1), 1),
        lambda: p_centre(np.ones((2, 2)), 1, kept=[0, 1]),
    ],
)
def test_bad_questions(call) -> None:
    with pytest.raises(InputError) as error:
        call()
    assert error.value.findings


def test_a_place_that_nobody_reaches_is_named() -> None:
    with pytest.raises(NoPlanError, match="demand 1"):
        set_cover(np.array([[True], [False]]))


@pytest.mark.parametrize("name", ["pmed1", "pmed5", "pmed2", "pmed10"])
def test_published_medians_and_centres(benchmarks_dir: Path, name: str) -> None:
    """OR-Library: the median's optimum, the centre's radius; an edge that stands twice has its last length."""
    folder = benchmarks_dir / "pmed"
    known = {row["instance"]: row for row in csv.DictReader((folder / "best_known.csv").read_text().splitlines())}
    numbers = list(map(int, (folder / f"{name}.txt").read_text().split()))
    nodes, sites = numbers[0], numbers[2]
    length = np.full((nodes, nodes), inf)
    for u, v, cost in zip(*[iter(numbers[3:])] * 3, strict=True):
        length[u - 1, v - 1] = length[v - 1, u - 1] = cost
    np.fill_diagonal(length, 0)
    distance = floyd_warshall(length)
    assert solve(p_median, distance, np.ones(nodes), sites).value == float(known[name]["best_known"])
    assert solve(p_centre, distance, sites).value == float(known[name]["pcentre_optimal_radius"])
