"""Roster and JSON (``qinwu.roster/1``, docs/roster.schema.json): equal rosters are equal bytes."""

import json
from collections.abc import Mapping
from math import inf, isfinite
from operator import index
from typing import Any

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding
from ..models.policy import Waiver
from ..models.roster import Gap, Proof, Roster
from ..models.text import Text
from ..models.week import Week
from .duty_rows import DutyRows, Names, fault, parse_day
from .reading import Reading
from .register.canonical import canonical_lines

FORMAT = "qinwu.roster/1"

# field of the file -> field of the noun
_DUTY = {
    "date": "day",
    "template": "template",
    "place": "place_id",
    "crew": "crew",
    "seat": "seat",
    "officer": "officer_no",
}


def roster_document(roster: Roster) -> dict[str, Any]:
    """Return the roster as plain JSON values."""
    return {
        "format": FORMAT,
        "city": roster.city,
        "week": str(roster.week),
        "duties": [{key: _plain(getattr(duty, name)) for key, name in _DUTY.items()} for duty in roster.duties],
        "gaps": [
            {"date": gap.day.isoformat(), "band": gap.band, "place": gap.place_id, "missing": gap.missing}
            for gap in roster.gaps
        ],
        "waivers": {code: _waiver_document(waiver) for code, waiver in roster.waivers.items()},
        "proof": None if roster.proof is None else _proof_document(roster.proof),
    }


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _waiver_document(waiver: Waiver) -> dict[str, Any]:
    units = {"units": list(waiver.units)} if waiver.units else {}
    return {"authority": waiver.authority, "reason": waiver.reason, **units}


def _proof_document(proof: Proof) -> dict[str, Any]:
    return {
        "objective": proof.objective,
        "bound": float(proof.bound) if isfinite(proof.bound) else None,
        "parts": dict(proof.parts),
        "stopped": proof.stopped,
    }


def roster_to_json(roster: Roster) -> bytes:
    """
    Return the canonical bytes of a roster: keys sorted, one duty a line, UTF-8, a newline at the end.

    Numbers are written so that reading gives them back exactly. A bound that is not finite is written as null.
    """
    return canonical_lines(roster_document(roster))


def read_json(data: bytes, city: City, *, file: str) -> Reading:
    """
    Read a roster from JSON.

    Raises
    ------
    InputError
        With every finding: not JSON, another format, a duty or gap that names what the city does not have.
    """
    document = _parse(data, file)
    rows = DutyRows(Names(city), file)
    findings = rows.findings
    week = _week(document, file, findings)
    for row, raw in enumerate(_records(document, "duties", file, findings), start=1):
        rows.add(row, {name: raw.get(key, "") for key, name in _DUTY.items()})
    gaps = _gaps(document, city, file, findings)
    waivers = _waivers(document, file, findings)
    proof = _proof(document, file, findings)
    if findings or week is None:
        raise InputError.of(findings)
    stated = document.get("city", city.name)
    return Reading(
        Roster(city=str(stated), week=week, duties=rows.duties, gaps=gaps, waivers=waivers, proof=proof),
    )


def _parse(data: bytes, file: str) -> Mapping[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        message = Text("不是有效的 JSON 文件", "this is not a JSON file")
        raise InputError.of([fault(message, Text(str(error)[:120], str(error)[:120]), file=file, row=row)]) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = document.get("format", "") if isinstance(document, dict) else type(document).__name__
        message = Text("不是排班文件", "this is not a roster file")
        advice = Text(f"format 应为 {FORMAT}", f"its format must be {FORMAT}")
        raise InputError.of([fault(message, advice, file=file, row=None, field="format", value=found)])
    return document


def _week(document: Mapping[str, Any], file: str, findings: list[Finding]) -> Week | None:
    try:
        return Week.parse(str(document.get("week", "")))
    except InputError as error:
        advice = Text("写作 2026-W48", "write 2026-W48")
        findings.append(fault(error.text, advice, file=file, row=None, field="week", value=document.get("week", "")))
        return None


def _records(document: Mapping[str, Any], key: str, file: str, findings: list[Finding]) -> list[Mapping[str, Any]]:
    value = document.get(key, [])
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    message = Text(f"{key} 应为对象的列表", f"{key} must be a list of objects")
    findings.append(fault(message, _SEE_SCHEMA, file=file, row=None, field=key))
    return []


_SEE_SCHEMA = Text("格式见 docs/roster.schema.json", "see docs/roster.schema.json")


def _gaps(document: Mapping[str, Any], city: City, file: str, findings: list[Finding]) -> list[Gap]:
    gaps = []
    for row, raw in enumerate(_records(document, "gaps", file, findings), start=1):
        day, missing = parse_day(raw.get("date", "")), raw.get("missing")
        place, band = str(raw.get("place", "")), str(raw.get("band", ""))
        known = day is not None and any(b.code == band for b in city.bands_of(day)) and city.has_place(place)
        if day is not None and known and type(missing) is int and missing > 0:
            gaps.append(Gap(day=day, band=band, place_id=place, missing=missing))
        else:
            message = Text("缺口看不懂", "the gap is not understood")
            findings.append(fault(message, _SEE_SCHEMA, file=file, row=row, field="gaps", value=raw))
    return gaps


def _waivers(document: Mapping[str, Any], file: str, findings: list[Finding]) -> dict[str, Waiver]:
    raw = document.get("waivers", {})
    try:
        return {
            code: Waiver(
                authority=str(w["authority"]), reason=str(w["reason"]), units=tuple(map(str, w.get("units", ())))
            )
            for code, w in raw.items()
        }
    except (AttributeError, KeyError, TypeError, InputError):
        message = Text("豁免应写明批准人和理由", "a waiver names its authority and its reason")
        findings.append(fault(message, _SEE_SCHEMA, file=file, row=None, field="waivers", value=raw))
        return {}


def _proof(document: Mapping[str, Any], file: str, findings: list[Finding]) -> Proof | None:
    raw = document.get("proof")
    if raw is None:
        return None
    try:
        bound = -inf if raw["bound"] is None else float(raw["bound"])
        parts = {str(code): index(cost) for code, cost in raw.get("parts", {}).items()}
        return Proof(
            objective=index(raw["objective"]),
            bound=bound,
            parts=parts,
            stopped=str(raw.get("stopped", "")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        message = Text("proof 看不懂", "the proof is not understood")
        findings.append(fault(message, _SEE_SCHEMA, file=file, row=None, field="proof", value=raw))
        return None
