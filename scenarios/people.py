"""The people of a made-up force: who they are, what they can do, when they are away, what they wish."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from ..models.officer import Gender, Leave, Officer, Request, Role
from .names import person_name, police_number, radio, telephone
from .staffing import Heads


class Trade(StrEnum):
    """What a unit's people do; it decides about their skills."""

    LEADERS = "LEADERS"
    CENTRE = "CENTRE"
    ACCIDENT = "ACCIDENT"
    ROAD = "ROAD"


_BELOW = {"ACC_MID": ("ACC_BASIC", "ACC_SIMPLE"), "ACC_BASIC": ("ACC_SIMPLE",)}
SKILLS: Mapping[tuple[Trade, Role], Mapping[str, float]] = {
    (Trade.LEADERS, Role.POLICE): {"LEADER": 1, "COMMAND": 1, "ACC_MID": 0.5},
    (Trade.CENTRE, Role.POLICE): {"COMMAND": 1, "TECH": 0.3},
    (Trade.CENTRE, Role.AUX): {"COMMAND": 1, "TECH": 0.5},
    (Trade.ACCIDENT, Role.POLICE): {"ACC_BASIC": 1, "ACC_MID": 0.6, "ALCOHOL": 1, "MOTO": 0.3},
    (Trade.ACCIDENT, Role.AUX): {"SERVICE": 0.5},
    (Trade.ROAD, Role.POLICE): {"ACC_SIMPLE": 0.8, "ACC_BASIC": 0.2, "ALCOHOL": 0.7, "MOTO": 0.5, "SERVICE": 0.25},
    (Trade.ROAD, Role.AUX): {"MOTO": 0.45, "SERVICE": 0.2},
}
WOMEN = {Role.POLICE: 0.15, Role.AUX: 0.2}
LEAVE_EVERY = 10
PAST_LEAVE_EVERY = 16
REQUEST_SHARE = 0.15
PROTECTED_SHARE = 0.015
UNFIT_SHARE = 0.01
WEEKS_PAST = 4


