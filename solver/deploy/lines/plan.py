"""All lines of a city in one band: cells, mobile routes, merges, and what is left unpatrolled."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date

from ....models.band import Band
from ....models.errors import InputError
from ....models.finding import Finding
from ....models.line import LeftOut, Line
from ....models.place import RoadClass
from ....models.text import Text
from ....road_network.cells import Cells
from ....road_network.drives import Drives
from ....road_network.road_point import RoadPoint
from .beat import RATES, Beat, Street, beats_of
from .cell_line import LineBand, plan_line
from .gaps import find_gaps
from .merge import Merge, find_merges
from .mobile import best_base, plan_mobile

THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineWish:
    """
    What is asked of the lines of a city.

    Parameters
    ----------
    band
        The band, and how crews stop in it.
    seed
        Same seed, same lines; take another every day.
    rates
        Passes an hour by road class; classes not named have ours (``beat.RATES``).
    weights
        Demand by arc of the network (calls a year, risk; any unit), both directions added up. None: all streets of a
        class alike.
    mobile_units
        Crews for the streets of nobody.
    base
        Where they begin; by default the post with the least mean way to those streets.
    crewed
        Posts that have a crew in the band; only their cells get a line. None: all.
    groups
        Post id -> the unit that owns it: only cells of one unit are merged. Empty: any.
    """

    band: LineBand
    seed: int = 0
    rates: Mapping[RoadClass, float] = field(default_factory=lambda: RATES)
    weights: Mapping[int, float] | None = None
    mobile_units: int = 1
    base: RoadPoint | None = None
    crewed: frozenset[str] | None = None
    groups: Mapping[str, str] = field(default_factory=dict)

    def rides(self, beat: Beat) -> bool:
        """Whether a crew rides the cell."""
        return self.crewed is None or not self.crewed.isdisjoint(beat.post_ids)

    def __post_init__(self) -> None:
        if any(not 0 < rate <= 60 for rate in self.rates.values()):
            raise InputError(Text("每小时巡逻次数须大于 0, 不超过 60", "passes an hour must be above 0, at most 60"))
        if self.mobile_units < 0:
            raise InputError(Text("机动组数不能为负", "the number of mobile units must not be below 0"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinePlan:
    """
    The lines of a city in one band.

    Parameters
    ----------
    cells
        The cells they are planned on.
    lines
        One for each cell, in the order of ``cells.posts``; empty where nobody rides.
    mobile
        The routes of mobile units.
    merges
        Pairs of cells that one crew could serve; proposals, ``lines`` holds both cells' own lines still.
    unposted_left
        Streets of nobody that no mobile route passes.
    findings
        Gaps by name, and what is worth knowing.
    """

    cells: Cells
    band: LineBand
    lines: tuple[Line, ...]
    mobile: tuple[Line, ...]
    merges: tuple[Merge, ...]
    unposted_left: tuple[LeftOut, ...]
    findings: tuple[Finding, ...] = ()

    def at(self, band: LineBand) -> "LinePlan":
        """Return the same plan for another band of the same length."""
        lines, mobile = (tuple(replace(line, band=band.code) for line in some) for some in (self.lines, self.mobile))
        merges = tuple(replace(merge, line=replace(merge.line, band=band.code)) for merge in self.merges)
        return replace(self, band=band, lines=lines, mobile=mobile, merges=merges)

    @property
    def every_line(self) -> tuple[Line, ...]:
        """Lines and mobile routes."""
        return (*self.lines, *self.mobile)

    def with_merges(self, joined: Collection[str] | None = None) -> tuple[Line, ...]:
        """Return the lines and routes after merges, one line a pair; all, or those whose second post is ``joined``."""
        done = [m for m in self.merges if joined is None or self.cells.posts[m.second].post_id in joined]
        gone = {number for merge in done for number in (merge.first, merge.second)}
        own = [(number, line) for number, line in enumerate(self.lines) if number not in gone]
        pairs = [(merge.first, merge.line) for merge in done]
        return (*(line for _, line in sorted((*own, *pairs), key=lambda row: row[0])), *self.mobile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What a drawing hangs on, besides the network and the demand: equal questions have equal lines.

    ``posts`` are id, name, point and owner of each; ``closed`` the state of the roads (``road_states.key_of``).
    """

    minutes: int
    seed: int
    units: int
    crewed: frozenset[str] | None
    posts: tuple[tuple[str, str, RoadPoint, str], ...]
    closed: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BandLines:
    """The lines of a band, drawn for one day of the week; bands that ask for the same share a drawing."""

    band: Band
    day: date
    plan: LinePlan
    asked: Asked

    @property
    def when(self) -> tuple[date, str]:
        """Day and band."""
        return self.day, self.band.code


def plan_lines(drives: Drives, cells: Cells, wish: LineWish) -> LinePlan:
    """
    Plan the off-peak lines of all cells, the mobile routes, and the merges of one band.

    Parameters
    ----------
    drives
        The roads at patrol speed.
    cells
        The cells of the posts, on the same network.
    wish
        Band, seed, passes, demand, mobile units.

    Returns
    -------
    The plan; streets that nobody passes are named with their reason, in the lines and as findings.
    """
    beats, free = beats_of(cells, weights=wish.weights, rates=wish.rates)
    with ThreadPoolExecutor(THREADS) as pool:  # the kernels let go of the interpreter; each line has its own chance
        lines = list(pool.map(lambda beat: _line(drives, beat, wish), beats))
    mobile, left = _mobile(drives, cells, free, wish)
    groups = [wish.groups.get(post.post_id, "") for post in cells.posts]
    merges = find_merges(drives, beats, lines, cells.neighbours, wish.band, groups=groups, seed=wish.seed)
    plan = LinePlan(
        cells=cells,
        band=wish.band,
        lines=tuple(lines),
        mobile=tuple(mobile),
        merges=tuple(merges),
        unposted_left=tuple(left),
    )
    ridden = [*(line for beat, line in zip(beats, lines, strict=True) if wish.rides(beat)), *mobile]
    return replace(plan, findings=tuple(find_gaps(cells, ridden, merges, left, wish.band.code)))


def other_routes(drives: Drives, plan: LinePlan, wish: LineWish) -> LinePlan:
    """Return the plan with another number of mobile units; the lines of the cells stay."""
    _, free = beats_of(plan.cells, weights=wish.weights, rates=wish.rates)
    mobile, left = _mobile(drives, plan.cells, free, wish)
    return replace(plan, mobile=tuple(mobile), unposted_left=tuple(left))


def _line(drives: Drives, beat: Beat, wish: LineWish) -> Line:
    """Plan the line of a cell; it is empty if nobody rides it."""
    own = beat if wish.rides(beat) else replace(beat, streets=())
    return plan_line(drives, own, wish.band, seed=wish.seed)


def _mobile(drives: Drives, cells: Cells, free: Sequence[Street], wish: LineWish) -> tuple[list[Line], list[LeftOut]]:
    if not free or not cells.posts:
        return [], []
    base = wish.base or best_base(drives, [post.at for post in cells.posts], free)
    return plan_mobile(drives, free, base, wish.mobile_units, wish.band, seed=wish.seed)
