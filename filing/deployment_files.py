"""The documents of a deployment: JSON for machines, the report to read, two CSV tables; and the way back."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..models.city import City
from ..models.deployment import Deployment
from ..models.text import Lang
from ..road_network.graph import RoadNetwork
from ..solver.deploy.lines.plan import BandLines
from .atomic import write_files
from .deployment_devices import device_grids, device_rows
from .deployment_html import deployment_to_html
from .deployment_json import deployment_to_json
from .deployment_rows import chain_grid, need_rows
from .plan_files import DEPLOYMENT, plan_folder


def write_deployment(  # noqa: PLR0913 - a deployment and what is drawn of it
    city: City,
    deployment: Deployment,
    folder: Path,
    *,
    lang: Lang = Lang.ZH,
    network: RoadNetwork | None = None,
    lines: Sequence[BandLines] = (),
) -> list[Path]:
    """
    Write ``plans/<week>/deployment.json``, ``.html``, ``.csv`` (chains with reasons) and ``deployment_needs.csv``.

    With a register of devices also ``deployment_devices.csv`` (F03). ``lines`` are drawn on the report's map. Either
    all are written or none; those of the same week are replaced.

    Raises
    ------
    InputError
        If the folder cannot be written to; nothing is left half-written.
    """
    plan = plan_folder(folder, deployment.week)
    grids = [chain_grid(city, deployment, lang, opened=opened) for opened in (True, False)]
    header = [text.in_(lang) for text in grids[0].header]
    registers = device_grids(city, deployment.week.monday, lang, network=network)
    page = deployment_to_html(city, deployment, lang=lang, network=network, lines=lines, registers=registers)
    files = {plan / "deployment_devices.csv": _csv(device_rows(registers, lang))} if registers else {}
    return write_files(
        {
            plan / DEPLOYMENT: deployment_to_json(deployment),
            plan / "deployment.html": page,
            plan / "deployment.csv": _csv([header, *(row for grid in grids for row in grid.rows)]),
            plan / "deployment_needs.csv": _csv(need_rows(city, deployment, lang)),
            **files,
        }
    )


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Return CSV with a byte order mark, so that Excel and WPS open it rightly."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")
