"""Incidents and flow as files: what is read, what is refused, and that all findings come at once."""

import gzip
from datetime import datetime

import numpy as np
import pytest
from click.testing import CliRunner
from road_factory import grid_network

from qinwu.cli import main
from qinwu.models.daylight import Daylight
from qinwu.models.demand import RiskLayer
from qinwu.models.finding import Severity
from qinwu.models.incident import EventCode
from qinwu.models.text import Lang
from qinwu.road_network.read import read_roads
from qinwu.scenarios.codecs import BadValueError
from qinwu.scenarios.feed_codecs import EVENT, LAYERS, MOMENT, read_event, read_moment
from qinwu.scenarios.feed_columns import FEED_TABLES
from qinwu.scenarios.feeds import Here
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.read_flow import read_flow
from qinwu.scenarios.read_incidents import read_incidents
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.sample_feeds import sample_feeds

NETWORK = grid_network(rows=6, columns=6)
LON, LAT = float(NETWORK.lon[0]), float(NETWORK.lat[0])
NOW = datetime(2026, 11, 22, 12)  # noqa: DTZ001
HERE = Here(centre=Daylight(lon=LON, lat=LAT), network=NETWORK, now=NOW)
HEAD = "incident_id,time,type,lon,lat,injured,dead,cleared,edge\n"
GOOD = f"J1,2026-11-01 08:00,ACCIDENT_PROPERTY,{LON},{LAT},0,0,2026-11-01 08:30,\n"
FLOW_HEAD = "time,detector,lon,lat,flow_vph,speed,occupancy,lanes\n"
FLOW_GOOD = f"2026-11-02 08:00,D1,{LON},{LAT},900,40,12,1\n"


def incidents(tmp_path, text, *, here=HERE):
    notes = Notes()
    path = tmp_path / "incidents.csv"
    path.write_text(text, encoding="utf-8")
    return read_incidents(path, here, notes), notes.findings


def flow(tmp_path, text):
    notes = Notes()
    path = tmp_path / "flow.csv"
    path.write_text(text, encoding="utf-8")
    return read_flow(path, HERE, notes), notes.findings


def test_a_good_row_is_read_and_laid_on_the_road(tmp_path):
    (one,), findings = incidents(tmp_path, HEAD + GOOD)
    assert not findings
    assert (one.incident_id, one.code, one.arc >= 0) == ("J1", EventCode.ACCIDENT_PROPERTY, True)
    assert one.layers == {RiskLayer.ACCIDENT}
    assert one.cleared_at == datetime(2026, 11, 1, 8, 30)  # noqa: DTZ001


BAD = [
    ("D84", "time", f"J2,2026-11-01T09:00:00+08:00,PUBLIC_HELP,{LON},{LAT},0,0,,\n"),
    ("D85", "time", f"J2,2026-11-22 12:01,PUBLIC_HELP,{LON},{LAT},0,0,,\n"),
    ("D86", "cleared", f"J2,2026-11-01 09:00,PUBLIC_HELP,{LON},{LAT},0,0,2026-11-01 08:59,\n"),
    ("D86", "injured", f"J2,2026-11-01 09:00,PUBLIC_HELP,{LON},{LAT},1,0,,\n"),
    ("D86", "dead", f"J2,2026-11-01 09:00,BREAKDOWN,{LON},{LAT},0,1,,\n"),
    ("D07", "injured", f"J2,2026-11-01 09:00,ACCIDENT_INJURY,{LON},{LAT},-1,0,,\n"),
    ("D06", "type", f"J2,2026-11-01 09:00,TEA_PARTY,{LON},{LAT},0,0,,\n"),
    ("D06", "time", f"J2,1/11/2026 09:00,PUBLIC_HELP,{LON},{LAT},0,0,,\n"),
    ("D06", "time", f"J2,2026-02-30 09:00,PUBLIC_HELP,{LON},{LAT},0,0,,\n"),
    ("D08", "incident_id", f"J1,2026-11-01 09:00,PUBLIC_HELP,{LON},{LAT},0,0,,\n"),
    ("D05", "lon", "J2,2026-11-01 09:00,PUBLIC_HELP,,,0,0,,\n"),
    ("D05", "type", f"J2,2026-11-01 09:00,,{LON},{LAT},2,0,,\n"),
    ("D19", "lon", f"J2,2026-11-01 09:00,PUBLIC_HELP,{LAT},{LON},0,0,,\n"),
    ("D19", "lat", f"J2,2026-11-01 09:00,PUBLIC_HELP,{LON},,0,0,,\n"),
    ("D02", "edge", "J2,2026-11-01 09:00,PUBLIC_HELP,,,0,0,,99999\n"),
]


