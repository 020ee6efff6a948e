"""The centre's view: all brigades on one day, as a page for the screen and as PDF for the wall of the centre."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape

from ...models.band import Band
from ...models.equipment import EquipmentKind
from ...models.leg import Leg
from ...models.officer import Role
from ...models.text import Text
from ..crew_lines import CrewLine
from ..labels import MODES, TINT_HEX, clock, hours_text, shift_kind, weekday
from ..paper.document import A3_LANDSCAPE, Document, Foot
from ..paper.font import Fonts
from ..paper.table import Bar, Block, Cell, Column, Flow
from .form_pdf import foot_of
from .unit_week import UnitWeek

TITLE = Text("当日勤务总览", "All duties of the day")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """One day of all units that file."""

    weeks: Sequence[UnitWeek]
    day: date

    @property
    def first(self) -> UnitWeek:
        """Any of the weeks: they share city, language and calendar."""
        return self.weeks[0]

    @property
    def bands(self) -> Sequence[Band]:
        """The day's bands."""
        return self.first.city.bands_of(self.day)

    @property
    def title(self) -> str:
        """Whose day it is."""
        lang = self.first.lang
        return f"{self.first.city.name}  {TITLE.in_(lang)}  {self.day} {weekday(self.day, lang)}"

    def say(self, zh: str, en: str) -> str:
        """Return one of two wordings."""
        return self.first.say(zh, en)

    def lines(self, week: UnitWeek) -> list[CrewLine]:
        """Return a unit's crews that work in the day's bands: those of the night before included."""
        return [line for day in week.roster.week.days for line in week.lines[day] if self.legs(line)]

    def legs(self, line: CrewLine) -> list[Leg]:
        """Return a crew's legs in the day's bands."""
        return [leg for leg in line.crew.legs if leg.band_day == self.day]

    def in_band(self, line: CrewLine, band: Band) -> str:
        """Return what a crew does in a band, with hours if it is there for a part only."""
        legs = [leg for leg in self.legs(line) if leg.band == band.code]
        whole = sum(leg.minutes for leg in legs) == band.minutes
        lang = self.first.lang
        return "\n".join(
            MODES[leg.mode].in_(lang) + ("" if whole else f" {clock(leg.start)}-{clock(leg.end)}") for leg in legs
        )

    def strength(self, weeks: Sequence[UnitWeek], band: Band) -> str:
        """Return crews and people of some units in a band: ``12 组 18+20``, police and auxiliaries."""
        crews = [one for w in weeks for one in self.lines(w) if any(leg.band == band.code for leg in self.legs(one))]
        police, aux = (sum(one.crew.count(role) for one in crews) for role in (Role.POLICE, Role.AUX))
        short = sum(g.missing for w in weeks for g in w.roster.gaps if g.day == self.day and g.band == band.code)
        said = self.say(f"{len(crews)} 组\n{police}+{aux}", f"{len(crews)} crews\n{police}+{aux}")
        return said + (self.say(f"\n缺 {short} 组", f"\n{short} missing") if short else "")


def head_row(view: DayView) -> list[tuple[str, int]]:
    """Return the titles of the crews' table and their widths."""
    fixed = ((Text("单位", "Unit"), 26), (Text("岗位", "Place"), 36), (Text("班次", "Shift"), 24))
    after = (
        (Text("带班 / 民警", "Lead / police"), 40),
        (Text("点对点电台", "Radio (p2p)"), 22),
        (Text("编组", "Crew"), 12),
        (Text("车辆", "Vehicle"), 22),
    )
    lang = view.first.lang
    return [
        *((text.in_(lang), share) for text, share in fixed),
        *((f"{band.name.in_(lang)}\n{clock(band.start)}-{clock(band.end)}", 20) for band in view.bands),
        *((text.in_(lang), share) for text, share in after),
    ]


def crew_row(view: DayView, week: UnitWeek, line: CrewLine) -> list[str]:
    """Return one crew's cells: the radio of its first member is what a dispatcher dials."""
    crew, lang = line.crew, week.lang
    police = [officer for officer, _ in week.members(line)][:2]
    devices = [week.devices(line, officer) for officer in police]
    return [
        week.city.org[crew.place.unit_id].name,
        f"{crew.place.place_id} {crew.place.name}",
        f"{crew.template.name.in_(lang)}\n" + hours_text(crew.template).replace(" ", "\n"),
        *(view.in_band(line, band) for band in view.bands),
        "\n".join(" ".join(dict.fromkeys((officer.name, officer.officer_no))) for officer in police),
        "\n".join(filter(None, (one.word(EquipmentKind.RADIO, lang) for one in devices))),
        f"#{crew.number} {line.pattern}",
        devices[0].word(EquipmentKind.VEHICLE, lang) if devices else "",
    ]


