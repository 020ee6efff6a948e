"""The textbook reading of ties: who shares a crew is read off the crews themselves, crew by crew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExprT

from ...models.officer import Officer
from ..rules.rule import Span
from ..rules.ties import Tie, TieSort
from .textbook_crews import Crew
from .textbook_terms import total

Crews = Mapping[tuple[int, int, str], Sequence[Crew]]
"""Crews by (day index, template index, place id)."""


def add_ties(model: CpModel, span: Span, ties: Iterable[Tie], crews: Crews, cost: list[LinearExprT]) -> None:
    """
    Write the ties into the model.

    The rules' week terms charge the duties that soft ties speak of; ``cost`` takes back what is shared as asked, and
    is charged for crews that should not be shared.
    """
    city = span.city
    guides: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        if tie.sort is TieSort.GUIDE:
            guides[tie.second].append(tie)
        elif city.has_officer(tie.first) and city.has_officer(tie.second):
            pair = city.officer(tie.first), city.officer(tie.second)
            add = _join if tie.sort is TieSort.JOIN else _part
            for shift, some in crews.items():
                if tie.sort is TieSort.PART or not any(officer.away(span.days[shift[0]]) for officer in pair):
                    for crew in some:
                        add(model, crew, pair, tie.price, cost)
    for novice, some_ties in guides.items():
        for some in crews.values():
            for crew in some:
                _guide(model, crew, novice, some_ties, cost)


def _rides(crew: Crew, officer: Officer) -> IntVar | None:
    rider = crew.riders.get(officer.officer_no)
    return None if rider is None else rider.rides


def _join(
    model: CpModel, crew: Crew, pair: tuple[Officer, Officer], price: int | None, cost: list[LinearExprT]
) -> None:
    """Both or neither; of a soft tie give back what both duties were charged."""
    first, second = (_rides(crew, officer) for officer in pair)
    if price is None:
        model.add(total(x for x in (first,) if x is not None) == total(x for x in (second,) if x is not None))
    elif first is not None and second is not None:
        both = model.new_bool_var("both")
        model.add_implication(both, first)
        model.add_implication(both, second)
        cost.append(-2 * price * both)


def _part(
    model: CpModel, crew: Crew, pair: tuple[Officer, Officer], price: int | None, cost: list[LinearExprT]
) -> None:
    """Not both, or at a price."""
    first, second = (_rides(crew, officer) for officer in pair)
    if first is None or second is None:
        return
    if price is None:
        model.add_at_most_one(first, second)
        return
    both = model.new_bool_var("both")
    model.add(total((first, second)) <= 1 + both)
    cost.append(price * both)


def _guide(model: CpModel, crew: Crew, novice: str, ties: Sequence[Tie], cost: list[LinearExprT]) -> None:
    """Let a novice ride with a guide only; of a soft tie give back what the duty was charged."""
    if novice not in crew.riders:
        return
    rides = crew.riders[novice].rides
    guides = total(crew.riders[tie.first].rides for tie in ties if tie.first in crew.riders)
    price = ties[0].price
    if price is None:
        model.add(guides >= rides)
        return
    guided = model.new_bool_var("guided")
    model.add_implication(guided, rides)
    model.add(guides >= guided)
    cost.append(-price * guided)
