"""Tables: one file of rows, CSV or XLSX, as rows that know their row number in Excel."""

import csv
import gzip
import io
import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path

from ..models.finding import Where
from ..models.text import Text
from .codecs import BadWorkbookError, Cell, is_blank, plain
from .columns import Column, Table
from .notes import Notes

ENDINGS = (".csv", ".xlsx")
GZIPPED = ".csv.gz"
_OLD = (".xls", ".et", ".ods", ".xlsm")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as Excel shows it, and its cells by English column name."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a table, the file they came from, and whether its header could be found."""

    file: str
    rows: Sequence[Row] = ()
    header: bool = False


def find_table(folder: Path, table: Table, notes: Notes, *, endings: Sequence[str] = ENDINGS) -> Path | None:
    """Return the file of a table: ``NAME.csv`` or ``NAME.xlsx``, NAME in English or Chinese."""
    names = [name + ending for name in (table.name, table.zh) for ending in endings]
    found = [folder / name for name in names if (folder / name).is_file()]
    if len(found) > 1:
        files = ", ".join(path.name for path in found)
        notes.error(
            "D01",
            Text(f"{table.zh}表有两份: {files}", f"there are two files of the table {table.name}: {files}"),
            Where(file=found[0].name),
            Text("只留一份", "keep one of them"),
        )
    elif not found:
        _missing(folder, table, notes)
    return found[0] if found else None


def _missing(folder: Path, table: Table, notes: Notes) -> None:
    old = [table.name + ending for ending in _OLD if (folder / (table.name + ending)).is_file()]
    if table.required or old:
        notes.error(
            "D01",
            Text(f"缺少{table.zh}表 {table.name}.csv", f"the table {table.name}.csv is missing"),
            Where(file=old[0] if old else f"{table.name}.csv"),
            Text(f"把 {old[0]} 另存为 XLSX", f"save {old[0]} as XLSX") if old else None,
        )


def read_table(path: Path, columns: Sequence[Column], notes: Notes, *, open_ended: bool = False) -> Rows:
    """
    Read a file into rows.

    Parameters
    ----------
    path
        A CSV file (UTF-8 with or without BOM, UTF-16, GB18030; comma, semicolon or tab; gzipped if its name ends in
        ``.gz``) or an XLSX file.
    columns
        What the table may hold; headers are English names or Chinese ones.
    notes
        Gets what is wrong.
    open_ended
        Keep unknown columns under their own headers instead of warning: the needs table's bands.
    """
    try:
        grid = _read_xlsx(path, notes) if path.suffix == ".xlsx" else _read_csv(path)
    except OSError as error:
        why = error.strerror or str(error)
        notes.error("D01", Text(f"无法读取: {why}", f"cannot be read: {why}"), Where(file=path.name))
        return Rows(path.name)
    except (UnicodeDecodeError, csv.Error, EOFError, zlib.error) as error:
        message = Text(f"不是 UTF-8 或 GB18030 的 CSV: {error}", f"not CSV in UTF-8 or GB18030: {error}")
        notes.error("D01", message, Where(file=path.name))
        return Rows(path.name)
    except BadWorkbookError as error:
        message = Text(f"不是有效的 XLSX 文件: {error}", f"not a valid XLSX file: {error}")
        notes.error("D01", message, Where(file=path.name))
        return Rows(path.name)
    return _rows(path.name, grid, columns, notes, open_ended=open_ended)


