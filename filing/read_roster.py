"""Reading any roster file: JSON, CSV, or the workbook that a planner has edited."""

from pathlib import Path

from ..models.city import City
from ..models.errors import InputError
from ..models.roster import Roster
from ..models.text import Text
from .read_workbook import read_xlsx
from .reading import Reading
from .roster_csv import read_csv
from .roster_json import read_json


def open_roster(path: Path | str, city: City) -> Reading:
    """
    Read a roster file of ``city`` by its ending: .json, .csv or .xlsx.

    Raises
    ------
    InputError
        With every finding: the file is missing, of another kind, or says what cannot be understood.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in (".json", ".csv", ".xlsx"):
        raise InputError(Text(f"{path.name}: 只读 .json .csv .xlsx", f"{path.name}: write .json, .csv or .xlsx"))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(Text(f"无法读取 {path}: {error.strerror}", f"cannot read {path}: {error.strerror}")) from error
    if kind == ".json":
        return read_json(data, city, file=path.name)
    if kind == ".csv":
        return read_csv(data, city, file=path.name, stated=str(path))
    return read_xlsx(data, city, file=path.name)


def read_roster(path: Path | str, city: City) -> Roster:
    """Return the roster of a file; like ``open_roster``, without the notices."""
    return open_roster(path, city).roster
