"""The deployment (岗位部署): which chains open each day and why, before any name is chosen (DOMAIN 5.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .city import City
from .crew import CrewPattern
from .deployed import CentreSeat, Cover, HighwayRun, LawCost, LineRun, MobileBase, Saving, Staffing
from .errors import InputError
from .grade import GradeOrder
from .leg import LegMode
from .text import Text
from .week import Week

NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ChainKey:
    """A chain: crews of ``pattern`` who work ``template`` on ``day`` round the home cell of ``place_id``."""

    day: date
    place_id: str
    template: str
    pattern: CrewPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainChoice:
    """A chain that could open, how many crews it gets (0: it stays closed), and why so."""

    key: ChainKey
    crews: int
    paid_min: int
    why: Text

    def __post_init__(self) -> None:
        if self.crews < 0 or self.paid_min <= 0:
            raise InputError(f"chain {self.key}: crews must not be negative and a duty is paid, got {self.crews}")

    @property
    def police_min(self) -> int:
        """Paid minutes of its police officers."""
        return self.crews * self.paid_min * self.key.pattern.police

    @property
    def aux_min(self) -> int:
        """Paid minutes of its auxiliaries."""
        return self.crews * self.paid_min * self.key.pattern.aux


@dataclass(frozen=True, slots=True, kw_only=True)
class BandNeed:
    """What a place needs in a band of a date, what the opened chains give it, and where the need comes from."""

    day: date
    band: str
    place_id: str
    mode: LegMode
    crews: int
    manned: int
    why: Text = NO_TEXT

    def __post_init__(self) -> None:
        if self.crews < 0 or self.manned < 0:
            raise InputError(f"need of {self.place_id} on {self.day} in {self.band}: must not be negative")

    @property
    def missing(self) -> int:
        """Crews that are missing."""
        return max(0, self.crews - self.manned)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGap:
    """
    Something the deployment cannot do: ``amount`` of ``unit``, where, when, and the cheapest cure it knows.

    ``day``, ``band`` and ``place_id`` are empty where they do not apply (kilometres that no line reaches).
    """

    what: Text
    amount: float
    unit: Text
    why: Text
    cure: Text = NO_TEXT
    day: date | None = None
    band: str = ""
    place_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """
    One level of the lexicographic objective, or one stage's own objective: its value, and the bound proven for it.

    All levels are minimised; a level that counts something good counts what is missing of it.
    """

    code: str
    name: Text
    value: float
    bound: float
    unit: Text
    note: Text = NO_TEXT

    @property
    def gap(self) -> float:
        """Share of the value above the bound, 0.0 when proven optimal."""
        apart = abs(self.value - self.bound)
        return 0.0 if apart <= 1e-6 * max(1.0, abs(self.value)) else apart / max(abs(self.value), 1e-6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """
    A step of the deployment in the order it ran: what it found, with proof, or why it was left out.

    ``done`` is False for a stage that had no data to work on; ``note`` then says what was taken instead. A stage
    without levels reckons and chooses nothing.
    """

    code: str
    name: Text
    done: bool
    note: Text = NO_TEXT
    levels: tuple[Level, ...] = ()

    @property
    def gap(self) -> float | None:
        """The widest gap of its levels, 0.0 if it only reckons; None if it was left out."""
        return max((level.gap for level in self.levels), default=0.0) if self.done else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """
    A week's deployment; sorted, so that equal deployments are equal bytes.

    Parameters
    ----------
    chains
        Every chain that could have opened, those with 0 crews too.
    needs
        By place, day and band.
    seats
        Desks, leaders and reserve of each centre by day and band (F11, R25).
    bases, lines, highways, covers
        Mobile bases, what each line does in its band, each stretch of highway, and response cover before and after.
    gaps
        What it cannot do.
    stages
        In the order they ran, each with its proof.
    grades
        The duty grades that hold in the week.
    laws
        The officer-hours that each law costs.
    staffing
        The arithmetic of supply, by unit and role.
    saving
        Against the human-wave baseline; None if it was not asked for.
    """

    city: str
    week: Week
    chains: Sequence[ChainChoice]
    needs: Sequence[BandNeed]
    seats: Sequence[CentreSeat] = ()
    bases: Sequence[MobileBase] = ()
    lines: Sequence[LineRun] = ()
    highways: Sequence[HighwayRun] = ()
    covers: Sequence[Cover] = ()
    gaps: Sequence[NamedGap] = ()
    stages: Sequence[Stage] = ()
    grades: Sequence[GradeOrder] = ()
    laws: Sequence[LawCost] = ()
    staffing: Sequence[Staffing] = ()
    saving: Saving | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "chains", tuple(sorted(self.chains, key=lambda c: c.key)))
        object.__setattr__(self, "needs", tuple(sorted(self.needs, key=lambda n: (n.day, n.band, n.place_id))))
        for name in ("seats", "bases", "lines", "highways", "covers", "gaps", "stages", "grades", "laws", "staffing"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if len({c.key for c in self.chains}) != len(self.chains):
            raise InputError("deployment: a chain is listed twice")
        for day in {need.day for need in self.needs} | {chain.key.day for chain in self.chains}:
            if day not in self.week.days:
                raise InputError(f"deployment of {self.week}: {day} lies outside the week")

    @property
    def opened(self) -> Iterator[ChainChoice]:
        """The chains that open."""
        return (chain for chain in self.chains if chain.crews)

    @property
    def police_min(self) -> int:
        """Paid minutes of police that the opened chains take."""
        return sum(chain.police_min for chain in self.chains)

    @property
    def aux_min(self) -> int:
        """Paid minutes of auxiliaries that the opened chains take."""
        return sum(chain.aux_min for chain in self.chains)

    @property
    def short(self) -> Iterator[BandNeed]:
        """Needs with missing crews."""
        return (need for need in self.needs if need.missing)

    def fits(self, city: City) -> bool:
        """Whether every place, template and band that it names exists in ``city``."""
        chains = all(city.has_place(c.key.place_id) and city.has_template(c.key.template) for c in self.chains)
        return chains and all(
            city.has_place(need.place_id) and any(b.code == need.band for b in city.bands_of(need.day))
            for need in self.needs
        )
