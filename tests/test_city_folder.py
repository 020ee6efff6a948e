"""The city folder: what is written is read back, and what planners write is read as they mean it."""

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
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.read_calendar import read_calendar
from qinwu.scenarios.toml_reader import Branch
from qinwu.scenarios.write import write_city
from qinwu.scenarios.write_toml import settings_text


@pytest.fixture
def folder(tmp_path):
    return Folder.write_new(tmp_path / "city")


WORDS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"'), max_size=6)
DAYS = st.dates(date(2026, 9, 1), date(2027, 3, 1))


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


def test_gb18030_tables_from_wps_are_read(folder):
    expected = read_city(folder.path)
    for path in folder.path.glob("*.csv"):
        path.write_bytes(path.read_text("utf-8-sig").encode("gb18030"))
    assert read_city(folder.path) == expected


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


def test_the_floor_of_rest_may_equal_what_is_wanted_and_not_exceed_it(folder):
    """Beyond it the engine banned what the checker let pass, and a week's bound lay above its optimum."""
    folder.add("city.toml", "[rules.R21]", "floor_min = 660")
    assert read_city(folder.path).policy.setting("R21").params == {"floor_min": 660}
    folder.replace("city.toml", "floor_min = 660", "floor_min = 661")
    with pytest.raises(InputError) as caught:
        read_city(folder.path)
    (finding,) = [found for found in caught.value.findings if found.severity is Severity.ERROR]
    assert (finding.rule, finding.where.file) == ("D26", "city.toml")
    assert (finding.where.field, finding.where.value) == ("rules.R21.floor_min", "661")
    assert "above rest_min = 660" in finding.message.en
    assert "raise the other" in finding.advice.en


def test_a_week_may_be_all_rest_but_has_no_eighth_day(folder):
    folder.add("city.toml", "[rules.R17]", "rest_days = 7")
    assert read_city(folder.path).policy.setting("R17").params == {"rest_days": 7}


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
