"""Tables as files: every encoding, separator and header of Excel and WPS, and what a program cannot use."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from qinwu.models.finding import Severity
from qinwu.scenarios.columns import LEAVE, OFFICERS
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.tables import find_table, read_table
from qinwu.scenarios.workbook import write_workbook

TEXT = "警号,姓名,开始日期,结束日期,类别\r\n000101,王伟,2026/11/25,2026/11/26,年假\r\n"


def read(path: Path, columns=LEAVE.columns, **options):
    notes = Notes()
    return read_table(path, columns, notes, **options), notes.findings


def codes(findings):
    return [finding.rule for finding in findings]


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_reads_alike(tmp_path, encoding, separator):
    table, findings = read(save(tmp_path / "leave.csv", TEXT.replace(",", separator).encode(encoding)))
    assert not findings
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (
            2,
            {
                "officer_no": "000101",
                "officer_name": "王伟",
                "first": "2026/11/25",
                "last": "2026/11/26",
                "kind": "年假",
            },
        )
    ]


@pytest.mark.parametrize(
    "header",
    [
        "officer_no,first,last",
        "警号,开始日期,结束日期",
        " Officer No ,FIRST,Last*",
        "警号（必填）,开始日期(日),结束日期：",
    ],
)
def test_headers_are_chinese_or_english_in_any_dress(tmp_path, header):
    table, findings = read(save(tmp_path / "leave.csv", f"{header}\n1,2026-01-01,2026-01-02\n".encode()))
    assert not findings
    assert list(table.rows[0].cells) == ["officer_no", "first", "last"]


def test_rows_are_numbered_as_excel_shows_them_and_blank_rows_are_no_rows(tmp_path):
    text = '# 虚构\nofficer_no,first,last,kind\n1,2026-01-01,2026-01-02,"two\nlines"\n,,,\n\n2,2026-01-01,2026-01-02,\n'
    table, findings = read(save(tmp_path / "leave.csv", text.encode()))
    assert not findings
    assert [(row.number, row.cells["officer_no"]) for row in table.rows] == [(3, "1"), (6, "2")]


def test_an_unknown_column_warns_and_names_the_one_that_was_meant(tmp_path):
    table, findings = read(
        save(tmp_path / "leave.csv", b"officer_no,first,last,knid,zzz\n1,2026-01-01,2026-01-01,a,b\n")
    )
    assert codes(findings) == ["D03", "D03"]
    assert all(finding.severity is Severity.WARN for finding in findings)
    assert "kind" in findings[0].advice.en
    assert (findings[0].where.row, findings[0].where.field) == (1, "knid")
    assert len(table.rows) == 1


def test_a_missing_or_doubled_column_is_an_error(tmp_path):
    _, findings = read(save(tmp_path / "leave.csv", b"officer_no,officer_no,first\n1,2,2026-01-01\n"))
    assert codes(findings) == ["D04", "D04"]
    assert "last" in findings[1].message.en


def test_a_cell_without_a_header_is_an_error_not_a_lost_value(tmp_path):
    _, findings = read(save(tmp_path / "leave.csv", b"officer_no,first,last,,\n1,2026-01-01,2026-01-01,x,,y\n"))
    assert [(f.rule, f.where.row, f.where.value) for f in findings] == [("D30", 2, "x"), ("D30", 2, "y")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_header(tmp_path, data):
    _, findings = read(save(tmp_path / "leave.csv", data))
    assert codes(findings) == ["D04"]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\xff\xff\xff", b"a,b\0c\n", b'officer_no,"first\n1,2\n'])
def test_what_is_no_table_is_one_finding(tmp_path, data):
    _, findings = read(save(tmp_path / "leave.csv", data))
    assert codes(findings) == ["D01"]


def test_a_file_that_vanishes_or_is_a_folder_is_one_finding(tmp_path):
    assert codes(read(tmp_path / "leave.csv")[1]) == ["D01"]
    (tmp_path / "leave.xlsx").mkdir()
    assert codes(read(tmp_path / "leave.xlsx")[1]) == ["D01"]


def book(path: Path, rows, *, merge: str = "") -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    if merge:
        workbook.worksheets[0].merge_cells(merge)
    workbook.save(path)
    return path


def test_a_workbook_reads_like_a_csv(tmp_path):
    path = book(
        tmp_path / "leave.xlsx", [["警号", "开始日期", "结束日期"], ["000101", 46351, 46351.0], [None] * 3, [7, 1, 2]]
    )
    table, findings = read(path)
    assert not findings
    assert [(row.number, row.cells["officer_no"]) for row in table.rows] == [(2, "000101"), (4, 7)]


def test_merged_headers_formulas_and_error_values_are_errors(tmp_path):
    rows = [["警号", None, "开始日期", "结束日期"], ["1", "x", "=TODAY()", "#N/A"]]
    _, findings = read(book(tmp_path / "leave.xlsx", rows, merge="A1:B1"))
    assert set(codes(findings)) == {"D04", "D29", "D30"}
    assert [f.where.field for f in findings if f.rule == "D29"] == ["C2", "D2"]


def test_a_damaged_workbook_is_one_finding(tmp_path):
    assert codes(read(save(tmp_path / "leave.xlsx", b"not a zip"))[1]) == ["D01"]
    whole = write_workbook("t", [["警号"], ["1"]])
    assert codes(read(save(tmp_path / "leave.xlsx", whole[: len(whole) // 2]))[1]) == ["D01"]


def test_workbooks_are_equal_bytes_and_keep_text_as_text(tmp_path):
    grid = [["警号", "开始日期", "结束日期", "类别"], ["000101", "=1+1", None, "+x"]]
    assert write_workbook("请假", grid) == write_workbook("请假", grid)
    table, findings = read(save(tmp_path / "leave.xlsx", write_workbook("请假", grid)))
    assert not findings
    assert list(table.rows[0].cells.values()) == ["000101", "=1+1", None, "+x"]


def test_a_table_may_have_a_chinese_file_name_but_only_one_file(tmp_path):
    notes = Notes()
    (tmp_path / "人员.csv").write_text("x")
    assert find_table(tmp_path, OFFICERS, notes) == tmp_path / "人员.csv"
    assert not notes.findings
    (tmp_path / "officers.xlsx").write_text("x")
    find_table(tmp_path, OFFICERS, notes)
    assert codes(notes.findings) == ["D01"]


def test_an_old_excel_file_is_told_to_be_saved_again(tmp_path):
    notes = Notes()
    (tmp_path / "leave.xls").write_bytes(b"")
    assert find_table(tmp_path, LEAVE, notes) is None
    assert "XLSX" in notes.findings[0].advice.zh
