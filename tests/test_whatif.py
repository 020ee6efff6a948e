"""What if: base and scenarios planned, lived through with the same calls, compared; savings beside their service."""

import json
import pickle
import threading
from dataclasses import replace
from datetime import datetime

import pytest
from click.testing import CliRunner
from whatif_worlds import RECIPE, WEEK, base_plan, laid, serial, two_squadrons

from qinwu.cli import main
from qinwu.filing.atomic import write_files
from qinwu.filing.roster_json import roster_to_json
from qinwu.models.kpi import ALL, SliceKind, Verdict
from qinwu.models.officer import Pin
from qinwu.models.text import Lang, Text
from qinwu.scenarios.executor import INTERRUPTED, Processes, Serial
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.whatif.effects import effects_of
from qinwu.scenarios.whatif.inputs import read_inputs
from qinwu.scenarios.whatif.page import page
from qinwu.scenarios.whatif.people import fairness_table, tiring
from qinwu.scenarios.whatif.plan import plan_all
from qinwu.scenarios.whatif.run import Wanted, study_of
from qinwu.scenarios.whatif.study import Stages, replicate, scenario_of
from qinwu.scenarios.whatif.sweep import Family, knee_lines, knees, sweep_rows, trade_off
from qinwu.scenarios.whatif.tables import PARTS, lines, machine, part_table

CUT = 'name = "cut"\nzh = "减员"\nen = "cut"\n[[remove_officers]]\nshare = 0.1\n[[remove_posts]]\nplaces = ["P05"]'
"""Fewer people and one post less."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("whatif") / "city"
    assert CliRunner().invoke(main, ["init", str(path), "--people", "60"]).exit_code == 0
    return path


@pytest.fixture(scope="module")
def planned():
    world, base = two_squadrons(), base_plan()
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
def study(planned, wanted):
    return study_of(base_plan(), planned, wanted, serial(), asked=4)


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


def test_people_whose_week_changes_are_named_and_most_keep_theirs(planned):
    world, base = two_squadrons(), base_plan()
    effects = effects_of(base, planned[2])
    assert sum(unit.gone for unit in effects.units) == 4
    gone = {o.officer_no for o in world.city.officers} - {o.officer_no for o in planned[2].city.officers}
    assert gone & {officer for officer, _ in effects.people}
    assert {p.place_id: p.other_h for p in effects.places}["P05"] == 0
    assert sum(unit.days for unit in effects.units) < len(base.roster.duties)
    assert effects_of(base, planned[3]) is None


def test_the_reports_hold_every_scenario_and_need_no_network(study, planned):
    base = base_plan()
    effects = [effects_of(base, one) for one in planned]
    for lang in Lang:
        text = page(study, effects, [], lang=lang).decode()
        assert "<svg" in text
        assert "http:" not in text.replace("http://www.w3.org/2000/svg", "")
    data = machine(study, effects, [], Lang.EN)
    assert [one["name"] for one in data["scenarios"]] == ["same", "s1", "cut", "clash"]
    assert data["scenarios"][2]["filings"][0]["changes"]
    assert json.dumps(data, allow_nan=False)


def test_processes_give_the_same_bytes_as_one_process(wanted):
    base = base_plan()
    stages = Stages(scenarios=[scenario_of(base, wanted.source, wanted.settings)], seed=3)
    items = [(0, 0), (0, 1)]
    here = serial().run(replicate, stages, items)
    with Processes(1) as executor:
        there = executor.run(replicate, stages, items)
    assert [r.table for r in here.whole] == [r.table for r in there.whole]
    assert pickle.dumps([r.by_minute.tolist() for r in here.whole]) == pickle.dumps(
        [r.by_minute.tolist() for r in there.whole]
    )


def test_an_interrupted_study_keeps_what_is_finished_and_says_so(planned, wanted):
    base = base_plan()
    stop = threading.Event()

    def tell(_what, done, _every):
        if done >= 5:
            stop.set()

    found = study_of(base, planned[:2], replace(wanted, tell=tell), Serial(stop), asked=2)
    assert found.broken == INTERRUPTED
    assert [one.runs for one in found.comparisons] == [2, 1]
    assert found.comparisons[0].partial
    assert "部分结果" in page(found, [None, None], [], lang=Lang.ZH).decode()


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


def test_the_command(folder, tmp_path):
    base = base_plan()
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


def test_fewer_hours_alone_are_not_better(study):
    """Officer-hours saved are stated in the certificate, beside service; a cut of the force once read "better"."""
    assert of_all(study.comparisons[2])["police_hours"].verdict in {Verdict.DIFFERENT, Verdict.NOT_SIGNIFICANT}
