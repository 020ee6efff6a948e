"""A simulated week: the same luck for all scenarios, dispatch's own choice, trouble, and comparisons."""

import pickle
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from roster_filler import fill
from simulator_worlds import BEGIN

from qinwu.models.errors import InputError
from qinwu.models.incident import EventCode
from qinwu.models.kpi import ALL, Better, Figure, KpiTable, Slice, SliceKind, Verdict
from qinwu.models.past_incident import PastIncident
from qinwu.models.text import Lang
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.simulator import sending
from qinwu.scenarios.simulator.catalogue import KPIS
from qinwu.scenarios.simulator.compare import estimates, paired, verdict, worst
from qinwu.scenarios.simulator.day_page import day_page
from qinwu.scenarios.simulator.figures import kpis
from qinwu.scenarios.simulator.film import film_of
from qinwu.scenarios.simulator.live import simulate
from qinwu.scenarios.simulator.log_csv import log_text
from qinwu.scenarios.simulator.replicate import replications
from qinwu.scenarios.simulator.run import Event
from qinwu.scenarios.simulator.scenario import Scenario, Settings
from qinwu.scenarios.simulator.sources import FromDemand, Replay
from qinwu.scenarios.simulator.stage import Stage
from qinwu.scenarios.simulator.stories import read_log
from qinwu.solver.deploy.demand.estimate import estimate_demand
from qinwu.solver.deploy.demand.sites import make_sites
from qinwu.solver.dispatch import nearest_units
from qinwu.solver.dispatch.fleet import Fleet
from qinwu.solver.dispatch.question import Question

MIX = {
    EventCode.ACCIDENT_PROPERTY: 0.4,
    EventCode.ILLEGAL_PARKING: 0.25,
    EventCode.BREAKDOWN: 0.15,
    EventCode.ACCIDENT_INJURY: 0.1,
    EventCode.PUBLIC_HELP: 0.1,
}


@pytest.fixture(scope="module")
def world():
    """A sample city of 120 people, its greedy roster, and 60 calls a day."""
    city, network = sample_city(people=120)
    table = make_sites(network, city)
    rng = np.random.default_rng(1)
    past = [
        PastIncident(
            incident_id=str(i), code=EventCode.BREAKDOWN, reported_at=BEGIN + timedelta(hours=float(h)), lon=0.0,
            lat=0.0, arc=int(a), share=0.5,
        )
        for i, (h, a) in enumerate(zip(rng.random(3000) * 24 * 60, rng.integers(0, network.arcs, 3000), strict=True))
    ]  # fmt: skip
    demand, _ = estimate_demand(city, table, past)
    demand = replace(demand, mixes=[MIX], mix_of=[0] * len(demand.sites))
    source = FromDemand.of(demand, network, city.calendar)
    return Scenario(name="base", city=city, roster=fill(city), network=network, source=source)


@pytest.fixture(scope="module")
def stage(world):
    return Stage.of(world)


@pytest.fixture(scope="module")
def run(stage):
    return simulate(stage, seed=1, replication=0)


def same(one, two):
    return log_text(one) == log_text(two)


def test_the_same_seed_gives_the_same_bytes_also_in_another_process(world, stage, run) -> None:
    assert same(run, simulate(stage, seed=1, replication=0))
    assert same(run, simulate(Stage.of(pickle.loads(pickle.dumps(world))), seed=1, replication=0))  # noqa: S301
    assert not same(run, simulate(stage, seed=1, replication=1))
    assert pickle.loads(pickle.dumps(run)).log.at_ms.tolist() == run.log.at_ms.tolist()  # noqa: S301


def test_more_demand_keeps_the_calls_there_were(world) -> None:
    start, end = world.begin, world.end
    few = world.source.calls(start, end, seed=2, replication=5)
    many = world.source.times(1.5).calls(start, end, seed=2, replication=5)
    assert {call.incident_id: call for call in few}.items() <= {call.incident_id: call for call in many}.items()
    assert 1.3 < len(many) / len(few) < 1.7
    assert world.source.calls(start + timedelta(hours=5), end, seed=2, replication=5) == [
        call for call in few if call.reported_at >= start + timedelta(hours=5)
    ]


def test_the_choice_is_that_of_nearest_units(stage, monkeypatch) -> None:
    """At moments of a run a fleet is told by reports what is going on, and asked as a dispatcher's software asks."""
    asked = []

    class Spy(Question):
        def choose(self):
            chosen = super().choose()
            board, call = self._board, self._call
            if len(asked) < 60 and int(call.now.minute) % 2 == 0:
                fleet = Fleet(
                    stage.search, [replace(f) for f in stage.files], rules=stage.rules, territory=stage.fleet.territory
                )
                for name, crew in board.crews.items():
                    if crew.fix is not None and (place := board.place(name)) is not None:
                        fleet.fix(name, type(call.at)(place.arc, place.share), call.now)
                    if crew.break_until > board.clock:
                        fleet.rest(name, call.now, minutes=(crew.break_until - board.clock) / 60)
                    if crew.job is not None:
                        fleet.assign(name, crew.job.priority, call.now, busy_min=5)
                        if crew.job.there:
                            fleet.arrive(name, call.now, service_min=5)
                answer = nearest_units(stage.search, fleet, call.incident, call.now, k=2, routes=False)
                told = [(one.unit.unit_id, one.eta_ms) for one in answer.recommendations]
                assert told == [(one.unit_id, one.eta_ms) for one in chosen]
                asked.append(len(told))
            return chosen

    monkeypatch.setattr(sending, "Question", Spy)
    simulate(stage, seed=4)
    assert len(asked) == 60
    assert sum(map(bool, asked)) > 20


