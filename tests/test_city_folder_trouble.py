"""The city folder: every kind of bad input gets its finding, all at once."""

import shutil

import pytest
from folder_editing import Folder

from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.scenarios.check_folder import check_city
from qinwu.scenarios.data_rules import BY_CODE, DATA_RULES
from qinwu.scenarios.folder import read_city


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A folder that no test edits, and the kinds of findings it has."""
    folder = Folder.write_new(tmp_path_factory.mktemp("clean") / "city")
    return folder, {(finding.rule, finding.severity) for finding in folder.findings()}


@pytest.fixture
def folder(clean, tmp_path):
    shutil.copytree(clean[0].path, tmp_path / "city")
    return Folder(tmp_path / "city")


def test_a_clean_folder_has_nothing_but_the_arithmetic(folder):
    assert {finding.rule for finding in folder.findings()} == {"D21"}


ADD_PIN = ("pins.csv", "000101,,2026-11-25,SPLIT,P11")
BAD_INPUT = [
    # code, severity, file, what a planner did
    ("D01", Severity.ERROR, "officers.csv", lambda f: (f.path / "officers.csv").unlink()),
    ("D01", Severity.ERROR, "city.toml", lambda f: (f.path / "city.toml").unlink()),
    ("D01", Severity.ERROR, "city.toml", lambda f: f.write("city.toml", "name = ")),
    ("D01", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", 'roads = ""', 'roads = "roads.pbf"')),
    ("D01", Severity.ERROR, "org.csv", lambda f: (f.path / "org.csv").write_bytes(b"\xff\xff\xff")),
    ("D02", Severity.ERROR, "officers.csv", lambda f: f.set("officers.csv", "000101", "unit_id", "S9")),
    ("D02", Severity.ERROR, "posts.csv", lambda f: f.set("posts.csv", "P11", "unit_id", "S9")),
    ("D02", Severity.ERROR, "org.csv", lambda f: f.set("org.csv", "S1", "parent_id", "B9")),
    ("D02", Severity.ERROR, "leave.csv", lambda f: f.add("leave.csv", "999999,,2026-11-25,2026-11-26,")),
    ("D02", Severity.WARN, "history.csv", lambda f: f.add("history.csv", "999999,,2026-11-25,SPLIT,P11")),
    ("D02", Severity.WARN, "history.csv", lambda f: f.add("history.csv", "000101,,2026-11-25,SPLIT,P99")),
    ("D02", Severity.WARN, "leave.csv", lambda f: f.add("leave.csv", "101,,2026-11-25,2026-11-26,")),
    ("D02", Severity.ERROR, "requests.csv", lambda f: f.add("requests.csv", "000101,,2026-11-25,off,NIHGT,1")),
    ("D02", Severity.ERROR, "pins.csv", lambda f: f.add("pins.csv", "000101,,2026-11-25,SPLIT,P99")),
    ("D02", Severity.ERROR, "needs.csv", lambda f: f.add("needs.csv", "P99,,WEEKDAY,1")),
    ("D02", Severity.ERROR, "needs.csv", lambda f: f.replace("needs.csv", "noon", "noom")),
    ("D03", Severity.WARN, "posts.csv", lambda f: f.replace("posts.csv", "signalised", "signals")),
    ("D03", Severity.WARN, "city.toml", lambda f: f.replace("city.toml", "line_share", "line_shares")),
    ("D04", Severity.ERROR, "officers.csv", lambda f: f.replace("officers.csv", "role", "rank")),
    ("D05", Severity.ERROR, "officers.csv", lambda f: f.set("officers.csv", "000101", "role", "")),
    ("D05", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "lat = 37.69", "")),
    ("D05", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "WEEKDAY = [", "WEEKEND = [")),
    ("D06", Severity.ERROR, "officers.csv", lambda f: f.set("officers.csv", "000101", "role", "chief")),
    ("D06", Severity.ERROR, "officers.csv", lambda f: f.set("officers.csv", "000101", "protected_until", "2027-02-29")),
    ("D06", Severity.ERROR, "needs.csv", lambda f: f.set("needs.csv", "P11", "noon", "two")),
    ("D06", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "07:00-09:00", "seven to nine")),
    ("D06", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", '"2026-10-01', '"2026-10-32')),
    ("D06", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "lon = 112.75", 'lon = "east"')),
    ("D06", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", '"MOBILE" }', '"FLYING" }')),
    ("D06", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", 'serves = ["POST"]', 'serves = ["PORT"]')),
    ("D07", Severity.ERROR, "posts.csv", lambda f: f.set("posts.csv", "P11", "priority", "9")),
    ("D07", Severity.ERROR, "needs.csv", lambda f: f.set("needs.csv", "P11", "noon", "-1")),
    ("D07", Severity.WARN, "needs.csv", lambda f: f.set("needs.csv", "P11", "noon", "7")),
    ("D07", Severity.ERROR, "leave.csv", lambda f: f.add("leave.csv", "000101,,2026-11-26,2026-11-25,")),
    ("D07", Severity.ERROR, "requests.csv", lambda f: f.add("requests.csv", "000101,,2026-11-25,off,,4")),
    ("D07", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "FIXED = 100", "FIXED = 850")),
    ("D07", Severity.WARN, "city.toml", lambda f: f.replace("city.toml", "LINE = 50", "LINE = 0.85")),
    ("D07", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "[2000, ", "[-2000, ")),
    ("D07", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "paid_min = 480", "paid_min = 4800")),
    ("D08", Severity.ERROR, "officers.csv", lambda f: f.add("officers.csv", "000101,甲,POLICE,S1")),
    ("D08", Severity.ERROR, "officers.csv", lambda f: f.add("officers.csv", "000101,甲,POLICE,S2")),
    ("D08", Severity.ERROR, "desks.csv", lambda f: f.set("desks.csv", "K1", "place_id", "P11")),
    ("D08", Severity.ERROR, "org.csv", lambda f: f.add("org.csv", "S1,三中队,SQUADRON,B1")),
    ("D08", Severity.ERROR, "needs.csv", lambda f: f.add("needs.csv", "P11,,WEEKDAY,1")),
    ("D08", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", '"AM_FLAT"', '"AM_PEAK"')),
    ("D08", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", '"EARLY"', '"SPLIT"')),
    ("D09", Severity.INFO, "officers.csv", lambda f: f.set("officers.csv", "000102", "name", "警101")),
    ("D09", Severity.WARN, "leave.csv", lambda f: f.add("leave.csv", "000101,李四,2026-11-25,2026-11-25,")),
    ("D09", Severity.WARN, "org.csv", lambda f: f.set("org.csv", "S2", "name", "一中队")),
    ("D10", Severity.ERROR, "org.csv", lambda f: f.set("org.csv", "B1", "parent_id", "")),
    ("D10", Severity.ERROR, "org.csv", lambda f: f.set("org.csv", "D", "parent_id", "S1")),
    ("D10", Severity.WARN, "org.csv", lambda f: f.set("org.csv", "S2", "parent_id", "S1")),
    ("D11", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "09:00-11:30", "09:00-11:00")),
    ("D11", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "09:00-11:30", "09:00-12:00")),
    ("D11", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", '-07:00", mode', '-06:00", mode')),
    ("D12", Severity.WARN, "city.toml", lambda f: f.replace("city.toml", "09:00-11:30", "11:30-09:00")),
    ("D12", Severity.WARN, "city.toml", lambda f: f.replace("city.toml", "06:45-14:45", "14:45-06:45")),
    ("D13", Severity.WARN, "city.toml", lambda f: f.replace("city.toml", 'serves = ["POST"]', 'serves = ["STATION"]')),
    ("D14", Severity.ERROR, "pins.csv", lambda f: f.add("leave.csv", "000101,,2026-11-25,2026-11-25,").add(*ADD_PIN)),
    ("D15", Severity.ERROR, "pins.csv", lambda f: f.add(*ADD_PIN, "000101,,2026-11-25,EARLY,P12")),
    ("D15", Severity.ERROR, "pins.csv", lambda f: f.add("pins.csv", "000101,,2026-11-25,DUTY24,P11")),
    ("D15", Severity.WARN, "pins.csv", lambda f: f.add("pins.csv", "000101,,2026-11-25,SPLIT,P21")),
    ("D15", Severity.WARN, "pins.csv", lambda f: f.add("pins.csv", "000102,,2026-11-25,DESK_A,K1")),
    ("D16", Severity.ERROR, "history.csv", lambda f: f.add("history.csv", *["000101,,2026-11-18,SPLIT,P11"] * 2)),
    (
        "D16",
        Severity.ERROR,
        "history.csv",
        lambda f: f.add("history.csv", "000101,,2026-11-18,DUTY24,A1", "000101,,2026-11-19,SPLIT,P11"),
    ),
    (
        "D17",
        Severity.WARN,
        "leave.csv",
        lambda f: f.add("leave.csv", *["000101,,2026-11-25,2026-11-25,"] * 2, "000101,,2062-11-25,2062-11-26,"),
    ),
    (
        "D17",
        Severity.ERROR,
        "city.toml",
        lambda f: f.replace("city.toml", "[calendar]", '[calendar]\nworkdays = ["2026-10-01"]'),
    ),
    ("D18", Severity.WARN, "city.toml", lambda f: f.replace("city.toml", '"2026-10-01"', "").replace(
        "city.toml", '"2027-01-20"', "")),
    ("D18", Severity.WARN, "city.toml", lambda f: f.replace("city.toml", '"2027-01-20"', "")),
    ("D19", Severity.ERROR, "posts.csv", lambda f: f.set("posts.csv", "P11", "lon", "37.69").set(
        "posts.csv", "P11", "lat", "112.76")),
    ("D19", Severity.ERROR, "posts.csv", lambda f: f.set("posts.csv", "P11", "lon", "")),
    ("D19", Severity.ERROR, "posts.csv", lambda f: f.set("posts.csv", "P11", "lat", "95")),
    ("D19", Severity.WARN, "posts.csv", lambda f: f.set("posts.csv", "P11", "lon", "121.5")),
    ("D19", Severity.ERROR, "city.toml", lambda f: f.replace("city.toml", "lat = 37.69", "lat = 137.69")),
    ("D22", Severity.WARN, "desks.csv", lambda f: f.set("desks.csv", "K1", "skills", "DESKS")),
    ("D22", Severity.WARN, "units.csv", lambda f: f.set("units.csv", "R1", "lead_skills", "FLYING")),
    ("D22", Severity.WARN, "posts.csv", lambda f: f.column("posts.csv", "crew_skills", "DRIVING")),
    ("D22", Severity.WARN, "posts.csv", lambda f: f.column("posts.csv", "searches", "yes").write(
        "officers.csv", f.read("officers.csv").replace(",F,", ",M,"))),
    ("D23", Severity.ERROR, "posts.csv", lambda f: f.set("posts.csv", "P11", "enforcement", "yes").set(
        "posts.csv", "P11", "crew", "0+2")),
    ("D24", Severity.WARN, "posts.csv", lambda f: f.set("needs.csv", "P12", "night", "1")),
    ("D25", Severity.WARN, "desks.csv", lambda f: f.replace("needs.csv", "K1,指挥调度岗,WEEKDAY,1,1,1,1,1,1,", "")),
    ("D25", Severity.ERROR, "needs.csv", lambda f: f.write("needs.csv", f.read("needs.csv").replace(",1", ","))),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R99]", "weight = 1")),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R21]", "weight = -1")),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R21]", "weight = 1000001")),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R28.waiver]", 'authority = "me"')),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R21]", "rest_mins = 600")),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R21]", 'rest_min = "long"')),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R21]", "rest_min = -1")),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R21]", "rest_min = 479")),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R17]", "rest_days = 8")),
    ("D26", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[rules.R21.waiver]", 'reason = "flood"')),
    ("D27", Severity.WARN, "officers.csv", lambda f: f.set("officers.csv", "000102", "radio_id", "R0101")),
    ("D28", Severity.ERROR, "officers.csv", lambda f: f.write("officers.csv", f.read("officers.csv").splitlines()[0])),
    ("D28", Severity.ERROR, "posts.csv", lambda f: f.write("posts.csv", f.read("posts.csv").splitlines()[0])),
    ("D28", Severity.ERROR, "city.toml", lambda f: f.write("city.toml", "templates = []")),
    ("D30", Severity.ERROR, "org.csv", lambda f: f.add("org.csv", "S3,三中队,SQUADRON,B1,,,,x")),
    ("D31", Severity.ERROR, "devices.csv", lambda f: f.add("devices.csv", "140702,a,VIDEO,,112.7,37.7,,9")),
    ("D32", Severity.WARN, "devices.csv", lambda f: f.add("devices.csv", f"{'14070200' * 2}0001,a,VIDEO,,112.7,37.7")),
    ("D33", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[highways]", "dwell_s = 0")),
    ("D33", Severity.ERROR, "city.toml", lambda f: f.add("city.toml", "[post_need]", "steps = []")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "severity", "file", "edit"), BAD_INPUT, ids=[f"{i}-{row[0]}-{row[2]}" for i, row in enumerate(BAD_INPUT)]
)
def test_each_kind_of_bad_input_has_its_finding(clean, folder, code, severity, file, edit):
    assert (code, severity) not in clean[1]
    edit(folder)
    found = folder.of(code, severity)
    assert found
    assert file in {finding.where.file for finding in found}


def test_every_data_rule_has_a_case():
    elsewhere = {"D21", "D29", "D37", "D38"}  # test_supply.py, test_tables.py, test_bond_tables.py
    elsewhere |= {"D34", "D35", "D36", "D39"}  # test_overlay.py, test_rollout.py, test_weeks_around.py
    elsewhere |= {f"D{number}" for number in range(84, 95)}  # test_feeds.py, test_demand.py
    assert {row[0] for row in BAD_INPUT} | elsewhere == set(BY_CODE)
    assert len(BY_CODE) == len(DATA_RULES)
    assert all(rule.name.zh and rule.name.en and rule.advice.zh and rule.advice.en for rule in DATA_RULES)


def test_all_findings_come_at_once_each_with_its_row(folder):
    folder.set("officers.csv", "000102", "role", "chief").set("officers.csv", "000104", "fit_for_duty", "perhaps")
    folder.add("leave.csv", "000101,,2026-11-25,2026-11-26,年假").add(*ADD_PIN)
    folder.set("needs.csv", "P22", "am_peak" if "am_peak" in folder.read("needs.csv") else "morning peak", "x")
    folder.replace("city.toml", "FIXED = 100", "FIXED = 850").set("posts.csv", "P21", "priority", "0")
    with pytest.raises(InputError) as caught:
        read_city(folder.path)
    where = {(f.rule, f.where.file, f.where.row, f.where.field) for f in caught.value.findings}
    assert where >= {
        ("D06", "officers.csv", 3, "role"),
        ("D06", "officers.csv", 5, "fit_for_duty"),
        ("D14", "pins.csv", 2, "date"),
        ("D06", "needs.csv", 7, "morning peak"),
        ("D07", "city.toml", None, "policy.presence.FIXED"),
        ("D07", "posts.csv", 4, "priority"),
        ("D21", "needs", None, ""),
    }
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("on,", "off,"), [3]),
        (("off,EARLY", "on,EARLY"), [3]),
        (("on,EARLY", "on,LATE"), [3]),
        (("on,", "on,EARLY"), []),
        (("on,EARLY", "off,LATE"), []),
        (("off,EARLY", "off,LATE"), []),
    ],
)
def test_wishes_that_cannot_both_be_met_are_found(folder, rows, found):
    folder.add("requests.csv", *(f"000101,,2026-11-25,{row},1" for row in rows))
    assert [finding.where.row for finding in folder.of("D86", Severity.WARN)] == found


def test_a_wish_to_work_while_on_leave_is_found(folder):
    folder.add("leave.csv", "000101,,2026-11-25,2026-11-26,年假")
    folder.add("requests.csv", "000101,,2026-11-26,on,,1", "000101,,2026-11-27,on,,1", "000101,,2026-11-25,off,,1")
    assert [finding.where.row for finding in folder.of("D86")] == [2]


def test_a_wish_that_is_no_wish_is_told_in_words(folder):
    folder.add("requests.csv", "000101,,2026-11-25,maybe,,1")
    (finding,) = folder.of("D06")
    assert "上班 (on), 休息 (off)" in finding.message.zh


def test_strict_turns_warnings_into_errors(folder):
    assert {finding.severity for finding in folder.findings()} == {Severity.WARN}
    assert {finding.severity for finding in folder.findings(strict=True)} == {Severity.ERROR}


def test_findings_below_error_stay_with_the_city(folder):
    folder.replace("posts.csv", "signalised", "signals")
    assert "D03" in {finding.rule for finding in read_city(folder.path).notices}


def test_a_missing_folder_is_one_finding(tmp_path):
    with pytest.raises(InputError) as caught:
        check_city(tmp_path / "nowhere")
    assert [finding.rule for finding in caught.value.findings] == ["D01"]


def test_an_officer_in_two_squadrons_is_told_both(folder):
    folder.add("officers.csv", "000101,甲,POLICE,S2")
    (finding,) = folder.of("D08")
    assert "S1" in finding.message.zh
    assert "S2" in finding.message.zh
    assert finding.where.row == 14


def test_a_post_off_the_roads_is_found(folder, tmp_path):
    nodes = "node,lon,lat\n1,112.75,37.69\n2,112.78,37.69\n3,112.78,37.70\n"
    edges = "u,v,key,osmid,length_m,highway,name,oneway\n1,2,0,1,2640,primary,迎宾路,False\n"
    edges += "2,3,0,2,1110,primary,学府路,False\n"
    folder.write("roads.nodes.csv", nodes).write("roads.edges.csv", edges)
    folder.replace("city.toml", 'roads = ""', 'roads = "roads.edges.csv"')
    found = [f for f in folder.findings() if f.where.file == "posts.csv"]
    assert {(f.where.row, f.where.field) for f in found} == {(3, "lon,lat"), (5, "lon,lat")}
    assert len(list(tmp_path.iterdir())) == 1


def test_an_unreadable_road_file_is_a_finding_among_the_others(folder):
    folder.write("roads.osm", "no xml").replace("city.toml", 'roads = ""', 'roads = "roads.osm"')
    folder.replace("posts.csv", "signalised", "signals")
    rules = {finding.rule for finding in folder.findings() if finding.severity is Severity.ERROR}
    assert rules
    assert folder.of("D03")


@pytest.mark.parametrize("table", ["officers.csv", "posts.csv", "city.toml"])
@pytest.mark.parametrize("how", ["gone", "not text", "no rows"])
def test_a_table_that_cannot_be_read_is_one_error_and_not_one_for_every_row_that_names_it(folder, table, how):
    """A missing officers table once gave 2,264 errors more, one for every row of leave and history."""
    path = folder.path / table
    if how == "gone":
        path.unlink()
    elif how == "not text":
        path.write_bytes(b"\xff\xff\xff")
    else:
        path.write_text("" if table == "city.toml" else path.read_text("utf-8-sig").splitlines()[0] + "\n", "utf-8")
    errors = [finding for finding in check_city(folder.path) if finding.severity is Severity.ERROR]
    assert [finding.where.file for finding in errors] == [table]
