"""What readers of public instances share: one line of a file, its cells judged, everything wrong kept for the end."""

from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from qinwu.models.errors import InputError
from qinwu.models.finding import Finding, Severity, Where
from qinwu.models.text import Text

FORMAT, NUMBER, NAME, COUNT = "P01", "P02", "P03", "P04"
"""Codes: a line that is not of its form, a number out of range, a name nobody knows, lines missing or too many."""


@dataclass(slots=True)
class Sheet:
    """One file being read; ``findings`` may be shared by several."""

    path: Path
    findings: list[Finding] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the file's lines without blanks around them; none, with a finding, if it cannot be read."""
        try:
            return [line.strip() for line in self.path.read_text("utf-8").splitlines()]
        except OSError as error:
            self.wrong(FORMAT, None, f"文件无法读取: {error.strerror}", f"the file cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self.wrong(FORMAT, None, "文件不是文本", "the file is not text")
        return []

    def wrong(self, rule: str, row: int | None, zh: str, en: str, *, value: str = "", name: str = "") -> None:
        """Keep a finding."""
        where = Where(file=self.path.name, row=row, field=name, value=value)
        advice = Text("按 FORMATS.md 的格式改正", "mend the line as FORMATS.md describes it")
        self.findings.append(
            Finding(rule=rule, severity=Severity.ERROR, message=Text(zh, en), where=where, advice=advice)
        )

    def number(self, row: int, name: str, cell: str, *, low: int = 0, high: int | None = None) -> int:
        """Return a whole number, ``low`` with a finding if it is none or out of range."""
        try:
            value = int(cell)
        except ValueError:
            self.wrong(NUMBER, row, "不是整数", "not a whole number", value=cell, name=name)
            return low
        if value < low or (high is not None and value > high):
            span = f"{low}..{'' if high is None else high}"
            self.wrong(NUMBER, row, f"超出范围 {span}", f"not within {span}", value=cell, name=name)
            return low
        return value

    def known(self, row: int, name: str, cell: str, names: Container[str]) -> bool:
        """Whether a name is one of those declared; a finding if not."""
        if cell not in names:
            self.wrong(NAME, row, "未声明的名称", "a name that is declared nowhere", value=cell, name=name)
            return False
        return True

    def fields(self, row: int, cells: list[str], number: int) -> bool:
        """Whether a line has so many fields; a finding if not."""
        if len(cells) != number:
            zh, en = f"有 {len(cells)} 个字段, 应为 {number} 个", f"{len(cells)} fields, not {number}"
            self.wrong(FORMAT, row, zh, en)
        return len(cells) == number

    def finish(self) -> None:
        """Raise everything that was found wrong at once (InputError, exit code 2)."""
        if self.findings:
            raise InputError.of(self.findings)
