"""The documents that go out: fonts embedded, same input same bytes, no name where none may be, times that are right."""

import io
import json
import re
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner
from printed_weeks import at, content_of_b1, example, pdfs, printed, texts, version
from register_users import grants, hand
from roster_filler import WEEK
from test_roster_files import conforms

from qinwu.cli import main
from qinwu.filing.atomic import write_files
from qinwu.filing.forms.bundle import Wanted, make_documents
from qinwu.filing.forms.identity import filed
from qinwu.filing.register.canonical import digest
from qinwu.filing.register.register import Register
from qinwu.filing.roster_json import roster_to_json
from qinwu.filing.workflow import record_roster
from qinwu.models.equipment import Equipment
from qinwu.models.errors import InputError
from qinwu.models.filing import Link
from qinwu.models.roster import Roster
from qinwu.models.text import Lang
from qinwu.models.week import Week
from qinwu.scenarios.write import write_city

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "filing.schema.json").read_text("utf-8"))
FORM = ("filing.pdf", "filing.xlsx", "filing.csv", "filing.json")


def test_all_documents_are_made_and_named():
    names = {str(path) for path in printed().files if path.suffix != ".ics"}
    assert names == {*FORM, "cards.pdf", "sheet.pdf", "centre-2026-11-23.html", "centre-2026-11-23.pdf"}
    calendars = {path.stem for path in printed().files if path.suffix == ".ics"}
    assert calendars == {duty.officer_no for duty in example()[1].duties}


@pytest.mark.parametrize("lang", list(Lang))
def test_every_font_is_embedded_as_a_subset_and_every_character_has_a_glyph(lang):
    for data in pdfs(printed(lang=lang)).values():
        fonts = [
            font.get_object()
            for page in pypdf.PdfReader(io.BytesIO(data)).pages
            for font in page["/Resources"]["/Font"].values()
        ]
        assert fonts
        for font in fonts:
            assert re.fullmatch(r"/[A-Z]{6}\+NotoSansCJK.*", font["/BaseFont"])
            assert "/FontFile2" in font["/FontDescriptor"]
        assert not any("〓" in text for text in texts(data))
    assert not [finding for finding in printed(lang=lang).findings if finding.rule == "N11"]


def test_the_same_week_gives_the_same_bytes_and_another_language_others():
    city, roster = example()
    again = make_documents(city, roster, wanted=Wanted(), identities={})
    assert dict(again.files) == dict(printed().files)
    assert printed().files[Path("filing.pdf")] != printed(lang=Lang.EN).files[Path("filing.pdf")]


def everything_readable(path: Path, data: bytes) -> str:
    if path.suffix == ".pdf":
        info = pypdf.PdfReader(io.BytesIO(data)).metadata
        return "\n".join([*texts(data), str(info)])
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return "\n".join(part.decode() for part in parts)
    return data.decode("utf-8-sig").replace("\r\n ", "")


@pytest.mark.parametrize("lang", list(Lang))
def test_a_redacted_document_holds_no_name_and_no_telephone(lang):
    city, _ = example()
    names = {officer.name for officer in city.officers}
    plain = "".join(everything_readable(path, data) for path, data in printed(lang=lang).files.items())
    assert all(name in plain for name in names), "the search would find them"
    for path, data in printed(redact=True, lang=lang).files.items():
        text = everything_readable(path, data)
        assert not [name for name in names if name in text], path
        assert not any(name.encode() in data for name in names)
        assert city.officers[0].officer_no in text or path.suffix == ".ics"


def test_a_redacted_form_bears_the_hash_of_what_is_filed():
    plain, bare = (json.loads(printed(redact=r).files[Path("filing.json")]) for r in (False, True))
    assert plain["hash"] == bare["hash"]


