"""
Canonical JSON: one value, one sequence of bytes, one SHA-256.

Keys sorted by code point, no blanks, no escapes but those JSON demands, UTF-8, whole numbers as digits, other numbers
as the shortest decimal that reads back to the same double, no NaN or infinity. Any program can recompute a hash.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ...models.errors import InputError
from ...models.text import Text


def canonical(value: object) -> bytes:
    """
    Return the canonical bytes of a JSON value.

    >>> canonical({"b": [1, 2.5], "a": "岗"}).decode()
    '{"a":"岗","b":[1,2.5]}'

    Raises
    ------
    InputError
        If the value has no JSON form: NaN, infinity, half a surrogate pair.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except ValueError as error:
        raise InputError(
            Text(f"内容无法写成规范 JSON: {error}", f"the content has no canonical JSON form: {error}")
        ) from error


def canonical_lines(document: Mapping[str, object]) -> bytes:
    """
    Return a document for people too: in canonical bytes, but a line for each key and for each entry of a list.

    >>> print(canonical_lines({"b": 1, "a": [{"y": 2, "x": 1}, 3]}).decode(), end="")
    {
     "a": [
      {"x":1,"y":2},
      3
     ],
     "b": 1
    }

    Raises
    ------
    InputError
        As ``canonical``.
    """
    parts = []
    for key, value in sorted(document.items()):
        if isinstance(value, list) and value:
            text = b"[\n  " + b",\n  ".join(map(canonical, value)) + b"\n ]"
        else:
            text = canonical(value)
        parts.append(b" " + canonical(key) + b": " + text)
    return b"{\n" + b",\n".join(parts) + b"\n}\n"


def digest(value: object) -> str:
    """Return the SHA-256 of a JSON value's canonical bytes, in hexadecimal."""
    return digest_bytes(canonical(value))


def digest_bytes(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def parse_object(text: str) -> dict[str, Any] | None:
    """Return the object that ``text`` is the canonical form of; None if it is not canonical or no object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    try:
        return value if canonical(value).decode() == text else None
    except InputError:
        return None
