"""A day of a run as a film: where every crew is minute by minute, what it does, which calls are open."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...models.unit import UnitStatus
from ...road_network.graph import RoadNetwork
from ...road_network.part_line import point_on
from .live import lived_and_watched
from .run import Event, Run
from .stage import Stage
from .state import State

EVERY_MS = 60_000
DAY_MS = 86_400_000
CODES = {status: number for number, status in enumerate(UnitStatus)}


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One crew's film: from frame ``first`` on, longitude, latitude and status (place in ``UnitStatus``) by frame."""

    unit_id: str
    first: int
    lon: list[float]
    lat: list[float]
    status: list[int]


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """
    A day.

    Parameters
    ----------
    first_ms, frames
        When it begins in the run, and how many frames of ``EVERY_MS`` it has.
    tracks
        Crews on duty; a crew with two stretches of duty has two.
    calls
        Longitude, latitude, and frames (with fractions) of receipt, first arrival and end of each call of the day.
    """

    run: Run
    first_ms: int
    frames: int
    tracks: Sequence[Track]
    calls: Sequence[tuple[str, float, float, float, float, float]]


def film_of(stage: Stage, *, day: int = 1, seed: int = 0, replication: int = 0) -> Film:
    """
    Live through a run once more and film one day of it; filming changes nothing.

    Parameters
    ----------
    stage, seed, replication
        As for ``live.simulate``.
    day
        Which day, from 0 on.
    """
    network = stage.search.network
    frames = DAY_MS // EVERY_MS
    camera = _Camera(network)
    first = day * DAY_MS
    moments = [first + frame * EVERY_MS for frame in range(frames)]
    run = lived_and_watched(stage, seed=seed, replication=replication, moments=moments, watch=camera.shoot)
    return Film(run, first, frames, camera.tracks(), _calls(run, network, first))


class _Camera:
    """Notes frame after frame."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network, self._frame = network, 0
        self._open: dict[int, Track] = {}
        self._done: list[Track] = []

    def shoot(self, state: State) -> None:
        state.where.tell(state.now_ms, all_drives=True)
        for unit, crew in enumerate(state.crews):
            place = state.board.place(crew.unit_id)
            if place is None:
                if unit in self._open:
                    self._done.append(self._open.pop(unit))
                continue
            lon, lat = point_on(self._network, place.arc, place.share)
            track = self._open.setdefault(unit, Track(crew.unit_id, self._frame, [], [], []))
            track.lon.append(round(lon, 5))
            track.lat.append(round(lat, 5))
            track.status.append(CODES[state.board.standing(crew.unit_id).status])
        self._frame += 1

    def tracks(self) -> list[Track]:
        return sorted([*self._done, *self._open.values()], key=lambda track: (track.unit_id, track.first))


def _calls(run: Run, network: RoadNetwork, first: int) -> list[tuple[str, float, float, float, float, float]]:
    there: dict[int, int] = {}
    over: dict[int, int] = {}
    log = run.log
    for at, event, call in zip(log.at_ms.tolist(), log.event.tolist(), log.call.tolist(), strict=True):
        if event == Event.ARRIVED:
            there.setdefault(call, at)
        elif event == Event.CLOSED:
            over[call] = at
    found = []
    for number, call in enumerate(run.calls):
        end = over.get(number, first + DAY_MS)
        if call.at_ms < first + DAY_MS and end >= first:
            lon, lat = point_on(network, call.incident.arc or 0, call.incident.share)
            came, reached, gone = (round((t - first) / EVERY_MS, 2) for t in (call.at_ms, there.get(number, end), end))
            found.append((call.incident.type.name.zh, round(lon, 5), round(lat, 5), came, reached, gone))
    return found
