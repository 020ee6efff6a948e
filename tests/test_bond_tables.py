"""The tables of bonds and of the year's ledger: written and read back, and what is wrong with them."""

from dataclasses import replace
from datetime import date

import pytest
from city_factory import tiny_city

from qinwu.models.bond import Bond, BondKind
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.ledger import Burdens, Ledger, YearTotal
from qinwu.models.officer import PastDuty
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.models.standing import standings
from qinwu.models.week import Week
from qinwu.scenarios.check_folder import check_city
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.write import write_city

CITY = tiny_city()
A, B, C, D = (officer.officer_no for officer in CITY.officers[:4])
UNTIL = date(2026, 11, 15)
GROUPS = {officer.officer_no: (officer.unit_id, str(officer.role)) for officer in CITY.officers}


def total(nights):
    return YearTotal(UNTIL, Burdens(nights=nights, weekends=3, holidays=1, splits=20, hot=4))


def read(folder, bonds="", ledger=""):
    write_city(CITY, folder)
    if bonds:
        (folder / "bonds.csv").write_text("kind,first,second,hard\n" + bonds, "utf-8")
    if ledger:
        (folder / "ledger.csv").write_text("officer_no,until,nights,weekends,holidays,splits,hot\n" + ledger, "utf-8")
    return read_city(folder)


def test_both_tables_come_back_as_written(tmp_path):
    bonds = (
        Bond(kind=BondKind.TOGETHER, first=A, second=B),
        Bond(kind=BondKind.MENTOR, first=C, second=D, hard=False),
    )
    totals = {officer.officer_no: total(i) for i, officer in enumerate(CITY.officers)}
    city = replace(CITY, bonds=bonds, ledger=Ledger(totals=totals, groups=GROUPS))
    write_city(city, tmp_path)
    back = read_city(tmp_path)
    assert back.bonds == bonds
    assert back.ledger == city.ledger


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (f"TOGETHER,{A},999999,yes\n", "D02"),
        (f"TOGETHER,{A},{A},yes\n", "D37"),
        (f"TOGETHER,{A},{B},yes\nAPART,{B},{A},yes\n", "D37"),
        (f"MENTOR,{A},{B},yes\nMENTOR,{B},{A},no\n", "D37"),
        (f"TOGETHER,{A},{B},yes\nTOGETHER,{B},{C},yes\nAPART,{A},{C},no\n", "D37"),
        (f"FRIENDS,{A},{B},yes\n", "D06"),
    ],
)
def test_bonds_that_cannot_be_are_found(tmp_path, rows, code):
    with pytest.raises(InputError) as caught:
        read(tmp_path, bonds=rows)
    errors = [finding.rule for finding in caught.value.findings if finding.severity is Severity.ERROR]
    assert errors == [code]


LEAVE = ("leave", f"officer_no,first,last\n{B},2026-11-24,2026-11-24\n")


@pytest.mark.parametrize(
    ("bonds", "pins", "more", "rows"),
    [
        (f"TOGETHER,{A},{B},yes\n", f"{A},P11\n{B},P12\n", None, [3]),
        (f"TOGETHER,{A},{C},yes\nTOGETHER,{C},{B},yes\n", f"{A},P11\n{B},P12\n", None, [3]),
        (f"TOGETHER,{A},{B},yes\n", f"{A},P11\n{B},P11\n", None, []),
        (f"TOGETHER,{A},{B},no\n", f"{A},P11\n{B},P12\n", None, []),
        (f"TOGETHER,{A},{B},yes\nTOGETHER,{B},{C},yes\n", f"{A},P11\n{C},P12\n", LEAVE, []),
        (f"MENTOR,{A},{B},yes\n", f"{A},P11\n{B},P12\n", None, [3]),
        (f"MENTOR,{A},{B},yes\nMENTOR,{C},{B},no\n", f"{A},P11\n{B},P12\n", None, []),
        (f"MENTOR,{B},{A},yes\n", f"{A},P11\n", LEAVE, [2]),
        (f"MENTOR,{A},{B},no\n", f"{A},P11\n{B},P12\n", None, []),
    ],
)
def test_fixed_duties_that_a_hard_bond_forbids_are_found(tmp_path, bonds, pins, more, rows):
    """They were once planned, and the planner was told of a defect of the program."""
    write_city(CITY, tmp_path)
    table = "officer_no,place_id,date,template\n" + pins.replace("\n", ",2026-11-24,EARLY\n")
    for name, text in filter(None, (("bonds", "kind,first,second,hard\n" + bonds), ("pins", table), more)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    found = [f for f in check_city(tmp_path) if f.rule == "D15" and f.severity is Severity.ERROR]
    assert [f.where.row for f in found] == rows
    assert all(f.where.file == "pins.csv" for f in found)


def test_holes_in_the_ledger_are_told_and_filled_with_the_mean(tmp_path):
    rows = f"{A},2026-11-15,10,0,0,0,0\n{B},2026-11-15,5,0,0,0,0\n{C},2026-11-08,,0,0,0,0\n"
    with pytest.raises(InputError) as caught:
        read(tmp_path, ledger=rows)
    assert {finding.rule for finding in caught.value.findings} >= {"D05"}
    city = read(tmp_path, ledger=rows.rsplit(C, 1)[0])
    assert [finding.rule for finding in city.notices if finding.rule == "D38"] == ["D38"]
    assert [city.ledger.above(number, 2026).nights for number in (A, B, C)] == [5, 0, 2]
    assert city.ledger.above(A, 2027) == Burdens()


def test_standing_adds_history_after_the_books_and_says_what_is_missing():
    past = tuple(PastDuty(day=date(2026, 11, day), template="NIGHT", place_id="M1") for day in (2, 20))
    officers = (replace(CITY.officers[0], past=past), *CITY.officers[1:])
    ledger = Ledger(totals={A: total(10)}, groups=GROUPS)
    city = replace(CITY, officers=officers, ledger=ledger)
    week = Week(2026, 48)
    duty = Duty(day=date(2026, 11, 29), template="SPLIT", place_id="P11", crew=1, seat=Seat.POLICE, officer_no=A)
    first, second, *_ = standings(city, week, Roster(city="", week=week, duties=(duty,)))
    assert first.week == Burdens(weekends=1, splits=1, hot=1)
    assert first.recent == Burdens(nights=2, weekends=1, splits=1, hot=3)
    assert first.year == Burdens(nights=11, weekends=4, holidays=1, splits=21, hot=6)
    assert (first.window_whole, first.year_whole) == (True, True)
    assert (second.window_whole, second.year_whole) == (True, False)
