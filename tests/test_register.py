"""The register on SQLite and on PostgreSQL: the five links, who may take them, what is in force, what is refused."""

from datetime import date, datetime, timedelta

import pytest
from register_users import (
    MONDAY_BEFORE,
    WEEK,
    amended,
    draft,
    filed,
    grants,
    hand,
    later,
    moment,
    take,
)

from qinwu.filing.register.entries import SLACK
from qinwu.filing.register.machine import Action
from qinwu.filing.register.verify import verify
from qinwu.models.errors import ConflictError, InputError, RefusedError
from qinwu.models.filing import Centre, Deadline, FilingWaiver, Kind, Link, Period, Reason, Timing, timeliness
from qinwu.models.user import Grant, UserRole
from qinwu.models.week import Week

WEDNESDAY = moment("2026-11-25T09:00")


def test_a_plan_passes_all_links_in_their_order(register):
    version = register.record(draft(register), hand("li"))
    assert version.link is Link.PLANNED
    version = take(register, version, Action.APPROVE)
    assert (version.link, version.reviewer) == (Link.REVIEWED, "wang")
    version = take(register, version, Action.SEND)
    assert (version.link, version.missing) == (Link.ARRANGED, (Centre.DETACHMENT, Centre.BRIGADE))
    version = take(register, version, Action.ACKNOWLEDGE)
    assert (version.link, version.missing, version.in_time) == (Link.FILED, (), True)
    version = take(register, version, Action.EXECUTE, at=WEDNESDAY)
    version = take(register, version, Action.SCORE, Action.ARCHIVE, at=moment("2026-11-30T09:00"))
    assert version.link is Link.ARCHIVED
    assert register.thread("A", Kind.ROSTER, Period.of(WEEK)) == [version]
    assert [entry["action"] for entry in register.log()] == [
        "USERS", "RECORD", "APPROVE", "SEND", "ACKNOWLEDGE", "ACKNOWLEDGE", "EXECUTE", "SCORE", "ARCHIVE",
    ]  # fmt: skip
    assert verify(register) == []


def test_one_centre_is_not_enough(register):
    version = take(register, register.record(draft(register), hand("li")), Action.APPROVE, Action.SEND)
    detail = {"breaches": {}, "centre": "DETACHMENT"}
    half = register.act(version, Action.ACKNOWLEDGE, hand("centre"), detail=detail)
    assert (half.link, half.missing) == (Link.ARRANGED, (Centre.BRIGADE,))
    assert register.in_force(WEDNESDAY) == []


def test_nothing_is_filed_without_review(register):
    version = register.record(draft(register), hand("li"))
    with pytest.raises(RefusedError, match="已审核"):
        take(register, version, Action.SEND)
    returned = register.act(version, Action.RETURN, hand("wang"), detail={"why": "周五缺两组"})
    assert returned.link is Link.RETURNED
    with pytest.raises(RefusedError):
        take(register, returned, Action.APPROVE)
    again = register.record(draft(register), hand("li"))
    assert (again.number, again.predecessor) == (2, version.hash)


def test_no_centre_acknowledges_before_filing_or_twice_or_for_another(register):
    detail = {"breaches": {}, "centre": "BRIGADE"}
    version = take(register, register.record(draft(register), hand("li")), Action.APPROVE)
    with pytest.raises(RefusedError, match="已上报"):
        register.act(version, Action.ACKNOWLEDGE, hand("centre-A"), detail=detail)
    version = take(register, version, Action.SEND)
    for wrong in ("centre-B", "centre", "li"):
        with pytest.raises(RefusedError, match=f"{wrong} 不是 A 的大队分指挥中心"):
            register.act(version, Action.ACKNOWLEDGE, hand(wrong), detail=detail)
    register.act(version, Action.ACKNOWLEDGE, hand("centre-A"), detail=detail)
    with pytest.raises(RefusedError, match=r"已于 11-16 09:00 由 centre-A 签收"):
        register.act(version, Action.ACKNOWLEDGE, hand("centre-A"), detail=detail)
    assert verify(register) == []


def test_the_author_never_reviews_his_own(register):
    both = Grant(user="li", name="li", role=UserRole.REVIEWER, scope="D")
    register.set_users(grants(more=(both,)), hand("keeper"))
    version = register.record(draft(register), hand("li"))
    with pytest.raises(RefusedError, match="不能审核自己的方案"):
        register.act(version, Action.APPROVE, hand("li"))


