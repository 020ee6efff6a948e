"""Planned lines for the forms, read back from the tables of ``qinwu lines``: how often passed, and street by street."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...models.errors import InputError
from ...models.text import Text
from ..line_tables import LINE_COLUMNS, SHEET_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSheet:
    """
    One planned line: ``posts`` whose crews ride it in ``band`` (none: mobile crews), whole ``passes``, kilometres.

    ``steps`` are its rows by the columns of ``line_tables``, without the line's id.
    """

    line_id: str
    name: str
    posts: tuple[str, ...]
    band: str
    passes: int
    km: float
    steps: Sequence[tuple[str, ...]]


def read_line_sheets(folder: Path) -> list[LineSheet]:
    """
    Return the lines in the folders (one a band) below ``folder``; none if there is no such folder.

    Raises
    ------
    InputError
        If a table is not as ``qinwu lines`` writes it; names the file.
    """
    sheets: list[LineSheet] = []
    for path in sorted(folder.glob("*/lines.csv")):
        steps: dict[str, list[tuple[str, ...]]] = {}
        for line_id, *step in _rows(path.with_name("line_sheets.csv"), len(SHEET_COLUMNS)):
            steps.setdefault(line_id, []).append(tuple(step))
        sheets += [_sheet(row, steps.get(row[0], ()), path) for row in _rows(path, len(LINE_COLUMNS))]
    return sheets


def _rows(path: Path, columns: int) -> list[list[str]]:
    try:
        _, *rows = csv.reader(path.read_text("utf-8-sig").splitlines())
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error
    if any(len(row) != columns for row in rows):
        raise _unreadable(path)
    return rows


def _sheet(row: Sequence[str], steps: Sequence[tuple[str, ...]], path: Path) -> LineSheet:
    line_id, name, _, posts, band, _, laps, km, *_ = row
    try:
        passes, length = int(laps), float(km)
    except ValueError as error:
        raise _unreadable(path) from error
    return LineSheet(
        line_id=line_id, name=name, posts=tuple(posts.split()), band=band, passes=passes, km=length, steps=steps
    )


def _unreadable(path: Path) -> InputError:
    return InputError(
        Text(
            f"{path} 不是 qinwu lines 写出的表: 重新运行 qinwu lines",
            f"{path} is no table of qinwu lines: run qinwu lines again",
        )
    )


def passes_by_place(sheets: Iterable[LineSheet]) -> Mapping[tuple[str, str], int]:
    """Return how often a crew passes its line, by place and band."""
    return {(post, sheet.band): sheet.passes for sheet in sheets for post in sheet.posts}
