"""A finding: what is wrong, where, how bad, and what to do about it."""

from dataclasses import dataclass, field
from enum import StrEnum

from .text import Lang, Text


class Severity(StrEnum):
    """
    How bad a finding is.

    ERROR - the input cannot be used, or a hard rule (the law) is broken.
    GAP - demand that is not met: a seat nobody sits on.
    WARN - a soft rule is broken, or the input is usable but doubtful.
    INFO - worth knowing.
    """

    ERROR = "ERROR"
    GAP = "GAP"
    WARN = "WARN"
    INFO = "INFO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The place of a finding: a cell of a table, or a spot in a roster. Empty parts are not known or do not apply."""

    file: str = ""
    row: int | None = None
    field: str = ""
    value: str = ""
    officer: str = ""
    place: str = ""
    date: str = ""
    band: str = ""

    def in_(self, lang: Lang) -> str:
        """Return the place in one line, for people."""
        row = Text(f"第 {self.row} 行", f"row {self.row}").in_(lang) if self.row is not None else ""
        shown = f"= {self.value!r}" if self.value else ""
        return " ".join(
            part for part in (self.file, row, self.field, shown, self.date, self.band, self.place, self.officer) if part
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One thing a reader of input or a checker of rosters has to say.

    Parameters
    ----------
    rule
        Code of the rule that speaks: ``R01``... of the catalogue, ``D01``... for input data, ``N01`` for unmet need.
    message, advice
        What is wrong, and what to do.
    units, cost
        Size of the breach in the rule's own unit, and its price in the roster's objective (0 for hard breaches
        and for input).
    """

    rule: str
    severity: Severity
    message: Text
    where: Where = field(default_factory=Where)
    advice: Text = field(default_factory=lambda: Text("", ""))
    units: int = 0
    cost: int = 0

    def line(self, lang: Lang = Lang.ZH) -> str:
        """Return the finding on one line, as the command line prints it."""
        advice = self.advice.in_(lang)
        where = self.where.in_(lang)
        return (
            f"{self.severity} {self.rule}".rstrip()
            + (f" [{where}]" if where else "")
            + f" {self.message.in_(lang)}"
            + (f" → {advice}" if advice else "")
        )
