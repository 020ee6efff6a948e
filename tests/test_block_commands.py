"""``qinwu block`` and ``qinwu intercept`` on the sample city: units from a table, units from a roster, bad input."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import CliRunner, Result
from road_factory import random_network
from roster_filler import WEEK, fill

from qinwu.cli import main
from qinwu.filing.roster_json import roster_to_json
from qinwu.models.place import RoadClass
from qinwu.models.week import Week
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.read import read_roads
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.sighting import at_junction, first_junctions, junctions_to, metres_from
from qinwu.road_network.speeds import EMERGENCY
from qinwu.scenarios.folder import read_city
from qinwu.solver.dispatch.roster_crews import fleet_of
from qinwu.solver.dispatch.rules import DispatchRules
from qinwu.solver.dispatch.ways import READY, CrewAt, both_ways, eta_table, lawful

UNITS = "unit_id,lon,lat,police,aux\nA1,112.690,37.683,2,0\nA2,112.809,37.646,1,2\nA3,112.742,37.640,2,1\n"
EXITS = (
    "出口编号,名称,经度,纬度,概率\n"
    "W,西出口,112.68638,37.68241,0.4\nE,东出口,112.81192,37.64939,\nS,,112.74123,37.63514,\n"
)
MOMENTS = ["--seen-at", "2026-11-24T08:08", "--at", "2026-11-24T08:10"]
SEEN = ["--seen", "112.7475,37.6885", *MOMENTS, "--speed", "20-60"]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the sample city and the two tables."""
    folder = tmp_path_factory.mktemp("block") / "city"
    assert CliRunner().invoke(main, ["init", str(folder), "--people", "60"]).exit_code == 0
    (folder.parent / "units.csv").write_text(UNITS, "utf-8")
    (folder.parent / "exits.csv").write_text(EXITS, "utf-8")
    return folder


def run(name: str, city: Path, *options: str, units: str = "units.csv", exits: str = "exits.csv") -> Result:
    tables = ["--exits", str(city.parent / exits), *(["--units", str(city.parent / units)] if units else [])]
    return CliRunner().invoke(main, [name, str(city), *tables, *options])


def test_the_blockade_is_that_of_the_road_search(city: Path) -> None:
    done = run("block", city, "--json")
    assert done.exit_code == 0, done.output
    plan = json.loads(done.stdout)
    assert {one["exit"]: one["unit"] for one in plan["sent"]} == {"W": "A1", "E": "A2", "S": "A3"}
    assert plan["last_ms"] == max(one["eta_ms"] for one in plan["sent"])
    assert plan["total_ms"] == sum(one["eta_ms"] for one in plan["sent"])
    assert run("block", city, "--json").stdout == done.stdout


def test_an_exit_that_stays_open_is_named(city: Path) -> None:
    (city.parent / "few.csv").write_text("".join(UNITS.splitlines(keepends=True)[:3]), "utf-8")
    done = run("block", city, "--lang", "en", units="few.csv")
    assert done.exit_code == 1
    assert "OPEN" in done.stdout
    assert "too few units" in done.stdout


def test_a_lone_auxiliary_closes_nothing(city: Path) -> None:
    (city.parent / "aux.csv").write_text("unit_id,lon,lat,police,aux\nX,112.742,37.640,0,3\n", "utf-8")
    plan = json.loads(run("block", city, "--json", units="aux.csv").stdout)
    assert {one["because"] for one in plan["open"]} == {"UNLAWFUL"}


def test_interception_and_ring(city: Path) -> None:
    done = run("intercept", city, *SEEN, "--ring", "--json")
    assert done.exit_code == 0, done.output
    plan = json.loads(done.stdout)
    assert plan["caught"] == pytest.approx(1.0)
    assert plan["ring"]["closed"]
    assert plan["ring"]["proven"]
    assert all(one["slack_s"] >= 0 for one in [*plan["waits"], *plan["ring"]["waits"]])
    assert "不追缉" in run("intercept", city, *SEEN).stdout


def test_a_fast_vehicle_leaves_exits_open(city: Path) -> None:
    done = run("intercept", city, *SEEN[:-1], "20-150", "--ring", "--lang", "en")
    assert done.exit_code == 1
    assert "nobody can be ready before the vehicle" in done.stdout
    assert "the ring has gaps" in done.stdout