def decode(data: bytes) -> str:
    """Return the text of a CSV file; UnicodeDecodeError if it is none of the encodings of Excel and WPS."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _read_csv(path: Path) -> list[list[Cell]]:
    data = path.read_bytes()
    text = decode(gzip.decompress(data) if path.suffix == ".gz" else data)
    if "\0" in text:
        raise csv.Error("it holds NUL bytes")
    head = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    separator = max(",;\t", key=head.count)
    return [list(record) for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)]


def _read_xlsx(path: Path, notes: Notes) -> list[list[Cell]]:
    from .workbook import read_workbook  # noqa: PLC0415 - openpyxl loads slowly, and most tables are CSV

    return read_workbook(path, notes)


def _rows(
    file: str, grid: Sequence[Sequence[Cell]], columns: Sequence[Column], notes: Notes, *, open_ended: bool
) -> Rows:
    start = next((i for i, cells in enumerate(grid) if not _is_comment(cells)), None)
    if start is None:
        notes.error("D04", Text("文件是空的, 没有表头", "the file is empty, it has no header"), Where(file=file, row=1))
        return Rows(file)
    names = _header(Where(file=file, row=start + 1), grid[start], columns, notes, open_ended=open_ended)
    rows = []
    for number, cells in enumerate(grid[start + 1 :], start + 2):
        if all(is_blank(cell) for cell in cells):
            continue
        for name, extra in zip_longest(names, cells, fillvalue=""):
            if name == "" and not is_blank(extra):
                where = Where(file=file, row=number, value=plain(extra))
                notes.error("D30", Text("该格上方没有列名", "the cell has no header above it"), where)
        filled = [*cells, *[None] * (len(names) - len(cells))]
        rows.append(Row(number, {name: cell for name, cell in zip(names, filled, strict=False) if name}))
    return Rows(file, rows, header=True)


def _is_comment(cells: Sequence[Cell]) -> bool:
    return all(is_blank(cell) for cell in cells) or plain(cells[0]).startswith("#")


def _header(
    where: Where, cells: Sequence[Cell], columns: Sequence[Column], notes: Notes, *, open_ended: bool
) -> list[str | None]:
    """Return each column's English name, "" for no header, None for one not used; note what is wrong."""
    known = _known_headers([header_key(plain(cell)) for cell in cells], columns)
    names: list[str | None] = []
    for cell in cells:
        header = plain(cell)
        name = known.get(header_key(header), header if open_ended or not header else None)
        if name is None:
            _unknown(where, header, columns, notes)
        if name and name in names:
            at = Where(file=where.file, row=where.row, field=header)
            notes.error("D04", Text(f"列 {header} 出现两次", f"the column {header} stands twice"), at)
            name = None
        names.append(name)
    for column in columns:
        if column.required and column.name not in names:
            at = Where(file=where.file, row=where.row, field=column.name)
            message = Text(f"缺少列 {column.zh}", f"the column {column.name} ({column.zh}) is missing")
            notes.error("D04", message, at, Text(f"加上列 {column.zh}", f"add the column {column.name}"))
    return names


def _known_headers(found: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Return the column each header stands for; an alias counts where the column's own header is missing."""
    known = {header_key(word): column.name for column in columns for word in (column.name, column.zh)}
    for column in columns:
        own = {header_key(column.name), header_key(column.zh)}
        if column.aliases and own.isdisjoint(found):
            first = next((key for key in map(header_key, column.aliases) if key in found and key not in known), None)
            if first:
                known[first] = column.name
    return known


def _unknown(where: Where, header: str, columns: Iterable[Column], notes: Notes) -> None:
    at = Where(file=where.file, row=where.row, field=header)
    near = close(header, [word for column in columns for word in (column.name, column.zh)])
    advice = Text(f"是否指 {near}? 本列未被使用", f"did you mean {near}? It was not used") if near else None
    notes.warn("D03", Text(f"不认识的列 {header}", f"unknown column {header}"), at, advice)


def header_key(header: str) -> str:
    """Return what two spellings of a header have in common: width, case, spaces and remarks in brackets fall away."""
    plainest = unicodedata.normalize("NFKC", header).lower()
    return re.sub(r"\(.*?\)|[\s*_:]", "", plainest)


def close(word: str, words: Iterable[str]) -> str:
    """Return the known word nearest to a misspelt one, or the empty string."""
    return next(iter(get_close_matches(word, list(words), n=1, cutoff=0.6)), "")
