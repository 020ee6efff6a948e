"""``qinwu file``: send what is reviewed to both centres; later, say that it is executed, scored, archived."""

from pathlib import Path

import click

from ..filing.register.machine import Action
from ..filing.workflow import send
from ..models.filing import FilingWaiver, Kind, Link, Version
from ..models.text import Lang
from ..models.week import Week
from .common import DONE, WITH_GAPS, guarded, json_option, lang_option
from .filing import (
    by_option,
    city_in_week,
    each,
    hand_of,
    key_option,
    latest_versions,
    open_register,
    register_option,
    show_done,
    versions_options,
    waiting,
)

LATER = {
    "executing": (Action.EXECUTE, Link.FILED),
    "scored": (Action.SCORE, Link.EXECUTING),
    "archived": (Action.ARCHIVE, Link.SCORED),
}


@click.command("file")
@versions_options
@click.option(
    "--waive",
    "waived",
    nargs=3,
    multiple=True,
    metavar="RULE ARTICLE AUTHORITY",
    help="Set a hard breach aside: the rule, its article, by whose authority. Printed with the filing.",
)
@click.option("--now", "later", type=click.Choice(list(LATER)), help="Take filed versions to this later link instead.")
@by_option
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
    waived: tuple[tuple[str, str, str], ...],
    later: str | None,
    user: str,
    key: Path | None,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Send the reviewed plans of a week to the detachment's and the brigade's centre; they count once both acknowledge.

    A plan that breaks a hard rule is refused unless --waive names rule, article and authority.

    \b
    Examples:
      qinwu file mycity --week 2026-W48 --by planner-A
      qinwu file mycity --week 2026-W48 --by planner-A --waive R21 "duty order 2026-11, 3" "detachment head Li"
      qinwu file mycity --week 2026-W48 --now executing --by centre
    """
    city, register, hand = (
        city_in_week(folder, Week.parse(week_text), place),
        open_register(folder, place),
        hand_of(user, key),
    )
    waivers = [FilingWaiver(rule=rule, article=article, authority=who) for rule, article, who in waived]
    latest = latest_versions(register, week_text, kind, units)

    def step(version: Version) -> Version:
        if later:
            return register.act(version, LATER[later][0], hand)
        return send(register, city, version, hand, waivers=waivers)

    links = (LATER[later][1],) if later else (Link.REVIEWED,)
    done, refused = each(waiting(latest, links, units), step, lang)
    return show_done(city, done, refused, lang, as_json=as_json) or (WITH_GAPS if waivers else DONE)
