"""A quick start: a command loads what it needs, and the heavy libraries only where they work."""

import subprocess
import sys

import click
import pytest

from qinwu.cli import COMMANDS, main

SOLVERS = {"scipy.optimize", "scipy.sparse", "scipy.ndimage", "networkx", "pulp", "ortools.sat.python.cp_model"}
ROADS = {"numba", "osmium", "osmnx"}
DOCUMENTS = {"openpyxl", "reportlab", "segno"}
REGISTER = {"sqlalchemy"}
HEAVY = SOLVERS | ROADS | DOCUMENTS | REGISTER

NEEDS = {
    "ack": SOLVERS | ROADS | DOCUMENTS,
    "amend": SOLVERS | ROADS,
    "check": SOLVERS | DOCUMENTS | REGISTER,
    "explain": HEAVY,
    "roster": SOLVERS | ROADS | REGISTER,
    "status": SOLVERS | ROADS | DOCUMENTS,
    "users": SOLVERS | ROADS | DOCUMENTS,
    "validate": SOLVERS | ROADS | REGISTER,
}
"""What must not be loaded before a command begins."""


def loaded(code: str) -> set[str]:
    """Return the modules that a new Python has loaded after running ``code``."""
    words = [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"]
    return set(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize(("name", "idle"), NEEDS.items())
def test_a_command_begins_without_what_it_may_not_need(name: str, idle: set[str]) -> None:
    """Two seconds of imports stood before every answer: one light rule in a heavy file is enough."""
    assert not idle & loaded(f"import qinwu.commands.{name}")


def test_a_worker_of_the_roster_engine_begins_light() -> None:
    """Each process that the engine starts imports its door anew."""
    assert not HEAVY - {"openpyxl"} & loaded("import qinwu.solver.roster.engine")


def test_the_list_of_commands_imports_none_of_them() -> None:
    """The first thing a user types."""
    code = "from click.testing import CliRunner\nfrom qinwu.cli import main\nCliRunner().invoke(main, ['--help'])"
    found = loaded(code)
    assert not {module for module in found if module.startswith("qinwu.commands.")}
    assert "numpy" not in found


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_each_command_says_of_itself(name: str) -> None:
    """The list reads the docstrings without running the files."""
    context = click.Context(main)
    command = main.get_command(context, name)
    assert command is not None
    listed = next(line for line in main.get_help(context).splitlines() if line.startswith(f"  {name} "))
    told = listed.removeprefix(f"  {name} ").strip().removesuffix("...")
    assert " ".join((command.help or "").split()).startswith(told.removesuffix("."))
