"""Zones of demand: sites that the same places reach in time are one question to the chain model."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .chain_case import ChainCase

MOST_ZONES = 60
"""So many take part in each band of a day, the heaviest."""


@dataclass(frozen=True, slots=True)
class Zone:
    """
    Demand that the same places reach in time.

    ``places`` are place ids; ``weight`` is the expected calls by (day index, band).
    """

    places: frozenset[str]
    weight: Mapping[tuple[int, str], float]


def zones_of(case: ChainCase, zones: Sequence[Zone]) -> list[Zone]:
    """Return the zones that a case's places can reach."""
    here = {place.place_id for place in case.places}
    return [zone for zone in zones if zone.places & here]


def in_question(
    zones: Sequence[Zone], when: tuple[int, str], there: Collection[str], sure: Collection[str]
) -> list[tuple[tuple[str, ...], float]]:
    """Return the places that could reach demand nobody is sure to reach, with its weight; the heaviest first."""
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for zone in zones:
        weight = zone.weight.get(when, 0.0)
        near = tuple(sorted(zone.places.intersection(there)))
        if weight and near and zone.places.isdisjoint(sure):
            found[near] += weight
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_ZONES]
