"""The organisation: detachment 支队, brigades 大队, squadrons 中队."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .errors import InputError


class Level(StrEnum):
    """The levels of the tree; posts are places (``models.place``), not units."""

    DETACHMENT = "DETACHMENT"
    BRIGADE = "BRIGADE"
    SQUADRON = "SQUADRON"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgUnit:
    """A unit. ``centre_name`` names the command centre (detachment) or sub-centre (brigade), if it has one."""

    unit_id: str
    name: str
    level: Level
    parent_id: str = ""
    admin_code: str = ""
    centre_name: str = ""


@dataclass(frozen=True, slots=True)
class Org:
    """
    The tree of units: one root, no cycle, every parent known.

    >>> Org((OrgUnit(unit_id="B", name="大队", level=Level.BRIGADE),)).path("B")
    '大队'
    """

    units: Sequence[OrgUnit]
    _by_id: Mapping[str, OrgUnit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {unit.unit_id: unit for unit in self.units}
        object.__setattr__(self, "_by_id", by_id)
        if len(by_id) != len(self.units):
            raise InputError("org: a unit id is used twice")
        if sum(not unit.parent_id for unit in self.units) != 1:
            raise InputError("org: exactly one unit has no parent")
        for unit in self.units:
            seen, above = {unit.unit_id}, unit.parent_id
            while above:
                if above not in by_id or above in seen:
                    raise InputError(f"org: unit {unit.unit_id} has an unknown parent or is its own ancestor")
                seen.add(above)
                above = by_id[above].parent_id

    def __getitem__(self, unit_id: str) -> OrgUnit:
        return self._by_id[unit_id]

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self._by_id

    @property
    def root(self) -> OrgUnit:
        """The top unit."""
        return next(unit for unit in self.units if not unit.parent_id)

    def line_up(self, unit_id: str) -> Iterator[OrgUnit]:
        """Walk from a unit up to the root, the unit first."""
        unit: OrgUnit | None = self._by_id[unit_id]
        while unit:
            yield unit
            unit = self._by_id.get(unit.parent_id)

    def path(self, unit_id: str) -> str:
        """Return ``支队/大队/中队``, as a filing prints it."""
        return "/".join(reversed([unit.name for unit in self.line_up(unit_id)]))

    def within(self, unit_id: str, scope: Container[str]) -> bool:
        """Whether a unit is one of ``scope`` or lies below one."""
        return any(unit.unit_id in scope for unit in self.line_up(unit_id))

    def brigade_of(self, unit_id: str) -> str:
        """Return the id of the brigade a unit belongs to; a unit above the brigades answers itself."""
        return next((u.unit_id for u in self.line_up(unit_id) if u.level is Level.BRIGADE), unit_id)

    def serves(self, officer_unit: str, place_unit: str) -> bool:
        """Whether people of one unit may fill a place of another: their own unit's, or their own brigade's."""
        return place_unit in (officer_unit, self.brigade_of(officer_unit))
