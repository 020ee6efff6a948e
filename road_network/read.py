"""The door: read a road network from any file a user has."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .build import build
from .cache import Key, cache_file, load, save
from .draft import Draft
from .findings import road_finding
from .graph import RoadNetwork
from .health import Health
from .read_csv import node_file, read_csv, turn_file
from .read_graphml import read_graphml
from .text_file import sha256_of


class Reader(Protocol):
    """Reads one kind of file into a draft."""

    def __call__(self, path: Path, *, service: bool) -> Draft:
        """Read ``path``; keep service roads if ``service``."""


def _read_osm(path: Path, *, service: bool) -> Draft:
    from .read_osm import read_osm  # noqa: PLC0415 - pyosmium loads slowly, and a cached network does not need it

    return read_osm(path, service=service)


CSV_ENDINGS = ("edges.csv", "edges.csv.gz")
READERS: Sequence[tuple[tuple[str, ...], Reader]] = (
    ((".pbf", ".osm", ".osm.gz", ".osm.bz2", ".xml", ".xml.gz"), _read_osm),
    ((".graphml", ".graphml.gz"), read_graphml),
    (CSV_ENDINGS, read_csv),
)


def read_roads(
    path: str | Path, *, service: bool = False, gcj02: bool = False, cache: bool = True
) -> tuple[RoadNetwork, Health]:
    """
    Read a road network.

    Parameters
    ----------
    path
        OpenStreetMap (``.osm.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2``, ``.xml``), GraphML of osmnx (``.graphml``,
        ``.graphml.gz``), or two tables: ``NAME.edges.csv`` with ``NAME.nodes.csv`` beside it, gzipped or not.
    service
        Keep service roads (yards, alleys, driveways).
    gcj02
        The file's coordinates are GCJ-02 (China's public maps); they are converted to WGS-84.
    cache
        Use the binary cache next to the file, and write it if it is missing, stale or damaged.

    Returns
    -------
    The network, and its health report. A network from the cache has read-only arrays that are mapped from the file.

    Raises
    ------
    InputError
        If the file is missing, damaged or of an unknown kind; carries every finding.
    """
    path = Path(path)
    read = _reader(path)
    sources = _sources(path)
    key = Key(sha256=sha256_of(sources), service=service, gcj02=gcj02)
    file = cache_file(path, key)
    if cache and (found := load(file, key)):
        return found[0], replace(found[1], cache="loaded")
    network, health = build(read(path, service=service), source=path.name, sha256=key.sha256, gcj02=gcj02)
    if not cache:
        return network, health
    stale = file.exists()
    if save(file, key, network, health):
        return network, replace(health, cache="rebuilt" if stale else "built")
    return network, replace(health, cache="unwritable", findings=(*health.findings, _unwritable(path, file)))


def find_roads(path: str | Path) -> Path:
    """
    Return the road file that a path means: itself, or the one file ``roads.*`` of a city folder.

    Raises
    ------
    InputError
        If there is no such file or folder, or the folder holds no road file, or several.
    """
    folder = Path(path)
    if folder.is_file():
        return folder
    if not folder.exists():
        nothing = Text("没有这样的文件或文件夹", "there is no such file or folder")
        raise InputError.of([road_finding("D40", Severity.ERROR, nothing, where=Where(file=str(folder)))])
    endings = tuple(ending for group, _ in READERS for ending in group)
    found = sorted(file for file in folder.glob("roads.*") if file.name.lower().endswith(endings))
    if len(found) == 1:
        return found[0]
    names = ", ".join(file.name for file in found)
    problem = (
        Text(f"有多个路网文件: {names}", f"several road files: {names}")
        if found
        else Text("没有路网文件 roads.*", "no road file roads.*")
    )
    advice = Text("文件夹中放且只放一个, 或直接写出文件名", "keep exactly one there, or name the file itself")
    raise InputError.of([road_finding("D40", Severity.ERROR, problem, where=Where(file=str(folder)), advice=advice)])


def _reader(path: Path) -> Reader:
    name = path.name.lower()
    for endings, reader in READERS:
        if name.endswith(endings):
            return reader
    raise InputError.of(
        [
            road_finding(
                "D40",
                Severity.ERROR,
                Text("不认识这种路网文件", "no kind of road file that can be read"),
                where=Where(file=str(path)),
                advice=Text(
                    "可用: .osm.pbf, .osm, .osm.gz, .graphml, .graphml.gz, .edges.csv (旁边须有 .nodes.csv)",
                    "use .osm.pbf, .osm, .osm.gz, .graphml, .graphml.gz, or .edges.csv with .nodes.csv beside it",
                ),
            )
        ]
    )


def _sources(path: Path) -> Sequence[Path]:
    files = [path]
    if path.name.lower().endswith(CSV_ENDINGS):
        files += [node_file(path), *filter(None, [turn_file(path)])]
    missing = [file for file in files if not file.is_file()]
    if missing:
        raise InputError.of(
            [
                road_finding(
                    "D40",
                    Severity.ERROR,
                    Text("没有这个文件", "there is no such file"),
                    where=Where(file=str(file)),
                    advice=Text("检查路径", "check the path"),
                )
                for file in missing
            ]
        )
    return files


def _unwritable(path: Path, file: Path) -> Finding:
    return road_finding(
        "D48",
        Severity.INFO,
        Text(
            f"无法写入缓存 {file.name}: 每次都要重新读取", f"cannot write {file.name}: the file is read anew each time"
        ),
        where=Where(file=path.name),
        advice=Text("让该文件夹可写", "make the folder writable"),
    )
