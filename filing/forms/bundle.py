"""All documents of a week in one call: which are asked for, what they are called, what was found on the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ...models.city import City
from ...models.errors import InputError
from ...models.finding import Finding, Severity, Where
from ...models.roster import Roster
from ...models.text import Lang, Text
from ...solver.equipment.bind import Binding, bind, findings
from ..brigades import filing_units, part_of_roster
from ..paper.font import Fonts
from .calendars import calendars
from .cards import cards_to_pdf
from .centre import DayView, centre_to_html, centre_to_pdf
from .form_pdf import form_to_pdf
from .form_tables import form_to_csv, form_to_json
from .form_xlsx import form_to_xlsx
from .identity import Identity, draft
from .line_sheets import sheets_to_pdf
from .planned_lines import LineSheet
from .redact import Redactor
from .unit_week import UnitWeek, unit_week
from .wall import wall_to_pdf

RARE_RULE = "N11"
"""A character that the fonts of the PDF documents lack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which documents are made; nothing chosen means all of them, the centre's view of the Monday included."""

    form: bool = False
    cards: bool = False
    ics: bool = False
    sheet: bool = False
    lines: bool = False
    centre: date | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.form or self.cards or self.ics or self.sheet or self.lines or self.centre)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """File name -> bytes, names relative to the folder they go to; and what is short or doubtful."""

    files: Mapping[Path, bytes]
    findings: list[Finding] = field(default_factory=list)


def make_documents(  # noqa: PLR0913
    city: City,
    roster: Roster,
    *,
    wanted: Wanted,
    identities: Mapping[str, Identity],
    binding: Binding | None = None,
    sheets: Sequence[LineSheet] = (),
    redact: bool = False,
    lang: Lang = Lang.ZH,
    rare_font: Path | None = None,
) -> Bundle:
    """
    Make the documents of a week.

    Parameters
    ----------
    city, roster, wanted, lang
        The plan, whose ids resolve in ``city``; which documents, in which language.
    identities
        By unit that files: what is known of its version; a unit without one prints a draft.
    binding
        Who carries what; handed out here if not given.
    sheets
        The planned lines; without any there are no line sheets, and passes are left blank.
    redact
        People appear by police number only; the hashes stay those of the roster as it was filed.
    rare_font
        A TrueType file for characters that the shipped font lacks.

    Raises
    ------
    InputError
        If the centre's day does not lie in the week, or the font cannot be used.
    """
    day = wanted.centre or (roster.week.monday if wanted.everything else None)
    if day is not None and day not in roster.week.days:
        raise InputError(Text(f"{day} 不在 {roster.week} 之内", f"{day} does not lie in {roster.week}"))
    fonts = Fonts.load(rare_font)
    binding = binding or bind(city, roster)
    parts = {unit: part_of_roster(city, roster, unit) for unit in filing_units(city)}
    known = {unit: identities.get(unit) or draft(part, binding) for unit, part in parts.items()}
    if redact:
        redactor = Redactor(city)
        city, roster = redactor.redacted(), redactor.roster(roster)
        known = {unit: redactor.identity(identity) for unit, identity in known.items()}
    weeks = [
        unit_week(city, roster, city.org[unit], binding, one, lang=lang, sheets=sheets) for unit, one in known.items()
    ]
    files = {Path(name): data for week in weeks for name, data in _of_unit(week, wanted, fonts, alone=len(weeks) == 1)}
    if day is not None and weeks:
        view = DayView(weeks=weeks, day=day)
        files[Path(f"centre-{day}.html")] = centre_to_html(view)
        files[Path(f"centre-{day}.pdf")] = centre_to_pdf(view, fonts)
    return Bundle(files=files, findings=[*findings(city, binding), *_rare(fonts)])


def _of_unit(week: UnitWeek, wanted: Wanted, fonts: Fonts, *, alone: bool) -> Iterator[tuple[str, bytes]]:
    tail = "" if alone else f"-{week.unit.unit_id}"
    everything = wanted.everything
    made: list[tuple[bool, str, Callable[[], bytes]]] = [
        (wanted.form, f"filing{tail}.pdf", lambda: form_to_pdf(week, fonts)),
        (wanted.form, f"filing{tail}.xlsx", lambda: form_to_xlsx(week)),
        (wanted.form, f"filing{tail}.csv", lambda: form_to_csv(week)),
        (wanted.form, f"filing{tail}.json", lambda: form_to_json(week)),
        (wanted.cards, f"cards{tail}.pdf", lambda: cards_to_pdf(week, fonts)),
        (wanted.sheet, f"sheet{tail}.pdf", lambda: wall_to_pdf(week, fonts)),
    ]
    if week.sheets:
        made.append((wanted.lines, f"lines{tail}.pdf", lambda: sheets_to_pdf(week, fonts)))
    for chosen, name, make in made:
        if chosen or everything:
            yield name, make()
    if wanted.ics or everything:
        for number, data in calendars(week).items():
            yield f"calendars{tail}/{number}.ics", data


def _rare(fonts: Fonts) -> Iterator[Finding]:
    if fonts.missing:
        chars = " ".join(sorted(fonts.missing))
        yield Finding(
            rule=RARE_RULE,
            severity=Severity.WARN,
            message=Text(f"随附字体没有这些字, 印作〓: {chars}", f"the shipped font lacks, and prints 〓 for: {chars}"),
            where=Where(value=chars),
            advice=Text("用 --font 指定含这些字的 TrueType 字体", "name a TrueType font that has them with --font"),
        )
