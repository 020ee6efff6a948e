"""Rules on one person's days: at the limit nothing, one unit beyond exactly one breach."""

from dataclasses import replace
from datetime import timedelta

import pytest
from rule_cases import AUX, CITY, POLICE, breaches, day, said, template, with_past, with_people, work

from qinwu.models.finding import Severity
from qinwu.models.officer import Leave, Pin, Request
from qinwu.models.week import Calendar, DayType

ERROR, WARN = [Severity.ERROR], [Severity.WARN]


@pytest.mark.parametrize(("paid", "expected"), [(480, []), (481, ERROR)])
def test_r17_an_auxiliary_works_eight_hours_a_day(paid, expected):
    city = with_people(AUX, templates=[template("X", 420, 1000, paid)])
    assert breaches("R17", city, work("X", 2, by=AUX)) == expected


@pytest.mark.parametrize(("last", "expected"), [(240, []), (241, ERROR)])
def test_r17_an_auxiliary_works_44_hours_a_week(last, expected):
    city = with_people(AUX, templates=[template("LAST", 420, 420 + last)])
    assert breaches("R17", city, [*work("EARLY", 0, 1, 2, 3, 4, by=AUX), *work("LAST", 5, by=AUX)]) == expected


@pytest.mark.parametrize(("days", "expected"), [(range(6), []), (range(7), ERROR)])
def test_r17_an_auxiliary_rests_one_day_a_week(days, expected):
    city = with_people(AUX, templates=[template("SHORT", 420, 540)])
    assert breaches("R17", city, work("SHORT", *days, by=AUX)) == expected


def test_r17_says_nothing_of_police():
    assert breaches("R17", with_people(POLICE), work("EARLY", *range(7))) == []


@pytest.mark.parametrize(
    ("week_min", "cost", "expected"),
    [(2400, 0, []), (2401, 30, WARN), (2880, 240, WARN), (2881, 270 + 40, WARN), (3600, 600 + 480, WARN)],
)
def test_r18_overtime_of_police_costs_more_the_longer_it_gets(week_min, cost, expected):
    long = template("LONG", 420, 960)
    city = with_people(POLICE, templates=[template("REST", 0, week_min - 4 * 540), long])
    duties = [*work("REST", 0), *work("LONG", 1, 2, 3, 4)]
    assert breaches("R18", city, duties) == expected
    assert sum(f.cost for f in said("R18", city, duties)) == cost


def test_r18_more_than_60_hours_are_unlawful():
    city = with_people(POLICE, templates=[template("LONG", 0, 720), template("MORE", 0, 721)])
    assert breaches("R18", city, work("LONG", 0, 1, 2, 3, 4)) == WARN
    assert breaches("R18", city, [*work("LONG", 0, 1, 2, 3), *work("MORE", 4)]) == WARN + ERROR


def test_r18_work_on_rest_days_beyond_forty_hours_earns_rest():
    """A free working day makes the weekend good; only what goes beyond the regular week is booked."""
    assert said("R18", CITY, work("EARLY", 0, 1, 2, 5, 6)) == []
    due = [f for f in said("R18", CITY, work("EARLY", 0, 1, 2, 3, 4, 5)) if f.severity is Severity.INFO]
    assert [(f.units, f.cost) for f in due] == [(8, 0)]


@pytest.mark.parametrize(("until", "expected"), [(1, []), (2, ERROR)])
def test_r19_no_night_as_long_as_protection_lasts(until, expected):
    mother = replace(POLICE, protected_until=day(until))
    assert breaches("R19", with_people(mother), work("NIGHT", 2)) == expected


@pytest.mark.parametrize(("paid", "expected"), [(480, []), (481, ERROR)])
def test_r19_no_long_duty_under_protection(paid, expected):
    mother = replace(POLICE, protected_until=day(6))
    city = with_people(mother, templates=[template("X", 420, 1000, paid)])
    assert breaches("R19", city, work("X", 2)) == expected


@pytest.mark.parametrize(("extra", "expected"), [([], []), ([5], ERROR)])
def test_r19_no_overtime_in_a_week_that_protection_reaches(extra, expected):
    mother = replace(POLICE, protected_until=day(0))
    duties = work("EARLY", 0, 1, 2, 3, 4, *extra)
    assert breaches("R19", with_people(mother), duties) == expected
    assert breaches("R19", with_people(replace(mother, protected_until=day(-1))), duties) == []


