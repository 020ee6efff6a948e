"""Relaxations: what could give way so that a hole closes, each one step, with its article and what applies it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import IntEnum

from ...models.city import City
from ...models.crew import Patterns
from ...models.leg import legs_of
from ...models.officer import Leave, Officer, Role
from ...models.policy import RuleSetting, Value, Waiver
from ...models.roster import Roster, Seat
from ...models.text import Text
from ..roster.demand import lawful_patterns
from ..rules.active import active
from ..rules.catalogue import BY_CODE
from ..rules.rule import Rule
from .blocked import chains_to
from .local import Hole, span_of

STEPS: Mapping[str, tuple[str, int]] = {
    "R17": ("week_min", 480),
    "R18": ("most_min", 480),
    "R21": ("floor_min", -60),
    "R22": ("days", 1),
}
"""One step of a limit: the parameter and how far it moves; other rules are waived for the brigade."""

LEAVE, PINNED, OWN_UNIT = "N04", "N05", "N03"

MOST_RECALLED, MOST_HIRED = 2, 2
"""People of a role who may be called back for a hole, those with fewest duties; people of a kind hired for a day."""

ALSO_DAY = {"R17": ("rest_days", -1, 0)}
"""What else moves with the step: parameter, step, least value."""


class Kind(IntEnum):
    """How a relaxation is had, the least intrusive first."""

    REPLAN = 0
    LOOSEN = 1
    BORROW = 2
    RECALL = 3
    HIRE = 4
    LOWER = 5


TOLL: Mapping[Kind, int] = {
    Kind.REPLAN: 0,
    Kind.LOOSEN: 300,
    Kind.BORROW: 300,
    Kind.RECALL: 600,
    Kind.HIRE: 1_000,
    Kind.LOWER: 0,
}
"""Price of taking the step at all, besides what the roster then costs; a lowered need costs what its gap did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """
    One thing that may give way.

    Parameters
    ----------
    kind
        How it is had.
    rule
        Code of the rule that gives way, "" if none does.
    words
        What it is, in one sentence.
    how
        How the planner applies it.
    apply
        Makes the city in which it holds.
    recalled, lowered
        Whom it calls back and when; the need it lowers.
    """

    kind: Kind
    rule: str
    words: Text
    how: Text
    apply: Callable[[City], City] = field(compare=False)
    recalled: tuple[str, date] | None = None
    lowered: Hole | None = None

    @property
    def of_week(self) -> bool:
        """Whether it loosens a rule about one person's week."""
        return self.kind is Kind.LOOSEN and BY_CODE[self.rule].week is not None

    @property
    def article(self) -> Text:
        """The article of the rule that gives way."""
        return BY_CODE[self.rule].article if self.rule else Text("", "")

    @property
    def lawful(self) -> bool:
        """Whether the law lets it give way."""
        return not self.rule or BY_CODE[self.rule].waivable


REPLAN = Relaxation(
    kind=Kind.REPLAN, rule="", words=Text("在规则之内调整班次", "other duties, within the rules"),
    how=Text("采用给出的变更", "take the changes over"), apply=lambda city: city,
)  # fmt: skip
"""No relaxation at all."""


def on_offer(city: City, roster: Roster, holes: Sequence[Hole]) -> list[Relaxation]:
    """
    List what may give way so that holes close, each thing once, the least intrusive first.

    What the law does not let give way is left out; two more officers of a kind are on offer for each day.
    """
    found = [
        _loosened(city, rule)
        for rule in active(city.policy)
        if rule.hard and rule.week and rule.waivable and rule.code not in {LEAVE, PINNED}
    ]
    found += _crews(city, holes)
    if any(rule.code == OWN_UNIT for rule in active(city.policy)):
        found.append(_borrowed())
    recalled = (one for hole in holes for one in _recalls(city, roster, hole))
    found += {one.recalled: one for one in recalled}.values()
    hired = (one for hole in holes for one in _hired(city, roster, hole))
    found += [one for one in dict.fromkeys(hired) for _ in range(MOST_HIRED)]
    return found


