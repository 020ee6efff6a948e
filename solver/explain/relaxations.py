"""Relaxations: what could give way so that a hole closes, each one step, with its article and what applies it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ...models.city import City
from ...models.crew import Patterns
from ...models.leg import legs_of
from ...models.policy import RuleSetting, Value, Waiver
from ...models.roster import Roster
from ...models.text import Text
from ..roster.demand import lawful_patterns
from ..rules.active import active
from ..rules.catalogue import BY_CODE
from ..rules.rule import Rule
from .local import Hole
from .more_people import MOST_HIRED, hired, recalls
from .relaxation import LEAVE, OWN_UNIT, PINNED, Kind, Relaxation

STEPS: Mapping[str, tuple[str, int]] = {
    "R17": ("week_min", 480),
    "R18": ("most_min", 480),
    "R21": ("floor_min", -60),
    "R22": ("days", 1),
}
"""One step of a limit: the parameter and how far it moves; other rules are waived for the brigade."""

ALSO_DAY = {"R17": ("rest_days", -1, 0)}
"""What else moves with the step: parameter, step, least value."""


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
    recalled = (one for hole in holes for one in recalls(city, roster, hole))
    found += {one.recalled: one for one in recalled}.values()
    extra = (one for hole in holes for one in hired(city, roster, hole))
    found += [one for one in dict.fromkeys(extra) for _ in range(MOST_HIRED)]
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
