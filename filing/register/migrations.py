"""The form of the tables, step by step; a register of an older program is brought up to date when it is opened."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from ...models.errors import InputError
from ...models.text import Text

Step = Sequence[str]
"""Statements that SQLite and PostgreSQL both understand; ``{text}`` is a text that sorts by code point."""

FIRST: Step = (
    """CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL, seq BIGINT NOT NULL,
        hash {text} NOT NULL, at {text} NOT NULL)""",
    """CREATE TABLE log (seq BIGINT PRIMARY KEY, at {text} NOT NULL, actor {text} NOT NULL, action {text} NOT NULL,
        version {text} NOT NULL, detail {text} NOT NULL, before {text} NOT NULL, key {text} NOT NULL,
        hash {text} NOT NULL UNIQUE, signature {text} NOT NULL)""",
    "CREATE INDEX log_version ON log (version)",
    """CREATE TABLE versions (hash {text} PRIMARY KEY, unit {text} NOT NULL, kind {text} NOT NULL,
        first {text} NOT NULL, last {text} NOT NULL, number INTEGER NOT NULL, effective {text} NOT NULL,
        meta {text} NOT NULL, content {text} NOT NULL, UNIQUE (unit, kind, first, number))""",
    "CREATE INDEX versions_days ON versions (kind, first, last)",
    """CREATE TABLE states (version {text} PRIMARY KEY REFERENCES versions (hash), link {text} NOT NULL,
        filed_at {text} NOT NULL, state {text} NOT NULL)""",
    """CREATE TABLE grants ("user" {text} NOT NULL, role {text} NOT NULL, scope {text} NOT NULL, name {text} NOT NULL,
        public_key {text} NOT NULL, PRIMARY KEY ("user", role, scope))""",
    "INSERT INTO head VALUES (1, 1, 0, '', '')",
)
STEPS: tuple[Step, ...] = (FIRST,)
"""Step i leads from format i to i + 1. A step that has been released is never edited: add another."""

_IS_THERE = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = 'head'",
    "postgresql": "SELECT count(to_regclass('head'))",
}
_TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def migrate(connection: Connection, *, steps: Sequence[Step] = STEPS) -> None:
    """
    Bring the tables to the newest form, inside the open transaction.

    Raises
    ------
    InputError
        If a newer program has made the register.
    """
    found = format_of(connection)
    refuse_newer(found, len(steps))
    for step in steps[found:]:
        for statement in step:
            connection.execute(text(statement.format(text=_TEXT[connection.dialect.name])))
    connection.execute(text("UPDATE head SET format = :format"), {"format": len(steps)})


def refuse_newer(found: int, known: int = len(STEPS)) -> None:
    """Raise InputError for the tables of a newer program."""
    if found > known:
        raise InputError(
            Text(
                f"登记簿的格式是 {found}, 本程序只认识到 {known}: 请升级 qinwu",
                f"the register has format {found}, this program knows up to {known}: use a newer qinwu",
            )
        )


def format_of(connection: Connection) -> int:
    """Return the number of the form the tables have; 0 if there are none."""
    if not connection.execute(text(_IS_THERE[connection.dialect.name])).scalar_one():
        return 0
    return int(connection.execute(text("SELECT format FROM head")).scalar_one())
