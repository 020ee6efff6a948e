"""The HTML report: one file that holds its data, style and script, opens without a network and prints."""

import json
from html import escape
from importlib.resources import files

from ..models.city import City
from ..models.roster import Roster
from ..models.text import Lang
from ..road_network.graph import RoadNetwork
from ..solver.checker import Report
from .book import Book
from .report_data import report_data

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>{title}</title>
<style>
{css}</style>
</head>
<body>
<main id="page"><noscript>{noscript}</noscript></main>
<script type="application/json" id="data">{data}</script>
<script>
{js}</script>
</body>
</html>
"""


def roster_to_html(
    city: City, roster: Roster, report: Report, *, lang: Lang = Lang.ZH, network: RoadNetwork | None = None
) -> bytes:
    """
    Return the report as one HTML file: summary, grid, cover, hours, map, gaps, findings, waivers.

    Every id in ``roster`` must resolve in ``city``. With ``network`` the map shows the roads.
    """
    data = report_data(Book.of(city, roster, report, lang), network)
    assets = files(__package__) / "assets"
    page = _PAGE.format(
        lang="zh-CN" if lang is Lang.ZH else "en",
        title=escape(f"{city.name} {roster.week} {data['words']['title']}"),
        noscript=escape(data["words"]["script"]),
        css=(assets / "report.css").read_text("utf-8"),
        js=(assets / "report.js").read_text("utf-8"),
        data=_embedded(data),
    )
    return page.encode()


def _embedded(data: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
