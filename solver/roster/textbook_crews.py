"""The textbook reading of a crew: it goes out in one lawful pattern or not at all, and each member is told apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python.cp_model import CpModel, IntVar

from ...models.crew import CrewPattern
from ...models.officer import Officer
from ...models.roster import Seat
from .textbook_terms import total


@dataclass(frozen=True, slots=True)
class Rider:
    """Somebody who may ride in a crew, the seats open to that person, and whether it is so."""

    officer: Officer
    seats: frozenset[Seat]
    rides: IntVar

    @property
    def aux(self) -> bool:
        """Whether only auxiliaries' seats are open."""
        return self.seats == {Seat.AUX}


@dataclass(frozen=True, slots=True)
class Crew:
    """
    One crew that a shift may send.

    ``forms`` says which lawful pattern it keeps to; ``relieved`` that it has one more than that and can relieve itself.
    """

    goes: IntVar
    relieved: IntVar
    forms: Sequence[tuple[CrewPattern, IntVar]]
    riders: dict[str, Rider] = field(default_factory=dict)


def open_crew(model: CpModel, patterns: Sequence[CrewPattern]) -> Crew:
    """Return a crew that may go out in one of these patterns."""
    crew = Crew(
        model.new_bool_var("goes"),
        model.new_bool_var("relieved"),
        [(pattern, model.new_bool_var(f"as {pattern}")) for pattern in patterns],
    )
    model.add(total(form for _, form in crew.forms) == crew.goes)
    model.add_implication(crew.relieved, crew.goes)
    return crew


def seat_crew(model: CpModel, crew: Crew, *, lead: bool) -> None:
    """Ask for the people of the crew's pattern, one more if it is relieved, with a leader if ``lead``; else nobody."""
    riders = list(crew.riders.values())
    police = total(rider.rides for rider in riders if not rider.aux)
    aux = total(rider.rides for rider in riders if rider.aux)
    model.add(police >= total(pattern.police * form for pattern, form in crew.forms))
    model.add(aux >= total(pattern.aux * form for pattern, form in crew.forms))
    model.add(police + aux >= total([crew.relieved, *(pattern.size * form for pattern, form in crew.forms)]))
    if lead:
        model.add(total(rider.rides for rider in riders if Seat.LEAD in rider.seats) >= crew.goes)
    for rider in riders:
        model.add_implication(rider.rides, crew.goes)
