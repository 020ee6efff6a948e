"""What is filed is read back: deployments once approved, rosters with waivers and gaps, nothing of a newer program."""

from dataclasses import replace

import pytest
from lawful import two_brigades
from register_users import WEEK, hand, moment, new_register, take

from qinwu.filing.approved import approved_deployment
from qinwu.filing.filed_roster import filed_roster, roster_content, together
from qinwu.filing.in_force import in_force
from qinwu.filing.register.machine import Action
from qinwu.filing.register.verify import verify
from qinwu.filing.workflow import (
    approve,
    record_plan,
)
from qinwu.models.errors import InputError
from qinwu.models.filing import Kind
from qinwu.models.policy import Waiver
from qinwu.models.roster import Gap, Roster


@pytest.fixture
def register(tmp_path):
    made = new_register(str(tmp_path / "register.sqlite"))
    yield made
    made.close()


def test_an_approved_deployment_is_found(register):
    city = two_brigades()[0]
    content = {"format": "qinwu.deployment/1", "chains": []}
    assert approved_deployment(register, "A", WEEK) is None
    version = record_plan(
        register, city, "A", WEEK, content=content, hand=hand("li"), kind=Kind.DEPLOYMENT, verdict={"breaches": {}}
    )
    assert approved_deployment(register, "A", WEEK) is None
    approved = approve(register, city, version, hand("wang"))
    assert approved_deployment(register, "A", WEEK) == (approved, content)


def test_a_roster_of_a_newer_program_is_named_and_not_guessed_at(register):
    city = two_brigades()[0]
    content = {"format": "qinwu.roster/2", "people": []}
    version = record_plan(
        register, city, "A", WEEK, content=content, hand=hand("li"), kind=Kind.ROSTER, verdict={"breaches": {}}
    )
    with pytest.raises(InputError, match=r"qinwu\.roster/2"):
        approve(register, city, version, hand("wang"))
    take(register, version, Action.APPROVE, Action.SEND, Action.ACKNOWLEDGE)
    with pytest.raises(InputError, match="升级"):
        in_force(register, moment("2026-11-25T09:00"))
    assert verify(register) == []


def test_a_filed_roster_reads_back_with_its_waivers_and_gaps():
    roster = two_brigades()[1]
    gap = Gap(day=WEEK.days[0], band="AM_PEAK", place_id=roster.duties[0].place_id, missing=2)
    waivers = {"R21": Waiver(authority="支队长", reason="冬季")}
    waived = replace(roster, waivers=waivers, gaps=[gap], proof=None)
    assert filed_roster(roster_content(waived, {"radios": [1]})) == waived


def test_no_rosters_are_no_roster():
    assert together([]) is None
    assert isinstance(together([Roster(city="x", week=WEEK, duties=())]), Roster)