def test_without_units_the_roster_is_asked(city: Path) -> None:
    missing = run("block", city, "--at", "2026-11-24T08:10", units="")
    assert missing.exit_code == 2
    assert "roster.json" in missing.output
    assert run("block", city, units="").exit_code == 2


@pytest.fixture
def planned(city: Path) -> Iterator[Path]:
    """Lay a greedy roster of the week, and of the week before, into the city's plans."""
    here, plans = read_city(city), city / "plans"
    for week in (WEEK, Week.of(WEEK.monday - timedelta(days=7))):
        (plans / str(week)).mkdir(parents=True)
        (plans / str(week) / "roster.json").write_bytes(roster_to_json(fill(here, week)))
    yield city
    rmtree(plans)


def test_the_crews_of_the_roster_close_the_exits(planned: Path) -> None:
    """The same crews and times as the fleet and the road search give; posts stay manned when that is asked for."""
    at = ["--at", "2026-11-24T08:10"]
    done = run("block", planned, *at, "--json", units="")
    assert done.exit_code == 0, done.output
    plan = json.loads(done.stdout)
    here = read_city(planned)
    search = RoadSearch(read_roads(planned / "roads.edges.csv")[0])
    fleet = fleet_of(here, fill(here), search)
    units = {unit.unit_id: unit for unit in fleet.units(datetime.fromisoformat("2026-11-24T08:10"))}
    assert {one["unit"] for one in plan["sent"]} <= units.keys()
    assert all(units[one["unit"]].on_duty for one in plan["sent"])
    assert len(plan["idle"]) + len(plan["sent"]) == sum(unit.status in READY for unit in units.values())
    held = json.loads(run("block", planned, *at, "--hold-posts", "--json", units="").stdout)
    free = {*held["idle"], *(one["unit"] for one in held["sent"])}
    assert free == {name for name, unit in units.items() if unit.status in READY and not unit.protected}
    file = planned / "plans" / str(WEEK) / "roster.json"
    assert run("block", planned, *at, "--roster", str(file), "--json", units="").stdout == done.stdout


def test_night_crews_of_the_week_before_close_exits_on_monday(planned: Path) -> None:
    plan = json.loads(run("block", planned, "--at", "2026-11-23T03:00", "--json", units="").stdout)
    assert plan["sent"]
    assert all("-1122-" in one["unit"] for one in plan["sent"])


def test_the_crews_of_the_roster_wait_for_a_vehicle(planned: Path) -> None:
    slow = [*SEEN[:-1], "10-30"]
    done = run("intercept", planned, *slow, "--json", units="")
    assert done.exit_code == 0, done.output
    plan = json.loads(done.stdout)
    assert plan["caught"] == pytest.approx(1.0)
    assert all(one["unit"].split("-")[1] == "1124" for one in plan["waits"])
    assert run("intercept", planned, *SEEN, units="").exit_code == 1  # a faster vehicle is gone before they are ready
    spoken = run("intercept", planned, *slow, "--lang", "en", units="")
    assert all(one["unit"] in spoken.stdout for one in plan["waits"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--seen", "112.7475,37.6885", "--seen-at", "2026-11-24T09:00", "--at", "2026-11-24T08:10"], "future"),
        (["--seen", "nowhere", *MOMENTS], "LON,LAT"),
        (["--seen", "0,0", *MOMENTS], "not on the road"),
    ],
)
def test_a_sighting_that_cannot_be(city: Path, options: list[str], words: str) -> None:
    done = run("intercept", city, *options, "--speed", "20-60", "--lang", "en")
    assert done.exit_code == 2
    assert words in done.output


@pytest.mark.parametrize("speed", ["0-0", "80-20", "fast"])
def test_a_speed_that_cannot_be(city: Path, speed: str) -> None:
    assert run("intercept", city, *SEEN[:-1], speed).exit_code == 2


