"""Equipment: the radios, recorders, terminals and vehicles of each unit's pool (DOMAIN F21, 6.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .errors import InputError
from .text import Text

HANDOVER_MIN = 15


class EquipmentKind(StrEnum):
    """What is handed out: a radio with its call sign, a body-worn recorder, a police terminal, a vehicle."""

    RADIO = "RADIO"
    RECORDER = "RECORDER"
    TERMINAL = "TERMINAL"
    VEHICLE = "VEHICLE"


EQUIPMENT_NAMES = {
    EquipmentKind.RADIO: Text("电台", "radio"),
    EquipmentKind.RECORDER: Text("执法记录仪", "recorder"),
    EquipmentKind.TERMINAL: Text("警务通", "terminal"),
    EquipmentKind.VEHICLE: Text("车辆", "vehicle"),
}


class Condition(StrEnum):
    """Whether a device can be handed out."""

    READY = "READY"
    REPAIR = "REPAIR"
    RETIRED = "RETIRED"


class VehicleKind(StrEnum):
    """Kinds of vehicle."""

    CAR = "CAR"
    MOTORCYCLE = "MOTORCYCLE"
    VAN = "VAN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    One device of a unit's pool.

    Parameters
    ----------
    item_id
        The only key among devices of its kind; a radio's is what a point-to-point call dials.
    holder
        Police number of the one person who carries it; empty if it is shared.
    call_sign, group
        Of a radio: its call sign, and the talk group that is the fallback of a point-to-point call.
    plate, vehicle, seats
        Of a vehicle; ``seats`` is how many people it carries.
    """

    kind: EquipmentKind
    item_id: str
    unit_id: str
    holder: str = ""
    condition: Condition = Condition.READY
    call_sign: str = ""
    group: str = ""
    plate: str = ""
    vehicle: VehicleKind | None = None
    seats: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        if not self.item_id:
            raise InputError(f"a device of {self.unit_id} ({self.kind}) has no id")

    @property
    def ready(self) -> bool:
        """Whether it can be handed out."""
        return self.condition is Condition.READY

    @property
    def shown(self) -> str:
        """What people call it: a vehicle by its plate, all else by the id."""
        return self.plate or self.item_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """The devices of a city. ``handover_min``: minutes from one user's end to the next one's start."""

    items: Sequence[Item] = ()
    handover_min: int = HANDOVER_MIN
    _by_id: Mapping[tuple[EquipmentKind, str], Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {(item.kind, item.item_id): item for item in self.items}
        object.__setattr__(self, "_by_id", by_id)
        if len(by_id) != len(self.items):
            raise InputError("equipment: two devices of one kind have one id")
        if self.handover_min < 0:
            raise InputError(f"equipment: the handover must not be negative, got {self.handover_min}")

    def of(self, kind: EquipmentKind) -> list[Item]:
        """Return the devices of a kind, in the order of the table."""
        return [item for item in self.items if item.kind is kind]

    def find(self, kind: EquipmentKind, item_id: str) -> Item | None:
        """Return a device by its id, None if there is none."""
        return self._by_id.get((kind, item_id))
