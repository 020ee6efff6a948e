"""Reading any roster file: JSON, CSV, or the workbook that a planner has edited."""

from collections.abc import Iterator
from pathlib import Path

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.roster import Roster
from ..models.text import Text
from .duty_rows import RULE
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
        reading = read_json(data, city, file=path.name)
    elif kind == ".csv":
        reading = read_csv(data, city, file=path.name, stated=str(path))
    else:
        from .read_workbook import read_xlsx  # noqa: PLC0415 - openpyxl loads slowly

        reading = read_xlsx(data, city, file=path.name)
    return Reading(reading.roster, (*_other_city(reading.roster, city, path.name), *reading.notices))


def _other_city(roster: Roster, city: City, file: str) -> Iterator[Finding]:
    if roster.city not in ("", city.name):
        yield Finding(
            rule=RULE,
            severity=Severity.WARN,
            message=Text(
                f"此表为 {roster.city} 编制, 现按 {city.name} 检查", f"made for {roster.city}, read for {city.name}"
            ),
            where=Where(file=file, field="city", value=roster.city),
            advice=Text("核对城市文件夹", "check that this is the right city folder"),
        )


def read_roster(path: Path | str, city: City) -> Roster:
    """Return the roster of a file; like ``open_roster``, without the notices."""
    return open_roster(path, city).roster