def test_roles_hold_within_their_scope_only(register):
    zhao = Grant(user="zhao", name="赵", role=UserRole.PLANNER, scope="B")
    register.set_users(grants(more=(zhao,)), hand("keeper"))
    register.record(draft(register, "B"), hand("zhao"))
    with pytest.raises(RefusedError, match="zhao 不是 A 的编制人"):
        register.record(draft(register, "A"), hand("zhao"))
    with pytest.raises(RefusedError, match="nobody"):
        register.record(draft(register, "A"), hand("nobody"))


def test_only_a_keeper_changes_the_users_and_one_always_remains(register):
    with pytest.raises(RefusedError, match="登记管理员"):
        register.set_users(grants(), hand("li"))
    with pytest.raises(InputError, match="KEEPER"):
        register.set_users([g for g in grants() if g.role is not UserRole.KEEPER], hand("keeper"))
    with pytest.raises(InputError, match="前后不一"):
        register.set_users(
            grants(more=(Grant(user="li", name="另一人", role=UserRole.AUDITOR, scope="D"),)), hand("keeper")
        )
    assert len(register.users()) == len(grants())


def test_a_hard_breach_is_filed_only_with_a_waiver_that_names_article_and_authority(register):
    version = take(register, register.record(draft(register), hand("li")), Action.APPROVE)
    with pytest.raises(RefusedError, match="R21 x2"):
        register.act(version, Action.SEND, hand("li"), detail={"breaches": {"R21": 2}, "waivers": []})
    with pytest.raises(InputError, match="条款"):
        FilingWaiver(rule="R21", article="", authority="支队长")
    waiver = {"rule": "R21", "article": "值勤令3号", "authority": "支队长", "reason": ""}
    sent = register.act(version, Action.SEND, hand("li"), detail={"breaches": {"R21": 2}, "waivers": [waiver]})
    assert sent.waivers == (FilingWaiver(**waiver),)
    with pytest.raises(RefusedError, match="R18 x1"):
        register.act(
            sent, Action.ACKNOWLEDGE, hand("centre"), detail={"breaches": {"R21": 2, "R18": 1}, "centre": "DETACHMENT"}
        )
    assert verify(register) == []


def test_what_is_filed_is_never_recorded_anew_only_amended(register):
    base = filed(register)
    with pytest.raises(RefusedError, match="qinwu amend"):
        register.record(draft(register), hand("li"))
    with pytest.raises(InputError, match="--reason"):
        register.record(draft(register, base=1), hand("li"))
    with pytest.raises(ConflictError, match="不是第 7 版"):
        register.record(draft(register, base=7, reason=Reason.SICK), hand("li"))
    with pytest.raises(InputError, match="不在 2026-W48 内"):
        register.record(draft(register, base=1, reason=Reason.SICK, effective=moment("2026-12-05T00:00")), hand("li"))
    change = amended(register, base, WEDNESDAY, moment("2026-11-26T07:00"))
    assert (change.number, change.base, change.predecessor, change.reason) == (2, 1, base.hash, Reason.SICK)
    with pytest.raises(RefusedError, match="尚未报备"):
        register.record(draft(register, "B", base=1, reason=Reason.SICK), hand("li", WEDNESDAY))


def test_after_scoring_it_is_too_late_to_amend(register):
    base = take(register, filed(register), Action.EXECUTE, Action.SCORE, at=moment("2026-12-01T00:00"))
    with pytest.raises(RefusedError, match="已考核"):
        register.record(draft(register, base=base.number, reason=Reason.SICK), hand("li", moment("2026-12-01T00:00")))


def test_who_builds_on_an_old_version_gets_a_conflict_that_names_the_new_one(register):
    first = register.record(draft(register), hand("li"))
    with pytest.raises(ConflictError, match="A 2026-W48 警力安排 第 1 版 已由 li"):
        register.record(draft(register, seen=""), hand("li"))
    second = register.record(draft(register), hand("li"))
    with pytest.raises(ConflictError, match="取代"):
        take(register, first, Action.APPROVE)
    take(register, second, Action.APPROVE)
    with pytest.raises(ConflictError, match="已审核"):
        take(register, second, Action.APPROVE)


def test_periods_of_one_unit_do_not_overlap(register):
    filed(register)
    with pytest.raises(RefusedError, match="重叠"):
        register.record(draft(register, period=Period(date(2026, 11, 29), date(2026, 12, 5))), hand("li"))
    register.record(draft(register, period=Period(date(2026, 11, 30), date(2026, 12, 3))), hand("li"))
    register.record(draft(register, "B", period=Period(date(2026, 11, 25), date(2026, 12, 3))), hand("li"))
    register.record(
        draft(register, kind=Kind.DEPLOYMENT, period=Period(date(2026, 11, 25), date(2026, 11, 26))), hand("li")
    )


