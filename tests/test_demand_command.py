"""``qinwu demand``: what it prints, writes and returns."""

import csv
import json
import shutil
import tomllib

import pytest
from click.testing import CliRunner

from qinwu.cli import main
from qinwu.models.week import DayType
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.settings import read_settings


def run(*words):
    return CliRunner().invoke(main, ["demand", *map(str, words)])


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("demand") / "city"
    assert CliRunner().invoke(main, ["init", str(path), "--people", "60"]).exit_code == 0
    return path


@pytest.fixture
def folder(sample, tmp_path):
    return shutil.copytree(sample, tmp_path / "city")


def keep(folder, rows):
    path = folder / "incidents.csv"
    path.write_text("\n".join(path.read_text("utf-8-sig").splitlines()[: rows + 1]) + "\n", encoding="utf-8")


def test_it_prints_rankings_peaks_and_quality_and_writes_the_files(folder):
    result = run(folder, "--lang", "en")
    assert result.exit_code == 0, result.output
    for words in (
        "junctions",
        "segments",
        "in 24 months",
        "peaks inferred",
        "07:",
        "====",
        "this forecast",
        "plain mean",
    ):
        assert words in result.stdout
    out = folder / "plans" / "demand"
    names = "demand.html junctions.csv map.svg peaks.csv peaks.svg priors.csv quality.csv segments.csv sites.csv"
    assert sorted(path.name for path in out.iterdir()) == names.split()
    with (out / "sites.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    per_year = [float(row["per_year"]) for row in rows]
    assert per_year == sorted(per_year, reverse=True)
    bands = [float(rows[0][key]) for key in rows[0] if key.startswith("WEEKDAY_")]
    assert len(bands) == 7
    assert 0 < sum(bands) < 1
    assert "fictional" in (out / "map.svg").read_text("utf-8")
    page = (out / "demand.html").read_text("utf-8")
    assert page.count("<svg") >= 2
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_equal_folders_give_equal_bytes(folder, tmp_path):
    run(folder, "--out", tmp_path / "one")
    run(folder, "--out", tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_machines_get_json_and_bands_that_the_folder_takes(folder):
    result = run(folder, "--json", "--bands", "--held-back", "90", "--top", "3")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert len(data["junctions"]) == len(data["segments"]) == 3
    assert data["quality"]["test"]["days"] == 90
    methods = data["quality"]["methods"]
    assert methods["qinwu"]["gain_per_call"] > methods["plain"]["gain_per_call"] == 0
    assert data["exposure"]["calls"] > 500
    assert {"WEEKDAY"} <= set(tomllib.loads("\n".join(data["bands"]))["bands"])
    settings = (folder / "city.toml").read_text("utf-8")
    start = settings.index("[bands]")
    end = settings.index("\n]", start) + 2
    proposed = "\n".join(data["bands"]).split("WEEKEND")[0]
    (folder / "city.toml").write_text(settings[:start] + proposed + settings[end:], "utf-8")
    notes = Notes()
    bands = read_settings(folder, notes).bands
    assert not notes.failed
    assert bands is not None
    assert {"AM_PEAK", "PM_PEAK", "NIGHT"} <= {band.code for band in bands.of(DayType.WEEKDAY)}


def test_ten_incidents_in_all_are_used_but_not_trusted(folder):
    keep(folder, 10)
    result = run(folder, "--lang", "en")
    assert result.exit_code == 1
    assert "D91" in result.stderr
    assert "D93" in result.stderr
    assert "the mean of its road class stands for every site" in result.stdout
    assert run(folder, "--held-back", "5").exit_code == 2


def test_without_incidents_the_peaks_still_come_and_without_both_it_refuses(folder):
    (folder / "incidents.csv").unlink()
    result = run(folder, "--lang", "en")
    assert result.exit_code == 0
    assert "junctions" not in result.stdout
    (folder / "flow.csv").unlink()
    refused = run(folder, "--lang", "en")
    assert refused.exit_code == 2
    assert "incidents.csv" in refused.stderr


@pytest.mark.parametrize(
    "words", [("--held-back", "tea"), ("--weights", "TEA=1"), ("--weights", "ACCIDENT=-1"), ("--weights", "ACCIDENT")]
)
def test_wrong_words_are_refused_and_nothing_is_written(folder, words):
    assert run(folder, *words).exit_code == 2
    assert not (folder / "plans").exists()


def test_bands_need_flow_and_weights_change_the_order(folder):
    plain = json.loads(run(folder, "--json").stdout)["junctions"]
    weighed = json.loads(run(folder, "--json", "--weights", "TRUCK=1").stdout)["junctions"]
    trucks = [site["risk"]["TRUCK"] for site in weighed]
    assert trucks == sorted(trucks, reverse=True)
    assert [site["site_id"] for site in plain] != [site["site_id"] for site in weighed]
    (folder / "flow.csv").unlink()
    assert run(folder, "--bands").exit_code == 2


def test_a_bad_row_stops_it_with_every_finding(folder):
    path = folder / "incidents.csv"
    text = path.read_text("utf-8-sig")
    path.write_text(text + "J000001,2026-01-01 00:00,求助,112.7,37.7,0,0,,\n", encoding="utf-8")
    result = run(folder, "--lang", "en", "--json")
    assert result.exit_code == 2
    assert {finding["rule"] for finding in json.loads(result.stdout)["findings"]} >= {"D08"}
