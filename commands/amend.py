"""``qinwu amend``: a changed roster comes back as an amendment; nothing that is filed is ever edited."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ..filing.changed_often import changed_often
from ..filing.changes import as_json as changes_as_json
from ..filing.changes import changes_of, in_words
from ..filing.read_roster import open_roster
from ..filing.workflow import Amendment, propose, record_roster
from ..models.city import City
from ..models.errors import InputError, RefusedError
from ..models.filing import COUNTS, Kind, Period, Reason
from ..models.finding import Severity
from ..models.text import Lang, Text
from ..scenarios.folder import read_city
from ..scenarios.weeks_around import amid_weeks
from .asked_changes import Asked, read_asked
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
from .progress import bar
from .small_changes import Answer, answer, roster_that_counts
from .small_changes_said import answer_row, show_answer


@click.command("amend")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Path(path_type=Path), help="The changed roster: .xlsx, .csv, .json.")
@click.option("--absent", multiple=True, metavar="OFFICER:DATE[..DATE]", help="Who cannot come: the week is mended.")
@click.option("--swap", "swapped", metavar="OFFICER:DATE=OFFICER:DATE", help="Two officers exchange two duties.")
@click.option("--mend", "mended", metavar="WEEK", help="Mend a week for the city as it is: posts added, grades raised.")
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
    mended: str | None,
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
    the roster is recorded as a new plan. With --absent or --mend qinwu makes the changed roster: the fewest and least
    painful changes from now on; where one duty alone is open it also names who could step in.

    \b
    Examples:
      qinwu amend mycity --from mycity/plans/2026-W48/roster.xlsx --reason SICK --by planner-A
      qinwu amend mycity --absent 14070123:2026-11-25..2026-11-27 --reason SICK --by planner-A
      qinwu amend mycity --swap 14070123:2026-11-25=14070131:2026-11-26 --reason OTHER --by planner-A
      qinwu amend mycity --mend 2026-W48 --reason OTHER --by planner-A
      qinwu amend mycity --from new.json --reason CALL_OUT --emergency 2026-11-25T09:40 --by planner-A
    """
    city, register, hand = read_city(folder), open_register(folder, place), hand_of(user, key)
    if sum((source is not None, bool(absent), swapped is not None, mended is not None)) != 1:
        raise _one_of_four()
    reading = None if source is None else open_roster(source, city)
    asked = read_asked(city, absent, swapped, mended) if reading is None else Asked(week=reading.roster.week)
    city, found = amid_weeks(city, folder, asked.week, register=register), None
    filed = any(v.link in COUNTS for v in register.versions(period=Period.of(asked.week), kind=Kind.ROSTER))
    if filed and reason is None:
        raise _no_reason()
    if reading is not None:
        show_findings(reading.notices, lang)
        roster = reading.roster
    else:
        base = roster_that_counts(city, folder, register, asked.week)
        with bar(Text("调整", "mending"), lang) as watch:
            found = answer(city, base, asked, since or hand.at, watch)
        roster = found.roster
        if not as_json:
            show_answer(found, lang)
        if not changes_of(base, roster):
            return _nothing_to_do(found, lang, as_json=as_json)
    if not filed or reason is None:
        talk(Text("尚未报备: 登记为新的方案", "not filed yet: recorded as a new plan"), lang)
        return show_done(city, record_roster(register, city, roster, hand), [], lang, as_json=as_json)
    made = propose(register, city, roster, hand, reason=reason, emergency_since=emergency, note=note)
    if not made:
        raise RefusedError(Text("与现行花名册没有不同", "nothing differs from the roster in force"))
    often = changed_often(register, roster.week)
    if as_json:
        more = answer_row(found) if found else {}
        print_json([_row(city, amendment, often, lang) | more for amendment in made])
    else:
        for amendment in made:
            _print(city, amendment, often, lang)
    gaps = found is not None and bool(found.gaps)
    return WITH_GAPS if gaps or any(amendment.report.hard for amendment in made) else DONE


def _one_of_four() -> InputError:
    return InputError(
        Text("--from, --absent, --swap, --mend 四者恰选其一", "give exactly one of --from, --absent, --swap, --mend")
    )


def _no_reason() -> InputError:
    return InputError(
        Text("已报备的花名册, 变更须写明原因 (--reason)", "the week is filed: name the reason (--reason)")
    )


def _nothing_to_do(found: Answer, lang: Lang, *, as_json: bool) -> int:
    """Say that the roster in force stays, and why."""
    if as_json:
        print_json([answer_row(found)])
    else:
        click.echo(Text("现行花名册不变, 未登记", "the roster in force stays: nothing was recorded").in_(lang))
    return WITH_GAPS if found.gaps else DONE


def _row(city: City, amendment: Amendment, often: Counter[str], lang: Lang) -> dict[str, Any]:
    told = amendment.told
    return version_row(amendment.version) | {
        "changes": changes_as_json(amendment.changes),
        "words": [in_words(city, change).in_(lang) for change in amendment.changes],
        "tell": {"changed": told.changed, "crewmates": told.crewmates, "units": told.units},
        "changed_days": {person: often[person] for person in told.changed},
        "findings": [finding_row(finding, lang) for finding in amendment.report.hard],
    }


def _print(city: City, amendment: Amendment, often: Counter[str], lang: Lang) -> None:
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
    days = ", ".join(f"{person} {often[person]}" for person in told.changed)
    click.echo(Text(f"  本周累计变动的天数: {days}", f"  days changed this week so far: {days}").in_(lang))
