"""``qinwu roads``: read a road network, build its cache, and report on its health."""

from pathlib import Path

import click

from ..models.finding import Severity
from ..models.text import Lang, Text
from ..road_network.read import find_roads, read_roads
from ..road_network.search import RoadSearch
from ..road_network.snap import Snapper
from ..solver.deploy.lines.warm import warm_lines
from .common import DONE, WITH_GAPS, finding_row, guarded, json_option, lang_option, print_json, show_findings, talk


@click.command("roads")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--service", is_flag=True, help="Keep service roads (yards, alleys, driveways).")
@click.option("--gcj02", is_flag=True, help="The coordinates are GCJ-02 (China's public maps): convert them.")
@click.option("--no-cache", is_flag=True, help="Neither use nor write the binary cache next to the file.")
@click.option("--place", default="", help="Fetch this place's roads by internet and save them as PATH first.")
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913 - one parameter an option
    *, path: Path, service: bool, gcj02: bool, no_cache: bool, place: str, lang: Lang, as_json: bool
) -> int:
    r"""
    Read the road network PATH and report on its health.

    PATH is a file (.osm.pbf, .osm, .osm.gz, .graphml, .graphml.gz, .edges.csv with .nodes.csv beside it), or a city
    folder that holds one such file named roads.*. What was read is kept in a cache next to the file, so that the
    next command finds it in milliseconds; the first call on a machine also compiles the search and the
    lines (about a minute). Exit code 1 if something deserves a look.

    \b
    Example:
        qinwu roads city/
        qinwu roads taigu.graphml --place "太谷区, 晋中市"
    """
    if place:
        from ..road_network.read_place import fetch_place  # noqa: PLC0415 - only this option needs the internet

        talk(Text(f"正在取得 {place} 的路网 ...", f"fetching the roads of {place} ..."), lang)
        fetch_place(place, path, service=service)
    network, health = read_roads(find_roads(path), service=service, gcj02=gcj02, cache=not no_cache)
    Snapper(network).snap(network.lon[:1], network.lat[:1])
    RoadSearch(network).warm()  # here, so that neither dispatcher nor planner waits for the compiler
    warm_lines()
    if as_json:
        print_json({**health.to_json(), "findings": [finding_row(finding, lang) for finding in health.findings]})
    else:
        for line in health.lines():
            click.echo(line.in_(lang))
        show_findings(health.findings, lang)
    worth_a_look = any(finding.severity is not Severity.INFO for finding in health.findings)
    return WITH_GAPS if worth_a_look else DONE
