"""
How true a simulated week is: ``python benchmarks/simulator_truth.py --json F``.

Queues with known answers (Erlang C, Larson's correction, the exact hypercube), 200 pairs of equal scenarios with
different luck, and calls learned from São Paulo's 2011 and 2012 beside those of 2014. Data as in
``benchmarks/deploy.py``.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
import numpy as np
from deploy import POSTS, calls_of
from numpy.typing import NDArray
from whatif import Row, sao_paulo

from qinwu.models.kpi import ALL, Verdict
from qinwu.scenarios.on_roads import city_on_roads
from qinwu.scenarios.simulator.compare import mean_interval, unpaired_seeds
from qinwu.scenarios.simulator.figures import kpis
from qinwu.scenarios.simulator.live import simulate
from qinwu.scenarios.simulator.sources import FromDemand
from qinwu.scenarios.simulator.stories import read_log
from qinwu.solver.deploy.demand.estimate import estimate_demand
from qinwu.solver.deploy.demand.sites import SiteTable, make_sites
from qinwu.solver.deploy.queueing import erlang_c, larson_q, mean_wait_min

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from simulator_worlds import Poisson, crew_at, middle_of, stage_of, star
from test_simulator_truth import EXPONENTIAL, busy_at, hypercube

WARM_MS = 86_400_000


def equal_scenarios(pairs: int, runs: int) -> Row:
    """
    Compare equal scenarios whose luck differs; about one in twenty should look different.

    With few runs of figures with a long tail (waits) it is fewer, as ever with Student's t: the interval is then rather
    too wide than too narrow.
    """
    network = star()
    places = [middle_of(network, arm, 0.3) for arm in range(4)]
    crews = [crew_at(f"U{i}", middle_of(network, 0)) for i in range(2)]
    stage = stage_of(network, crews, Poisson(places, [0.3] * 4), days=1)
    tables = [[kpis(stage, simulate(stage, seed=s, replication=n)) for n in range(runs)] for s in range(2 * pairs)]
    found = [unpaired_seeds(a, b) for a, b in zip(tables[::2], tables[1::2], strict=True)]
    codes = ("t_handle_mean", "t_handle_p90", "util", "queue_time")
    differ = {
        code: sum(
            one.verdict in {Verdict.BETTER, Verdict.WORSE}
            for comparison in found
            for one in comparison.differences
            if one.code == code and one.part == ALL
        )
        for code in codes
    }
    return {"pairs": pairs, "runs_each": runs} | {f"significant_{code}": n / pairs for code, n in differ.items()}


def truths(runs: int) -> Iterator[Row]:
    """Compare simulated queues with their known answers."""
    network = star()
    spot = middle_of(network, 0)
    stage = stage_of(
        network, [crew_at(f"U{i}", spot) for i in range(5)], Poisson([spot], [6.0]), settings=EXPONENTIAL, days=8
    )
    lived = [simulate(stage, seed=1, replication=n) for n in range(runs)]
    tables = [kpis(stage, run) for run in lived]
    for code, truth in (("p_wait", erlang_c(5, 3.0)), ("queue_time", mean_wait_min(5, 3.0, 30.0)), ("util", 0.6)):
        yield told(f"M/M/5 {code}", [table.of(code).value or 0.0 for table in tables], truth)
    for ahead in (1, 2):
        yield told(
            f"Larson Q(5, 0.6, {ahead})",
            [_ahead(run, ahead) / (0.6**ahead * 0.4) for run in lived],
            larson_q(5, 0.6, ahead),
        )
    yield from workloads(runs)


def workloads(runs: int) -> Iterator[Row]:
    """Compare the workloads of three crews with those of the exact hypercube."""
    network = star(arms=3, metres=100.0)
    for arm, ms in enumerate((3000, 5000, 9000)):
        network.base_ms[network.tail + network.head == arm + 1] = ms
    places, rates, days = [middle_of(network, arm, 0.5) for arm in range(3)], [2.0, 0.7, 1.1], 8
    settings = replace(EXPONENTIAL, service_min=dict.fromkeys(EXPONENTIAL.service_min, 24.0))
    crews = [crew_at(f"U{i}", place) for i, place in enumerate(places)]
    stage = stage_of(network, crews, Poisson(places, rates), settings=settings, days=days)
    last, shares = days * WARM_MS, []
    for n in range(runs):
        busy = read_log(simulate(stage, seed=1, replication=n))[1]
        shares.append(
            [sum(max(0, min(b, last) - max(a, WARM_MS)) for a, b in busy[u].busy) / (last - WARM_MS) for u in range(3)]
        )
    for unit, truth in enumerate(hypercube([(0, 1, 2), (1, 0, 2), (2, 0, 1)], rates, 2.5)):
        yield told(f"hypercube workload {unit + 1}", [row[unit] for row in shares], truth)


def _ahead(run: object, ahead: int) -> float:
    stories, _ = read_log(run)  # type: ignore[arg-type]
    busy = busy_at(stories, np.array([s.received for s in stories if s.received > WARM_MS]))
    ways = np.ones(len(busy))
    for i in range(ahead):
        ways *= np.maximum(busy - i, 0) / (5 - i)
    return float((ways * (5 - np.minimum(busy, 5)) / (5 - ahead)).mean())


def told(what: str, values: list[float], truth: float) -> Row:
    """Return a simulated mean with its 95 % interval beside the truth."""
    mean, low, high = mean_interval(np.array(values))
    assert low is not None
    assert high is not None
    return {"what": what, "truth": truth, "mean": mean, "low": low, "high": high, "inside": bool(low <= truth <= high)}


def forecast(runs: int) -> Row:
    """Learn from 2011 and 2012, make 2014 so often, and compare it with what happened."""
    network = sao_paulo()
    city = city_on_roads(network, posts=POSTS, people=300, name="São Paulo centro")
    table, past = make_sites(network, city), calls_of(network)
    train = [one for one in past if one.reported_at.year < 2014]
    real = [one for one in past if one.reported_at.year == 2014]
    demand, _ = estimate_demand(city, table, train)
    source = FromDemand.of(demand, network, city.calendar)
    begin, end = datetime(2014, 1, 1), datetime(2015, 1, 1)  # noqa: DTZ001
    made = [source.calls(begin, end, seed=0, replication=n) for n in range(runs)]
    truth = sites_of(table, [(one.arc, one.share) for one in real])
    model = np.mean([sites_of(table, [(c.arc or 0, c.share) for c in calls]) for calls in made], axis=0)
    one_year = sites_of(table, [(c.arc or 0, c.share) for c in made[0]])
    before = sites_of(table, [(one.arc, one.share) for one in train])
    hours = np.bincount([one.reported_at.hour for one in real], minlength=24) / len(real)
    simulated = np.bincount([c.reported_at.hour for calls in made for c in calls], minlength=24)
    shares = simulated / simulated.sum()
    top = max(1, len(truth) // 50)
    return {
        "train_calls": len(train),
        "real_calls": len(real),
        "simulated_calls": float(np.mean([len(calls) for calls in made])),
        "hours_misplaced": float(np.abs(hours - shares).sum() / 2),
        "hours_misplaced_by_chance": float(np.mean([_apart(shares, len(real), n) for n in range(200)])),
        "hours_correlation": float(np.corrcoef(hours, shares)[0, 1]),
        "top_2_percent_of_simulated_hold": _held(truth, model, top),
        "top_2_percent_of_one_simulated_year_hold": _held(truth, one_year, top),
        "top_2_percent_of_past_counts_hold": _held(truth, before, top),
        "best_possible": _held(truth, truth, top),
        "two_simulated_years_agree": _held(sites_of(table, [(c.arc or 0, c.share) for c in made[1]]), model, top),
    }


def sites_of(table: SiteTable, places: list[tuple[int, float]]) -> NDArray[np.float64]:
    """Return how many calls fell on each site."""
    arcs, shares = np.array([arc for arc, _ in places]), np.array([share for _, share in places])
    known = arcs >= 0
    return np.bincount(table.of(arcs[known], shares[known]), minlength=len(table.sites)).astype(np.float64)


def _held(truth: NDArray[np.float64], score: NDArray[np.float64], top: int) -> float:
    """Return the share of the calls that fell on the sites with the highest score."""
    return float(truth[np.argsort(-score, kind="stable")[:top]].sum() / truth.sum())


def _apart(shares: NDArray[np.float64], count: int, seed: int) -> float:
    drawn = np.random.default_rng(seed).multinomial(count, shares) / count
    return float(np.abs(drawn - shares).sum() / 2)


@click.command()
@click.option("--runs", default=30, show_default=True, help="Replications of each queue and of the held-back year.")
@click.option("--pairs", default=200, show_default=True, help="Pairs of equal scenarios.")
@click.option("--pair-runs", default=5, show_default=True, help="Replications of each scenario of a pair.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures to this file.")
def main(*, runs: int, pairs: int, pair_runs: int, target: Path | None) -> None:
    """Measure, print, write."""
    rows: dict[str, object] = {"queues": list(truths(runs)), "equal": equal_scenarios(pairs, pair_runs)}
    rows["forecast"] = forecast(runs)
    for name, row in rows.items():
        for line in row if isinstance(row, list) else [row]:
            click.echo(f"{name}: {json.dumps(line, ensure_ascii=False)}")
    if target:
        target.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
