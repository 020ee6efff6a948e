"""A PDF document: pages drawn from their top left corner, numbered and stamped at the foot when all are known."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import segno
from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from ...models.text import Lang, Text
from .font import MAIN, Fonts

MM = 72 / 25.4
QR_MM = 15
FOOT_MM = 18
Draw = Callable[[Canvas], None]
CODE = "code"
rl_config.useA85 = 0  # streams as bytes, not as text a quarter longer


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet's size in points, landscape or not."""

    width: float
    height: float
    margin: float = 10 * MM


A4_LANDSCAPE = Paper(297 * MM, 210 * MM)
A4_PORTRAIT = Paper(210 * MM, 297 * MM)
A3_LANDSCAPE = Paper(420 * MM, 297 * MM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """What stands at the foot of every page: two lines, and the text of the QR code (empty: none)."""

    first: str
    second: str
    code: str = ""


@dataclass(slots=True)
class Page:
    """One page; ``x`` and ``y`` are points from its top left corner."""

    paper: Paper
    fonts: Fonts
    draws: list[Draw] = field(default_factory=list)

    def text(  # noqa: PLR0913
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, color: str = "#000000", align: str = ""
    ) -> None:
        """Write one line whose baseline lies at ``y``; ``align`` is empty (left), ``center`` or ``right`` of ``x``."""
        width = self.fonts.width(text, size)
        left = x - {"": 0.0, "center": width / 2, "right": width}[align]

        def draw(canvas: Canvas) -> None:
            line = canvas.beginText(left, self.paper.height - y)
            line.setFillColor(ink(color))
            if bold:  # a regular face with a thin outline
                canvas.setStrokeColor(ink(color))
                canvas.setLineWidth(size * 0.03)
                line.setTextRenderMode(2)
            for name, run in self.fonts.runs(text):
                line.setFont(name, size)
                line.textOut(run)
            line.setTextRenderMode(0)
            canvas.drawText(line)

        if text:
            self.draws.append(draw)

    def box(  # noqa: PLR0913
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "",
        edge: str = "#8a8a8a",
        thick: float = 0.4,
    ) -> None:
        """Draw a rectangle whose top left corner is ``x, y``."""

        def draw(canvas: Canvas) -> None:
            if fill:
                canvas.setFillColor(ink(fill))
            canvas.setStrokeColor(ink(edge or "#000000"))
            canvas.setLineWidth(thick)
            canvas.rect(x, self.paper.height - y - height, width, height, stroke=bool(edge), fill=bool(fill))

        self.draws.append(draw)


@cache
def ink(color: str) -> Color:
    """Return a colour by its ``#rrggbb``."""
    return HexColor(color)


def qr_rows(text: str) -> tuple[bytes, ...]:
    """Return the modules of a text's QR code, row by row, 1 is dark; 15 % may be lost and it still reads."""
    return tuple(bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix)


class Document:
    """Pages, and the bytes that they become; the same pages give the same bytes."""

    def __init__(self, paper: Paper, foot: Foot, fonts: Fonts, *, title: str, lang: Lang) -> None:
        self.paper = paper
        self.foot = foot
        self.fonts = fonts
        self.title = title
        self.lang = lang
        self.pages: list[Page] = []

    @property
    def bottom(self) -> float:
        """How far down a page may be written on."""
        return self.paper.height - (FOOT_MM + 4) * MM

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.paper.width - 2 * self.paper.margin

    def page(self) -> Page:
        """Begin a page."""
        self.pages.append(Page(self.paper, self.fonts))
        return self.pages[-1]

    def to_bytes(self) -> bytes:
        """Return the PDF."""
        out = io.BytesIO()
        size = (self.paper.width, self.paper.height)
        canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=1, initialFontName=MAIN, lang=self.lang.value)
        canvas.setTitle(self.title)
        canvas.setCreator("qinwu")
        if self.foot.code:
            _draw_code(canvas, self.foot.code)
        for number, page in enumerate(self.pages, start=1):
            self._stamp(canvas, page, number)
            for draw in page.draws:
                draw(canvas)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _stamp(self, canvas: Canvas, page: Page, number: int) -> None:
        paper, total = self.paper, len(self.pages)
        base = paper.height - 6 * MM
        right = paper.width - paper.margin
        if self.foot.code:
            canvas.saveState()
            canvas.translate(right - QR_MM * MM, paper.height - base - 2)
            canvas.doForm(CODE)
            canvas.restoreState()
            right -= (QR_MM + 4) * MM
        page.box(paper.margin, base - 11 * MM, right - paper.margin, 0, thick=0.5)
        page.text(paper.margin, base - 7 * MM, self.foot.first, 8)
        page.text(paper.margin, base - 3 * MM, self.foot.second, 7, color="#444444")
        said = Text(f"第 {number} 页 / 共 {total} 页", f"page {number} of {total}").in_(self.lang)
        page.text(right, base - 7 * MM, said, 8, align="right")


def _draw_code(canvas: Canvas, text: str) -> None:
    """Draw the QR code once, as a form that every page calls; the quiet zone is the paper around it."""
    rows = qr_rows(text)
    unit = QR_MM * MM / len(rows)
    canvas.beginForm(CODE, 0, 0, QR_MM * MM, QR_MM * MM)
    canvas.setFillColor(ink("#000000"))
    path = canvas.beginPath()
    for at, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = next((i for i in range(start, len(row)) if row[i] != row[start]), len(row))
            if row[start]:
                path.rect(start * unit, (len(rows) - at - 1) * unit, (end - start) * unit, unit)
            start = end
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.endForm()
