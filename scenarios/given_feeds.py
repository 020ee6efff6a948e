"""A table of incidents that a user hands to a new city folder: judged first, then taken as it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from ..road_network.graph import RoadNetwork
from .data_rules import BY_CODE
from .demand import present
from .feed_columns import INCIDENTS
from .feeds import Here
from .notes import Notes
from .read_incidents import read_incidents
from .tables import ENDINGS, GZIPPED


def given_incidents(
    path: Path, city: City, network: RoadNetwork, *, clock: datetime
) -> tuple[Mapping[str, bytes], Sequence[Finding]]:
    """
    Read a user's table of incidents and return it as a file of the new folder.

    Parameters
    ----------
    path
        CSV, gzipped or not, or XLSX, with the documented headers or their aliases.
    city, network
        The new city and its roads.
    clock
        Local time now; later records are errors.

    Returns
    -------
    The file's name in the folder and its bytes, unchanged; and what is doubtful about it.

    Raises
    ------
    InputError
        If the file is missing, of another kind, or a row cannot be used; carries every finding.
    """
    ending = next((end for end in (GZIPPED, *ENDINGS) if path.name.lower().endswith(end)), None)
    if ending is None or not path.is_file():
        message = (
            Text("没有这个文件", "there is no such file")
            if ending
            else Text("警情表须为 .csv、.csv.gz 或 .xlsx", "incidents must be .csv, .csv.gz or .xlsx")
        )
        where = Where(file=str(path))
        finding = Finding(
            rule="D01", severity=Severity.ERROR, message=message, where=where, advice=BY_CODE["D01"].advice
        )
        raise InputError.of([finding])
    notes = Notes()
    here = Here(centre=city.daylight, network=network, now=present(city, clock))
    read_incidents(path, here, notes)
    if notes.failed:
        raise InputError.of(notes.findings)
    return {INCIDENTS.name + ending: path.read_bytes()}, notes.findings