@pytest.mark.parametrize(("then", "expected"), [(2, ERROR), (3, [])])
def test_r20_the_day_a_night_ends_is_free(then, expected):
    assert breaches("R20", CITY, [*work("NIGHT", 1), *work("LATE", then)]) == expected


def test_r20_the_next_night_may_follow_but_not_after_24_hours():
    assert breaches("R20", CITY, work("NIGHT", 1, 2)) == []
    assert breaches("R20", CITY, [*work("DUTY24", 1), *work("NIGHT", 2)]) == ERROR


def test_r20_last_sundays_night_frees_monday():
    assert breaches("R20", with_people(with_past(POLICE, "NIGHT", -1)), work("LATE", 0)) == ERROR
    assert breaches("R20", with_people(with_past(POLICE, "NIGHT", -2)), work("LATE", 0)) == []


@pytest.mark.parametrize(
    ("rest", "cost", "expected"),
    [(660, 0, []), (659, 40, WARN), (600, 40, WARN), (599, 80, WARN), (480, 120, WARN), (479, 0, ERROR)],
)
def test_r21_rest_between_duties(rest, cost, expected):
    city = with_people(POLICE, templates=[template("EVE", 900, 1320), template("MORN", rest - 120, 900)])
    duties = [*work("EVE", 0), *work("MORN", 1)]
    assert breaches("R21", city, duties) == expected
    assert sum(f.cost for f in said("R21", city, duties)) == cost


def test_r21_tells_duties_that_overlap_in_words():
    """They once had "only -8.0 h of rest"."""
    city = with_people(POLICE, templates=[template("DAY", 480, 960)])
    duties = [*work("DAY", 0), *work("DAY", 0, at="P12")]
    (finding,) = said("R21", city, duties)
    assert "begins 8.0 h before the one in front of it ends" in finding.message.en
    assert "重叠 8.0 小时" in finding.message.zh


@pytest.mark.parametrize(("past", "expected"), [((-1,), []), ((-1, -2), 1)])
@pytest.mark.parametrize("who", [POLICE, AUX])
def test_r22_six_days_in_a_row_across_the_weeks(past, expected, who):
    city = with_people(with_past(who, "EARLY", *past))
    severity = Severity.WARN if who is POLICE else Severity.ERROR
    assert breaches("R22", city, work("EARLY", 0, 1, 2, 3, 4, by=who)) == [severity] * (expected or 0)


@pytest.mark.parametrize(("days", "cost"), [((0, 1), 0), ((0, 1, 2), 60), ((0, 1, 2, 3), 120), ((0, 2, 3, 4), 0)])
def test_r23_three_nights_in_a_row_across_the_weeks(days, cost):
    city = with_people(with_past(POLICE, "NIGHT", -1))
    assert sum(f.cost for f in said("R23", city, work("NIGHT", *days))) == cost


@pytest.mark.parametrize(
    ("oldest", "past", "cost"),
    [(-21, 6, 0), (-21, 7, 60), (-22, 7, 0), (-21, 9, 120)],
)
def test_r23_eight_nights_in_28_days(oldest, past, cost):
    """Two nights this week; the 28 days begin on the Monday three weeks ago, and history is not charged again."""
    city = with_people(with_past(POLICE, "NIGHT", oldest, *(oldest + 2 * n for n in range(1, past))))
    assert sum(f.cost for f in said("R23", city, work("NIGHT", 2, 5))) == cost


def test_r28_one_duty_a_day():
    duties = [*work("EARLY", 1), *work("LATE", 1)]
    assert breaches("R28", CITY, duties[:1]) == []
    assert breaches("R28", CITY, duties) == ERROR


@pytest.mark.parametrize(("start", "expected"), [(480, []), (479, ERROR)])
def test_r28_no_duty_before_the_last_is_over(start, expected):
    city = with_people(POLICE, templates=[template("NEXT", start, 900)])
    assert breaches("R28", city, [*work("DUTY24", 1), *work("NEXT", 2)]) == expected
    city = with_people(with_past(POLICE, "DUTY24", -1), templates=[template("NEXT", start, 900)])
    assert breaches("R28", city, work("NEXT", 0)) == expected


@pytest.mark.parametrize(("days", "expected"), [((1, 5), []), ((2,), ERROR), ((4,), ERROR), ((1, 2), ERROR)])
def test_n04_leave_is_leave_and_a_night_may_end_on_its_morning(days, expected):
    away = replace(POLICE, leave=(Leave(first=day(2), last=day(4), kind="年休"),))
    assert breaches("N04", with_people(away), work("NIGHT", *days)) == expected


