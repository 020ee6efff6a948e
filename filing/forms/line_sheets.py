"""Line sheets 巡线单: the planned lines of a unit, street by street, as PDF."""

from collections.abc import Iterator
from itertools import zip_longest

from ...models.text import Text
from ..line_tables import SHEET_COLUMNS
from ..paper.document import A4_PORTRAIT, Document
from ..paper.font import Fonts
from ..paper.table import Block, Cell, Column, Flow
from .form_pdf import foot_of
from .planned_lines import LineSheet
from .unit_week import UnitWeek

TITLE = Text("巡线单", "Line sheet")
_SHARES = (10, 19, 14, 36, 13, 13, 14)
ROWS = 110
"""Steps on a page, in two columns."""


def sheets_to_pdf(week: UnitWeek, fonts: Fonts) -> bytes:
    """Return the unit's lines, each on pages of its own."""
    lang, title = week.lang, f"{week.unit.name} {TITLE.in_(week.lang)} {week.roster.week}"
    document = Document(A4_PORTRAIT, foot_of(week), fonts, title=title, lang=lang)
    heads = [column.in_(lang) for column in SHEET_COLUMNS[1:]]
    columns = [Column(head, share) for head, share in zip(heads, _SHARES, strict=True)]
    for sheet in week.sheets:
        page, margin = document.page(), document.paper.margin
        page.text(margin, margin + 14, f"{TITLE.in_(lang)}  {sheet.line_id} {sheet.name}", 13, bold=True)
        page.text(margin, margin + 29, "  ".join((*week.facts(sheet), " ".join(sheet.posts))), 9)
        if week.fiction:
            page.text(document.paper.width - margin, margin + 12, week.fiction, 9, color="#b00020", align="right")
        Flow(document, [*columns, *columns], size=6.5).write(page, margin + 38, _blocks(sheet))
    return document.to_bytes()


def _blocks(sheet: LineSheet) -> Iterator[Block]:
    """Yield the steps in two columns, down the left one first, a page's worth at a time."""
    for first in range(0, len(sheet.steps), ROWS):
        some = sheet.steps[first : first + ROWS]
        half = -(-len(some) // 2)
        for left, right in zip_longest(some[:half], some[half:], fillvalue=("",) * len(_SHARES)):
            yield [[Cell(text) for text in (*left, *right)]]
