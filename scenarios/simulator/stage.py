"""A scenario made ready: roads, crews, lines and bands, prepared once for all replications."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from ...models.city import City
from ...models.leg import LegMode
from ...road_network.closures import OPEN, Closures
from ...road_network.search import RoadSearch
from ...road_network.speeds import CAR, EMERGENCY
from ...solver.dispatch.board import Board
from ...solver.dispatch.crew_file import CrewFile, Stretch, clock_time, seconds
from ...solver.dispatch.fleet import Fleet
from ...solver.dispatch.roster_crews import fleet_of
from ...solver.dispatch.rules import DispatchRules
from .force import Figures, roster_figures
from .run import SimCrew
from .scenario import CallSource, RoadChange, Scenario, Settings
from .tracks import Tracks, make_tracks

ALWAYS_S = 10**9
RIDES = frozenset({LegMode.LINE, LegMode.MOBILE})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """
    Everything a run needs and none changes; for one process.

    Parameters
    ----------
    fleet
        Roads, rules and territory, as dispatch knows them.
    files
        The crews as the roster has them, in the order of their numbers.
    tracks
        The lines that they ride.
    band_starts, band_codes
        The bands of the simulated days, on the clock of ``crew_file``.
    scenario, still
        What it was made from, and the figures that are the same in all its runs; None and empty for crews
        without a city.
    """

    name: str
    fleet: Fleet
    files: Sequence[CrewFile]
    tracks: Tracks
    source: CallSource
    settings: Settings
    begin: datetime
    end: datetime
    changes: Sequence[RoadChange] = ()
    band_starts: Sequence[float] = ()
    band_codes: Sequence[str] = ()
    scenario: Scenario | None = None
    still: Figures = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario) -> "Stage":
        """
        Make a scenario ready.

        Raises
        ------
        InputError
            As ``roster_crews.fleet_of``.
        """
        city, roster = scenario.city, scenario.roster
        search = RoadSearch(scenario.network, profile=scenario.profile)
        for vehicle in (CAR, EMERGENCY):
            search.make_guide(vehicle)
        rules = _trusting(scenario.rules or DispatchRules.of(city))
        uncut = {place.place_id: () for place in city.places}
        fleet = fleet_of(city, roster, search, rules=rules, before=scenario.before, lines=uncut)
        with fleet.at(scenario.begin) as board:
            files = [board.crews[name] for name in board.names()]
        starts, codes = _bands(city, scenario.begin, scenario.end)
        legs = [(s.place_id, band_at(starts, codes, s.start)) for f in files for s in f.stretches if s.mode in RIDES]
        return cls(
            name=scenario.name,
            fleet=fleet,
            files=files,
            tracks=make_tracks(legs, scenario.lines, fleet.territory),
            source=scenario.source,
            settings=scenario.settings,
            begin=scenario.begin,
            end=scenario.end,
            changes=scenario.changes,
            band_starts=starts,
            band_codes=codes,
            scenario=scenario,
            still={**roster_figures(city, roster), **scenario.facts},
        )

    @property
    def search(self) -> RoadSearch:
        """The roads."""
        return self.fleet.search

    @property
    def rules(self) -> DispatchRules:
        """The rules of dispatch."""
        return self.fleet.rules

    @property
    def counted_from(self) -> datetime:
        """The end of the warm-up; half the time, if it is that short."""
        return min(self.begin + timedelta(minutes=self.settings.warm_up_min), self.begin + (self.end - self.begin) / 2)

    @property
    def counted_to(self) -> datetime:
        """The moment after the last call that counts."""
        return max(self.end - timedelta(minutes=self.settings.cool_down_min), self.counted_from)

    @property
    def crews(self) -> Sequence[SimCrew]:
        """The crews as a run tells of them."""
        return [
            SimCrew(unit_id=f.unit_id, brigade=f.brigade, police=f.police, aux=f.aux, stretches=tuple(f.stretches))
            for f in self.files
        ]

    def board(self) -> Board:
        """Return a new board with fresh files of all crews."""
        fleet = Fleet(self.search, [replace(crew) for crew in self.files], rules=self.rules)
        with fleet.at(self.begin) as board:
            return board  # nobody else has this fleet

    def closures(self, now: datetime) -> Closures:
        """Return what is closed or slow at a moment."""
        return next((one.closures for one in reversed(self.changes) if one.start <= now < one.stop), OPEN)

    def band(self, moment: float) -> str:
        """Return the band of a moment of the clock of ``crew_file``; "" outside the simulated days."""
        return band_at(self.band_starts, self.band_codes, moment)

    def track(self, stretch: Stretch, turn: "Turn") -> tuple[int, float] | None:
        """Return the line of a crew's leg and how far ahead on it the crew begins, 0 up to 1; None if it has none."""
        if stretch.mode not in RIDES:
            return None
        tracks = self.tracks.number.get((stretch.place_id, self.band(stretch.start)))
        return None if not tracks else (tracks[turn.rank % len(tracks)], turn.ahead(len(tracks)))


def band_at(starts: Sequence[float], codes: Sequence[str], moment: float) -> str:
    """Return the code whose start is the last one not after ``moment``; "" before the first."""
    at = bisect_right(starts, moment) - 1
    return codes[at] if at >= 0 else ""


def _bands(city: City, begin: datetime, end: datetime) -> tuple[list[float], list[str]]:
    found: dict[float, str] = {}
    day = begin - timedelta(days=2)
    while day <= end:
        midnight = datetime.combine(day.date(), datetime.min.time())
        for band in city.bands_of(day.date()):
            found[seconds(midnight + timedelta(minutes=band.start))] = band.code
        day += timedelta(days=1)
    return sorted(found), [found[start] for start in sorted(found)]


def _trusting(rules: DispatchRules) -> DispatchRules:
    """Every crew's vehicle tells its place whenever it matters, and its radio is never silent."""
    return replace(rules, fix_fresh_s=ALWAYS_S, silent_s=ALWAYS_S)


class Turn(NamedTuple):
    """Which of the crews of one duty a crew is: its rank from 0 on, and how many they are."""

    rank: int
    crews: int

    def ahead(self, lines: int) -> float:
        """Return how far ahead on its line it begins, 0 up to 1: those who share one keep even distances."""
        return self.rank // lines / len(range(self.rank % lines, self.crews, lines))


def turns_of(files: Sequence[CrewFile]) -> Mapping[str, Turn]:
    """Return the turn of each crew among those of its duty."""
    duties: dict[str, list[str]] = {}
    for crew in files:
        duties.setdefault(crew.unit_id.rpartition("-")[0], []).append(crew.unit_id)
    return {name: Turn(i, len(names)) for names in duties.values() for i, name in enumerate(sorted(names))}


def moment_of(begin: datetime, at_ms: int) -> tuple[datetime, float]:
    """Return a run's time as local time and on the clock of ``crew_file``."""
    now = begin + timedelta(milliseconds=at_ms)
    return now, seconds(now)


@lru_cache(maxsize=1 << 16)
def ms_of(begin: datetime, moment: float) -> int:
    """Return a time of the clock of ``crew_file`` as a run's milliseconds."""
    return round((clock_time(moment) - begin).total_seconds() * 1000)
