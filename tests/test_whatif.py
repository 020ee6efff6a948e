"""What if: base and scenarios planned, lived through with the same calls, compared; savings beside their service."""

import json
import pickle
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from qinwu.cli import main
from qinwu.filing.atomic import write_files
from qinwu.filing.roster_json import roster_to_json
from qinwu.models.deployed import HighwayRun
from qinwu.models.errors import InputError
from qinwu.models.kpi import ALL, Comparison, Difference, Figure, KpiTable, Slice, SliceKind, Verdict
from qinwu.models.officer import Pin
from qinwu.models.place import Place, PlaceKind
from qinwu.models.text import Lang, Text
from qinwu.models.week import Week
from qinwu.scenarios.demand import Feeds, city_demand
from qinwu.scenarios.executor import INTERRUPTED, Processes, Serial
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.overlay.read import lay_texts
from qinwu.scenarios.overlay.world import World
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.simulator.catalogue import KPI_BY_CODE
from qinwu.scenarios.simulator.compare import paired
from qinwu.scenarios.simulator.sources import Replay
from qinwu.scenarios.whatif.certificate import Certificate, baselines, certificate, road_minutes, wave_of
from qinwu.scenarios.whatif.effects import effects_of
from qinwu.scenarios.whatif.facts import highway_figures
from qinwu.scenarios.whatif.inputs import read_inputs
from qinwu.scenarios.whatif.last_real import last_real, week_before
from qinwu.scenarios.whatif.page import page
from qinwu.scenarios.whatif.people import fairness_table, tiring
from qinwu.scenarios.whatif.plan import Recipe, plan_all, plan_base
from qinwu.scenarios.whatif.run import Wanted, study_of
from qinwu.scenarios.whatif.study import Stages, replicate, scenario_of
from qinwu.scenarios.whatif.sweep import Family, family, knee, knee_lines, knees, sweep_rows, trade_off, values_of
from qinwu.scenarios.whatif.tables import PARTS, certificate_lines, lines, machine, part_table
from qinwu.scenarios.whatif.words import signed, slice_name, value
from qinwu.solver.roster.engine import Settings

