"""A city folder as far as it could be read: rows with typed values, before they become a ``City``."""

from dataclasses import dataclass

from ..models.bond import Bond
from ..models.equipment import Equipment
from ..models.ledger import Ledger
from ..models.org import Org
from .read_devices import Register
from .read_people import Affairs, People
from .read_places import Sites
from .settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Settings and tables; ``org`` is None if its rows do not make a tree."""

    settings: Settings
    org: Org | None
    people: People
    affairs: Affairs
    sites: Sites
    equipment: Equipment
    bonds: tuple[Bond, ...]
    ledger: Ledger
    register: Register
