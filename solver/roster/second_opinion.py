"""
The second opinion: the same week by another engine, to agree with the first on what is small enough for both.

The textbook model runs in a process of its own: the wheels of ortools and highspy each bring a HiGHS library under the
same name, and one process can hold only one of them (or-tools issue 5246).
"""

import pickle
import subprocess
import sys
from dataclasses import dataclass

from ...models.city import City
from ...models.errors import QinwuError
from ...models.roster import Roster
from ...models.week import Week

MOST_PEOPLE = 40
"""Above this the textbook model proves nothing in reasonable time: one squadron."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the second engine is asked: the city's week, and how long it may think."""

    city: City
    week: Week
    base: Roster | None
    work: float
    seconds: float | None
    seed: int
    workers: int


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """
    What the second engine found.

    ``objective`` is the price of ``roster`` as the checker computed it; None if it found none. ``bound`` is proven: no
    lawful roster costs less.
    """

    objective: int | None
    bound: float
    roster: Roster | None


def second_opinion(  # noqa: PLR0913 - the city, and how long to think
    city: City,
    week: Week,
    *,
    base: Roster | None = None,
    work: float = 60.0,
    seconds: float | None = None,
    seed: int = 0,
    workers: int = 1,
) -> SecondOpinion:
    """
    Plan the week once more, by the textbook model.

    Parameters
    ----------
    city, week, base
        As for the engine.
    work
        Limit in CP-SAT's deterministic time, about seconds; with one worker the same input gives the same answer.
    seconds
        Limit by the clock, if any.
    seed, workers
        Of CP-SAT.

    Raises
    ------
    InputError
        If no lawful roster exists (pins against leave or law, or against bonds).
    UnlawfulError
        If the checker rejects the answer, or asks another price than the model.
    """
    question = Question(city=city, week=week, base=base, work=work, seconds=seconds, seed=seed, workers=workers)
    module = f"{__package__}.textbook"
    call = [sys.executable, "-c", f"from {module} import answer; answer()"]
    done = subprocess.run(call, input=pickle.dumps(question), stdout=subprocess.PIPE, check=True)  # noqa: S603
    found = pickle.loads(done.stdout)  # noqa: S301 - from our own process
    if isinstance(found, QinwuError):
        raise found
    assert isinstance(found, SecondOpinion)  # noqa: S101
    return found
