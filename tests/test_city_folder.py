"""The city folder: what is written is read back, and every kind of bad input gets its finding, all at once."""

import shutil
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from city_factory import need, tiny_city, tiny_people, tiny_places
from folder_editing import Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qinwu.models.band import Band, BandMode, Bands
from qinwu.models.crew import parse_patterns
from qinwu.models.daylight import Daylight
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.officer import Gender, Leave, PastDuty, Pin, Request, Role
from qinwu.models.place import PatrolLine, PlaceKind, RoadClass
from qinwu.models.policy import Policy, RuleSetting, Waiver
from qinwu.models.text import Lang, Text
from qinwu.models.week import Calendar, DayType, Week
from qinwu.scenarios.data_rules import BY_CODE, DATA_RULES
from qinwu.scenarios.folder import check_city, read_city
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.read_calendar import read_calendar
from qinwu.scenarios.toml_reader import Branch
from qinwu.scenarios.write import write_city
from qinwu.scenarios.write_toml import settings_text


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A folder that no test edits, and the kinds of findings it has."""
    folder = Folder.write_new(tmp_path_factory.mktemp("clean") / "city")
    return folder, {(finding.rule, finding.severity) for finding in folder.findings()}


@pytest.fixture
def folder(clean, tmp_path):
    shutil.copytree(clean[0].path, tmp_path / "city")
    return Folder(tmp_path / "city")


WORDS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"'), max_size=6)
DAYS = st.dates(date(2026, 9, 1), date(2027, 3, 1))
CLOCK = st.integers(0, 287).map(lambda fives: 5 * fives)


@st.composite
def cities(draw):
    """The tiny city with every field drawn that a folder holds."""
    city = tiny_city(squadrons=1, police=2, aux=1)
    first, *others = city.officers
    start, end = sorted(draw(st.lists(DAYS, min_size=2, max_size=2)))
    pinned = end + timedelta(days=1)
    officer = replace(
        first,
        name=draw(WORDS) or "甲",
        role=draw(st.sampled_from(Role)),
        gender=draw(st.sampled_from(Gender)),
        fit_for_duty=draw(st.booleans()),
        protected_until=draw(st.none() | DAYS),
        phone=draw(st.from_regex(r"1[0-9]{10}", fullmatch=True)),
        leave=(Leave(first=start, last=end, kind=draw(WORDS)),),
        past=(PastDuty(day=draw(DAYS), template="SPLIT", place_id="P11"),),
        requests=(Request(day=draw(DAYS), on=draw(st.booleans()), weight=draw(st.integers(1, 3))),),
        pins=(Pin(day=pinned, template="SPLIT", place_id="P11"),),
    )
    post, *places = city.places
    needs = st.dictionaries(
        st.tuples(st.sampled_from(DayType), st.sampled_from(["AM_PEAK", "NOON"])), st.integers(0, 3), min_size=1
    )
    post = replace(
        post,
        name=draw(WORDS) or "乙",
        needs=draw(needs),
        crew=parse_patterns(draw(st.sampled_from(["1+0", "2+0|1+2"]))),
        road_class=draw(st.sampled_from(RoadClass)),
        lon=draw(st.none() | st.floats(112, 113)),
        lat=37.7,
        enforcement=draw(st.booleans()),
        line=draw(st.none() | st.builds(PatrolLine, st.just("X1"), WORDS, st.floats(0, 99))),
        note=draw(WORDS),
    )
    if post.lon is None:
        post = replace(post, lat=None)
    waiver = Waiver(authority=draw(WORDS) or "市局", reason=draw(WORDS) or '"\\')
    return replace(
        city,
        name=draw(WORDS) or "丙",
        officers=(officer, *others),
        places=(post, *places),
        daylight=Daylight(lon=112.5, lat=draw(st.floats(37, 38)), utc_offset_min=480),
        calendar=Calendar(draw(st.dictionaries(DAYS, st.sampled_from(DayType), max_size=40))),
        policy=Policy(
            rules={
                "R21": RuleSetting(weight=draw(st.none() | st.integers(0, 99)), params={"rest_min": 600}, waiver=waiver)
            },
            shortage=(1, 2, 3, 4, draw(st.integers(5, 99))),
            line_share=draw(st.integers(0, 100)),
        ),
        fictional=draw(st.booleans()),
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(), xlsx=st.booleans(), lang=st.sampled_from(Lang))
def test_a_city_is_read_as_it_was_written(tmp_path_factory, city, xlsx, lang):
    folder = tmp_path_factory.mktemp("city")
    write_city(city, folder, xlsx=xlsx, lang=lang)
    assert replace(read_city(folder), notices=()) == city


@given(day_types=st.dictionaries(DAYS, st.sampled_from(DayType), max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_calendar_is_read_as_it_was_written(day_types):
    city = replace(tiny_city(), calendar=Calendar(day_types))
    notes = Notes()
    branch = Branch("city.toml", "", tomllib.loads(settings_text(city)), notes)
    assert read_calendar(branch) == city.calendar
    assert not [finding for finding in notes.findings if finding.rule != "D18"]


def test_bands_of_their_own_for_a_day_type_are_read_as_written(tmp_path):
    city = tiny_city()
    day = Band(code="DAY", name=Text("全天", "all day"), start=480, end=1920, mode=BandMode.MOBILE)
    bands = Bands({**city.bands.by_type, DayType.HOLIDAY: (day,)})
    places = [replace(p, needs={**p.needs, (DayType.HOLIDAY, "DAY"): 1}) for p in city.places]
    city = replace(city, bands=bands, places=tuple(places))
    write_city(city, tmp_path)
    assert replace(read_city(tmp_path), notices=()) == city


def test_writing_twice_gives_the_same_bytes_and_one_file_a_table(tmp_path):
    write_city(tiny_city(), tmp_path, xlsx=True)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_city(tiny_city(), tmp_path, xlsx=False)
    assert not list(tmp_path.glob("*.xlsx"))
    write_city(tiny_city(), tmp_path, xlsx=True)
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_a_fictional_city_says_so_in_its_files(tmp_path):
    write_city(tiny_city(), tmp_path)
    for name in ("README.txt", "city.toml"):
        assert "虚构" in (tmp_path / name).read_text("utf-8")
        assert "fictional" in (tmp_path / name).read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_left_alone(tmp_path):
    (tmp_path / "city").write_text("a file, not a folder")
    with pytest.raises(InputError):
        write_city(tiny_city(), tmp_path / "city")
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_a_clean_folder_has_nothing_but_the_arithmetic(folder):
    assert {finding.rule for finding in folder.findings()} == {"D21"}


def test_gb18030_tables_from_wps_are_read(folder):
    expected = read_city(folder.path)
    for path in folder.path.glob("*.csv"):
        path.write_bytes(path.read_text("utf-8-sig").encode("gb18030"))
    assert read_city(folder.path) == expected


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
    elsewhere |= {"D34", "D35", "D36"}  # test_overlay.py, test_rollout.py
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


def test_equal_names_are_two_people(folder):
    folder.set("officers.csv", "000102", "name", "警101")
    assert len(read_city(folder.path).officers) == 12


def test_a_unit_may_be_named_instead_of_numbered(folder):
    folder.set("officers.csv", "000101", "unit_id", "二中队")
    assert read_city(folder.path).officer("000101").unit_id == "S2"


def test_blank_needs_are_zero_and_a_blank_row_closes_the_place_on_that_day_type(folder):
    folder.add("needs.csv", "P12,,WEEKEND,,,,,,,")
    place = read_city(folder.path).place("P12")
    assert place.need(DayType.WEEKDAY, "AM_PEAK") == 1
    assert place.need(DayType.WEEKDAY, "EVENING") == 0
    assert place.need(DayType.WEEKEND, "AM_PEAK") == 0
    assert place.need(DayType.HOLIDAY, "AM_PEAK") == 1


def test_policy_rules_and_waivers_are_read(folder):
    folder.add("city.toml", "[rules.R21]", "weight = 7", "rest_min = 600", "[rules.R21.waiver]")
    folder.add("city.toml", 'authority = "市局"', 'reason = "防汛"')
    setting = read_city(folder.path).policy.setting("R21")
    assert setting == RuleSetting(weight=7, params={"rest_min": 600}, waiver=Waiver(authority="市局", reason="防汛"))


def test_a_share_is_read_as_percent(folder):
    folder.replace("city.toml", "LINE = 50", "LINE = 0.85")
    assert read_city(folder.path).policy.presence["LINE"] == 85


def test_a_school_break_leaves_its_weekends_alone(folder):
    folder.replace("city.toml", '"2027-01-20"', '"2027-01-21..2027-01-26"')
    calendar = read_city(folder.path).calendar
    assert calendar.day_type(date(2027, 1, 22)) is DayType.SCHOOL_BREAK
    assert calendar.day_type(date(2027, 1, 23)) is DayType.WEEKEND
    assert calendar.day_type(date(2026, 10, 1)) is DayType.HOLIDAY


def test_history_across_new_year_and_a_leap_day_is_read(folder):
    folder.add(
        "history.csv", "000101,,2026/12/31,SPLIT,P11", "000101,,20270101,SPLIT,P11", "000101,,2028年2月29日,SPLIT,"
    )
    assert [past.day for past in read_city(folder.path).officer("000101").past] == [
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2028, 2, 29),
    ]


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


def test_the_factory_and_the_week_agree():
    assert [place.kind for place in tiny_places()][4:] == [
        PlaceKind.DESK,
        PlaceKind.MOBILE,
        PlaceKind.RESERVE,
        PlaceKind.LEAD,
    ]
    assert len(tiny_people()) == 12
    assert need("NIGHT", crews=2) == {(DayType.WEEKDAY, "NIGHT"): 2}
    assert Week.parse("2026-W53").days[-1] == date(2027, 1, 3)
    assert Path().name == ""


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
