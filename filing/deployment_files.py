"""The documents of a deployment: JSON for machines, the report to read, two CSV tables; and the way back."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from ..models.city import City
from ..models.deployment import Deployment
from ..models.text import Lang
from ..models.week import Week
from ..road_network.graph import RoadNetwork
from .atomic import write_files
from .deployment_html import deployment_to_html
from .deployment_json import deployment_to_json
from .deployment_rows import chain_grid, need_rows
from .documents import plan_folder

FILE = "deployment.json"


def deployment_file(folder: Path, week: Week) -> Path:
    """Return where a city folder keeps the deployment of a week."""
    return plan_folder(folder, week) / FILE


def write_deployment(
    city: City, deployment: Deployment, folder: Path, *, lang: Lang = Lang.ZH, network: RoadNetwork | None = None
) -> list[Path]:
    """
    Write ``plans/<week>/deployment.json``, ``.html``, ``.csv`` (chains with reasons) and ``deployment_needs.csv``.

    Either all are written or none; those of the same week are replaced.

    Raises
    ------
    InputError
        If the folder cannot be written to; nothing is left half-written.
    """
    plan = plan_folder(folder, deployment.week)
    grids = [chain_grid(city, deployment, lang, opened=opened) for opened in (True, False)]
    header = [text.in_(lang) for text in grids[0].header]
    return write_files(
        {
            plan / FILE: deployment_to_json(deployment),
            plan / "deployment.html": deployment_to_html(city, deployment, lang=lang, network=network),
            plan / "deployment.csv": _csv([header, *(row for grid in grids for row in grid.rows)]),
            plan / "deployment_needs.csv": _csv(need_rows(city, deployment, lang)),
        }
    )


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Return CSV with a byte order mark, so that Excel and WPS open it rightly."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")
