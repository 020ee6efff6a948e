"""Rosters as JSON and CSV: what is written is read back; nonsense is answered with every finding."""

import json
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from city_factory import tiny_city
from hypothesis import given, settings
from hypothesis import strategies as st
from roster_filler import WEEK, fill, large_city

from qinwu.filing.cover import cover_of, gaps_of
from qinwu.filing.read_roster import open_roster, read_roster
from qinwu.filing.roster_csv import read_csv, roster_to_csv
from qinwu.filing.roster_json import read_json, roster_document, roster_to_json
from qinwu.filing.tally import tallies
from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.policy import Waiver
from qinwu.models.roster import Duty, Gap, Proof, Roster, Seat
from qinwu.models.text import Lang
from qinwu.models.week import Week

CITY = tiny_city()
SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "roster.schema.json").read_text("utf-8"))


@lru_cache
def example() -> tuple[City, Roster]:
    """A city of 40 with a full week, computed once."""
    city = large_city(40)
    return city, fill(city)


duties = st.builds(
    Duty,
    day=st.sampled_from(WEEK.days),
    template=st.sampled_from([t.code for t in CITY.templates]),
    place_id=st.sampled_from([p.place_id for p in CITY.places]),
    crew=st.integers(1, 12),
    seat=st.sampled_from(list(Seat)),
    officer_no=st.sampled_from([o.officer_no for o in CITY.officers]),
)
gaps = st.builds(
    Gap,
    day=st.sampled_from(WEEK.days),
    band=st.sampled_from([b.code for b in CITY.bands_of(WEEK.monday)]),
    place_id=st.sampled_from([p.place_id for p in CITY.places]),
    missing=st.integers(1, 9),
)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
proofs = st.builds(
    Proof,
    objective=st.integers(0, 10**12),
    bound=st.one_of(st.just(float("-inf")), st.floats(-1e12, 1e12)),
    parts=st.dictionaries(st.sampled_from(["R21", "N01"]), st.integers(0, 10**9)),
    stopped=st.sampled_from(["", "60 s"]),
)
rosters = st.builds(
    Roster,
    city=words,
    week=st.just(WEEK),
    duties=st.lists(duties, max_size=30),
    gaps=st.lists(gaps, max_size=5),
    waivers=st.dictionaries(st.sampled_from(["R01", "R21"]), st.builds(Waiver, authority=words, reason=words)),
    proof=st.none() | proofs,
)


@given(roster=rosters)
@settings(max_examples=60, deadline=None)
def test_json_gives_back_exactly_what_was_written(roster):
    data = roster_to_json(roster)
    read = read_json(data, CITY, file="r.json").roster
    assert read == roster
    assert roster_to_json(read) == data


@given(roster=rosters, lang=st.sampled_from(list(Lang)), code=st.sampled_from(["utf-8-sig", "gb18030"]))
@settings(max_examples=40, deadline=None)
def test_csv_gives_back_the_duties_also_after_excel_saved_it_in_gb18030(roster, lang, code):
    data = roster_to_csv(CITY, roster, lang=lang).decode("utf-8-sig").encode(code)
    read = read_csv(data, CITY, file="r.csv", stated="plans/2026-W48/r.csv").roster
    assert read.duties == roster.duties
    assert read.week == roster.week


def test_equal_rosters_are_equal_bytes_whatever_the_order_they_were_built_in():
    city, roster = example()
    turned = Roster(city=city.name, week=WEEK, duties=list(reversed(roster.duties)))
    assert roster_to_json(turned) == roster_to_json(roster)
    assert roster_to_json(roster).count(b"\n  {") == len(roster.duties)


def test_the_document_follows_the_published_schema():
    city, roster = example()
    proof = Proof(objective=5, bound=4.5, parts={"R21": 5})
    full = Roster(
        city=city.name,
        week=WEEK,
        duties=roster.duties,
        gaps=gaps_of(city, roster),
        waivers={"R01": Waiver(authority="支队长", reason="演练")},
        proof=proof,
    )
    for each in (full, Roster(city="", week=WEEK, duties=())):
        conforms(roster_document(each), SCHEMA)


