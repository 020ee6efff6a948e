"""``qinwu site``: the five aims on a city folder, what stays, what is wrong."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from qinwu.cli import main


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("city") / "city"
    assert run("init", target, "--people", 60).exit_code in {0, 1}
    return target


def site(folder, *words):
    done = run("site", folder, "--lang", "en", "--json", "--candidates", 30, *words)
    assert done.exit_code in {0, 1}, done.output
    return json.loads(done.stdout)


def test_each_aim_is_reached_and_proven(folder):
    target = ("--target", 4)
    found = {
        aim: site(folder, "--aim", aim, *target, *(() if aim == "all" else ("--count", 3)))
        for aim in ("all", "cover", "centre", "median")
    }
    assert all(answer["gap"] == 0 for answer in found.values())
    assert found["cover"]["covered"] == max(answer["covered"] for aim, answer in found.items() if aim != "all")
    assert found["centre"]["farthest_min"] == min(found[aim]["farthest_min"] for aim in ("cover", "centre", "median"))
    assert found["median"]["mean_min"] == min(found[aim]["mean_min"] for aim in ("cover", "centre", "median"))
    assert found["all"]["value"] == len(found["all"]["sites"])


def test_both_solvers_find_the_same(folder):
    words = ("--aim", "backup", "--count", 3, "--target", 8)
    both = [site(folder, *words, "--backend", backend) for backend in ("HIGHS", "CBC")]
    assert both[0]["covered_twice"] == pytest.approx(both[1]["covered_twice"])


def test_places_that_stay_are_among_the_sites_and_the_files_say_so(folder):
    alone = site(folder, "--aim", "all", "--keep", "--target", 6)
    kept = [one["site"] for one in alone["sites"] if one["kept"]]
    assert kept
    more = site(folder, "--aim", "median", "--keep", "--count", len(kept) + 1)
    assert {one["site"] for one in more["sites"]} > set(kept)
    assert len(more["sites"]) == len(kept) + 1
    out = folder / "plans" / "sites" / "median"
    rows = list(csv.DictReader(io.StringIO((out / "sites.csv").read_bytes().decode("utf-8-sig"))))
    assert [row["site"] for row in rows] == [one["site"] for one in more["sites"]]
    ET.fromstring((out / "sites.svg").read_text("utf-8"))  # noqa: S314 - our own bytes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--aim", "cover"), "--count"),
        (("--aim", "cover", "--count", 3, "--brigade", "Z"), "no brigade Z"),
        (("--aim", "median", "--count", 1, "--keep"), "number of sites"),
    ],
)
def test_what_cannot_be_answered_is_said(folder, words, said):
    done = run("site", folder, "--lang", "en", *words)
    assert done.exit_code == 2
    assert said in done.output


def test_without_incidents_it_says_which_table_is_missing(folder, tmp_path):
    for name in ("city.toml", *(path.name for path in folder.glob("*.csv") if path.name != "incidents.csv")):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    done = run("site", tmp_path, "--count", 3, "--lang", "en")
    assert done.exit_code == 2
    assert "incidents.csv" in done.output
