"""Shared fixtures: where the project lies, and the data that lies beside it."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

PROJECT = Path(__file__).resolve().parent.parent

# The same examples on every run and machine; a loaded machine is slow, not wrong.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.load_profile("gate")


def _beside(variable: str, folder: Path) -> Path:
    """Return the folder the environment names, or the one beside the project; skip, saying so, if it is absent."""
    found = Path(os.environ.get(variable) or folder)
    if not found.is_dir():
        pytest.skip(f"{found} is absent; set {variable} to the folder that holds it")
    return found


@pytest.fixture(scope="session")
def project_dir() -> Path:
    """Return the root of the checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of real roads, incidents and flows: QINWU_DATA, or ../shared/data."""
    return _beside("QINWU_DATA", PROJECT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def benchmarks_dir() -> Path:
    """Return the folder of public instances: QINWU_BENCHMARKS, or ../shared/benchmarks."""
    return _beside("QINWU_BENCHMARKS", PROJECT.parent / "shared" / "benchmarks")
