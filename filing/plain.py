"""Nouns as plain JSON values and back, by the types of their fields: one reader for all parts of a document."""

import dataclasses
import types
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum, IntEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ..models.crew import CrewPattern
from ..models.errors import InputError
from ..models.week import Week

T = TypeVar("T")
_WRITTEN = (CrewPattern, Week)
"""Nouns that are written as one word, and read by their ``parse``."""


class UnreadableError(ValueError):
    """A value that is not of the type its place asks for; ``path`` leads to it, ``asked`` names what was asked."""

    def __init__(self, path: str, asked: str, value: object) -> None:
        super().__init__(f"{path}: {asked}")
        self.path, self.asked, self.value = path, asked, value


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """
    Return a noun as JSON values: fields by name, dates in ISO form, enumerations by value (numbered ones by name).

    Raises
    ------
    TypeError
        If a part of it has no JSON form.
    """
    if isinstance(value, Enum):
        return value.name if isinstance(value, IntEnum) else value.value
    if value is None or isinstance(value, bool | str | int | float):
        return value
    if isinstance(value, (date, *_WRITTEN)):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, list | tuple):
        return [to_plain(one) for one in value]
    if dataclasses.is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value) if f.init}
    raise TypeError(f"no JSON form for {type(value).__name__}")


def from_plain(kind: type[T], value: object, path: str = "") -> T:
    """
    Read a noun of type ``kind`` from JSON values.

    Raises
    ------
    UnreadableError
        If a value is missing, unknown or of the wrong type, or a noun refuses it; names the path to it.
    """
    found: T = _read(kind, value, path)
    return found


def _read(kind: Any, value: object, path: str) -> Any:  # noqa: ANN401 - types in, values out
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return None if value is None else _read(next(k for k in get_args(kind) if k is not type(None)), value, path)
    if origin in {tuple, Sequence} or (origin is not None and issubclass(origin, Sequence)):
        _expect(isinstance(value, list), path, "list", value)
        return tuple(_read(get_args(kind)[0], one, f"{path}[{i}]") for i, one in enumerate(_list(value), start=1))
    if dataclasses.is_dataclass(kind) and kind not in _WRITTEN:
        return _noun(kind, value, path)
    return _word(kind, value, path)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _noun(kind: Any, value: object, path: str) -> Any:  # noqa: ANN401
    _expect(isinstance(value, dict), path, "object", value)
    row = value if isinstance(value, dict) else {}
    hints = _hints(kind)
    fields = [f for f in dataclasses.fields(kind) if f.init]
    for name in row:
        _expect(name in {f.name for f in fields}, f"{path}.{name}", "no such field", row[name])
    parts = {}
    for f in fields:
        needed = f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        _expect(f.name in row or not needed, f"{path}.{f.name}", "missing", None)
        if f.name in row:
            parts[f.name] = _read(hints[f.name], row[f.name], f"{path}.{f.name}")
    try:
        return kind(**parts)
    except InputError as error:
        raise UnreadableError(path, str(error), value) from error


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401
    return get_type_hints(kind)


def _word(kind: Any, value: object, path: str) -> Any:  # noqa: ANN401
    """Read what is no list and no object."""
    if kind in {bool, str}:
        _expect(isinstance(value, kind), path, kind.__name__, value)
        return value
    if kind in {int, float}:
        fits = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
        _expect(fits, path, kind.__name__, value)
        return kind(value)
    _expect(isinstance(value, str), path, kind.__name__, value)
    text = str(value)
    try:
        if kind in {date, datetime}:
            return kind.fromisoformat(text)
        if kind in _WRITTEN:
            return kind.parse(text)
        return kind[text] if issubclass(kind, IntEnum) else kind(text)
    except (ValueError, KeyError, InputError) as error:
        raise UnreadableError(path, kind.__name__, value) from error


def _expect(holds: bool, path: str, asked: str, value: object) -> None:  # noqa: FBT001
    if not holds:
        raise UnreadableError(path, asked, value)
