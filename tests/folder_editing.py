"""Editing a city folder as a planner does: replace words in its files, add and take away rows."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from city_factory import tiny_city

from qinwu.models.city import City
from qinwu.models.finding import Finding, Severity
from qinwu.models.text import Lang
from qinwu.models.week import Calendar, DayType
from qinwu.scenarios.check_folder import check_city
from qinwu.scenarios.write import write_city


class Folder:
    """A city folder, English headers, CSV; every edit returns the folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def write_new(cls, path: Path, city: City | None = None) -> "Folder":
        """Write a city (the tiny one) with a calendar, so that nothing but its arithmetic is doubted."""
        calendar = Calendar({date(2026, 10, 1): DayType.HOLIDAY, date(2027, 1, 20): DayType.SCHOOL_BREAK})
        write_city(replace(city or tiny_city(), calendar=calendar), path, lang=Lang.EN)
        return cls(path)

    def read(self, name: str) -> str:
        return (self.path / name).read_text("utf-8-sig")

    def write(self, name: str, text: str) -> "Folder":
        (self.path / name).write_text(text, "utf-8")
        return self

    def replace(self, name: str, old: str, new: str) -> "Folder":
        text = self.read(name)
        assert old in text, f"{old!r} is not in {name}"
        return self.write(name, text.replace(old, new, 1))

    def add(self, name: str, *rows: str) -> "Folder":
        return self.write(name, self.read(name).rstrip("\r\n") + "\n" + "\n".join(rows) + "\n")

    def column(self, name: str, column: str, value: str) -> "Folder":
        """Add a column with the same value in every row."""
        header, *rows = self.read(name).splitlines()
        return self.write(name, "\n".join((f"{header},{column}", *(f"{row},{value}" for row in rows))) + "\n")

    def set(self, name: str, key: str, column: str, value: str) -> "Folder":
        """Set a cell of the first row that begins with ``key`` (no quoted cells in these tables)."""
        lines = self.read(name).splitlines()
        index = next(i for i, line in enumerate(lines) if line.split(",")[0] == key)
        cells = lines[index].split(",")
        cells[lines[0].split(",").index(column)] = value
        lines[index] = ",".join(cells)
        return self.write(name, "\n".join(lines) + "\n")

    def findings(self, *, strict: bool = False) -> list[Finding]:
        return check_city(self.path, strict=strict)

    def of(self, code: str, severity: Severity | None = None) -> list[Finding]:
        """The findings of a rule; every finding of a test must be printable in both languages."""
        found = [f for f in self.findings() if f.rule == code]
        assert all(f.line(lang) and f.advice.in_(lang) for f in found for lang in Lang)
        return [f for f in found if severity in (None, f.severity)]
