"""What a planner gets of the cells: GeoJSON, tables, a picture, and the command that writes them."""

import csv
import io
import json
import shutil
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from click.testing import CliRunner

from qinwu.cli import main
from qinwu.models.text import Lang
from qinwu.road_network.cells import CellPost, build_cells
from qinwu.road_network.cells_io import border_rows, cell_header, cell_rows, cells_geojson, part_header, part_rows
from qinwu.road_network.cells_picture import cells_picture
from qinwu.road_network.coordinates import distance_m
from qinwu.road_network.generate import generate_city
from qinwu.road_network.part_line import part_line, point_on
from qinwu.road_network.road_point import RoadPoint

TOWN = generate_city(nodes=400, seed=2)
POSTS = [
    CellPost(post_id=f"P{k}", name=f"第{k}岗<&>", at=RoadPoint(arc, share))
    for k, (arc, share) in enumerate([(5, 0.0), (200, 0.5), (410, 1.0), (600, 0.25)])
]


@pytest.fixture(scope="module")
def cells():
    return build_cells(TOWN, POSTS)


def metres(line) -> float:
    line = np.asarray(line)
    return float(distance_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]).sum())


def test_a_part_of_a_line_has_its_share_of_the_length():
    arc = int(np.argmax(np.diff(TOWN.geo_start)))
    whole = metres(part_line(TOWN, arc))
    assert metres(part_line(TOWN, arc, 0.2, 0.7)) == pytest.approx(0.5 * whole, rel=1e-6)
    assert point_on(TOWN, arc, 0.0) == tuple(TOWN.polyline(arc)[0])
    assert point_on(TOWN, arc, 1.0) == pytest.approx(tuple(TOWN.polyline(arc)[-1]))


def test_geojson_lines_are_as_long_as_the_cells(cells):
    features = json.loads(json.dumps(cells_geojson(cells)))["features"]
    drawn = {
        f["properties"].get("post_id", ""): sum(metres(line) for line in f["geometry"]["coordinates"])
        for f in features
        if f["geometry"]["type"] == "MultiLineString"
    }
    for number, post in enumerate(cells.posts):
        assert drawn[post.post_id] == pytest.approx(cells.metres[number], rel=0.002)
    assert drawn[""] == pytest.approx(cells.unposted_m, rel=0.002)
    kinds = [f["properties"]["kind"] for f in features]
    assert kinds.count("border") == len(cells.borders)
    assert kinds.count("post") == len(POSTS)


@pytest.mark.parametrize("lang", list(Lang))
def test_tables_add_up(cells, lang):
    *rows, unposted, total = cell_rows(cells, lang)
    assert len(cell_header(lang)) == len(total)
    assert sum(row[2] for row in rows) + unposted[2] == pytest.approx(total[2], abs=0.01)
    assert sum(total[3:-3]) == pytest.approx(total[2], abs=0.01)
    assert total[2] == pytest.approx(cells.total_m / 1000, abs=0.001)
    parts = list(part_rows(cells, lang))
    assert sum(row[-1] - row[-2] for row in parts) / 1000 == pytest.approx(total[2], abs=0.05)
    assert len(part_header(lang)) == len(parts[0])
    for row in border_rows(cells, lang):
        assert row[4] != row[5]


@pytest.mark.parametrize("lang", list(Lang))
def test_the_picture_is_sound_xml_with_every_post_and_the_same_each_time(cells, lang):
    svg = cells_picture(cells, title="云陵 <警区>", lang=lang)
    texts = [element.text for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own text
    assert "云陵 <警区>" in texts
    assert {post.name for post in POSTS} <= set(texts)
    assert svg == cells_picture(build_cells(TOWN, POSTS), title="云陵 <警区>", lang=lang)


def test_the_picture_of_one_post_and_of_none():
    for posts in ([], POSTS[:1]):
        ET.fromstring(cells_picture(build_cells(TOWN, posts), title=""))  # noqa: S314 - our own text


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("city") / "demo"
    assert CliRunner().invoke(main, ["init", str(path)]).exit_code == 0
    return path


def test_the_command_writes_and_prints(folder):
    result = CliRunner().invoke(main, ["cells", str(folder)])
    assert result.exit_code in (0, 1), result.output
    plans = folder / "plans"
    assert {path.name for path in plans.iterdir()} == {
        "cells.geojson", "cells.svg", "cells.csv", "cell_parts.csv", "cell_borders.csv",
    }  # fmt: skip
    table = list(csv.reader(io.StringIO((plans / "cells.csv").read_text(encoding="utf-8-sig"))))
    assert len(result.stdout.splitlines()) == len(table)
    assert "未设固定岗点" in result.stdout


def test_the_command_speaks_json_and_english(folder):
    result = CliRunner().invoke(main, ["cells", str(folder), "--json", "--cap", "0", "--lang", "en"])
    data = json.loads(result.stdout)
    assert data["unposted_km"] == 0
    assert sum(row["km"] for row in data["cells"]) == pytest.approx(data["total_km"], abs=0.02)


def test_the_command_without_roads_says_so(folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for path in copy.glob("roads.*"):
        path.unlink()
    result = CliRunner().invoke(main, ["cells", str(copy)])
    assert result.exit_code == 2
