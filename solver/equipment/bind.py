"""Binding: the radio, recorder, terminal and vehicle of every person on every duty (DOMAIN F21, R28)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...models.city import City
from ...models.equipment import EQUIPMENT_NAMES, EquipmentKind, Item
from ...models.finding import Finding, Severity, Where
from ...models.roster import Roster
from ...models.text import Text
from ..case import Case
from .colour import colour
from .cures import Loans, cure
from .jobs import Job, Key, Stock, jobs_of

RULE = "N10"
"""A duty without a device that it needs."""

Pool = tuple[EquipmentKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A job that no device of its pool can serve, and the cheapest cure."""

    job: Job
    pool_unit: str
    cure: Text


@dataclass(frozen=True, slots=True)
class Binding:
    """
    Which device serves which duty.

    ``served[kind, key]`` is the device of a duty (of a crew's vehicle: the same for each member), None if it goes
    without; a duty that does not need the kind has no entry. ``kinds`` are those of which the city keeps a list.
    """

    kinds: frozenset[EquipmentKind] = frozenset()
    served: Mapping[tuple[EquipmentKind, Key], Item | None] = field(default_factory=dict)
    shortages: Sequence[Shortage] = ()

    def of(self, kind: EquipmentKind, key: Key) -> Item | None:
        """Return the device of a duty, None if it has none."""
        return self.served.get((kind, key))

    def lacks(self, kind: EquipmentKind, key: Key) -> bool:
        """Whether the duty needs a device of this kind and goes without."""
        return (kind, key) in self.served and self.served[kind, key] is None


def bind(city: City, roster: Roster) -> Binding:
    """
    Hand out the city's devices for a roster.

    Each device serves one duty at a time, handover included, and people of its own unit (or of a unit below it that
    keeps no pool). As few duties as possible go without; the same city and roster give the same binding.

    Notes
    -----
    A device with a holder serves the holder alone. Kinds of which the city has no list are not bound, and no shortage
    of them is named.
    """
    case, stock = Case(city, roster), Stock.of(city)
    served: dict[Job, Item | None] = {}
    pools: dict[Pool, list[Job]] = defaultdict(list)
    for job in jobs_of(case):
        if job.kind not in stock.kinds:
            continue
        if own := stock.own.get((job.kind, job.who)):
            served[job] = own
        else:
            pools[job.kind, stock.pool_unit(city, job.kind, job.unit_id)].append(job)
    for pool in sorted(pools):
        served.update(colour(pools[pool], stock.pools.get(pool, ())))
    return Binding(stock.kinds, _by_duty(case, served), _shortages(city, stock, pools, served))


def _by_duty(case: Case, served: Mapping[Job, Item | None]) -> dict[tuple[EquipmentKind, Key], Item | None]:
    mates = {
        (crew.day, crew.template.code, crew.members[0][0].officer_no): [o.officer_no for o, _ in crew.members]
        for crew in case.crews
        if crew.members
    }
    by_duty: dict[tuple[EquipmentKind, Key], Item | None] = {}
    for job, item in served.items():
        if job.kind is EquipmentKind.VEHICLE:
            day, template, _ = job.key
            by_duty |= {(job.kind, (day, template, number)): item for number in mates[job.key]}
        elif not job.past:
            by_duty[job.kind, job.key] = item
    return by_duty


def _shortages(
    city: City, stock: Stock, pools: Mapping[Pool, Sequence[Job]], served: Mapping[Job, Item | None]
) -> tuple[Shortage, ...]:
    loans = Loans(city, stock, served)
    return tuple(
        Shortage(job=job, pool_unit=unit, cure=cure(job, unit, loans))
        for (_, unit), jobs in sorted(pools.items())
        for job in sorted(jobs)
        if served[job] is None and not job.past
    )


def findings(city: City, binding: Binding) -> list[Finding]:
    """Return each shortage as a gap: what is missing, whose duty it is, and where to borrow."""
    return [_finding(city, shortage) for shortage in binding.shortages]


def _finding(city: City, shortage: Shortage) -> Finding:
    job, unit = shortage.job, city.org[shortage.pool_unit].name
    day, template, officer_no = job.key
    kind, shift = EQUIPMENT_NAMES[job.kind], city.template(template).name
    seats = Text(f" ({job.seats} 人)", f" for {job.seats} people") if job.seats else Text("", "")
    return Finding(
        rule=RULE,
        severity=Severity.GAP,
        message=Text(
            f"{unit} 缺{kind.zh}{seats.zh}: {day} {shift.zh} {job.who}",
            f"{unit} is short of a {kind.en}{seats.en}: {day} {shift.en} {job.who}",
        ),
        where=Where(date=str(day), officer=officer_no),
        advice=shortage.cure,
        units=1,
    )
