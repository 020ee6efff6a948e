"""Read GraphML as osmnx writes it: simplified drive graphs, and raw graphs of all ways."""

from collections.abc import Mapping
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

from .draft import Draft
from .edge_table import TAGS, to_draft
from .text_file import read_bytes, unreadable
from .text_table import TextTable, check_table

Columns = dict[str, list[str]]

_NODE_NAMES = {"x": "lon", "y": "lat", "highway": "highway"}
_EDGE_NAMES = {
    "length": "length_m",
    "osmid": "osmid",
    "geometry": "geometry",
    "speed_kph": "speed_kph",
    **{tag: tag for tag in TAGS},
}


def read_graphml(path: Path, *, service: bool) -> Draft:
    """
    Read ``NAME.graphml`` or ``NAME.graphml.gz``.

    Edges without a length are measured on their geometry. In an undirected graph every edge that is not one-way
    leads both ways.

    Raises
    ------
    InputError
        If the file is damaged, or with every bad number in it.
    """
    reader = _Reader()
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(read_bytes(path), True)
    except ExpatError as error:
        raise unreadable(path, str(error)) from error
    nodes, edges = reader.nodes.closed(), reader.edges.closed()
    return to_draft(check_table(_text_table(path.name, nodes, edges, directed=reader.directed)), service=service)


def _text_table(file: str, nodes: Columns, edges: Columns, *, directed: bool) -> TextTable:
    if not directed:
        edges["oneway"] = [text or "no" for text in edges.get("oneway", [""] * len(edges["u"]))]
    if "maxspeed" not in edges and "speed_kph" in edges:
        edges["maxspeed"] = edges["speed_kph"]
    for name in ("lon", "lat"):
        nodes.setdefault(name, [""] * len(nodes["node"]))
    return TextTable(form="GraphML", node_file=file, edge_file=file, nodes=nodes, edges=edges)


class _Rows:
    """Columns that grow row by row; a value that a row lacks is empty."""

    def __init__(self, names: Mapping[str, str], ids: Mapping[str, str]) -> None:
        self._names = names
        self._ids = ids
        self._rows = 0
        self._columns: Columns = {name: [] for name in ids.values()}
        self._wanted: dict[str, list[str]] = {}

    def declare(self, key: str, attribute: str) -> None:
        """Note what a key of the file stands for."""
        if attribute in self._names:
            self._wanted[key] = self._columns.setdefault(self._names[attribute], [])

    def begin(self, attributes: Mapping[str, str]) -> None:
        """Start the row of one node or edge."""
        for attribute, name in self._ids.items():
            self._columns[name].append(attributes.get(attribute, ""))
        self._rows += 1

    def put(self, key: str, text: str) -> None:
        """Set a value of the row."""
        if (column := self._wanted.get(key)) is not None:
            if len(column) < self._rows - 1:
                column.extend([""] * (self._rows - 1 - len(column)))
            column.append(text)

    def closed(self) -> Columns:
        """Return the columns that any row has, filled up to the last row."""
        for column in self._columns.values():
            column.extend([""] * (self._rows - len(column)))
        return {name: column for name, column in self._columns.items() if name in self._ids.values() or any(column)}


class _Reader:
    """Takes the file's elements one by one."""

    def __init__(self) -> None:
        self.directed = True
        self.nodes = _Rows(_NODE_NAMES, {"id": "node"})
        self.edges = _Rows(_EDGE_NAMES, {"source": "u", "target": "v"})
        self._row: _Rows | None = None
        self._key = ""
        self._text = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if tag == "data":
            self._key, self._text = attributes.get("key", ""), ""
        elif tag in ("node", "edge"):
            self._row = self.nodes if tag == "node" else self.edges
            self._row.begin(attributes)
        elif tag == "graph":
            self.directed = attributes.get("edgedefault") != "undirected"
        elif tag == "key" and attributes.get("for") in ("node", "edge"):
            rows = self.nodes if attributes["for"] == "node" else self.edges
            rows.declare(attributes.get("id", ""), attributes.get("attr.name", ""))

    def text(self, text: str) -> None:
        """Take the text inside a ``data`` element."""
        if self._key:
            self._text += text

    def end(self, tag: str) -> None:
        """End an element."""
        if tag == "data":
            if self._row is not None:
                self._row.put(self._key, self._text)
            self._key = ""
        elif tag in ("node", "edge"):
            self._row = None
