"""The calls of a changed city: those of the source, thinned or multiplied, and those that come besides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil

import numpy as np

from ...models.incident import Incident
from ..simulator.draws import Purpose, key_of, keys_of, mixed, uniform
from ..simulator.scenario import CallSource
from .world import CallEffect, ExtraCalls, World

COPY_SEED = 1_000_003
"""Copies of calls are those of another seed: as many and alike, but others."""


def calls_of(world: World, source: CallSource) -> CallSource:
    """Return the source as the world's changes leave it; the source itself if they leave it alone."""
    if not world.calls and not world.extra:
        return source
    length = world.network.length_m if world.network is not None else np.empty(0)
    extra = tuple(
        _Crowd(what=one, upto=tuple(np.cumsum(length[list(one.arcs)]) / length[list(one.arcs)].sum()))
        for one in world.extra
    )
    return ChangedCalls(source=source, effects=world.calls, extra=extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crowd:
    """Calls besides, and the share of the metres of its streets up to each."""

    what: ExtraCalls
    upto: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChangedCalls:
    """
    Calls of ``source`` under effects, with the calls of crowds.

    A call that both worlds have is the same in both: thinning drops calls by their own luck, and a factor above 1 adds
    calls of another draw to those that were there. So worlds are compared by common random numbers.
    """

    source: CallSource
    effects: Sequence[CallEffect]
    extra: Sequence[_Crowd]

    def calls(self, start: datetime, end: datetime, *, seed: int, replication: int) -> Sequence[Incident]:
        """Return the calls of a stretch of time, in order."""
        found = self._kept(self.source.calls(start, end, seed=seed, replication=replication), 0, seed, replication)
        most = ceil(np.prod([max(1.0, effect.factor) for effect in self.effects]))
        for copy in range(1, most):
            drawn = self.source.calls(start, end, seed=seed + copy * COPY_SEED, replication=replication)
            renamed = [replace(call, incident_id=f"x{copy}-{call.incident_id}") for call in drawn]
            found += self._kept(renamed, copy, seed, replication)
        for crowd in self.extra:
            found += [c for c in _crowd(crowd, seed, replication) if start <= c.reported_at < end]
        return sorted(found, key=lambda call: (call.reported_at, call.incident_id))

    def _kept(self, calls: Sequence[Incident], copy: int, seed: int, replication: int) -> list[Incident]:
        """Keep of the ``copy``-th draw each call whose luck lies below the factor that is left for it."""
        keys = mixed(keys_of(call.incident_id for call in calls), COPY_SEED)
        luck = uniform(keys, Purpose.ARRIVAL, seed=seed, replication=replication).tolist()
        return [call for call, u in zip(calls, luck, strict=True) if u < self._factor(call) - copy]

    def _factor(self, call: Incident) -> float:
        factor = 1.0
        for effect in self.effects:
            here = effect.arcs is None or call.arc in effect.arcs
            if here and (not effect.codes or call.code in effect.codes) and effect.window.holds(call.reported_at):
                factor *= effect.factor
        return factor


def _crowd(crowd: _Crowd, seed: int, replication: int) -> Iterator[Incident]:
    """Draw the calls of a crowd: Poisson in each of its days."""
    what = crowd.what
    for begin, stop in what.window.spans():
        day = begin.date()
        while datetime.combine(day, time()) < stop:
            yield from (
                _call(crowd, number, when, luck)
                for number, when, luck in _arrivals(what, day, seed, replication)
                if begin <= when < stop
            )
            day += timedelta(days=1)


def _arrivals(
    what: ExtraCalls, day: date, seed: int, replication: int
) -> Iterator[tuple[int, datetime, tuple[float, float, float]]]:
    """Yield number, time, and luck for type, arc and share of each call of a day."""
    own, at, number = np.array([key_of(f"{what.name} {day}")], dtype=np.uint64), 0.0, 0
    while True:
        key = mixed(own, number)
        wait, kind, place, share = (
            float(uniform(key, purpose, seed=seed, replication=replication)[0])
            for purpose in (Purpose.ARRIVAL, Purpose.TYPE, Purpose.PLACE, Purpose.SHARE)
        )
        at -= np.log(wait) / what.per_hour
        if at >= 24:
            return
        moment = datetime.combine(day, time()) + timedelta(milliseconds=round(at * 3_600_000))
        yield number, moment, (kind, place, share)
        number += 1


def _call(crowd: _Crowd, number: int, when: datetime, luck: tuple[float, float, float]) -> Incident:
    codes = list(crowd.what.mix)
    kind = min(int(np.searchsorted(np.cumsum(list(crowd.what.mix.values())), luck[0])), len(codes) - 1)
    arc = min(int(np.searchsorted(crowd.upto, luck[1])), len(crowd.upto) - 1)
    return Incident(
        incident_id=f"{crowd.what.name}-{when:%m%d}-{number}",
        code=codes[kind],
        reported_at=when,
        arc=crowd.what.arcs[arc],
        share=luck[2],
    )
