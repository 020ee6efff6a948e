"""Files of lines: GPX and GeoJSON that other programs read, sheets that add up, maps, and the command."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from click.testing import CliRunner, Result

from qinwu.cli import main
from qinwu.filing.line_geojson import lines_to_geojson
from qinwu.filing.line_gpx import NAMESPACE, lines_to_gpx, points_of
from qinwu.filing.line_map import city_map, line_map
from qinwu.filing.line_tables import SHEET_COLUMNS, header, sheet_rows, street_rows
from qinwu.models.line import StepKind
from qinwu.models.text import Lang
from qinwu.road_network.cells import CellPost, Cells, build_cells
from qinwu.road_network.coordinates import distance_m
from qinwu.road_network.drives import Drives
from qinwu.road_network.generate import generate_city
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.solver.deploy.lines.cell_line import LineBand
from qinwu.solver.deploy.lines.plan import LinePlan, LineWish, plan_lines

GPX = {"g": NAMESPACE}
CHILDREN = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
    "wpt": ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type"],
    "trkpt": ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type"],
    "trkseg": ["trkpt", "extensions"],
}
"""GPX 1.1: the order of children that its schema asks for."""


@cache
def plan() -> tuple[Cells, LinePlan]:
    network = generate_city(nodes=200, seed=3)
    arcs = [0, network.arcs // 2, network.arcs - 5]
    posts = [CellPost(post_id=f"P{k}", name=f"岗<{k}>", at=RoadPoint(arc, 0.0)) for k, arc in enumerate(arcs)]
    cells = build_cells(network, posts, cap_s=150)
    wish = LineWish(band=LineBand(code="AM_FLAT", minutes=60), mobile_units=0)
    return cells, plan_lines(Drives(RoadSearch(network), kmh=30), cells, wish)


def assert_in_schema_order(element: ET.Element) -> None:
    name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    children = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
    order = CHILDREN.get(name, [])
    assert set(children) <= set(order)
    assert children == sorted(children, key=order.index)
    for child in element:
        assert_in_schema_order(child)


def test_gpx_follows_its_schema() -> None:
    cells, found = plan()
    begin = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    root = ET.fromstring(lines_to_gpx(cells.network, found.every_line, begin=begin))  # noqa: S314 - our own bytes
    assert root.tag == f"{{{NAMESPACE}}}gpx"
    assert root.attrib["version"] == "1.1"
    assert root.attrib["creator"]
    assert_in_schema_order(root)
    tracks = root.findall("g:trk", GPX)
    assert len(tracks) == sum(bool(line.steps) for line in found.every_line)
    for track in tracks:
        times = [
            datetime.strptime(time.text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            for time in track.iterfind(".//g:time", GPX)
        ]
        assert times == sorted(times)
        assert begin <= times[0] <= times[-1] <= begin + timedelta(minutes=60)
    for point in root.iter(f"{{{NAMESPACE}}}trkpt"):
        assert -180 <= float(point.attrib["lon"]) <= 180
        assert -90 <= float(point.attrib["lat"]) <= 90


def test_without_a_day_gpx_has_no_times() -> None:
    cells, found = plan()
    root = ET.fromstring(lines_to_gpx(cells.network, found.lines))  # noqa: S314
    assert not root.findall(".//g:time", GPX)


def test_the_track_is_as_long_as_the_line_and_has_no_jumps() -> None:
    cells, found = plan()
    for line in found.lines:
        points = np.array([(lon, lat) for lon, lat, _ in points_of(cells.network, line)])
        legs = distance_m(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1])
        assert legs.sum() == pytest.approx(line.metres, rel=0.02)
        assert points[0] == pytest.approx(points[-1], abs=1e-9)


def test_geojson_holds_lines_stops_streets_and_what_is_left_out() -> None:
    cells, found = plan()
    document = json.loads(json.dumps(lines_to_geojson(cells.network, found.every_line, found.unposted_left)))
    assert document["type"] == "FeatureCollection"
    kinds: dict[str, list] = {}
    for feature in document["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        shape = feature["geometry"]
        points = [shape["coordinates"]] if shape["type"] == "Point" else shape["coordinates"]
        assert shape["type"] in {"Point", "LineString"}
        assert len(points) >= (2 if shape["type"] == "LineString" else 1)
        assert all(len(point) == 2 and abs(point[0]) <= 180 and abs(point[1]) <= 90 for point in points)
        kinds.setdefault(feature["properties"]["kind"], []).append(feature["properties"])
    stops = sum(step.kind is StepKind.STOP for line in found.every_line for step in line.steps)
    assert len(kinds["line"]) == len([line for line in found.every_line if line.steps])
    assert len(kinds["stop"]) == stops
    assert len(kinds["street"]) == sum(len(line.streets) for line in found.every_line)
    assert len(kinds["left_out"]) == len(found.unposted_left) + sum(len(line.left_out) for line in found.every_line)
    assert {lost["why"] for lost in kinds["left_out"]} >= {"NO_UNIT"}


@pytest.mark.parametrize("lang", list(Lang))
def test_the_sheet_tells_the_whole_drive_in_order(lang: Lang) -> None:
    cells, found = plan()
    line = found.lines[0]
    names = header(SHEET_COLUMNS, Lang.EN)
    rows: list[dict[str, Any]] = [
        dict(zip(names, row, strict=True)) for row in sheet_rows(cells.network, line, start_min=540, lang=lang)
    ]
    assert sum(row["metres"] or 0 for row in rows) == pytest.approx(line.metres, abs=len(rows))
    clocks = [row["clock"] for row in rows]
    assert clocks == sorted(clocks)
    assert clocks[0] == "09:00:00"
    assert [row["no"] for row in rows] == list(range(1, len(rows) + 1))
    stop = "停留" if lang is Lang.ZH else "stop"
    assert sum(row["do"] == stop for row in rows) == sum(step.kind is StepKind.STOP for step in line.steps)


def test_every_street_stands_in_the_street_table() -> None:
    cells, found = plan()
    rows: list[Any] = list(street_rows(cells.network, found.every_line, found.unposted_left, Lang.EN))
    assert sum(float(row[5]) for row in rows) == pytest.approx(cells.total_m, abs=len(rows))
    assert all(row[-1] for row in rows if not row[7])


def test_maps_are_svg_with_names_escaped() -> None:
    cells, found = plan()
    overview = city_map(cells, found.every_line, found.unposted_left, title="A & B", lang=Lang.ZH)
    ET.fromstring(overview)  # noqa: S314
    assert "未巡逻" in overview
    for line in found.lines:
        picture = line_map(cells.network, line, start_min=540, lang=Lang.EN)
        ET.fromstring(picture)  # noqa: S314
        assert "岗&lt;" in picture


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("city") / "city"
    done = run("init", target, "--people", 60)
    assert done.exit_code in {0, 1}, done.output
    return target


def test_the_command_writes_the_same_bytes_twice_and_other_lines_another_day(folder: Path, tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("one", "two", "three")]
    for out, day in zip(outs, ("2026-11-24", "2026-11-24", "2026-11-25"), strict=True):
        done = run(
            "lines",
            folder,
            "--band",
            "PM_FLAT",
            "--day",
            day,
            "--cap",
            1,
            "--units",
            1,
            "--out",
            out,
            "--lang",
            "en",
            "--json",
        )
        assert done.exit_code == 1, done.output
    names = sorted(path.name for path in outs[0].iterdir())
    assert names == [
        "line_sheets.csv", "line_streets.csv", "lines.csv", "lines.geojson", "lines.gpx", "lines.html", "lines.svg",
    ]  # fmt: skip
    one, two, three = ({name: (out / name).read_bytes() for name in names} for out in outs)
    assert one == two
    assert one["line_sheets.csv"] != three["line_sheets.csv"]
    document = json.loads(done.stdout)
    rows = list(csv.DictReader(io.StringIO(three["lines.csv"].decode("utf-8-sig"))))
    assert [row["line_id"] for row in rows] == [row["line_id"] for row in document["lines"]]
    assert {finding["rule"] for finding in document["findings"]} & {"N22", "N23"}
    assert b"<script" not in three["lines.html"]


def test_the_command_names_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    unknown = run("lines", folder, "--band", "TEATIME", "--out", tmp_path, "--lang", "en")
    assert unknown.exit_code == 2
    assert "AM_FLAT" in unknown.output
    for rate in ("ALLEY=2", "LOCAL=much", "LOCAL=0"):
        assert run("lines", folder, "--rate", rate, "--out", tmp_path).exit_code == 2
    assert not list(tmp_path.iterdir())


def test_the_table_is_printed_in_chinese_by_default(folder: Path, tmp_path: Path) -> None:
    done = run("lines", folder, "--units", 0, "--merge", "--cap", 1, "--plain", "--out", tmp_path)
    assert done.exit_code == 1
    assert "达标里程" in done.stdout
    assert "没有机动警力" in done.stderr
