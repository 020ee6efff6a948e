"""``qinwu review``: see what waits for review, approve it, or return it with reasons."""

from pathlib import Path
from typing import Any

import click

from ..filing.changes import changes_of, in_words
from ..filing.filed_roster import filed_roster
from ..filing.outfit import held_in
from ..filing.register.register import Register
from ..filing.sheet_lists import ranked
from ..filing.workflow import approve, judge_version, send_back
from ..models.city import City
from ..models.errors import InputError
from ..models.filing import Kind, Link, Version
from ..models.finding import Severity
from ..models.text import Lang, Text
from ..models.week import Week
from ..solver.checker import Report
from .common import DONE, WITH_GAPS, finding_row, guarded, json_option, lang_option, print_json
from .filing import (
    city_in_week,
    each,
    hand_of,
    key_option,
    latest_versions,
    open_register,
    register_option,
    show_done,
    version_line,
    version_row,
    versions_options,
    waiting,
)

SHOWN = 20


@click.command("review")
@versions_options
@click.option("--approve", "approved", is_flag=True, help="Approve what is shown.")
@click.option("--return", "why", metavar="REASONS", help="Return it, with the reasons.")
@click.option("--by", "user", help="The reviewer; needed to approve or return. Never the author.")
@key_option
@register_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    week_text: str,
    units: tuple[str, ...],
    kind: Kind,
    approved: bool,
    why: str | None,
    user: str | None,
    key: Path | None,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Show what waits for review in the city in DIR: breaches, gaps, for an amendment its changes; approve or return it.

    \b
    Examples:
      qinwu review mycity --week 2026-W48
      qinwu review mycity --week 2026-W48 --approve --by reviewer
      qinwu review mycity --week 2026-W48 --unit A --return "two crews short on Friday night" --by reviewer
    """
    if approved and why is not None:
        raise InputError(Text("--approve 与 --return 只能选一", "choose --approve or --return, not both"))
    city, register = city_in_week(folder, Week.parse(week_text), place), open_register(folder, place)
    latest = latest_versions(register, week_text, kind, units)
    if not approved and why is None:
        return _show(register, city, latest, lang, as_json=as_json)
    if not user:
        raise InputError(Text("须注明审核人 (--by)", "name the reviewer (--by)"))
    hand = hand_of(user, key)

    def step(version: Version) -> Version:
        return approve(register, city, version, hand) if why is None else send_back(register, version, why, hand)

    done, refused = each(waiting(latest, (Link.PLANNED, Link.AMENDED), units), step, lang)
    return show_done(city, done, refused, lang, as_json=as_json)


def _show(register: Register, city: City, versions: list[Version], lang: Lang, *, as_json: bool) -> int:
    reports = [(version, judge_version(register, city, version)) for version in versions]
    if as_json:
        print_json([_row(register, city, version, report, lang) for version, report in reports])
    else:
        for version, report in reports:
            _print(register, city, version, report, lang)
    found = any(f.severity in (Severity.ERROR, Severity.GAP, Severity.WARN) for _, r in reports for f in r.findings)
    return WITH_GAPS if found else DONE


def changes_in_words(register: Register, city: City, version: Version) -> list[Text]:
    """Return what an amendment changes, one sentence a person and day; nothing for a plan."""
    if version.base is None or version.kind is Kind.DEPLOYMENT:
        return []
    thread = register.thread(version.unit, version.kind, version.period)
    base = next(one for one in thread if one.number == version.base)
    said = [register.content(one) for one in (base, version)]
    (before, after), (held, holds) = map(filed_roster, said), map(held_in, said)
    return [in_words(city, change) for change in changes_of(before, after, devices=(held, holds))]


def _print(register: Register, city: City, version: Version, report: Report, lang: Lang) -> None:
    click.echo(version_line(city, version, lang))
    for words in changes_in_words(register, city, version):
        click.echo(f"  {words.in_(lang)}")
    worth = [finding for finding in ranked(report.findings) if finding.severity is not Severity.INFO]
    for finding in worth[:SHOWN]:
        click.echo(f"  {finding.line(lang)}")
    if len(worth) > SHOWN:
        more = len(worth) - SHOWN
        click.echo(Text(f"  … 另有 {more} 条, 见 --json", f"  … {more} more, see --json").in_(lang))


def _row(register: Register, city: City, version: Version, report: Report, lang: Lang) -> dict[str, Any]:
    return version_row(version) | {
        "objective": report.cost,
        "findings": [finding_row(finding, lang) for finding in ranked(report.findings)],
        "changes": [words.in_(lang) for words in changes_in_words(register, city, version)],
    }
