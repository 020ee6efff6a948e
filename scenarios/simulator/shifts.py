"""What crews do by themselves: begin, stand, ride, rest, drive back, go home."""

from ...models.leg import LegMode
from ...road_network.road_point import RoadPoint
from ...solver.dispatch.crew_file import NEVER, Stretch
from .agenda import Due
from .draws import key_of
from .run import Event
from .stage import ms_of
from .state import MS, State
from .whereabouts import Drive

AGAIN_MS = 600_000
MINUTE_MS = 60_000
KEPT = frozenset({LegMode.FIXED, LegMode.RESERVE})
"""From these no breaks are taken: a post in a peak is held, standby rests already."""


class Shifts:
    """The crews' own day; who gets an order is not decided here."""

    def __init__(self, state: State) -> None:
        self._state, self._settings = state, state.stage.settings
        self._rest_ticket = [0] * len(state.crews)
        self._step: list[int | None] = [None] * len(state.crews)
        self._goal: list[RoadPoint | None] = [None] * len(state.crews)
        for unit, crew in enumerate(state.crews):
            starts = {stretch.start for stretch in crew.stretches}
            moments = starts | {stretch.end for stretch in crew.stretches}
            for moment in moments:
                state.agenda.add(max(0, ms_of(state.stage.begin, moment)), Due.LEG, unit)

    def leg(self, unit: int) -> bool:
        """Begin the leg that holds now; False if the crew goes off duty or has other things in hand."""
        state = self._state
        stretch = state.stretch(unit)
        if stretch is not None and self._begins(unit, stretch):
            self._plan_rest(unit)
        if not state.idle(unit):
            return False
        if stretch is None:
            state.where.stand(unit, state.clock, None)
            return False
        self._settle(unit, stretch, None)
        return True

    def home(self, unit: int, here: RoadPoint) -> None:
        """Send a crew from a scene back to its post or to the place where it left its line; off duty it goes home."""
        state = self._state
        stretch = state.stretch(unit)
        goal, step = state.where.goal(unit, stretch) if stretch is not None else (None, None)
        if stretch is None or goal is None or not self._settings.return_to_post:
            state.log.note(state.now_ms, Event.BACK, unit=unit)
            state.where.stand(unit, state.clock, here if stretch is not None else None)
            return
        drive = Drive(start=here, goal=goal, rolls_ms=state.now_ms, given=state.roads())
        if not state.where.plan(drive):
            state.log.note(state.now_ms, Event.BACK, unit=unit)
            state.where.stand(unit, state.clock, here)
            return
        self._goal[unit], self._step[unit] = goal, step
        state.where.leave(unit, drive, state.now_ms)
        state.agenda.add(state.now_ms + drive.time_ms, Due.BACK, unit, state.new_ticket(unit))

    def back(self, unit: int) -> bool:
        """Let a crew arrive where it drove back to; False if its roster wants it elsewhere by now: it drives on."""
        state, reached, step = self._state, self._goal[unit], self._step[unit]
        stretch = state.stretch(unit)
        assert reached is not None  # noqa: S101 - it drove there
        state.where.scene(unit, state.clock, reached)
        if stretch is not None and state.where.goal(unit, stretch)[0] not in {reached, None}:
            self.home(unit, reached)
            return False
        state.log.note(state.now_ms, Event.BACK, unit=unit)
        if stretch is None:
            state.where.stand(unit, state.clock, None)
        else:
            self._settle(unit, stretch, step)
        return stretch is not None

    def rest(self, unit: int, ticket: int) -> None:
        """Take a break now, or later if there is work, or the post has to be held."""
        state, minutes = self._state, self._settings.rest_min
        stretch = state.stretch(unit)
        if ticket != self._rest_ticket[unit] or stretch is None:
            return
        if stretch.ends - state.clock <= 60.0 * minutes:
            return
        if stretch.mode in KEPT or not state.idle(unit) or len(state.waiting):
            state.agenda.add(state.now_ms + AGAIN_MS, Due.REST, unit, ticket)
            return
        crew = state.crews[unit]
        crew.break_until = state.clock + 60.0 * minutes
        state.where.halt(unit, state.now_ms)
        state.board.read(crew)
        state.log.note(state.now_ms, Event.BREAK, unit=unit, value=minutes)
        state.agenda.add(state.now_ms + minutes * MINUTE_MS, Due.REST_END, unit, ticket)

    def rest_end(self, unit: int, ticket: int) -> bool:
        """End a break; False if it was cut short, or the crew is off duty."""
        state = self._state
        stretch = state.stretch(unit)
        if ticket != self._rest_ticket[unit]:
            return False
        self._plan_rest(unit)
        if stretch is None or not state.idle(unit):
            return False
        self._settle(unit, stretch, state.where.goal(unit, stretch)[1])
        return True

    def cut_short(self, unit: int) -> None:
        """End a crew's break because it is sent out; it has its break later."""
        crew = self._state.crews[unit]
        if crew.break_until > self._state.clock:
            crew.break_until = NEVER
            self._plan_rest(unit)

    def _settle(self, unit: int, stretch: Stretch, step: int | None) -> None:
        state = self._state
        if state.crews[unit].break_until > state.clock:
            return
        state.where.ride(unit, stretch, state.clock, step)

    def _begins(self, unit: int, stretch: Stretch) -> bool:
        """Whether a stretch of duty begins with this leg, now."""
        earlier = self._state.crews[unit].stretches
        return stretch.start == self._state.clock and all(one.end != stretch.start for one in earlier)

    def _plan_rest(self, unit: int) -> None:
        """Note the next break; crews do not all rest at once."""
        after = self._settings.rest_after_min
        if not after or not self._settings.rest_min:
            return
        self._rest_ticket[unit] += 1
        apart = key_of(self._state.crews[unit].unit_id) % 1000 / 1000
        minutes = after * (0.75 + 0.5 * apart)
        at_ms = self._state.now_ms + round(minutes * 60 * MS)
        self._state.agenda.add(at_ms, Due.REST, unit, self._rest_ticket[unit])