@pytest.mark.parametrize(("rule", "field", "row"), BAD, ids=[f"{n}-{row[0]}-{row[1]}" for n, row in enumerate(BAD)])
def test_each_bad_row_has_its_finding(tmp_path, rule, field, row):
    _, findings = incidents(tmp_path, HEAD + GOOD + GOOD.replace("J1", "J0") + row)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    assert [(f.rule, f.where.field, f.where.row) for f in errors] == [(rule, field, 4)]
    assert errors[0].message.zh
    assert errors[0].advice.en


def test_all_findings_come_at_once(tmp_path):
    rows = "".join(row.replace("J2", f"X{n}") for n, (_, _, row) in enumerate(BAD))
    _, findings = incidents(tmp_path, HEAD + GOOD + rows)
    assert {rule for rule, _, _ in BAD} <= {f.rule for f in findings}


def test_the_present_minute_is_no_future(tmp_path):
    assert not incidents(tmp_path, HEAD + GOOD.replace("2026-11-01 08:00", "2026-11-22 12:00").replace(
        "2026-11-01 08:30", ""))[1]  # fmt: skip


def test_places_off_the_road_are_kept_but_do_not_count(tmp_path):
    (one,), (finding,) = incidents(tmp_path, HEAD + GOOD.replace(f"{LAT},", f"{LAT - 0.01},"))
    assert one.arc == -1
    assert (finding.rule, finding.severity) == ("D87", Severity.WARN)


def test_many_rows_with_one_fault_are_listed_fifty_times(tmp_path):
    rows = "".join(f"J{n},2026-11-01 09:00,TEA,{LON},{LAT},0,0,,\n" for n in range(70))
    _, findings = incidents(tmp_path, HEAD + rows)
    assert len(findings) == 51
    assert "20" in findings[-1].message.en


def test_a_table_where_all_times_have_a_zone_becomes_local(tmp_path):
    here = Here(centre=Daylight(lon=LON, lat=LAT, utc_offset_min=480), network=NETWORK, now=NOW)
    rows = f"J1,2026-11-01T00:30Z,PUBLIC_HELP,{LON},{LAT},0,0,,\nJ2,2026-11-01T00:30-03:00,求助,{LON},{LAT},0,0,,\n"
    found, findings = incidents(tmp_path, HEAD + rows, here=here)
    assert not findings
    assert [one.reported_at.hour for one in found] == [8, 11]


def test_an_edge_is_a_place_and_the_dead_make_an_accident_fatal(tmp_path):
    rows = "J1,2026-11-01 09:00,财产损失事故,,,1,0,,3\nJ2,2026-11-01 09:00,伤人事故,,,1,1,,3\n"
    (first, second), findings = incidents(tmp_path, HEAD + rows)
    assert not findings
    assert (first.arc, first.code) == (3, EventCode.ACCIDENT_INJURY)
    assert second.code is EventCode.ACCIDENT_FATAL


