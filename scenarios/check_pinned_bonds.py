"""What bonds and fixed duties must agree on: a squad pinned apart, a novice pinned where no mentor can ride."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from ..models.bond import BondKind
from ..models.officer import Pin
from ..models.text import Text
from .draft import Draft
from .notes import Notes
from .records import Record

Pinned = tuple[Record, Pin]


def check_pinned_bonds(draft: Draft, notes: Notes) -> None:
    """Note fixed duties that a hard bond forbids, at the row of the pin."""
    for day in sorted({pin.day for rows in draft.affairs.pins.values() for _, pin in rows}):
        for squad in _squads(draft, day):
            _check_squad(draft, squad, day, notes)
        for novice, mentors in _guided(draft).items():
            _check_novice(draft, novice, mentors, day, notes)


def _check_squad(draft: Draft, squad: Sequence[str], day: date, notes: Notes) -> None:
    own = [(number, *pinned) for number in squad for pinned in _pins(draft, number, day)]
    for (first, before, kept), (second, record, pin) in pairwise(own):
        if _duty(kept) != _duty(pin):
            said, row = " @ ".join(_duty(kept)), before.row.number
            message = Text(
                f"{second} 须与 {first} 同组, 而 {first} 当日固定在 {said} ({before.file} 第 {row} 行)",
                f"{second} must ride with {first}, who is fixed at {said} that day ({before.file} row {row})",
            )
            notes.error("D15", message, record.at("date"))


def _check_novice(draft: Draft, novice: str, mentors: Sequence[str], day: date, notes: Notes) -> None:
    for record, pin in _pins(draft, novice, day):
        if not any(_may_join(draft, mentor, pin) for mentor in mentors):
            names = ", ".join(mentors)
            message = Text(
                f"{novice} 须由 {names} 带教, 而其当日另有固定勤务或请假",
                f"{novice} must ride with {names}, who is fixed elsewhere or on leave that day",
            )
            notes.error("D15", message, record.at("date"))


def _squads(draft: Draft, day: date) -> Iterator[list[str]]:
    """Yield those who move as one on a day: joined by hard bonds, nobody of them on leave."""
    squad: dict[str, set[str]] = {}
    for bond in draft.bonds:
        if (
            bond.kind is BondKind.TOGETHER
            and bond.hard
            and not any(_away(draft, n, day) for n in (bond.first, bond.second))
        ):
            merged = squad.get(bond.first, {bond.first}) | squad.get(bond.second, {bond.second})
            squad |= dict.fromkeys(merged, merged)
    yield from (sorted(each) for each in {min(each): each for each in squad.values()}.values())


def _guided(draft: Draft) -> dict[str, list[str]]:
    """Return the mentors of everybody who must not work without one: one hard bond makes all of them hard."""
    bonds = [bond for bond in draft.bonds if bond.kind is BondKind.MENTOR]
    return {b.second: [other.first for other in bonds if other.second == b.second] for b in bonds if b.hard}


def _may_join(draft: Draft, mentor: str, pin: Pin) -> bool:
    if _away(draft, mentor, pin.day):
        return False
    return all(_duty(own) == _duty(pin) for _, own in _pins(draft, mentor, pin.day))


def _pins(draft: Draft, number: str, day: date) -> list[Pinned]:
    return [(record, pin) for record, pin in draft.affairs.pins.get(number, ()) if pin.day == day]


def _away(draft: Draft, number: str, day: date) -> bool:
    return any(leave.covers(day) for _, leave in draft.affairs.leave.get(number, ()))


def _duty(pin: Pin) -> tuple[str, str]:
    return pin.template, pin.place_id