def test_n05_a_pinned_duty_is_kept_as_it_is():
    pinned = replace(POLICE, pins=(Pin(day=day(2), template="EARLY", place_id="P11"),))
    city = with_people(pinned)
    assert breaches("N05", city, work("EARLY", 2)) == []
    for other in ([], work("LATE", 2), work("EARLY", 2, at="P12"), work("EARLY", 1)):
        assert breaches("N05", city, other) == ERROR


def test_n05_pins_of_other_weeks_say_nothing():
    pinned = replace(POLICE, pins=(Pin(day=day(7), template="EARLY", place_id="P11"),))
    assert breaches("N05", with_people(pinned), []) == []


@pytest.mark.parametrize(
    ("wish", "codes", "cost"),
    [
        (Request(day=day(1)), [], 0),
        (Request(day=day(1)), ["EARLY"], 20),
        (Request(day=day(1), template="LATE", weight=2), ["EARLY"], 0),
        (Request(day=day(1), template="LATE", weight=2), ["LATE"], 40),
        (Request(day=day(1), on=True), ["LATE"], 0),
        (Request(day=day(1), on=True), [], 20),
        (Request(day=day(1), on=True, template="EARLY", weight=3), ["LATE"], 60),
    ],
)
def test_q01_wishes(wish, codes, cost):
    city = with_people(replace(POLICE, requests=(wish,)))
    assert sum(f.cost for f in said("Q01", city, [d for code in codes for d in work(code, 1)])) == cost


def test_q02_the_square_of_the_duties_grows():
    city = with_people(with_past(POLICE, "EARLY", -1, -21, -22))
    assert [(f.units, f.cost) for f in said("Q02", city, work("EARLY", 1, 2))] == [(4, 2 * (16 - 4))]
    assert said("Q02", city, []) == []


def test_q03_paid_hours_have_a_price():
    city = with_people(POLICE, templates=[template("ODD", 420, 425)])
    assert [f.cost for f in said("Q03", city, [*work("EARLY", 1), *work("ODD", 2, 3)])] == [80]


@pytest.mark.parametrize(("days", "cost"), [((0, 1, 2), 0), ((0, 1, 2, 3), 15), ((0, 2, 3, 4, 5), 0)])
def test_q04_four_split_days_in_a_row_across_the_weeks(days, cost):
    city = with_people(with_past(POLICE, "SPLIT", -1))
    assert sum(f.cost for f in said("Q04", city, work("SPLIT", *days))) == cost


def test_r32_squares_of_nights_and_rest_days_grow():
    city = with_people(with_past(POLICE, "NIGHT", -3, -22), with_past(CITY.officers[1], "EARLY", -1))
    findings = said("R32", city, [*work("NIGHT", 1, 2), *work("EARLY", 5)])
    costs = {(f.where.officer, f.cost) for f in findings if f.cost}
    assert costs == {(POLICE.officer_no, 10 * (3**2 - 1)), (POLICE.officer_no, 10)}


def test_r32_counts_public_holidays_as_rest_days():
    city = replace(with_people(POLICE), calendar=Calendar({day(2): DayType.HOLIDAY, day(5): DayType.WEEKDAY}))
    assert [f.cost for f in said("R32", city, work("EARLY", 2, 5))] == [10]


@pytest.mark.parametrize(("nights", "expected"), [((1, 3), 0), ((1, 3, 5), 2)])
def test_r32_reports_who_is_further_than_one_from_the_units_mean(nights, expected):
    """Two people: counts 2 and 0 lie one from their mean, 3 and 0 lie further."""
    city = with_people(*CITY.officers[:2])
    assert len(breaches("R32", city, work("NIGHT", *nights))) == expected


def test_r33_each_changed_officer_day_costs():
    base = [*work("EARLY", 0, 1, 2)]
    assert said("R33", CITY, work("EARLY", 0, 1, 2)) == []
    assert said("R33", CITY, work("EARLY", 0, 1, 2, at="P12"), base) == []
    changed = [*work("EARLY", 0), *work("LATE", 1), *work("LATE", 4)]
    assert [f.cost for f in said("R33", CITY, changed, base)] == [30, 30, 30]


def test_history_is_read_whatever_its_order():
    past = with_past(POLICE, "NIGHT", -3, -1, -2).past
    assert [duty.day - day(0) for duty in past] == [timedelta(days=n) for n in (-3, -1, -2)]
    assert breaches("R23", with_people(with_past(POLICE, "NIGHT", -3, -1, -2)), work("NIGHT", 0)) == WARN