def test_gzip_and_aliases_are_read_and_a_broken_gzip_is_a_finding(tmp_path):
    path = tmp_path / "incidents.csv.gz"
    data = gzip.compress(f"id,datetime,kind,lon,lat,killed\nA,2014-01-01 10:00,pedestrian_hit,{LON},{LAT},0\n".encode())
    path.write_bytes(data)
    notes = Notes()
    (one,) = read_incidents(path, HERE, notes)
    assert (one.incident_id, one.code) == ("A", EventCode.ACCIDENT_INJURY)
    assert not notes.findings
    path.write_bytes(data[:-9])
    read_incidents(path, HERE, notes)
    assert [f.rule for f in notes.findings] == ["D01"]


def test_a_table_s_own_header_goes_before_an_alias(tmp_path):
    text = f"incident_id,time,type,description,lon,lat\nA,2014-01-01 10:00,求助,stalled,{LON},{LAT}\n"
    (one,), findings = incidents(tmp_path, text)
    assert one.code is EventCode.PUBLIC_HELP
    assert [(f.rule, f.where.field) for f in findings] == [("D03", "description")]


FLOW_BAD = [
    ("D88", "occupancy", FLOW_GOOD.replace("08:00", "09:00").replace(",12,", ",100.5,")),
    ("D88", "flow_vph", FLOW_GOOD.replace("08:00", "09:00").replace(",900,", ",2601,")),
    ("D07", "flow_vph", FLOW_GOOD.replace("08:00", "09:00").replace(",900,", ",-1,")),
    ("D08", "time", FLOW_GOOD),
    ("D85", "time", FLOW_GOOD.replace("2026-11-02", "2026-11-23")),
    ("D84", "time", FLOW_GOOD.replace("08:00", "09:00+08:00")),
    ("D05", "detector", FLOW_GOOD.replace("D1", "")),
]


@pytest.mark.parametrize(("rule", "field", "row"), FLOW_BAD, ids=[f"{n}-{row[0]}" for n, row in enumerate(FLOW_BAD)])
def test_each_bad_count_has_its_finding(tmp_path, rule, field, row):
    good = FLOW_GOOD + FLOW_GOOD.replace("08:00", "08:15")
    _, findings = flow(tmp_path, FLOW_HEAD + good + row)
    assert [(f.rule, f.where.field, f.where.row) for f in findings] == [(rule, field, 4)]


def test_flow_at_the_limit_and_full_occupancy_are_possible(tmp_path):
    (one,), findings = flow(tmp_path, FLOW_HEAD + FLOW_GOOD.replace(",900,", ",2600,").replace(",12,", ",100,"))
    assert not findings
    assert (one.vph, one.occupancy) == (2600, 1.0)


def test_occupancy_as_shares_stays_as_it_is(tmp_path):
    found, _ = flow(tmp_path, FLOW_HEAD + FLOW_GOOD.replace(",12,", ",0.85,"))
    assert found[0].occupancy == 0.85


def test_a_detector_on_an_edge_has_the_edge_s_place_and_lanes(tmp_path):
    text = "time,edge,flow_vph\n2026-11-02 08:00,5,2000\n2026-11-02 09:00,5,2700\n"
    found, findings = flow(tmp_path, text)
    assert [one.detector for one in found] == ["E5"]
    assert found[0].lon is not None
    assert [f.rule for f in findings] == ["D88"]


@pytest.mark.parametrize("codec", [EVENT, LAYERS])
@pytest.mark.parametrize("lang", list(Lang))
def test_words_of_feeds_are_read_as_they_are_written(codec, lang):
    values = list(EventCode) if codec is EVENT else [frozenset({layer}) for layer in RiskLayer]
    for value in values:
        assert codec.read(codec.show(value, lang)) == value
    with pytest.raises(BadValueError):
        codec.read("tea")


def test_moments_are_read_in_many_forms():
    wanted = datetime(2026, 11, 25, 7, 5)  # noqa: DTZ001
    for cell in (
        "2026-11-25 07:05",
        "2026/11/25 7:05:00",
        "2026年11月25日7时05分",
        "2026-11-25T07:05:00.000",
        wanted,
        46351.2951389,
    ):
        assert read_moment(cell).written == wanted
    assert MOMENT.show(read_moment("2026-11-25 07:05"), Lang.EN) == "2026-11-25 07:05"
    assert read_moment("2026-11-25 07:05-0330").offset_min == -210


