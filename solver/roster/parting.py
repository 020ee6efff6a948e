"""Rows that keep parted people in different crews, as far as counts of crews can tell; seating does the rest."""

from collections import Counter, defaultdict
from collections.abc import Collection

from .columns import Above, CrewColumn, Flow, Shared
from .demand import NO_PLAN
from .master import Layout


def part_people(layout: Layout) -> None:
    """
    Add the rows: two parted people need two crews that they can ride in, and two of each pool that both fill.

    Else they share one, at the price of their bond; a hard bond has the price of no plan. That not even one crew goes
    out for two who are pinned has the price of no plan too: so the search has somewhere to begin.
    """
    bonds, crews = layout.problem.bonds, _crews(layout)
    for person in sorted({person for pair in bonds.parted for person in pair}):
        for day, template in crews:
            layout.close_row(person, day, template)
    uses = _uses(layout)
    for (first, second), price in sorted(bonds.parted.items()):
        for (day, template), here in crews.items():
            if bonds.away[first, day] or bonds.away[second, day]:
                continue
            rows = [layout.party_row(person, day, template) for person in (first, second)]
            both = Counter(j for row in rows if row is not None for j in uses[row])
            if None in rows or rows[0] == rows[1] or not both:
                continue
            taken = {j: -float(number) for j, number in both.items()}
            shared = layout.add_column(Shared(day, template), NO_PLAN if price is None else price)
            grids = [layout.problem.teams[layout.problem.team_of[p]].may[:, :, day] for p in (first, second)]
            open_to = {j: 1.0 for j, column in here if any(grid[column.place_class].any() for grid in grids)}
            crewless = layout.add_column(Shared(day, template), NO_PLAN)
            layout.add_row(_sum(open_to, taken) | {shared: 1.0, crewless: 1.0})
            for pool, flows in _shared_pools(layout, both):
                filling = {j: 1.0 for j, _ in here if any(row == pool for row, _ in layout.entries[j])}
                layout.add_row(filling | dict.fromkeys(flows, -1.0) | {shared: 1.0})


def _sum(first: dict[int, float], second: dict[int, float]) -> dict[int, float]:
    return {j: first.get(j, 0.0) + second.get(j, 0.0) for j in (*first, *second)}


def _uses(layout: Layout) -> dict[int, list[int]]:
    """Return the columns that put the party of a row into a crew."""
    uses: dict[int, list[int]] = defaultdict(list)
    for j, column in enumerate(layout.columns):
        if isinstance(column, (Flow, CrewColumn, Above)):
            for row, value in layout.entries[j]:
                if row in layout.parties and value < 0:
                    uses[row].append(j)
    return uses


def _crews(layout: Layout) -> dict[tuple[int, int], list[tuple[int, CrewColumn]]]:
    crews: dict[tuple[int, int], list[tuple[int, CrewColumn]]] = defaultdict(list)
    for j, column in enumerate(layout.columns if layout.problem.bonds.parted else ()):
        if isinstance(column, CrewColumn):
            chain = layout.problem.classes[column.place_class].offer.chains[column.chain]
            crews[chain.day, chain.template].append((j, column))
    return crews


def _shared_pools(layout: Layout, both: Collection[int]) -> list[tuple[int, list[int]]]:
    """Return the pools that both fill directly, with the flows."""
    flows: dict[int, list[int]] = defaultdict(list)
    for j in both:
        column = layout.columns[j]
        if isinstance(column, Flow):
            flows[column.pool].append(j)
    return [(pool, some) for pool, some in sorted(flows.items()) if len(some) > 1]