def test_the_qr_code_on_every_page_says_the_hash():
    code = digest(content_of_b1())
    for name in ("filing.pdf", "sheet.pdf", "centre-2026-11-23.pdf"):
        document = pypdfium2.PdfDocument(pdfs(printed())[name])
        for page in (document[0], document[len(document) - 1]):
            (found,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
            assert found.text == code
            assert code in page.get_textpage().get_text_range()


def test_pages_are_numbered_and_name_week_and_version():
    pages = texts(pdfs(printed())["filing.pdf"])
    for number, text in enumerate(pages, start=1):
        assert f"第 {number} 页 / 共 {len(pages)} 页" in text
        assert "2026-W48" in text
        assert "草案 (未报备)" in text


def test_a_filed_version_prints_number_link_deadline_and_who_has_acknowledged():
    city, roster = example()
    bundle = make_documents(city, roster, wanted=Wanted(form=True), identities={"B1": filed(version())})
    assert {str(path) for path in bundle.files} == set(FORM)
    head = texts(bundle.files[Path("filing.pdf")])[0]
    for word in (
        "第 2 版",
        "已上报, 待签收",
        "zhang",
        "2026-11-20 18:00",
        "指挥长 2026-11-20 17:30",
        "待签收",
        "未报备",
    ):
        assert word in head
    document = json.loads(bundle.files[Path("filing.json")])
    assert (document["version"], document["missing_acknowledgements"]) == (2, ["BRIGADE"])
    late = filed(version(filed_at=at("2026-11-20T18:01"), link=Link.FILED))
    assert late.met.zh == "否 (逾期)"
    assert filed(version(filed_at=at("2026-11-20T18:00"), link=Link.FILED)).met.zh == "是"


@pytest.mark.parametrize("lang", list(Lang))
def test_the_json_follows_the_published_schema_and_has_one_line_a_seat(lang):
    document = json.loads(printed(lang=lang).files[Path("filing.json")])
    conforms(document, SCHEMA)
    _, roster = example()
    assert len(document["lines"]) == len(roster.duties)
    keys = {(line["date"], line["template"], line["officer"]) for line in document["lines"]}
    assert keys == {(duty.day.isoformat(), duty.template, duty.officer_no) for duty in roster.duties}


def test_the_csv_opens_in_a_spreadsheet_and_no_text_becomes_a_formula():
    city, roster = example()
    city = replace(city, places=tuple(replace(p, note="=1+1") if not p.line else p for p in city.places))
    data = make_documents(city, roster, wanted=Wanted(form=True), identities={}).files[Path("filing.csv")]
    assert data.startswith("\ufeff日期,星期,班次".encode())
    assert ",=1+1" not in data.decode("utf-8-sig")


def test_a_missing_device_stands_in_the_form_with_its_cure():
    city, roster = example()
    items = [item for item in city.equipment.items if item.kind != "RECORDER"]
    recorder = next(item for item in city.equipment.items if item.kind == "RECORDER")
    short = replace(city, equipment=Equipment(items=(*items, recorder)))
    bundle = make_documents(short, roster, wanted=Wanted(form=True), identities={})
    assert {finding.rule for finding in bundle.findings} == {"N10"}
    text = "".join(texts(bundle.files[Path("filing.pdf")]))
    assert "缺装备" in text
    lacks = [line for line in json.loads(bundle.files[Path("filing.json")])["lines"] if "RECORDER" in line["lacks"]]
    assert len(lacks) == len(bundle.findings)
    assert {line["recorder"] for line in lacks} == {"缺"}


def test_a_character_that_no_font_has_is_named_and_printed_as_a_blank_type():
    city, roster = example()
    strange = replace(city.officers[0], name="王\U00030000")
    bundle = make_documents(
        replace(city, officers=(strange, *city.officers[1:])), roster, wanted=Wanted(cards=True), identities={}
    )
    (finding,) = [one for one in bundle.findings if one.rule == "N11"]
    assert finding.where.value == "\U00030000"
    assert "王〓" in texts(bundle.files[Path("cards.pdf")])[0]


def test_rare_characters_of_names_have_glyphs():
    city, roster = example()
    name = "堃喆犇䶮㛃㬊𬘭镕"
    officers = (replace(city.officers[0], name=name), *city.officers[1:])
    bundle = make_documents(replace(city, officers=officers), roster, wanted=Wanted(cards=True), identities={})
    assert not [one for one in bundle.findings if one.rule == "N11"]


def test_a_day_outside_the_week_and_a_font_that_cannot_be_embedded_are_refused(tmp_path):
    city, roster = example()
    with pytest.raises(InputError, match="2026-W48"):
        make_documents(city, roster, wanted=Wanted(centre=date(2026, 12, 1)), identities={})
    (tmp_path / "f.ttf").write_bytes(b"no font")
    with pytest.raises(InputError, match="TrueType"):
        make_documents(city, roster, wanted=Wanted(), identities={}, rare_font=tmp_path / "f.ttf")


def test_an_empty_week_prints():
    city, _ = example()
    empty = Roster(city=city.name, week=Week(2026, 53), duties=())
    bundle = make_documents(city, empty, wanted=Wanted(), identities={})
    assert all("2026-W53" in text for data in pdfs(bundle).values() for text in texts(data))


def test_two_hundred_officers_are_quick():
    city, roster = example(200)
    began = time.process_time()
    bundle = make_documents(city, roster, wanted=Wanted(), identities={})
    assert time.process_time() - began < 12
    assert len(bundle.files) > len({duty.officer_no for duty in roster.duties})


def test_what_the_register_has_is_printed_and_what_it_has_not_is_a_draft(tmp_path):
    city, roster = example()
    roster = replace(roster, duties=[duty for duty in roster.duties if duty.day == WEEK.monday])
    write_city(city, tmp_path)
    file = tmp_path / "plans" / "2026-W48" / "roster.json"
    write_files({file: roster_to_json(roster)})
    register = Register(tmp_path / "register.sqlite", create=True)
    register.set_users([replace(one, name="李排班") if one.user == "li" else one for one in grants()], hand("keeper"))
    (done,) = [v for v in record_roster(register, city, roster, hand("li")) if v.unit == "B1"]
    register.close()

    def said(*more: str) -> dict:
        home = tmp_path / "out"
        result = CliRunner().invoke(
            main, ["print", str(tmp_path), "--week", "2026-W48", "--form", "--out", str(home), *more]
        )
        assert result.exit_code in (0, 1), result.output
        return json.loads((home / "filing.json").read_text("utf-8"))

    plain = said()
    assert (plain["version"], plain["hash"], plain["header"]["author"]) == (1, done.hash, "李排班 (li)")
    assert said("--redact")["header"]["author"] == "li"
    write_files({file: roster_to_json(replace(roster, duties=roster.duties[1:]))})
    assert said()["version"] == 0
    assert said()["header"]["version"] == "草案, 与已登记的第 1 版不同"
    assert said("--filed")["hash"] == done.hash
    assert said("--filed")["lines"] == plain["lines"]


def test_the_command_writes_the_chosen_documents_and_reads_the_roster_of_the_week(tmp_path):
    city, roster = example()
    city = replace(city, officers=tuple(replace(officer, leave=()) for officer in city.officers))
    write_city(city, tmp_path)
    write_files({tmp_path / "plans" / "2026-W48" / "roster.json": roster_to_json(roster)})
    arguments = ["print", str(tmp_path), "--week", "2026-W48", "--form", "--redact", "--lang", "en", "--json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in (0, 1), result.output
    names = {Path(name).name for name in json.loads(result.stdout)["files"]}
    assert names == set(FORM)
    document = json.loads((tmp_path / "plans" / "2026-W48" / "print" / "filing.json").read_text("utf-8"))
    assert len(document["header"]["input_hash"]) == 64
    again = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "out")])
    assert again.exit_code == result.exit_code
    for name in FORM:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "plans" / "2026-W48" / "print" / name).read_bytes()
