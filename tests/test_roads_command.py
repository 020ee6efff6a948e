"""``qinwu roads``: the report for people and machines, and its exit codes."""

import json

import pytest
from click.testing import CliRunner

from qinwu.cli import main
from qinwu.road_network.generate import generate_city
from qinwu.road_network.write import write_roads


@pytest.fixture
def folder(tmp_path):
    write_roads(generate_city(nodes=300), tmp_path)
    return tmp_path


def call(*args):
    return CliRunner().invoke(main, ["roads", *map(str, args)])


def test_a_city_folder_is_reported_in_chinese_by_default(folder):
    result = call(folder)
    assert result.exit_code == 0, result.stderr
    assert "主干道" in result.stdout
    assert "缓存: 已建立" in result.stdout
    assert (folder / "roads.edges.csv.qwr").exists()
    assert "缓存: 已载入" in call(folder).stdout


def test_in_english_and_without_a_cache(folder):
    result = call(folder / "roads.edges.csv", "--lang", "en", "--no-cache")
    assert "arterial" in result.stdout
    assert not list(folder.glob("*.qwr"))


def test_machines_get_json(folder):
    result = call(folder, "--json")
    data = json.loads(result.stdout)
    assert data["nodes"] > 250
    assert data["findings"] == []
    assert data["km_by_class"]["ARTERIAL"] > 0


def test_findings_give_exit_code_1(folder):
    edges = folder / "roads.edges.csv"
    edges.write_text(edges.read_text(encoding="utf-8").replace("length_m", "metres", 1), encoding="utf-8")
    result = call(folder, "--json")
    assert result.exit_code == 1
    assert [finding["rule"] for finding in json.loads(result.stdout)["findings"]] == ["D44"]
    assert "D44" in call(folder).stderr


def test_bad_input_gives_exit_code_2(tmp_path):
    result = call(tmp_path)
    assert result.exit_code == 2
    assert "D40" in result.stderr
    assert "there is no such file" in call(tmp_path / "nowhere", "--lang", "en").stderr
    (tmp_path / "roads.osm.pbf").write_bytes(b"no pbf")
    assert call(tmp_path, "--json").exit_code == 2
