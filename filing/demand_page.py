"""Demand as one page that opens without a network: rankings, peaks, quality, map."""

from collections.abc import Iterable, Sequence
from html import escape

from ..models.text import Lang

STYLE = (
    "body{font:15px/1.5 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;margin:24px;color:#2b2f36}"
    "table{border-collapse:collapse;margin:8px 0 28px}td,th{padding:4px 12px;border-bottom:1px solid #dedbd3;"
    "text-align:left}th{background:#f3f1ec}svg{max-width:100%;height:auto}.f{color:#7d828a}"
)


def page(
    *,
    title: str,
    remarks: Sequence[str],
    tables: Sequence[tuple[str, Sequence[Sequence[object]]]],
    pictures: Sequence[tuple[str, str]],
    lang: Lang,
) -> bytes:
    """
    Return the page.

    Parameters
    ----------
    title, remarks
        Heading, and lines below it.
    tables
        Heading and rows of each table, the first row its header.
    pictures
        Heading and SVG of each picture.
    lang
        Language of the page.
    """
    parts = [
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang is Lang.ZH else "en"}">\n<head>\n<meta charset="utf-8">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>",
        *(f'<p class="f">{escape(remark)}</p>' for remark in remarks),
        *(f"<h2>{escape(heading)}</h2>\n{_table(rows)}" for heading, rows in tables),
        *(f"<h2>{escape(heading)}</h2>\n{picture}" for heading, picture in pictures),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _table(rows: Sequence[Sequence[object]]) -> str:
    head, *body = rows
    lines = [_row(head, "th"), *(_row(row, "td") for row in body)]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _row(cells: Iterable[object], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"
