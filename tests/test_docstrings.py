"""Every example in a docstring is run, in the installed package: by path the modules would be loaded twice."""

import doctest
import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import qinwu

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(qinwu.__path__, "qinwu.") if not module.name.endswith("__main__")
)
ALONE = tuple(name for name in MODULES if name.startswith("qinwu.solver.roster.textbook"))
"""They use ortools, which cannot be loaded beside highspy (docs/decisions/dependencies.md)."""


def examples_fail(name: str) -> int:
    """Return how many examples of a module do not print what they say."""
    module = import_module(name)
    assert module.__doc__, f"{name} does not say what it is for"
    return doctest.testmod(module).failed


@pytest.mark.parametrize("name", sorted(set(MODULES) - set(ALONE)))
def test_the_examples_of(name: str) -> None:
    """The examples print what they say."""
    assert examples_fail(name) == 0


@pytest.mark.parametrize("name", ALONE)
def test_the_examples_of_what_loads_alone(name: str) -> None:
    """The same in a process of its own."""
    test = f"import doctest, {name} as m; assert m.__doc__; raise SystemExit(doctest.testmod(m).failed)"
    assert subprocess.run([sys.executable, "-c", test], check=False).returncode == 0