def test_a_clock_that_jumps_back_is_refused_and_an_auditor_sets_it_right(register):
    far = moment("2036-01-01T00:00")
    register.record(draft(register), hand("li", later(hours=1)))
    slow = register.record(draft(register), hand("li", later(hours=1) - SLACK))
    assert slow.at == later(hours=1)
    with pytest.raises(RefusedError, match="时钟倒退"):
        register.record(draft(register), hand("li", later(hours=1) - SLACK - timedelta(seconds=1)))
    register.record(draft(register), hand("li", far))
    with pytest.raises(RefusedError, match="2036"):
        register.record(draft(register), hand("li", later(hours=2)))
    with pytest.raises(RefusedError, match="监督员"):
        register.set_clock_right(hand("li", later(hours=2)))
    register.set_clock_right(hand("auditor", later(hours=2)))
    assert register.record(draft(register), hand("li", later(hours=3))).at == later(hours=3)
    assert verify(register) == []


def test_a_version_is_executed_when_it_holds_and_scored_when_it_is_over(register):
    version = filed(register)
    with pytest.raises(RefusedError, match="11-23 00:00 之前"):
        take(register, version, Action.EXECUTE, at=moment("2026-11-22T23:59"))
    version = take(register, version, Action.EXECUTE, at=moment("2026-11-23T00:00"))
    with pytest.raises(RefusedError, match="11-29 23:59 之前"):
        take(register, version, Action.SCORE, at=moment("2026-11-29T23:59"))


def test_in_force_applies_each_amendment_from_its_moment(register):
    base = filed(register)
    since = moment("2026-11-26T07:00")
    change = amended(register, base, WEDNESDAY, since)
    second = timedelta(seconds=1)
    assert register.in_force(since - second) == [base]
    assert register.in_force(since) == [change]
    assert register.in_force(since, known=WEDNESDAY - second) == [base]
    assert register.in_force(moment("2026-11-23T00:00")) == [base]
    assert register.in_force(moment("2026-11-22T23:59:59")) == []


def test_an_amendment_counts_only_when_both_centres_have_it(register):
    base = filed(register)
    change = draft(
        register, content={"format": "test/1"}, base=1, reason=Reason.COURT, effective=WEDNESDAY, timing=Timing.ROUTINE
    )
    waiting = register.record(change, hand("li"))
    assert waiting.link is Link.AMENDED
    waiting = take(register, waiting, Action.APPROVE, Action.SEND)
    assert register.in_force(WEDNESDAY) == [base]
    take(register, base, Action.EXECUTE, at=moment("2026-11-23T00:00"))
    counts = take(register, waiting, Action.ACKNOWLEDGE, at=moment("2026-11-24T00:00"))
    assert register.in_force(WEDNESDAY) == [counts]


def test_the_last_night_runs_into_the_next_periods_first_day(register):
    """At 03:00 on Monday the crews on the road are those of Sunday's night shift, of the week before."""
    old, new = filed(register), filed(register, week=Week(2026, 49))
    assert register.in_force(moment("2026-11-30T03:00")) == [old, new]
    assert register.in_force(moment("2026-12-01T03:00")) == [new]
    assert register.in_force(moment("2026-12-07T03:00")) == [new]
    assert register.in_force(moment("2026-12-08T03:00")) == []


@pytest.mark.parametrize(
    ("timing", "due"),
    [
        (Timing.WEEKLY, moment("2026-11-20T18:00")),
        (Timing.ROUTINE, moment("2026-11-25T08:30")),
        (Timing.EMERGENCY, moment("2026-11-25T09:15")),
    ],
)
def test_deadlines_hold_to_the_second(timing, due):
    deadline = Deadline.of(timing, Period.of(WEEK), WEDNESDAY)
    assert deadline.due == due
    assert deadline.late_min(due) == 0
    assert deadline.late_min(due + timedelta(seconds=1)) == 1


def test_the_weekly_deadline_is_the_friday_before_whatever_the_first_day():
    for day in range(7):
        first = date(2026, 11, 23) + timedelta(days=day)
        due = Deadline.of(Timing.WEEKLY, Period(first, first), datetime.combine(first, datetime.min.time())).due
        assert due.isoweekday() == 5
        assert timedelta() < datetime.combine(first, datetime.min.time()) - due <= timedelta(days=6, hours=6)


def test_timeliness_counts_the_late_and_the_missing(register):
    filed(register, "A", MONDAY_BEFORE)
    filed(register, "B", moment("2026-11-20T18:00:01"))
    register.record(draft(register, "A", week=Week(2026, 49)), hand("li", WEDNESDAY))
    versions = register.versions()
    assert timeliness(versions, WEDNESDAY) == (1, 2)
    assert timeliness(versions, moment("2026-11-27T18:00:01")) == (1, 3)
