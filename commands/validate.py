"""``qinwu validate``: read any roster, also one edited by hand, and list every breach with its article."""

from collections import Counter
from pathlib import Path

import click

from ..filing.read_roster import open_roster, read_roster
from ..filing.sheet_lists import SEVERITIES, ranked
from ..models.city import City
from ..models.finding import Finding, Severity
from ..models.roster import Roster
from ..models.text import Lang, Text
from ..scenarios.folder import read_city
from ..solver.checker import Report, check
from ..solver.rules.catalogue import BY_CODE
from .common import BAD_INPUT, DONE, WITH_GAPS, finding_row, guarded, json_option, lang_option, print_json
from .filing import city_in_week


@click.command("validate")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("roster_file", metavar="ROSTER_FILE", type=click.Path(path_type=Path))
@click.option("--base", type=click.Path(path_type=Path), help="The roster last filed for this week: changes cost.")
@click.option("--notes", is_flag=True, help="List the notes too: each person's hours, duties, nights, rest owed.")
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913 - one parameter an option
    *, folder: Path, roster_file: Path, base: Path | None, notes: bool, lang: Lang, as_json: bool
) -> int:
    r"""
    Check ROSTER_FILE (.json, .csv, or the .xlsx that a planner has edited) against the rules of the city in DIR.

    Exit code 0: clean; 1: gaps, waivers or broken soft rules; 2: the law is broken, or the input cannot be used.

    \b
    Examples:
      qinwu validate mycity mycity/plans/2026-W48/roster.xlsx
      qinwu validate mycity roster.json --json --lang en
    """
    reading = open_roster(roster_file, read_city(folder))
    city = city_in_week(folder, reading.roster.week)
    report = check(city, reading.roster, base=None if base is None else read_roster(base, city))
    if as_json:
        _print_machine(reading.roster, report, reading.notices, lang)
    else:
        _print(reading.roster, report, reading.notices, lang, notes=notes)
    return _code(city, reading.roster, [*report.findings, *reading.notices])


def _code(city: City, roster: Roster, findings: list[Finding]) -> int:
    kinds = {finding.severity for finding in findings}
    if Severity.ERROR in kinds:
        return BAD_INPUT
    waived = roster.waivers or any(setting.waiver for setting in city.policy.rules.values())
    return WITH_GAPS if waived or kinds & {Severity.GAP, Severity.WARN} else DONE


def _print_machine(roster: Roster, report: Report, notices: tuple[Finding, ...], lang: Lang) -> None:
    print_json(
        {
            "week": str(roster.week),
            "duties": len(roster.duties),
            "objective": report.cost,
            "parts": dict(report.parts),
            "hard": len(report.hard),
            "findings": [finding_row(finding, lang) for finding in ranked(report.findings)],
            "notices": [finding_row(finding, lang) for finding in notices],
            "waivers": {code: [w.authority, w.reason] for code, w in roster.waivers.items()},
        }
    )


def _print(roster: Roster, report: Report, notices: tuple[Finding, ...], lang: Lang, *, notes: bool) -> None:
    for finding in [*notices, *ranked(report.findings)]:
        if notes or finding.severity is not Severity.INFO:
            click.echo(finding.line(lang))
    for code, waiver in sorted(roster.waivers.items()):
        head = Text("豁免", "waived").in_(lang)
        click.echo(f"{head} {code}: {waiver.authority}, {waiver.reason}")
    for code, cost in sorted(report.parts.items(), key=lambda part: -part[1]):
        name = BY_CODE[code].name.in_(lang) if code in BY_CODE else ""
        click.echo(f"{cost:>12,}  {code} {name}")
    click.echo(_summary(roster, report).in_(lang))


def _summary(roster: Roster, report: Report) -> Text:
    counts = Counter(finding.severity for finding in report.findings)
    zh = "，".join(f"{SEVERITIES[kind].zh} {counts[kind]}" for kind in Severity)
    en = ", ".join(f"{SEVERITIES[kind].en} {counts[kind]}" for kind in Severity)
    return Text(
        f"{roster.week}: {len(roster.duties)} 个勤务, 代价 {report.cost:,}; {zh}",
        f"{roster.week}: {len(roster.duties)} duties, objective {report.cost:,}; {en}",
    )
