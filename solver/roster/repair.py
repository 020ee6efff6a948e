"""The whole-number programme that mends a roster: one way for each person, lawful crews, least missing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import highspy
import numpy as np

from ...models.roster import Seat
from .demand import Chain, Offer
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
        The seats now held, by crew; crews that may be opened anew have none.
    ways
        What each person may do, the way of changing nothing first.
    later
        Torn crews that are mended another time: they may stay torn, and serve no need.
    couple
        Adds what else couples people: told the programme, the column of each way, and those of each crew that goes.

    Returns
    -------
    ways
        One a person, at least cost with what is then missing; None if no choice makes every crew lawful.
    """
    model = Rows()
    columns = {name: [model.column(way.cost) for way in some] for name, some in ways.items()}
    for own in columns.values():
        model.row(1.0, 1.0, [(column, 1.0) for column in own])
    touched = _add_crews(model, sites, crews, ways, columns, later)
    _add_needs(model, sites, crews, touched)
    if couple is not None:
        couple(model, columns, touched)
    solved = solve_rows(model)
    if solved is None:
        return None
    values = solved.values
    return [some[int(np.argmax([values[j] for j in columns[name]]))] for name, some in ways.items()]


def _add_crews(  # noqa: PLR0913, PLR0917
    model: Rows,
    sites: Mapping[str, Site],
    crews: Mapping[CrewKey, Sequence[Spot]],
    ways: Mapping[str, Sequence[Way]],
    columns: Mapping[str, Sequence[int]],
    later: AbstractSet[CrewKey],
) -> dict[CrewKey, list[int]]:
    """Let a crew go out only in a lawful strength; returns the columns that say a crew goes out."""
    sitting: dict[tuple[CrewKey, Seat], list[int]] = defaultdict(list)
    moving: dict[CrewKey, Counter[Seat]] = defaultdict(Counter)
    for name, some in ways.items():
        for spot in some[0].spots:
            moving[spot.crew][spot.seat] += 1
        for column, way in zip(columns[name], some, strict=True):
            for spot in way.spots:
                sitting[spot.crew, spot.seat].append(column)
    out: dict[CrewKey, list[int]] = {}
    for key in dict.fromkeys((*crews, *(crew for crew, _ in sitting if crew not in later))):
        chain = sites[key[2]].chains.get((key[0], key[1]))
        held = Counter(spot.seat for spot in crews.get(key, ()))
        held.subtract(moving[key])
        options = [] if chain is None else [(model.column(option.price), option) for option in chain.options]
        out[key] = [column for column, _ in options]
        for seat in Seat:
            coming = [(column, 1.0) for column in sitting.get((key, seat), ())]
            wanted = [(column, -float(dict(option.seats).get(seat, 0))) for column, option in options]
            model.row(-held[seat], highspy.kHighsInf, [*coming, *(entry for entry in wanted if entry[1])])
        everyone = [(column, 1.0) for seat in Seat for column in sitting.get((key, seat), ())]
        most = float(len(everyone) + sum(held.values()))
        model.row(-highspy.kHighsInf, -float(sum(held.values())), [*everyone, *((j, -most) for j in out[key])])
        model.row(0.0, 1.0, [(column, 1.0) for column in out[key]])
    return out


def _add_needs(
    model: Rows, sites: Mapping[str, Site], crews: Mapping[CrewKey, Sequence[Spot]], out: Mapping[CrewKey, list[int]]
) -> None:
    """Price what is missing at every need that a crew serves."""
    by_place: dict[str, list[CrewKey]] = defaultdict(list)
    for key in dict.fromkeys((*crews, *out)):
        by_place[key[2]].append(key)
    for place_id, keys in sorted(by_place.items()):
        site = sites[place_id]
        for need in site.offer.needs:
            serving = [key for key in keys if _serves(site, key, need.day, need.band)]
            short = model.column(need.price, float(need.crews))
            going = [(column, 1.0) for key in serving for column in out[key]]
            model.row(float(need.crews), highspy.kHighsInf, [(short, 1.0), *going])


def _serves(site: Site, key: CrewKey, day: int, band: str) -> bool:
    chain = site.chains.get((key[0], key[1]))
    return chain is not None and (day, band) in chain.serves
