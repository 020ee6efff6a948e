"""``qinwu amend``: a changed roster comes back as an amendment; nothing that is filed is ever edited."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ..filing.changes import as_json as changes_as_json
from ..filing.changes import in_words
from ..filing.read_roster import open_roster
from ..filing.register.register import Register
from ..filing.workflow import Amendment, propose, record_roster
from ..models.city import City
from ..models.errors import InputError, RefusedError
from ..models.filing import COUNTS, Kind, Period, Reason
from ..models.finding import Severity
from ..models.roster import Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.folder import read_city
from .common import DONE, WITH_GAPS, finding_row, guarded, json_option, lang_option, print_json, show_findings, talk
from .filing import (
    by_option,
    hand_of,
    key_option,
    open_register,
    register_option,
    show_done,
    version_line,
    version_row,
)
from .small_changes import Answer, answer, answer_row, read_asked, roster_that_counts, show_answer


@click.command("amend")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Path(path_type=Path), help="The changed roster: .xlsx, .csv, .json.")
@click.option("--absent", multiple=True, metavar="OFFICER:DATE[..DATE]", help="Who cannot come: the week is mended.")
@click.option("--swap", "swapped", metavar="OFFICER:DATE=OFFICER:DATE", help="Two officers exchange two duties.")
@click.option(
    "--since",
    "since",
    metavar="MOMENT",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help="Mending keeps duties that began before (default: now).",
)
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in Reason], case_sensitive=False),
    callback=lambda _ctx, _param, value: value and Reason(value.upper()),
    help="Why; needed once the week is filed.",
)
@click.option("--note", default="", help="The reason in words.")
@click.option(
    "--emergency",
    metavar="MOMENT",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help="An emergency since this moment: the change holds from then, and is due 15 minutes later.",
)
@by_option
@key_option
@register_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    source: Path | None,
    absent: tuple[str, ...],
    swapped: str | None,
    since: datetime | None,
    reason: Reason | None,
    note: str,
    emergency: datetime | None,
    user: str,
    key: Path | None,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    File a changed roster of the city in DIR as an amendment of what is filed, and say who must be told.

    It counts when it has been reviewed, sent, and acknowledged by both centres again. Where the week is not filed yet,
    the roster is recorded as a new plan. With --absent qinwu makes the changed roster: the fewest and least painful
    changes from now on; where one duty alone is open it also names who could step in.

    \b
    Examples:
      qinwu amend mycity --from mycity/plans/2026-W48/roster.xlsx --reason SICK --by planner-A
      qinwu amend mycity --absent 14070123:2026-11-25..2026-11-27 --reason SICK --by planner-A
      qinwu amend mycity --swap 14070123:2026-11-25=14070131:2026-11-26 --reason OTHER --by planner-A
      qinwu amend mycity --from new.json --reason CALL_OUT --emergency 2026-11-25T09:40 --by planner-A
    """
    city, register, hand = read_city(folder), open_register(folder, place), hand_of(user, key)
    roster, found = _changed(city, folder, register, source, (absent, swapped, since or hand.at), lang)
    filed = [v for v in register.versions(period=Period.of(roster.week), kind=Kind.ROSTER) if v.link in COUNTS]
    if not filed:
        talk(Text("尚未报备: 登记为新的方案", "not filed yet: recorded as a new plan"), lang)
        return show_done(city, record_roster(register, city, roster, hand), [], lang, as_json=as_json)
    if reason is None:
        raise InputError(
            Text("已报备的花名册, 变更须写明原因 (--reason)", "the week is filed: name the reason (--reason)")
        )
    made = propose(register, city, roster, hand, reason=reason, emergency_since=emergency, note=note)
    if not made:
        raise RefusedError(Text("与现行花名册没有不同", "nothing differs from the roster in force"))
    if as_json:
        print_json([_row(city, amendment, lang) | (answer_row(found) if found else {}) for amendment in made])
    else:
        if found:
            show_answer(found, lang)
        for amendment in made:
            _print(city, amendment, lang)
    return WITH_GAPS if any(amendment.report.hard for amendment in made) else DONE


def _changed(  # noqa: PLR0913, PLR0917 - where the roster is, and how it changes
    city: City,
    folder: Path,
    register: Register,
    source: Path | None,
    asked: tuple[tuple[str, ...], str | None, datetime],
    lang: Lang,
) -> tuple[Roster, Answer | None]:
    """Return the changed roster, given or worked out."""
    absent, swapped, since = asked
    if sum((source is not None, bool(absent), swapped is not None)) != 1:
        raise InputError(Text("--from, --absent, --swap 三者恰选其一", "give exactly one of --from, --absent, --swap"))
    if source is not None:
        reading = open_roster(source, city)
        show_findings(reading.notices, lang)
        return reading.roster, None
    small = read_asked(absent, swapped)
    base = roster_that_counts(city, folder, register, Week.of(small.day))
    found = answer(city, base, small, since)
    return found.roster, found


def _row(city: City, amendment: Amendment, lang: Lang) -> dict[str, Any]:
    told = amendment.told
    return version_row(amendment.version) | {
        "changes": changes_as_json(amendment.changes),
        "words": [in_words(city, change).in_(lang) for change in amendment.changes],
        "tell": {"changed": told.changed, "crewmates": told.crewmates, "units": told.units},
        "findings": [finding_row(finding, lang) for finding in amendment.report.hard],
    }


def _print(city: City, amendment: Amendment, lang: Lang) -> None:
    click.echo(version_line(city, amendment.version, lang))
    for change in amendment.changes:
        click.echo(f"  {in_words(city, change).in_(lang)}")
    for finding in amendment.report.findings:
        if finding.severity is Severity.ERROR:
            click.echo(f"  {finding.line(lang)}")
    told = amendment.told
    people, mates, units = (", ".join(part) or "–" for part in (told.changed, told.crewmates, told.units))
    said = Text(
        f"  须通知: {people}; 同组 {mates}; 单位 {units}; 两级中心须重新签收",
        f"  tell: {people}; their crews {mates}; units {units}; both centres acknowledge again",
    )
    click.echo(said.in_(lang))
