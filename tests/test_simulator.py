"""A simulated week: the same luck for all scenarios, dispatch's own choice, trouble, and comparisons."""

import pickle
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from city_factory import tiny_city
from demand_worlds import NETWORK, planted
from roster_filler import fill
from simulator_worlds import BEGIN, PLAIN, Poisson, call_at, crew_at, inward, middle_of, stage_of, star

from qinwu.models.errors import InputError
from qinwu.models.incident import EVENT_TYPES, EventCode
from qinwu.models.kpi import ALL, Better, Figure, KpiTable, Slice, SliceKind, Verdict
from qinwu.models.leg import LegMode
from qinwu.models.line import Line, LineKind, LineStep, StepKind, StreetPasses
from qinwu.models.past_incident import PastIncident
from qinwu.models.place import RoadClass
from qinwu.models.text import Lang
from qinwu.road_network.closures import OPEN, both_ways
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.simulator import sending
from qinwu.scenarios.simulator.catalogue import KPIS
from qinwu.scenarios.simulator.compare import estimates, paired, unpaired_seeds, verdict, worst
from qinwu.scenarios.simulator.day_page import day_page
from qinwu.scenarios.simulator.draws import Purpose, keys_of, uniform
from qinwu.scenarios.simulator.figures import kpis
from qinwu.scenarios.simulator.film import film_of
from qinwu.scenarios.simulator.gaps import gap_figures
from qinwu.scenarios.simulator.live import simulate
from qinwu.scenarios.simulator.log_csv import log_text
from qinwu.scenarios.simulator.replicate import replications
from qinwu.scenarios.simulator.run import Event
from qinwu.scenarios.simulator.scenario import RoadChange, Scenario, ServiceLaw, Settings
from qinwu.scenarios.simulator.sources import FromDemand, Replay, Together
from qinwu.scenarios.simulator.stage import Stage, Turn
from qinwu.scenarios.simulator.stories import Day, read_log
from qinwu.solver.deploy.demand.estimate import estimate_demand
from qinwu.solver.deploy.demand.sites import make_sites
from qinwu.solver.dispatch import nearest_units
from qinwu.solver.dispatch.crew_file import seconds
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


def test_luck_hangs_on_the_call_not_on_the_order() -> None:
    names = [f"call-{i}" for i in range(2000)]
    luck = uniform(keys_of(names), Purpose.SERVICE, seed=3, replication=4)
    assert luck[::-1].tolist() == uniform(keys_of(names[::-1]), Purpose.SERVICE, seed=3, replication=4).tolist()
    other = uniform(keys_of(names), Purpose.REMOTE, seed=3, replication=4)
    assert abs(np.corrcoef(luck, other)[0, 1]) < 0.06
    assert 0 < luck.min() < 0.01
    assert 0.99 < luck.max() < 1
    assert abs(luck.mean() - 0.5) < 0.02


def test_more_demand_keeps_the_calls_there_were(world) -> None:
    start, end = world.begin, world.end
    few = world.source.calls(start, end, seed=2, replication=5)
    many = world.source.times(1.5).calls(start, end, seed=2, replication=5)
    assert {call.incident_id: call for call in few}.items() <= {call.incident_id: call for call in many}.items()
    assert 1.3 < len(many) / len(few) < 1.7
    assert world.source.calls(start + timedelta(hours=5), end, seed=2, replication=5) == [
        call for call in few if call.reported_at >= start + timedelta(hours=5)
    ]


def test_generated_calls_are_those_that_the_demand_expects() -> None:
    city, network = tiny_city(), NETWORK
    demand, _ = estimate_demand(city, make_sites(network), planted())
    source = FromDemand.of(demand, network, city.calendar)
    calls = [
        call
        for number in range(20)
        for call in source.calls(BEGIN, BEGIN + timedelta(days=5), seed=0, replication=number)
    ]
    expected = 100 * sum(demand.rates[next(iter(demand.rates))])
    assert abs(len(calls) - expected) < 4 * expected**0.5
    by_hour = np.bincount([call.reported_at.hour for call in calls], minlength=24) / 100
    wanted = np.array(demand.city_per_hour(next(iter(demand.rates))))
    assert np.all(np.abs(by_hour - wanted) < 5 * np.sqrt(wanted / 100 + 0.01))


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


