"""``[[add_officers]]`` and ``[[remove_officers]]``: people come and go."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from ...models.city import City
from ...models.officer import Officer, Role
from ...models.text import Text
from ..choices import ROLES
from ..codecs import BadValueError
from ..toml_reader import Branch
from .kind import REMOVED, Kind, claims, fail, has_unit, known, number, words
from .world import World

OFFICER = Text("警号", "police number")
MOST = 2_000


def role_of(item: Branch) -> Role | None:
    """Read ``role``; None if it is not given, or (noted) not known."""
    if "role" not in item.data:
        return None
    try:
        role: Role = ROLES.read(item.get("role", str, ""))
    except BadValueError as error:
        item.notes.error("D06", error.text, item.at("role"))
        return None
    return role


def units_of(item: Branch, world: World) -> frozenset[str] | None:
    """Return the units of ``units`` with all below them, every unit if none is named; None, and noted, if unknown."""
    named, org = words(item, "units"), world.city.org
    if [unit for unit in named if not has_unit(item, "units", unit, world)]:
        return None
    return frozenset(
        u.unit_id for u in org.units if not named or any(above.unit_id in named for above in org.line_up(u.unit_id))
    )


def without(city: City, gone: frozenset[str]) -> City:
    """Return the city without some people; what they held goes back to the pool."""
    items = [replace(i, holder="") if i.holder in gone else i for i in city.equipment.items]
    return replace(
        city,
        officers=[o for o in city.officers if o.officer_no not in gone],
        equipment=replace(city.equipment, items=items),
    )


def drawn(officers: Sequence[Officer], share: float, seed: int) -> frozenset[str]:
    """
    Draw a share of each unit's police and auxiliaries; a larger share draws the same people and more.

    The total is the share of all, rounded; what is left over goes to the largest remainders.
    """
    groups: dict[tuple[str, Role], list[Officer]] = defaultdict(list)
    for officer in officers:
        groups[officer.unit_id, officer.role].append(officer)
    order = sorted(groups, key=lambda g: (-(share * len(groups[g]) % 1), g))
    whole = {group: int(share * len(people)) for group, people in groups.items()}
    for group in order[: round(share * len(officers)) - sum(whole.values())]:
        whole[group] += 1
    chosen: set[str] = set()
    for group, people in groups.items():
        lots = sorted(people, key=lambda o: Random(f"{seed}-{o.officer_no}").random())  # noqa: S311
        chosen |= {o.officer_no for o in lots[: whole[group]]}
    return frozenset(chosen)


def _add(item: Branch, world: World) -> World:
    """Add ``count`` people with some skills, or a ``share`` of copies of those who are there."""
    if "share" in item.data:
        return _copied(item, world)
    city = world.city
    unit, role, count = item.need("unit", str, ""), role_of(item), number(item, "count", 1, MOST)
    if role is None and "role" not in item.data:
        fail(item, "role", Text("缺少 role", "role is missing"), code="D05")
    if not has_unit(item, "unit", unit, world) or role is None or count is None:
        return world
    after = claims(world, item, [(("unit", unit), "stays")])
    if after is None:
        return world
    taken = {o.officer_no for o in city.officers}
    free = (f"{unit}+{n:03d}" for n in range(1, 2 * MOST) if f"{unit}+{n:03d}" not in taken)
    skills = frozenset(words(item, "skills"))
    new = [
        Officer(officer_no=no, name=Text("新增", "new").zh + no, role=role, unit_id=unit, skills=skills)
        for no, _ in zip(free, range(int(count)), strict=False)
    ]
    return replace(after, city=replace(city, officers=[*city.officers, *new]))


def _copied(item: Branch, world: World) -> World:
    """Add copies of a share of the people: same unit, role and skills, no leave, no history."""
    units, share = units_of(item, world), number(item, "share", 0, 10)
    if units is None or share is None:
        return world
    people = [o for o in world.city.officers if o.unit_id in units]
    new: list[Officer] = []
    for copy in range(1, int(share) + 2):
        chosen = drawn(people, min(1.0, share + 1 - copy), item.get("seed", int, 0))
        new += [_copy(o, f"{o.officer_no}+{copy}") for o in people if o.officer_no in chosen]
    return replace(world, city=replace(world.city, officers=[*world.city.officers, *new]))


def _copy(officer: Officer, officer_no: str) -> Officer:
    name = f"{officer.name}+"
    return Officer(officer_no=officer_no, name=name, role=officer.role, unit_id=officer.unit_id, skills=officer.skills)


def _remove(item: Branch, world: World) -> World:
    city = world.city
    named = words(item, "officers")
    if [no for no in named if not known(item, "officers", no, (o.officer_no for o in city.officers), OFFICER)]:
        return world
    gone = frozenset(named) if named else _by_share(item, world)
    if gone is None:
        return world
    after = claims(world, item, [(("officer", no), REMOVED) for no in sorted(named)])
    return world if after is None else replace(after, city=without(city, gone))


def _by_share(item: Branch, world: World) -> frozenset[str] | None:
    units, role = units_of(item, world), role_of(item)
    before = len(item.notes.findings)
    people = [o for o in world.city.officers if units and o.unit_id in units and role in (None, o.role)]
    if "count" in item.data:
        count = number(item, "count", 1, max(1, len(people)))
        share = None if count is None else count / max(1, len(people))
    else:
        share = number(item, "share", 0, 1)
    if units is None or share is None or len(item.notes.findings) > before:
        return None
    return drawn(people, share, item.get("seed", int, 0))


ADD = Kind(
    key="add_officers",
    name=Text("增加人员", "officers added"),
    keys=("unit", "role", "count", "skills", "share", "units", "seed"),
    lay=_add,
    example='[[add_officers]]\nunit = "A1"\nrole = "POLICE"\ncount = 4\nskills = ["ALCOHOL"]',
)
REMOVE = Kind(
    key="remove_officers",
    name=Text("减少人员", "officers removed"),
    keys=("officers", "units", "role", "share", "count", "seed"),
    lay=_remove,
    example="[[remove_officers]]\nshare = 0.1",
)
