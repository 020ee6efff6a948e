"""The way to the tables: SQLite by path, PostgreSQL by URL; every fault of theirs becomes one line to the user."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from ...models.errors import ConflictError, InputError
from ...models.text import Text
from .migrations import STEPS, format_of, migrate, refuse_newer

BUSY_S = 30
"""So long a writer waits for those before it."""

_WRITERS_LOCK = 7_140_926  # advisory lock of PostgreSQL on which writers queue; any number will do


def connect(place: str | Path, *, create: bool) -> Engine:
    """
    Open the tables at a path (SQLite) or URL (``postgresql://user@host/name``), and bring them up to date.

    Raises
    ------
    InputError
        If there is no register and ``create`` is false; if a newer program has made it; if it cannot be reached.
    """
    url = address(place)
    path = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    with explained(url):
        if path and not path.is_file() and "uri" not in url.query:
            if not create:
                raise absent(url)
            _make_file(path)
        engine = _engine(url)
        with ExitStack() as on_failure:
            on_failure.callback(engine.dispose)
            _bring_up_to_date(engine, create=create)
            on_failure.pop_all()
    return engine


def _bring_up_to_date(engine: Engine, *, create: bool) -> None:
    with reading(engine) as connection:
        found = format_of(connection)
    refuse_newer(found)
    if not found and not create:
        raise absent(engine.url)
    if found < len(STEPS):
        with writing(engine) as connection:
            migrate(connection)


def address(place: str | Path) -> URL:
    """
    Return the URL of a path or URL.

    >>> address("postgresql://chief@db/qinwu").drivername
    'postgresql+psycopg'
    """
    if "://" not in str(place):
        return URL.create("sqlite", database=str(place))
    try:
        url = make_url(str(place))
    except ArgumentError as error:
        raise InputError(Text(f"看不懂登记簿地址 {place}", f"not an address of a register: {place}")) from error
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("postgresql", "sqlite"):
        raise InputError(
            Text("登记簿只能在 SQLite 或 PostgreSQL 中", "a register lives in SQLite or PostgreSQL, nowhere else")
        )
    return url


def absent(url: URL) -> InputError:
    """Return the error that there is no register."""
    return InputError(
        Text(
            f"没有登记簿 {shown(url)}: 先运行 qinwu users 建立",
            f"there is no register {shown(url)}: make it with qinwu users",
        )
    )


def shown(url: URL) -> str:
    """Return an address without its password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string()


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_S})
        _keep_sqlite_strict(engine)
        return engine
    options: dict[str, Any] = {"pool_pre_ping": True, "connect_args": {"connect_timeout": BUSY_S}}
    try:
        return create_engine(url, isolation_level="READ COMMITTED", **options)
    except ModuleNotFoundError as error:
        raise InputError(
            Text(
                "连接 PostgreSQL 需要: pip install 'qinwu[postgres]'", "PostgreSQL needs: pip install 'qinwu[postgres]'"
            )
        ) from error


def _keep_sqlite_strict(engine: Engine) -> None:
    """Begin transactions ourselves, as writer or as reader; survive a loss of power; hold references to be kept."""

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.text_factory = _readable
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reader = connection.get_execution_options().get("qinwu_reader")
        connection.exec_driver_sql("BEGIN" if reader else "BEGIN IMMEDIATE")


def _readable(text: bytes) -> str:
    """Read text so that bytes that are no UTF-8 can be named by verification, not only stumbled on."""
    return text.decode("utf-8", "surrogateescape")


def _make_file(path: Path) -> None:
    """Make the file whole beside its place, then give it its name, unless somebody else just has."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = _engine(address(draft))
        with engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert isinstance(raw, sqlite3.Connection)  # noqa: S101
            raw.execute("PRAGMA journal_mode = WAL")
        with writing(engine) as connection:
            migrate(connection)
        engine.dispose()
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        for ending in ("", "-wal", "-shm"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a view of one moment: nothing that others write shows until it is closed."""
    options: dict[str, Any] = {"qinwu_reader": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with explained(engine.url), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open the one transaction that may write; on leaving it is kept whole, or, after an error, not at all."""
    with explained(engine.url), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_S}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS_LOCK})
        yield connection


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Say in one line of ours what the tables could not do."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            Text(
                "别人刚刚登记了同一版本: 请先查看再重试", "somebody has just recorded the same: look again, then retry"
            )
        ) from error
    except DBAPIError as error:
        why = str(error.orig).strip().partition("\n")[0]
        if "locked" in why or "lock timeout" in why:
            raise ConflictError(
                Text(f"登记簿忙, 等了 {BUSY_S} 秒: 请稍后重试", f"the register was busy for {BUSY_S} s: try again")
            ) from error
        raise InputError(
            Text(
                f"登记簿 {shown(url)} 无法使用: {why}; 未确认的操作视为未登记, 用 qinwu status 查看后再试",
                f"the register {shown(url)} failed: {why}; what was not confirmed counts as not recorded, look with"
                " qinwu status before you try again",
            )
        ) from error
