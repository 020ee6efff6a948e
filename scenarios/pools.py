"""The equipment of a made-up force: a radio a person and some to spare, pools of the rest; ids and plates invented."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

from ..models.city import City
from ..models.equipment import Condition, Equipment, EquipmentKind, Item, VehicleKind
from ..models.officer import Officer, Role
from ..models.org import Level, OrgUnit
from ..models.place import Place, PlaceKind

RECORDERS = 0.75
TERMINALS = 0.85
SPARE_RADIOS = 2
VEHICLES = 1.5
"""Vehicles for each crew that the busiest band asks for: shifts overlap."""
PLATE = "样{letter}{serial:04d}警"
"""No province is called 样: no vehicle bears such a plate."""

_DRIVE = (PlaceKind.POST, PlaceKind.MOBILE, PlaceKind.RESERVE, PlaceKind.LEAD)
_SHOPS = {EquipmentKind.RADIO: "RX", EquipmentKind.RECORDER: "JL", EquipmentKind.TERMINAL: "JW"}


def equipment_of(city: City) -> Equipment:
    """Return the devices of a made-up city, kind by kind; one recorder in each pool of ten or more is under repair."""
    order = list(EquipmentKind)
    return Equipment(items=tuple(sorted(_items(city), key=lambda item: order.index(item.kind))))


def _items(city: City) -> Iterator[Item]:
    count: Counter[EquipmentKind] = Counter()
    people: dict[str, list[Officer]] = {unit.unit_id: [] for unit in city.org.units}
    for officer in city.officers:
        people[officer.unit_id].append(officer)
    for unit in city.org.units:
        own = people[unit.unit_id]
        police = sum(officer.role is Role.POLICE for officer in own)
        yield from _own_radios(city, unit, own)
        for kind, size in (
            (EquipmentKind.RADIO, SPARE_RADIOS if own else 0),
            (EquipmentKind.RECORDER, ceil(len(own) * RECORDERS)),
            (EquipmentKind.TERMINAL, ceil(police * TERMINALS)),
        ):
            for nth in range(size):
                count[kind] += 1
                yield _pooled(city, unit, kind, count[kind], broken=kind is EquipmentKind.RECORDER and nth == 9)
        yield from _vehicles(unit, [place for place in city.places if place.unit_id == unit.unit_id], count)


def _own_radios(city: City, unit: OrgUnit, people: Sequence[Officer]) -> Iterator[Item]:
    for officer in people:
        if officer.radio_id:
            yield _radio(city, unit, officer.radio_id, officer.radio_id[-4:].lstrip("R"))


def _radio(city: City, unit: OrgUnit, radio_id: str, number: str) -> Item:
    brigade = next((u.name for u in city.org.line_up(unit.unit_id) if u.level is Level.BRIGADE), unit.name)
    return Item(
        kind=EquipmentKind.RADIO,
        item_id=radio_id,
        unit_id=unit.unit_id,
        call_sign=f"{city.name.removesuffix('市')}-{brigade.removeprefix(city.name)}-{number}",
        group=f"{unit.name.split('（')[0]}组",
    )


def _pooled(city: City, unit: OrgUnit, kind: EquipmentKind, serial: int, *, broken: bool) -> Item:
    number = f"{_SHOPS[kind]}{serial:04d}"
    if kind is EquipmentKind.RADIO:
        return _radio(city, unit, number, number)
    return Item(
        kind=kind,
        item_id=number,
        unit_id=unit.unit_id,
        condition=Condition.REPAIR if broken else Condition.READY,
    )


def _vehicles(unit: OrgUnit, places: Sequence[Place], count: Counter[EquipmentKind]) -> Iterator[Item]:
    """Yield cars for a unit's crews, every fifth a van; a motorcycle for each ten vehicles beside them."""
    crews = sum(max(place.needs.values(), default=0) for place in places if place.kind in _DRIVE)
    size = ceil(crews * VEHICLES)
    for nth in range(size + size // 10):
        count[EquipmentKind.VEHICLE] += 1
        serial = count[EquipmentKind.VEHICLE]
        kind = VehicleKind.MOTORCYCLE if nth >= size else VehicleKind.VAN if nth % 5 == 4 else VehicleKind.CAR
        yield Item(
            kind=EquipmentKind.VEHICLE,
            item_id=f"CL{serial:04d}",
            unit_id=unit.unit_id,
            plate=PLATE.format(letter="ABCDEFGH"[serial // 10_000], serial=serial % 10_000),
            vehicle=kind,
            seats={VehicleKind.CAR: 5, VehicleKind.VAN: 7, VehicleKind.MOTORCYCLE: 2}[kind],
        )
