"""The whole-number programme that closes holes: moves of people, lawful crews, and as few relaxations as it takes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import highspy

from ...models.roster import Duty, Gap, Roster, Seat
from ..roster.demand import CrewOption, Offer, offer_of
from ..roster.repair_ways import CrewKey, Spot
from ..roster.rows import Rows, solve_rows
from .local import Hole
from .moves import Board, Move
from .relaxation import TOLL, Kind, Relaxation
from .shapes import Needs

Option = tuple[CrewOption, Needs]
"""A lawful strength, and the relaxations by which it is one."""

DutyKey = tuple[str, int, int]
"""(place, day, template)."""

Column = tuple[int, float]

CHANGED = 40
"""Price of a changed week, and of a crew that is weaker than the rules ask: who need not be touched is left alone."""

STRESS = 50
"""How much more a relaxation, or a hole left open, weighs than what people's weeks cost: few steps come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """
    What the programme found.

    Parameters
    ----------
    needs
        Numbers of the relaxations taken.
    lowered
        Holes left open: their need would be lowered.
    moves
        Who changes the week, and how.
    cost, bound
        What the moves, the tolls, and what stays short cost; and the least that is proven for the moves listed.
    """

    needs: Needs
    lowered: tuple[Hole, ...]
    moves: tuple[Move, ...]
    cost: float
    bound: float

    @property
    def proven(self) -> bool:
        """Whether no cheaper set of relaxations will do, with the moves listed."""
        return self.cost - self.bound < STRESS * min(toll for toll in TOLL.values() if toll)


@dataclass(frozen=True, slots=True)
class _Programme:
    """The programme, with the columns of the relaxations, of the moves (None: the week stays), and of what is short."""

    model: Rows
    taken: Sequence[int]
    moves: Sequence[tuple[int, Move | None]]
    short: Mapping[tuple[str, int, str], int]


class Closer:
    """
    Closes holes of a brigade by small changes; no other need may go short that did not before.

    Parameters
    ----------
    board
        The brigade, with the relaxations on offer.
    gaps
        What the roster leaves open, the holes among it.
    holes
        What to close.
    """

    def __init__(self, board: Board, gaps: Sequence[Gap], holes: Sequence[Hole]) -> None:
        self._board, self.holes = board, holes
        self._open = {(g.place_id, board.span.days.index(g.day), g.band): g.missing for g in gaps}
        self._serves: dict[DutyKey, Collection[tuple[int, str]]] = {}
        self._options: dict[DutyKey, list[Option]] = defaultdict(list)
        self._needs = {place_id: offer.needs for place_id, offer in board.offers.items()}
        self._list(board.offers, frozenset())
        for number, one in enumerate(board.offered):
            if one.kind is Kind.LOOSEN and not one.of_week:
                freer = replace(board.span, city=one.apply(board.city))
                places = freer.city.places
                self._list({place.place_id: offer_of(freer, place) for place in places}, frozenset({number}))
        self._written: dict[bool, _Programme] = {}
        self._moves = board.chains_of_moves(self._openings())

    def _list(self, offers: Mapping[str, Offer], needs: Needs) -> None:
        """Take down lawful strengths of crews that were not known without these relaxations."""
        for place_id, offer in offers.items():
            for chain in offer.chains:
                key = (place_id, chain.day, chain.template)
                self._serves[key] = chain.serves
                known = {option.seats for option, _ in self._options[key]}
                self._options[key] += [(option, needs) for option in chain.options if option.seats not in known]

    def _openings(self) -> list[Spot]:
        """Return the seats of a new crew for each duty that could serve one of the holes."""
        used: Counter[DutyKey] = Counter()
        for crew in self._board.crews():
            key = (crew[2], crew[0], crew[1])
            used[key] = max(used[key], crew[3])
        spots = set[Spot]()
        for hole in self.holes:
            need = (self._board.span.days.index(hole.day), hole.band)
            for key in [key for key, serves in self._serves.items() if key[0] == hole.place_id and need in serves]:
                crew = (key[1], key[2], key[0], used[key] + 1)
                spots |= {Spot(crew, seat) for option, _ in self._options[key] for seat, _ in option.seats}
        return sorted(spots)

    def best(self, *, barred: Collection[Needs] = (), lower: bool = False, least: int = 0) -> Closing | None:
        """
        Close the holes with the cheapest relaxations, and with these at least cost.

        Parameters
        ----------
        barred
            Sets of relaxations not to be taken all together.
        lower
            Whether a hole may stay open, at its price.
        least
            Take so many relaxations at least.

        Returns
        -------
        closing
            The cheapest among the moves listed; None if these close not all holes.
        """
        base = self._programme(lower=lower)
        model = Rows(base.model.cost, base.model.upper, list(base.model.rows))
        for needs in barred:
            model.row(-highspy.kHighsInf, len(needs) - 1.0, [(base.taken[n], 1.0) for n in sorted(needs)])
        if least:
            model.row(least, highspy.kHighsInf, [(column, 1.0) for column in base.taken])
        solved = solve_rows(model, plain=True)
        if solved is None:
            return None
        values, short = solved.values, base.short
        moves = [move for column, move in base.moves if move is not None and values[column] > 0.5]
        return Closing(
            needs=frozenset(n for n, column in enumerate(base.taken) if values[column] > 0.5),
            lowered=tuple(
                replace(hole, missing=round(values[short[self._key(hole)]]))
                for hole in self.holes
                if values[short[self._key(hole)]] > 0.5
            ),
            moves=tuple(moves),
            cost=solved.cost,
            bound=solved.bound,
        )

    def _programme(self, *, lower: bool) -> "_Programme":
        """Write the programme down once: what is barred comes on top."""
        if lower not in self._written:
            model = Rows()
            taken = [model.column(STRESS * TOLL[one.kind]) for one in self._board.offered]
            self._twins(model, taken)
            moves = self._add_moves(model, taken)
            out = self._add_crews(model, taken, moves)
            self._written[lower] = _Programme(model, taken, moves, self._add_needs(model, out, lower=lower))
        return self._written[lower]

    def _twins(self, model: Rows, taken: Sequence[int]) -> None:
        """Of equal relaxations take the first first, so that a barred one does not come back as its twin."""
        for n, one in enumerate(self._board.offered[1:], start=1):
            if one == self._board.offered[n - 1]:
                model.row(0.0, 1.0, [(taken[n - 1], 1.0), (taken[n], -1.0)])

    def _key(self, hole: Hole) -> tuple[str, int, str]:
        return hole.place_id, self._board.span.days.index(hole.day), hole.band

    def _add_moves(self, model: Rows, taken: Sequence[int]) -> list[tuple[int, Move | None]]:
        """Let each person keep the week (None) or make one move, with the relaxations that it asks for."""
        found: list[tuple[int, Move | None]] = []
        for moves in self._moves.values():
            own = [(model.column(0.0), None), *((model.column(CHANGED + move.cost), move) for move in moves)]
            model.row(1.0, 1.0, [(column, 1.0) for column, _ in own])
            asking: dict[int, list[Column]] = defaultdict(list)
            for column, move in own:
                for n in sorted(move.needs) if move else ():
                    asking[n].append((column, -1.0))
            for n, some in asking.items():
                model.row(0.0, highspy.kHighsInf, [(taken[n], 1.0), *some])
            found += own
        return found

    def _add_crews(
        self, model: Rows, taken: Sequence[int], columns: Sequence[tuple[int, Move | None]]
    ) -> dict[CrewKey, list[int]]:
        """Let a crew that people join or leave go out only in a lawful strength; returns the columns that say so."""
        held = self._board.crews()
        change: dict[tuple[CrewKey, Seat], list[Column]] = defaultdict(list)
        joins: dict[CrewKey, dict[str, list[Column]]] = defaultdict(lambda: defaultdict(list))
        for column, move in columns:
            if move is None:
                continue
            before, after = (set(week) - {None} for week in (self._board.held[move.officer_no], move.seats))
            for spot in sorted(s for s in after - before if s is not None):
                change[spot.crew, spot.seat].append((column, 1.0))
                joins[spot.crew][move.officer_no].append((column, -1.0))
            for spot in sorted(s for s in before - after if s is not None):
                change[spot.crew, spot.seat].append((column, -1.0))
        out: dict[CrewKey, list[int]] = {}
        for crew in sorted({crew for crew, _ in change}):
            sitting = Counter(spot.seat for _, spot in held.get(crew, ()))
            options = self._options[crew[2], crew[0], crew[1]]
            out[crew] = [model.column(option.price + CHANGED * len(needs)) for option, needs in options]
            for (_, needs), column in zip(options, out[crew], strict=True):
                for n in needs:
                    model.row(0.0, highspy.kHighsInf, [(taken[n], 1.0), (column, -1.0)])
            going = [(column, 1.0) for column in out[crew]]
            for seat in Seat:
                asked = [(j, -float(dict(o.seats).get(seat, 0))) for (o, _), j in zip(options, out[crew], strict=True)]
                wanted = [(j, number) for j, number in asked if number]
                model.row(-sitting[seat], highspy.kHighsInf, [*change.get((crew, seat), ()), *wanted])
            self._all_or_none(model, going, [e for s in Seat for e in change.get((crew, s), ())], sitting.total())
            for own in joins[crew].values():
                model.row(0.0, highspy.kHighsInf, [*going, *own])
            model.row(0.0, 1.0, going)
        return out

    @staticmethod
    def _all_or_none(model: Rows, going: Sequence[Column], change: Sequence[Column], sitting: int) -> None:
        """A crew that does not go out has nobody left in it: sitting + change ≤ most x out."""
        most = float(sitting + sum(value > 0 for _, value in change))
        model.row(-highspy.kHighsInf, -float(sitting), [*change, *((j, -most * one) for j, one in going)])

    def _add_needs(
        self, model: Rows, out: Mapping[CrewKey, Sequence[int]], *, lower: bool
    ) -> dict[tuple[str, int, str], int]:
        """Price what stays short; nothing may that did not before, no hole unless lowered; other gaps earn nothing."""
        unmoved, moved = defaultdict[str, list[CrewKey]](list), defaultdict[str, list[CrewKey]](list)
        for crew in dict.fromkeys((*self._board.crews(), *out)):
            (moved if crew in out else unmoved)[crew[2]].append(crew)
        touched = {*moved, *(hole.place_id for hole in self.holes)}
        closed = {self._key(hole) for hole in self.holes}
        short: dict[tuple[str, int, str], int] = {}
        for place_id in sorted(touched):
            for need in self._needs[place_id]:
                key = (place_id, need.day, need.band)
                most = self._open.get(key, 0) if lower or key not in closed else 0
                short[key] = model.column(STRESS * need.price if key in closed else 1.0, float(most))
                there = sum(self._at(crew, key) for crew in unmoved[place_id])
                going = [(j, 1.0) for crew in moved[place_id] if self._at(crew, key) for j in out[crew]]
                model.row(float(need.crews - there), highspy.kHighsInf, [(short[key], 1.0), *going])
        return short

    def _at(self, crew: CrewKey, key: tuple[str, int, str]) -> bool:
        """Whether a crew of the place serves a need."""
        return (key[1], key[2]) in self._serves.get((crew[2], crew[0], crew[1]), ())

    def roster(self, base: Roster, closing: Closing) -> Roster:
        """Return the roster with the moves made; those who are hired get the numbers that the relaxations give them."""
        board = self._board
        hired = sorted(name for name, n in board.hired.items() if n in closing.needs)
        order = sorted(hired, key=lambda name: board.hired[name])
        known = sum(officer.officer_no.startswith("+") for officer in board.city.officers)
        numbers = {name: f"+{i}" for i, name in enumerate(order, start=1 + known)}
        changed = {move.officer_no: move for move in closing.moves}
        duties = [duty for duty in base.duties if duty.officer_no not in changed]
        for name, move in changed.items():
            duties += [self._duty(numbers.get(name, name), spot) for spot in move.seats if spot is not None]
        return replace(base, duties=duties, proof=None)

    def taken(self, closing: Closing) -> tuple[Relaxation, ...]:
        """Return the relaxations taken."""
        return tuple(self._board.offered[n] for n in sorted(closing.needs))

    def _duty(self, officer_no: str, spot: Spot) -> Duty:
        span = self._board.span
        return Duty(
            day=span.days[spot.day],
            template=span.templates[spot.template].code,
            place_id=spot.crew[2],
            crew=spot.crew[3],
            seat=spot.seat,
            officer_no=officer_no,
        )
