"""Rosters through the five links: each brigade's own part, the checker at every link, amendments, moves, in force."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from lawful import lawful, two_brigades
from register_users import MONDAY_BEFORE, WEEK, hand, later, moment, new_register
from roster_filler import fill

from qinwu.filing.brigades import centres_of, filing_units, part_of_city, part_of_roster
from qinwu.filing.changes import as_json, changes_of, first_moment, in_words, who_is_told
from qinwu.filing.filed_roster import filed_roster, together
from qinwu.filing.in_force import in_force
from qinwu.filing.register.verify import verify
from qinwu.filing.workflow import (
    acknowledge,
    approve,
    judge,
    judge_version,
    propose,
    record_roster,
    send,
    send_back,
)
from qinwu.models.errors import InputError, RefusedError
from qinwu.models.filing import Centre, FilingWaiver, Link, Reason, Timing
from qinwu.models.finding import Severity
from qinwu.models.policy import RuleSetting
from qinwu.models.text import Lang
from qinwu.solver.checker import check

THURSDAY = WEEK.days[3]


@pytest.fixture(scope="module")
def city():
    return two_brigades()[0]


@pytest.fixture(scope="module")
def roster():
    return two_brigades()[1]


@pytest.fixture
def register(tmp_path):
    made = new_register(str(tmp_path / "register.sqlite"))
    yield made
    made.close()


def to_filed(register, city, versions, at=MONDAY_BEFORE):
    """Take versions to FILED by the ways of the workflow."""
    filed = []
    for planned in versions:
        version = send(register, city, approve(register, city, planned, hand("wang", at)), hand("li", at))
        version = acknowledge(register, city, version, Centre.DETACHMENT, hand("centre", at))
        if Centre.BRIGADE in version.centres:
            version = acknowledge(register, city, version, Centre.BRIGADE, hand(f"centre-{version.unit}", at))
        assert version.link is Link.FILED
        filed.append(version)
    return filed


@pytest.fixture
def filed(register, city, roster):
    return to_filed(register, city, record_roster(register, city, roster, hand("li")))


def test_each_unit_is_judged_as_the_whole_city_is(city):
    """Brigades file apart: nothing of the checker's findings may get lost or be added by that."""
    whole = fill(city)
    serious = (Severity.ERROR, Severity.GAP)
    together_found = Counter(f for f in check(city, whole).findings if f.severity in serious)
    apart = Counter()
    for unit in filing_units(city):
        part = part_of_roster(city, whole, unit)
        apart.update(f for f in check(part_of_city(city, unit, [part]), part).findings if f.severity in serious)
    assert apart == together_found
    assert sum(apart.values()) > 100


def test_each_unit_files_its_own_part_with_its_own_centres(register, city, roster):
    versions = record_roster(register, city, roster, hand("li"))
    assert [v.unit for v in versions] == ["A", "B", "D"]
    assert [len(v.centres) for v in versions] == [2, 2, 1]
    assert centres_of(city, "D") == (Centre.DETACHMENT,)
    whole = together(filed_roster(register.content(version)) for version in versions)
    assert whole == replace(roster, proof=None)
    assert record_roster(register, city, roster, hand("li", later(hours=1))) == versions


def test_what_is_filed_is_in_force_as_one_roster(register, roster, filed):
    found = in_force(register, moment("2026-11-25T09:00"))
    assert list(found.versions) == filed
    assert found.roster == replace(roster, proof=None)
    assert found.before is None
    monday = in_force(register, moment("2026-11-30T03:00"))
    assert (monday.roster, monday.before) == (None, replace(roster, proof=None))


def test_a_breach_is_sent_only_with_a_waiver_for_its_rule(register, city, roster):
    """The city asks for more rest than the roster gives."""
    rested = RuleSetting(params={"floor_min": 15 * 60, "rest_min": 15 * 60})
    strict = replace(city, policy=replace(city.policy, rules={**city.policy.rules, "R21": rested}))
    version = next(v for v in record_roster(register, strict, roster, hand("li")) if v.unit == "A")
    breaches = Counter(f.rule for f in judge_version(register, strict, version).hard)
    assert set(breaches) == {"R21"}
    version = approve(register, strict, version, hand("wang"))
    waiver = FilingWaiver(rule="R21", article="值勤令3号", authority="支队长李某")
    with pytest.raises(RefusedError, match=f"R21 x{breaches['R21']}"):
        send(register, strict, version, hand("li"), waivers=[replace(waiver, rule="R22")])
    sent = send(register, strict, version, hand("li"), waivers=[waiver])
    assert sent.waivers == (waiver,)
    assert register.log()[-1]["detail"]["breaches"] == breaches
    half = acknowledge(register, strict, sent, Centre.DETACHMENT, hand("centre"))
    assert acknowledge(register, strict, half, Centre.BRIGADE, hand("centre-A")).link is Link.FILED