WEEK = Week(2026, 48)
SETTINGS = Settings(workers=1, gap=0.05)
UNITS, MOBILE = ("A1", "A2"), "M77"
RECIPE = Recipe(week=WEEK, settings=SETTINGS)
CUT = 'name = "cut"\nzh = "减员"\nen = "cut"\n[[remove_officers]]\nshare = 0.1\n[[remove_posts]]\nplaces = ["P05"]'
"""Fewer people and one post less."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("whatif") / "city"
    assert CliRunner().invoke(main, ["init", str(path), "--people", "60"]).exit_code == 0
    return path


@pytest.fixture(scope="module")
def world():
    """Two squadrons of the sample city: quickly planned."""
    city, network = sample_city(people=60)
    two = replace(
        city,
        officers=[o for o in city.officers if o.unit_id in UNITS],
        places=[p for p in city.places if p.unit_id in UNITS],
    )
    return World(city=two, week=WEEK, network=network)


def serial():
    return Serial(threading.Event())


def laid(world, *texts):
    return [lay_texts(world, [(f"s{n}", text)]) for n, text in enumerate(texts)]


@pytest.fixture(scope="module")
def base(world):
    return plan_base(laid(world, "name = 'base'")[0], RECIPE, serial())


@pytest.fixture(scope="module")
def planned(world, base):
    clash = world.city.officers[-1]
    days = [Pin(day=WEEK.days[1], template=code, place_id="P01") for code in ("EARLY", "LATE")]
    impossible = replace(
        world, city=replace(world.city, officers=[*world.city.officers[:-1], replace(clash, pins=tuple(days))])
    )
    scenarios = [*laid(world, "name = 'same'", "[[demand]]\nfactor = 0", CUT), *laid(impossible, "name = 'clash'")]
    return plan_all(scenarios, RECIPE, serial(), base)


@pytest.fixture(scope="module")
def source(folder):

    return read_inputs(folder, WEEK, clock=datetime(2026, 11, 22)).source  # noqa: DTZ001


@pytest.fixture(scope="module")
def wanted(source):
    return Wanted(recipe=RECIPE, source=source, rests_on=Text("依据", "rests on"), count=3)


@pytest.fixture(scope="module")
def study(base, planned, wanted):
    return study_of(base, planned, wanted, serial(), asked=4)


def of_all(comparison):
    return {d.code: d for d in comparison.differences if d.part == ALL}


def test_a_scenario_that_changes_nothing_keeps_the_roster_and_every_figure(planned, study):
    same = planned[0]
    assert same.same_as_base
    assert study.base.tables[0].calls > 0
    assert all(d.verdict is Verdict.NOT_SIGNIFICANT and d.delta == 0 for d in of_all(study.comparisons[0]).values())


def test_a_week_without_calls_is_lived_through(study):
    found = of_all(study.comparisons[1])
    assert found["calls"].other == 0
    mean = found["t_handle_mean"]
    assert mean.verdict is Verdict.NOT_COMPARABLE
    assert mean.other is None
    assert mean.base is not None  # the base's own figure was left out, too


def test_a_scenario_without_a_feasible_plan_is_compared_as_such(planned, study):
    clash = planned[3]
    assert clash.roster is None
    assert "2026-11-24" in clash.why.en
    assert study.comparisons[3] is None
    assert any("no feasible plan" in line for line in lines(study, [None] * 4, Lang.EN))


def test_people_whose_week_changes_are_named_and_most_keep_theirs(world, base, planned):
    effects = effects_of(base, planned[2])
    assert sum(unit.gone for unit in effects.units) == 4
    gone = {o.officer_no for o in world.city.officers} - {o.officer_no for o in planned[2].city.officers}
    assert gone & {officer for officer, _ in effects.people}
    assert {p.place_id: p.other_h for p in effects.places}["P05"] == 0
    assert sum(unit.days for unit in effects.units) < len(base.roster.duties)
    assert effects_of(base, planned[3]) is None


def test_the_reports_hold_every_scenario_and_need_no_network(study, base, planned):
    effects = [effects_of(base, one) for one in planned]
    for lang in Lang:
        text = page(study, effects, [], lang=lang).decode()
        assert "<svg" in text
        assert "http:" not in text.replace("http://www.w3.org/2000/svg", "")
    data = machine(study, effects, [], Lang.EN)
    assert [one["name"] for one in data["scenarios"]] == ["same", "s1", "cut", "clash"]
    assert data["scenarios"][2]["filings"][0]["changes"]
    assert json.dumps(data, allow_nan=False)


def test_processes_give_the_same_bytes_as_one_process(base, wanted):
    stages = Stages(scenarios=[scenario_of(base, wanted.source, wanted.settings)], seed=3)
    items = [(0, 0), (0, 1)]
    here = serial().run(replicate, stages, items)
    with Processes(1) as executor:
        there = executor.run(replicate, stages, items)
    assert [r.table for r in here.whole] == [r.table for r in there.whole]
    assert pickle.dumps([r.by_minute.tolist() for r in here.whole]) == pickle.dumps(
        [r.by_minute.tolist() for r in there.whole]
    )


def test_an_interrupted_study_keeps_what_is_finished_and_says_so(base, planned, wanted):
    stop = threading.Event()

    def tell(_what, done, _every):
        if done >= 5:
            stop.set()

    found = study_of(base, planned[:2], replace(wanted, tell=tell), Serial(stop), asked=2)
    assert found.broken == INTERRUPTED
    assert [one.runs for one in found.comparisons] == [2, 1]
    assert found.comparisons[0].partial
    assert "部分结果" in page(found, [None, None], [], lang=Lang.ZH).decode()


def test_the_last_real_week_is_laid_on_this_one(world):
    real = last_real(world.city, WEEK)
    history = {(p.day, o.officer_no) for o in world.city.officers for p in o.past if p.place_id}
    assert {(d.day - timedelta(days=7), d.officer_no) for d in real.duties} <= history
    assert week_before(world.city, WEEK).week == Week(2026, 47)
    bare = replace(world.city, officers=[replace(o, past=()) for o in world.city.officers])
    assert last_real(bare, WEEK) is None


def test_brigades_before_go_live_keep_their_old_plan(world):
    old = laid(world, '[[go_live]]\nunits = ["A1"]\ndate = "2027-01-04"')[0]
    (plan,) = plan_all([old], RECIPE, serial(), None)
    people = {o.officer_no for o in world.city.officers if o.unit_id == "A1"}
    mine = [d for d in plan.roster.duties if d.officer_no in people]
    assert mine == [d for d in last_real(world.city, WEEK).duties if d.officer_no in people]
    assert len(plan.roster.duties) > len(mine)


def test_the_human_wave_mans_every_post_in_every_day_band(base):
    wave = wave_of(base)
    posts = {p.place_id for p in base.city.places if p.kind.value == "POST"}
    assert {d.place_id for d in wave.roster.duties} >= posts
    assert sum(road_minutes(wave.city, wave.roster)) > 1.5 * sum(road_minutes(base.city, base.roster))
    assert [text.en for text, _ in baselines(base)] == ["human wave", "last week really worked"]


def compare(worse=(), hours=(100.0, 90.0), seed=0):
    rows = [
        ("peak_post_cover", 1, 1),
        ("share_in_target", 1, 1),
        ("t_handle_p90", 1, 1),
        ("police_hours", *hours),
        ("aux_hours", 0, 0),
    ]
    return Comparison(
        base="wave",
        other="plan",
        seed=seed,
        runs=30,
        asked=30,
        calls=900,
        differences=[
            Difference(
                part=ALL,
                code=code,
                base=a,
                other=b,
                delta=b - a,
                low=b - a,
                high=b - a,
                verdict=Verdict.WORSE if code in worse else Verdict.NOT_SIGNIFICANT,
                runs=30,
                n_base=900,
                n_other=900,
            )
            for code, a, b in rows
        ],
    )


def test_a_saving_is_stated_only_beside_service_that_is_not_worse(base):
    plan_h = sum(road_minutes(base.city, base.roster)) / 60
    name = Text("对照", "baseline")
    fine = certificate(name, base, base, compare(hours=(plan_h, plan_h)))
    assert fine.comparable
    assert fine.share == 0
    assert "saves 0" in "\n".join(certificate_lines([fine], Lang.EN))
    worse = certificate(name, base, base, compare(worse=("t_handle_p90",)))
    assert not worse.comparable
    text = "\n".join(certificate_lines([worse], Lang.EN))
    assert "not comparable" in text
    assert "saves" not in text
    assert not certificate(name, base, base, None).comparable


def test_a_saving_above_40_percent_is_checked_twice(base):
    wave = wave_of(base)
    ours, theirs = (sum(road_minutes(one.city, one.roster)) / 60 for one in (base, wave))
    assert 1 - ours / theirs > 0.4
    right = compare(hours=(theirs, ours))
    name = Text("人海战术", "human wave")
    assert not certificate(name, wave, base, right).comparable  # no second run
    assert certificate(name, wave, base, right, compare(hours=(theirs, ours), seed=7)).comparable
    assert not certificate(name, wave, base, right, compare(worse=("share_in_target",), seed=7)).comparable
    miscounted = compare(hours=(theirs, ours * 1.1))
    assert not certificate(name, wave, base, miscounted, compare(seed=7)).comparable


def test_the_certificate_refuses_to_forget_its_conditions(base):
    stated = certificate(Text("x", "x"), base, base, compare())
    assert isinstance(stated, Certificate)
    assert stated.conditions


def test_families_and_their_knee(world):
    names = [one.name for one in family(world, Family.FORCE, values_of("90-110:10"))]
    sizes = [len(one.world.city.officers) for one in family(world, Family.FORCE, (90, 100, 110))]
    assert names == ["force 90", "force 100", "force 110"]
    assert sizes == [31, 35, 39]
    unit = Place(place_id=MOBILE, name="", kind=PlaceKind.MOBILE, unit_id="A1", needs={})
    with_mobile = replace(world, city=replace(world.city, places=[*world.city.places, unit]))
    crews = [sum(one.world.city.place(MOBILE).needs.values()) for one in family(with_mobile, Family.MOBILE, (0, 4))]
    assert crews[0] < crews[1]
    assert knee([(0, 1.0), (1, 1.0), (2, 1.001)]) is None
    assert knee([(0, 4.0), (1, 3.0), (2, 2.0)]) is None
    with pytest.raises(InputError):
        values_of("many")


def test_the_sweep_draws_its_trade_off(study):
    values = (0, 1, 2, 3)
    rows = sweep_rows(study, Family.MOBILE, values, Lang.EN)
    assert len(rows) == 5
    assert "no plan" in rows[4][0]
    assert "<svg" in trade_off(study, Family.MOBILE, values, "peak_post_cover", Lang.ZH)
    found = knees(study, values)
    assert isinstance(found, list)
    said = [text.en for text in knee_lines([])]
    assert len(said) == 2  # a sweep without a knee once said nothing of it
    assert all("no knee" in line for line in said)


def test_few_cases_never_without_their_number_and_no_difference_looks_like_none():
    share = KPI_BY_CODE["share_in_target"]
    assert value(share, 0.5, 10) == "50.0% (n=10)"
    assert value(share, 0.5, 20) == "50.0%"
    assert signed(KPI_BY_CODE["patrol_freq"], -0.004) == "-0.004"
    assert signed(share, 0.0) == "0.0"


def test_no_incidents_no_demand(world):
    assert city_demand(world.city, world.network, Feeds()) is None
    assert Replay(incidents=()).calls(*(2 * [None]), seed=0, replication=0) == []


def test_the_command(folder, base, tmp_path):
    run = CliRunner().invoke
    city, scenarios = str(folder), tmp_path / "scenarios"
    assert run(main, ["whatif", city, "--week", "2026-W48", "--examples", str(scenarios)]).exit_code == 0
    assert len(list(scenarios.iterdir())) == 10
    roster = tmp_path / "roster.json"
    write_files({roster: roster_to_json(replace(base.roster, city=read_city(folder).name))})
    quick = ["--week", "2026-W48", "--workers", "1", "--replications", "2", "--base", str(roster), "--lang", "en"]
    together = f"{scenarios / 'remote.toml'}+{scenarios / 'snow.toml'}"
    result = run(main, ["whatif", city, together, *quick, "--follow", "2026-11-24", "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["scenarios"][0]["name"] == "remote + snow"
    assert {path.rsplit("/", 1)[-1] for path in found["files"]} == {
        "whatif.html",
        "whatif.csv",
        "whatif_people.csv",
        "whatif.json",
        "log_0_as_it_is.csv",
        "day_0_as_it_is.html",
        "log_1_remote___snow.csv",
        "day_1_remote___snow.html",
    }
    out = folder / "plans" / "2026-W48" / "whatif"
    assert "DISPATCHED" in (out / "log_1_remote___snow.csv").read_text("utf-8-sig")
    assert "http" not in (out / "day_1_remote___snow.html").read_text("utf-8").replace("http://www.w3.org", "")
    assert run(main, ["whatif", city, together, *quick, "--follow", "2026-12-24"]).exit_code == 2
    assert run(main, ["whatif", city, *quick]).exit_code == 2
    assert run(main, ["whatif", city, str(scenarios / "none.toml"), *quick]).exit_code == 2
    assert run(main, ["sweep", city, "--week", "2026-W48"]).exit_code == 2


def test_people_lists_name_the_most_tiring_duties_and_who_has_most_and_least(planned):
    rows = tiring(planned[0])
    assert len(rows) == 10
    assert [row.fatigue for row in rows] == sorted((row.fatigue for row in rows), reverse=True)
    table = fairness_table(planned[0], Lang.EN)
    assert [row[0] for row in table[1:]] == ["fairness of hours", "fairness of nights", "fairness of weekends"]
    assert all(float(row[2]) <= float(row[3]) for row in table[1:])
    assert tiring(planned[3]) == []


def test_parts_are_told_by_brigade_band_make_up_and_rule(study):
    comparison = study.comparisons[2]
    kinds = {kind: part_table(comparison, study.scenarios[2], kind, Lang.EN) for kind in PARTS}
    codes = {d.part.kind: {e.code for e in comparison.differences if e.part.kind is d.part.kind} for d in
             comparison.differences}  # fmt: skip
    assert {"peak_post_cover", "util", "line_done"} <= codes[SliceKind.BRIGADE]
    assert "peak_post_cover" in codes[SliceKind.BAND]
    assert any("crews of this make-up" in row[1] for row in kinds[SliceKind.PATTERN][1:])
    assert kinds[SliceKind.BRIGADE]


def test_a_breach_that_only_one_plan_has_counts_as_none_in_the_other():
    """It once had no difference at all: the figure of a rule is missing where nobody breaks it."""
    part = Slice(SliceKind.RULE, "R21")
    tables = [KpiTable(scenario="a", seed=0, replication=n, calls=0, figures=figures) for n in range(2) for figures in
              ({(part, "rule_breaks"): Figure(2.0, 2)},)]  # fmt: skip
    clean = [replace(table, figures={}) for table in tables]
    (found,) = paired(clean, tables).differences
    assert (found.base, found.other, found.verdict) == (0.0, 2.0, Verdict.WORSE)
    assert slice_name(part, None, Lang.EN).startswith("R21 ")


def test_what_cameras_see_and_leave_is_told():
    run = HighwayRun(segment_id="1", name="", band="AM_FLAT", km=4.0, black=False, video=True, by_video=5.0, passes=1,
                     reach_min=None, why=Text("", ""))  # fmt: skip
    city, _ = sample_city(people=60)
    blind = replace(run, band="PM_FLAT", video=False, by_video=0.0, passes=3)
    found = highway_figures(city, [run, blind])
    assert {code: figure.value for (_, code), figure in found.items()} == {
        "video_cover_km": 2.0, "video_revisit_min": 30.0, "highway_passes": 4.0,
    }  # fmt: skip
    assert highway_figures(city, []) == {}


def test_fewer_hours_alone_are_not_better(study):
    """Officer-hours saved are stated in the certificate, beside service; a cut of the force once read "better"."""
    assert of_all(study.comparisons[2])["police_hours"].verdict in {Verdict.DIFFERENT, Verdict.NOT_SIGNIFICANT}
