"""
Time and peak memory of a very large city, each step in a process of its own.

Example: ``python benchmarks/road_memory.py --nodes 2000000 --json F`` (five million arcs; ten minutes)
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click

STEPS = {
    "generate, write CSV": """
from qinwu.road_network.generate import generate_city
from qinwu.road_network.write import write_roads
network = generate_city(nodes=NODES, seed=1)
write_roads(network, FOLDER)
""",
    "read CSV, write cache": "network, _ = read_roads(FOLDER / 'roads.edges.csv')",
    "load from cache": "network, _ = read_roads(FOLDER / 'roads.edges.csv')",
    "load, make ready, search": """
network, _ = read_roads(FOLDER / 'roads.edges.csv')
search = RoadSearch(network)
cars = search.units()
for arc in range(0, network.arcs, network.arcs // 1000):
    cars.put(str(arc), RoadPoint(arc, 0.5))
search.nearest(cars, RoadPoint(1, 0.5), 5)
""",
}
FRAME = """
import json, resource, time
from pathlib import Path
from qinwu.road_network.read import read_roads
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
FOLDER, NODES, begin = Path({folder!r}), {nodes}, time.perf_counter()
{work}
spent, used = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps(dict(nodes=network.nodes, arcs=network.arcs, seconds=round(spent, 1),
      cpu_s=round(used.ru_utime + used.ru_stime, 1), peak_mb=used.ru_maxrss // 1024)))
"""


@click.command()
@click.option("--nodes", default=2_000_000, show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path))
def main(nodes: int, file: Path | None) -> None:
    """Measure generating, reading, loading and searching a city of NODES nodes."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for what, work in STEPS.items():
            program = FRAME.format(folder=folder, nodes=nodes, work=work)
            done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
            rows.append({"what": what, **json.loads(done.stdout)})
            print(rows[-1], flush=True)
    if file:
        file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
