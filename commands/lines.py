"""``qinwu lines``: the off-peak line of each cell, mobile routes, merges; tables, GPX, GeoJSON, sheets and maps."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import click

from ..filing.atomic import write_files
from ..filing.line_geojson import lines_to_geojson
from ..filing.line_gpx import lines_to_gpx
from ..filing.line_map import city_map
from ..filing.line_page import lines_page, lines_title
from ..filing.line_tables import LINE_COLUMNS, SHEET_COLUMNS, STREET_COLUMNS, header, line_rows, sheet_rows, street_rows
from ..filing.plain_table import aligned, csv_bytes
from ..models.band import Band, BandMode
from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity
from ..models.line import Line
from ..models.place import PlaceKind, RoadClass
from ..models.text import Lang, Text
from ..models.week import DayType
from ..road_network.cells import CAP_S, build_cells
from ..road_network.drives import Drives
from ..road_network.graph import RoadNetwork
from ..road_network.search import RoadSearch
from ..scenarios.demand import city_demand, read_feeds
from ..scenarios.folder import read_city
from ..solver.deploy.lines.beat import RATES
from ..solver.deploy.lines.cell_line import LineBand
from ..solver.deploy.lines.plan import LinePlan, LineWish, plan_lines
from .city_roads import city_roads
from .common import (
    DONE,
    WITH_GAPS,
    finding_row,
    guarded,
    json_option,
    lang_option,
    local_now,
    print_json,
    show_findings,
    talk,
)
from .posts_on_roads import posts_on_roads

PATROL_KMH = 30.0
DAYS_A_SEED = 4_000_000


@click.command("lines")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--band", "code", help="Code of the band; by default the first one in which crews ride lines.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The date: other lines every day, and times in the GPX.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed and day, same lines.")
@click.option(
    "--kmh", default=PATROL_KMH, show_default=True, type=click.FloatRange(5, 120), help="Patrol speed, at most."
)
@click.option("--rate", "rates", multiple=True, metavar="CLASS=N", help="Passes an hour of a road class: ARTERIAL=2.")
@click.option("--units", type=click.IntRange(0, 200), help="Mobile crews; by default those that the band needs.")
@click.option(
    "--cap", default=CAP_S / 60, show_default=True, type=click.FloatRange(min=0), help="Radius of cells, minutes."
)
@click.option("--plain", is_flag=True, help="Leave incidents.csv aside: all streets of a class alike.")
@click.option("--merge", is_flag=True, help="Write one line for two adjacent cells that one crew can serve.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to; by default DIR/plans/lines/BAND.")
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913 - the options of a command
    *,
    folder: Path,
    code: str | None,
    day: datetime | None,
    seed: int,
    kmh: float,
    rates: tuple[str, ...],
    units: int | None,
    cap: float,
    plain: bool,
    merge: bool,
    out: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Plan the off-peak lines (平峰巡线) of the city in DIR for one band.

    For each cell a closed walk from its post and back within the band: streets as often as their class asks for,
    more often where incidents.csv expects more calls, stops of 10 to 15 minutes at hot spots, only lawful turns,
    other ways and times for another day or seed. Streets
    of no cell go to mobile routes. Writes tables, sheets, GPX, GeoJSON and maps, and prints the table.

    \b
    Example:
        qinwu lines mycity --band PM_FLAT --day 2026-11-24
    """
    city = read_city(folder)
    on = day.date() if day else None
    band = _band(city, code, on)
    network = city_roads(folder, city)
    posts, findings = posts_on_roads(city, network)
    cells = build_cells(network, posts, cap_s=cap * 60 if cap else None)
    wish = LineWish(
        band=LineBand(code=band.code, minutes=band.minutes),
        seed=seed + DAYS_A_SEED * on.toordinal() if on else seed,
        rates={**RATES, **_rates(rates)},
        mobile_units=_mobile_units(city, band, on) if units is None else units,
        weights=_weights(folder, city, network, findings, plain=plain, on=on),
        groups={place.place_id: place.unit_id for place in city.places if place.kind is PlaceKind.POST},
    )
    plan = plan_lines(Drives(RoadSearch(network), kmh=kmh), cells, wish)
    lines = plan.with_merges() if merge else plan.every_line
    findings += [*cells.findings, *plan.findings]
    begin = _begin(city, band, on)
    title = lines_title(city.name, band.name, lang, fictional=city.fictional)
    target = out or folder / "plans" / "lines" / band.code
    written = write_files(_files(network, plan, lines, _Words(band, begin, title, lang), target))
    _show(lines, plan, findings, written, lang, as_json=as_json)
    return WITH_GAPS if any(finding.severity is not Severity.INFO for finding in findings) else DONE


