"""The calls of a run as dispatch sees them: place and type are looked up once, the rest when the hour changes."""

from collections.abc import Sequence
from dataclasses import replace

from ...models.incident import Incident
from ...road_network.graph import ROAD_CLASSES
from ...solver.dispatch.call import Call, make_call
from .hours import Hour
from .state import State


class Casebook:
    """Calls by their numbers, made when they are asked for."""

    def __init__(self, state: State, incidents: Sequence[Incident]) -> None:
        self._state, self._incidents = state, incidents
        self._known: dict[int, tuple[Hour, Call]] = {}

    def call(self, number: int) -> Call:
        """Return a call as it is to be handled now."""
        hour, known = self._state.hour(), self._known.get(number)
        if known is not None and known[0] is hour:
            return replace(known[1], now=self._state.now)
        call = self._made(number, hour) if known is None else self._revised(known[1], hour)
        self._known[number] = hour, call
        return call

    def _made(self, number: int, hour: Hour) -> Call:
        state, incident = self._state, self._incidents[number]
        given = hour.given(state.rules.vehicle(incident.urgency))
        return make_call(state.stage.fleet, incident, state.now, state.rules, hour.closures, given=given)

    def _revised(self, call: Call, hour: Hour) -> Call:
        """Look up again what depends on the hour: the lawful crews, and the roads."""
        road = ROAD_CLASSES[self._state.stage.search.network.road_class[call.at.arc]]
        crew = self._state.rules.crew_for(call.incident, road, dark=hour.dark)
        return replace(call, now=self._state.now, crew=crew, given=hour.given(call.given.vehicle))
