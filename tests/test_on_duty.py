"""Who is on duty for the commands: planned lines by the clock, what the register has in force, what is missing."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from register_users import filed, moment, new_register
from roster_filler import WEEK, fill

from qinwu.cli import main
from qinwu.commands.on_duty import planned_walks
from qinwu.filing.filed_roster import roster_content
from qinwu.filing.roster_json import roster_to_json
from qinwu.models.line import position_at
from qinwu.road_network.read import read_roads
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.folder import read_city
from qinwu.solver.dispatch.beats import CLOCK_S
from qinwu.solver.dispatch.roster_crews import fleet_of

ASK = ["--at", "112.75,37.69", "--type", "PUBLIC_HELP", "--time", "2026-11-24T10:10", "--lang", "en"]


def qinwu(command, folder, *words):
    return CliRunner().invoke(main, [command, str(folder), *words])


def answer(folder, *words):
    return json.loads(qinwu("nearest", folder, *ASK, "--json", *words).stdout)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A sample city with planned lines for the morning, and its greedy roster."""
    room = tmp_path_factory.mktemp("city") / "yunling"
    qinwu("init", room, "--people", "60")
    city = read_city(room)
    roster = fill(city)
    path = room / "plans" / str(WEEK) / "roster.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(roster_to_json(roster))
    assert qinwu("lines", room, "--band", "AM_FLAT").exit_code in (0, 1)
    return room, city, roster


def test_crews_ride_the_planned_lines_by_the_clock(town):
    room, city, roster = town
    network = read_roads(room / city.roads)[0]
    walks, doubts = planned_walks(room, city, network)
    assert doubts == []
    fleet = fleet_of(city, roster, RoadSearch(network), walks=walks)
    begin, seen = moment("2026-11-24T09:00"), 0
    for unit in fleet.units(begin):
        known = walks.get((unit.place_id, "AM_FLAT"), ())
        if unit.place_id.startswith("P") and known and unit.unit_id.endswith("-1"):
            seen += 1
            for minute in (1, 30, 77, 149):
                at = fleet.unit(unit.unit_id, begin + timedelta(minutes=minute)).position
                assert (at.arc, at.share) == position_at(known[0], 60 * minute + CLOCK_S / 2)
    assert seen > 1
    other = fleet_of(city, roster, RoadSearch(network))
    assert fleet.units(begin + timedelta(hours=3)) == other.units(begin + timedelta(hours=3))  # a band without lines


def test_lines_of_other_roads_are_a_doubt_and_nothing_else(town):
    room, *_ = town
    assert answer(room)["notices"] == []
    path = room / "plans" / "lines" / "AM_FLAT" / "lines.geojson"
    known = path.read_text("utf-8")
    for broken in (known.replace('"metres":', '"metres":1', 1), known[:-100], known.replace('"steps"', '"walk"')):
        path.write_text(broken, "utf-8")
        found = answer(room)
        assert ["lines.geojson" in one["message"] for one in found["notices"]] == [True]
        assert found["recommendations"]
    path.write_text(known, "utf-8")


def test_a_week_without_a_roster_says_how_to_make_one(town):
    room, *_ = town
    done = qinwu("nearest", room, *ASK[:-3], "2026-12-24T10:10", "--lang", "en")
    assert done.exit_code == 2
    assert f"run qinwu roster {room} --week 2026-W52" in done.stderr


def test_what_the_register_has_in_force_is_said_and_can_be_asked_for(town):
    """A plan of which the register holds another version is superseded; ``--filed`` takes the one in force."""
    room, _, roster = town
    first = answer(room)["recommendations"][0]["unit"]
    place = first.split("-", maxsplit=1)[0]
    gone = replace(roster, duties=[duty for duty in roster.duties if duty.place_id != place])
    register = new_register(str(room / "register.sqlite"))
    filed(register, content=roster_content(gone))
    register.close()
    said = answer(room)
    assert said["recommendations"][0]["unit"] == first
    assert ["superseded by A v1" in one["message"] for one in said["notices"]] == [True]
    assert qinwu("nearest", room, *ASK).exit_code == 1
    real = answer(room, "--filed")
    assert real["notices"] == []
    assert real["recommendations"][0]["unit"] != first
    (room / "register.sqlite").unlink()
    none = qinwu("nearest", room, *ASK, "--filed")
    assert none.exit_code == 2
    assert "no roster is in force" in none.stderr