def test_an_empty_post_counts_until_its_crew_is_back() -> None:
    """At 08:00 an injury, 80 s for who hurries: the crew of a post goes, handles it an hour, drives back 100 s."""
    network = star()
    post = crew_at("U", middle_of(network, 0), mode=LegMode.FIXED, hours=(7, 11), place="P")
    calls = [call_at("A", 480, middle_of(network, 1, 0.0), EventCode.ACCIDENT_INJURY)]
    lived = simulate(
        stage_of(network, [post], Replay(incidents=calls), days=1, settings=replace(PLAIN, service=ServiceLaw.FIXED))
    )
    _, days = read_log(lived)
    minutes = EVENT_TYPES[EventCode.ACCIDENT_INJURY].service_min
    assert days[0].away == [(480 * 60_000, (480 + minutes) * 60_000 + 180_000)]


def test_an_urgent_call_takes_the_crew_of_a_lesser_one_which_waits_again() -> None:
    network = star()
    calls = [
        call_at("A", 10, middle_of(network, 1, 0.0)),
        call_at("B", 11, middle_of(network, 2, 0.0), EventCode.PEDESTRIAN_ELEVATED),
    ]
    lived = simulate(
        stage_of(
            network, [crew_at("U", middle_of(network, 0))], Replay(incidents=calls), days=1,
            settings=replace(PLAIN, service=ServiceLaw.FIXED),
        )
    )  # fmt: skip
    told = [(entry.event, entry.call_id) for entry in lived.entries()]
    assert told.index((Event.REASSIGNED, "A")) < told.index((Event.DISPATCHED, "B"))
    assert told.count((Event.DISPATCHED, "A")) == 2
    stories, _ = read_log(lived)
    assert _arrival(stories[1]) == 192_000  # 60 s out on arm 1; on to its end, in, out on arm 2: 240 s, hurrying x 0.8
    assert all(story.closed > 0 for story in stories)


def test_a_joint_crew_that_is_called_off_whole_leaves_one_call_that_waits() -> None:
    network = star()
    crews = [crew_at(f"U{i}", middle_of(network, i), police=1) for i in range(2)]
    calls = [
        call_at("A", 10, middle_of(network, 2, 0.0), EventCode.WATCHLIST_HIT),
        call_at("B", 11, middle_of(network, 3, 0.0), EventCode.ACCIDENT_INJURY),
    ]
    lived = simulate(stage_of(network, crews, Replay(incidents=calls), days=1))
    told = [entry.event for entry in lived.entries() if entry.call_id == "A"]
    assert told.count(Event.REASSIGNED) == 2
    assert told.count(Event.QUEUED) == 1
    assert told.count(Event.DISPATCHED) == 4
    assert told.count(Event.CLOSED) == 1


def _arrival(story):
    return story.first_there.arrived - story.received


def test_two_small_crews_go_together_where_one_is_too_small() -> None:
    network = star()
    crews = [crew_at(f"U{i}", middle_of(network, i), police=1) for i in range(3)]
    calls = [call_at("A", 10, middle_of(network, 0, 0.5), EventCode.ACCIDENT_INJURY)]
    stories, _ = read_log(simulate(stage_of(network, crews, Replay(incidents=calls), days=1)))
    assert len(stories[0].orders) == 2
    assert all(order.cleared > 0 for order in stories[0].orders)


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


def test_a_closed_street_makes_ways_longer() -> None:
    network = star(arms=3)
    calls = [call_at("A", 10, middle_of(network, 1, 0.5))]
    closed = OPEN.slow(both_ways(network, middle_of(network, 1).arc), 300)
    change = RoadChange(start=BEGIN, stop=BEGIN + timedelta(hours=1), closures=closed)
    took = [
        _arrival(read_log(simulate(stage_of(network, [crew_at("U", middle_of(network, 0))], Replay(incidents=calls),
                                            days=1, changes=changes)))[0][0])
        for changes in ((), (change,))
    ]  # fmt: skip
    assert took == [50_000, 150_000]


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


def test_one_in_twenty_equal_scenarios_differs_by_chance() -> None:
    """A/A: equal scenarios with different luck; 20 pairs here, 200 in benchmarks/simulator_truth.py."""
    network = star()
    spot = middle_of(network, 0)
    ways = [middle_of(network, arm, 0.3) for arm in range(4)]
    stage = stage_of(network, [crew_at(f"U{i}", spot) for i in range(2)], Poisson(ways, [0.3] * 4), days=1)
    tables = [[kpis(stage, simulate(stage, seed=seed, replication=n)) for n in range(3)] for seed in range(40)]
    significant = sum(
        one.verdict is not Verdict.NOT_SIGNIFICANT
        for a, b in zip(tables[::2], tables[1::2], strict=True)
        for one in unpaired_seeds(a, b).differences
        if one.code == "t_handle_mean" and one.part == ALL
    )
    assert significant <= 3


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