def test_what_no_city_may_waive_no_filing_waives(register, city, roster):
    twice = replace(roster.duties[0], crew=9, place_id=roster.duties[0].place_id)
    broken = replace(roster, duties=[*roster.duties, twice])
    version = next(v for v in record_roster(register, city, broken, hand("li")) if v.unit == "A")
    version = approve(register, city, version, hand("wang"))
    for rule, said in (("R28", "R28 不得豁免"), ("R99", "没有规则 R99")):
        with pytest.raises(RefusedError, match=said):
            send(register, city, version, hand("li"), waivers=[FilingWaiver(rule=rule, article="x", authority="y")])


def test_the_checker_asks_again_at_the_acknowledgement(register, city, roster):
    """Somebody fails the assessment after the plan was sent: the centre is not let into acknowledging a breach."""
    version = next(v for v in record_roster(register, city, roster, hand("li")) if v.unit == "A")
    sent = send(register, city, approve(register, city, version, hand("wang")), hand("li"))
    road = next(d.officer_no for d in filed_roster(register.content(sent)).duties if city.place(d.place_id).outdoor)
    people = [replace(o, fit_for_duty=o.officer_no != road) for o in city.officers]
    with pytest.raises(RefusedError, match="R15"):
        acknowledge(register, replace(city, officers=people), sent, Centre.DETACHMENT, hand("centre"))
    other = lawful(replace(city, officers=people), roster)
    again = [v for v in record_roster(register, replace(city, officers=people), other, hand("li")) if v.unit == "A"]
    assert [(v.number, v.link) for v in again] == [(2, Link.PLANNED)]


def test_a_return_names_its_reasons_and_the_next_version_starts_over(register, city, roster):
    version = record_roster(register, city, roster, hand("li"))[0]
    with pytest.raises(InputError, match="理由"):
        send_back(register, version, " ", hand("wang"))
    assert send_back(register, version, "周五缺两组", hand("wang")).link is Link.RETURNED
    assert register.log()[-1]["detail"] == {"why": "周五缺两组"}
    assert record_roster(register, city, roster, hand("li"))[0].number == 2


def without(roster, crews):
    """Return a roster without some crews."""
    keys = {(d.day, d.template, d.place_id, d.crew) for d in crews}
    return replace(
        roster, duties=[d for d in roster.duties if (d.day, d.template, d.place_id, d.crew) not in keys], gaps=()
    )


def a_late_crew(city, roster, day, unit="A"):
    """Return the duties of one crew of a unit on a day."""
    part = part_of_roster(city, roster, unit)
    first = next(d for d in part.duties if d.day == day and city.place(d.place_id).outdoor)
    return [
        d
        for d in part.duties
        if (d.day, d.template, d.place_id, d.crew) == (day, first.template, first.place_id, first.crew)
    ]


def test_an_amendment_says_what_changes_and_who_must_be_told(register, city, roster, filed):
    crew = a_late_crew(city, roster, THURSDAY)
    new = without(roster, crew)
    (made,) = propose(register, city, new, hand("li", later(days=8)), reason=Reason.SICK, note="二人发热")
    assert (made.version.unit, made.version.number, made.version.base, made.version.link) == ("A", 2, 1, Link.AMENDED)
    assert (made.version.reason, made.version.note) == (Reason.SICK, "二人发热")
    assert {c.officer_no for c in made.changes} == {d.officer_no for d in crew} == set(made.told.changed)
    starts = city.template(crew[0].template).start
    effective = moment("2026-11-26T00:00") + timedelta(minutes=starts)
    assert (made.version.timing, made.version.effective) == (Timing.ROUTINE, effective)
    assert made.version.deadline.due == effective - timedelta(minutes=30)
    words = in_words(city, made.changes[0])
    assert "→ 休" in words.zh
    assert "→ off" in words.in_(Lang.EN)
    assert made.changes[0].officer_no in words.zh
    assert city.officer(made.changes[0].officer_no).name not in in_words(city, made.changes[0], redact=True).zh
    assert as_json(made.changes)[0]["after"] == []
    assert in_force(register, effective).versions[0] == filed[0]
    (done,) = to_filed(register, city, [made.version], later(days=8))
    assert in_force(register, effective).versions[0] == done
    assert in_force(register, effective - timedelta(seconds=1)).versions[0] == filed[0]
    assert verify(register) == []