def test_every_feed_column_is_described_in_both_languages():
    for table in FEED_TABLES:
        for column in table.columns:
            assert all((column.zh, column.meaning.zh, column.meaning.en, column.codec.form.zh, column.codec.form.en))


def test_the_sample_s_feeds_are_clean_and_the_same_for_one_seed(tmp_path):
    city, network = sample_city(people=60)
    feeds = sample_feeds(city, network, seed=0, week=SAMPLE_WEEK)
    assert feeds == sample_feeds(city, network, seed=0, week=SAMPLE_WEEK)
    assert feeds != sample_feeds(city, network, seed=1, week=SAMPLE_WEEK)
    here = Here(centre=city.daylight, network=network, now=NOW)
    notes = Notes()
    for name, data in feeds.items():
        (tmp_path / name).write_bytes(data)
    found = read_incidents(tmp_path / "incidents.csv", here, notes)
    counted = read_flow(tmp_path / "flow.csv", here, notes)
    assert not notes.findings
    assert len(found) > 500
    assert len(counted) % (7 * 96) == 0
    assert all(one.arc >= 0 for one in found)
    assert np.unique([one.code for one in found]).size == 9 + 1  # the sample's types, and fatal accidents


def test_real_headers_are_known(data_dir):
    network, _ = read_roads(data_dir / "roads" / "sao_paulo_centro.drive.graphml.gz", cache=False)
    for name, rows, centre, roads in (
        ("sao_paulo_centro_2011_2014", 8_489, Daylight(lon=-46.64, lat=-23.55, utc_offset_min=-180), network),
        ("calgary_2024", 7_493, Daylight(lon=-114.05, lat=51.05, utc_offset_min=-420), None),
    ):
        notes = Notes()
        found = read_incidents(
            data_dir / "incidents" / f"{name}.csv.gz", Here(centre=centre, network=roads, now=NOW), notes
        )
        assert len(found) == rows
        assert not notes.failed
        assert {f.rule for f in notes.findings} == {"D03"}


def test_init_takes_incidents_and_refuses_bad_ones(tmp_path):
    assert CliRunner().invoke(main, ["init", str(tmp_path / "a"), "--people", "60"]).exit_code == 0
    roads = tmp_path / "a" / "roads.edges.csv"
    given = tmp_path / "a" / "incidents.csv"
    words = ["--roads", str(roads), "--posts", "5", "--people", "60", "--incidents"]
    result = CliRunner().invoke(main, ["init", str(tmp_path / "b"), *words, str(given)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "b" / "incidents.csv").read_bytes() == given.read_bytes()
    bad = tmp_path / "bad.csv"
    bad.write_text(HEAD + BAD[6][2], encoding="utf-8")
    for path in (bad, tmp_path / "none.csv", roads.with_suffix(".txt")):
        result = CliRunner().invoke(main, ["init", str(tmp_path / "c"), *words, str(path)])
        assert result.exit_code == 2
        assert not (tmp_path / "c").exists()
    lone = CliRunner().invoke(main, ["init", str(tmp_path / "c"), "--incidents", str(given)])
    assert lone.exit_code == 2


def test_check_reads_the_feeds_too(tmp_path):
    assert CliRunner().invoke(main, ["init", str(tmp_path / "a"), "--people", "60"]).exit_code == 0
    path = tmp_path / "a" / "incidents.csv"
    path.write_text(path.read_text("utf-8-sig") + "J1,2999-01-01 00:00,求助,112.7,37.7,0,0,,\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path / "a"), "--lang", "en"])
    assert result.exit_code == 2
    assert "D85" in result.stdout


def test_an_unknown_word_is_refused_in_both_languages():
    with pytest.raises(BadValueError) as caught:
        read_event("tea")
    assert "tea" in caught.value.text.zh
    assert "tea" in caught.value.text.en
