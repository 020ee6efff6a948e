"""Jobs: who needs which kind of device from when to when; and the stock that can serve them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ...models.city import City
from ...models.equipment import EquipmentKind, Item
from ...models.leg import LegMode
from ...models.officer import Role
from ...models.place import PlaceKind
from ...models.week import DAY_MIN
from ..case import Case, Crew

Key = tuple[date, str, str]
"""A duty: day, template, police number; of a crew that of its first member."""

DRIVES = frozenset({LegMode.LINE, LegMode.MOBILE, LegMode.RESERVE, LegMode.LEAD})
"""A crew that does any of these needs a vehicle."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Job:
    """
    One use of one device.

    Parameters
    ----------
    start, end
        Minutes from the week's Monday 00:00; ``end`` includes the handover to the next user.
    key
        The duty that uses it.
    who
        Whose habit counts: the person, or the crew's place.
    seats
        People who must fit in; 0 for all that is no vehicle.
    past
        It began before the week: it takes a device and is not printed.
    """

    start: int
    end: int
    key: Key
    kind: EquipmentKind
    unit_id: str
    who: str
    seats: int = 0
    past: bool = False

    def overlaps(self, other: "Job") -> bool:
        """Whether one device cannot serve both."""
        return self.start < other.end and other.start < self.end


def jobs_of(case: Case) -> list[Job]:
    """Return every use of a device in the roster's week, in time order; duties that run into it included."""
    return sorted([*_persons(case), *_crews(case), *_running_in(case)])


def _persons(case: Case) -> Iterator[Job]:
    for crew in case.crews:
        start, end = _span(case, crew)
        for officer, _ in crew.members:
            for kind in carried(crew.place.kind, officer.role):
                yield Job(
                    start=start,
                    end=end,
                    key=(crew.day, crew.template.code, officer.officer_no),
                    kind=kind,
                    unit_id=officer.unit_id,
                    who=officer.officer_no,
                )


def carried(place: PlaceKind, role: Role) -> Iterator[EquipmentKind]:
    """Yield what one person carries: everybody a radio, all but desks a recorder, police but desks a terminal."""
    yield EquipmentKind.RADIO
    if place is not PlaceKind.DESK:
        yield EquipmentKind.RECORDER
        if role is Role.POLICE:
            yield EquipmentKind.TERMINAL


def _crews(case: Case) -> Iterator[Job]:
    for crew in case.crews:
        if crew.members and any(leg.mode in DRIVES for leg in crew.legs):
            start, end = _span(case, crew)
            yield Job(
                start=start,
                end=end,
                key=(crew.day, crew.template.code, crew.members[0][0].officer_no),
                kind=EquipmentKind.VEHICLE,
                unit_id=crew.place.unit_id,
                who=f"{crew.place.place_id}#{crew.number}",
                seats=len(crew.members),
            )


def _span(case: Case, crew: Crew) -> tuple[int, int]:
    offset = (crew.day - case.roster.week.monday).days * DAY_MIN
    return offset + crew.template.start, offset + crew.template.end + case.city.equipment.handover_min


def _running_in(case: Case) -> Iterator[Job]:
    """Yield the uses of those whose last duty before the week ends inside it (Sunday night)."""
    for officer in case.city.officers:
        for shift in case.sheets[officer.officer_no]:
            end = shift.end + case.city.equipment.handover_min
            if shift.past and end > 0 and case.city.has_place(shift.place_id):
                for kind in carried(case.city.place(shift.place_id).kind, officer.role):
                    yield Job(
                        start=shift.start,
                        end=end,
                        key=(shift.day, shift.template.code, officer.officer_no),
                        kind=kind,
                        unit_id=officer.unit_id,
                        who=officer.officer_no,
                        past=True,
                    )


@dataclass(frozen=True, slots=True)
class Stock:
    """
    The devices that can be handed out.

    ``own`` holds what belongs to one person alone, by kind and police number; ``pools`` what is shared, by kind and
    unit, in the order of the ids; ``broken`` what a pool would have if it were repaired.
    """

    own: Mapping[tuple[EquipmentKind, str], Item]
    pools: Mapping[tuple[EquipmentKind, str], list[Item]]
    broken: Mapping[tuple[EquipmentKind, str], list[Item]]

    @property
    def kinds(self) -> frozenset[EquipmentKind]:
        """The kinds of which the city keeps a list."""
        return frozenset(kind for table in (self.own, self.pools, self.broken) for kind, _ in table)

    @classmethod
    def of(cls, city: City) -> "Stock":
        """Sort a city's devices; a radio that the officers table gives to two people belongs to none of them."""
        own: dict[tuple[EquipmentKind, str], Item] = {}
        pools: dict[tuple[EquipmentKind, str], list[Item]] = {}
        broken: dict[tuple[EquipmentKind, str], list[Item]] = {}
        for item in sorted(_items(city), key=lambda i: (i.kind, i.item_id)):
            pools.setdefault((item.kind, item.unit_id), [])
            if not item.ready:
                broken.setdefault((item.kind, item.unit_id), []).append(item)
            elif item.holder and (item.kind, item.holder) not in own and city.has_officer(item.holder):
                own[item.kind, item.holder] = item
            else:
                pools[item.kind, item.unit_id].append(item)
        return cls(own, pools, broken)

    def pool_unit(self, city: City, kind: EquipmentKind, unit_id: str) -> str:
        """Return the unit whose pool serves ``unit_id``: its own, or the nearest above that keeps one."""
        return next((u.unit_id for u in city.org.line_up(unit_id) if (kind, u.unit_id) in self.pools), unit_id)


def _items(city: City) -> Iterator[Item]:
    """Yield the devices of the tables, radios with the holder that the officers table names."""
    radio = EquipmentKind.RADIO
    named = {officer.radio_id: officer for officer in city.officers if officer.radio_id}
    count = Counter(officer.radio_id for officer in city.officers if officer.radio_id)
    for item in city.equipment.items:
        if item.kind is radio and not item.holder and count[item.item_id] == 1:
            yield replace(item, holder=named[item.item_id].officer_no)
        else:
            yield item
    for radio_id, officer in named.items():
        if city.equipment.find(radio, radio_id) is None:
            holder = officer.officer_no if count[radio_id] == 1 else ""
            yield Item(kind=radio, item_id=radio_id, unit_id=officer.unit_id, holder=holder)
