"""``qinwu site``: where to put posts or standby points, by five classical models on real travel times, with proof."""

from collections.abc import Sequence
from pathlib import Path

import click

from ..filing.atomic import write_files
from ..filing.plain_table import aligned, csv_bytes
from ..filing.site_plan import AIM_NAMES, SITE_COLUMNS, site_facts, site_map, site_rows
from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity
from ..models.text import Lang, Text
from ..road_network.search import RoadSearch
from ..scenarios.demand import NO_INCIDENTS, KnownDemand, city_demand, read_feeds
from ..scenarios.folder import read_city
from ..solver.deploy.reach import TARGET_MIN
from ..solver.deploy.site_question import SiteQuestion, site_question
from ..solver.deploy.sites import Aim, SitePlan, site_posts
from ..solver.siting import Backend, Effort
from .city_roads import city_roads
from .common import (
    DONE,
    WITH_GAPS,
    finding_row,
    guarded,
    json_option,
    lang_option,
    local_now,
    print_json,
    show_findings,
    talk,
)

AIMS = {
    "all": Aim.ALL,
    "cover": Aim.MOST,
    "backup": Aim.TWICE,
    "centre": Aim.FARTHEST,
    "median": Aim.MEAN,
}


@click.command("site")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--aim", "aim_text", type=click.Choice(list(AIMS)), default="cover", show_default=True, help="See below.")
@click.option("--count", type=click.IntRange(1), help="Sites in all, those kept included.  [all but --aim all]")
@click.option(
    "--target", default=TARGET_MIN, show_default=True, type=click.FloatRange(0.1, 120), help="Minutes that are in time."
)
@click.option("--keep", is_flag=True, help="The posts and standby points there are stay; say what more ones add.")
@click.option("--brigade", default="", help="Only the demand and the places of this brigade.")
@click.option("--candidates", default=150, show_default=True, type=click.IntRange(1, 2000), help="Junctions looked at.")
@click.option("--backend", type=click.Choice(list(Backend)), default=Backend.HIGHS, show_default=True, help="Solver.")
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(1), help="A safety net for a model.")
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913 - the options of a command
    *,
    folder: Path,
    aim_text: str,
    count: int | None,
    target: float,
    keep: bool,
    brigade: str,
    candidates: int,
    backend: str,
    seconds: float,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Choose sites for posts or standby points in the city in DIR (选点), by its incidents and the real travel times.

    Candidates are the junctions with most demand, 250 m apart, never on a motorway. Writes sites.csv and sites.svg
    into DIR/plans/sites/AIM and prints each site, why, and the proven gap.

    \b
    --aim all      the fewest sites from which all demand is reached in time (set covering)
          cover    most demand reached in time by COUNT sites (maximal covering)
          backup   most demand reached in time twice
          centre   the farthest demand as near as can be (p-centre)
          median   the least mean time (p-median)

    \b
    Example:
        qinwu site mycity --aim cover --count 6 --target 5
        qinwu site mycity --aim median --keep --count 20
    """
    aim = AIMS[aim_text]
    if aim is not Aim.ALL and count is None:
        raise InputError(
            Text(f"--aim {aim_text} 须给出 --count", f"--aim {aim_text} needs --count, the number of sites")
        )
    city = read_city(folder)
    search = RoadSearch(city_roads(folder, city))
    known = _demand(folder, city, search)
    asked = site_question(city, search, known.demand, known.table, brigade=brigade, keep=keep, most=candidates)
    plan = site_posts(
        asked.minutes,
        asked.weight,
        aim=aim,
        target_min=target,
        sites=count,
        kept=asked.kept,
        effort=Effort(backend=Backend(backend), seconds=seconds),
    )
    name = AIM_NAMES[aim][0]
    title = Text(f"{city.name} 选点 ({name.zh})", f"{city.name}: sites ({name.en})").in_(lang)
    files = _files(asked, search, plan, folder / "plans" / "sites" / aim_text, title, lang)
    rows = list(site_rows(search.network, asked, plan, lang))
    if as_json:
        _print_machine(rows, plan, known.findings, files, lang)
    else:
        shown = [0, 1, 4, 5, 6]
        table = [[column.in_(lang) for column in SITE_COLUMNS], *rows]
        for line in (*aligned([row[k] for k in shown] for row in table), *site_facts(plan, lang)):
            click.echo(line)
        show_findings(known.findings, lang)
        for file in files:
            talk(Text(f"已写入 {file}", f"wrote {file}"), lang)
    return WITH_GAPS if plan.lost or any(f.severity is not Severity.INFO for f in known.findings) else DONE


def _demand(folder: Path, city: City, search: RoadSearch) -> KnownDemand:
    network = search.network
    known = city_demand(city, network, read_feeds(folder, city, network, clock=local_now()))
    if known is None:
        raise InputError(NO_INCIDENTS)
    return known


def _files(  # noqa: PLR0913, PLR0917 - what is written
    asked: SiteQuestion, search: RoadSearch, plan: SitePlan, target: Path, title: str, lang: Lang
) -> list[Path]:
    header = [column.in_(lang) for column in SITE_COLUMNS]
    picture = site_map(search.network, asked, plan, title=title, lang=lang)
    return write_files(
        {
            target / "sites.csv": csv_bytes(header, site_rows(search.network, asked, plan, lang)),
            target / "sites.svg": picture.encode(),
        }
    )


def _print_machine(
    rows: Sequence[Sequence[object]], plan: SitePlan, findings: Sequence[Finding], files: Sequence[Path], lang: Lang
) -> None:
    names = [column.en for column in SITE_COLUMNS]
    print_json(
        {
            "aim": plan.aim,
            "sites": [dict(zip(names, row, strict=True)) for row in rows],
            "value": plan.value,
            "bound": plan.bound,
            "gap": plan.gap,
            "target_min": plan.target_min,
            "before": plan.before,
            "covered": plan.covered,
            "covered_twice": plan.covered_twice,
            "mean_min": plan.mean_min,
            "farthest_min": plan.farthest_min,
            "unreached": len(plan.lost),
            "findings": [finding_row(finding, lang) for finding in findings],
            "files": [str(file) for file in files],
        }
    )
