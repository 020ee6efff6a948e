"""``qinwu init``: what it writes, what it refuses, and that nothing is left half-written."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qinwu.cli import main
from qinwu.models.finding import Severity
from qinwu.road_network.generate import generate_city
from qinwu.road_network.read import read_roads
from qinwu.road_network.write import write_roads
from qinwu.scenarios import new_folder
from qinwu.scenarios.check_folder import check_city
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.sample import sample_city

DATA = Path(os.environ.get("QINWU_DATA", Path(__file__).parents[2] / "shared" / "data")) / "roads" / "raw"
SHENZHEN = DATA / "shenzhen_futian_osmnx_all.graphml.gz"


def init(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["init", str(folder), *options])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_sample_folder_reads_back_as_the_same_city(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    result = init(folder)
    assert result.exit_code == 0, result.output
    city, network = sample_city()
    assert replace(read_city(folder), notices=()) == replace(city, roads="roads.edges.csv")
    roads, _ = read_roads(folder / "roads.edges.csv", cache=False)
    assert (roads.nodes, roads.arcs) == (network.nodes, network.arcs)


@pytest.mark.parametrize("people", ["60", "120", "300"])
def test_a_fresh_sample_leaves_a_planner_nothing_to_mend(tmp_path: Path, people: str) -> None:
    assert init(tmp_path / "city", "--people", people).exit_code == 0
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "city")])
    assert checked.exit_code == 0, checked.output


def test_it_says_what_was_written_and_what_to_do_next(tmp_path: Path) -> None:
    chinese, english = init(tmp_path / "zh", "--people", "60"), init(tmp_path / "en", "--people", "60", "--lang", "en")
    assert "下一步: qinwu check" in chinese.stderr
    assert "next: qinwu check" in english.stderr
    assert "city.toml" in chinese.stdout
    assert "1 brigade" in english.stdout
    assert "officer_no" in (tmp_path / "en" / "officers.csv").read_text(encoding="utf-8-sig")


def test_readme_says_that_all_is_invented_and_how_posts_were_chosen(tmp_path: Path) -> None:
    init(tmp_path / "city", "--people", "60")
    text = (tmp_path / "city" / "README.txt").read_text(encoding="utf-8")
    for words in ("虚构", "fictional", "250 米", "250 m apart", "qinwu init --people 60 --seed 0"):
        assert words in text


def test_same_options_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert init(tmp_path / name, "--people", "60", "--seed", "4").exit_code == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_json_is_for_machines(tmp_path: Path) -> None:
    facts = json.loads(init(tmp_path / "city", "--people", "300", "--json").stdout)
    assert (facts["people"], facts["brigades"]) == (300, 2)
    assert facts["police"] + facts["auxiliaries"] == 300
    assert all(0.85 < share < 0.95 for share in facts["tightness"].values())


def test_tables_may_be_workbooks(tmp_path: Path) -> None:
    assert init(tmp_path / "city", "--people", "60", "--xlsx").exit_code == 0
    names = set(contents(tmp_path / "city"))
    assert {"officers.xlsx", "posts.xlsx"} <= names
    machines = {"incidents.csv", "flow.csv"}  # what machines write stays CSV
    assert not [name for name in names - machines if name.endswith(".csv") and not name.startswith("roads.")]
    assert replace(read_city(tmp_path / "city"), notices=(), roads="") == sample_city(people=60)[0]


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = init(tmp_path)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert contents(tmp_path) == {"notes.txt": b"mine"}


def test_force_replaces_the_tables_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    for stale in ("人员.xlsx", "officers.xlsx", "roads.osm.pbf"):
        (tmp_path / stale).write_text("old", encoding="utf-8")
    assert init(tmp_path, "--people", "60", "--force").exit_code == 0
    names = set(contents(tmp_path))
    assert {"notes.txt", "officers.csv", "roads.edges.csv"} <= names
    assert not names & {"人员.xlsx", "officers.xlsx", "roads.osm.pbf"}
    assert len(read_city(tmp_path).officers) == 60


def test_an_empty_folder_is_filled_in_place(tmp_path: Path) -> None:
    assert init(tmp_path, "--people", "60").exit_code == 0
    assert not [name for name in contents(tmp_path) if name.startswith(".")]


def test_a_file_of_that_name_is_refused(tmp_path: Path) -> None:
    taken = tmp_path / "city"
    taken.write_text("mine", encoding="utf-8")
    assert init(taken).exit_code == 2
    assert taken.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    place = Path("/proc/qinwu/city") if os.access(tmp_path, os.W_OK) else tmp_path / "city"  # root writes anywhere
    result = init(place, "--people", "60")
    tmp_path.chmod(0o700)
    assert result.exit_code == 2
    assert not place.exists()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "officers.csv")

    monkeypatch.setattr(new_folder, "write_city", full)
    result = init(tmp_path / "city", "--people", "60")
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--people", "12"), "60"),
        (("--people", "0"), "60"),
        (("--posts", "5"), "--roads"),
        (("--roads", "missing.osm.pbf"), "missing.osm.pbf"),
        (("--week", "2026-W60"), "W60"),
        (("--people", "9000"), "3190"),
    ],
)
def test_impossible_wishes_are_bad_input(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    result = init(tmp_path / "city", *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not list(tmp_path.iterdir())


def test_tables_of_roads_are_copied_with_what_stands_beside_them(tmp_path: Path) -> None:
    write_roads(generate_city(nodes=700, seed=1), tmp_path, stem="town")
    result = init(tmp_path / "city", "--roads", str(tmp_path / "town.edges.csv"), "--posts", "12")
    assert result.exit_code == 0, result.output
    city = read_city(tmp_path / "city")
    assert (city.name, len(city.officers), city.roads) == ("town", 60, "roads.edges.csv")
    assert (tmp_path / "city" / "roads.nodes.csv").is_file()
    assert not [f for f in check_city(tmp_path / "city") if f.severity is Severity.ERROR]


def test_too_many_posts_for_the_people_is_said(tmp_path: Path) -> None:
    write_roads(generate_city(nodes=900, seed=1), tmp_path, stem="town")
    roads = str(tmp_path / "town.edges.csv")
    result = init(tmp_path / "city", "--roads", roads, "--posts", "40", "--people", "60")
    assert result.exit_code == 0
    assert "警力不够" in result.stderr


@pytest.mark.skipif(not SHENZHEN.exists(), reason="real roads (../shared/data or QINWU_DATA) are absent")
def test_real_roads_come_into_the_folder_byte_by_byte(tmp_path: Path) -> None:
    result = init(tmp_path / "city", "--roads", str(SHENZHEN), "--posts", "25", "--people", "120", "--name", "福田样例")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "city" / "roads.graphml.gz").read_bytes() == SHENZHEN.read_bytes()
    assert read_city(tmp_path / "city").name == "福田样例"
    assert not [f for f in check_city(tmp_path / "city") if f.severity is Severity.ERROR]
