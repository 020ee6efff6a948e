"""The whole-number programme that mends a roster: one way for each person, lawful crews, least missing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import highspy
import numpy as np

from ...models.roster import Seat
from .demand import Chain, CrewOption, Offer
from .repair_ways import CrewKey, Spot, Way
from .rows import Rows, solve_rows


@dataclass(frozen=True, slots=True)
class Site:
    """A place as the programme sees it: what it needs and which duties serve it."""

    offer: Offer
    chains: Mapping[tuple[int, int], Chain]

    @classmethod
    def of(cls, offer: Offer) -> "Site":
        """Index an offer's chains by (day, template)."""
        return cls(offer, {(chain.day, chain.template): chain for chain in offer.chains})

    def options(self, crew: CrewKey) -> Sequence[CrewOption]:
        """Return the lawful strengths of a crew; none if its duty serves nothing here."""
        chain = self.chains.get(crew[:2])
        return () if chain is None else chain.options

    def serves(self, crew: CrewKey) -> Collection[tuple[int, str]]:
        """Return the (day, band) of each need that a crew serves."""
        chain = self.chains.get(crew[:2])
        return () if chain is None else chain.serves


Couple = Callable[[Rows, Mapping[str, Sequence[int]], Mapping[CrewKey, Sequence[int]]], None]


def mend(
    sites: Mapping[str, Site],
    crews: Mapping[CrewKey, Sequence[Spot]],
    ways: Mapping[str, Sequence[Way]],
    *,
    later: AbstractSet[CrewKey] = frozenset(),
    couple: Couple | None = None,
) -> list[Way] | None:
    """
    Choose one way for each person.

    Parameters
    ----------
    sites
        Each place that a way or a crew touches.
    crews
        The seats now held, by crew.
    ways
        What each person may do, the way of changing nothing first.
    later
        Torn crews that are mended another time: they may stay torn, and serve no need.
    couple
        Adds what else couples people: told the programme, the column of each way, and those of each crew that goes
        (crews that nobody may join or leave are not among them).

    Returns
    -------
    ways
        One a person, at least cost with what is then missing; None if no choice makes every crew lawful that somebody
        may join or leave (a torn one that nobody can touch stays torn).
    """
    model = Rows()
    columns = {name: [model.column(way.cost) for way in some] for name, some in ways.items()}
    for own in columns.values():
        model.row(1.0, 1.0, [(column, 1.0) for column in own])
    out = _add_crews(model, sites, crews, ways, columns, later)
    settled = Counter(
        (key[2], day, band)
        for key, held in crews.items()
        if key not in out and any(strong(option, held) for option in sites[key[2]].options(key))
        for day, band in sites[key[2]].serves(key)
    )
    _add_needs(model, sites, out, settled)
    if couple is not None:
        couple(model, columns, out)
    solved = solve_rows(model)
    if solved is None:
        return None
    values = solved.values
    return [some[int(np.argmax([values[j] for j in columns[name]]))] for name, some in ways.items()]


def strong(option: CrewOption, held: Sequence[Spot]) -> bool:
    """Whether the seats held make up this strength."""
    return Counter(spot.seat for spot in held) >= Counter(dict(option.seats))


def _add_crews(  # noqa: PLR0913, PLR0917
    model: Rows,
    sites: Mapping[str, Site],
    crews: Mapping[CrewKey, Sequence[Spot]],
    ways: Mapping[str, Sequence[Way]],
    columns: Mapping[str, Sequence[int]],
    later: AbstractSet[CrewKey],
) -> dict[CrewKey, list[int]]:
    """Let a crew that somebody may join or leave go out only in a lawful strength; returns the columns that say so."""
    sitting: dict[CrewKey, dict[Seat, list[int]]] = defaultdict(lambda: defaultdict(list))
    moving: dict[CrewKey, Counter[Seat]] = defaultdict(Counter)
    for name, some in ways.items():
        for spot in some[0].spots:
            moving[spot.crew][spot.seat] += 1
        for column, way in zip(columns[name], some, strict=True):
            for spot in way.spots:
                sitting[spot.crew][spot.seat].append(column)
    out: dict[CrewKey, list[int]] = {}
    for key, coming in sitting.items():
        if key in later:
            continue
        held = Counter(spot.seat for spot in crews.get(key, ()))
        held.subtract(moving[key])
        options = [(model.column(option.price), dict(option.seats)) for option in sites[key[2]].options(key)]
        out[key] = [column for column, _ in options]
        for seat in Seat:
            wanted = [(column, -float(seats[seat])) for column, seats in options if seat in seats]
            model.row(-held[seat], highspy.kHighsInf, [*((column, 1.0) for column in coming[seat]), *wanted])
        everyone = [(column, 1.0) for seat in Seat for column in coming[seat]]
        most = float(len(everyone) + sum(held.values()))
        model.row(-highspy.kHighsInf, -float(sum(held.values())), [*everyone, *((j, -most) for j in out[key])])
        model.row(0.0, 1.0, [(column, 1.0) for column in out[key]])
    return out


def _add_needs(
    model: Rows, sites: Mapping[str, Site], out: Mapping[CrewKey, list[int]], settled: Counter[tuple[str, int, str]]
) -> None:
    """Price what is missing at every need that a crew of ``out`` serves; ``settled`` crews are there already."""
    going: dict[tuple[str, int, str], list[tuple[int, float]]] = defaultdict(list)
    for key, columns in out.items():
        for day, band in sites[key[2]].serves(key):
            going[key[2], day, band] += [(column, 1.0) for column in columns]
    for place_id in sorted({place_id for place_id, _, _ in going}):
        for need in sites[place_id].offer.needs:
            served = place_id, need.day, need.band
            lacking = float(need.crews - settled[served])
            if served in going and lacking > 0:
                short = model.column(need.price, lacking)
                model.row(lacking, highspy.kHighsInf, [(short, 1.0), *going[served]])
