"""Shared fixtures: where the project lies, and the data that lies beside it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from register_users import new_register
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from qinwu.filing.register.register import Register

PROJECT = Path(__file__).resolve().parent.parent
_NUMBERS = count()

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


@pytest.fixture(params=["sqlite", "postgresql"])
def register_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield where to make a register: a file, then an empty database of QINWU_TEST_POSTGRES."""
    if request.param == "sqlite":
        yield str(tmp_path / "register.sqlite")
        return
    with empty_database() as place:
        yield place


@pytest.fixture
def register(register_place: str) -> Iterator[Register]:
    """Yield a new register with the users of the tests, on both databases."""
    made = new_register(register_place)
    yield made
    made.close()


@contextmanager
def empty_database() -> Iterator[str]:
    """Make an empty database on the PostgreSQL that QINWU_TEST_POSTGRES names; skip, saying so, if it names none."""
    server = os.environ.get("QINWU_TEST_POSTGRES")
    if not server:
        pytest.skip("QINWU_TEST_POSTGRES names no PostgreSQL; tools/postgres.sh starts one")
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"qinwu_{os.getpid()}_{next(_NUMBERS)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
