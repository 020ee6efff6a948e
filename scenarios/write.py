"""Writing a city folder; ``read_city`` gives the same city back."""

import csv
import io
from pathlib import Path

from ..filing.atomic import write_files
from ..models.city import City
from ..models.text import Lang
from .bond_columns import TABLES as BOND_TABLES
from .columns import BY_NAME
from .equipment_columns import TABLES as EQUIPMENT_TABLES
from .settings import FILE
from .workbook import write_workbook
from .write_tables import Grid, table_grids
from .write_toml import FICTION, settings_text

_NOTE = """{name}

{fiction}

city.toml 设置 / settings; *.csv 或 *.xlsx 数据表 / tables. 表头在第 1 行 / headers stand in row 1.
检查 / check:   qinwu check .
排班 / roster:  qinwu roster . --week 2026-W48
"""


def write_city(city: City, folder: Path, *, xlsx: bool = False, lang: Lang = Lang.ZH) -> None:
    """
    Write a city as a folder that planners edit.

    ``read_city(folder) == city`` afterwards, if its places stand in the order posts, desks, others, and texts carry
    no spaces at their ends. The road file is not copied. Files of the same table in the other format are removed.

    Parameters
    ----------
    city, folder
        What is written, and where; the folder is made if it does not exist.
    xlsx
        Tables as XLSX (numbers with leading zeros stay text in Excel) instead of CSV.
    lang
        Language of headers and words in the tables.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    ending, other = (".xlsx", ".csv") if xlsx else (".csv", ".xlsx")
    grids = table_grids(city, lang)
    titles = {table.name: table.zh for table in (*BY_NAME.values(), *BOND_TABLES, *EQUIPMENT_TABLES)}
    files = {
        folder / (name + ending): write_workbook(titles[name], grid) if xlsx else _csv(grid)
        for name, grid in grids.items()
    }
    files[folder / FILE] = settings_text(city).encode()
    if city.fictional:
        note = _NOTE.format(name=city.name, fiction=FICTION.removeprefix("# "))
        files[folder / "README.txt"] = note.encode()
    write_files(files)
    for name in grids:
        (folder / (name + other)).unlink(missing_ok=True)


def _csv(grid: Grid) -> bytes:
    """Return CSV with a byte order mark, so that Excel reads the Chinese right."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["" if cell is None else cell for cell in row] for row in grid])
    return text.getvalue().encode("utf-8-sig")