def centre_to_pdf(view: DayView, fonts: Fonts) -> bytes:
    """Return the day as PDF, A3 landscape, one brigade below the other."""
    week = view.first
    document = Document(A3_LANDSCAPE, _foot(view), fonts, title=view.title, lang=week.lang)
    page, margin = document.page(), document.paper.margin
    page.text(margin, margin + 20, view.title, 20, bold=True)
    if week.fiction:
        page.text(document.paper.width - margin, margin + 16, week.fiction, 12, color="#b00020", align="right")
    columns = [Column(title, share) for title, share in head_row(view)]
    flow = Flow(document, columns, size=7.5)
    flow.write(page, margin + 32, _blocks(view, len(columns)))
    return document.to_bytes()


def _foot(view: DayView) -> Foot:
    """Return the foot: of one unit its own; of several their hashes hashed together, in the order of the page."""
    if len(view.weeks) == 1:
        return foot_of(view.first)
    code = sha256("\n".join(week.identity.hash for week in view.weeks).encode()).hexdigest()
    first = "  ".join(filter(None, (view.title, view.first.fiction)))
    return Foot(first=first, second=f"SHA-256 {code}", code=code)


def _blocks(view: DayView, columns: int) -> Iterator[Block]:
    for name, weeks in (*([(view.say("全市", "All"), view.weeks)] if len(view.weeks) > 1 else ()),):
        yield [_sum(view, name, weeks, columns)]
    for week in view.weeks:
        identity = week.identity
        yield Bar(f"{week.unit.name}   {identity.version.in_(week.lang)}   {identity.hash[:16]}")
        yield [_sum(view, view.say("合计", "Sum"), [week], columns)]
        for line in view.lines(week):
            texts = crew_row(view, week, line)
            tint = TINT_HEX[shift_kind(line.crew.template)]
            last = 3 + len(view.bands)
            yield [[Cell(text, fill=tint if text and 2 <= at < last else "") for at, text in enumerate(texts)]]


def _sum(view: DayView, name: str, weeks: Sequence[UnitWeek], columns: int) -> list[Cell]:
    cells = [Cell(name, bold=True), Cell(), Cell(), *(Cell(view.strength(weeks, b), bold=True) for b in view.bands)]
    return [Cell(c.text, fill="#f3f3f3", bold=True) for c in (*cells, *[Cell()] * (columns - len(cells)))]


_PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title><style>
body{{font:14px/1.4 "Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;margin:1rem}}
table{{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}}
th,td{{border:1px solid #999;padding:.2rem .4rem;text-align:center;white-space:pre-line}}
thead th{{background:#e3e8ee;position:sticky;top:0}}
tr.sum td{{background:#f3f3f3;font-weight:600}}
h2{{background:#33475b;color:#fff;padding:.3rem .6rem;font-size:1rem;margin:1rem 0 0}}
.fiction{{color:#b00020}}
code{{font-size:.8rem}}
@media print{{@page{{size:A3 landscape;margin:1cm}} body{{font-size:9px}} thead th{{position:static}}}}
</style></head><body><h1>{title}</h1><p class="fiction">{fiction}</p>
{body}
</body></html>
"""


def centre_to_html(view: DayView) -> bytes:
    """Return the day as one HTML file that loads nothing and runs no script."""
    week = view.first
    head = "".join(f"<th>{escape(title)}</th>" for title, _ in head_row(view))
    parts = []
    for each in view.weeks:
        identity = each.identity
        state = f"{identity.version.in_(each.lang)} · {identity.state.in_(each.lang)}"
        parts.append(f"<h2>{escape(each.unit.name)} — {escape(state)}</h2><p><code>SHA-256 {identity.hash}</code></p>")
        total = "".join(
            f"<td>{escape(cell.text)}</td>" for cell in _sum(view, view.say("合计", "Sum"), [each], len(head_row(view)))
        )
        rows = [f'<tr class="sum">{total}</tr>']
        for line in view.lines(each):
            tint = TINT_HEX[shift_kind(line.crew.template)]
            texts = crew_row(view, each, line)
            tinted = range(2, 3 + len(view.bands))
            cells = (
                f'<td style="background:{tint}">{escape(text)}</td>'
                if text and at in tinted
                else f"<td>{escape(text)}</td>"
                for at, text in enumerate(texts)
            )
            rows.append(f"<tr>{''.join(cells)}</tr>")
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table>")
    return _PAGE.format(
        lang="zh-CN" if week.lang.value == "zh" else "en",
        title=escape(view.title),
        fiction=escape(week.fiction),
        body="\n".join(parts),
    ).encode()
