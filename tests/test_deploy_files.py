"""Deployments on paper and in files: JSON and back, the report, and rosters planned under them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from city_factory import tiny_city
from deploy_worlds import WEEK, order
from test_roster_files import conforms

from qinwu.filing.deployment_files import write_deployment
from qinwu.filing.deployment_html import deployment_to_html
from qinwu.filing.deployment_json import deployment_document, deployment_from_json, deployment_to_json
from qinwu.models.errors import InputError
from qinwu.models.grade import Authority, DutyGrade
from qinwu.models.text import Lang
from qinwu.solver.deploy.apply import apply_deployment
from qinwu.solver.deploy.grades import apply_grades
from qinwu.solver.deploy.plan import deploy_week
from qinwu.solver.deploy.work import Wanted
from qinwu.solver.roster.engine import Settings, plan_week


def test_a_roster_under_a_deployment_of_the_plain_tables_is_the_roster_of_the_tables():
    city = tiny_city()
    deployment = deploy_week(city, WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    plain, _ = plan_week(city, WEEK, settings=Settings(workers=1))
    under, _ = plan_week(apply_deployment(city, deployment), WEEK, settings=Settings(workers=1))
    assert under.proof.objective == plain.proof.objective
    assert under.gaps == plain.gaps


def test_a_roster_meets_the_needs_of_its_deployment_not_those_of_the_tables():
    city = tiny_city()
    deployment = deploy_week(city, WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    fewer = replace(deployment, needs=[n for n in deployment.needs if n.place_id == "P11" and n.band == "AM_PEAK"])
    under = apply_deployment(city, fewer)
    assert under.need(city.place("P11"), WEEK.days[0], "AM_PEAK") == 1
    assert under.need(city.place("P12"), WEEK.days[0], "AM_PEAK") == 0
    assert under.need(city.place("P12"), WEEK.days[0] + timedelta(weeks=1), "AM_PEAK") == 1
    kept = apply_deployment(city, fewer, places={"P11"})
    assert kept.need(city.place("P12"), WEEK.days[0], "AM_PEAK") == 1


def test_a_deployment_that_does_not_fit_is_refused_with_everything_that_is_wrong():
    deployment = deploy_week(tiny_city(), WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    other = replace(tiny_city(squadrons=1), name="别处")
    with pytest.raises(InputError) as caught:
        apply_deployment(other, deployment)
    assert {f.where.value for f in caught.value.findings} >= {deployment.city, "P21", "P22"}


def full_deployment():
    city = replace(tiny_city(), grades=(order(DutyGrade.III, ordered_by=Authority.BRIGADE),))
    return city, deploy_week(city, WEEK).deployment


def test_a_deployment_comes_back_from_json_and_equal_ones_are_equal_bytes(project_dir):
    city, deployment = full_deployment()
    data = deployment_to_json(deployment)
    assert deployment_from_json(data, file="d.json") == deployment
    assert deployment_to_json(full_deployment()[1]) == data
    schema = json.loads((project_dir / "docs" / "deployment.schema.json").read_text("utf-8"))
    document = deployment_document(deployment)
    assert set(document) == set(schema["properties"])
    for key in ("format", "city", "week", "chains", "needs"):
        conforms(document[key], schema["properties"][key])
    assert deployment.fits(apply_grades(city, WEEK))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"crews":1', '"crews":"one"', "deployment.chains[1].crews"),
        ('"crews":1', '"crews":-1', "deployment.chains[1]"),
        ('"week": "2026-W48"', '"week": "2026-W60"', "deployment.week"),
        ('"code":"CHAINS"', '"cod":"CHAINS"', "deployment.stages[5].cod"),
        ('"qinwu.deployment/1"', '"other"', "format"),
    ],
)
def test_a_broken_deployment_file_is_told_where(old, new, path):
    deployment = deploy_week(tiny_city(squadrons=1), WEEK, wanted=Wanted(laws=False, saving=False)).deployment
    opened = replace(deployment, chains=[chain for chain in deployment.chains if chain.crews == 1])
    data = deployment_to_json(opened).decode()
    assert old in data
    with pytest.raises(InputError) as caught:
        deployment_from_json(data.replace(old, new, 1).encode(), file="d.json")
    assert caught.value.findings[0].where.field == path


def test_what_is_no_json_is_refused():
    with pytest.raises(InputError) as caught:
        deployment_from_json(b"\xff{", file="d.json")
    assert "JSON" in caught.value.findings[0].message.en


@pytest.mark.parametrize("lang", list(Lang))
def test_the_report_stands_alone_and_the_tables_open_in_a_spreadsheet(tmp_path, lang):
    city, deployment = full_deployment()
    city = apply_grades(city, WEEK)
    files = write_deployment(city, deployment, tmp_path, lang=lang)
    assert [file.name for file in files] == [
        "deployment.json", "deployment.html", "deployment.csv", "deployment_needs.csv",
    ]  # fmt: skip
    page = deployment_to_html(city, deployment, lang=lang).decode()
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
    assert "<script" not in page
    assert "<svg" in page
    assert files[2].read_bytes().startswith(b"\xef\xbb\xbf")
