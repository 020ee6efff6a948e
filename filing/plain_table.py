"""Plain tables: rows as CSV that Excel opens, and as aligned lines for a terminal."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence


def csv_bytes(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Return CSV with a byte order mark, so that Excel reads the Chinese right."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def aligned(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield rows of equal length as lines whose columns stand under each other."""
    table = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(terminal_width, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (word + " " * (wide - terminal_width(word)) for word, wide in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def terminal_width(word: str) -> int:
    """Return the columns a word takes on a terminal; a Chinese character takes two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in word)
