"""The city folder, checked as a whole: tables, roads, incidents and flow; all findings at once."""

from datetime import datetime
from pathlib import Path

from ..models.finding import Finding
from ..models.week import Week
from .check_feeds import check_feeds
from .check_roads import check_roads
from .folder import make_city, note_clashes, placed, read_draft
from .notes import Notes, strictly


def check_city(
    folder: Path,
    *,
    strict: bool = False,
    week: Week | None = None,
    clock: datetime = datetime.max,  # noqa: DTZ901 - local time
) -> list[Finding]:
    """
    Return all that is wrong or doubtful with a city folder, its road network, incidents and flow included.

    Parameters
    ----------
    folder
        The city folder.
    strict
        Every WARN is an ERROR.
    week
        The week whose need is compared with the people, leave included; by default the one after the latest history.
    clock
        Local time now: what was recorded later is an ERROR.
    """
    notes = Notes()
    draft = read_draft(folder, notes)
    city = make_city(draft)
    note_clashes(city, draft, notes, week=week)
    if city:
        notes.findings += check_feeds(folder, city, clock=clock)
    stand, devices = placed(draft), draft.register.rows
    check_roads(folder, draft.settings.roads, draft.settings.daylight, stand, notes, devices=devices)
    return strictly(notes.findings) if strict else notes.findings
