"""People lists of a plan: the most tiring duties, and who has most and least (DOMAIN 8.4)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ...models.text import Lang, Text
from ...solver.case import Case
from ..simulator.catalogue import KPI_BY_CODE
from ..simulator.force import fairness_counts, fatigue, jain
from .plan import Planned

Rows = list[tuple[str, ...]]
TIRING = 10
NAMED = 3


class Tiring(NamedTuple):
    """A duty and its fatigue index."""

    officer_no: str
    day: date
    template: str
    fatigue: float


def tiring(plan: Planned) -> list[Tiring]:
    """Return the duties with the highest fatigue index, the highest first; empty without a roster."""
    if plan.roster is None:
        return []
    sheets = Case(plan.city, plan.roster).sheets
    rows = [
        Tiring(officer_no, shift.day, shift.template.code, index)
        for officer_no, sheet in sheets.items()
        for shift, index in fatigue(sheet)
    ]
    return sorted(rows, key=lambda row: (-row.fatigue, row.day, row.officer_no))[:TIRING]


def tiring_table(plan: Planned, lang: Lang) -> Rows:
    """Return the most tiring duties as a table with its header."""
    head = "人员|日期|班次|疲劳指数", "person|day|template|fatigue index"
    city = plan.city
    rows = [
        (
            f"{row.officer_no} {city.officer(row.officer_no).name}".strip(),
            f"{row.day:%m-%d}",
            city.template(row.template).name.in_(lang),
            f"{row.fatigue:.1f}",
        )
        for row in tiring(plan)
    ]
    return [tuple(Text(*head).in_(lang).split("|")), *rows]


def fairness_table(plan: Planned, lang: Lang) -> Rows:
    """Return who has most and least of hours, nights and weekends in the last 28 days: Jain's index, range, names."""
    head = "28 日滚动|公平度|最少|最多|最少者|最多者", "28 days rolling|Jain|least|most|who has least|who has most"
    rows = []
    for code, values in (fairness_counts(Case(plan.city, plan.roster)) if plan.roster else {}).items():
        index = jain(list(values.values()))
        if index is None:
            continue
        scale = 1 / 60 if code == "fair_hours" else 1.0
        ends = [pick(values.values()) for pick in (min, max)]
        rows.append(
            (
                KPI_BY_CODE[code].name.in_(lang),
                f"{index:.3f}",
                *(f"{scale * end:g}" for end in ends),
                *(_who(plan, values, end, lang) for end in ends),
            )
        )
    return [tuple(Text(*head).in_(lang).split("|")), *rows]


def _who(plan: Planned, values: Mapping[str, float], end: float, lang: Lang) -> str:
    """Name those who have so much; many are counted."""
    people: Sequence[str] = sorted(no for no, value in values.items() if value == end)
    names = Text("、", ", ").in_(lang).join(plan.city.officer(no).name or no for no in people[:NAMED])
    more = len(people) - NAMED
    return names + (Text(f" 等 {len(people)} 人", f" and {more} more").in_(lang) if more > 0 else "")