def test_every_story_is_in_order_and_crews_do_one_thing_at_a_time(run) -> None:
    stories, days = read_log(run)
    for story in stories:
        for order in story.orders:
            stamps = [story.received, story.classified, order.sent, order.acked, order.arrived, order.cleared]
            known = [stamp for stamp in stamps if stamp >= 0]
            assert known == sorted(known)
    for day in days.values():
        for spans in (day.busy, day.away, day.rest):
            assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert {Event.BREAK, Event.BACK, Event.QUEUED, Event.SECOND} <= {entry.event for entry in run.entries()}


def test_a_day_without_calls(world) -> None:
    quiet = Stage.of(replace(world, source=Replay(incidents=()), days=1))
    table = kpis(quiet, simulate(quiet))
    assert table.of("calls") == Figure(0.0, 0)
    assert table.of("t_handle_mean").value is None
    assert table.of("line_done").value is not None


def test_ten_times_the_calls_wait_and_do_not_hang(world) -> None:
    storm = Stage.of(replace(world, source=world.source.times(10), days=2))
    lived = simulate(storm)
    table = kpis(storm, lived)
    assert len(lived.calls) > 450
    assert table.of("unserved").value > 10
    assert table.of("p_wait").value > 0.5


def test_a_roster_without_anybody_serves_nobody(world) -> None:
    empty = Stage.of(replace(world, roster=replace(world.roster, duties=()), days=1))
    table = kpis(empty, simulate(empty))
    assert table.of("unserved").value == table.of("calls").value
    assert table.of("peak_post_cover").value == 0.0


def test_remote_handling_grows_with_its_share(world) -> None:
    shares = (0.0, 0.5, 1.0)
    runs = [
        simulate(Stage.of(replace(world, settings=Settings(remote_share=share), days=2)), seed=1) for share in shares
    ]
    remote = [{entry.call_id for entry in one.entries() if entry.event is Event.REMOTE} for one in runs]
    assert remote[0] == set()
    assert remote[1] < remote[2]
    damage = {c.incident.incident_id for c in runs[2].calls if c.incident.code is EventCode.ACCIDENT_PROPERTY}
    assert remote[2] == damage


def test_finished_replications_are_kept_when_somebody_stops(stage) -> None:
    coming = replications(stage, numbers=range(30), keep=[0])
    first = next(coming)
    assert first.run is not None
    assert first.table.replication == 0
    part = paired([first.table], [first.table], asked=30)
    assert part.partial
    assert {one.verdict for one in part.differences} == {Verdict.NOT_COMPARABLE}


def test_equal_scenarios_differ_nowhere_and_more_calls_are_worse(world, stage) -> None:
    ours = [one.table for one in replications(stage, seed=1, numbers=range(3))]
    busy = replace(world, source=world.source.times(2.5))
    theirs = [one.table for one in replications(busy, seed=1, numbers=range(3))]
    assert all(
        one.verdict is Verdict.NOT_SIGNIFICANT for one in paired(ours, ours).differences if one.delta is not None
    )
    worse = {one.code for one in paired(ours, theirs).differences if one.part == ALL and one.verdict is Verdict.WORSE}
    assert {"util", "queue_time", "p_wait"} <= worse
    assert worst(ours, "t_handle_mean")[0].part.kind is SliceKind.PLACE
    assert all(one.low <= one.mean <= one.high for one in estimates(ours) if one.runs > 1)
    with pytest.raises(InputError):
        paired(ours, [replace(table, seed=9) for table in theirs])


def test_verdicts_know_which_way_is_better() -> None:
    assert verdict(Better.HIGHER, 0.1, 0.2) is Verdict.BETTER
    assert verdict(Better.HIGHER, -0.2, -0.1) is Verdict.WORSE
    assert verdict(Better.NEITHER, 1.0, 2.0) is Verdict.DIFFERENT
    assert verdict(Better.LOWER, None, None) is Verdict.NOT_COMPARABLE


def test_every_figure_is_in_the_catalogue(stage, run) -> None:
    table = kpis(stage, run)
    assert {code for _, code in table.figures} <= {kpi.code for kpi in KPIS}
    assert len({kpi.code for kpi in KPIS}) == len(KPIS)
    kinds = {part.kind for part, _ in table.figures}
    assert {SliceKind.ALL, SliceKind.BRIGADE, SliceKind.ROAD, SliceKind.BAND, SliceKind.PLACE} <= kinds
    of_bands = [figure.n for (part, code), figure in table.figures.items() if code == "calls" and part.kind == "BAND"]
    assert sum(of_bands) == table.calls == table.of("calls").n
    assert table.of("no such", Slice()) == Figure(None, 0)
    assert isinstance(pickle.loads(pickle.dumps(table)), KpiTable)  # noqa: S301


def test_the_docs_give_the_formula_of_every_figure() -> None:
    page = (Path(__file__).parents[1] / "docs" / "kpis.md").read_text("utf-8").replace("\\|", "|")
    assert [
        kpi.code for kpi in KPIS if f"| `{kpi.code}` | {kpi.name.zh} |" not in page or kpi.formula not in page
    ] == []


def test_a_film_changes_nothing_and_shows_every_crew_on_duty(stage, run) -> None:
    film = film_of(stage, day=1, seed=1)
    assert same(film.run, run)
    page = day_page(film, stage.search.network, lang=Lang.EN)
    assert "http" not in page
    assert all(len(track.lon) == len(track.status) for track in film.tracks)
    assert page.count("<script") == 2
