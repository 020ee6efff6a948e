"""A benchmark's files read before work; its rows printed as they come and written, a broken run taken up again."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import click

from qinwu.filing.atomic import write_files
from qinwu.models.errors import InputError
from qinwu.models.finding import Finding

Row = dict[str, object]
T = TypeVar("T")


def read_first(read: Callable[[T], object], sources: Iterable[T]) -> None:
    """Read all sources once, so that whatever is wrong in any is said before work: one InputError."""
    findings: list[Finding] = []
    for source in sources:
        try:
            read(source)
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError.of(findings)


@dataclass(slots=True)
class Results:
    """The rows so far, in ``target`` if there is one; ``keys`` tell rows apart."""

    target: Path | None
    keys: tuple[str, ...] = ("instance",)
    rows: list[Row] = field(default_factory=list)

    def resume(self) -> None:
        """Take up the rows that the target holds."""
        if self.target and self.target.exists():
            self.rows = json.loads(self.target.read_text("utf-8"))

    def has(self, *values: str) -> bool:
        """Whether a row of these keys is there."""
        return any(tuple(row[key] for key in self.keys) == values for row in self.rows)

    def add(self, row: Row) -> None:
        """Print a row, and write all."""
        self.rows.append(row)
        click.echo(json.dumps(row))
        if self.target:
            write_files({self.target: (json.dumps(self.rows, indent=2) + "\n").encode()})