def conforms(value, schema):
    """Check a value against the few words of JSON Schema that ours uses."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "null": type(None)}
    if "type" in schema:
        named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert any(isinstance(value, kinds[name]) for name in named)
    assert value in schema.get("enum", [value])
    assert value == schema.get("const", value)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        assert set(schema.get("required", ())) <= set(value)
        extra = schema.get("additionalProperties")
        for key, item in value.items():
            assert key in known or extra
            conforms(item, known.get(key, extra))
    for item in value if isinstance(value, list) else ():
        conforms(item, schema["items"])


def test_csv_is_chinese_by_default_and_opens_in_excel():
    city, roster = example()
    data = roster_to_csv(city, roster)
    assert data.startswith(b"\xef\xbb\xbf")
    head = data.decode("utf-8-sig").splitlines()[0]
    assert head == "日期,星期,班次代码,班次,岗位编号,岗位名称,组号,职责,警号,姓名,单位"
    assert "带班" in data.decode("utf-8-sig")
    assert roster_to_csv(city, roster, lang=Lang.EN).decode("utf-8-sig").startswith("date,weekday,template")


def test_csv_reads_what_a_spreadsheet_made_of_dates_and_numbers():
    lines = ["日期\t班次代码\t岗位编号\t组号\t职责\t警号", "2026/11/23\t两头班\tp11\t1.0\t带班\t101", "\t\t\t\t\t"]
    read = read_csv("\r\n".join(lines).encode("gb18030"), CITY, file="r.csv").roster
    assert read.duties == (
        Duty(day=WEEK.monday, template="SPLIT", place_id="P11", crew=1, seat=Seat.LEAD, officer_no="000101"),
    )


def test_all_that_is_wrong_with_a_csv_is_said_at_once():
    lines = ["date,template,place,crew,seat,officer", "23.11.,SPLIT,P11,1,LEAD,000101", "2026-11-23,SPLITT,P99,0,X,7"]
    with pytest.raises(InputError) as caught:
        read_csv("\n".join(lines).encode(), CITY, file="r.csv")
    spots = [(f.where.row, f.where.field) for f in caught.value.findings]
    assert spots == [(2, "day"), (3, "template"), (3, "place_id"), (3, "crew"), (3, "seat"), (3, "officer_no")]
    advice = {f.where.field: f.advice.en for f in caught.value.findings}
    assert "split" in advice["template"]
    assert all(f.message.zh and f.message.en and f.advice.zh for f in caught.value.findings)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no,such,columns\n1,2,3\n",
        "date,template,place,crew,seat,officer\n2026-11-23,SPLIT,P11,1,LEAD,000101\n2026-12-23,SPLIT,P11,1,LEAD,000101",
        "date,template,place,crew,seat,officer\n",
    ],
)
def test_a_csv_without_columns_or_without_one_week_is_refused(text):
    with pytest.raises(InputError) as caught:
        read_csv(text.encode(), CITY, file="r.csv")
    assert caught.value.findings


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe\x80",
        b"[]",
        b"{}",
        b'{"format": "qinwu.roster/2"}',
        b'{"format": "qinwu.roster/1", "week": "2026-W60", "duties": 3}',
        b'{"format": "qinwu.roster/1", "week": "2026-W48", "duties": [{}], "gaps": [{"date": 1}], "waivers": [1]}',
        b'{"format": "qinwu.roster/1", "week": "2026-W48", "duties": [], "proof": {"objective": "x"}}',
        b'{"format": "qinwu.roster/1", "week": "2026-W48", "duties": [], "proof": [], "waivers": {"R01": {}}}',
        b"[" * 100_000,
    ],
)
def test_json_that_is_nonsense_gives_findings_never_a_traceback(data):
    with pytest.raises(InputError) as caught:
        read_json(data, CITY, file="r.json")
    assert caught.value.findings
    assert caught.value.exit_code == 2


def test_a_roster_of_another_kind_or_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="txt"):
        read_roster(tmp_path / "roster.txt", CITY)
    with pytest.raises(InputError, match=r"none\.json"):
        read_roster(tmp_path / "none.json", CITY)


def test_an_empty_csv_takes_its_week_from_the_folder_it_lies_in(tmp_path):
    folder = tmp_path / "plans" / "2026-W53"
    folder.mkdir(parents=True)
    (folder / "roster.csv").write_bytes(roster_to_csv(CITY, Roster(city="", week=Week(2026, 53), duties=())))
    assert open_roster(folder / "roster.csv", CITY).roster.week == Week(2026, 53)


def test_gaps_and_cover_count_crews_against_need():
    empty = Roster(city="", week=WEEK, duties=())
    everything = sum(row.need for row in cover_of(CITY, empty))
    assert sum(gap.missing for gap in gaps_of(CITY, empty)) == everything > 0
    stand = Duty(day=WEEK.monday, template="SPLIT", place_id="P11", crew=1, seat=Seat.LEAD, officer_no="000101")
    one = Roster(city="", week=WEEK, duties=[stand])
    assert everything - sum(gap.missing for gap in gaps_of(CITY, one)) == 4  # both peaks, both lines
    present = {(row.band, row.present) for row in cover_of(CITY, one) if row.place_id == "P11" and row.present}
    assert present == {("AM_PEAK", 1), ("AM_FLAT", 1), ("PM_FLAT", 1), ("PM_PEAK", 1)}


def test_tallies_count_hours_nights_and_rest_days():
    sunday = WEEK.days[-1]
    night = Duty(day=sunday, template="NIGHT", place_id="M1", crew=1, seat=Seat.LEAD, officer_no="000101")
    early = Duty(
        day=sunday - timedelta(days=2), template="EARLY", place_id="P11", crew=1, seat=Seat.LEAD, officer_no="000101"
    )
    tally = tallies(CITY, Roster(city="", week=WEEK, duties=[night, early]))[0]
    assert (tally.duties, tally.hours, tally.nights, tally.nights_28, tally.rest_days) == (2, 16.0, 1, 1, 1)


def test_a_roster_of_another_city_is_told(tmp_path):
    (tmp_path / "r.json").write_bytes(roster_to_json(Roster(city="别处", week=WEEK, duties=())))
    (notice,) = open_roster(tmp_path / "r.json", CITY).notices
    assert "别处" in notice.message.zh
    (tmp_path / "r.json").write_bytes(roster_to_json(Roster(city=CITY.name, week=WEEK, duties=())))
    assert open_roster(tmp_path / "r.json", CITY).notices == ()
