"""Records: a row's cells as typed values, with a finding for each cell that does not say what its column asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..models.finding import Where
from ..models.text import Text
from .codecs import BadValueError, is_blank, plain
from .columns import Column
from .notes import Notes
from .tables import Row, Rows


@dataclass(frozen=True, slots=True)
class Record:
    """
    A row with typed values.

    A cell that was blank or bad has its column's default in ``values``; ``good`` names the columns that were read.
    """

    file: str
    row: Row
    values: Mapping[str, Any]
    good: frozenset[str]

    def __getitem__(self, column: str) -> Any:  # noqa: ANN401
        return self.values[column]

    def at(self, field: str) -> Where:
        """Return the place of one of this row's cells."""
        return Where(file=self.file, row=self.row.number, field=field, value=plain(self.row.cells.get(field)))


def read_records(rows: Rows, columns: Sequence[Column], notes: Notes) -> list[Record]:
    """Read every row; rows are never dropped, bad cells are noted."""
    return [_record(rows.file, row, columns, notes) for row in rows.rows]


def _record(file: str, row: Row, columns: Sequence[Column], notes: Notes) -> Record:
    values: dict[str, Any] = {column.name: column.default for column in columns}
    good = set()
    for column in columns:
        cell = row.cells.get(column.name)
        where = Where(file=file, row=row.number, field=column.name, value=plain(cell))
        if is_blank(cell):
            if column.required and column.name in row.cells:
                notes.error("D05", Text(f"{column.zh} 为空", f"{column.name} is blank"), where)
            continue
        try:
            values[column.name] = column.codec.read(cell)
            good.add(column.name)
        except BadValueError as error:
            form = column.codec.form
            advice = Text(f"格式: {form.zh}", f"form: {form.en}")
            notes.error(error.code, error.text, where, advice)
    return Record(file, row, values, frozenset(good))
