"""Many writers at once, killed writers, full disks, read-only files, lost connections: nothing lost or doubled."""

import json
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from register_users import draft, filed, grants, hand, new_register, take
from sqlalchemy import event, text

from qinwu.filing.register.machine import Action
from qinwu.filing.register.register import Register
from qinwu.filing.register.verify import verify
from qinwu.models.errors import InputError
from qinwu.models.filing import Kind
from qinwu.models.user import Grant, UserRole

WORKER = Path(__file__).with_name("register_worker.py")


def work(*args):
    """Run the worker in a process of its own and return what it found."""
    done = subprocess.run(
        [sys.executable, str(WORKER), *map(str, args)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


@contextmanager
def looked_at(place):
    register = Register(place)
    try:
        yield register
    finally:
        register.close()


def is_postgres(place):
    return place.startswith("postgresql")


def test_of_many_writers_one_wins_and_every_other_is_told_clearly(register_place):
    """200 processes on PostgreSQL, 8 on SQLite."""
    processes, units = (200, 40) if is_postgres(register_place) else (8, 2)
    new_register(register_place).close()
    told = work("writers", register_place, processes, units)
    assert told["codes"] == [0] * processes
    lines = [line for of_one in told["lines"] for line in of_one]
    won = [line for line in lines if line[0] == "won"]
    lost = [line[1] for line in lines if line[0] == "conflict"]
    assert sum(line[1] == "A" for line in won) == 1
    assert sum(of_one[0][0] == "conflict" for of_one in told["lines"]) == processes - 1
    clear = ("was recorded by li", "has just recorded", "was busy for")  # the last on a machine that is busy itself
    assert all(any(words in message for words in clear) for message in lost)
    with looked_at(register_place) as register:
        assert verify(register) == []
        stored = [(v.unit, v.number, v.hash) for v in register.versions(kind=Kind.ROSTER)]
    assert sorted(stored) == sorted((unit, number, found) for _, unit, number, found in won)
    share = processes // units
    assert [number for _, number, _ in stored] == [1, *(list(range(1, share + 1)) * units)]


def test_whatever_the_moment_of_a_kill_what_was_confirmed_is_there(register_place):
    """``kill -9`` at 200 random moments, however busy the machine, while a process files and amends."""
    register = new_register(register_place)
    both = [
        Grant(user="both", name="both", role=role, scope="D")
        for role in (UserRole.DETACHMENT_CENTRE, UserRole.BRIGADE_CENTRE)
    ]
    register.set_users(grants(more=tuple(both)), hand("keeper"))
    register.close()
    told = work("kills", register_place, 200, 7)
    assert told["troubles"] == []
    assert told["kills"] == 200
    assert told["confirmed"] > 200


def test_a_full_disk_is_said_and_leaves_all_that_was_confirmed(tmp_path):
    place = str(tmp_path / "register.sqlite")
    new_register(place).close()
    told = work("full", place, 200_000)
    assert told["recorded"] > 0
    assert told["there"]
    assert told["again"] == 1
    assert told["troubles"] == []
    assert "failed" in told["said"][0]


def test_a_file_system_without_room_is_said_too(tmp_path):
    """A file system of 400 KB of its own; where none may be mounted, the test above has filled a limit instead."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode:
        pytest.skip("no file system may be mounted here; the limit on the size of files stands in for it")
    register = new_register(str(disk / "register.sqlite"))
    content = {"format": "test/1", "filler": "岗" * 5_000}
    recorded = []

    def fill():
        for number in range(40):
            recorded.append(register.record(draft(register, f"U{number}", content=content), hand("li")))  # noqa: PERF401

    try:
        with pytest.raises(InputError, match=r"full|disk"):
            fill()
        assert recorded
        assert sorted(v.hash for v in register.versions()) == sorted(v.hash for v in recorded)
        assert verify(register) == []
    finally:
        register.close()
        subprocess.run(["umount", str(disk)], check=True)


def test_a_read_only_register_is_read_and_not_written(tmp_path):
    place = tmp_path / "register.sqlite"
    register = new_register(str(place))
    base = filed(register)
    register.close()
    locked = Register(f"sqlite:///file:{place}?mode=ro&uri=true")
    assert locked.versions() == [base]
    with pytest.raises(InputError, match="readonly"):
        locked.record(draft(locked, "B"), hand("li"))
    assert verify(locked) == []
    locked.close()


@pytest.mark.parametrize("broken_at", range(12))
def test_a_connection_lost_in_mid_transaction_leaves_all_or_nothing(register_place, broken_at):
    """The server ends the connection (or the file fails) right before the n-th statement of a filing."""
    register = new_register(register_place)
    before = take(register, register.record(draft(register), hand("li")), Action.APPROVE)
    seen = [0]

    @event.listens_for(register.engine, "before_cursor_execute")
    def break_it(connection, *_rest):
        seen[0] += 1
        if seen[0] != broken_at + 1:
            return
        if is_postgres(register_place):
            with other.connect() as killer:
                pid = connection.connection.dbapi_connection.info.backend_pid
                killer.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
                killer.commit()
        else:
            connection.connection.dbapi_connection.rollback()
            raise sqlite3.OperationalError("disk I/O error")

    other = Register(register_place).engine
    try:
        after = take(register, before, Action.SEND)
    except (InputError, sqlite3.OperationalError):
        after = None
    event.remove(register.engine, "before_cursor_execute", break_it)
    register.close()
    with looked_at(register_place) as again:
        assert verify(again) == []
        (found,) = again.versions()
        assert found == (after or before)
    other.dispose()
