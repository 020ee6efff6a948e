"""How duties are written in a cell of the workbook, and what people write instead."""

from dataclasses import replace

import pytest
from city_factory import tiny_city
from roster_filler import WEEK

from qinwu.filing.cell_text import Entry, Unclear, cell_text, parse_cell, template_word
from qinwu.filing.duty_rows import Names
from qinwu.models.roster import Duty, Seat
from qinwu.models.text import Lang, Text

CITY = tiny_city()
NAMES = Names(CITY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SPLIT P11 #2", ("SPLIT", "P11", 2, None)),
        ("两头班 P11#2★\n迎宾路", ("SPLIT", "P11", 2, Seat.LEAD)),
        ("两头班P11 2组", ("SPLIT", "P11", 2, None)),
        ("ｓｐｌｉｔ　ｐ１１＃２", ("SPLIT", "P11", 2, None)),
        ("split shift P11", ("SPLIT", "P11", 1, None)),
        ("早班 迎宾路1号路口 #3", ("EARLY", "P11", 3, None)),
        ("早班 P11#3 迎宾路1号路口", ("EARLY", "P11", 3, None)),
        ("early: P11#3[AUX]", ("EARLY", "P11", 3, Seat.AUX)),
        ("早班 P11#3[民警]", ("EARLY", "P11", 3, Seat.POLICE)),
        ("early P11#3 [lead]", ("EARLY", "P11", 3, Seat.LEAD)),
    ],
)
def test_the_notation_is_read_as_people_write_it(text, expected):
    assert parse_cell(text, NAMES) == [
        Entry(template=expected[0], place_id=expected[1], crew=expected[2], seat=expected[3])
    ]


@pytest.mark.parametrize("text", ["", "休", " 休息 ", "off", "—", "假 年休", "leave", "年休假", "调休"])
def test_free_days_are_no_duties(text):
    assert parse_cell(text, NAMES) == []


@pytest.mark.parametrize("text", ["P11", "早班", "早班 ?", "#1", "值班 P11#1", "早班 P11#0", "None"])
def test_what_is_not_a_duty_is_unclear(text):
    (entry,) = parse_cell(text, NAMES)
    assert isinstance(entry, Unclear)
    assert entry.advice.zh


def test_two_duties_of_one_day_and_a_template_named_like_leave():
    holiday = replace(CITY.templates[1], code="H", name=Text("假日班", "leave cover"))
    city = replace(CITY, templates=[*CITY.templates, holiday])
    duty = Duty(day=WEEK.monday, template="H", place_id="P11", crew=1, seat=Seat.LEAD, officer_no="000101")
    for lang in Lang:
        text = cell_text(city, [duty, replace(duty, crew=2)], lang=lang)
        assert [entry.crew for entry in parse_cell(text, Names(city))] == [1, 2]


def test_templates_that_share_a_name_are_written_by_code():
    twin = replace(CITY.templates[1], code="EARLY2")
    city = replace(CITY, templates=[*CITY.templates, twin])
    assert template_word(city, "EARLY2", Lang.ZH) == "EARLY2"
    assert template_word(city, "LATE", Lang.ZH) == "晚班"