def test_calls_off_the_roads_and_double_ids_are_refused() -> None:
    network = star()
    call = call_at("A", 1, middle_of(network, 0))
    with pytest.raises(InputError):
        Replay(incidents=(call, call))
    with pytest.raises(InputError):
        Replay(incidents=(replace(call, arc=None, lon=1.0, lat=1.0),))
    both = Together(sources=[Replay(incidents=(call,)), Replay(incidents=(replace(call, incident_id="B"),))])
    assert len(both.calls(BEGIN, BEGIN + timedelta(days=1), seed=0, replication=0)) == 2


def line_of(network, minutes=30):
    """A line over one street and back: 100 s out, 100 s in, from the beginning of the band on; then it waits."""
    there, back = int(network.twin[inward(network, 0)]), inward(network, 0)
    steps = [
        LineStep(arc=there, from_share=0.0, to_share=1.0, begin_ms=0, end_ms=100_000, kind=StepKind.PATROL),
        LineStep(arc=back, from_share=0.0, to_share=1.0, begin_ms=100_000, end_ms=200_000, kind=StepKind.PATROL),
        LineStep(arc=back, from_share=1.0, to_share=1.0, begin_ms=200_000, end_ms=60_000 * minutes, kind=StepKind.WAIT),
    ]
    street = StreetPasses(
        arc=min(there, back), metres=1000.0, road_class=RoadClass.LOCAL, target=1.0, passes=2, per_hour=4.0,
        longest_gap_s=0.0,
    )  # fmt: skip
    return Line(
        line_id="L", name="", kind=LineKind.CELL, post_ids=("P",), band="ALL", minutes=minutes, laps=1,
        steps=tuple(steps), streets=(street,), left_out=(), metres=2000.0, needed_min=0.0, needed_drive_min=0.0,
    )  # fmt: skip


def ridden_once(*, away=(), need=1, hours=(1, 2)):
    """A band of an hour, one line of 30 minutes, one crew that rides it."""
    network = star()
    city = SimpleNamespace(place=lambda place: place, need=lambda _place, _day, _code: need)
    scenario = SimpleNamespace(lines={("P", "ALL"): [line_of(network)]}, city=city)
    crew = crew_at("P-1", middle_of(network, 0), mode=LegMode.LINE, hours=hours, place="P")
    starts = [seconds(BEGIN + timedelta(hours=hour)) for hour in (0, 1, 2)]
    stage = stage_of(
        network, [crew], Replay(incidents=()), days=1, scenario=scenario, band_starts=starts,
        band_codes=["", "ALL", ""],
    )  # fmt: skip
    day = Day(away=[(3_600_000 + a, 3_600_000 + b) for a, b in away])
    return gap_figures(stage, simulate(stage), {0: day})


@pytest.mark.parametrize(("away", "gap"), [((), 1_700_000), (((300_000, 900_000),), 2_300_000)])
def test_a_call_in_between_makes_the_gap_between_passes_longer(away, gap) -> None:
    """A line of 30 minutes over an hour: passes at 0:00, 1:40, 30:00, 31:40; ten minutes away move the last two."""
    figures = ridden_once(away=away)
    assert figures[ALL, "max_gap_min"] == Figure(gap / 60_000, 1)
    assert figures[ALL, "street_passes"] == Figure(4.0, 1)
    assert figures[ALL, "unpatrolled_km"] == Figure(0.0, 1)


def test_a_line_without_its_crew_has_gaps_as_long_as_the_band() -> None:
    """Only ridden legs were looked at before: a roster without anybody on its lines had no gaps at all."""
    figures = ridden_once(hours=(20, 21))
    assert figures[ALL, "max_gap_min"] == Figure(60.0, 1)
    assert figures[ALL, "unpatrolled_km"] == Figure(1.0, 1)
    assert figures[Slice(SliceKind.ROAD, "LOCAL"), "unpatrolled_km"] == Figure(1.0, 1)
    assert ridden_once(hours=(20, 21), need=0)[ALL, "max_gap_min"] == Figure(None, 0)


def test_crews_of_a_duty_take_the_lines_in_turn_and_share_what_is_too_few() -> None:
    assert [Turn(rank, 3).ahead(1) for rank in range(3)] == [0.0, 1 / 3, 2 / 3]
    assert [Turn(rank, 3).ahead(2) for rank in range(3)] == [0.0, 0.0, 0.5]
