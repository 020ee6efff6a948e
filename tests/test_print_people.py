"""What each officer gets: a card on one page and a calendar that any program reads."""

from datetime import datetime, timedelta

import icalendar
from printed_weeks import example, pdfs, printed, texts, version
from roster_filler import WEEK

from qinwu.filing.forms.bundle import Wanted, make_documents
from qinwu.filing.forms.calendars import fold
from qinwu.filing.forms.identity import filed


def test_calendars_parse_and_their_times_are_right_across_midnight():
    city, roster = example()
    seen = 0
    for path, data in printed().files.items():
        if path.suffix != ".ics":
            continue
        assert all(len(line) <= 75 for line in data.split(b"\r\n"))
        calendar = icalendar.Calendar.from_ical(data)
        spans = {
            (event["DTSTART"].dt.replace(tzinfo=None), event["DTEND"].dt.replace(tzinfo=None))
            for event in calendar.walk("VEVENT")
        }
        offsets = {event["DTSTART"].dt.utcoffset() for event in calendar.walk("VEVENT")}
        assert offsets == {timedelta(hours=8)}
        expected = set()
        for duty in roster.duties:
            if duty.officer_no == path.stem:
                midnight = datetime.combine(duty.day, datetime.min.time())
                for start, end in city.template(duty.template).segments:
                    expected.add((midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)))
        assert spans == expected
        seen += sum(start.date() != end.date() for start, end in spans)
        ids = [str(event["UID"]) for event in calendar.walk("VEVENT")]
        assert len(set(ids)) == len(ids)
    assert seen, "some duty passes midnight"


def test_a_later_version_of_a_calendar_replaces_the_earlier_one():
    city, roster = example()
    bundle = make_documents(city, roster, wanted=Wanted(ics=True), identities={"B1": filed(version())})
    for path, data in bundle.files.items():
        old = icalendar.Calendar.from_ical(printed().files[path]).walk("VEVENT")
        new = icalendar.Calendar.from_ical(data).walk("VEVENT")
        assert [str(event["UID"]) for event in old] == [str(event["UID"]) for event in new]
        assert {int(event["SEQUENCE"]) for event in new} == {2}
        assert {event["DTSTAMP"].dt.isoformat() for event in new} == {"2026-11-20T01:00:00+00:00"}


def test_long_lines_are_folded_between_characters():
    for text in ("勤" * 60, "a勤" * 50, "x" * 200):
        parts = list(fold(f"SUMMARY:{text}"))
        assert all(len(part.encode()) <= 75 for part in parts)
        assert parts[0] + "".join(part[1:] for part in parts[1:]) == f"SUMMARY:{text}"


def test_each_officer_has_one_card_and_it_fits_one_page():
    city, roster = example()
    pages = texts(pdfs(printed())["cards.pdf"])
    working = [o for o in city.officers if any(duty.officer_no == o.officer_no for duty in roster.duties)]
    assert len(pages) == len(working)
    for officer, text in zip(working, pages, strict=True):
        assert officer.officer_no in text.splitlines()[0]
        for day in WEEK.days:
            assert f"{day:%m-%d}" in text
