"""Drawn instances in the format of Curtois and Qu, with the statistics of the published ones: any size and length."""

from collections.abc import Iterator

import numpy as np

WEEK = 7
MINUTES = 480
RATE = 0.612
"""Share of days worked under a full contract."""
FREE, WANTED, UNWANTED = 0.09, 0.17, 0.07
"""Days off, requests for and against a shift, for each employee and day."""


def drawn(*, days: int, staff: int, shifts: int, seed: int = 0, long_shifts: bool = False) -> str:
    """Return the text of an instance file; weeks are whole, shifts stand in order of their time of day."""
    chance = np.random.default_rng(seed)
    names = [f"s{t}" for t in range(shifts)]
    group = [4 * t // shifts for t in range(shifts)]
    minutes = [600 if long_shifts and group[t] == 3 else MINUTES for t in range(shifts)]
    lines = ["SECTION_HORIZON", str(days), "", "SECTION_SHIFTS"]
    for t, name in enumerate(names):
        bars = "|".join(names[u] for u in range(shifts) if group[u] < group[t])
        lines.append(f"{name},{minutes[t]},{bars}")
    people = [f"P{m}" for m in range(staff)]
    lines += ["", "SECTION_STAFF", *_contracts(chance, people, names, group, days)]
    lines += ["", "SECTION_DAYS_OFF"]
    away = {}
    for name in people:
        away[name] = _stretches(chance, days, max(1, round(FREE * days)))
        lines.append(",".join([name, *map(str, sorted(away[name]))]))
    for title, rate in (("ON", WANTED), ("OFF", UNWANTED)):
        lines += ["", f"SECTION_SHIFT_{title}_REQUESTS"]
        for name in people:
            for day in sorted(_stretches(chance, days, round(rate * days)) - away[name]):
                away[name].add(day)
                lines.append(f"{name},{day},{names[chance.integers(shifts)]},{chance.integers(1, 4)}")
    lines += ["", "SECTION_COVER", *_cover(chance, days, names, 0.97 * RATE * staff)]
    return "\n".join(lines) + "\n"


def _contracts(
    chance: np.random.Generator, people: list[str], names: list[str], group: list[int], days: int
) -> Iterator[str]:
    for i, name in enumerate(people):
        part = i >= 0.85 * len(people)
        worked = int(days * RATE * (0.6 if part else 1.0))
        kinds = []
        for shift, at in zip(names, group, strict=True):
            most = days if at < 2 else (days // 2 if at == 2 else days // 6)
            kinds.append(f"{shift}={most if chance.random() < 0.65 else 0}")
        if all(kind.endswith("=0") for kind in kinds[: len(kinds) // 2]):
            kinds[0] = f"{names[0]}={days}"
        low = int(worked * 0.96) - 1
        rows = "5,1,2" if part else ("6,2,3" if chance.random() < 0.3 else "5,2,2")
        yield f"{name},{'|'.join(kinds)},{worked * MINUTES},{low * MINUTES},{rows},{days // (2 * WEEK)}"


def _stretches(chance: np.random.Generator, days: int, total: int) -> set[int]:
    """Draw short stretches of days."""
    found: set[int] = set()
    while len(found) < total:
        first = int(chance.integers(days))
        found |= set(range(first, min(days, first + int(chance.integers(1, 6)), first + total - len(found))))
    return found


def _cover(chance: np.random.Generator, days: int, names: list[str], total: float) -> Iterator[str]:
    share = chance.dirichlet(np.full(len(names), 12.0)) * total
    for day in range(days):
        for name, mean in zip(names, share, strict=True):
            yield f"{day},{name},{max(0, round(float(chance.normal(mean, 0.25 * mean + 0.3))))},100,1"
