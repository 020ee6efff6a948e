"""Crews: how many police and how many auxiliaries ride together, and which numbers are lawful."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from .errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class CrewPattern:
    """
    The least crew: ``police`` officers and ``aux`` auxiliaries.

    >>> CrewPattern.parse("1+2").admits(police=2, aux=2)
    True
    """

    police: int
    aux: int

    def __post_init__(self) -> None:
        if self.police < 0 or self.aux < 0 or self.police + self.aux == 0:
            raise InputError(f"crew pattern {self.police}+{self.aux}: need at least one person")

    @classmethod
    def parse(cls, text: str) -> "CrewPattern":
        """Read ``1+2``: one police officer and two auxiliaries."""
        if match := re.fullmatch(r"\s*(\d+)\s*\+\s*(\d+)\s*", text):
            return cls(int(match[1]), int(match[2]))
        raise InputError(f"crew pattern {text!r}: write police+auxiliaries, as in 1+2")

    def admits(self, *, police: int, aux: int) -> bool:
        """Whether a crew of ``police`` and ``aux`` is at least this strong in both roles."""
        return police >= self.police and aux >= self.aux

    @property
    def size(self) -> int:
        """Persons in the crew."""
        return self.police + self.aux

    def __str__(self) -> str:
        return f"{self.police}+{self.aux}"


Patterns = tuple[CrewPattern, ...]


@lru_cache
def parse_patterns(text: str) -> Patterns:
    """
    Read alternatives separated by ``|``.

    >>> [str(p) for p in parse_patterns("2+0|1+2")]
    ['1+2', '2+0']
    """
    return smallest(CrewPattern.parse(part) for part in text.split("|"))


def smallest(patterns: Iterable[CrewPattern]) -> Patterns:
    """Drop each pattern that another one makes superfluous; sorted, so equal sets are equal tuples."""
    found = sorted(set(patterns))
    return tuple(p for p in found if not any(q != p and q.admits(police=p.police, aux=p.aux) for q in found))


def joint(alternatives: Iterable[Patterns]) -> Patterns:
    """
    Return the least crews that satisfy every set of alternatives at once.

    >>> [str(p) for p in joint([parse_patterns("2+0|1+2"), parse_patterns("3+0|2+2")])]
    ['2+2', '3+0']
    """
    sets = dict.fromkeys(patterns for patterns in alternatives if patterns)
    return smallest(
        CrewPattern(max(p.police for p in choice), max(p.aux for p in choice)) for choice in product(*sets) if choice
    )
