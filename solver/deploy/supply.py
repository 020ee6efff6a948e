"""What people can give in a week, team by team: rows that any lawful roster keeps, so that a bound stays a bound."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ...models.officer import Role
from ...models.policy import Policy
from ...models.roster import Seat
from ...models.template import ShiftTemplate
from ...models.week import DAY_MIN
from ..roster.block import SEATS
from ..rules import after_night, auxiliary_hours, days_in_row, police_hours
from ..rules.rule import Span
from .chain_case import ChainCase


@dataclass(frozen=True, slots=True)
class DutyKind:
    """Templates that weigh alike on a person: paid minutes, and what may follow."""

    paid_min: int
    night: bool
    long: bool


@dataclass(frozen=True, slots=True)
class Team:
    """
    People who may sit in the same seats.

    Parameters
    ----------
    heads
        By day: how many are not away.
    fresh
        By day: ``heads`` without those who come off an all-night duty of the week before.
    minutes, duties
        What all of them together may lawfully work in the week.
    """

    role: Role
    heads: tuple[int, ...]
    fresh: tuple[int, ...]
    minutes: int
    duties: int
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class Supply:
    """
    Teams, and which of them may fill which seats.

    ``pools[place, seat, day]`` is the number of the pool: the set of teams that may sit there (``teams_of[pool]``).
    """

    teams: tuple[Team, ...]
    teams_of: tuple[tuple[int, ...], ...]
    pools: Mapping[tuple[int, Seat, int], int] = field(default_factory=dict)


def kind_of(template: ShiftTemplate, policy: Policy) -> DutyKind:
    """Return how a template weighs on a person; ``long`` nights may not be followed by another (R20)."""
    rule = after_night.RULE
    night = template.night and template.end >= DAY_MIN
    run = bool(rule.value(policy, "night_run")) and template.end - template.start <= rule.number(policy, "span_min")
    return DutyKind(template.paid_min, night, night and not run)


def most_minutes(role: Role, policy: Policy) -> int:
    """
    Return the minutes one person gives in a week at most.

    Auxiliaries: the Labour Law's week (R17). Police: the minutes from which R18 prices an hour higher; beyond is
    for emergencies, and no deployment plans on it.
    """
    if role is Role.AUX:
        return auxiliary_hours.RULE.number(policy, "week_min")
    return police_hours.RULE.number(policy, "high_min")


def supply_of(case: ChainCase) -> Supply:
    """Group a case's people into teams, and its seats into pools."""
    groups: dict[tuple[bytes, Role], list[int]] = defaultdict(list)
    for i, officer in enumerate(case.officers):
        groups[case.may[i].tobytes(), officer.role].append(i)
    members = list(groups.values())
    teams = tuple(_team(case, group) for group in members)
    pools: dict[tuple[int, Seat, int], int] = {}
    known: dict[tuple[int, ...], int] = {}
    for option in case.options:
        for seat, _ in option.seats:
            key = (option.place, seat, option.day)
            if key not in pools:
                able = tuple(
                    t
                    for t, group in enumerate(members)
                    if case.may[group[0]][option.place, SEATS.index(seat), option.day]
                )
                pools[key] = known.setdefault(able, len(known))
    return Supply(teams, tuple(known), pools)


def _team(case: ChainCase, group: Sequence[int]) -> Team:
    span, people = case.span, [case.officers[i] for i in group]
    policy, role = span.city.policy, people[0].role
    shortest = min(template.paid_min for template in span.templates)
    most = most_minutes(role, policy)
    days = [sum(not officer.away(day) for day in span.days) for officer in people]
    each = [min(there, _most_days(policy), most // shortest) for there in days]
    heads = tuple(sum(not officer.away(day) for officer in people) for day in span.days)
    worn = sum(_tired(span, case, i) for i in group)
    return Team(
        role=role,
        heads=heads,
        fresh=(heads[0] - worn, *heads[1:]),
        minutes=sum(min(most, n * DAY_MIN) for n in days),
        duties=sum(each),
        unit_id=people[0].unit_id,
    )


def _most_days(policy: Policy) -> int:
    return min(days_in_row.RULE.number(policy, "days"), 6)


def _tired(span: Span, case: ChainCase, index: int) -> bool:
    """Whether somebody who is there on Monday comes off an all-night duty that ended that morning."""
    eve = span.days[0] - timedelta(days=1)
    officer = case.officers[index]
    nights = [duty for duty in officer.past if duty.day == eve and span.city.template(duty.template).night]
    return bool(nights) and not officer.away(span.days[0])
