"""A PostgreSQL server whose disk is full: one line says so, and nothing that was confirmed is lost."""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from register_users import draft, hand, new_register
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from qinwu.filing.register.register import Register
from qinwu.filing.register.verify import verify
from qinwu.models.errors import InputError


@contextmanager
def small_disk(owner: int) -> Iterator[Path]:
    """Mount a file system of 24 MB for the server's user; skip, saying so, where none may be mounted."""
    room = Path(tempfile.mkdtemp(prefix="qinwu-disk-"))
    room.chmod(0o755)
    disk = room / "disk"
    disk.mkdir()
    try:
        if subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size=24m,uid={owner},mode=700", "tmpfs", str(disk)],
            capture_output=True,
            check=False,
        ).returncode:
            pytest.skip("no file system may be mounted here, so no server's disk can be filled")
        try:
            yield disk
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    finally:
        shutil.rmtree(room)


@contextmanager
def database_on(disk: Path, server: str) -> Iterator[str]:
    """Make a database whose tables lie on that disk."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"qinwu_full_{os.getpid()}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE TABLESPACE {name} LOCATION '{disk}'"))
        try:
            connection.execute(text(f"CREATE DATABASE {name} TABLESPACE {name}"))
            try:
                yield url.set(database=name).render_as_string(hide_password=False)
            finally:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        finally:
            connection.execute(text(f"DROP TABLESPACE {name}"))


def test_a_server_with_a_full_disk_says_so_and_keeps_what_was_confirmed():
    server = os.environ.get("QINWU_TEST_POSTGRES")
    if not server:
        pytest.skip("QINWU_TEST_POSTGRES names no PostgreSQL; tools/postgres.sh starts one")
    socket = Path(str(make_url(server).query.get("host", "")))
    if not socket.is_dir():
        pytest.skip("the PostgreSQL of QINWU_TEST_POSTGRES is not on this machine, so its disk cannot be filled")
    dice = random.Random(3)  # noqa: S311
    with small_disk(socket.stat().st_uid) as disk, database_on(disk, server) as place:
        register = new_register(place)
        recorded = []

        def fill() -> None:
            for number in range(200):
                filler = dice.randbytes(200_000).hex()
                plan = draft(register, f"U{number}", content={"format": "test/1", "filler": filler})
                recorded.append(register.record(plan, hand("li")))

        with pytest.raises(InputError, match="No space left"):
            fill()
        assert recorded
        register.close()
        again = Register(place)
        assert sorted(v.hash for v in again.versions()) == sorted(v.hash for v in recorded)
        assert verify(again) == []
        again.close()
