"""``qinwu status``: where every unit's filing stands, what is missing, what is late."""

from pathlib import Path

import click

from ..filing.brigades import filing_units
from ..models.city import City
from ..models.filing import Kind, Link, Period, Version, timeliness
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.folder import read_city
from .common import DONE, WITH_GAPS, guarded, json_option, lang_option, print_json
from .filing import now, open_register, register_option, version_line, version_row


@click.command("status")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--week", "week_text", help="Only this week, as 2026-W48; names the units that have nothing on record.")
@register_option
@lang_option
@json_option
@guarded
def command(*, folder: Path, week_text: str | None, place: str | None, lang: Lang, as_json: bool) -> int:
    r"""
    Show each unit's link, missing acknowledgements, deadlines, what is in force now, and how much was filed in time.

    Exit code 1: something is overdue, or a unit has no roster on record.

    \b
    Examples:
      qinwu status mycity
      qinwu status mycity --week 2026-W48
    """
    city, register = read_city(folder), open_register(folder, place)
    week = Week.parse(week_text) if week_text else None
    versions = register.versions(period=Period.of(week) if week else None)
    latest = list({(v.unit, v.kind, v.period): v for v in versions}.values())
    moment = now()
    rosters = {version.unit for version in latest if version.kind is Kind.ROSTER}
    absent = [unit for unit in filing_units(city) if unit not in rosters] if week else []
    overdue = [v for v in latest if v.in_time is None and v.link is not Link.RETURNED and v.deadline.due < moment]
    in_time, due = timeliness(
        [v for v in versions if v.link is not Link.RETURNED and (v.filed_at or v in latest)], moment
    )
    in_force = register.in_force(moment)
    if as_json:
        print_json(
            {
                "versions": [version_row(version) for version in latest],
                "absent": absent,
                "overdue": [version.hash for version in overdue],
                "in_force": [version.hash for version in in_force],
                "timeliness": {"in_time": in_time, "due": due},
            }
        )
    else:
        _print(city, latest, absent, lang)
        _print_sums(in_force, overdue, in_time, due, lang)
    return WITH_GAPS if overdue or absent else DONE


def _print(city: City, latest: list[Version], absent: list[str], lang: Lang) -> None:
    for version in latest:
        click.echo(version_line(city, version, lang))
    for unit in absent:
        click.echo(f"{city.org[unit].name}: " + Text("没有登记", "nothing on record").in_(lang))


def _print_sums(in_force: list[Version], overdue: list[Version], in_time: int, due: int, lang: Lang) -> None:
    names = ", ".join(f"{version.unit} v{version.number}" for version in in_force) or "–"
    click.echo(Text(f"此刻现行: {names}", f"In force now: {names}").in_(lang))
    click.echo(Text(f"超时未报备: {len(overdue)}", f"Overdue: {len(overdue)}").in_(lang))
    share = f"{in_time / due:.0%}" if due else "–"
    click.echo(Text(f"报备及时率: {share} ({in_time}/{due})", f"Filed in time: {share} ({in_time} of {due})").in_(lang))
