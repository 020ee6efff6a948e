"""A new city folder on the disk: built beside its place, moved there whole, with a page on how it was made."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..models.city import City
from ..models.errors import InputError
from ..models.text import Lang, Text
from ..road_network.graph import RoadNetwork
from ..road_network.read import CSV_ENDINGS, READERS
from ..road_network.write import write_roads
from .bond_columns import TABLES as BOND_TABLES
from .columns import TABLES
from .equipment_columns import TABLES as EQUIPMENT_TABLES
from .feed_columns import FEED_TABLES
from .settings import FILE
from .tables import ENDINGS, GZIPPED
from .write import write_city

README = "README.txt"
Bring = Callable[[Path], str]
"""Puts the road file into a folder and returns its name there."""


def new_folder(  # noqa: PLR0913
    city: City,
    folder: Path,
    *,
    roads: Bring,
    about: Text,
    feeds: Mapping[str, bytes] | None = None,
    xlsx: bool = False,
    force: bool = False,
    lang: Lang = Lang.ZH,
) -> list[str]:
    """
    Write a new city folder and return the names of its files.

    Everything is written to a temporary folder first, on the same disk; only then it is moved to its place, so a full
    disk or an interruption leaves nothing half-written.

    Parameters
    ----------
    city, folder
        What to write, and where; the folder may exist if it is empty.
    roads
        Brings the road file: ``generated(network)`` or ``copied(path)``.
    about
        How the city was made; goes to the folder's README.
    feeds
        Files of incidents and flow, by name.
    xlsx, lang
        Form of the tables, language of their headers.
    force
        Replace the tables, settings and roads of a folder that is not empty; its other files stay.

    Raises
    ------
    InputError
        If the folder is not empty and ``force`` is not given, or is no folder.
    OSError
        If it cannot be written.
    """
    refuse_used(folder, force=force)
    there = folder.exists()
    home = folder if there else folder.absolute().parent
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home, prefix=".qinwu-init-") as temporary:
        built = Path(temporary) / "city"
        built.mkdir()
        name = roads(built)
        write_city(replace(city, roads=name), built, xlsx=xlsx, lang=lang)
        for file, data in (feeds or {}).items():
            (built / file).write_bytes(data)
        _explain(built / README, about)
        files = sorted(path.name for path in built.iterdir())
        if there:
            _move_in(built, folder)
        else:
            built.rename(folder)
    return files


def refuse_used(folder: Path, *, force: bool) -> None:
    """Raise InputError if ``folder`` is a file, or holds anything and ``force`` is not given."""
    if folder.exists() and not folder.is_dir():
        raise InputError(Text(f"{folder} 是文件, 不是文件夹: 换一个名字", f"{folder} is a file: choose another name"))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise InputError(
            Text(
                f"{folder} 不是空文件夹: 换一个名字, 或加 --force 覆盖其中的城市表格",
                f"{folder} is not empty: choose another name, or replace its city tables with --force",
            )
        )


def generated(network: RoadNetwork) -> Bring:
    """Return what writes a generated network as CSV tables."""

    def bring(folder: Path) -> str:
        write_roads(network, folder)
        return "roads.edges.csv"

    return bring


def copied(source: Path) -> Bring:
    """Return what copies the user's own road file, and the tables beside it if it is one of several."""

    def bring(folder: Path) -> str:
        ending = _ending(source)
        if not ending.startswith("edges.csv"):
            shutil.copyfile(source, folder / f"roads{ending}")
            return f"roads{ending}"
        stem = source.name.removesuffix(ending)
        for table in ("edges", "nodes", "turns"):
            for beside in (f"{table}.csv", f"{table}.csv.gz"):
                path = source.with_name(stem + beside)
                if path.is_file():
                    shutil.copyfile(path, folder / f"roads.{beside}")
        return f"roads.{ending}"

    return bring


def _ending(source: Path) -> str:
    """Return the ending by which readers know the file, the longest that fits."""
    name = source.name.lower()
    known = [ending for endings, _ in READERS for ending in endings] + [".osm.pbf"]
    found = max((ending for ending in known if name.endswith(ending)), key=len, default=source.suffix)
    return found if found in CSV_ENDINGS else source.name[-len(found) :]


def _explain(readme: Path, about: Text) -> None:
    before = readme.read_text(encoding="utf-8") if readme.exists() else ""
    readme.write_text(f"{before}\n{about.zh}\n\n{about.en}\n", encoding="utf-8")


def _move_in(built: Path, folder: Path) -> None:
    """Move what was built into a folder that exists; tables of the same name in another format go."""
    new = {path.name for path in built.iterdir()}
    owned = {FILE} | {
        f"{word}{end}"
        for table in (*TABLES, *BOND_TABLES, *EQUIPMENT_TABLES, *FEED_TABLES)
        for word in (table.name, table.zh)
        for end in (*ENDINGS, GZIPPED)
    }
    old = [path for path in folder.iterdir() if path.name in owned or path.name.startswith("roads.")]
    for name in sorted(new):
        (built / name).replace(folder / name)
    for path in old:
        if path.name not in new and path.is_file():
            path.unlink()
