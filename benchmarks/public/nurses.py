"""Nouns of the second international nurse rostering competition (INRC-II), and the reader of its solutions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ANY = "Any"
Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Limits of a contract: all of them soft."""

    total: Range
    working: Range
    resting: Range
    weekends: int
    whole_weekends: bool


@dataclass(frozen=True, slots=True)
class Nurse:
    """A nurse, the contract's name, and the skills."""

    name: str
    contract: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A nurse's history: totals, the last shift ("" after a day off) and the lengths of the runs that go on."""

    total: int
    weekends: int
    last: str
    same: int
    working: int
    resting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What holds in all weeks; ``shifts`` gives the range of days in a row of each."""

    name: str
    weeks: int
    skills: tuple[str, ...]
    shifts: Mapping[str, Range]
    barred: Mapping[str, frozenset[str]]
    contracts: Mapping[str, Contract]
    nurses: tuple[Nurse, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """One week: (least, wanted) by (day, shift, skill), and the wishes for days off (nurse, shift or Any, day)."""

    need: Mapping[tuple[int, str, str], Range]
    wishes: tuple[tuple[str, str, int], ...]


def read_solution(paths: Sequence[Path]) -> dict[str, list[tuple[str, str] | None]]:
    """Read one solution file a week; returns (shift, skill) or None by nurse and day, for nurses who work at all."""
    weeks = sorted((_blocks(path) for path in paths), key=lambda blocks: int(blocks["SOLUTION"][0].split()[0]))
    found: dict[str, list[tuple[str, str] | None]] = {}
    for week, blocks in enumerate(weeks):
        cells = [line.split() for line in blocks["ASSIGNMENTS"]]
        for nurse, day, shift, skill in (row for row in cells if len(row) == 4):
            row = found.setdefault(nurse, [None] * (7 * len(weeks)))
            row[7 * week + DAYS.index(day)] = (shift, skill)
    return found


def _blocks(path: Path) -> dict[str, list[str]]:
    """Cut a file into its blocks; ``KEY = value`` starts a block with the value, unless that only counts its lines."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for raw in path.read_text("ascii").splitlines():
        line = raw.strip()
        key, _, value = (part.strip() for part in line.partition("="))
        if re.fullmatch(r"[A-Z_]+", key) and (value or "=" not in line):
            lines = found.setdefault(key, [])
            if value and key in {"SCENARIO", "WEEKS"}:
                lines.append(value)
        elif line:
            lines.append(line)
    return found
