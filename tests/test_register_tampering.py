"""Whoever changes the past of the register, by whatever hole, is found, and what he changed is named."""

import json
import random
import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given
from hypothesis import strategies as st
from register_users import amended, draft, filed, hand, later, moment, new_register, take
from sqlalchemy import text

from qinwu.filing.register.canonical import canonical, digest
from qinwu.filing.register.connect import writing
from qinwu.filing.register.machine import Action
from qinwu.filing.register.register import Register
from qinwu.filing.register.signing import PemSigner
from qinwu.filing.register.verify import verify
from qinwu.models.errors import InputError, RefusedError
from qinwu.models.filing import Link

WEDNESDAY = moment("2026-11-25T09:00")
LAST = 17  # entries of the log in ``register``
CUT = "UPDATE head SET (seq, hash, at) = (SELECT seq, hash, at FROM log WHERE seq = 16)"


@pytest.fixture
def register(register_place):
    """Two units filed, one of them amended, one version waiting."""
    made = new_register(register_place)
    amended(made, filed(made), later(hours=1), WEDNESDAY)
    filed(made, "B", later(hours=2))
    made.record(draft(made, "C"), hand("li", later(hours=3)))
    yield made
    made.close()


def tamper(register: Register, *statements: str, **values: object) -> list[str]:
    """Change the tables behind the register's back; return what verification says, in English."""
    with writing(register.engine) as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            connection.execute(text("ALTER TABLE states DROP CONSTRAINT IF EXISTS states_version_fkey"))
        for statement in statements:
            connection.execute(text(statement), values)
    return [f"{f.rule} {f.where.field}: {f.message.en}" for f in verify(register)]


def test_an_untouched_register_is_whole(register):
    assert verify(register) == []


def test_a_changed_content_is_named(register):
    said = tamper(register, "UPDATE versions SET content = replace(content, '李四', '王五') WHERE unit = 'B'")
    assert said == ["V01 B 2026-W48 ROSTER v1: the content of the version was changed"]
    version = next(v for v in register.versions() if v.unit == "B")
    with pytest.raises(InputError, match="哈希不符"):
        register.content(version)


@pytest.mark.parametrize("column", ["content", "meta"])
def test_any_changed_byte_of_any_version_is_found_and_named(tmp_path, column):
    register = new_register(str(tmp_path / "register.sqlite"))
    versions = [filed(register), filed(register, "B")]
    raw = sqlite3.connect(tmp_path / "register.sqlite")
    dice = random.Random(3)  # noqa: S311
    for version in versions:
        read = f"SELECT CAST({column} AS BLOB) FROM versions WHERE hash = ?"  # noqa: S608
        (whole,) = raw.execute(read, (version.hash,)).fetchone()
        for at in range(len(whole)):
            broken = bytearray(whole)
            broken[at] ^= 1 << dice.randrange(8)
            change = f"UPDATE versions SET {column} = CAST(? AS TEXT) WHERE hash = ?"  # noqa: S608
            raw.execute(change, (bytes(broken), version.hash))
            raw.commit()
            said = [finding.where.field for finding in verify(register)]
            assert any(f"{version.unit} 2026" in where for where in said), (at, said)
            raw.execute(change, (whole, version.hash))
            raw.commit()
    assert verify(register) == []
    raw.close()
    register.close()


def test_any_changed_byte_of_the_file_is_found_unless_it_holds_nothing(tmp_path):
    """A byte in a part of the file that no row uses changes nothing; every other one is found."""
    path = tmp_path / "register.sqlite"
    register = new_register(str(path))
    amended(register, filed(register), later(hours=1), WEDNESDAY)
    register.close()
    whole, dice = path.read_bytes(), random.Random(11)  # noqa: S311
    facts = everything(path)
    for at in dice.sample(range(len(whole)), 300):
        broken = bytearray(whole)
        broken[at] ^= 1 << dice.randrange(8)
        copy = tmp_path / f"copy{at}.sqlite"
        copy.write_bytes(broken)
        assert found(copy) or everything(copy) == facts, at


