"""The workbook: read back exactly, also after a planner's edits; what cannot be understood is named cell by cell."""

import io
import re
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from roster_filler import WEEK, fill, large_city
from test_roster_files import CITY, duties

from qinwu.filing.cell_text import Stated, cell_text, parse_cell, seat_all
from qinwu.filing.cover import duties_by_person
from qinwu.filing.duty_rows import Names
from qinwu.filing.read_workbook import read_xlsx
from qinwu.filing.workbook import roster_to_xlsx
from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.policy import Waiver
from qinwu.models.roster import Duty, Gap, Proof, Roster, Seat
from qinwu.models.text import Lang
from qinwu.solver.checker import Report, check

NAMES = Names(CITY)
MONDAY = 4  # its column in a grid


@lru_cache
def example() -> tuple[City, Roster, bytes]:
    """A city of 40, a full week with a proof, and its workbook."""
    city = large_city(40)
    roster = fill(city)
    report = check(city, roster)
    roster = replace(roster, proof=Proof(objective=report.cost, bound=report.cost - 1.5, parts=report.parts))
    return city, roster, roster_to_xlsx(city, roster, report)


def edit(change) -> bytes:
    """Open the example's workbook, let ``change`` work on it as a planner would, and save it again."""
    book = load_workbook(io.BytesIO(example()[2]))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(sheet, officer_no: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == officer_no)


def duties_of(roster: Roster, officer_no: str) -> list[Duty]:
    return [duty for duty in roster.duties if duty.officer_no == officer_no]


@given(chosen=st.lists(duties, max_size=25), lang=st.sampled_from(list(Lang)))
@settings(max_examples=200, deadline=None)
def test_any_cell_is_read_back_exactly(chosen, lang):
    """Also with several duties a day, crews without a lead, and people in seats that are not theirs by role."""
    table = duties_by_person(Roster(city="", week=WEEK, duties=chosen))
    led = {(d.day, d.template, d.place_id, d.crew) for d in chosen if d.seat is Seat.LEAD}
    stated = []
    for officer_no, days in table.items():
        for day, several in days.items():
            all_led = all((d.day, d.template, d.place_id, d.crew) in led for d in several)
            text = cell_text(CITY, several, lang=lang, led=all_led)
            stated += [Stated(day, officer_no, entry) for entry in parse_cell(text, NAMES)]
    assert sorted(seat_all(CITY, stated)) == sorted(chosen)


@given(chosen=st.lists(duties, max_size=25), lang=st.sampled_from(list(Lang)))
@settings(max_examples=6, deadline=None)
def test_any_roster_is_read_back_exactly_from_its_grids(chosen, lang):
    roster = Roster(city=CITY.name, week=WEEK, duties=chosen)
    none = Report(findings=(), parts={})
    book = load_workbook(io.BytesIO(roster_to_xlsx(CITY, roster, none, lang=lang)))
    del book["qinwu"]  # the grids alone must do
    out = io.BytesIO()
    book.save(out)
    read = read_xlsx(out.getvalue(), CITY, file="r.xlsx").roster
    assert (read.duties, read.week) == (roster.duties, WEEK)


def test_an_untouched_workbook_keeps_proof_gaps_and_waivers():
    city, roster, _ = example()
    full = replace(
        roster,
        gaps=[Gap(day=WEEK.monday, band="NOON", place_id="P001", missing=1)],
        waivers={"R21": Waiver(authority="支队长", reason="演练")},
    )
    data = roster_to_xlsx(city, full, check(city, full))
    assert read_xlsx(data, city, file="r.xlsx").roster == full
    assert read_xlsx(data, city, file="r.xlsx").notices == ()


def test_the_same_roster_gives_the_same_bytes():
    city, roster, data = example()
    assert roster_to_xlsx(city, roster, check(city, roster)) == data


def test_a_planner_moves_an_officer_and_the_proof_is_gone():
    city, roster, _ = example()
    moved = duties_of(roster, "F00101")[0]

    def change(book):
        sheet = book["一中队"]
        sheet.cell(row_of(sheet, "F00101"), MONDAY + (moved.day - WEEK.monday).days).value = "晚班 m1 # 3"

    reading = read_xlsx(edit(change), city, file="r.xlsx")
    now = next(d for d in duties_of(reading.roster, "F00101") if d.day == moved.day)
    assert (now.template, now.place_id, now.crew, now.seat) == ("LATE", "M1", 3, Seat.AUX)
    assert reading.roster.proof is None
    assert len(reading.roster.duties) == len(roster.duties)
    assert [f.severity for f in reading.notices] == [Severity.INFO]
    assert "1" in reading.notices[0].message.zh


def test_nonsense_in_cells_is_reported_cell_by_cell_all_at_once():
    city = example()[0]

    def change(book):
        sheet = book["一中队"]
        row = row_of(sheet, "000102")
        sheet.cell(row, MONDAY).value = "随便写写"
        sheet.cell(row, MONDAY + 1).value = "早班 P999#1"
        sheet.cell(row, MONDAY + 2).value = 42
        sheet.cell(row, MONDAY + 3).value = "=SUM(A1:A3)"
        sheet.cell(row, MONDAY + 4).value = "两头 P001#1"

    with pytest.raises(InputError) as caught:
        read_xlsx(edit(change), city, file="r.xlsx")
    found = caught.value.findings
    assert [(f.where.file, f.where.value) for f in found] == [
        ("r.xlsx:一中队", "随便写写"),
        ("r.xlsx:一中队", "早班 P999#1"),
        ("r.xlsx:一中队", "42"),
        ("r.xlsx:一中队", "=SUM(A1:A3)"),
        ("r.xlsx:一中队", "两头 P001#1"),
    ]
    assert found[0].where.field.startswith("D")
    assert all(f.advice.zh and f.severity is Severity.ERROR for f in found)
    assert "两头班" in found[-1].advice.zh