def _loosened(city: City, rule: Rule) -> Relaxation:
    if rule.code not in STEPS:
        return _waived(rule)
    name, step = STEPS[rule.code]
    value = rule.number(city.policy, name) + step
    params: dict[str, Value] = {name: value}
    if rule.code in ALSO_DAY:
        other, change, least = ALSO_DAY[rule.code]
        params[other] = max(least, rule.number(city.policy, other) + change)
    meaning = rule.params[name].meaning
    unit, _, unit_en = rule.params[name].unit.partition(" / ")
    settings = ", ".join(f"{key} = {number}" for key, number in params.items())
    return Relaxation(
        kind=Kind.LOOSEN,
        rule=rule.code,
        words=Text(
            f"{rule.name.zh}: {meaning.zh} 改为 {value} {unit}",
            f"{rule.name.en}: {meaning.en} {value} {unit_en or unit}",
        ),
        how=Text(f"city.toml [rules.{rule.code}] {settings}", f"city.toml [rules.{rule.code}] {settings}"),
        apply=lambda there: _with_setting(there, rule.code, params=params),
    )


def _waived(rule: Rule) -> Relaxation:
    how = f'city.toml [rules.{rule.code}] waiver = {{ authority = "…", reason = "…" }}'
    return Relaxation(
        kind=Kind.LOOSEN,
        rule=rule.code,
        words=Text(f"豁免 {rule.name.zh}", f"waive: {rule.name.en}"),
        how=Text(how, how),
        apply=lambda there: waived(there, rule.code),
    )


def waived(city: City, code: str) -> City:
    """Return the city in which a rule is waived for everybody."""
    waiver = Waiver(authority="qinwu explain", reason="asked what the rule costs")
    return _with_setting(city, code, waiver=waiver)


def _with_setting(
    city: City, code: str, *, params: Mapping[str, Value] | None = None, waiver: Waiver | None = None
) -> City:
    old = city.policy.setting(code)
    new = RuleSetting(weight=old.weight, params={**old.params, **(params or {})}, waiver=waiver or old.waiver)
    return replace(city, policy=replace(city.policy, rules={**city.policy.rules, code: new}))


def _crews(city: City, holes: Sequence[Hole]) -> Iterator[Relaxation]:
    """Waive each crew rule that makes the crews of some hole larger than the place itself asks."""
    sizes = [_sizes(city, hole) for hole in holes]
    for rule in active(city.policy):
        if rule.crew and rule.waivable:
            freer = waived(city, rule.code)
            if any(_sizes(freer, hole) != size for hole, size in zip(holes, sizes, strict=True)):
                yield _waived(rule)


def _sizes(city: City, hole: Hole) -> set[tuple[int, Patterns]]:
    """Return the lawful strengths of each duty that may serve a place on a day."""
    place = city.place(hole.place_id)
    found = set()
    for number, template in enumerate(city.templates):
        if place.kind in template.serves:
            legs = tuple(legs_of(city, place, template, hole.day))
            found.add((number, lawful_patterns(city, place, legs)))
    return found


def _borrowed() -> Relaxation:
    rule = BY_CODE["N03"]
    return Relaxation(
        kind=Kind.BORROW, rule="N03",
        words=Text("向相邻中队借人", "borrow from a neighbouring unit of the brigade"),
        how=Text("办理调用手续后在花名册中照排", "lend the officer formally, then seat the officer"),
        apply=lambda there: waived(there, rule.code),
    )  # fmt: skip


def _recalls(city: City, roster: Roster, hole: Hole) -> Iterator[Relaxation]:
    """Offer people who are on leave that day and might sit at the place, of each role those with fewest duties."""
    place = city.place(hole.place_id)
    rules = [rule for rule in active(city.policy) if rule.seat]
    for role, seats in ((Role.POLICE, (Seat.LEAD, Seat.POLICE)), (Role.AUX, (Seat.AUX,))):
        fit = [
            officer
            for officer in city.officers
            if officer.role is role
            and officer.away(hole.day)
            and any(all(r.seat(city, officer, place, s, hole.day, r) for r in rules if r.seat) for s in seats)
        ]
        fit.sort(key=lambda officer: (len(roster.duties_of(officer.officer_no)), officer.officer_no))
        yield from (_recalled(officer, hole.day) for officer in fit[:MOST_RECALLED])