def everything(path: Path) -> list[list[tuple[object, ...]]]:
    """All rows of all tables, as bytes."""
    raw = sqlite3.connect(path)
    raw.text_factory = bytes
    tables = ("head", "log", "versions", "states", "grants")
    try:
        return [sorted(raw.execute(f"SELECT * FROM {table}").fetchall()) for table in tables]  # noqa: S608
    finally:
        raw.close()


def found(path: Path) -> bool:
    """Whether the register is refused, or verification has something to say."""
    try:
        register = Register(path)
    except InputError:
        return True
    said = verify(register)
    register.close()
    return bool(said)


def test_a_deleted_version_is_named_even_with_all_that_speaks_of_it_but_the_log(register):
    said = tamper(
        register,
        "DELETE FROM states WHERE version = (SELECT hash FROM versions WHERE unit = 'B')",
        "DELETE FROM versions WHERE unit = 'B'",
    )
    assert any("recorded by li at 2026-11-16 11:00:00, is gone" in line for line in said)


def test_a_version_that_no_log_knows_is_named(register):
    said = tamper(
        register, "UPDATE versions SET hash = 'x' || hash WHERE unit = 'C'", "DELETE FROM states WHERE link = 'PLANNED'"
    )
    assert any(line.startswith("V01 C 2026-11-23 ROSTER v1") for line in said)


@pytest.mark.parametrize("seq", [1, 2, 9, 16, LAST])
def test_a_deleted_entry_of_the_log_is_named(register, seq):
    assert len(register.log()) == LAST
    said = tamper(register, "DELETE FROM log WHERE seq = :seq", seq=seq)
    if seq < LAST:
        assert said[0] == f"V02 log {seq + 1}: entries {seq} to {seq} are gone"
    else:
        assert "V02 log 16: the log ends with entry 16, it should end with 17" in said


def test_a_log_cut_off_together_with_its_head_leaves_a_version_without_entry(register):
    said = tamper(
        register,
        "DELETE FROM log WHERE seq = 17",
        CUT,
    )
    assert "V02 C 2026-W48 ROSTER v1: the log does not know of the version" in said


def test_entries_in_another_order_are_named(register):
    said = tamper(
        register,
        "UPDATE log SET seq = 1000 WHERE seq = 4",
        "UPDATE log SET seq = 4 WHERE seq = 5",
        "UPDATE log SET seq = 5 WHERE seq = 1000",
    )
    assert {"V03 log 4: it does not follow the entry before it", "V01 log 4: the entry was changed"} <= set(said)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE log SET actor = 'zhao' WHERE seq = 3", "V01 log 3"),
        ("UPDATE log SET at = '2026-11-16T08:59:00' WHERE seq = 3", "V01 log 3"),
        ("UPDATE log SET at = 'yesterday' WHERE seq = 3", "V01 log 3"),
        ("UPDATE log SET action = 'RETURN' WHERE seq = 3", "V01 log 3"),
        ("UPDATE log SET detail = '{}' WHERE seq = 5", "V01 log 5"),
        ("UPDATE log SET hash = 'abc' WHERE seq = 5", "V01 log 5"),
        ("UPDATE states SET link = 'FILED' WHERE link = 'PLANNED'", "V01 C 2026-W48 ROSTER v1"),
        ("UPDATE states SET filed_at = '2026-11-16T09:00:00' WHERE link = 'PLANNED'", "V01 C 2026-W48 ROSTER v1"),
        ("UPDATE versions SET effective = '2026-11-01T00:00:00' WHERE unit = 'C'", "V01 C 2026-11-23"),
        ("UPDATE versions SET number = 7 WHERE unit = 'C'", "V01 C 2026-11-23 ROSTER v7"),
        ("UPDATE grants SET role = 'KEEPER' WHERE \"user\" = 'li'", "V01 users"),
        ("UPDATE head SET seq = 18", "V02 log 17"),
    ],
)
def test_every_other_change_is_named(register, change, named):
    assert any(line.startswith(named) for line in tamper(register, change))


