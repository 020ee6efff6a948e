"""How a roster being mended stands: which crews are torn, what is missing, what it costs, what could be opened."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ...models.officer import Officer
from ...models.roster import Seat
from .demand import CrewOption
from .repair import Site, strong
from .repair_bonds import MendBonds
from .repair_ways import CrewKey, Spot, Ways, Week

NeedKey = tuple[str, int, str]
"""One need: (place, day, band)."""

Shorts = Mapping[NeedKey, int]
"""Crews missing, by (place, day, band)."""


@dataclass(slots=True)
class MendState:
    """One part of the city: its people with the seats they hold, and its places."""

    ways: Ways
    people: Mapping[str, Officer]
    sites: Mapping[str, Site]
    held: dict[str, Week]
    bonds: MendBonds
    tried: set[CrewKey] = field(default_factory=set)

    def crews(self) -> dict[CrewKey, list[Spot]]:
        """Return the seats held, by crew."""
        found: dict[CrewKey, list[Spot]] = defaultdict(list)
        for week in self.held.values():
            for spot in week:
                if spot is not None:
                    found[spot.crew].append(spot)
        return dict(sorted(found.items()))

    def torn(self) -> dict[CrewKey, list[Spot]]:
        """Return the crews that are not lawful as they stand, with the seats to fill."""
        some = ((crew, _lacking(self.options(crew), held)) for crew, held in self.crews().items())
        return {crew: spots for crew, spots in some if spots is not None}

    def prices(self) -> dict[NeedKey, int]:
        """Return what a crew less costs at every need."""
        return {(name, n.day, n.band): n.price for name, site in self.sites.items() for n in site.offer.needs}

    def options(self, crew: CrewKey) -> Sequence[CrewOption]:
        """Return the lawful strengths of a crew."""
        return self.sites[crew[2]].options(crew)

    def missing(self, torn: Collection[CrewKey] = ()) -> Counter[NeedKey]:
        """Return the crews missing if the torn ones stay at home."""
        going: Counter[NeedKey] = Counter()
        for crew in self.crews().keys() - torn:
            going.update((crew[2], day, band) for day, band in self.sites[crew[2]].serves(crew))
        found: Counter[NeedKey] = Counter()
        for place_id, site in self.sites.items():
            for need in site.offer.needs:
                found[place_id, need.day, need.band] = max(0, need.crews - going[place_id, need.day, need.band])
        return found

    def price(self) -> float:
        """Return what people's weeks, crews and missing crews cost; a torn crew stays at home."""
        weeks = sum(self.ways.stay(officer, self.held[name]).cost for name, officer in self.people.items())
        torn = self.torn()
        crews = sum(
            min(option.price for option in self.options(crew) if strong(option, held))
            for crew, held in self.crews().items()
            if crew not in torn
        )
        prices = self.prices()
        missing = sum(prices[key] * number for key, number in self.missing(torn).items())
        return weeks + crews + missing + self.bonds.price(self.held)

    def openings(self, before: Shorts) -> dict[CrewKey, list[Spot]]:
        """Return new crews that could serve needs which go short now and did not before, with the seats they want."""
        now, crews = self.missing(), self.crews()
        found: dict[CrewKey, list[Spot]] = {}
        for (place_id, day, band), short in now.items():
            if short > before.get((place_id, day, band), 0):
                for (when, template), chain in self.sites[place_id].chains.items():
                    if (day, band) in chain.serves:
                        used = [crew[3] for crew in crews if crew[:3] == (when, template, place_id)]
                        crew = (when, template, place_id, max(used, default=0) + 1)
                        seats = {seat for option in chain.options for seat, _ in option.seats}
                        found[crew] = [Spot(crew, seat) for seat in sorted(seats)]
        return found


def _lacking(options: Iterable[CrewOption], held: Sequence[Spot]) -> list[Spot] | None:
    """Return the seats to fill so that a crew is lawful in any of its strengths; None if it is lawful as it is."""
    strengths = [Counter(dict(option.seats)) for option in options]
    have = Counter(spot.seat for spot in held)
    if any(have >= strength for strength in strengths):
        return None
    wanted: Counter[Seat] = Counter()
    for strength in strengths:
        wanted |= strength - have
    return [Spot(held[0].crew, seat) for seat in sorted(wanted)]
