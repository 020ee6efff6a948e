"""A week lived through, one event after another."""

from collections.abc import Callable, Sequence

from ...models.dispatch_level import DispatchLevel
from ...road_network.graph import ROAD_CLASSES
from ...solver.dispatch.call import Call, judge
from ...solver.dispatch.crew_file import seconds
from ...solver.dispatch.reasons import Reason
from .agenda import Due
from .casebook import Casebook
from .luck import closed_remotely, service_ms
from .run import Event, Run, SimCall
from .sending import Sending
from .shifts import Shifts
from .stage import Stage, ms_of
from .state import MS, State

OFFERS = 3
"""To so many waiting calls a crew that is free again is offered."""


def simulate(stage: Stage, *, seed: int = 0, replication: int = 0) -> Run:
    """
    Live through a scenario once.

    Parameters
    ----------
    stage
        The scenario made ready; not changed.
    seed, replication
        Two scenarios meet the same calls and the same luck in the same replication of the same seed.

    Returns
    -------
    What happened. The same arguments give the same bytes.

    Notes
    -----
    Pure. Who is sent is what ``dispatch.question.Question.choose`` answers on the board of that moment, as in
    ``nearest_units``.
    """
    return _Life(stage, seed, replication).lived()


def lived_and_watched(
    stage: Stage, *, seed: int, replication: int, moments: Sequence[int], watch: Callable[[State], None]
) -> Run:
    """Live through a scenario once, and show its state at some milliseconds (ascending) to a watcher who only looks."""
    return _Life(stage, seed, replication).lived(moments, watch)


def _blind(state: State) -> None:
    del state


class _Life:
    """One run while it is lived."""

    def __init__(self, stage: Stage, seed: int, replication: int) -> None:
        self._stage, self._seed, self._replication = stage, seed, replication
        self._state = State(stage)
        self._shifts = Shifts(self._state)
        self._sending = Sending(self._state, self._shifts.cut_short)
        settings, answer_ms = stage.settings, MS * stage.settings.answer_s
        calls = stage.source.calls(stage.begin, stage.end, seed=seed, replication=replication)
        arrived = [ms_of(stage.begin, seconds(call.reported_at)) for call in calls]
        kept = [i for i, at_ms in enumerate(arrived) if at_ms + answer_ms <= self._state.end_ms]
        self._incidents, self._arrived = [calls[i] for i in kept], [arrived[i] for i in kept]
        self._casebook = Casebook(self._state, self._incidents)
        self._facts: list[SimCall] = []
        luck = {"seed": seed, "replication": replication}
        self._service_ms = service_ms(self._incidents, settings, **luck)
        self._remote = closed_remotely(self._incidents, settings, **luck)
        for number, at_ms in enumerate(self._arrived):
            self._state.log.note(at_ms, Event.RECEIVED, number)
            self._state.agenda.add(at_ms + answer_ms, Due.CALL, number)

    def lived(self, moments: Sequence[int] = (), watch: Callable[[State], None] = _blind) -> Run:
        """Live to the end, and tell."""
        shown = 0
        while (coming := self._state.agenda.next()) is not None:
            at_ms, due, number, ticket = coming
            while shown < len(moments) and moments[shown] < at_ms:
                self._state.set_clock(max(self._state.now_ms, moments[shown]))
                watch(self._state)
                shown += 1
            if at_ms != self._state.now_ms:
                self._state.set_clock(at_ms)
            self._happen(due, number, ticket)
        self._state.set_clock(self._state.end_ms)
        for unit in range(len(self._state.crews)):
            self._sending.stamp(unit)
        stage = self._stage
        return Run(
            scenario=stage.name,
            seed=self._seed,
            replication=self._replication,
            begin=stage.begin,
            end=stage.end,
            counted_from=stage.counted_from,
            counted_to=stage.counted_to,
            calls=tuple(self._facts),
            crews=stage.crews,
            log=self._state.log.closed(self._state.end_ms),
        )

    def _happen(self, due: Due, number: int, ticket: int) -> None:
        """Let one thing happen; what a ticket made void does not."""
        free = False
        match due:
            case Due.CALL:
                self._received(number)
            case Due.RETRY if self._state.open[number].lacks:
                self._look_for(number)
            case Due.ARRIVE if ticket == self._state.ticket[number]:
                self._arrived_at(number)
            case Due.CLEAR:
                self._clear(number)
            case Due.BACK if ticket == self._state.ticket[number]:
                free = self._shifts.back(number)
            case Due.LEG:
                free = self._shifts.leg(number)
            case Due.REST:
                self._shifts.rest(number, ticket)
            case Due.REST_END:
                free = self._shifts.rest_end(number, ticket)
            case _:
                pass
        if free and len(self._state.waiting):
            self._offer(number)

    def _received(self, number: int) -> None:
        """Classify a call, and close it remotely or send somebody."""
        state, incident = self._state, self._incidents[number]
        call = self._casebook.call(number)
        first = call.level.level is DispatchLevel.L1
        self._facts.append(
            SimCall(
                incident=incident,
                at_ms=self._arrived[number],
                level=1 if first else 2,
                brigade=call.level.owner,
                cell=call.cell,
                road=ROAD_CLASSES[self._stage.search.network.road_class[call.at.arc]],
                band=self._stage.band(seconds(incident.reported_at)),
            )
        )
        state.log.note(state.now_ms, Event.CLASSIFIED, number, value=1 if first else 2)
        if self._remote[number]:
            state.log.note(state.now_ms, Event.REMOTE, number)
            state.log.note(state.now_ms + MS * self._stage.settings.remote_s, Event.CLOSED, number)
            return
        self._look_for(number)

    def _look_for(self, number: int) -> None:
        """Send somebody to a call, or let it wait; of a joint crew called off one by one, each asks again."""
        state, call = self._state, self._casebook.call(number)
        if self._sending.dispatch(number, call):
            if number in state.waiting:
                state.waiting.take(number)
        elif number not in state.waiting:
            state.log.note(state.now_ms, Event.QUEUED, number, value=len(state.waiting))
            state.waiting.add(number, self._arrived[number], call)

    def _arrived_at(self, unit: int) -> None:
        state = self._state
        errand = state.errand[unit]
        if self._sending.arrive(unit) and errand is not None:
            state.log.note(state.now_ms, Event.HANDLING, errand.call)
            state.agenda.add(state.now_ms + self._service_ms[errand.call], Due.CLEAR, errand.call)

    def _clear(self, number: int) -> None:
        """Close a call: its crews take the next one that waits, or drive back."""
        state = self._state
        opened = state.open.pop(number)
        for unit in opened.sent:
            state.log.note(state.now_ms, Event.CLEARED, number, unit)
            state.errand[unit], state.crews[unit].job = None, None
            state.where.scene(unit, state.clock, opened.call.at)
        state.log.note(state.now_ms, Event.CLOSED, number)
        for unit in opened.sent:
            if len(state.waiting) and state.errand[unit] is None and state.stretch(unit) is not None:
                self._offer(unit)
            if state.errand[unit] is None:
                self._shifts.home(unit, opened.call.at)

    def _offer(self, unit: int) -> None:
        """Offer a crew that is free to the calls that wait."""
        state, crew = self._state, self._state.crews[unit]
        now = state.board.standing(crew.unit_id)

        def against(call: Call) -> Reason | None:
            return judge(call, crew, now)

        for _, number in zip(range(OFFERS), list(state.waiting.offers(against)), strict=False):
            if self._sending.dispatch(number, self._casebook.call(number)):
                state.waiting.take(number)
            if state.errand[unit] is not None:
                return
