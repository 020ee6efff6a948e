"""Planned lines in the filing: passes beside each crew, the sheet street by street, nothing where none is planned."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook
from roster_filler import fill, large_city
from test_roster_files import conforms

from qinwu.filing.forms.bundle import Wanted, make_documents
from qinwu.filing.forms.planned_lines import LineSheet, read_line_sheets
from qinwu.filing.line_tables import LINE_COLUMNS, SHEET_COLUMNS, header
from qinwu.filing.plain_table import csv_bytes
from qinwu.models.errors import InputError
from qinwu.models.leg import LegMode
from qinwu.models.place import PlaceKind
from qinwu.models.roster import Roster
from qinwu.models.text import Lang
from qinwu.solver.case import Case

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "filing.schema.json").read_text("utf-8"))
STEP = ("1", "09:00:05", "巡逻", "人民大街", "132", "0.3", "巡逻")


def planned(folder: Path, *, laps: object = 3, lang: Lang = Lang.ZH) -> None:
    """Write the tables of one band as ``qinwu lines`` does."""
    home = folder / "AM_FLAT"
    home.mkdir(parents=True)
    line = ("L-P1", "环城", "警区巡线", "P1 P2", "AM_FLAT", 150, laps, 43.92, 45, 149, 0.5, 149.2, 317.5, 0.0)
    (home / "lines.csv").write_bytes(csv_bytes(header(LINE_COLUMNS, lang), [line]))
    (home / "line_sheets.csv").write_bytes(csv_bytes(header(SHEET_COLUMNS, lang), [("L-P1", *STEP)]))


@pytest.mark.parametrize("lang", list(Lang))
def test_the_tables_of_lines_are_read_in_both_languages(tmp_path, lang):
    planned(tmp_path, lang=lang)
    (sheet,) = read_line_sheets(tmp_path)
    assert sheet == LineSheet(
        line_id="L-P1", name="环城", posts=("P1", "P2"), band="AM_FLAT", passes=3, km=43.92, steps=[STEP]
    )
    assert read_line_sheets(tmp_path / "none") == []


@pytest.mark.parametrize("spoil", ["laps", "columns", "missing", "empty"])
def test_a_spoilt_table_is_named(tmp_path, spoil):
    planned(tmp_path, laps="many" if spoil == "laps" else 3)
    sheets = tmp_path / "AM_FLAT" / "line_sheets.csv"
    if spoil == "columns":
        sheets.write_text("a,b\nc,d\n", "utf-8")
    if spoil == "missing":
        sheets.unlink()
    if spoil == "empty":
        sheets.write_bytes(b"")
    with pytest.raises(InputError, match=r"lines\.csv|line_sheets\.csv"):
        read_line_sheets(tmp_path)


def riding() -> tuple[Roster, LineSheet, str]:
    """A roster, and a line for a post whose crew rides one in some band."""
    city = large_city(24)
    roster = fill(city)
    crew, leg = next(
        (crew, leg)
        for crew in Case(city, roster).crews
        for leg in crew.legs
        if leg.mode is LegMode.LINE and crew.place.kind is PlaceKind.POST
    )
    sheet = LineSheet(
        line_id="L-1", name="环城", posts=(crew.place.place_id,), band=leg.band, passes=3, km=5.5, steps=[STEP] * 240
    )
    return roster, sheet, crew.place.place_id


def test_passes_and_sheets_are_printed():
    city, (roster, sheet, place) = large_city(24), riding()
    bundle = make_documents(city, roster, wanted=Wanted(form=True, lines=True), identities={}, sheets=[sheet])
    files = {path.name: data for path, data in bundle.files.items()}
    document = json.loads(files["filing.json"])
    conforms(document, SCHEMA)
    crews = [line for line in document["lines"] if line["place"] == place]
    assert any(line["passes"].endswith(" 3") for line in crews)
    assert {line["passes"] for line in document["lines"] if line["place"] != place} == {""}
    assert document["line_sheets"][0]["steps"][0] == list(STEP)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(files["lines.pdf"])]
    assert "L-1 环城" in pages[0]
    assert "3 圈" in pages[0]
    assert sum(page.count("人民大街") for page in pages) == 240
    book = load_workbook(io.BytesIO(files["filing.xlsx"]))
    assert book["巡线单"].max_row == 241


def test_without_planned_lines_there_are_no_sheets():
    city = large_city(24)
    roster = replace(fill(city), proof=None)
    bundle = make_documents(city, roster, wanted=Wanted(form=True, lines=True), identities={})
    names = {path.name for path in bundle.files}
    assert "lines.pdf" not in names
    assert json.loads(bundle.files[Path("filing.json")])["line_sheets"] == []
