"""Scenarios: a TOML file of changes laid over a city, all findings at once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from qinwu.models.device import DeviceStatus
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.incident import EventCode, Incident
from qinwu.models.place import RoadClass
from qinwu.models.text import Lang
from qinwu.models.week import Week
from qinwu.road_network.closures import ClosureKind
from qinwu.road_network.graph import ROAD_CLASSES
from qinwu.scenarios.overlay.calls import calls_of
from qinwu.scenarios.overlay.catalogue import KINDS
from qinwu.scenarios.overlay.examples import NAMES, examples
from qinwu.scenarios.overlay.read import lay_texts, overlay
from qinwu.scenarios.overlay.road_changes import road_changes
from qinwu.scenarios.overlay.world import Window, World
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.simulator.sources import Replay

WEEK = Week(2026, 48)
MONDAY = datetime(2026, 11, 23)  # noqa: DTZ001 - local time


@pytest.fixture(scope="module")
def world():
    city, network = sample_city(people=120)
    return World(city=city, week=WEEK, network=network)


def laid(world, *texts):
    return lay_texts(world, [(f"s{n}.toml", text) for n, text in enumerate(texts, 1)]).world


def findings(world, *texts):
    with pytest.raises(InputError) as error:
        laid(world, *texts)
    return [(f.rule, f.where.file, f.where.field) for f in error.value.findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_example_of_each_kind_of_change_works(world, kind):
    scenario = lay_texts(world, [("example.toml", kind.example)])
    assert scenario.changes == (kind.name,)
    assert not scenario.findings


def test_the_ten_examples_work_on_the_sample_city(world):
    found = dict(examples(world))
    assert tuple(found) == NAMES
    for name, text in found.items():
        scenario = lay_texts(world, [(f"{name}.toml", text)])
        assert scenario.changes
        assert not scenario.findings, name
        assert scenario.about.zh
        assert scenario.about.en


def test_two_brigades_merge_where_there_are_two():
    city, network = sample_city(people=300)
    text = dict(examples(World(city=city, week=WEEK, network=network)))["merge"]
    merged = laid(World(city=city, week=WEEK, network=network), text).city
    brigades = [sum(u.level == "BRIGADE" for u in one.org.units) for one in (city, merged)]
    assert brigades[1] == brigades[0] - 1
    assert len(merged.officers) == len(city.officers)


def test_a_city_without_roads_gets_the_examples_that_need_none(world):
    assert {"flu", "force-cut", "merge", "remote"} <= set(dict(examples(replace(world, network=None))))
    assert "snow" not in dict(examples(replace(world, network=None)))


def test_all_that_is_wrong_is_said_at_once_with_its_place(world):
    assert findings(world, '[[remove_posts]]\nplaces = ["P03", "P77", "P78"]\n[remote]\nshare = 2\n[[demand]]\n') == [
        ("D34", "s1.toml", "remove_posts[1].places"),
        ("D34", "s1.toml", "remove_posts[1].places"),
        ("D07", "s1.toml", "remote.share"),
        ("D05", "s1.toml", "demand[1].factor"),
    ]


def test_an_unknown_post_gets_the_nearest_name(world):
    with pytest.raises(InputError) as error:
        laid(world, '[[need]]\nplaces = ["P1"]\nbands = ["NIGHT"]\ncrews = 1')
    assert "P1" in error.value.findings[0].advice.en


def test_contradictions_between_files_are_named_with_both_places(world):
    first, second = "[remote]\nshare = 0.2", "[remote]\nshare = 0.3"
    assert findings(world, first, second) == [("D35", "s2.toml", "remote.")]
    with pytest.raises(InputError) as error:
        laid(world, first, second)
    assert "s1.toml" in error.value.findings[0].message.en
    assert laid(world, first, first).remote_share == 0.2


def test_what_one_file_took_away_another_cannot_change(world):
    gone = '[[remove_posts]]\nplaces = ["P05"]'
    asked = '[[need]]\nplaces = ["P05"]\nbands = ["NIGHT"]\ncrews = 1'
    assert findings(world, gone, asked) == [("D35", "s2.toml", "need[1].places")]
    assert findings(world, asked, gone) == [("D35", "s2.toml", "remove_posts[1].")]


def test_a_later_file_sees_what_an_earlier_one_added(world):
    added = '[[add_post]]\nid = "P99"\nlike = "P01"'
    asked = '[[need]]\nplaces = ["P99"]\nbands = ["NIGHT"]\ncrews = 3'
    place = laid(world, added, asked).city.place("P99")
    assert set(place.needs.values()) >= {3}


def test_a_file_that_is_missing_or_no_toml_is_a_finding(world, tmp_path):
    (tmp_path / "broken.toml").write_text("name = ", "utf-8")
    (tmp_path / "gbk.toml").write_bytes("zh = '雪'".encode("gb18030"))
    with pytest.raises(InputError) as error:
        overlay(world, [tmp_path / "none.toml", tmp_path / "broken.toml", tmp_path / "gbk.toml"])
    assert len(error.value.findings) == 3
    lines = [finding.line(Lang.ZH) for finding in error.value.findings]
    assert "没有这个文件" in lines[0]  # once "No such file or directory", and advice to save it as CSV or XLSX
    assert not any("XLSX" in line for line in lines)


def test_a_misspelt_key_is_doubted_and_a_file_that_changes_nothing_too(world):
    scenario = lay_texts(world, [("s.toml", 'name = "x"\nremot = 1')])
    assert [f.rule for f in scenario.findings] == ["D03", "D28"]


def test_a_larger_cut_takes_the_same_people_and_more(world):
    gone = [
        {o.officer_no for o in world.city.officers}
        - {o.officer_no for o in laid(world, f"[[remove_officers]]\nshare = {share}").city.officers}
        for share in (0.1, 0.2)
    ]
    assert [len(some) for some in gone] == [12, 24]
    assert len(gone[0] & gone[1]) >= 10  # whole people of small units: nearly nested
    by_unit = {o.unit_id for o in world.city.officers if o.officer_no in gone[1]}
    assert len(by_unit) > 3


def test_a_higher_sick_rate_holds_the_lower_one(world):
    def sick(rate):
        city = laid(world, f'[[sick]]\nrate = {rate}\nstart = "2026-11-24"\nstop = "2026-11-25"').city
        return {o.officer_no for o in city.officers if any(leave.kind == "病假" and leave.first == date(2026, 11, 24) and leave.last == date(2026, 11, 25) for leave in o.leave)}  # fmt: skip # noqa: E501

    assert sick(0.1) < sick(0.3)
    assert 0.15 < len(sick(0.3)) / 120 < 0.45


def test_a_band_moves_and_its_neighbours_give_way(world):
    bands = laid(world, '[[band]]\ncode = "AM_PEAK"\nhours = "06:30-09:15"').city.bands_of(date(2026, 11, 23))
    hours = {band.code: (band.start, band.end) for band in bands}
    assert hours["AM_PEAK"] == (390, 555)
    assert hours["AM_FLAT"][0] == 555
    assert hours["NIGHT"] == (1320, 1830)
    assert findings(world, '[[band]]\ncode = "AM_PEAK"\nhours = "06:30-12:00"') == [("D11", "s1.toml", "band[1].hours")]


def test_a_forbidden_template_serves_nothing_and_stays_known_for_the_past(world):
    city = laid(world, '[templates]\nforbid = ["SPLIT"]').city
    assert not city.template("SPLIT").serves
    assert not any(pin.template == "SPLIT" for officer in city.officers for pin in officer.pins)
    assert findings(world, '[templates]\nforbid = ["SPLAT"]') == [("D34", "s1.toml", "templates.forbid")]


def test_rules_are_laid_over_those_of_the_city(world):
    city = laid(world, "[rules.R21]\nrest_min = 600").city
    assert city.policy.setting("R21").params["rest_min"] == 600
    assert findings(world, "[rules.R99]\nrest_min = 600") == [("D26", "s1.toml", "rules.R99")]


def test_thresholds_are_judged_together_with_those_of_the_city(world):
    later = replace(world, city=laid(world, "[rules.R21]\nrest_min = 720").city)
    assert laid(later, "[rules.R21]\nfloor_min = 720").city.policy.setting("R21").params["floor_min"] == 720
    assert findings(later, "[rules.R21]\nfloor_min = 721") == [("D26", "s1.toml", "rules.R21.floor_min")]
    assert findings(world, "[rules.R21]\nrest_min = 479") == [("D26", "s1.toml", "rules.R21.rest_min")]


def test_a_grade_needs_the_authority(world):
    text = next(kind.example for kind in KINDS if kind.key == "grade")
    assert len(laid(world, text).city.grades) == 1
    assert findings(world, text.replace("BUREAU", "SQUADRON"))[0][0] == "D75"


def test_cameras_along_a_highway_go_down(world):
    after = laid(world, dict(examples(world))["cameras"]).city
    down = [d for d, old in zip(after.devices, world.city.devices, strict=True) if d != old]
    assert down
    assert all(d.status is DeviceStatus.DOWN for d in down)


def test_streets_are_chosen_by_all_that_is_given(world):
    effect = laid(world, '[[close]]\nclasses = ["ARTERIAL"]\npost = "P01"\nradius_m = 500').roads[0]
    assert effect.closed is ClosureKind.HARD
    assert all(ROAD_CLASSES[world.network.road_class[arc]] is RoadClass.ARTERIAL for arc in effect.arcs)
    assert findings(world, '[[close]]\nstreet = "无名路"')[0] == ("D34", "s1.toml", "close[1].street")
    assert findings(world, "[[close]]\nto = 'everyone'") == [("D05", "s1.toml", "close[1].street")]


def test_road_states_follow_each_other_without_overlap(world):
    changed = laid(
        world,
        '[[slow]]\nall = true\npercent = 150\nstart = "2026-11-24"\nstop = "2026-11-24"',
        '[[close]]\npost = "P01"\nstart = "2026-11-24T08:00:00"\nstop = "2026-11-24T10:00:00"',
    )
    states = road_changes(changed)
    assert [(s.start.hour, s.stop.hour) for s in states] == [(0, 8), (8, 10), (10, 0)]
    closed = [sum(percent == 0 for percent in s.closures.percent.tolist()) for s in states]
    assert closed[0] == closed[2] == 0 < closed[1]


def test_hours_of_a_window_may_cross_midnight():
    window = Window(start=MONDAY, stop=MONDAY + timedelta(days=2), hours=(22 * 60, 26 * 60))
    assert window.holds(MONDAY + timedelta(hours=1))
    assert window.holds(MONDAY + timedelta(hours=25))
    assert not window.holds(MONDAY + timedelta(hours=12))


def _replay(count):
    return Replay(
        incidents=tuple(
            Incident(
                incident_id=f"c{n}",
                code=EventCode.BREAKDOWN if n % 2 else EventCode.ILLEGAL_PARKING,
                reported_at=MONDAY + timedelta(minutes=5 * n),
                arc=n % 50,
            )
            for n in range(count)
        )
    )


def _calls(world, text, count=1000):
    source = calls_of(laid(world, text), _replay(count))
    return source.calls(MONDAY, MONDAY + timedelta(days=7), seed=0, replication=0)


def test_fewer_calls_are_some_of_them_and_more_calls_are_all_of_them_and_others(world):
    base = _replay(1000).calls(MONDAY, MONDAY + timedelta(days=7), seed=0, replication=0)
    half, more = (_calls(world, f"[[demand]]\nfactor = {factor}") for factor in (0.5, 2.5))
    assert set(half) < set(base) < set(more)
    assert 440 < len(half) < 560
    assert 2400 < len(more) < 2600
    assert _calls(world, "[[demand]]\nfactor = 0") == []


def test_a_factor_holds_for_its_types_hours_and_streets_alone(world):
    text = '[[demand]]\nfactor = 0\ntypes = ["BREAKDOWN"]\nhours = "08:00-10:00"\narcs = [1, 3, 5]'
    lost = {c.incident_id for c in _replay(1000).incidents} - {c.incident_id for c in _calls(world, text)}
    assert lost
    by_id = {c.incident_id: c for c in _replay(1000).incidents}
    assert all(
        by_id[one].code is EventCode.BREAKDOWN and 8 <= by_id[one].reported_at.hour < 10 and by_id[one].arc in (1, 3, 5)
        for one in lost
    )


def test_an_event_has_posts_in_its_bands_and_calls_around_it(world):
    text = next(kind.example for kind in KINDS if kind.key == "event")
    after = laid(world, text)
    city = after.city
    wanted = {(day, band) for (place, day, band), crews in city.dated_needs.items() if place == "灯会-1" and crews}
    assert wanted == {(date(2026, 11, 28), "PM_PEAK"), (date(2026, 11, 28), "EVENING")}
    calls = [
        calls_of(after, Replay(incidents=())).calls(MONDAY, MONDAY + timedelta(days=7), seed=seed, replication=0)
        for seed in range(40)
    ]
    assert 15 < sum(map(len, calls)) / 40 < 25  # 5 hours, 20,000 people, 2 an hour and 10,000
    assert all(17 <= c.reported_at.hour < 22 for some in calls for c in some)


def test_brigades_before_their_go_live_are_legacy(world):
    assert laid(world, '[[go_live]]\nunits = ["A"]\ndate = "2026-12-07"').legacy == {"A"}
    assert not laid(world, '[[go_live]]\nunits = ["A"]\ndate = "2026-11-23"').legacy


def test_every_kind_of_change_stands_in_the_guide():
    guide = (Path(__file__).parent.parent / "docs" / "whatif.md").read_text("utf-8")
    assert [kind.key for kind in KINDS if kind.example not in guide] == []
