"""A roster as the register holds it, and back: the ids as they were filed, whatever the city's tables say today."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from ..models.errors import InputError
from ..models.policy import Waiver
from ..models.roster import Duty, Gap, Roster, Seat
from ..models.text import Text
from ..models.week import Week
from .roster_json import FORMAT, roster_document


def roster_content(roster: Roster, annex: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what is filed of a unit's roster: ``qinwu.roster/1``, and whatever else belongs to the filing."""
    return {**roster_document(roster), "annex": dict(annex or {})}


def filed_roster(content: Mapping[str, Any], *, people: Collection[str] | None = None) -> Roster:
    """
    Return the roster of a filed content; with ``people``, only the duties of those.

    Raises
    ------
    InputError
        If a newer program has written it.
    """
    if content.get("format") != FORMAT:
        found = content.get("format")
        raise InputError(
            Text(
                f"内容的格式是 {found}, 本程序读 {FORMAT}: 请升级 qinwu",
                f"its format is {found}, this program reads {FORMAT}: use a newer qinwu",
            )
        )
    return Roster(
        city=content["city"],
        week=Week.parse(content["week"]),
        duties=[_duty(row) for row in content["duties"] if people is None or row["officer"] in people],
        gaps=[
            Gap(day=date.fromisoformat(g["date"]), band=g["band"], place_id=g["place"], missing=g["missing"])
            for g in content["gaps"]
        ],
        waivers={code: Waiver(**waiver) for code, waiver in content["waivers"].items()},
    )


def _duty(row: Mapping[str, Any]) -> Duty:
    return Duty(
        day=date.fromisoformat(row["date"]),
        template=row["template"],
        place_id=row["place"],
        crew=row["crew"],
        seat=Seat(row["seat"]),
        officer_no=row["officer"],
    )


def together(rosters: Iterable[Roster]) -> Roster | None:
    """Return the rosters of several units for one week as one; None if there are none."""
    parts = list(rosters)
    if not parts:
        return None
    return Roster(
        city=parts[0].city,
        week=parts[0].week,
        duties=[duty for part in parts for duty in part.duties],
        gaps=[gap for part in parts for gap in part.gaps],
        waivers={code: waiver for part in parts for code, waiver in part.waivers.items()},
    )
