"""Reading a TOML tree with a finding for each key that is missing, misspelt or of the wrong type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from ..models.finding import Where
from ..models.text import Text
from .notes import Notes
from .tables import close

T = TypeVar("T")
_WORDS = {
    str: Text("文字", "text"),
    int: Text("整数", "a whole number"),
    float: Text("数字", "a number"),
    bool: Text("true 或 false", "true or false"),
    list: Text("列表 [...]", "a list [...]"),
    dict: Text("一节 [...]", "a table"),
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A table of the TOML tree, the path that leads to it, and where findings go."""

    file: str
    path: str
    data: Mapping[str, Any]
    notes: Notes

    def at(self, key: str) -> Where:
        """Return the place of a key."""
        value = self.data.get(key)
        shown = "" if value is None or isinstance(value, dict | list) else str(value)
        return Where(file=self.file, field=f"{self.path}.{key}" if self.path else key, value=shown)

    def get(self, key: str, kind: type[T], default: T) -> T:
        """Return a value of a type, or the default if it is missing or (noted) of another type."""
        value = self.data.get(key, default)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        word = _WORDS[kind]
        self.notes.error("D06", Text(f"{key} 应为{word.zh}", f"{key} must be {word.en}"), self.at(key))
        return default

    def need(self, key: str, kind: type[T], default: T) -> T:
        """Return a value that must be given; note it if it is not."""
        if key not in self.data:
            self.notes.error("D05", Text(f"缺少 {key}", f"{key} is missing"), self.at(key))
        return self.get(key, kind, default)

    def day(self, key: str) -> date | None:
        """Return a date, written as a text or as TOML's own; None, and noted, if it is missing or none."""
        value = self.data.get(key)
        try:
            found = date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if isinstance(found, date):
            return found
        text = Text(f"{key} 应为日期, 如 2026-11-30", f"{key} must be a date: 2026-11-30")
        self.notes.error("D06", text, self.at(key))
        return None

    def branch(self, key: str) -> "Branch":
        """Return the table below a key, empty if there is none."""
        path = f"{self.path}.{key}" if self.path else key
        return Branch(self.file, path, self.get(key, dict, {}), self.notes)

    def items(self, key: str) -> "list[Branch]":
        """Return the tables of a list below a key."""
        found = []
        for index, item in enumerate(self.get(key, list, []), 1):
            one = Branch(self.file, f"{self.path}.{key}[{index}]".removeprefix("."), {}, self.notes)
            if isinstance(item, dict):
                found.append(Branch(self.file, one.path, item, self.notes))
            else:
                self.notes.error(
                    "D06", Text("应为 { ... }", "must be a table { ... }"), Where(file=self.file, field=one.path)
                )
        return found

    def warn_unknown(self, known: Iterable[str]) -> None:
        """Note each key that no one reads."""
        names = list(known)
        for key in self.data:
            if key not in names:
                near = close(key, names)
                advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
                self.notes.warn("D03", Text(f"不认识的设置 {key}", f"unknown setting {key}"), self.at(key), advice)
