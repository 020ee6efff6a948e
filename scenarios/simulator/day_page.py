"""A film of a day as one web page: its own script, no tiles, no network."""

import json
from datetime import timedelta
from importlib.resources import files
from math import cos, radians
from pathlib import Path

import numpy as np

from ...filing.atomic import write_files
from ...models.text import Lang, Text
from ...models.unit import STATUS_NAMES, UnitStatus
from ...road_network.graph import ROAD_CLASSES, RoadNetwork
from ...solver.dispatch.rules import MAJOR
from .film import Film


def day_page(film: Film, network: RoadNetwork, *, lang: Lang = Lang.ZH) -> str:
    """
    Return the page of a film: the roads, every crew in the colour of what it does, every open call.

    Crews are drawn between two minutes on the straight line. The same film gives the same bytes.
    """
    day = film.run.begin + timedelta(milliseconds=film.first_ms)
    title = Text(f"{film.run.scenario}: 勤务一日模拟", f"{film.run.scenario}: a simulated day").in_(lang)
    box = [float(v) for v in (network.lon.min(), network.lat.min(), network.lon.max(), network.lat.max())]
    data = {
        "lang": lang.value,
        "date": f"{day:%Y-%m-%d}",
        "box": box,
        "squeeze": round(cos(radians((box[1] + box[3]) / 2)), 5),
        "frames": film.frames,
        "names": [STATUS_NAMES[status].in_(lang) for status in UnitStatus],
        "roads": _roads(network),
        "crews": [[t.unit_id, t.first, t.lon, t.lat, t.status] for t in film.tracks],
        "calls": [list(call) for call in film.calls],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    page = (files(__package__) / "assets" / "day.html").read_text("utf-8")
    return page.replace("__TITLE__", _plain(title)).replace("__DATA__", text)


def write_day(film: Film, network: RoadNetwork, target: Path, *, lang: Lang = Lang.ZH) -> None:
    """Write the page to a file."""
    write_files({target: day_page(film, network, lang=lang).encode()})


def _roads(network: RoadNetwork) -> list[tuple[int, list[float]]]:
    """Return whether it is a main street, and its line, of every street once."""
    main = np.isin(network.road_class, [ROAD_CLASSES.index(kind) for kind in MAJOR])
    once = np.flatnonzero((network.twin < 0) | (np.arange(network.arcs) < network.twin))
    return [(int(main[arc]), np.round(network.polyline(arc), 5).ravel().tolist()) for arc in once.tolist()]


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
