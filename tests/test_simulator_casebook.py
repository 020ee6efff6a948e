"""A call that is kept is the call that would be made anew, at every hour, before and after a closure."""

from dataclasses import fields, replace
from datetime import timedelta

from simulator_worlds import BEGIN, PLAIN, call_at, crew_at, middle_of, stage_of, star

from qinwu.models.incident import EventCode
from qinwu.road_network.closures import OPEN
from qinwu.scenarios.simulator.casebook import Casebook
from qinwu.scenarios.simulator.scenario import RoadChange
from qinwu.scenarios.simulator.sources import Replay
from qinwu.scenarios.simulator.state import State
from qinwu.solver.dispatch.call import make_call

MINUTE_MS = 60_000
CODES = EventCode.ACCIDENT_INJURY, EventCode.WATCHLIST_HIT, EventCode.ILLEGAL_PARKING


def test_a_call_that_is_kept_is_the_one_that_would_be_made_anew() -> None:
    network = star()
    calls = [call_at(f"C{i}", 0, middle_of(network, i), code) for i, code in enumerate(CODES)]
    shut = RoadChange(
        start=BEGIN + timedelta(minutes=61, seconds=30), stop=BEGIN + timedelta(hours=9), closures=OPEN.close([2])
    )
    crews = [crew_at("U", middle_of(network, 0))]
    stage = replace(stage_of(network, crews, Replay(incidents=calls), settings=PLAIN), changes=[shut])
    state = State(stage)
    book = Casebook(state, calls)
    for minute in (0, 1, 14, 15, 61, 61.5, 62, 400, 430, 539, 540, 1000, 1200, 1439):
        state.set_clock(round(minute * MINUTE_MS))
        for number, incident in enumerate(calls):
            anew = make_call(stage.fleet, incident, state.now, stage.rules, stage.closures(state.now))
            kept = book.call(number)
            assert kept.given.closures is anew.given.closures
            assert kept.given.key == anew.given.key
            rest = [field.name for field in fields(anew) if field.name != "given"]
            assert [getattr(kept, name) for name in rest] == [getattr(anew, name) for name in rest]
