"""``qinwu deploy`` and what a roster starts from; deployments on roads in trouble: cameras down, ten calls, no flow."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from city_factory import BRIGADE, tiny_city
from click.testing import CliRunner

from qinwu.cli import main
from qinwu.commands.deployed import under_deployment
from qinwu.filing.deployment_json import deployment_document, part_of_deployment
from qinwu.filing.register.draft import Hand
from qinwu.filing.register.register import Register
from qinwu.filing.workflow import approve, record_plan
from qinwu.models.device import DeviceStatus
from qinwu.models.filing import Kind
from qinwu.models.incident import EventCode
from qinwu.models.past_incident import PastIncident
from qinwu.models.user import Grant, UserRole
from qinwu.models.week import Week
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.write import write_city
from qinwu.solver.deploy.demand.estimate import estimate_demand
from qinwu.solver.deploy.demand.sites import make_sites
from qinwu.solver.deploy.highway_stage import highway_stage
from qinwu.solver.deploy.mobile_stage import mobile_stage
from qinwu.solver.deploy.plan import deploy_week
from qinwu.solver.deploy.road_stages import demand_stage
from qinwu.solver.deploy.work import Known, Wanted, Work

WEEK = Week(2026, 48)
BEFORE = datetime(2026, 11, 16, 9)  # noqa: DTZ001 - local time throughout


@pytest.fixture
def folder(tmp_path):
    write_city(tiny_city(), tmp_path)
    return tmp_path


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_deploy_writes_its_files_and_a_roster_can_start_from_them(folder):
    done = run("deploy", folder, "--week", "2026-W48", "--lang", "en", "--json", "--quick")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert [stage["code"] for stage in said["stages"] if not stage["done"]][:2] == ["POSTS", "DEMAND"]
    file = folder / "plans" / "2026-W48" / "deployment.json"
    assert file.exists()
    assert said["missing"] == sum(
        max(0, need["crews"] - need["manned"]) for need in json.loads(file.read_text("utf-8"))["needs"]
    )
    planned = run("roster", folder, "--week", "2026-W48", "--lang", "en", "--deployment", file)
    assert planned.exit_code == 1
    assert "starts from the deployment" in planned.stderr
    plain = run("roster", folder, "--week", "2026-W48", "--lang", "en")
    assert "is not approved" in plain.stderr


def test_a_deployment_of_another_week_is_refused(folder):
    run("deploy", folder, "--week", "2026-W48", "--quick")
    file = folder / "plans" / "2026-W48" / "deployment.json"
    refused = run("roster", folder, "--week", "2026-W49", "--lang", "en", "--deployment", file)
    assert refused.exit_code == 2
    assert "deployment of 2026-W48" in refused.stderr


def test_a_roster_starts_from_the_approved_deployment_only(folder):
    city = tiny_city()
    deployment = deploy_week(city, WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    needs = [replace(need, crews=2) if need.place_id == "P11" else need for need in deployment.needs]
    part = part_of_deployment(city, replace(deployment, needs=needs), BRIGADE)
    with closing(Register(folder / "register.sqlite", create=True)) as register:
        users = (("keeper", UserRole.KEEPER), ("li", UserRole.PLANNER), ("wang", UserRole.REVIEWER))
        grants = [Grant(user=user, name=user, role=role, scope="D") for user, role in users]
        register.set_users(grants, Hand(user="keeper", at=BEFORE))
        version = record_plan(
            register, city, BRIGADE, WEEK, content=deployment_document(part), hand=Hand(user="li", at=BEFORE),
            kind=Kind.DEPLOYMENT, verdict={"breaches": {}, "gaps": 0, "cost": 0},
        )  # fmt: skip
        waiting, said = under_deployment(city, folder, WEEK, given=None, register=register)
        assert waiting == city
        assert "no deployment" in said.en
        approve(register, city, version, Hand(user="wang", at=BEFORE + timedelta(hours=1)))
        ready, said = under_deployment(city, folder, WEEK, given=None, register=register)
        assert ready.need(city.place("P11"), WEEK.days[0], "AM_PEAK") == 2
        assert "approved deployment of B1" in said.en


@pytest.fixture(scope="module")
def sample():
    city, network = sample_city(people=60)
    return city, RoadSearch(network)


def test_with_all_cameras_down_every_highway_is_driven(sample):
    city, search = sample
    down = [replace(d, status=DeviceStatus.DOWN, since=WEEK.monday) for d in city.devices]
    seen, blind = (
        Work(city=replace(city, devices=devices), week=WEEK, known=Known(search=search), wanted=Wanted())
        for devices in (city.devices, down)
    )
    hours = [highway_stage(work).levels[0] for work in (seen, blind)]
    assert any(run.video for run in seen.highways)
    assert not any(run.video for run in blind.highways)
    assert hours[0].value < hours[1].value
    assert all(level.gap == 0 for level in hours)


def test_ten_calls_in_all_make_a_deployment_that_says_so(sample):
    city, search = sample
    calls = [
        PastIncident(
            incident_id=str(n), code=EventCode.ACCIDENT_INJURY, reported_at=BEFORE - timedelta(days=n), lon=0, lat=0,
            arc=37 * n, share=0.5,
        )
        for n in range(10)
    ]  # fmt: skip
    table = make_sites(search.network, city)
    demand, _ = estimate_demand(city, table, calls)
    known = Known(search=search, demand=demand, sites=table)
    work = Work(city=city, week=WEEK, known=known, wanted=Wanted())
    assert "class means stand in" in demand_stage(work).note.en
    assert work.zones
    stage = mobile_stage(work)
    assert stage.done
    assert all(level.gap == 0 for level in stage.levels)
