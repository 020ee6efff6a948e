"""Tables that flow over pages: header repeated, blocks of rows kept together, cells that span a block's rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .document import Document, Page

PAD = 2.2
LEAD = 1.28
"""Distance of lines, in sizes of the type."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and its width as a share of the table's."""

    title: str
    share: float
    align: str = "center"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and look."""

    text: str = ""
    fill: str = ""
    bold: bool = False
    color: str = "#000000"


Row = Sequence[Cell | None]
"""Cells by column; None continues the cell above it in the same block."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A heading across the table; it never stands alone at the foot of a page."""

    text: str


Block = Sequence[Row] | Bar


class Flow:
    """Writes blocks one below the other, and begins new pages."""

    def __init__(self, document: Document, columns: Sequence[Column], *, size: float = 7.5) -> None:
        self.document = document
        self.columns = columns
        self.size = size
        total = sum(column.share for column in columns)
        self.widths = [document.inner * column.share / total for column in columns]
        self.lefts = [document.paper.margin + sum(self.widths[:at]) for at in range(len(columns))]

    def write(self, page: Page, y: float, blocks: Iterable[Block], *, titled: bool = True) -> tuple[Page, float]:
        """Write all blocks from ``y`` down, on each page below the header if ``titled``; returns where it ended."""
        y = self._header(page, y) if titled else y
        waiting: Bar | None = None
        for block in blocks:
            if isinstance(block, Bar):
                waiting = block
                continue
            heights = self._heights(block)
            above = self.size * 2.2 if waiting else 0.0
            if y + above + sum(heights) > self.document.bottom:
                page = self.document.page()
                top = self.document.paper.margin
                y = self._header(page, top) if titled else top
            if waiting:
                y = self._bar(page, y, waiting)
                waiting = None
            y = self._block(page, y, block, heights)
        return page, y

    def height(self, blocks: Iterable[Block]) -> float:
        """Return how much room header and blocks take on one page."""
        header = [Cell(column.title, bold=True) for column in self.columns]
        bars = self.size * 2.2
        return sum(bars if isinstance(block, Bar) else sum(self._heights(block)) for block in ([header], *blocks))

    def _header(self, page: Page, y: float) -> float:
        cells = [Cell(column.title, fill="#e3e8ee", bold=True) for column in self.columns]
        return self._block(page, y, [cells], self._heights([cells]))

    def _bar(self, page: Page, y: float, bar: Bar) -> float:
        height = self.size * 2.2
        page.box(self.document.paper.margin, y, self.document.inner, height, fill="#33475b", edge="#33475b")
        page.text(self.lefts[0] + 2 * PAD, y + height * 0.68, bar.text, self.size + 1.5, bold=True, color="#ffffff")
        return y + height

    def _lines(self, at: int, cell: Cell) -> list[str]:
        return self.document.fonts.wrap(cell.text, self.size, self.widths[at] - 2 * PAD) if cell.text else []

    def _tall(self, at: int, cell: Cell) -> float:
        return max(1, len(self._lines(at, cell))) * self.size * LEAD + 2 * PAD

    def _heights(self, block: Sequence[Row]) -> list[float]:
        """Return each row's height: what its own cells need, the last one also what spanning cells lack."""
        spans = [_span(block, at) for at in range(len(self.columns))]
        heights = []
        for number, row in enumerate(block):
            own = [self._tall(at, cell) for at, cell in enumerate(row) if cell and spans[at][number] == 1]
            heights.append(max(own, default=self.size * LEAD + 2 * PAD))
        for at in range(len(self.columns)):
            for number, row in enumerate(block):
                cell, span = row[at], spans[at][number]
                if cell and span > 1:
                    lack = self._tall(at, cell) - sum(heights[number : number + span])
                    if lack > 0:
                        heights[number : number + span] = [h + lack / span for h in heights[number : number + span]]
        return heights

    def _block(self, page: Page, y: float, block: Sequence[Row], heights: Sequence[float]) -> float:
        for at in range(len(self.columns)):
            spans = _span(block, at)
            for number, row in enumerate(block):
                if cell := row[at]:
                    top = y + sum(heights[:number])
                    self._cell(page, at, top, sum(heights[number : number + spans[number]]), cell)
        return y + sum(heights)

    def _cell(self, page: Page, at: int, top: float, height: float, cell: Cell) -> None:
        left, width, step = self.lefts[at], self.widths[at], self.size * LEAD
        page.box(left, top, width, height, fill=cell.fill)
        lines = self._lines(at, cell)
        first = top + (height - len(lines) * step) / 2 + self.size * 1.0
        for number, line in enumerate(lines):
            x = left + width / 2 if self.columns[at].align == "center" else left + PAD
            align = "center" if self.columns[at].align == "center" else ""
            page.text(x, first + number * step, line, self.size, bold=cell.bold, color=cell.color, align=align)


def _span(block: Sequence[Row], at: int) -> list[int]:
    """Return how many rows each cell of a column covers, 0 for those covered."""
    spans = [0] * len(block)
    owner = 0
    for number, row in enumerate(block):
        if row[at] is not None:
            owner = number
        spans[owner] += 1
    return spans
