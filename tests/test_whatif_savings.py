"""A saving is stated beside the service: against the human wave and the last real week, checked twice."""

from dataclasses import replace
from datetime import timedelta

from whatif_worlds import RECIPE, WEEK, base_plan, laid, serial, two_squadrons

from qinwu.models.kpi import ALL, Comparison, Difference, Verdict
from qinwu.models.text import Lang, Text
from qinwu.models.week import Week
from qinwu.scenarios.whatif.certificate import Certificate, baselines, certificate, road_minutes, wave_of
from qinwu.scenarios.whatif.last_real import last_real, week_before
from qinwu.scenarios.whatif.plan import plan_all
from qinwu.scenarios.whatif.tables import certificate_lines


def test_the_last_real_week_is_laid_on_this_one():
    world = two_squadrons()
    real = last_real(world.city, WEEK)
    history = {(p.day, o.officer_no) for o in world.city.officers for p in o.past if p.place_id}
    assert {(d.day - timedelta(days=7), d.officer_no) for d in real.duties} <= history
    assert week_before(world.city, WEEK).week == Week(2026, 47)
    bare = replace(world.city, officers=[replace(o, past=()) for o in world.city.officers])
    assert last_real(bare, WEEK) is None


def test_brigades_before_go_live_keep_their_old_plan():
    world = two_squadrons()
    old = laid(world, '[[go_live]]\nunits = ["A1"]\ndate = "2027-01-04"')[0]
    (plan,) = plan_all([old], RECIPE, serial(), None)
    people = {o.officer_no for o in world.city.officers if o.unit_id == "A1"}
    mine = [d for d in plan.roster.duties if d.officer_no in people]
    assert mine == [d for d in last_real(world.city, WEEK).duties if d.officer_no in people]
    assert len(plan.roster.duties) > len(mine)


def test_the_human_wave_mans_every_post_in_every_day_band():
    base = base_plan()
    wave = wave_of(base)
    posts = {p.place_id for p in base.city.places if p.kind.value == "POST"}
    assert {d.place_id for d in wave.roster.duties} >= posts
    assert sum(road_minutes(wave.city, wave.roster)) > 1.5 * sum(road_minutes(base.city, base.roster))
    assert [text.en for text, _ in baselines(base)] == ["human wave", "last week really worked"]


def compare(worse=(), hours=(100.0, 90.0), seed=0):
    rows = [
        ("peak_post_cover", 1, 1),
        ("share_in_target", 1, 1),
        ("t_handle_p90", 1, 1),
        ("police_hours", *hours),
        ("aux_hours", 0, 0),
    ]
    return Comparison(
        base="wave",
        other="plan",
        seed=seed,
        runs=30,
        asked=30,
        calls=900,
        differences=[
            Difference(
                part=ALL,
                code=code,
                base=a,
                other=b,
                delta=b - a,
                low=b - a,
                high=b - a,
                verdict=Verdict.WORSE if code in worse else Verdict.NOT_SIGNIFICANT,
                runs=30,
                n_base=900,
                n_other=900,
            )
            for code, a, b in rows
        ],
    )


def test_a_saving_is_stated_only_beside_service_that_is_not_worse():
    base = base_plan()
    plan_h = sum(road_minutes(base.city, base.roster)) / 60
    name = Text("对照", "baseline")
    fine = certificate(name, base, base, compare(hours=(plan_h, plan_h)))
    assert fine.comparable
    assert fine.share == 0
    assert "saves 0" in "\n".join(certificate_lines([fine], Lang.EN))
    worse = certificate(name, base, base, compare(worse=("t_handle_p90",)))
    assert not worse.comparable
    text = "\n".join(certificate_lines([worse], Lang.EN))
    assert "not comparable" in text
    assert "saves" not in text
    assert not certificate(name, base, base, None).comparable


def test_a_saving_above_40_percent_is_checked_twice():
    base = base_plan()
    wave = wave_of(base)
    ours, theirs = (sum(road_minutes(one.city, one.roster)) / 60 for one in (base, wave))
    assert 1 - ours / theirs > 0.4
    right = compare(hours=(theirs, ours))
    name = Text("人海战术", "human wave")
    assert not certificate(name, wave, base, right).comparable  # no second run
    assert certificate(name, wave, base, right, compare(hours=(theirs, ours), seed=7)).comparable
    assert not certificate(name, wave, base, right, compare(worse=("share_in_target",), seed=7)).comparable
    miscounted = compare(hours=(theirs, ours * 1.1))
    assert not certificate(name, wave, base, miscounted, compare(seed=7)).comparable


def test_the_certificate_refuses_to_forget_its_conditions():
    base = base_plan()
    stated = certificate(Text("x", "x"), base, base, compare())
    assert isinstance(stated, Certificate)
    assert stated.conditions
