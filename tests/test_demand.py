"""Demand: merging, exposure, shrinkage, ranking, and the forecast against simpler ones."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from demand_worlds import CITY, NETWORK, START, TABLE, call, planted

from qinwu.models.demand import LAYER_NAMES, Profile, RiskLayer, SiteKind
from qinwu.models.errors import InputError
from qinwu.models.incident import EventCode
from qinwu.models.week import Calendar, DayType
from qinwu.road_network.read import read_roads
from qinwu.scenarios.demand import Feeds, city_demand
from qinwu.scenarios.feeds import Here
from qinwu.scenarios.notes import Notes
from qinwu.scenarios.on_roads import city_on_roads
from qinwu.scenarios.read_incidents import read_incidents
from qinwu.solver.deploy.demand.clock import make_clock
from qinwu.solver.deploy.demand.estimate import count, estimate_demand
from qinwu.solver.deploy.demand.exposure import observed_days
from qinwu.solver.deploy.demand.ground import Ground
from qinwu.solver.deploy.demand.merge import merge_reports
from qinwu.solver.deploy.demand.nearby import bell_sums
from qinwu.solver.deploy.demand.quality import Cells, last_part, measure, scores
from qinwu.solver.deploy.demand.rank import busiest_window, rank_sites
from qinwu.solver.deploy.demand.shrink import class_means, shrink, steadiness
from qinwu.solver.deploy.demand.sites import JUNCTION_M

CALLS = planted()
DEMAND, FINDINGS = estimate_demand(CITY, TABLE, CALLS)
ONE_METRE = 1 / 111_195


def beside(first, *, metres, minutes, code=EventCode.ACCIDENT_INJURY):
    return replace(
        first,
        incident_id="second",
        lat=first.lat + metres * ONE_METRE,
        reported_at=first.reported_at + timedelta(minutes=minutes),
        code=code,
        injured=1,
    )


@pytest.mark.parametrize(("metres", "minutes", "left"), [(99, 30, 1), (101, 30, 2), (99, 31, 2)])
def test_two_reports_within_100_m_and_30_min_are_one_accident(metres, minutes, left):
    first = call(1, START, 0)
    merged = merge_reports([beside(first, metres=metres, minutes=minutes), first])
    assert len(merged) == left
    assert merged[0].incident_id == "J1"
    assert (merged[0].code is EventCode.ACCIDENT_INJURY) == (left == 1)


def test_a_jam_and_an_accident_are_two_events():
    first = call(1, START, 0)
    assert len(merge_reports([first, beside(first, metres=0, minutes=5, code=EventCode.PUBLIC_HELP)])) == 2


def test_a_year_with_a_hole_counts_only_the_days_with_records():
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(365) if not 100 <= n < 160]
    observed, holes, unrecorded = observed_days([day for day in days for _ in range(3)])
    assert holes == [(date(2025, 4, 11), date(2025, 6, 9))]
    assert len(observed) == 305
    assert not unrecorded


def test_friday_only_data_say_nothing_about_other_days():
    fridays = [date(2025, 1, 3) + timedelta(weeks=n) for n in range(40)]
    observed, holes, unrecorded = observed_days([day for day in fridays for _ in range(30)])
    assert observed == fridays
    assert not holes
    assert unrecorded == [0, 1, 2, 3, 5, 6]


def test_ten_quiet_incidents_are_no_hole():
    days = [date(2025, 1, 1) + timedelta(days=40 * n) for n in range(10)]
    observed, holes, unrecorded = observed_days(days)
    assert (len(observed), holes, unrecorded) == (361, [], [])


def test_records_that_are_doubtful_are_said_to_be():
    rules = {f.rule for f in estimate_demand(CITY, TABLE, CALLS[:10])[1]}
    assert {"D91", "D93"} <= rules
    gap = [c for c in CALLS if not 50 <= (c.reported_at - START).days < 120]
    assert "D89" in {f.rule for f in estimate_demand(CITY, TABLE, gap)[1]}
    friday = [c for c in planted(days=300, a_day=20) if c.reported_at.weekday() == 4]
    assert "D90" in {f.rule for f in estimate_demand(CITY, TABLE, friday)[1]}
    again = [*CALLS, beside(CALLS[0], metres=10, minutes=1)]
    assert "D92" in {f.rule for f in estimate_demand(CITY, TABLE, again)[1]}


def test_29_days_give_every_site_its_class_and_30_do_not():
    def until(days):
        last = START + timedelta(days=days)
        kept = [c for c in CALLS if c.reported_at < last]
        return estimate_demand(CITY, TABLE, [*kept, call(9_999, last - timedelta(minutes=1), 0)])[0]

    short, enough = until(29), until(30)
    assert short.stands_in
    assert not enough.stands_in
    by_class = {}
    for n, site in enumerate(short.sites):
        if site.kind is SiteKind.JUNCTION:
            by_class.setdefault(site.road_class, set()).add(round(short.per_day(n, DayType.WEEKDAY), 9))
    assert all(len(rates) == 1 for rates in by_class.values())


def test_nothing_on_the_roads_is_an_error():
    with pytest.raises(InputError):
        estimate_demand(CITY, TABLE, [])


def test_the_city_expects_what_was_recorded():
    days = DEMAND.exposure.days
    expected = sum(n * sum(DEMAND.rates[kind]) for kind, n in days.items())
    assert expected == pytest.approx(len(CALLS) - DEMAND.exposure.merged, rel=1e-6)
    assert sum(DEMAND.counts) == len(CALLS) - DEMAND.exposure.merged


@pytest.mark.parametrize("kind", list(DayType))
def test_bands_and_hours_of_a_day_sum_to_the_day(kind):
    for site in (0, 50, len(DEMAND.sites) - 1):
        day = DEMAND.per_day(site, kind)
        assert sum(DEMAND.per_hour(site, kind, hour) for hour in range(24)) == pytest.approx(day)
        bands = DEMAND.bands.of(kind)
        assert sum(DEMAND.expected(site, band.code, kind) for band in bands) == pytest.approx(day)
        assert DEMAND.band_column(bands[0].code, kind)[site] == DEMAND.expected(site, bands[0].code, kind)
    assert sum(DEMAND.city_per_hour(kind)) == pytest.approx(sum(DEMAND.rates[kind]))


def test_an_unknown_band_or_site_is_an_error():
    for ask in (lambda: DEMAND.expected(0, "TEA", DayType.WEEKDAY), lambda: DEMAND.number("N-1")):
        with pytest.raises(KeyError):
            ask()
    with pytest.raises(KeyError):
        DEMAND.band_column("TEA", DayType.WEEKDAY)
    with pytest.raises(InputError):
        Profile({DayType.WEEKDAY: (1.0,) * 24})


def test_a_site_lies_between_its_count_and_its_prior():
    few = [n for n, calls in enumerate(DEMAND.counts) if calls == 0]
    many = max(range(len(DEMAND.counts)), key=DEMAND.counts.__getitem__)
    days = DEMAND.exposure.total
    assert all(DEMAND.per_day(n, DayType.WEEKDAY) > 0 for n in few)
    assert DEMAND.per_day(many, DayType.WEEKDAY) * days < 1.2 * DEMAND.counts[many]
    assert max(DEMAND.per_day(n, DayType.WEEKDAY) for n in few) < DEMAND.per_day(many, DayType.WEEKDAY)


def test_risk_and_mix_are_shares_of_the_calls():
    assert set(DEMAND.risk) == set(RiskLayer) == set(LAYER_NAMES)
    assert sum(DEMAND.mix(0).values()) == pytest.approx(1)
    assert DEMAND.risk[RiskLayer.ACCIDENT][0] == pytest.approx(DEMAND.per_year(0))
    assert DEMAND.risk[RiskLayer.TRUCK][0] == 0
    assert DEMAND.weight(0, {RiskLayer.ACCIDENT: 2.0}) == pytest.approx(2 * DEMAND.per_year(0))


def test_a_call_belongs_to_the_junction_up_to_30_metres():
    arc = int(np.flatnonzero(TABLE.junction_of[NETWORK.tail] >= 0)[0])
    length = NETWORK.length_m[arc]
    shares = np.array([JUNCTION_M / length, (JUNCTION_M + 0.5) / length])
    at, beyond = TABLE.of(np.array([arc, arc]), shares)
    assert at == TABLE.junction_of[NETWORK.tail[arc]]
    assert beyond == TABLE.segment_of[arc]
    twin = NETWORK.twin[arc]
    assert TABLE.segment_of[twin] == TABLE.segment_of[arc]


def test_weights_of_arcs_and_nodes_keep_the_sum():
    values = np.random.default_rng(1).random(len(TABLE.sites))
    assert TABLE.node_weights(values).sum() == pytest.approx(values.sum())
    assert TABLE.arc_weights(values).sum() == pytest.approx(values.sum())
    assert all(len(site.arcs) >= 1 for site in TABLE.sites)


def test_a_class_without_calls_leans_on_its_kind():
    ground = Ground(
        x=np.arange(4.0), y=np.zeros(4), size=np.ones(4), kind=np.zeros(4, int), group=np.array([0, 0, 0, 1]),
        streets=[()] * 4,
    )  # fmt: skip
    means = class_means(np.array([6.0, 3.0, 3.0, 0.0]), ground)
    assert 0 < means[3] < means[0]
    assert means[0] == pytest.approx(13 / (3 + 1 / (12.5 / 4)))


def test_bells_agree_with_the_plain_sum():
    rng = np.random.default_rng(3)
    size = 60
    ground = Ground(
        x=rng.random(size) * 3_000, y=rng.random(size) * 3_000, size=np.ones(size), kind=np.zeros(size, int),
        group=np.zeros(size, int), streets=[()] * size,
    )  # fmt: skip
    values = rng.random(size)
    square = (ground.x[:, None] - ground.x) ** 2 + (ground.y[:, None] - ground.y) ** 2
    plain = np.exp(-square / (2 * 300.0**2)) @ values - values
    assert bell_sums(values, ground, 300.0) == pytest.approx(plain, rel=0.2, abs=0.1)


def test_a_site_that_keeps_its_calls_is_steady_and_one_that_moves_is_not():
    rng = np.random.default_rng(5)
    ground = TABLE.ground
    rates = rng.gamma(0.4, 5.0, ground.sites)
    first, same, moved = rng.poisson(rates), rng.poisson(rates), rng.poisson(rng.permutation(rates))
    assert steadiness(first.astype(float), same.astype(float), ground) > 0.8
    assert steadiness(first.astype(float), moved.astype(float), ground) < 0.3
    assert steadiness(np.ones(ground.sites) * 0.01, same.astype(float), ground) == 1.0


def test_the_estimate_is_nearer_the_truth_than_counts_or_classes():
    rng = np.random.default_rng(7)
    rates = rng.gamma(0.8, 2.0, TABLE.ground.sites)
    counts = rng.poisson(rates).astype(float)
    shrunk = shrink(counts, TABLE.ground)

    def error(guess):
        return float(((guess - rates) ** 2).sum())

    assert error(shrunk.expected) < 0.95 * min(error(counts), error(shrunk.base))


def test_hours_follow_the_records_and_rare_day_types_lean_on_their_parents():
    clock = make_clock(CALLS, Calendar(), DEMAND.exposure.days)
    weekday = clock.profile.shares[DayType.WEEKDAY]
    assert weekday.index(max(weekday)) == 17
    assert clock.levels[DayType.HOLIDAY] == pytest.approx(clock.levels[DayType.WEEKEND])
    assert clock.profile.shares[DayType.SCHOOL_BREAK] == pytest.approx(weekday, rel=0.2)


def test_rankings_have_reasons_in_words():
    counted = count(CITY, TABLE, CALLS)
    ranked = rank_sites(DEMAND, counted, kind=SiteKind.SEGMENT, most=5)
    assert [one.rank for one in ranked] == [1, 2, 3, 4, 5]
    assert all(a.per_year >= b.per_year for a, b in pairwise(ranked))
    assert all(DEMAND.sites[one.site].kind is SiteKind.SEGMENT for one in ranked)
    assert "property accidents in 7 months" in ranked[0].reason.en
    assert " at 16-18 h" in ranked[0].reason.en
    assert "7 个月内财产损失事故" in ranked[0].reason.zh
    weighed = rank_sites(DEMAND, counted, kind=SiteKind.SEGMENT, weights={RiskLayer.ACCIDENT: 1.0}, most=5)
    assert [one.site for one in weighed] == [one.site for one in ranked]


def test_two_hours_stand_out_only_if_they_hold_many_calls():
    assert busiest_window([23, 23, 0, 0, 5]) == (23, 4)
    assert busiest_window([17, 17, 17]) is None
    assert busiest_window(list(range(24)) * 4) is None


def test_the_forecast_beats_the_simpler_ones_on_days_it_has_not_seen():
    counted = count(CITY, TABLE, planted(days=400))
    quality = measure(CITY, TABLE, counted, last_part(counted))
    best = quality.score("qinwu")
    assert quality.train_days + quality.test_days == 400
    for rival in ("plain", "class", "kernel", "own"):
        assert best.gain > quality.score(rival).gain
    assert quality.score("plain").gain == 0
    assert quality.score("plain").hit == pytest.approx(0.1, abs=0.01)
    with pytest.raises(KeyError):
        quality.score("tea")


def test_scores_are_what_a_clerk_would_reckon():
    cells = Cells(np.array([0, 0, 1]), np.zeros(3, int), np.array([0, 1, 1]))
    even, half = np.full((1, 24), 1 / 24), np.zeros((1, 24)) + 1e-12
    half[0, :2] = 0.5
    rates = {"plain": (np.full(10, 0.1), even), "other": (np.array([0.8, 0.2, *[0.0] * 8]), half)}
    plain, other = scores(cells, rates, [3])
    by_hand = (2 * np.log(0.4) + np.log(0.1)) / 3 - 3 * np.log(0.1 / 24) / 3
    assert other.gain == pytest.approx(by_hand, abs=1e-6)
    assert other.hit == pytest.approx(2 / 3)
    assert plain.hit == pytest.approx(0.1)
    assert other.expected == pytest.approx(3, abs=1e-6)


def test_a_record_too_short_to_test_is_an_error():
    counted = count(CITY, TABLE, CALLS)
    for cut in (START.date() + timedelta(days=29), START.date() + timedelta(days=400)):
        with pytest.raises(InputError):
            measure(CITY, TABLE, counted, cut)


def test_equal_records_give_equal_demand():
    assert estimate_demand(CITY, TABLE, CALLS)[0] == DEMAND


def test_on_sao_paulo_the_forecast_of_2014_beats_every_rival(data_dir):
    network, _ = read_roads(data_dir / "roads" / "sao_paulo_centro.drive.graphml.gz", cache=False)
    city = city_on_roads(network, posts=60, people=300, name="São Paulo")
    here = Here(centre=city.daylight, network=network, now=datetime(2026, 11, 22))  # noqa: DTZ001
    notes = Notes()
    incidents = read_incidents(data_dir / "incidents" / "sao_paulo_centro_2011_2014.csv.gz", here, notes)
    known = city_demand(city, network, Feeds(incidents=incidents, findings=tuple(notes.findings)))
    assert known is not None
    assert known.demand.exposure.holes == ((date(2013, 1, 1), date(2013, 12, 31)),)
    quality = measure(city, known.table, known.counted, date(2014, 1, 1))
    assert quality.score("qinwu").gain > max(quality.score(m).gain for m in ("plain", "class", "kernel", "own")) + 0.1
    assert quality.score("qinwu").gain > 0.8
    assert quality.score("qinwu").hit > 0.45
