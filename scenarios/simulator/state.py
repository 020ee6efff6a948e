"""The state of one run: the clock, the board, who is on which errand, what is to come, what was written down."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ...road_network.conditions import Conditions
from ...road_network.speeds import CAR
from ...solver.dispatch.call import Call
from ...solver.dispatch.crew_file import CrewFile, Stretch, seconds
from ...solver.dispatch.rules import DispatchRules
from .agenda import Agenda
from .hours import Hour, Hours
from .logbook import Logbook
from .stage import Stage
from .waiting import Waiting
from .whereabouts import Whereabouts

MS = 1000


@dataclass(slots=True)
class Errand:
    """A crew's order: the call, when it was given, when the crew rolls, whether it is there."""

    call: int
    ordered_ms: int
    rolls_ms: int
    there: bool = False


@dataclass(slots=True)
class OpenCall:
    """A call in hand: who was sent; ``lacks`` if somebody was called off it and not replaced yet."""

    call: Call
    sent: list[int] = field(default_factory=list)
    lacks: bool = False


class State:
    """What changes while a week is lived; crews and calls go by their numbers."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.end_ms = round((stage.end - stage.begin).total_seconds() * MS)
        self.agenda, self.log, self.waiting = Agenda(self.end_ms), Logbook(), Waiting()
        self.board = stage.board()
        self.where = Whereabouts(stage, self.board)
        self.crews: list[CrewFile] = [self.board.crews[file.unit_id] for file in stage.files]
        self.number = {file.unit_id: i for i, file in enumerate(stage.files)}
        self.errand: list[Errand | None] = [None] * len(self.crews)
        self.ticket = [0] * len(self.crews)
        self.open: dict[int, OpenCall] = {}
        self._hours, self._begin_us = Hours(stage), round(seconds(stage.begin) * 10**6)
        self.now_ms = 0
        self.set_clock(0)

    def set_clock(self, at_ms: int) -> None:
        """Let time pass."""
        self.now_ms = at_ms
        self.clock = (self._begin_us + at_ms * 1000) / 10**6
        self.board.set_clock(self.clock)

    @property
    def now(self) -> datetime:
        """Local time."""
        return self.stage.begin + timedelta(milliseconds=self.now_ms)

    def hour(self) -> Hour:
        """Return what the hour says of the roads."""
        return self._hours.at(self.now_ms)

    @property
    def rules(self) -> DispatchRules:
        """The rules of dispatch."""
        return self.stage.rules

    def stretch(self, unit: int) -> Stretch | None:
        """Return the leg of a crew's roster that holds now."""
        return self.crews[unit].stretch(self.clock)[0]

    def idle(self, unit: int) -> bool:
        """Whether a crew has no order and is where its roster wants it."""
        return self.errand[unit] is None and not self.where.driving(unit)

    def roads(self) -> Conditions:
        """Return closures and speeds of now, for who drives without haste."""
        return self.hour().given(CAR)

    def new_ticket(self, unit: int) -> int:
        """Make all that was noted for a crew void, and return the ticket of what is noted next."""
        self.ticket[unit] += 1
        return self.ticket[unit]
