"""Rows of a benchmark: printed as they come, written after each, taken up again where a run was broken off."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import click

from qinwu.filing.atomic import write_files

Row = dict[str, object]


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