def test_bad_tables_tell_everything_at_once(city: Path) -> None:
    (city.parent / "bad.csv").write_text("unit_id,lon,lat,police\nA,112.7,37.6,-1\nA,200,37.6,1\nB,,x,1\n", "utf-8")
    done = run("block", city, "--json", units="bad.csv")
    assert done.exit_code == 2
    found = json.loads(done.stdout)["findings"]
    assert [(one["row"], one["field"], one["rule"]) for one in found] == [
        (2, "police", "D07"),
        (4, "lon", "D05"),
        (4, "lat", "D06"),
        (3, "unit_id", "D08"),
        (3, "lon", "D07"),
    ]
    (city.parent / "empty.csv").write_text("exit_id,lon,lat\n", "utf-8")
    assert "D28" in run("block", city, exits="empty.csv").output
    (city.parent / "sure.csv").write_text("exit_id,lon,lat,probability\nW,112.68638,37.68241,85\n", "utf-8")
    assert run("intercept", city, *SEEN, exits="sure.csv").exit_code == 2


def test_the_table_of_ways_takes_the_quicker_direction(city: Path) -> None:
    network = read_roads(city / "roads.edges.csv")[0]
    search, given = RoadSearch(network), Conditions(vehicle=EMERGENCY)
    start = RoadPoint(int((network.twin >= 0).argmax()), 0.3)
    places = [at_junction(network, node) for node in (1, 50, 99)]
    crew = CrewAt(unit_id="a", at=start, police=2, aux=0, turn_out_ms=7000)
    table = eta_table(search, [crew], places, given=given)
    both = [search.matrix([one], places, given=given)[0] for one in both_ways(network, start)]
    assert len(both) == 2
    assert table[0].tolist() == [min(times) + 7000 for times in zip(*both, strict=True)]


def test_the_ways_of_a_vehicle() -> None:
    """The first junctions are the ends of its street; a route begins at one of them and ends at the exit."""
    network = random_network(seed=2, nodes=30, streets=90)
    search, seen = RoadSearch(network), RoadPoint(5, 0.25)
    first = first_junctions(network, seen)
    far = metres_from(network, seen)
    assert all(far[node] <= metres for node, metres in first)
    for node in range(network.nodes):
        nodes = junctions_to(search, both_ways(network, seen), node)
        if nodes:
            assert nodes[-1] == node
            assert nodes[0] in {one for one, _ in first}
            assert len(set(nodes)) == len(nodes)


def test_the_law_at_the_limit_and_one_person_short() -> None:
    """R01 on an arterial: 2+0 or 1+2; R02 on a highway in the dark: 3+0 or 2+2; elsewhere one police officer."""
    crews = [
        CrewAt(unit_id=str(number), at=RoadPoint(0, 0.0), police=police, aux=aux)
        for number, (police, aux) in enumerate([(0, 3), (1, 0), (1, 1), (1, 2), (2, 0), (2, 2), (3, 0)])
    ]
    roads = [{RoadClass.LOCAL}, {RoadClass.LOCAL, RoadClass.ARTERIAL}, {RoadClass.NATIONAL}]
    by_day = lawful(DispatchRules(), crews, roads, dark=False)
    in_the_dark = lawful(DispatchRules(), crews, roads, dark=True)
    assert by_day[:, 0].tolist() == [False] + [True] * 6
    assert by_day[:, 1].tolist() == by_day[:, 2].tolist() == [False] * 3 + [True] * 4
    assert (in_the_dark[:, :2] == by_day[:, :2]).all()
    assert in_the_dark[:, 2].tolist() == [False] * 5 + [True] * 2


def test_the_pictures_show_units_ways_and_what_stays_open(city: Path, tmp_path: Path) -> None:
    (city.parent / "two.csv").write_text("".join(UNITS.splitlines(keepends=True)[:3]), "utf-8")
    for name, options in (("block", []), ("intercept", SEEN), ("intercept", [*SEEN, "--ring"])):
        path = tmp_path / f"{name}.svg"
        done = run(name, city, *options, "--picture", str(path), "--lang", "en", units="two.csv")
        assert done.exit_code == 1
        drawn = path.read_text("utf-8")
        assert all(word in drawn for word in (">A1<", ">A2<", "西出口", "S: open"))
        assert ("seen here" in drawn) is (name == "intercept")
        again = path.read_bytes()
        run(name, city, *options, "--picture", str(path), "--lang", "en", units="two.csv")
        assert path.read_bytes() == again
