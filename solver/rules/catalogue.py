"""All rules, in the order of their codes. To add one: write its file, add its line here."""

from collections.abc import Mapping, Sequence

from . import (
    after_night,
    apart,
    auxiliary,
    auxiliary_hours,
    balance,
    body_search,
    crew_size,
    crew_skills,
    days_in_row,
    duty_fits,
    fairness,
    fitness,
    force,
    least_duties,
    leave,
    longest_stretches,
    low_visibility,
    mentor,
    must_hold,
    need,
    nights,
    one_duty,
    own_unit,
    pinned,
    point_and_patrol,
    police_hours,
    protection,
    requests,
    reserve,
    rest,
    road_crew,
    same_place,
    skills,
    split_runs,
    stability,
    standing,
    stretches,
    surplus,
    together,
    weekends,
    year_fairness,
)
from .rule import Rule

ALL_RULES: Sequence[Rule] = (
    need.RULE,  # N01
    crew_size.RULE,  # N02
    own_unit.RULE,  # N03
    leave.RULE,  # N04
    pinned.RULE,  # N05
    duty_fits.RULE,  # N06
    surplus.RULE,  # N07
    requests.RULE,  # Q01
    balance.RULE,  # Q02
    force.RULE,  # Q03
    split_runs.RULE,  # Q04
    same_place.RULE,  # Q05
    stretches.RULE,  # Q06
    weekends.RULE,  # Q07
    least_duties.RULE,  # Q08
    longest_stretches.RULE,  # Q09
    road_crew.RULE,  # R01
    low_visibility.RULE,  # R02
    auxiliary.RULE,  # R04
    point_and_patrol.RULE,  # R05
    fitness.RULE,  # R15
    auxiliary_hours.RULE,  # R17
    police_hours.RULE,  # R18
    protection.RULE,  # R19
    after_night.RULE,  # R20
    rest.RULE,  # R21
    days_in_row.RULE,  # R22
    nights.RULE,  # R23
    standing.RULE,  # R24
    reserve.RULE,  # R25
    one_duty.RULE,  # R28
    skills.RULE,  # R29
    must_hold.RULE,  # R31
    fairness.RULE,  # R32
    stability.RULE,  # R33
    together.RULE,  # R34
    apart.RULE,  # R35
    mentor.RULE,  # R36
    crew_skills.RULE,  # R37
    body_search.RULE,  # R38
    year_fairness.RULE,  # R39
)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in ALL_RULES}
