"""The documents of a week: JSON and CSV for machines, the workbook to print and edit, the report to read."""

from pathlib import Path

from ..models.city import City
from ..models.roster import Roster
from ..models.text import Lang
from ..road_network.graph import RoadNetwork
from ..solver.checker import Report
from .atomic import write_files
from .plan_files import plan_folder
from .report_html import roster_to_html
from .roster_csv import roster_to_csv
from .roster_json import roster_to_json
from .workbook import roster_to_xlsx


def write_documents(  # noqa: PLR0913 - the whole of a filing
    city: City,
    roster: Roster,
    report: Report,
    folder: Path,
    *,
    lang: Lang = Lang.ZH,
    network: RoadNetwork | None = None,
) -> list[Path]:
    """
    Write ``plans/<week>/roster.json``, ``.csv``, ``.xlsx`` and ``report.html`` into a city folder.

    Either all four are written or none; documents of the same week are replaced.

    Parameters
    ----------
    city, roster, report
        The plan, and what the checker says of it; every id of the roster must resolve in ``city``.
    folder
        The city folder.
    lang
        Language of the workbook, the report and the CSV's headers; JSON has none.
    network
        The roads, for the map.

    Returns
    -------
    list of Path
        The four files, in the order above.

    Raises
    ------
    InputError
        If the folder cannot be written to; nothing is left half-written.
    """
    plan = plan_folder(folder, roster.week)
    return write_files(
        {
            plan / "roster.json": roster_to_json(roster),
            plan / "roster.csv": roster_to_csv(city, roster, lang=lang),
            plan / "roster.xlsx": roster_to_xlsx(city, roster, report, lang=lang),
            plan / "report.html": roster_to_html(city, roster, report, lang=lang, network=network),
        }
    )
