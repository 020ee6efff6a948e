"""``qinwu nearest``: the answer in words, for machines, as a picture; bad input with exit code 2."""

import json

import pytest
from click.testing import CliRunner
from roster_filler import WEEK, fill

from qinwu.cli import main
from qinwu.filing.roster_json import roster_to_json
from qinwu.scenarios.folder import read_city

ASK = ["--type", "ACCIDENT_PROPERTY", "--time", "2026-11-24T08:10"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A sample city's folder with a greedy roster."""
    room = tmp_path_factory.mktemp("city") / "yunling"
    CliRunner().invoke(main, ["init", str(room), "--people", "60"])
    city = read_city(room)
    plan = room / "plans" / str(WEEK)
    plan.mkdir(parents=True)
    (plan / "roster.json").write_bytes(roster_to_json(fill(city)))
    return room


def nearest(folder, *words):
    return CliRunner().invoke(main, ["nearest", str(folder), *words])


def test_machines_and_people_get_the_same_answer(folder, tmp_path):
    picture = tmp_path / "a.svg"
    result = nearest(folder, "--at", "112.75,37.69", *ASK, "--json", "--picture", str(picture), "--lang", "en")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    best = answer["recommendations"][0]
    assert answer["level"] == "L2"
    assert best["radio_id"]
    assert best["position_source"] == "ROSTER"
    assert len(best["line"]) > 1
    assert answer["extra_s"] == pytest.approx(best["eta_s"] - answer["pure_nearest"]["eta_s"])
    assert picture.read_text("utf-8").startswith("<svg")
    told = nearest(folder, "--at", "112.75,37.69", *ASK).stdout
    assert best["unit"] in told
    assert all(passed["unit"] in told for passed in answer["rejected"])


def test_nobody_is_an_answer_and_exit_code_one(folder):
    words = ["--at", "112.75,37.69", "--type", "ACCIDENT_FATAL", "--dead", "3", "--time", "2026-11-23T00:05"]
    result = nearest(folder, *words, "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert answer["recommendations"] == []
    assert answer["next_free"]
    assert "最早可派" in nearest(folder, *words).stdout


@pytest.mark.parametrize("place", ["112.75", "a,b", "0,0", "112.75,37.69,1", "500,37"])
def test_a_place_that_is_none_is_bad_input(folder, place):
    result = nearest(folder, "--at", place, *ASK)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_swapped_degrees_are_said(folder):
    result = nearest(folder, "--at", "37.69,112.75", *ASK, "--lang", "en")
    assert result.exit_code == 2
    assert "the longitude comes first" in result.stderr