def test_one_who_rides_with_the_changed_is_told_too(city, roster):
    part = part_of_roster(city, roster, "A")
    crews = Counter((d.day, d.template, d.place_id, d.crew) for d in part.duties)
    one = next(d for d in part.duties if crews[d.day, d.template, d.place_id, d.crew] > 1)
    after = replace(part, duties=[d for d in part.duties if d != one])
    told = who_is_told(city, part, after, changes_of(part, after))
    mates = {
        d.officer_no
        for d in part.duties
        if (d.day, d.template, d.place_id, d.crew) == (one.day, one.template, one.place_id, one.crew)
    }
    assert told.changed == (one.officer_no,)
    assert set(told.crewmates) == mates - {one.officer_no}
    assert first_moment(city, []) is None


@pytest.mark.usefixtures("filed")
def test_an_emergency_holds_from_its_moment_and_is_due_a_quarter_of_an_hour_later(register, city, roster):
    since = moment("2026-11-26T09:40")
    new = without(roster, a_late_crew(city, roster, THURSDAY))
    (made,) = propose(register, city, new, hand("li", since), reason=Reason.CALL_OUT, emergency_since=since)
    assert made.version.deadline.due == moment("2026-11-26T09:55")
    (done,) = to_filed(register, city, [made.version], moment("2026-11-26T09:56"))
    assert done.in_time is False
    assert done.deadline.late_min(done.filed_at) == 1


@pytest.mark.usefixtures("filed")
def test_nothing_changed_is_no_amendment_and_an_absent_unit_is_left_alone(register, city, roster):
    assert propose(register, city, roster, hand("li"), reason=Reason.OTHER) == []
    only_b = replace(part_of_roster(city, roster, "B"), duties=part_of_roster(city, roster, "B").duties[1:])
    assert [made.version.unit for made in propose(register, city, only_b, hand("li"), reason=Reason.OTHER)] == ["B"]


def moved(city, roster):
    """Return one of A who moves to B on Thursday, B's squadron, and a duty in B that he could take over that day."""
    part = part_of_roster(city, roster, "A")
    part_b = part_of_roster(city, roster, "B")
    for duty in part.duties:
        if duty.day != THURSDAY or not city.place(duty.place_id).outdoor:
            continue
        for other in part_b.duties:
            same = (other.day, other.template, other.seat) == (duty.day, duty.template, duty.seat)
            if same and city.place(other.place_id).kind is city.place(duty.place_id).kind:
                return duty.officer_no, city.officer(other.officer_no).unit_id, other
    raise AssertionError("nobody moves")


@pytest.mark.usefixtures("filed")
def test_an_officer_who_moves_in_mid_week_is_never_in_two_brigades_at_once(register, city, roster):
    """Monday to Wednesday with A stand as they were worked; from Thursday on A lets him go before B may have him."""
    who, squadron, duty = moved(city, roster)
    later_city = replace(
        city, officers=[replace(o, unit_id=squadron) if o.officer_no == who else o for o in city.officers]
    )
    at = later(days=9)
    for_b = replace(roster, duties=[replace(d, officer_no=who) if d == duty else d for d in roster.duties], gaps=())
    for_b = replace(for_b, duties=part_of_roster(city, for_b, "B").duties)
    (wanted,) = propose(register, later_city, for_b, hand("li", at), reason=Reason.OTHER)
    assert "R28" in {f.rule for f in wanted.report.hard}
    with pytest.raises(RefusedError, match="R28"):
        send(register, later_city, approve(register, later_city, wanted.version, hand("wang", at)), hand("li", at))

    his = [d for d in part_of_roster(city, roster, "A").duties if d.officer_no == who and d.day >= THURSDAY]
    for_a = part_of_roster(city, without(roster, his), "A")
    assert any(d.officer_no == who for d in for_a.duties) == any(
        d.officer_no == who and d.day < THURSDAY for d in roster.duties
    )
    (release,) = propose(register, later_city, for_a, hand("li", at), reason=Reason.OTHER)
    assert [f for f in release.report.hard if f.where.officer == who] == []
    to_filed(register, later_city, [release.version], at)

    again = judge_version(register, later_city, wanted.version)
    assert "R28" not in {f.rule for f in again.hard}


@pytest.mark.usefixtures("filed")
def test_history_is_not_judged_anew_but_what_is_still_to_come_is(register, city, roster):
    who = next(
        d.officer_no
        for d in part_of_roster(city, roster, "A").duties
        if d.day == WEEK.days[0] and city.place(d.place_id).outdoor
    )
    unfit = replace(city, officers=[replace(o, fit_for_duty=o.officer_no != who) for o in city.officers])
    part = part_of_roster(city, roster, "A")
    now_on = judge(register, unfit, "A", part, base=part, since=THURSDAY)
    days = {f.where.date for f in now_on.hard}
    assert all(day >= str(THURSDAY) for day in days)
    assert any(f.where.date < str(THURSDAY) for f in check(unfit, part).hard)
