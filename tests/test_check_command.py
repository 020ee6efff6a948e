"""``qinwu check``: what it prints and how it exits."""

import json

import pytest
from click.testing import CliRunner
from folder_editing import Folder

from qinwu.cli import main


def run(*words):
    return CliRunner().invoke(main, ["check", *map(str, words)])


@pytest.fixture
def folder(tmp_path):
    return Folder.write_new(tmp_path / "city")


def test_a_usable_folder_exits_with_1_and_a_strict_one_with_2(folder):
    result = run(folder.path)
    assert result.exit_code == 1
    assert "错误 0, 警告 1" in result.stdout
    assert "D21" in result.stdout
    assert run(folder.path, "--strict", "--lang", "en").exit_code == 2


def test_a_bad_folder_exits_with_2_and_lists_everything(folder):
    folder.set("officers.csv", "000101", "role", "chief").set("posts.csv", "P11", "priority", "9")
    result = run(folder.path, "--lang", "en")
    assert result.exit_code == 2
    assert "officers.csv row 2 role = 'chief'" in result.stdout
    assert "posts.csv row 2 priority = '9'" in result.stdout
    assert result.stdout.splitlines()[-1] == "checked: 2 errors, 1 warnings, 0 notes"


def test_machines_get_json(folder):
    folder.set("officers.csv", "000101", "role", "chief")
    findings = json.loads(run(folder.path, "--json").stdout)["findings"]
    assert {"rule", "severity", "file", "row", "field", "value", "message", "advice"} <= findings[0].keys()


@pytest.mark.parametrize("words", [["nowhere"], [".", "--week", "2026-W60"]])
def test_no_folder_and_no_week_are_bad_input(words):
    result = run(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
