"""The register on disk: made, brought up to date, read back; canonical JSON; the way is the same everywhere."""

import sqlite3

import pytest
from register_users import (
    TO_FILED,
    draft,
    filed,
    hand,
    take,
)
from sqlalchemy import MetaData, text

from qinwu.filing.register.canonical import canonical, digest, parse_object
from qinwu.filing.register.connect import connect, writing
from qinwu.filing.register.migrations import STEPS, format_of, migrate
from qinwu.filing.register.register import Register
from qinwu.filing.register.schema import metadata
from qinwu.filing.register.verify import verify
from qinwu.models.errors import InputError


def test_contents_come_back_as_they_were_filed(register):
    content = {"format": "test/1", "km": 4.5, "names": ["张三", "𠮷野"], "none": None, "deep": {"b": [], "a": {}}}
    version = register.record(draft(register, content=content), hand("li"))
    assert register.content(version) == content
    assert digest(register.content(version)) == version.content_hash


def test_a_register_of_a_newer_program_is_left_alone(register, register_place):
    with writing(register.engine) as connection:
        connection.execute(text("UPDATE head SET format = 99"))
    with pytest.raises(InputError, match="格式是 99"):
        Register(register_place)


def test_an_older_register_is_brought_up_to_date_step_by_step(register):
    filed(register)
    step = ("ALTER TABLE grants ADD COLUMN phone {text} NOT NULL DEFAULT ''",)
    with writing(register.engine) as connection:
        migrate(connection, steps=(*STEPS, step))
        assert format_of(connection) == len(STEPS) + 1
        assert connection.execute(text("SELECT phone FROM grants")).scalars().first() == ""
        connection.execute(text("ALTER TABLE grants DROP COLUMN phone"))
    assert verify(register) == []


def test_the_migrations_make_the_tables_that_the_queries_name(register):
    found = MetaData()
    found.reflect(register.engine)
    assert {name: set(table.columns.keys()) for name, table in found.tables.items()} == {
        name: set(table.columns.keys()) for name, table in metadata.tables.items()
    }


def test_there_is_no_register_until_one_is_made(tmp_path):
    with pytest.raises(InputError, match="qinwu users"):
        Register(tmp_path / "none.sqlite")
    assert list(tmp_path.iterdir()) == []
    for nonsense in ("mysql://somewhere/x", "://", "postgresql://nobody@127.0.0.1:1/none"):
        with pytest.raises(InputError):
            Register(nonsense)
    (tmp_path / "text.sqlite").write_text("no database at all, but long enough to look like one " * 20)
    with pytest.raises(InputError, match="not a database"):
        Register(tmp_path / "text.sqlite")


def test_sqlite_writes_ahead_and_keeps_references(tmp_path):
    engine = connect(tmp_path / "r.sqlite", create=True)
    with engine.connect() as connection:
        modes = [
            connection.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "foreign_keys", "synchronous")
        ]
    engine.dispose()
    assert modes == ["wal", 1, 2]
    with sqlite3.connect(tmp_path / "r.sqlite") as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


def test_canonical_json_has_one_form():
    assert canonical({"b": 1, "a": [1.0, 2.5, "岗\n"], "é": None}).decode() == '{"a":[1.0,2.5,"岗\\n"],"b":1,"é":null}'
    assert parse_object('{"a":1}') == {"a": 1}
    for other in ('{"a": 1}', '{"b":1,"a":2}', "[1]", "nonsense", '{"a":1,"a":1}', '{"a":"\\u5c97"}'):
        assert parse_object(other) is None
    for bad in (float("nan"), float("inf"), "\ud800"):
        with pytest.raises(InputError):
            canonical({"x": bad})


def test_all_the_way_is_the_same_on_every_machine(register):
    """Same users, contents and moments: the same hashes, so that a filing can be reproduced and compared."""
    version = take(register, register.record(draft(register), hand("li")), *TO_FILED)
    assert version.hash == "6af5c276fa6bece8a9b4318684c4ec77519019e4d3d525c2a2210afe7cb58613"
