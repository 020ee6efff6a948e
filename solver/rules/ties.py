"""Ties: the words in which a rule tells any engine who must, should, or must not share a crew."""

from dataclasses import dataclass
from enum import StrEnum


class TieSort(StrEnum):
    """
    What a tie asks.

    JOIN - on days on which neither is away, the two share each duty: same crew, or both off.
    PART - the two never share a crew.
    GUIDE - ``second`` serves only in crews with ``first``, or with another guide of ``second``.
    """

    JOIN = "JOIN"
    PART = "PART"
    GUIDE = "GUIDE"


@dataclass(frozen=True, slots=True)
class Tie:
    """
    Two people by police number.

    ``price`` None makes it hard. Else it is paid for each duty of either (JOIN) or of ``second`` (GUIDE) that is not
    shared as asked, and for each shared crew (PART). The duties themselves are charged by the rule's ``week`` terms; an
    engine gives the price back for those that are shared.
    """

    sort: TieSort
    first: str
    second: str
    price: int | None = None
