"""Loading against osmnx: `python benchmarks/load.py [FILE ...] --city 400000 --json F`."""

import gzip
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import osmium
import osmnx

from qinwu.road_network.generate import generate_city
from qinwu.road_network.read import read_roads
from qinwu.road_network.tags import left_out
from qinwu.road_network.write import write_roads


def timed(run: Callable[[], object], rounds: int) -> float:
    """Return the median seconds of a run; the first, which fills the disk's buffers, does not count."""
    run()
    spent = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def drivable_xml(source: Path, target: Path) -> None:
    """Write what cars may use as the XML that osmnx reads, so that it has no footways to work on."""
    nodes = {
        node.ref
        for way in osmium.FileProcessor(str(source), osmium.osm.WAY)
        if not left_out({tag.k: tag.v for tag in way.tags}, service=False)
        for node in way.nodes
    }
    with osmium.SimpleWriter(str(target)) as writer:
        for thing in osmium.FileProcessor(str(source), osmium.osm.NODE | osmium.osm.WAY):
            if thing.id in nodes if thing.is_node() else not left_out(dict(thing.tags), service=False):
                writer.add(thing)


def row(what: str, file: Path, own: float, peer: float | None, nodes: int) -> dict[str, object]:
    """Return one line of the table."""
    return {
        "what": what,
        "file": file.name,
        "nodes": nodes,
        "own_s": round(own, 5),
        "osmnx_s": None if peer is None else round(peer, 3),
        "ratio": None if peer is None else round(peer / own, 1),
    }


def from_cache(file: Path, folder: Path, rounds: int) -> dict[str, object]:
    """Load a GraphML from our cache, hashes checked, and by osmnx."""
    copy = Path(shutil.copy(file, folder))
    plain = copy.with_suffix("") if copy.suffix == ".gz" else copy
    if copy.suffix == ".gz":
        plain.write_bytes(gzip.decompress(copy.read_bytes()))
    network, _ = read_roads(copy)
    own = timed(lambda: read_roads(copy), 5 * rounds)
    return row("from cache", file, own, timed(lambda: osmnx.load_graphml(plain), rounds), network.nodes)


def from_source(file: Path, folder: Path, rounds: int) -> dict[str, object]:
    """Read PBF or XML without a cache, and by osmnx from plain XML that holds only drivable ways."""
    plain = folder / "plain.osm"
    plain.unlink(missing_ok=True)
    drivable_xml(file, plain)
    own = timed(lambda: read_roads(file, cache=False), 3 * rounds)
    network, _ = read_roads(file, cache=False)
    return row("from source", file, own, timed(lambda: osmnx.graph_from_xml(plain), rounds), network.nodes)


def from_city(nodes: int, folder: Path, rounds: int) -> dict[str, object]:
    """Load a generated city from our cache."""
    write_roads(generate_city(nodes=nodes), folder)
    file = folder / "roads.edges.csv"
    network, _ = read_roads(file)
    return row("from cache", file, timed(lambda: read_roads(file), 3 * rounds), None, network.nodes)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--city", default=0, help="Nodes of a generated city to load from the cache; 0 for none.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the rows there.")
def main(*, files: tuple[Path, ...], city: int, rounds: int, out: Path | None) -> None:
    """Compare loading times on FILES: GraphML from the cache, PBF and XML from the source."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in files:
            job = from_cache if ".graphml" in file.name else from_source
            rows.append(job(file, folder, rounds))
            print(rows[-1])
        if city:
            rows.append(from_city(city, folder, rounds))
            print(rows[-1])
    if out:
        out.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
