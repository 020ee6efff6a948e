"""Binding: the radio, recorder, terminal and vehicle of every person on every duty (DOMAIN F21, R28)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from ...models.city import City
from ...models.equipment import EQUIPMENT_NAMES, EquipmentKind, Item
from ...models.finding import Finding, Severity, Where
from ...models.roster import Roster
from ...models.text import Text
from ..case import Case
from .cures import Loans, cure
from .jobs import Job, Key, Stock, jobs_of
from .keep import kept_or_dealt

RULE = "N10"
"""A duty without a device that it needs."""

Pool = tuple[EquipmentKind, str]
Served = Mapping[tuple[EquipmentKind, Key], Item | None]


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
    served: Served = field(default_factory=dict)
    shortages: Sequence[Shortage] = ()

    def of(self, kind: EquipmentKind, key: Key) -> Item | None:
        """Return the device of a duty, None if it has none."""
        return self.served.get((kind, key))

    def lacks(self, kind: EquipmentKind, key: Key) -> bool:
        """Whether the duty needs a device of this kind and goes without."""
        return (kind, key) in self.served and self.served[kind, key] is None


def bind(
    city: City,
    roster: Roster,
    *,
    filed: Served | None = None,
    units: Collection[str] | None = None,
    since: datetime | None = None,
) -> Binding:
    """
    Hand out the city's devices for a roster.

    Each device serves one duty at a time, handover included, and people of its own unit (or of a unit below it that
    keeps no pool). As few duties as possible go without; the same city and roster give the same binding.

    Parameters
    ----------
    city, roster
        Whose devices, for whose duties.
    filed
        What is filed already, of this week and the one before: a duty that stands keeps its device, unless fewer go
        without when its pool is dealt out anew. By police number: a crew's vehicle stands with each member.
    units
        The units that file; the duties of all others keep their devices whatever comes. All if not given.
    since
        Duties that began before keep theirs, too (local time): what has been is not dealt out anew.

    Notes
    -----
    A device with a holder serves the holder alone. Kinds of which the city has no list are not bound, and no shortage
    of them is named.
    """
    case, stock = Case(city, roster), Stock.of(city)
    jobs = jobs_of(case)
    kept = _kept(case, jobs, filed or {})
    firm = {job for job in kept if _is_firm(case, job, units, since)}
    served: dict[Job, Item | None] = {}
    pools: dict[Pool, list[Job]] = defaultdict(list)
    kinds = stock.kinds
    for job in jobs:
        if job.kind not in kinds:
            continue
        if job not in firm and (own := stock.own.get((job.kind, job.who))):
            served[job] = own
        else:
            pools[job.kind, stock.pool_unit(city, job.kind, job.unit_id)].append(job)
    for pool in sorted(pools):
        held = {job: kept[job] for job in pools[pool] if job in kept}
        served.update(kept_or_dealt(pools[pool], stock.pools.get(pool, ()), held, firm=firm))
    return Binding(kinds, _by_duty(case, served), _shortages(city, stock, pools, served))


def as_filed(city: City, roster: Roster, binding: Binding) -> Binding:
    """Return a binding as it was filed, with its shortages and what cures them by the city's pools of today."""
    stock, pools = Stock.of(city), defaultdict(list)
    served: dict[Job, Item | None] = {}
    for job in jobs_of(Case(city, roster)):
        if (job.kind, job.key) in binding.served and not job.past:
            served[job] = binding.of(job.kind, job.key)
            pools[job.kind, stock.pool_unit(city, job.kind, job.unit_id)].append(job)
    return replace(binding, shortages=_shortages(city, stock, pools, served))


def _kept(case: Case, jobs: Sequence[Job], filed: Served) -> dict[Job, Item]:
    """Return the device that each job has by what is filed, for those that have one."""
    mates = _mates(case)
    kept = {}
    for job in jobs:
        day, template, first = job.key
        crew = mates.get(job.key, [first]) if job.kind is EquipmentKind.VEHICLE else [first]
        items = (filed.get((job.kind, (day, template, number))) for number in crew)
        if item := next(filter(None, items), None):
            kept[job] = item
    return kept


def _is_firm(case: Case, job: Job, units: Collection[str] | None, since: datetime | None) -> bool:
    """Whether a job keeps its device whatever comes: it runs in, it has begun, or its unit does not file now."""
    if job.past:
        return True
    if since and datetime.combine(case.roster.week.monday, time()) + timedelta(minutes=job.start) < since:
        return True
    day, template, number = job.key
    places = [d.place_id for d in case.roster.duties_of(number) if (d.day, d.template) == (day, template)]
    return units is not None and case.city.org.brigade_of(case.city.place(places[0]).unit_id) not in units


def _mates(case: Case) -> dict[Key, list[str]]:
    """Return the police numbers of each crew, by the duty of its first member."""
    return {
        (crew.day, crew.template.code, crew.members[0][0].officer_no): [o.officer_no for o, _ in crew.members]
        for crew in case.crews
        if crew.members
    }


def _by_duty(case: Case, served: Mapping[Job, Item | None]) -> dict[tuple[EquipmentKind, Key], Item | None]:
    mates = _mates(case)
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