def test_one_who_rewrites_all_hashes_is_found_by_a_hash_on_paper(register):
    """The chain alone cannot tell a register from another that is whole in itself: the printed footer can."""
    printed = next(v.hash for v in register.versions() if v.unit == "C")
    said = tamper(
        register,
        "DELETE FROM states WHERE version = (SELECT hash FROM versions WHERE unit = 'C')",
        "DELETE FROM versions WHERE unit = 'C'",
        "DELETE FROM log WHERE seq = 17",
        CUT,
    )
    assert said == []
    assert [f.rule for f in verify(register, seen=[printed])] == ["V02"]


def make_key(folder, name):
    path = folder / f"{name}.pem"
    key = ed25519.Ed25519PrivateKey.from_private_bytes(digest(name).encode()[:32])
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return PemSigner(path)


@pytest.fixture
def signers(tmp_path):
    return {name: make_key(tmp_path, name) for name in ("li", "wang", "centre")}


@pytest.fixture
def signed(register_place, signers):
    """A register whose author, reviewer and detachment centre sign; the brigade's centre does not."""
    made = new_register(register_place, keys={name: signer.public_key for name, signer in signers.items()})
    version = made.record(draft(made), hand("li", signer=signers["li"]))
    version = take(made, version, Action.APPROVE, signers=signers)
    version = made.act(version, Action.SEND, hand("li", signer=signers["li"]), detail={"breaches": {}, "waivers": []})
    take(made, version, Action.ACKNOWLEDGE, signers=signers)
    yield made
    made.close()


def test_signatures_of_author_reviewer_and_centre_are_checked(signed):
    assert [bool(entry["signature"]) for entry in signed.log()] == [False, True, True, True, True, False]
    assert signed.versions()[0].link is Link.FILED
    assert verify(signed) == []


def test_who_has_a_key_must_sign_with_it_and_nobody_else_can(signed, signers):
    change = draft(signed, "B")
    for signer in (None, signers["wang"]):
        with pytest.raises(RefusedError, match="密钥签名"):
            signed.record(change, hand("li", signer=signer))
    with pytest.raises(RefusedError, match="没有登记公钥"):
        signed.set_clock_right(hand("auditor", signer=signers["wang"]))


def test_rewriting_all_hashes_does_not_forge_a_signature(signed):
    """One with all the tables in his hands changes the reviewer's reason and works out every hash anew."""
    entries = signed.log()
    entries[2]["detail"] = {"note": "forged"}
    before = entries[1]["hash"]
    changes = []
    for entry in entries[2:]:
        fixed = {k: entry[k] for k in ("seq", "at", "actor", "action", "version", "detail", "key")} | {"before": before}
        changes.append(
            {**entry, "before": before, "hash": digest(fixed), "detail": canonical(entry["detail"]).decode()}
        )
        before = changes[-1]["hash"]
    with writing(signed.engine) as connection:
        for change in changes:
            connection.execute(
                text("UPDATE log SET before = :before, hash = :hash, detail = :detail WHERE seq = :seq"),
                {key: change[key] for key in ("before", "hash", "detail", "seq")},
            )
        connection.execute(text("UPDATE head SET hash = :hash"), {"hash": before})
    said = [f"{f.rule} {f.where.field}: {f.message.en}" for f in verify(signed)]
    assert said == [f"V04 log {seq}: not signed by {who}" for seq, who in ((3, "wang"), (4, "li"), (5, "centre"))]


def test_a_signature_taken_away_is_found(signed):
    assert tamper(signed, "UPDATE log SET signature = '' WHERE seq = 4") == ["V04 log 4: not signed by li"]
    assert tamper(signed, "UPDATE log SET key = '' WHERE seq = 4")[0] == "V01 log 4: the entry was changed"


WORDS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner)
)


@given(value=VALUES)
def test_canonical_bytes_read_back_to_the_same_value(value):
    data = canonical({"value": value})
    assert json.loads(data) == {"value": value}
    assert canonical(json.loads(data)) == data
