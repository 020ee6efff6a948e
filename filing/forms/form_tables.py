"""The filing form for machines: CSV that Excel opens rightly, and JSON after ``docs/filing.schema.json``."""

import csv
import io
import json
from typing import Any

from ...models.filing import CENTRE_NAMES
from ...models.leg import Leg
from .form_lines import FIELDS, Line, header_of, lines_of, missing_of
from .unit_week import UnitWeek

FORMAT = "qinwu.filing/1"


def form_to_csv(week: UnitWeek) -> bytes:
    """Return one line a seat, UTF-8 with a byte order mark, headers in the form's language."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(title.in_(week.lang) for title, _, _ in FIELDS.values())
    for line in lines_of(week):
        writer.writerow("" if (value := read(line)) is None else _safe(value) for _, _, read in FIELDS.values())
    return text.getvalue().encode("utf-8-sig")


def _safe(value: str | float) -> str | float:
    """Keep a text from becoming a formula in a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def form_to_json(week: UnitWeek) -> bytes:
    """Return header, lines and annex as JSON: keys sorted, UTF-8, a newline at the end."""
    return (json.dumps(form_document(week), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def form_document(week: UnitWeek) -> dict[str, Any]:
    """Return the form as plain JSON values; words are in the form's language, codes stand beside them."""
    identity = week.identity
    return {
        "format": FORMAT,
        "city": week.city.name,
        "fictional": week.city.fictional,
        "language": week.lang.value,
        "unit": week.unit.unit_id,
        "week": str(week.roster.week),
        "header": {key: value for key, _, value in header_of(week)},
        "hash": identity.hash,
        "version": identity.number,
        "acknowledgements": [
            {"centre": ack.centre.value, "name": CENTRE_NAMES[ack.centre].in_(week.lang), "by": ack.by,
             "at": ack.at.isoformat(timespec="seconds")}
            for ack in identity.acknowledgements
        ],
        "missing_acknowledgements": [centre.value for centre in identity.missing],
        "lines": [_line(line) for line in lines_of(week)],
        "annex": [{"kind": kind, "text": text} for kind, text in missing_of(week)],
        "line_sheets": [
            {"line": sheet.line_id, "name": sheet.name, "places": list(sheet.posts), "band": sheet.band,
             "passes": sheet.passes, "km": sheet.km, "steps": [list(step) for step in sheet.steps]}
            for sheet in week.sheets
        ],
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    crew = line.crew.crew
    return {
        **{key: read(line) for key, (_, _, read) in FIELDS.items()},
        "template": crew.template.code,
        "unit_id": crew.place.unit_id,
        "seat_code": line.seat.value,
        "legs": [_leg(leg) for leg in crew.legs],
        "lacks": sorted(kind.value for kind in line.devices.lacks),
    }  # fmt: skip


def _leg(leg: Leg) -> dict[str, Any]:
    """Return a leg; its minutes count from midnight of the line's date."""
    return {
        "start": leg.start,
        "end": leg.end,
        "band": leg.band,
        "band_date": leg.band_day.isoformat(),
        "mode": leg.mode.value,
    }
