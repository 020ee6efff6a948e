"""``qinwu print``: the filing form, duty cards, calendars, the sheet on the wall, the centre's view."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import click

from ..filing.atomic import write_files
from ..filing.brigades import filing_units, part_of_roster
from ..filing.filed_roster import filed_roster, together
from ..filing.forms.bundle import Wanted, make_documents
from ..filing.forms.identity import Identity, draft, filed
from ..filing.forms.planned_lines import read_line_sheets
from ..filing.outfit import held_in, outfit
from ..filing.plan_files import plan_folder
from ..filing.read_roster import read_roster
from ..models.city import City
from ..models.filing import Kind, Period
from ..models.finding import Severity
from ..models.roster import Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..solver.equipment.bind import Binding, as_filed, bind
from .common import DONE, WITH_GAPS, finding_row, guarded, json_option, lang_option, print_json, show_findings, talk
from .filing import FILE, city_in_week, latest_versions, now, open_register, register_option, week_option

CALENDARS_SHOWN = 3


@click.command("print")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@week_option
@click.option("--form", is_flag=True, help="The filing form: PDF, XLSX, CSV, JSON.")
@click.option("--cards", is_flag=True, help="Duty cards, one officer's week on a page: PDF.")
@click.option("--ics", is_flag=True, help="A calendar for each officer: ICS.")
@click.option("--sheet", is_flag=True, help="The sheet that hangs at the squadron, A3: PDF.")
@click.option("--lines", is_flag=True, help="The lines that qinwu lines has planned, street by street: PDF.")
@click.option("--centre", type=click.DateTime(["%Y-%m-%d"]), help="The centre's view of this day: HTML and PDF.")
@click.option("--filed", "from_register", is_flag=True, help="What the register has, not the roster on the disk.")
@click.option("--redact", is_flag=True, help="People by police number only: no name, no telephone.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to (default: DIR/plans/WEEK/print).")
@click.option("--font", type=click.Path(path_type=Path), help="A TrueType font for characters that ours lacks.")
@register_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    week_text: str,
    form: bool,
    cards: bool,
    ics: bool,
    sheet: bool,
    lines: bool,
    centre: datetime | None,
    from_register: bool,
    redact: bool,
    out: Path | None,
    font: Path | None,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Print the documents of the week that is planned in DIR: radios, recorders, terminals and vehicles handed out.

    Without a choice all are made. Versions and acknowledgements come from the register, if there is one; a roster that
    it does not know is printed as a draft. Exit code 1: devices are short, or a character has no glyph.

    \b
    Examples:
      qinwu print mycity --week 2026-W48
      qinwu print mycity --week 2026-W48 --form --redact --lang en
      qinwu print mycity --week 2026-W48 --filed --cards --ics
      qinwu print mycity --week 2026-W48 --centre 2026-11-25 --out wall
    """
    week = Week.parse(week_text)
    city = city_in_week(folder, week, place)
    if from_register:
        roster = _on_record(folder, place, week)
    else:
        roster = read_roster(plan_folder(folder, week) / "roster.json", city)
    binding, identities = _known(city, roster, folder, place, redact=redact)
    bundle = make_documents(
        city,
        roster,
        wanted=Wanted(
            form=form, cards=cards, ics=ics, sheet=sheet, lines=lines, centre=centre.date() if centre else None
        ),
        identities=identities,
        binding=binding,
        sheets=read_line_sheets(folder / "plans" / "lines"),
        redact=redact,
        lang=lang,
        rare_font=font,
    )
    home = out or plan_folder(folder, week) / "print"
    files = write_files({home / name: data for name, data in bundle.files.items()})
    if as_json:
        print_json(
            {"files": [str(file) for file in files], "findings": [finding_row(f, lang) for f in bundle.findings]}
        )
    else:
        show_findings(bundle.findings, lang)
        _print(files, lang)
    return WITH_GAPS if any(f.severity is not Severity.INFO for f in bundle.findings) else DONE


def _print(files: list[Path], lang: Lang) -> None:
    talk(Text("已写出:", "Written:"), lang)
    calendars = [file for file in files if file.suffix == ".ics"]
    for file in [*(file for file in files if file.suffix != ".ics"), *calendars[:CALENDARS_SHOWN]]:
        click.echo(file)
    if len(calendars) > CALENDARS_SHOWN:
        more = len(calendars) - CALENDARS_SHOWN
        talk(Text(f"… 另有 {more} 份日历", f"… and {more} more calendars"), lang)


def _on_record(folder: Path, place: str | None, week: Week) -> Roster:
    """Return the latest rosters of all units that have one on record, as one."""
    register = open_register(folder, place)
    versions = latest_versions(register, str(week), Kind.ROSTER, ())
    roster = together(filed_roster(register.content(version)) for version in versions)
    assert roster is not None  # noqa: S101 - a week without versions has been refused
    return roster


def _known(
    city: City, roster: Roster, folder: Path, place: str | None, *, redact: bool
) -> tuple[Binding, Mapping[str, Identity]]:
    """
    Return who carries what, and what the register knows of each unit's roster.

    Where the register has a unit's roster, it also says who carries what; where it has another or none, that part is a
    draft, and its devices are those that filing it would bind.
    """
    inputs = _input_hash(folder)
    parts = {unit: part_of_roster(city, roster, unit) for unit in filing_units(city)}
    if place is None and not (folder / FILE).is_file():
        binding = bind(city, roster)
        return binding, {unit: draft(part, binding, input_hash=inputs) for unit, part in parts.items()}
    register = open_register(folder, place)
    names = {} if redact else {grant.user: grant.name for grant in register.users()}
    fresh = outfit(register, city, roster, since=now())
    served, identities = dict(fresh.served), {}
    for unit, part in parts.items():
        thread = register.thread(unit, Kind.ROSTER, Period.of(roster.week))
        latest = thread[-1] if thread else None
        content = register.content(latest) if latest else {}
        known = filed_roster(content) if latest else None
        if latest and known and (known.duties, known.gaps) == (part.duties, part.gaps):
            identities[unit] = filed(latest, input_hash=inputs, names=names)
            served |= held_in(content)
        else:
            identities[unit] = draft(part, fresh, input_hash=inputs, after=latest)
    return as_filed(city, roster, Binding(fresh.kinds, served)), identities


def _input_hash(folder: Path) -> str:
    """Return the SHA-256 of the settings and tables: name and content of each, by name."""
    digest = sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".toml", ".csv", ".xlsx") and path.is_file():
            digest.update(f"{path.name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()
