"""Every example in a docstring is run, in the installed package: by path the modules would be loaded twice."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import qinwu

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(qinwu.__path__, "qinwu.") if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of(name: str) -> None:
    """The examples print what they say."""
    module = import_module(name)
    assert module.__doc__, f"{name} does not say what it is for"
    assert doctest.testmod(module).failed == 0
