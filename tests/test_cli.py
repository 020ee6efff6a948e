"""The doors: every command has help with an example, speaks both languages, stands in the docs; all three ways in."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from qinwu import __version__
from qinwu.cli import COMMANDS, main

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ("commands", "filing", "models", "road_network", "scenarios", "solver")


def command(name: str) -> click.Command:
    """Return the command as the group hands it out."""
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run this Python with ``words`` in a folder."""
    return subprocess.run([sys.executable, *words], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str) -> None:
    """Help has a first sentence, an example that starts with the command, and a word for every option."""
    found = command(name)
    assert found.help
    assert all(p.help for p in found.params if isinstance(p, click.Option))
    printed = CliRunner().invoke(main, [name, "--help"]).output
    assert re.search(rf"^ +qinwu {name}\b", printed, re.MULTILINE), "an example stands on a line of its own"
    assert r"\b" not in printed


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_speaks_both_languages_and_json(name: str) -> None:
    """People choose the language, machines read JSON."""
    options = {option for param in command(name).params for option in param.opts}
    assert {"--lang", "--json"} <= options


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("guide", ["planners.md", "planners.zh-CN.md"])
def test_each_command_stands_in_the_docs(name: str, guide: str) -> None:
    """What is not in the guide does not exist for its reader."""
    assert f"qinwu {name}" in (PROJECT / "docs" / guide).read_text("utf-8")


def test_the_list_of_commands_is_the_folder_of_commands() -> None:
    """A file without a line in the list is a command nobody can call."""
    files = {path.stem for path in (PROJECT / "commands").glob("*.py")}
    assert files - {"__init__", "common"} >= set(COMMANDS)


def test_help_lists_the_commands_in_the_order_of_the_work() -> None:
    """The first command to use stands first."""
    printed = CliRunner().invoke(main, ["--help"]).output
    places = [printed.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)


def test_an_unknown_command_is_named_and_is_bad_input() -> None:
    """A slip of the finger gets one line and exit code 2, not a traceback."""
    result = CliRunner().invoke(main, ["rooster"])
    assert result.exit_code == 2
    assert "rooster" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", ["check", "roads", "cells", "roster"])
def test_a_folder_that_is_not_there_is_bad_input(name: str, tmp_path: Path) -> None:
    """Every command that reads a city folder says which folder it looked for."""
    missing = tmp_path / "nowhere"
    week = ["--week", "2026-W48"] if name == "roster" else []
    result = CliRunner().invoke(main, [name, str(missing), *week])
    assert result.exit_code == 2
    assert "nowhere" in result.output
    assert "Traceback" not in result.output


def test_the_rules_are_printed_as_json_for_machines() -> None:
    """Results go to stdout and nothing else does."""
    result = CliRunner().invoke(main, ["rules", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)


def test_the_version_by_all_three_doors(tmp_path: Path) -> None:
    """``python -m qinwu``, ``python cli.py`` in a bare checkout (its path with a blank), and the group itself."""
    checkout = tmp_path / "bare check-out 12"
    for room in ROOMS:
        shutil.copytree(PROJECT / room, checkout / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "__main__.py", "cli.py"):
        shutil.copyfile(PROJECT / name, checkout / name)
    spoken = [
        CliRunner().invoke(main, ["--version"]).output,
        run("-m", "qinwu", "--version", cwd=tmp_path).stdout,
        run("-W", "error", str(checkout / "cli.py"), "--version", cwd=tmp_path).stdout,
    ]
    assert [line.split()[-1] for line in spoken] == [__version__] * 3


def test_a_bare_checkout_runs_its_own_code(tmp_path: Path) -> None:
    """``python cli.py`` uses the files beside it, also where another qinwu is installed."""
    for room in ROOMS:
        shutil.copytree(PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(PROJECT / "cli.py", tmp_path / "cli.py")
    (tmp_path / "__init__.py").write_text('"""A copy."""\n\n__version__ = "9.9.9"\n', "utf-8")
    assert "9.9.9" in run("cli.py", "--version", cwd=tmp_path).stdout
    assert run("cli.py", "rules", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("words", [("rules",), ("rules", "--json"), ("rules", "--lang", "en")])
def test_a_reader_who_stops_reading_is_told_nothing(words: tuple[str, ...], tmp_path: Path) -> None:
    """``qinwu rules | head -1`` once said ": Broken pipe" and called the input bad."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        call = [sys.executable, "-m", "qinwu", *words]
        done = subprocess.run(call, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_ctrl_c_while_a_command_is_being_read_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """Click's own answer is "Aborted!" and 1, which here means done, with gaps."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("qinwu.cli.import_module", interrupted)
    result = CliRunner().invoke(main, ["rules"])
    assert result.exit_code == 130
    assert "已中断" in result.stderr
