"""``qinwu ack``: a centre acknowledges what was sent to it; with the last centre's word it is filed."""

from pathlib import Path

import click

from ..filing.register.machine import ROLE_OF
from ..filing.register.register import Register
from ..filing.workflow import acknowledge
from ..models.errors import RefusedError
from ..models.filing import Centre, Kind, Link, Version
from ..models.text import Lang, Text
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


@click.command("ack")
@versions_options
@click.option(
    "--centre",
    type=click.Choice([centre.value.lower() for centre in Centre]),
    help="For which centre (only if the user speaks for both).",
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
    week_text: str,
    units: tuple[str, ...],
    kind: Kind,
    centre: str | None,
    user: str,
    key: Path | None,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Acknowledge, for a centre, what was sent to it.

    Exit code 1: acknowledged, but after the deadline.

    \b
    Examples:
      qinwu ack mycity --week 2026-W48 --by centre
      qinwu ack mycity --week 2026-W48 --unit A --by centre-A
    """
    city, register, hand = (
        city_in_week(folder, Week.parse(week_text), place),
        open_register(folder, place),
        hand_of(user, key),
    )
    speaks_for = _centre(register, user, centre)
    latest = latest_versions(register, week_text, kind, units)

    def step(version: Version) -> Version:
        return acknowledge(register, city, version, speaks_for, hand)

    done, refused = each(waiting(latest, (Link.ARRANGED,), units), step, lang)
    late = any(version.in_time is False for version in done)
    return show_done(city, done, refused, lang, as_json=as_json) or (WITH_GAPS if late else DONE)


def _centre(register: Register, user: str, stated: str | None) -> Centre:
    if stated:
        return Centre(stated.upper())
    roles = {grant.role for grant in register.users() if grant.user == user}
    centres = [centre for centre, role in ROLE_OF.items() if role in roles]
    if len(centres) != 1:
        raise RefusedError(
            Text(f"{user} 不代表任何中心", f"{user} speaks for no centre")
            if not centres
            else Text(
                f"{user} 代表两个中心: 用 --centre 注明", f"{user} speaks for two centres: say which with --centre"
            )
        )
    return centres[0]