def _band(city: City, code: str | None, on: date | None) -> Band:
    bands = city.bands_of(on) if on else city.bands.of(DayType.WEEKDAY)
    for band in bands:
        if band.code == code or (code is None and band.mode is BandMode.LINE):
            return band
    known = ", ".join(band.code for band in bands)
    raise InputError(
        Text(f"没有时段 {code or '(巡线)'}; 可用: {known}", f"no band {code or '(lines)'}; there are {known}")
    )


def _begin(city: City, band: Band, on: date | None) -> datetime | None:
    zone = timezone(timedelta(minutes=city.daylight.utc_offset_min))
    return datetime.combine(on, time(0), zone) + timedelta(minutes=band.start) if on else None


def _rates(words: Sequence[str]) -> dict[RoadClass, float]:
    found = {}
    for word in words:
        kind, _, number = word.partition("=")
        try:
            found[RoadClass(kind.strip().upper())] = float(number)
        except ValueError:
            classes = ", ".join(RoadClass)
            raise InputError(
                Text(
                    f"--rate {word}: 应为 等级=次数, 等级: {classes}", f"--rate {word}: CLASS=N, CLASS one of {classes}"
                )
            ) from None
    return found


def _weights(  # noqa: PLR0913 - what demand is read from
    folder: Path, city: City, network: RoadNetwork, findings: list[Finding], *, plain: bool, on: date | None
) -> Mapping[int, float] | None:
    """Return the calls to expect by arc; None without a table of incidents, or if it shall be left aside."""
    known = None if plain else city_demand(city, network, read_feeds(folder, city, network, clock=local_now()))
    if known is None:
        return None
    findings += [finding for finding in known.findings if finding.severity is not Severity.INFO]
    return known.table.street_weights(known.demand, city.calendar.day_type(on) if on else DayType.WEEKDAY)


def _mobile_units(city: City, band: Band, on: date | None) -> int:
    kind = city.calendar.day_type(on) if on else DayType.WEEKDAY
    return sum(place.need(kind, band.code) for place in city.places if place.kind is PlaceKind.MOBILE)


class _Words:
    """What every file says: band, moment of its beginning, title, language."""

    def __init__(self, band: Band, begin: datetime | None, title: str, lang: Lang) -> None:
        self.band, self.begin, self.title, self.lang = band, begin, title, lang


def _files(
    network: RoadNetwork, plan: LinePlan, lines: Sequence[Line], words: _Words, target: Path
) -> dict[Path, bytes]:
    lang, start, left = words.lang, words.band.start, plan.unposted_left
    overview = city_map(plan.cells, lines, left, title=words.title, lang=lang)
    geojson = json.dumps(lines_to_geojson(network, lines, left), ensure_ascii=False, separators=(",", ":")) + "\n"
    sheets = [row for line in lines for row in sheet_rows(network, line, start_min=start, lang=lang)]
    return {
        target / "lines.csv": csv_bytes(header(LINE_COLUMNS, lang), line_rows(lines, lang)),
        target / "line_streets.csv": csv_bytes(header(STREET_COLUMNS, lang), street_rows(network, lines, left, lang)),
        target / "line_sheets.csv": csv_bytes(header(SHEET_COLUMNS, lang), sheets),
        target / "lines.gpx": lines_to_gpx(network, lines, begin=words.begin, lang=lang),
        target / "lines.geojson": geojson.encode(),
        target / "lines.svg": overview.encode(),
        target / "lines.html": lines_page(
            network, lines, title=words.title, overview=overview, start_min=start, lang=lang
        ),
    }


def _show(  # noqa: PLR0913 - all that is shown
    lines: Sequence[Line],
    plan: LinePlan,
    findings: Sequence[Finding],
    written: Sequence[Path],
    lang: Lang,
    *,
    as_json: bool,
) -> None:
    if as_json:
        names = header(LINE_COLUMNS, Lang.EN)
        print_json({
            "band": plan.band.code,
            "lines": [dict(zip(names, row, strict=True)) for row in line_rows(lines, Lang.EN)],
            "merges": [list(merge.line.post_ids) for merge in plan.merges],
            "findings": [finding_row(finding, lang) for finding in findings],
            "files": [str(path) for path in written],
        })  # fmt: skip
        return
    table = [header(LINE_COLUMNS, lang), *line_rows(lines, lang)]
    shown = [[str(row[k]) for k in (0, 1, 6, 7, 8, 10, 11, 12, 13)] for row in table]
    for row in aligned(shown):
        click.echo(row)
    show_findings(findings, lang)
    for path in written:
        talk(Text(f"已写入 {path}", f"wrote {path}"), lang)
