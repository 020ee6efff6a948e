"""The documents of a week: all four or none, Chinese by default, the report complete in itself."""

import errno
import json
import re
from dataclasses import replace
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from city_factory import tiny_city
from roster_filler import WEEK, fill, large_city

from qinwu.filing.atomic import write_files
from qinwu.filing.documents import write_documents
from qinwu.filing.read_roster import read_roster
from qinwu.filing.report_html import roster_to_html
from qinwu.filing.report_map import frame_of
from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.policy import Waiver
from qinwu.models.roster import Roster
from qinwu.models.text import Lang
from qinwu.solver.checker import Report, check


@lru_cache
def example() -> tuple[City, Roster, Report]:
    """A city of 40, its week, and what the checker says of it."""
    city = large_city(40)
    roster = fill(city)
    return city, roster, check(city, roster)


def data_of(page: bytes) -> dict:
    """Return the data that a report carries."""
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.decode(), re.DOTALL)
    assert match
    return json.loads(match[1])


class Links(HTMLParser):
    """Collects what a page would load."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, key, value) for key, value in attrs if key in ("src", "href", "srcset", "data")]


def test_the_four_documents_stand_in_the_weeks_folder_and_read_back(tmp_path):
    city, roster, report = example()
    paths = write_documents(city, roster, report, tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in paths] == [
        "plans/2026-W48/roster.json",
        "plans/2026-W48/roster.csv",
        "plans/2026-W48/roster.xlsx",
        "plans/2026-W48/report.html",
    ]
    assert sorted(paths[0].parent.iterdir()) == sorted(paths)
    for path in paths[:3]:
        assert read_roster(path, city).duties == roster.duties
    assert read_roster(paths[0], city) == roster


def test_writing_twice_gives_the_same_bytes(tmp_path):
    first = [path.read_bytes() for path in write_documents(*example(), tmp_path)]
    assert [path.read_bytes() for path in write_documents(*example(), tmp_path)] == first


def test_a_full_disk_leaves_the_old_documents_and_nothing_half_written(tmp_path, monkeypatch):
    old = {tmp_path / "a": b"old a", tmp_path / "b": b"old b"}
    write_files(old)
    calls = []

    def full(_number):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("qinwu.filing.atomic.os.fsync", full)
    with pytest.raises(InputError, match="No space left") as caught:
        write_files(dict.fromkeys(old, b"new"))
    assert caught.value.exit_code == 2
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_a_folder_that_cannot_be_written_to_is_a_clear_error(tmp_path, monkeypatch):
    def read_only(path, *_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", read_only)
    with pytest.raises(InputError, match="Permission denied"):
        write_documents(*example(), tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_in_the_folders_place_is_a_clear_error(tmp_path):
    (tmp_path / "plans").write_text("not a folder")
    with pytest.raises(InputError):
        write_documents(*example(), tmp_path)


@pytest.mark.parametrize("lang", list(Lang))
def test_the_report_loads_nothing_from_outside(lang):
    page = roster_to_html(*example(), lang=lang)
    links = Links()
    links.feed(page.decode())
    assert all(value.startswith("#") for _, _, value in links.found)
    assert not re.search(rb"(src|href)\s*=\s*[\"']?\s*(https?:)?//|@import|url\(", page)
    assert b"default-src 'none'" in page


def test_the_report_is_chinese_by_default_and_complete():
    city, roster, report = example()
    page = roster_to_html(city, roster, report)
    assert page.startswith(b'<!DOCTYPE html>\n<html lang="zh-CN">')
    data = data_of(page)
    assert len(data["people"]) == len(city.officers)
    assert len(data["duties"]) == len(roster.duties)
    assert len(data["findings"]) == len(report.findings)
    assert "虚构" in data["fictional"]
    short = sum(max(0, need - have) for _, cells in data["cover"]["rows"] for _, need, have in cells)
    assert short == sum(f.units for f in report.findings if f.rule == "N01")
    english = data_of(roster_to_html(city, roster, report, lang=Lang.EN))
    assert english["words"]["grid"] == "Roster"
    assert data["words"].keys() == english["words"].keys()


def test_every_word_the_script_asks_for_exists():
    page = roster_to_html(*example()).decode()
    data = data_of(page.encode())
    asked = set(re.findall(r"\bW\.(\w+)", page)) | {"summary", "gaps", "findings", "met", "partly", "empty", "extra"}
    assert asked <= set(data["words"])


def test_names_cannot_break_out_of_the_page():
    city = tiny_city()
    evil = replace(city.officers[0], name="</script><img src=http://x onerror=alert(1)>")
    city = replace(city, officers=[evil, *city.officers[1:]], name="<b>&")
    roster = Roster(city="", week=WEEK, duties=(), waivers={"R21": Waiver(authority="<i>", reason="\u2028")})
    page = roster_to_html(city, roster, check(city, roster)).decode()
    assert page.count("</script>") == 2
    assert "<img" not in page
    assert "<title>&lt;b&gt;&amp;" in page


def test_a_city_without_coordinates_has_no_map_and_an_empty_city_has_a_report():
    city = tiny_city()
    bare = replace(city, places=[replace(place, lon=None, lat=None) for place in city.places])
    roster = Roster(city="", week=WEEK, duties=())
    assert data_of(roster_to_html(bare, roster, check(bare, roster)))["map"] is None
    empty = replace(city, places=(), officers=())
    assert data_of(roster_to_html(empty, roster, check(empty, roster)))["people"] == []
    assert frame_of([]) is None
