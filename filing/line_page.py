"""Lines as one HTML page that needs no network: the city's map, the table, and a sheet with a map for each crew."""

from collections.abc import Iterable, Sequence
from html import escape

from ..models.line import Line
from ..models.text import Lang, Text
from ..road_network.graph import RoadNetwork
from .line_map import line_map
from .line_tables import LINE_COLUMNS, SHEET_COLUMNS, Row, header, line_rows, sheet_rows

STYLE = """
body{font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif;
margin:24px auto;max-width:1240px;padding:0 16px;color:#2b2f36}
h1{font-size:22px}h2{font-size:18px;margin-top:34px;border-top:1px solid #dedbd3;padding-top:18px}
table{border-collapse:collapse;font-size:12.5px;width:100%}
th,td{border-bottom:1px solid #e6e3dc;padding:3px 6px;text-align:left;white-space:nowrap}
td.s{white-space:normal}th{background:#f4f2ec;position:sticky;top:0}
svg{max-width:100%;height:auto}a{color:#1f5fa8;text-decoration:none}
.line{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:18px;align-items:start}
.sheet{max-height:640px;overflow:auto}
@media print{.sheet{max-height:none;overflow:visible}.line{display:block}h2{break-before:page}}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def lines_page(  # noqa: PLR0913 - what a page is made of
    network: RoadNetwork, lines: Sequence[Line], *, title: str, overview: str, start_min: int, lang: Lang
) -> bytes:
    """
    Return the page.

    Parameters
    ----------
    network, lines
        The roads and the lines.
    title
        Of the page.
    overview
        The city's map, SVG.
    start_min
        When the band begins, minutes after midnight.
    lang
        Language of all words.
    """
    walked = [line for line in lines if line.steps]
    links = {line.line_id: f"line{number}" for number, line in enumerate(walked)}
    body = [f"<h1>{escape(title)}</h1>", overview, _table(header(LINE_COLUMNS, lang), line_rows(lines, lang), links)]
    for line in walked:
        sheet = _table(
            header(SHEET_COLUMNS[1:], lang),
            (row[1:] for row in sheet_rows(network, line, start_min=start_min, lang=lang)),
            {},
        )
        picture = line_map(network, line, start_min=start_min, lang=lang)
        body.append(f'<h2 id="{links[line.line_id]}">{escape(f"{line.line_id} {line.name}")}</h2>')
        body.append(f'<div class="line"><div>{picture}</div><div class="sheet">{sheet}</div></div>')
    language = "zh-CN" if lang is Lang.ZH else "en"
    head = (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
    )
    return (head + "\n".join(body) + "\n</body></html>\n").encode()


def lines_title(city: str, band: Text, lang: Lang, *, fictional: bool) -> str:
    """Return the title of maps and pages."""
    fiction = Text(" (虚构样例)", " (fictional sample)").in_(lang) if fictional else ""
    return Text(f"{city} 巡线: {band.zh}", f"{city}: lines, {band.en}").in_(lang) + fiction


def _table(columns: Sequence[str], rows: Iterable[Row], links: dict[str, str]) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    lines = ["<tr>" + "".join(_cell(value, links) for value in row) + "</tr>" for row in rows]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _cell(value: object, links: dict[str, str]) -> str:
    words = escape(str(value))
    if str(value) in links:
        words = f'<a href="#{links[str(value)]}">{words}</a>'
    return f'<td class="s">{words}</td>' if len(words) > 24 else f"<td>{words}</td>"
