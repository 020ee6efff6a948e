"""The shift scheduling instances in the engine's words: members, terms, covers."""

import numpy as np

from qinwu.solver.horizon.problem import Cover, Horizon, Member
from qinwu.solver.rules.terms import Day, Least, Off, Pair, Run, Stretch, Sum, Term, Weekends

from .curtois import OFF, Instance, Staff


def horizon_of(instance: Instance) -> Horizon:
    """Translate an instance; members and templates keep the file's order."""
    names = list(instance.shifts)
    covers = [
        Cover(day=day, template=names.index(shift), need=need, under=under, over=over)
        for (day, shift), (need, under, over) in instance.cover.items()
    ]
    members = [Member(name=staff.name, terms=tuple(_terms(instance, staff))) for staff in instance.staff]
    return Horizon(days=instance.days, templates=len(names), members=tuple(members), covers=tuple(covers))


def _terms(instance: Instance, staff: Staff) -> list[Term]:
    names = list(instance.shifts)
    shape = (instance.days, len(names))
    every = np.ones(shape, dtype=bool)
    minutes = np.tile([instance.shifts[name].minutes for name in names], (instance.days, 1))
    bars = np.array([[after in instance.shifts[name].bars for after in names] for name in names])
    weekends = tuple((sat, sat + 1) for sat in range(5, instance.days, 7))
    terms: list[Term] = [
        Sum(minutes, most=staff.most_minutes),
        Least(minutes, least=staff.least_minutes),
        Run(every, most=staff.most_in_row),
        Stretch(every, least=staff.least_in_row, start=staff.least_in_row),
        Stretch(every, least=staff.least_off, start=staff.least_off, off=True),
        Weekends(weekends, most=staff.most_weekends),
        Pair(1, ban=bars),
        *_wishes(instance, staff),
    ]
    for t, name in enumerate(names):
        marked = np.zeros(shape, dtype=np.int64)
        marked[:, t] = 1
        terms.append(Sum(marked, most=staff.most_shifts[name]))
    return terms


def _wishes(instance: Instance, staff: Staff) -> list[Term]:
    names = list(instance.shifts)
    price = np.zeros((instance.days, len(names)), dtype=np.int64)
    off = np.zeros(instance.days, dtype=np.int64)
    ban = np.zeros(price.shape, dtype=bool)
    ban[sorted(instance.days_off[staff.name])] = True
    for name, day, shift, weight in instance.wanted:
        if name == staff.name:
            price[day] += weight
            off[day] += weight
            price[day, names.index(shift)] -= weight
    for name, day, shift, weight in instance.unwanted:
        if name == staff.name:
            price[day, names.index(shift)] += weight
    return [Day(ban, price), Off(off)]


def lines_of(instance: Instance, patterns: np.ndarray) -> dict[str, list[str]]:
    """Translate patterns back: one token a day for each employee."""
    names = [*instance.shifts, OFF]
    return {staff.name: [names[t] for t in row] for staff, row in zip(instance.staff, patterns, strict=True)}
