"""Bonds between people: who rides together, who never does, who is guided by whom."""

from dataclasses import dataclass
from enum import StrEnum

from .errors import InputError
from .text import Text


class BondKind(StrEnum):
    """Together 同组, apart 分开, a mentor 师傅 with a novice 徒弟."""

    TOGETHER = "TOGETHER"
    APART = "APART"
    MENTOR = "MENTOR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """
    A bond between two people, by police number.

    Parameters
    ----------
    first, second
        The two; of MENTOR ``first`` is the mentor and ``second`` the novice. A squad is a chain of TOGETHER bonds.
    hard
        Whether a roster that breaks it is no plan; otherwise each breach costs.
    """

    kind: BondKind
    first: str
    second: str
    hard: bool = True

    def __post_init__(self) -> None:
        if self.first == self.second:
            raise InputError(Text(f"{self.first} 不能与自己结对", f"{self.first} cannot be bound to itself"))

    def other(self, officer_no: str) -> str:
        """Return the other one."""
        return self.second if officer_no == self.first else self.first
