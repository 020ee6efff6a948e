"""One question to a fleet that is held still: who may be sent, in which order, and who was passed over and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ...models.dispatch_level import Linkage
from ...road_network.nearest_ways import Met, NearestWays
from ...road_network.route import Route
from .answer import Rejected
from .board import Board
from .call import Call, judge
from .crew_file import CrewFile
from .linkage import brigade_aid
from .masks import FREE
from .reasons import Reason
from .rules import DispatchRules

SPARE = 5
MS = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Options:
    """How many are wanted, and what lost cover costs; see ``nearest_units``."""

    k: int
    lam: float
    losses: Mapping[str, float]


class Candidate(NamedTuple):
    """A crew that may be sent; lists are sorted by score, then arrival, then id."""

    score: float
    eta_ms: int
    unit_id: str
    slot: int
    crew: CrewFile
    aid: Linkage | None = None


class Question:
    """
    One question; made, asked and forgotten inside ``with fleet.at(now) as board``.

    One search finds those who may be sent; those who are nearer and may not, neighbours who could help, and the ways
    are read off its labels.
    """

    def __init__(self, board: Board, call: Call, rules: DispatchRules, options: Options) -> None:
        self._board, self._call, self._rules, self._options = board, call, rules, options
        self._horizon = rules.horizon_s * MS
        self._any = board.masks.need(call.incident, call.crew, posts_held=call.posts_held, brigade="")
        self._own = self._any | board.masks.of_brigade(call.brigade)
        self._helpers: set[str] = set()

    @cached_property
    def _roads(self) -> NearestWays:
        call, guided = self._call, self._options.lam == 0.0
        return NearestWays(self._board.search, self._board.index, call.at, call.given, guided=guided)

    def anybody(self) -> bool:
        """Whether searches would find any unit at all, were it near enough; asked without a search."""
        with self._board.released(self._call.cell):
            return self._board.index.count(self._any) > 0

    def choose(self) -> list[Candidate]:
        """Return the k best that may be sent: the own brigade's, or a neighbour's where mutual aid is due."""
        with self._board.released(self._call.cell):
            own = self._best(self._call.brigade, self._horizon)
            if self._call.brigade:
                own = self._with_aid(own)
        return own[: self._options.k]

    def routes(self, chosen: Sequence[Candidate]) -> list[Route | None]:
        """Return the ways of those who were chosen; to be asked right after ``choose``."""
        drives = [one.eta_ms - self.turn_out_ms(one) for one in chosen]
        return self._roads.routes([one.slot for one in chosen], drives) if chosen else []

    def passed_over(self, chosen: Sequence[Candidate]) -> tuple[tuple[str, int] | None, tuple[Rejected, ...]]:
        """Return the pure nearest unit, and each unit before the recommended one with the reason against it."""
        met = self._roads.all_by(chosen[0].eta_ms if chosen else self._horizon)
        known = [(one.eta_ms, self._board.file(one.slot)) for one in met]
        rejected = [
            Rejected(
                unit_id=crew.unit_id,
                eta_ms=eta,
                reason=self._against(crew) or self._otherwise(crew),
                position=self._board.place(crew.unit_id),
            )
            for eta, crew in known
            if not chosen or (eta, crew.unit_id) < chosen[0][1:3]
        ]
        rejected += [Rejected(unit_id=unit, eta_ms=None, reason=Reason.NO_POSITION) for unit in self._board.hidden()]
        return (known[0][1].unit_id, known[0][0]) if known else None, tuple(rejected)

    def first_free(self, chosen: Sequence[Candidate]) -> int:
        """Return when the nearest crew that does nothing urgent would be there, whatever else speaks against it."""
        first = self._roads.first_by(chosen[0].eta_ms, need=FREE, known=[one.slot for one in chosen])
        return chosen[0].eta_ms if first is None else first

    def turn_out_ms(self, one: Candidate) -> int:
        """Return the part of a candidate's ETA before it rolls."""
        return self._board.standing(one.unit_id).turn_out_ms

    def _best(self, brigade: str, limit: int, *, but: int = 0) -> list[Candidate]:
        """
        Return the best k (or more) by score among those who may be sent; with an empty brigade, of all.

        Those with the bits ``but`` cannot be there in time and may be left out.
        """
        need, wanted = self._own if brigade else self._any, self._options.k
        ask = wanted if self._options.lam == 0.0 else wanted + SPARE
        most = self._board.index.count(need)
        while most:
            met = self._roads.nearest(min(ask, most), need=need, limit_ms=limit, but=but)
            ranked = [one for one in self._able(met) if not brigade or one.crew.brigade == brigade]
            if len(met) < ask or (len(ranked) >= wanted and ranked[wanted - 1].score <= met[-1].eta_ms):
                return ranked
            ask *= 2
        return []

    def _with_aid(self, own: list[Candidate]) -> list[Candidate]:
        """Add neighbours if the own brigade is late and they gain enough (F16)."""
        best = min((one.eta_ms for one in own), default=None)
        gain, brigade = self._rules.aid_gain_s * MS, self._call.brigade
        if best is not None and best <= max(self._rules.target_s * MS, gain):
            return own
        limit = self._horizon if best is None else best - gain
        if limit <= self._roads.searched_ms:
            anybody = self._able(self._roads.met(limit, need=self._any))
        else:
            anybody = self._best("", limit, but=self._own if self._own != self._any else 0)
        helpers = [
            one._replace(aid=brigade_aid(one.crew.brigade, brigade, agreed=self._rules.aid_agreed))
            for one in anybody
            if one.crew.brigade != brigade
        ]
        self._helpers = {one.unit_id for one in helpers}
        return sorted([*own, *helpers], key=_order)

    def _able(self, met: Sequence[Met]) -> list[Candidate]:
        """Return those of the met units that may be sent, the best first."""
        options, able = self._options, []
        for slot, eta in met:
            crew = self._board.file(slot)
            if self._against(crew) is None:
                score = eta + options.lam * 60.0 * MS * options.losses.get(crew.unit_id, 0.0) if options.lam else eta
                able.append(Candidate(score, eta, crew.unit_id, slot, crew))
        return sorted(able, key=_order)

    def _against(self, crew: CrewFile) -> Reason | None:
        return judge(self._call, crew, self._board.standing(crew.unit_id))

    def _otherwise(self, crew: CrewFile) -> Reason:
        """Return why a unit that may be sent was not: of another brigade, or it would uncover too much."""
        foreign = self._call.brigade and crew.brigade != self._call.brigade
        return Reason.OTHER_BRIGADE if foreign and crew.unit_id not in self._helpers else Reason.COVERAGE


def _order(one: Candidate) -> tuple[float, int, str]:
    return one[:3]
