"""What the commands on the register share: its address, who acts, which versions are meant, how they are shown."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..filing.register.draft import Hand
from ..filing.register.signing import PemSigner
from ..models.city import City
from ..models.errors import InputError, RefusedError
from ..models.filing import CENTRE_NAMES, KIND_NAMES, LINK_NAMES, TIMING_NAMES, Kind, Link, Period, Version
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.folder import read_city
from ..scenarios.weeks_around import amid_weeks
from .common import BAD_INPUT, DONE, print_json, show_findings, talk

F = TypeVar("F", bound=Callable[..., Any])

CHINA = timezone(timedelta(hours=8))
FILE = "register.sqlite"

register_option = click.option(
    "--register",
    "place",
    envvar="QINWU_REGISTER",
    help="The register: a file, or postgresql://user@host/name (default: DIR/register.sqlite).",
)
by_option = click.option("--by", "user", required=True, help="The user who acts.")
key_option = click.option(
    "--key", type=click.Path(path_type=Path), help="The user's private key (Ed25519, PEM), to sign."
)
week_option = click.option("--week", "week_text", required=True, help="Week, as 2026-W48.")
unit_option = click.option("--unit", "units", multiple=True, help="Only this unit's filing (may be repeated).")
kind_option = click.option(
    "--kind",
    type=click.Choice([kind.value.lower() for kind in Kind]),
    default=Kind.ROSTER.value.lower(),
    show_default=True,
    callback=lambda _ctx, _param, value: Kind(value.upper()),
    help="Roster or deployment.",
)

if TYPE_CHECKING:
    from ..filing.register.register import Register


def versions_options(command: F) -> F:
    """Say which versions are meant: the folder, the week, units, roster or deployment."""
    folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
    return folder(week_option(unit_option(kind_option(command))))


def now() -> datetime:
    """Return the moment on the clocks of China, to the second."""
    return datetime.now(CHINA).replace(tzinfo=None, microsecond=0)


def hand_of(user: str, key: Path | None) -> Hand:
    """Return who acts, now."""
    return Hand(user=user, at=now(), signer=PemSigner(key) if key else None)


def open_register(folder: Path, place: str | None, *, create: bool = False) -> "Register":
    """Open the register of a city folder, or the one that is named, until the command ends."""
    from ..filing.register.register import Register  # noqa: PLC0415 - SQLAlchemy loads slowly, and not every city has a register

    register = Register(place or folder / FILE, create=create)
    click.get_current_context().call_on_close(register.close)
    return register


def has_register(folder: Path, place: str | None) -> bool:
    """Whether the city folder has a register, or one is named."""
    return bool(place) or (folder / FILE).exists()


def city_in_week(folder: Path, week: Week, place: str | None = None) -> City:
    """Read a city as it stands in a week: with the duties of the weeks before, and those filed for the week after."""
    city = read_city(folder)
    register = open_register(folder, place) if has_register(folder, place) else None
    return amid_weeks(city, folder, week, register=register)


def latest_versions(register: "Register", week_text: str, kind: Kind, units: Sequence[str]) -> list[Version]:
    """
    Return the latest version of each unit for a week.

    Raises
    ------
    RefusedError
        If a unit that is named, or every unit, has none.
    """
    week = Week.parse(week_text)
    latest = {version.unit: version for version in register.versions(period=Period.of(week), kind=kind)}
    lost = [unit for unit in units if unit not in latest]
    if lost or not latest:
        name = ", ".join(lost)
        what = KIND_NAMES[kind]
        raise RefusedError(
            Text(
                f"{name} {week} 没有登记{what.zh}",
                f"no {what.en} of {week} is on record" + (f" of {name}" * bool(lost)),
            )
        )
    return [version for unit, version in latest.items() if not units or unit in units]


def waiting(versions: Sequence[Version], links: Sequence[Link], units: Sequence[str]) -> list[Version]:
    """Return the versions that wait for a step; those of units that are named, whatever their link."""
    return [version for version in versions if units or version.link in links] or list(versions)


def each(
    versions: Iterable[Version], step: Callable[[Version], Version], lang: Lang
) -> tuple[list[Version], list[InputError]]:
    """Take a step with every version; what one of them is refused is said, and does not stop the others."""
    done, refused = [], []
    for version in versions:
        try:
            done.append(step(version))
        except InputError as error:
            talk(error.text, lang)
            show_findings(error.findings, lang)
            refused.append(error)
    return done, refused


def show_done(city: City, done: Sequence[Version], refused: Sequence[InputError], lang: Lang, *, as_json: bool) -> int:
    """Print the versions as they stand after a step; return the exit code."""
    if as_json:
        print_json({"versions": [version_row(v) for v in done], "refused": [e.text.in_(lang) for e in refused]})
    else:
        for version in done:
            click.echo(version_line(city, version, lang))
    return BAD_INPUT if refused else DONE


def version_line(city: City, version: Version, lang: Lang) -> str:
    """Return a version on one line: whose, which, its link, what is missing, its deadline."""
    unit = city.org[version.unit].name if version.unit in city.org else version.unit
    missing = "、".join(CENTRE_NAMES[c].in_(lang) for c in version.missing) if version.link is Link.ARRANGED else ""
    deadline = version.deadline
    kind, link = KIND_NAMES[version.kind].in_(lang), LINK_NAMES[version.link].in_(lang)
    parts = [
        f"{unit} {version.period} {kind} v{version.number}: {link}",
        Text(f"待 {missing} 签收", f"waits for the {missing}").in_(lang) if missing else "",
        f"{TIMING_NAMES[deadline.timing].in_(lang)} {Text('截止', 'due').in_(lang)} {deadline.due:%Y-%m-%d %H:%M}",
        ""
        if version.in_time is None
        else Text("按时", "in time").in_(lang)
        if version.in_time
        else _late(version, lang),
        version.hash[:12],
    ]
    return "  ".join(part for part in parts if part)


def _late(version: Version, lang: Lang) -> str:
    late = version.deadline.late_min(version.filed_at) if version.filed_at else 0
    return Text(f"迟 {late} 分钟", f"{late} min late").in_(lang)


def version_row(version: Version) -> dict[str, Any]:
    """Return a version as a JSON object."""
    return {
        "unit": version.unit,
        "period": str(version.period),
        "kind": version.kind.value,
        "number": version.number,
        "base": version.base,
        "reason": version.reason,
        "link": version.link.value,
        "author": version.author,
        "recorded_at": version.at.isoformat(),
        "reviewer": version.reviewer,
        "effective": version.effective.isoformat(),
        "due": version.deadline.due.isoformat(),
        "filed_at": version.filed_at and version.filed_at.isoformat(),
        "in_time": version.in_time,
        "missing": [centre.value for centre in version.missing],
        "acknowledgements": [
            {"centre": a.centre.value, "by": a.by, "at": a.at.isoformat()} for a in version.acknowledgements
        ],
        "waivers": [[w.rule, w.article, w.authority, w.reason] for w in version.waivers],
        "hash": version.hash,
        "content_hash": version.content_hash,
        "predecessor": version.predecessor,
    }
