"""``qinwu cells``: divide the streets among the fixed posts; table, GeoJSON and picture."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from ..filing.atomic import write_files
from ..filing.plain_table import aligned, csv_bytes
from ..models.city import City
from ..models.finding import Finding, Severity
from ..models.text import Lang, Text
from ..road_network import cells_io
from ..road_network.cells import CAP_S, Cells, build_cells
from ..road_network.cells_picture import cells_picture
from ..scenarios.folder import read_city
from .city_roads import city_roads
from .common import DONE, WITH_GAPS, finding_row, guarded, json_option, lang_option, print_json, show_findings, talk
from .posts_on_roads import posts_on_roads


@click.command("cells")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--cap",
    type=click.FloatRange(min=0),
    default=CAP_S / 60,
    show_default=True,
    help="Farthest a cell reaches, minutes of driving; 0 for no limit.",
)
@lang_option
@json_option
@guarded
def command(*, folder: Path, cap: float, lang: Lang, as_json: bool) -> int:
    r"""
    Divide the streets of the city in DIR among its fixed posts (警区单元).

    Each post radiates along the streets until it meets its neighbours or the radius ends. Writes cells.geojson,
    cells.svg, cells.csv, cell_parts.csv and cell_borders.csv into DIR/plans, and prints the table.

    \b
    Example:
        qinwu cells mycity --cap 5
    """
    city = read_city(folder)
    network = city_roads(folder, city)
    posts, findings = posts_on_roads(city, network)
    cells = build_cells(network, posts, cap_s=cap * 60 if cap else None)
    findings += cells.findings
    written = write_files(_files(city, cells, folder / "plans", lang))
    if as_json:
        print_json(_machine(cells, findings, written, lang))
    else:
        _print(cells, lang)
        show_findings(findings, lang)
        for path in written:
            talk(Text(f"已写入 {path}", f"wrote {path}"), lang)
    return WITH_GAPS if any(finding.severity is not Severity.INFO for finding in findings) else DONE


def _files(city: City, cells: Cells, plans: Path, lang: Lang) -> dict[Path, bytes]:
    fiction = Text(" (虚构样例)", " (fictional sample)").in_(lang) if city.fictional else ""
    title = Text(f"{city.name} 警区单元", f"{city.name}: cells").in_(lang) + fiction
    geojson = json.dumps(cells_io.cells_geojson(cells), ensure_ascii=False, separators=(",", ":")) + "\n"
    return {
        plans / "cells.geojson": geojson.encode(),
        plans / "cells.svg": cells_picture(cells, title=title, lang=lang).encode(),
        plans / "cells.csv": csv_bytes(cells_io.cell_header(lang), cells_io.cell_rows(cells, lang)),
        plans / "cell_parts.csv": csv_bytes(cells_io.part_header(lang), cells_io.part_rows(cells, lang)),
        plans / "cell_borders.csv": csv_bytes(cells_io.border_header(lang), cells_io.border_rows(cells, lang)),
    }


def _machine(cells: Cells, findings: Sequence[Finding], written: Sequence[Path], lang: Lang) -> dict[str, object]:
    header = cells_io.cell_header(Lang.EN)
    rows = [dict(zip(header, row, strict=True)) for row in cells_io.cell_rows(cells, lang)]
    return {
        "cells": rows[: len(cells.posts)],
        "unposted_km": round(cells.unposted_m / 1000, 3),
        "total_km": round(cells.total_m / 1000, 3),
        "borders": len(cells.borders),
        "undirected": cells.undirected,
        "findings": [finding_row(finding, lang) for finding in findings],
        "files": [str(path) for path in written],
    }


def _print(cells: Cells, lang: Lang) -> None:
    """Print the table: post, km, farthest point, border points, neighbours."""
    header = cells_io.cell_header(lang)
    shown = [0, 1, 2, len(header) - 3, len(header) - 2, len(header) - 1]
    table = [header, *cells_io.cell_rows(cells, lang)]
    for line in aligned([row[column] for column in shown] for row in table):
        click.echo(line)
