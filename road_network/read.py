"""The door: read a road network from any file a user has."""

from collections.abc import Sequence
from pathlib import Path

from ..models.errors import InputError
from ..models.finding import Severity, Where
from ..models.text import Text
from .build import build
from .draft import Draft
from .findings import road_finding
from .graph import RoadNetwork
from .health import Health
from .read_csv import node_file, read_csv
from .text_file import sha256_of

CSV_ENDINGS = ("edges.csv", "edges.csv.gz")


def read_roads(
    path: str | Path, *, service: bool = False, gcj02: bool = False, cache: bool = True
) -> tuple[RoadNetwork, Health]:
    """
    Read a road network.

    Parameters
    ----------
    path
        ``NAME.edges.csv`` with ``NAME.nodes.csv`` beside it, gzipped or not.
    service
        Keep service roads (yards, alleys, driveways).
    gcj02
        The file's coordinates are GCJ-02 (China's public maps); they are converted to WGS-84.
    cache
        Use and write the binary cache next to the file.

    Raises
    ------
    InputError
        If the file is missing, damaged or of an unknown kind; carries every finding.
    """
    path = Path(path)
    sources = _sources(path)
    draft = _read(path, service=service)
    return build(draft, source=path.name, sha256=sha256_of(sources), gcj02=gcj02)


def _sources(path: Path) -> Sequence[Path]:
    files = [path, node_file(path)] if path.name.lower().endswith(CSV_ENDINGS) else [path]
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


def _read(path: Path, *, service: bool) -> Draft:
    return read_csv(path, service=service)