def _recalled(officer: Officer, day: date) -> Relaxation:
    """Call one person back from leave for a day."""
    who = f"{officer.officer_no} {officer.name}"

    def apply(city: City) -> City:
        return replace(
            city, officers=[_back(o, day) if o.officer_no == officer.officer_no else o for o in city.officers]
        )

    return Relaxation(
        kind=Kind.RECALL,
        rule=LEAVE,
        words=Text(f"请休假的 {who} {day} 回来上班", f"ask {who}, who is on leave, to come on {day}"),
        how=Text("在 leave 表中缩短该假期", "shorten the leave in the table of leave"),
        apply=apply,
        recalled=(officer.officer_no, day),
    )


def _back(officer: Officer, day: date) -> Officer:
    """Cut one day out of the officer's leave."""
    one = timedelta(days=1)
    spells: list[Leave] = []
    for leave in officer.leave:
        if not leave.covers(day):
            spells.append(leave)
            continue
        if leave.first < day:
            spells.append(replace(leave, last=day - one))
        if leave.last > day:
            spells.append(replace(leave, first=day + one))
    return replace(officer, leave=tuple(spells))


def _hired(city: City, roster: Roster, hole: Hole) -> Iterator[Relaxation]:
    """Offer one more officer for the day, of each kind that a lawful crew seats."""
    place = city.place(hole.place_id)
    seats = {seat for chain in chains_to(span_of(city, roster), hole) for o in chain.options for seat, _ in o.seats}
    for seat in sorted(seats):
        role = Role.AUX if seat is Seat.AUX else Role.POLICE
        skills = place.skills | place.lead_skills if seat is Seat.LEAD else place.skills
        yield _more(city, roster, hole, role, skills)


def _more(city: City, roster: Roster, hole: Hole, role: Role, skills: frozenset[str]) -> Relaxation:
    """Return the relaxation of one more officer, or one borrowed from another brigade, for the day of the hole."""
    words = ", ".join(sorted(skills))
    zh, en = ("民警", "police officer") if role is Role.POLICE else ("辅警", "auxiliary")
    unit_id = city.place(hole.place_id).unit_id
    unit = city.org[unit_id].name
    others = [day for day in roster.week.days if day != hole.day]
    leave = tuple(Leave(first=day, last=day, kind="借调") for day in others)

    def apply(city: City) -> City:
        number = f"+{1 + sum(o.officer_no.startswith('+') for o in city.officers)}"
        extra = Officer(officer_no=number, name=f"增援{number}", role=role, unit_id=unit_id, skills=skills, leave=leave)
        return replace(city, officers=(*city.officers, extra))

    return Relaxation(
        kind=Kind.HIRE,
        rule="",
        words=Text(
            f"{hole.day} 为{unit}增加一名{zh}" + (f" (资格 {words})" if words else ""),
            f"one more {en} for {unit} on {hole.day}" + (f" (skills {words})" if words else ""),
        ),
        how=Text("向其他大队借调, 或从机关抽调", "borrow one from another brigade or from the office"),
        apply=apply,
    )


def lowered(city: City, hole: Hole) -> Relaxation:
    """Return the relaxation of asking for fewer crews."""
    place = city.place(hole.place_id)
    need = city.need(place, hole.day, hole.band)

    def apply(there: City) -> City:
        lower = there.need(there.place(hole.place_id), hole.day, hole.band) - hole.missing
        return replace(there, dated_needs={**there.dated_needs, (hole.place_id, hole.day, hole.band): max(0, lower)})

    return Relaxation(
        kind=Kind.LOWER,
        rule="",
        words=Text(
            f"把 {place.name} {hole.day} {hole.band} 的需求由 {need} 组降为 {need - hole.missing} 组",
            f"lower the need of {place.name} on {hole.day} {hole.band} from {need} to {need - hole.missing}",
        ),
        how=Text("改岗点需求表, 或以部署下调", "change the table of needs, or deploy less"),
        apply=apply,
        lowered=hole,
    )
