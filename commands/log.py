"""``qinwu log``: every change of the register, and whether anything in it was changed unseen."""

from pathlib import Path
from typing import Any

import click

from ..filing.register.machine import ACTION_NAMES, Action
from ..filing.register.register import Register
from ..filing.register.verify import verify
from ..models.errors import InputError
from ..models.filing import CENTRE_NAMES, Centre, Version
from ..models.text import Lang, Text
from .common import BAD_INPUT, DONE, finding_row, guarded, json_option, lang_option, print_json
from .filing import hand_of, key_option, open_register, register_option


@click.command("log")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--verify", "verified", is_flag=True, help="Check every hash, signature and step from the first entry on."
)
@click.option("--seen", multiple=True, help="With --verify: a hash from a printed filing, which must be there.")
@click.option("--clock-was-wrong", is_flag=True, help="The last entry has a wrong time: go on from now (an auditor).")
@click.option("--by", "user", help="The auditor; needed with --clock-was-wrong.")
@key_option
@register_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    verified: bool,
    seen: tuple[str, ...],
    clock_was_wrong: bool,
    user: str | None,
    key: Path | None,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Print the log of the register of the city in DIR; with --verify, name everything in the register that was changed.

    \b
    Examples:
      qinwu log mycity
      qinwu log mycity --verify
      qinwu log mycity --verify --seen 5f0c…   (the hash in the footer of a printed filing)
    """
    register = open_register(folder, place)
    if clock_was_wrong:
        if not user:
            raise InputError(Text("须注明监督员 (--by)", "name the auditor (--by)"))
        register.set_clock_right(hand_of(user, key))
    if verified:
        return _verify(register, seen, lang, as_json=as_json)
    names = {version.hash: version for version in register.versions()}
    entries = register.log()
    if as_json:
        print_json(entries)
    else:
        for entry in entries:
            click.echo(_line(entry, names, lang))
    return DONE


def _verify(register: Register, seen: tuple[str, ...], lang: Lang, *, as_json: bool) -> int:
    findings = verify(register, seen=seen)
    if as_json:
        print_json({"whole": not findings, "findings": [finding_row(finding, lang) for finding in findings]})
    else:
        for finding in findings:
            click.echo(finding.line(lang))
        entries = register.log() if not findings else []
        if entries:
            whole = Text(
                f"登记簿完好: {len(entries)} 条, 末条 {entries[-1]['hash']}",
                f"the register is whole: {len(entries)} entries, the last {entries[-1]['hash']}",
            )
            click.echo(whole.in_(lang))
    return BAD_INPUT if findings else DONE


def _line(entry: dict[str, Any], names: dict[str, Version], lang: Lang) -> str:
    about = str(names[entry["version"]]) if entry["version"] in names else ""
    detail = entry["detail"]
    extra = CENTRE_NAMES[Centre(detail["centre"])].in_(lang) if "centre" in detail else detail.get("why", "")
    action = ACTION_NAMES[Action(entry["action"])].in_(lang)
    parts = (f"{entry['seq']:>5}", entry["at"], entry["actor"], action, about, extra, entry["hash"][:12])
    return "  ".join(part for part in parts if part)
