"""The tables, as queries name them; ``migrations`` makes them. Moments and dates are ISO text of the city's clock."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

metadata = MetaData()

# One row: the last entry of the log. Writers on PostgreSQL queue on its lock.
head = Table(
    "head",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("format", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# Every change of anything, in order, each chained to the one before by its hash.
log = Table(
    "log",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

# What was filed. Rows are added, never changed.
versions = Table(
    "versions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("effective", Text, nullable=False),
    Column("meta", Text, nullable=False),
    Column("content", Text, nullable=False),
)

# Where each version stands; follows from the log, and verification compares.
states = Table(
    "states",
    metadata,
    Column("version", Text, primary_key=True),
    Column("link", Text, nullable=False),
    Column("filed_at", Text, nullable=False),
    Column("state", Text, nullable=False),
)

# Who may do what; follows from the log as well.
grants = Table(
    "grants",
    metadata,
    Column("user", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("public_key", Text, nullable=False),
)
