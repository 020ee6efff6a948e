"""Cells as Excel and WPS write them: each spelling of a value is read, none is guessed."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinwu.models.officer import Gender, Role
from qinwu.models.text import Lang
from qinwu.scenarios.choices import DAY_TYPES, GENDERS, LEVELS, PLACE_KINDS, ROAD_CLASSES, ROLES
from qinwu.scenarios.codecs import (
    CREW,
    BadValueError,
    read_clock,
    read_count,
    read_day,
    read_id,
    read_number,
    read_whole,
    read_words,
    read_yes,
)
from qinwu.scenarios.columns import BY_NAME, TABLES
from qinwu.scenarios.hours import doubtful, read_hours, show_hours


@pytest.mark.parametrize(
    "cell",
    [
        "2026/11/25",
        "2026-11-25",
        "2026.11.25",
        "2026年11月25日",
        "２０２６－１１－２５",
        "20261125",
        "46351",
        46351,
        46351.0,
        "2026-11-25 00:00:00",
        "2026/11/25 0:00",
        datetime(2026, 11, 25, 8, 30),  # noqa: DTZ001 - Excel's dates carry no zone
        date(2026, 11, 25),
    ],
)
def test_a_date_is_read_however_excel_and_wps_write_it(cell):
    assert read_day(cell) == date(2026, 11, 25)


@pytest.mark.parametrize("cell", ["2027-02-29", "25/11/2026", "26-11-25", "2026-13-01", "someday", 3, True])
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(BadValueError):
        read_day(cell)


def test_29_february_is_a_day_in_a_leap_year_only():
    assert read_day("2028年2月29日") == date(2028, 2, 29)
    with pytest.raises(BadValueError, match="no day"):
        read_day("2026年2月29日")


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ("7:00", 420),
        ("07:00", 420),
        ("0700", 420),
        ("7：00", 420),
        ("7时30分", 450),
        ("7点", 420),
        (0.2916, 420),
        (0.29166666, 420),
        (".2916", 420),
        (time(7, 0), 420),
        (timedelta(hours=31), 1860),
        ("24:00", 1440),
        ("7:00:00", 420),
    ],
)
def test_a_time_of_day_is_read_however_it_is_written(cell, minute):
    assert read_clock(cell) == minute


@pytest.mark.parametrize("cell", ["7:60", "49:00", "noon", "7", "-1:00", ""])
def test_what_is_no_time_of_day_is_refused(cell):
    with pytest.raises(BadValueError):
        read_clock(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1407001", "1407001"),
        (1407001, "1407001"),
        (1407001.0, "1407001"),
        ("1407001.0", "1407001"),
        ("000101", "000101"),
        ("'000101", "000101"),
        ('="000101"', "000101"),
        ("１４０７", "1407"),
        (" A-12\u200b ", "A-12"),
        ("1407E001", "1407E001"),
    ],
)
def test_a_police_number_keeps_its_digits(cell, number):
    assert read_id(cell) == number


def test_a_number_that_excel_rounded_is_refused_not_guessed():
    with pytest.raises(BadValueError):
        read_id("1.4E+11")


@pytest.mark.parametrize(("cell", "value"), [("85", 85), ("８５", 85), ("1,200.5", 1200.5), (3, 3), ("-1.5e1", -15)])
def test_a_number_may_be_text(cell, value):
    assert read_number(cell) == value


@pytest.mark.parametrize("cell", ["1,20", "8 5", "nan", "inf", float("nan"), True, "二"])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(BadValueError):
        read_number(cell)


def test_whole_numbers_and_counts_have_their_limits():
    assert read_whole("3.0") == 3
    assert read_count(0) == 0
    with pytest.raises(BadValueError):
        read_whole(3.5)
    with pytest.raises(BadValueError) as caught:
        read_count("-1")
    assert caught.value.code == "D07"


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("√", True), (1, True), (True, True), ("否", False), (0.0, False)]
)
def test_yes_and_no(cell, value):
    assert read_yes(cell) is value


def test_lists_and_crews():
    assert read_words("A|B， C、D；A") == {"A", "B", "C", "D"}
    assert list(map(str, CREW.read("２+０或1+2"))) == ["1+2", "2+0"]
    with pytest.raises(BadValueError):
        CREW.read("two")


@pytest.mark.parametrize("codec", [ROLES, LEVELS, GENDERS, DAY_TYPES, PLACE_KINDS, ROAD_CLASSES])
@pytest.mark.parametrize("lang", list(Lang))
def test_a_word_is_read_as_it_is_written(codec, lang):
    for word in codec.form.in_(lang).split(" / "):
        assert codec.show(codec.read(word), lang) == word


def test_a_wrong_word_is_told_the_right_ones():
    with pytest.raises(BadValueError) as caught:
        ROLES.read("交警")
    assert "民警" in caught.value.text.zh
    assert "POLICE" in caught.value.text.en
    assert (ROLES.read("协管员"), GENDERS.read("Ｆ")) == (Role.AUX, Gender.FEMALE)


def test_every_column_is_described_in_both_languages():
    for table in TABLES:
        assert table.meaning.zh
        assert table.meaning.en
        for column in table.columns:
            assert all((column.zh, column.meaning.zh, column.meaning.en, column.codec.form.zh, column.codec.form.en))
        assert (
            len({column.zh for column in table.columns}) == len(table.columns) == len({c.name for c in table.columns})
        )
    assert len(BY_NAME) == len(TABLES)


EDGES = st.integers(0, 48).map(lambda half_hours: 30 * half_hours)


@given(st.lists(EDGES, min_size=2, max_size=6, unique=True).filter(lambda e: len(e) % 2 == 0 and min(e) < 1440))
def test_hours_are_read_as_they_are_written(edges):
    edges = sorted(edges)
    stretches = tuple(zip(edges[::2], edges[1::2], strict=True))
    assert read_hours(show_hours(stretches)) == stretches


@given(start=EDGES.filter(lambda m: m < 1440), length=st.integers(1, 96).map(lambda half_hours: 30 * half_hours))
def test_hours_across_midnight_are_read_as_they_are_written(start, length):
    if start + length <= 2880:
        assert read_hours(show_hours(((start, start + length),))) == ((start, start + length),)


def test_an_overnight_stretch_is_right_and_a_very_long_one_is_doubted():
    assert read_hours("22:00-07:00") == ((1320, 1860),)
    assert not doubtful(read_hours("22:00-07:00"))
    assert not doubtful(read_hours("08:00-08:00"))
    assert not doubtful(read_hours("17:00-07:00"))  # 14 hours: at the limit
    assert doubtful(read_hours("16:59-07:00"))
    assert doubtful(read_hours("09:00-07:00"))