def test_an_edit_on_a_day_sheet_is_not_lost_unseen():
    """A planner changed a name on Wednesday's sheet; ``amend`` said that nothing differed."""
    city, roster, _ = example()
    title = next(sheet.title for sheet in load_workbook(io.BytesIO(example()[2])).worksheets if "11-25" in sheet.title)
    other = next(
        o.officer_no for o in city.officers if not any(d.day == WEEK.days[2] for d in roster.duties_of(o.officer_no))
    )

    def change(book):
        sheet = book[title]
        heads = [cell.value for cell in sheet[2]]
        cell = next(row[heads.index("组员")] for row in sheet.iter_rows(min_row=3) if row[heads.index("组员")].value)
        cell.value = f"某人 {other}"

    with pytest.raises(InputError) as caught:
        read_xlsx(edit(change), city, file="roster.xlsx")
    assert [finding.where.file for finding in caught.value.findings] == [f"roster.xlsx:{title}"]
    assert "警力安排表" in caught.value.findings[0].advice.zh


def test_a_deleted_row_takes_its_duties_with_it_and_is_told():
    city, roster, _ = example()
    lost = len(duties_of(roster, "000101"))

    def change(book):
        sheet = book["一中队"]
        sheet.delete_rows(row_of(sheet, "000101"))

    reading = read_xlsx(edit(change), city, file="r.xlsx")
    assert len(reading.roster.duties) == len(roster.duties) - lost
    told = [f for f in reading.notices if f.severity is Severity.WARN]
    assert [f.where.officer for f in told] == ["000101"]


def test_an_unknown_or_missing_police_number_is_named():
    city = example()[0]

    def change(book):
        sheet = book["一中队"]
        sheet.cell(row_of(sheet, "000101"), 1).value = "000777"
        sheet.cell(row_of(sheet, "000102"), 1).value = None

    with pytest.raises(InputError) as caught:
        read_xlsx(edit(change), city, file="r.xlsx")
    assert [f.message.en for f in caught.value.findings] == [
        "there is no such police number",
        "this row has no police number",
    ]


def test_a_number_that_lost_its_zeros_and_a_name_that_slipped_are_forgiven_but_told():
    city, roster, _ = example()

    def change(book):
        sheet = book["一中队"]
        row = row_of(sheet, "000101")
        sheet.cell(row, 1).value = 101
        sheet.cell(row, 2).value = "别人"

    reading = read_xlsx(edit(change), city, file="r.xlsx")
    assert reading.roster == roster
    assert ["别人" in f.message.zh for f in reading.notices] == [True]


def test_a_crew_whose_lead_was_taken_out_gets_a_new_one():
    city, roster, _ = example()
    crew = next(d for d in roster.duties if d.seat is Seat.POLICE)
    lead = next(d for d in roster.duties if d.seat is Seat.LEAD and _same_crew(d, crew))

    def change(book):
        for sheet in book.worksheets:
            if any(cell.value == lead.officer_no for cell in sheet["A"]) and sheet["D4"].is_date:
                sheet.cell(row_of(sheet, lead.officer_no), MONDAY + (lead.day - WEEK.monday).days).value = None

    read = read_xlsx(edit(change), city, file="r.xlsx").roster
    assert [d.seat for d in read.duties if _same_crew(d, crew)] == [Seat.LEAD]


def _same_crew(one: Duty, other: Duty) -> bool:
    return (one.day, one.template, one.place_id, one.crew) == (other.day, other.template, other.place_id, other.crew)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"<html></html>"])
def test_what_is_no_workbook_is_refused(data):
    with pytest.raises(InputError) as caught:
        read_xlsx(data, CITY, file="r.xlsx")
    assert caught.value.findings


def test_a_workbook_without_a_grid_is_refused():
    def change(book):
        for name in book.sheetnames[1:]:
            del book[name]

    with pytest.raises(InputError) as caught:
        read_xlsx(edit(change), example()[0], file="r.xlsx")
    assert "警号" in caught.value.findings[0].message.zh


def test_a_formula_in_a_name_stays_text():
    officers = [replace(CITY.officers[0], name='=HYPERLINK("x")'), *CITY.officers[1:]]
    city = replace(CITY, officers=officers)
    roster = Roster(city=city.name, week=WEEK, duties=())
    book = load_workbook(io.BytesIO(roster_to_xlsx(city, roster, check(city, roster))))
    cell = next(c for c in book["一中队"]["B"] if str(c.value).startswith("=HYPER"))
    assert cell.data_type != "f" or cell.quotePrefix


def test_the_workbook_prints_chinese_by_default_and_fits_the_page():
    book = load_workbook(io.BytesIO(example()[2]))
    assert book.sheetnames[:3] == ["报备", "一中队", "二中队"]
    assert book["qinwu"].sheet_state == "hidden"
    for sheet in book.worksheets[:-1]:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert "&P" in sheet.oddFooter.center.text
    assert "虚构" in book["报备"]["A2"].value
    cells = " ".join(str(c.value) for row in book["周一 11-23"].iter_rows() for c in row)
    assert re.search(r"R01 \d\+\d", cells)  # the article that the crew satisfies
