"""The data of the HTML report: one JSON object that the page's script draws."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from ..models.officer import Role
from ..models.roster import Seat
from ..road_network.graph import RoadNetwork
from ..solver.rules.catalogue import BY_CODE
from .book import Book
from .labels import FICTIONAL, KINDS, hours_text, shift_kind, weekday
from .report_map import WIDTH, frame_of, road_paths
from .report_words import words
from .sheet_lists import SEVERITIES, ranked, where_text
from .sheet_style import TINTS
from .summary import content_hash, facts, parts

_SEATS = {Seat.LEAD: 2, Seat.POLICE: 1, Seat.AUX: 0}


def report_data(book: Book, network: RoadNetwork | None) -> dict[str, Any]:
    """Return everything the page shows, in its language; people, places and templates are named by index."""
    city, lang = book.city, book.lang
    return {
        "words": words(lang),
        "city": city.name,
        "week": book.period,
        "fictional": FICTIONAL.in_(lang) if city.fictional else "",
        "hash": content_hash(book),
        "facts": [[fact.label.in_(lang), fact.value.in_(lang)] for fact in facts(book)],
        "parts": [[p.code, p.name.in_(lang), p.unit.in_(lang), p.cost] for p in parts(book)],
        "days": [
            [f"{weekday(day, lang)} {day:%m-%d}", int(city.calendar.is_rest_day(day))] for day in book.roster.week.days
        ],
        "templates": [[t.code, t.name.in_(lang), hours_text(t), f"#{TINTS[shift_kind(t)]}"] for t in city.templates],
        "units": [[unit.unit_id, city.org.path(unit.unit_id)] for unit in city.org.units],
        "people": _people(book),
        "duties": _duties(book),
        "cover": _cover(book),
        "findings": _findings(book),
        "waivers": _waivers(book),
        "notices": [notice.line(lang) for notice in city.notices],
        **_places(book, network),
    }


def _people(book: Book) -> list[list[Any]]:
    """Number, name, is police, unit, duties, hours, nights, nights in 28 days, indices of days of leave."""
    units = _index(unit.unit_id for unit in book.city.org.units)
    return [
        [
            t.officer.officer_no,
            t.officer.name,
            int(t.officer.role is Role.POLICE),
            units[t.officer.unit_id],
            t.duties,
            t.hours,
            t.nights,
            t.nights_28,
            [at for at, day in enumerate(book.roster.week.days) if t.officer.away(day)],
        ]
        for t in book.tallies
    ]


def _duties(book: Book) -> list[list[int]]:
    """Person, day, template, place, crew, seat (2 lead, 1 police, 0 auxiliary)."""
    people = _index(t.officer.officer_no for t in book.tallies)
    days = _index(book.roster.week.days)
    templates = _index(t.code for t in book.city.templates)
    places = _index(p.place_id for p in book.city.places)
    return [
        [people[d.officer_no], days[d.day], templates[d.template], places[d.place_id], d.crew, _SEATS[d.seat]]
        for d in book.roster.duties
    ]


def _index(values: Any) -> dict[Any, int]:  # noqa: ANN401 - any iterable of keys
    return {value: at for at, value in enumerate(values)}


def _cover(book: Book) -> dict[str, Any]:
    """Columns (day, band name, hours) and, by place index, ``[column, needed, present]`` of each cell."""
    columns: dict[tuple[date, str], int] = {}
    heads: list[list[Any]] = []
    for at, day in enumerate(book.roster.week.days):
        for band in book.city.bands_of(day):
            columns[day, band.code] = len(heads)
            heads.append([at, band.name.in_(book.lang), f"{band.start // 60:02d}-{band.end // 60 % 24:02d}"])
    places = _index(p.place_id for p in book.city.places)
    rows: dict[int, list[list[int]]] = {}
    for c in book.cover:
        rows.setdefault(places[c.place_id], []).append([columns[c.day, c.band], c.need, c.present])
    return {"columns": heads, "rows": sorted(rows.items())}


def _places(book: Book, network: RoadNetwork | None) -> Mapping[str, Any]:
    """Places (id, name, kind, unit, priority, x, y) and the map they lie on."""
    city = book.city
    units = _index(unit.unit_id for unit in city.org.units)
    frame = frame_of(city.places)
    rows = []
    for place in city.places:
        spot = [None, None]
        if frame is not None and place.lon is not None and place.lat is not None:
            spot = frame.xy(np.array([place.lon]), np.array([place.lat]))[0].tolist()
        kind = KINDS[place.kind].in_(book.lang)
        rows.append([place.place_id, place.name, kind, units[place.unit_id], place.priority, *spot])
    if frame is None:
        return {"places": rows, "map": None}
    roads = road_paths(network, frame) if network is not None else None
    return {
        "places": rows,
        "map": {"width": WIDTH, "height": frame.height, "km": round(frame.units_per_km, 2), "roads": roads},
    }


def _findings(book: Book) -> list[list[Any]]:
    """Severity (code and word), rule, its name, where, message, advice, cost; the worst first."""
    rows = []
    for f in ranked(book.report.findings):
        rule = BY_CODE.get(f.rule)
        name = rule.name.in_(book.lang) if rule else ""
        said = (f.message.in_(book.lang), f.advice.in_(book.lang))
        rows.append(
            [f.severity.value, SEVERITIES[f.severity].in_(book.lang), f.rule, name, where_text(book, f), *said, f.cost]
        )
    return rows


def _waivers(book: Book) -> list[list[str]]:
    rows = []
    for code, waiver in sorted(book.roster.waivers.items()):
        rule = BY_CODE.get(code)
        name, article = (rule.name.in_(book.lang), rule.article.in_(book.lang)) if rule else ("", "")
        rows.append([code, name, waiver.authority, waiver.reason, article])
    return rows
