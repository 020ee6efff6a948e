"""Fetch the roads of a place by its name, where there is internet, and keep them as a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..models.errors import InputError
from ..models.finding import Severity, Where
from ..models.text import Text
from .findings import road_finding


def fetch_place(place: str, file: Path, *, service: bool = False) -> Path:
    """
    Ask OpenStreetMap for the roads of ``place`` and save them.

    Parameters
    ----------
    place
        A name that Nominatim knows and that has an area, such as ``太谷区, 晋中市``.
    file
        Where to save the graph, ``NAME.graphml``; ``read_roads`` reads it. A file that is there already is replaced.
    service
        Fetch service roads too.

    Raises
    ------
    InputError
        If there is no connection, no such place, or no road in it.
    """
    import osmnx  # noqa: PLC0415 - slow to load, and only this job needs it
    from requests import RequestException  # noqa: PLC0415

    try:
        with _without_cache(osmnx.settings):
            graph = osmnx.graph_from_place(place, network_type="drive_service" if service else "drive", retain_all=True)
    except (RequestException, TypeError, ValueError) as error:
        raise _not_fetched(place, error) from error
    temporary = file.with_name(f".{file.name}.part")
    try:
        osmnx.save_graphml(graph, temporary)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    return file


@contextmanager
def _without_cache(settings: Any) -> Iterator[None]:  # noqa: ANN401 - a module
    """Keep osmnx from writing its own cache into the working folder."""
    before = settings.use_cache
    settings.use_cache = False
    try:
        yield
    finally:
        settings.use_cache = before


def _not_fetched(place: str, error: Exception) -> InputError:
    return InputError.of(
        [
            road_finding(
                "D52",
                Severity.ERROR,
                Text(f"无法取得 {place} 的路网: {error}", f"the roads of {place} cannot be fetched: {error}"),
                where=Where(value=place),
                advice=Text("检查网络与地名, 或改用下载的文件", "check the connection and the name, or use a file"),
            )
        ]
    )
