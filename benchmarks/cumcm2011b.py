"""
Contest city 2011 B, every quantity: ``python benchmarks/cumcm2011b.py DIR --json F [--all]``.

DIR holds the contest's tables (intersections, roads, platforms, exits). The roads go through the usual reader and all
answers come from the general routines of ``qinwu.solver``; nothing here knows the contest but the names of its
quantities. Coordinates are map units of 100 m; cars drive 60 km/h, 1000 m a minute.
"""

import csv
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from qinwu.road_network.coordinates import METRES_A_DEGREE
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.node_table import node_table
from qinwu.road_network.read import read_roads
from qinwu.solver.dispatch.blockade import blockade
from qinwu.solver.dispatch.bottleneck import least_total
from qinwu.solver.siting import maximal_cover, p_median, set_cover

UNIT_M = 100.0
METRES_A_MINUTE = 1000.0
LIMIT_MIN = 3.0

# A path's minutes are sums of square roots: the last digits are noise (about 1e-14). A place at exactly 3 minutes is
# reached, so the limit gives way by far more than the noise and far less than the map's half unit (0.05 minutes).
NOISE_MIN = 1e-9

DISTRICTS = "ABCDEF"

Minutes = NDArray[np.float64]
Answers = Iterator[tuple[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """
    The contest's city.

    ``minutes`` is a table over all intersections, in the order of ``ids``; ``rate`` are accidents a day.
    """

    ids: NDArray[np.int64]
    district: NDArray[np.str_]
    rate: NDArray[np.float64]
    minutes: Minutes
    platforms: NDArray[np.intp]
    exits: dict[str, list[int]]

    def inside(self, district: str) -> NDArray[np.intp]:
        """Return the rows of a district's intersections."""
        return np.flatnonzero(self.district == district)

    def posts(self, district: str) -> NDArray[np.intp]:
        """Return the rows of a district's platforms."""
        return self.platforms[self.district[self.platforms] == district]

    def within(self, demand: NDArray[np.intp], sites: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which sites (columns) reach which demand (rows) in time."""
        return self.minutes[np.ix_(sites, demand)].T <= LIMIT_MIN + NOISE_MIN


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def roads_of(folder: Path, nodes: list[dict[str, str]]) -> RoadNetwork:
    """Lay the plane map round (0, 0) of the globe, with its own lengths, and read it as any road file."""
    x, y = (np.array([float(row[axis]) for row in nodes]) * UNIT_M for axis in "xy")
    place = {row["id"]: number for number, row in enumerate(nodes)}
    ends = [(place[row["from"]], place[row["to"]]) for row in rows_of(folder / "roads.csv")]
    with tempfile.TemporaryDirectory() as room:
        with (Path(room) / "city.nodes.csv").open("w", encoding="utf-8", newline="") as file:
            degrees = zip(x / METRES_A_DEGREE, y / METRES_A_DEGREE, strict=True)
            csv.writer(file).writerows([("id", "lon", "lat"), *((nodes[k]["id"], *at) for k, at in enumerate(degrees))])
        with (Path(room) / "city.edges.csv").open("w", encoding="utf-8", newline="") as file:
            lengths = [(u, v, float(np.hypot(x[u] - x[v], y[u] - y[v]))) for u, v in ends]
            table = [(nodes[u]["id"], nodes[v]["id"], length, "secondary", 60, "no") for u, v, length in lengths]
            csv.writer(file).writerows([("from", "to", "length_m", "highway", "maxspeed", "oneway"), *table])
        return read_roads(Path(room) / "city.edges.csv", cache=False)[0]


def read_contest(folder: Path) -> Contest:
    """Read the four tables."""
    nodes = rows_of(folder / "intersections.csv")
    network = roads_of(folder, nodes)
    about = {int(row["id"]): row for row in nodes}
    ids = network.node_ref
    assert len(ids) == len(nodes), "the contest's city is connected"
    place = {ref: number for number, ref in enumerate(ids.tolist())}
    exits: dict[str, list[int]] = {}
    for row in rows_of(folder / "exits.csv"):
        exits.setdefault(row["kind"], []).append(place[int(row["intersection_id"])])
    return Contest(
        ids=ids,
        district=np.array([about[ref]["district"] for ref in ids.tolist()]),
        rate=np.array([float(about[ref]["accident_rate_per_day"]) for ref in ids.tolist()]),
        minutes=node_table(network, network.length_m / METRES_A_MINUTE, range(network.nodes)),
        platforms=np.array([place[int(row["intersection_id"])] for row in rows_of(folder / "platforms.csv")]),
        exits=exits,
    )


def blocked(contest: Contest, platforms: Sequence[int], exits: Sequence[int]) -> tuple[float, float]:
    """Return the earliest last arrival of a blockade, and the least total time that goes with it."""
    names = [str(contest.ids[row]) for row in platforms], [str(contest.ids[row]) for row in exits]
    plan = blockade(*names, contest.minutes[np.ix_(platforms, exits)], tolerance=NOISE_MIN)
    assert plan.closed
    return plan.last, plan.total


def new_sites(contest: Contest, demand: NDArray[np.intp], kept: NDArray[np.intp]) -> int:
    """Return the fewest platforms to add so that all demand is reached in time; sites are the demand's own places."""
    reach = contest.within(demand, demand)
    plan = set_cover(reach, kept=np.flatnonzero(np.isin(demand, kept)).tolist())
    assert plan.proven
    return len(plan.sites) - len(kept)


def published(contest: Contest) -> Answers:
    """Yield the quantities of ``best_known.csv``."""
    home, posts = contest.inside("A"), contest.posts("A")
    nearest = contest.minutes[np.ix_(posts, home)].min(axis=0)
    yield "A_nodes_beyond_3min_from_20_platforms", int((nearest > LIMIT_MIN + NOISE_MIN).sum())
    yield "A_max_response_time_20_platforms", float(nearest.max())
    gates = contest.exits["districtA"]
    last, total = blocked(contest, posts.tolist(), gates)
    yield "A_blockade_13_exits_minmax", last
    yield "A_blockade_13_exits_total_time_given_minmax", total
    table = contest.minutes[np.ix_(posts, gates)]
    pairs = least_total(table, np.isfinite(table))
    yield "A_blockade_13_exits_total_time_only", float(sum(table[pair] for pair in pairs))
    yield "A_min_new_platforms_for_3min_cover", new_sites(contest, home, posts)
    nearest = contest.minutes[contest.platforms].min(axis=0)
    yield "city_nodes_beyond_3min_from_80_platforms", int((nearest > LIMIT_MIN + NOISE_MIN).sum())
    yield "city_max_response_time_80_platforms", float(nearest.max())


def further(contest: Contest) -> Answers:
    """Yield the quantities that ``--all`` adds."""
    everywhere, home = np.arange(len(contest.ids)), contest.inside("A")
    last, _ = blocked(contest, contest.platforms.tolist(), contest.exits["city"])
    yield "city_blockade_17_exits_80_platforms_minmax", last
    yield "city_min_new_platforms_3min_cover_keep_80", new_sites(contest, everywhere, contest.platforms)
    yield "city_min_platforms_3min_cover_from_scratch", new_sites(contest, everywhere, everywhere[:0])
    for name in DISTRICTS:
        answer = new_sites(contest, contest.inside(name), contest.posts(name))
        yield f"district_{name}_min_new_platforms_own_platforms_only", answer
    covered = contest.within(everywhere, contest.platforms).any(axis=1)
    yield "city_accident_rate_covered_3min_by_existing_80", float(contest.rate[covered].sum())
    reach = contest.within(everywhere, everywhere)
    for sites in (40, 60, 80):
        answer = maximal_cover(reach, contest.rate, sites).value
        yield f"city_mclp_3min_p{sites}_max_accident_rate_covered", answer
    own = contest.within(home, home)
    for sites in (5, 10, 15, 20):
        yield f"A_mclp_3min_p{sites}_max_accident_rate_covered", maximal_cover(own, contest.rate[home], sites).value
    table = contest.minutes[np.ix_(home, home)].T
    for sites in (5, 10, 20):
        yield f"A_pmedian_p{sites}_sum_rate_x_minutes", p_median(table, contest.rate[home], sites).value


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write {name: value} to this file.")
@click.option("--all", "everything", is_flag=True, help="Answer the quantities without a published value, too.")
def main(folder: Path, target: Path | None, *, everything: bool) -> None:
    """Answer the contest's quantities for the city in DIR."""
    contest = read_contest(folder)
    answers = dict(published(contest))
    if everything:
        answers |= dict(further(contest))
    text = json.dumps({name: round(value, 9) for name, value in answers.items()}, indent=2)
    if target:
        target.write_text(text + "\n", encoding="utf-8")
    print(text)
    known = {row["instance"]: row["best_known"] for row in rows_of(folder / "best_known.csv")}
    for name, value in known.items():
        digits = len(value.partition(".")[2])
        verdict = "equal" if f"{answers[name]:.{digits}f}" == value else f"PUBLISHED {value}"
        print(f"{name}: {answers[name]:.{digits}f} {verdict}", file=sys.stderr)


if __name__ == "__main__":
    main()
