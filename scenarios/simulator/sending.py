"""Orders: who is sent to a call, by the same question that dispatch asks; who is called off; who arrives."""

from collections.abc import Callable
from dataclasses import replace

from ...models.incident import Priority
from ...road_network.route import Route
from ...solver.dispatch.call import Call
from ...solver.dispatch.crew_file import Job
from ...solver.dispatch.multi import can_join, smallest_crew
from ...solver.dispatch.question import Options, Question
from .agenda import Due
from .run import Event
from .state import MS, Errand, OpenCall, State
from .whereabouts import Drive

TWO = Options(k=2, lam=0.0, losses={})


class Sending:
    """
    Gives orders in a run; ``cut_short`` is told of every crew that is sent out.

    A call that no single crew may lawfully handle gets the smallest set of crews that may (``dispatch.multi``).
    """

    def __init__(self, state: State, cut_short: Callable[[int], None]) -> None:
        self._state, self._cut_short = state, cut_short

    def dispatch(self, number: int, call: Call) -> bool:
        """Send whom dispatch recommends to a call; False if nobody can be sent."""
        state = self._state
        question = Question(state.board, call, state.rules, TWO)
        board = state.board
        if not (question.anybody() or board.hidden() or can_join(board, call)):
            return False  # nobody to look for
        state.where.tell(state.now_ms, all_drives=call.urgency is Priority.P1)
        chosen = question.choose()
        if chosen:
            best = chosen[0]
            way = question.routes([best])[0]
            regret = best.eta_ms - question.first_free(chosen)
            turn_out = question.turn_out_ms(best)
            if len(chosen) > 1:
                state.log.note(state.now_ms, Event.SECOND, number, state.number[chosen[1].unit_id], chosen[1].eta_ms)
            self._send(state.number[best.unit_id], number, call, (best.eta_ms, turn_out, regret), way)
            return True
        joint = smallest_crew(state.board, call)
        for name, eta_ms in joint.units if joint else ():
            turn_out = state.board.standing(name).turn_out_ms
            self._send(state.number[name], number, call, (eta_ms, turn_out, 0))
        return joint is not None

    def arrive(self, unit: int) -> bool:
        """Let a crew arrive; True if its call has now all that it needs."""
        state, errand = self._state, self._state.errand[unit]
        assert errand is not None  # noqa: S101 - its ticket held
        opened, crew = state.open[errand.call], state.crews[unit]
        self.stamp(unit)
        errand.there = True
        state.log.note(state.now_ms, Event.ARRIVED, errand.call, unit)
        if crew.job is not None:
            crew.job = replace(crew.job, there=True)
        state.where.scene(unit, state.clock, opened.call.at)
        errands = [state.errand[other] for other in opened.sent]
        return not opened.lacks and all(one is not None and one.there for one in errands)

    def stamp(self, unit: int) -> None:
        """Write down when a crew acknowledged and rolled, as far as that has happened."""
        state, errand = self._state, self._state.errand[unit]
        if errand is None or errand.there:
            return
        acked = min(errand.ordered_ms + MS * state.stage.settings.ack_s, errand.rolls_ms)
        for at_ms, event in ((acked, Event.ACKED), (errand.rolls_ms, Event.ENROUTE)):
            if at_ms <= state.now_ms:
                state.log.note(at_ms, event, errand.call, unit)

    def _send(self, unit: int, number: int, call: Call, times: tuple[int, int, int], way: Route | None = None) -> None:
        """
        Give an order.

        ``times`` are arrival, turn-out, and how much later than the nearest free crew it is there; ``way`` if known.
        """
        state, crew = self._state, self._state.crews[unit]
        eta_ms, turn_out_ms, regret_ms = times
        if state.errand[unit] is not None:
            self._call_off(unit)
        here = state.where.at(unit)
        assert here is not None  # noqa: S101 - the search found it
        state.log.note(state.now_ms, Event.DISPATCHED, number, unit, regret_ms)
        opened = state.open.setdefault(number, OpenCall(call))
        opened.sent.append(unit)
        opened.lacks = False
        rolls_ms = state.now_ms + turn_out_ms
        state.errand[unit] = Errand(number, state.now_ms, rolls_ms)
        busy_s = eta_ms / MS + 60.0 * call.incident.type.service_min
        crew.job = Job(call.urgency, there=False, free=state.clock + busy_s)
        self._cut_short(unit)
        state.board.read(crew)
        drive = Drive(start=here, goal=call.at, rolls_ms=rolls_ms, given=call.given)
        if way is not None:
            drive.take(way)
        state.where.leave(unit, drive, state.now_ms)
        state.agenda.add(state.now_ms + eta_ms, Due.ARRIVE, unit, state.new_ticket(unit))

    def _call_off(self, unit: int) -> None:
        """Take a crew off a less urgent call, which looks for another one in the same moment."""
        state, errand = self._state, self._state.errand[unit]
        assert errand is not None  # noqa: S101 - asked before
        self.stamp(unit)
        state.log.note(state.now_ms, Event.REASSIGNED, errand.call, unit)
        opened = state.open[errand.call]
        opened.sent.remove(unit)
        opened.lacks = True
        state.agenda.add(state.now_ms, Due.RETRY, errand.call)