def recruit(
    rng: Random, units: Sequence[tuple[str, Trade, Heads]], *, region: str, brigade: str
) -> tuple[list[Officer], dict[str, Trade]]:
    """
    Return the people of a brigade's units, police first in each, and the trade of each police number.

    Serial numbers run through the brigade.

    Two officers share a name: that happens, and the police number tells them apart.
    """
    people: list[Officer] = []
    trades: dict[str, Trade] = {}
    for unit_id, trade, heads in units:
        for role, count in ((Role.POLICE, heads.police), (Role.AUX, heads.aux)):
            skills = _skills(rng, trade, role, count)
            for index in range(count):
                serial = 1 + len(people)
                gender = Gender.FEMALE if rng.random() < WOMEN[role] else Gender.MALE
                head = trade is Trade.ROAD and role is Role.POLICE and index == 0
                people.append(
                    Officer(
                        officer_no=police_number(region, brigade, serial),
                        name=person_name(rng, gender),
                        role=role,
                        unit_id=unit_id,
                        gender=gender,
                        skills=skills[index] | ({"LEADER"} if head else set()),
                        radio_id=radio(brigade, serial),
                        phone=telephone(sum(map(ord, brigade)) * 1000 + serial),
                    )
                )
                trades[people[-1].officer_no] = trade
    if len(people) > 1:
        twin = people[len(people) // 2]
        people[-1] = replace(people[-1], name=twin.name, gender=twin.gender)
    return people, trades


def _skills(rng: Random, trade: Trade, role: Role, count: int) -> list[frozenset[str]]:
    """Deal each skill evenly over the people of a unit, from a random start; a higher grade holds the lower ones."""
    held: list[set[str]] = [set() for _ in range(count)]
    for skill, share in SKILLS.get((trade, role), {}).items():
        for index in evenly(rng, count, share):
            held[index] |= {skill, *_BELOW.get(skill, ())}
    return [frozenset(skills) for skills in held]


def evenly(rng: Random, count: int, share: float) -> list[int]:
    """Return about ``share`` of the indices below ``count``, at even distances from a random start."""
    start = rng.random()
    return [i for i in range(count) if int((i + 1) * share + start) > int(i * share + start)]


def with_circumstances(
    rng: Random, people: Sequence[Officer], *, trades: Mapping[str, Trade], days: Sequence[date]
) -> list[Officer]:
    """
    Give people leave (about 6 % of the week's person-days), requests, protection (R19) and failed assessments (R15).

    Leaders take no leave in the planned week; the small round-the-clock units only two or three days.
    """
    by_no = {officer.officer_no: officer for officer in people}
    _give_leave(rng, by_no, trades, days)
    road_police = [o for o in people if trades[o.officer_no] is Trade.ROAD and not by_no[o.officer_no].leave]
    for officer in rng.sample(road_police, min(len(road_police), round(len(people) * UNFIT_SHARE))):
        by_no[officer.officer_no] = replace(by_no[officer.officer_no], fit_for_duty=False)
    _protect(rng, by_no, trades, days)
    _give_requests(rng, by_no, days)
    return list(by_no.values())


def _give_leave(rng: Random, by_no: dict[str, Officer], trades: Mapping[str, Trade], days: Sequence[date]) -> None:
    eligible = [o for o in by_no.values() if trades[o.officer_no] is not Trade.LEADERS]
    for number, index in enumerate(evenly(rng, len(eligible), 1 / LEAVE_EVERY)):
        officer = eligible[index]
        if trades[officer.officer_no] is Trade.ROAD and number % 2 == 0:
            leave = _whole_week(rng, days)
        else:
            length = rng.choice((2, 3))
            first = rng.choice(days[: len(days) - length + 1])
            leave = Leave(
                first=first, last=first + timedelta(days=length - 1), kind=rng.choice(("事假", "病假", "培训"))
            )
        by_no[officer.officer_no] = replace(officer, leave=(leave,))
    for index in evenly(rng, len(eligible), 1 / PAST_LEAVE_EVERY):
        officer = by_no[eligible[index].officer_no]
        first = days[0] - timedelta(days=rng.randrange(12, 7 * WEEKS_PAST))
        past = Leave(
            first=first, last=first + timedelta(days=rng.choice((2, 4, 6))), kind=rng.choice(("年休假", "病假"))
        )
        by_no[officer.officer_no] = replace(officer, leave=(past, *officer.leave))


def _whole_week(rng: Random, days: Sequence[date]) -> Leave:
    first = days[0] - timedelta(days=rng.randrange(4))
    return Leave(
        first=first, last=days[-1] + timedelta(days=rng.randrange(5)), kind=rng.choice(("年休假", "婚假", "产假"))
    )


def _protect(rng: Random, by_no: dict[str, Officer], trades: Mapping[str, Trade], days: Sequence[date]) -> None:
    """Protect women from night work and overtime, first those at desks."""
    count = max(1, round(len(by_no) * PROTECTED_SHARE))
    free = [o for o in by_no.values() if o.fit_for_duty and not o.leave and trades[o.officer_no] is not Trade.LEADERS]
    women = [o for o in free if o.gender is Gender.FEMALE and o.role is Role.AUX]
    rng.shuffle(women)
    seated: set[str] = set()
    for officer in sorted(women, key=lambda o: trades[o.officer_no] is not Trade.CENTRE):
        if count and officer.unit_id not in seated:
            until = days[-1] + timedelta(days=rng.randrange(30, 300))
            by_no[officer.officer_no] = replace(by_no[officer.officer_no], protected_until=until)
            seated.add(officer.unit_id)
            count -= 1


def _give_requests(rng: Random, by_no: dict[str, Officer], days: Sequence[date]) -> None:
    asking = rng.sample(sorted(by_no), round(len(by_no) * REQUEST_SHARE))
    for officer_no in sorted(asking):
        officer = by_no[officer_no]
        here = [day for day in days if not officer.away(day)]
        if here:
            day, weight = rng.choice(here), rng.choice((1, 1, 2, 3))
            template, on = rng.choice((("", False), ("", False), ("NIGHT", False), ("", True)))
            request = Request(day=day, template=template, on=on, weight=weight)
            by_no[officer_no] = replace(officer, requests=(request,))
