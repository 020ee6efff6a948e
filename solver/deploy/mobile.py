"""How many mobile units, and where they wait: most expected cover when some of them are busy (MEXCLP, DOMAIN F10b)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...models.text import Text
from ..siting import Effort
from ..siting.programme import USUAL, Bools
from .mexclp import Calls, best_bases, busy_shares, drive_min, expected_cover
from .queueing import NEVER_FREE, busy_fraction

USUAL_GAIN = 0.01
MOST_UNITS = 30
ROUNDS = 4
STEADY = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """
    How well some crewed bases answer, shares of the demand (0 to 1).

    ``once``, ``twice``: reached in time by one, by two units when all are free; ``expected``: reached in time by a
    free unit, when each is busy the share ``busy`` of its time. ``mean_min`` is the drive from the nearest base.
    """

    units: int
    busy: float
    once: float
    twice: float
    expected: float
    mean_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """
    The best bases for one number of mobile units.

    ``cover`` (0 to 1) is the expected cover; no bases give more than ``bound`` at this busy fraction. ``overloaded``:
    so few units cannot keep up with the calls, and the cover counts as 0.
    """

    units: int
    bases: tuple[int, ...]
    busy: float
    cover: float
    bound: float
    overloaded: bool = False

    @property
    def gap(self) -> float:
        """Share of the bound that is not proven to be out of reach; 0.0 when proven optimal."""
        apart = self.bound - self.cover
        return 0.0 if apart <= 1e-6 else apart / self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedBase:
    """A base: number of the column, units that wait there, and the cover (0 to 1) that the last of them adds."""

    base: int
    units: int
    gain: float
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MobilePlan:
    """
    The number of mobile units, their bases, the curve it was read off, and the response before and after.

    ``bases`` are those of the curve's point ``units``. ``why`` says what stopped the count.
    """

    units: int
    bases: Sequence[UsedBase]
    curve: Sequence[CurvePoint]
    before: Response
    after: Response
    why: Text

    @property
    def point(self) -> CurvePoint:
        """The point of the curve that was chosen."""
        return self.curve[self.units]


def mobile_bases(  # noqa: PLR0913 - the planner's own questions
    calls: Calls,
    *,
    standing: Sequence[int] = (),
    gain: float = USUAL_GAIN,
    wanted: float | None = None,
    most: int = MOST_UNITS,
    together: bool = False,
    effort: Effort = USUAL,
) -> MobilePlan:
    """
    Choose the number of mobile units and their bases.

    Parameters
    ----------
    calls
        Demand, travel times, target.
    standing
        Columns at which a crew that answers calls is already (posts, stations), once for each crew.
    gain
        Stop when one more unit would add less than this share of the demand.
    wanted
        Stop when the expected cover reaches this share.
    most
        Stop here in any case.
    together
        Correct for units not being busy independently (Larson's Q, as in Batta, Dolan and Krishnamurthy 1989).
    effort
        Solver, and the limit for each point of the curve.

    Notes
    -----
    Daskin (1983): maximise Σ w Σ_k (1 - q) q^(k-1) y_k. The busy fraction q = λ/(μN) shares all calls among all
    units, standing ones included; the drive in μ is that of the bases found, so both are found in turn until q
    holds still. The curve goes one point beyond the choice, so that the gain refused is seen.
    """
    curve: list[CurvePoint] = []
    for point in _curve(calls, standing, together=together, effort=effort):
        curve.append(point)
        stop = _stop(curve, gain, wanted)
        if stop is not None or point.units == most:
            break
    units, why = stop or (most, Text(f"已到上限 {most} 组", f"the most that was allowed, {most}"))
    bases = curve[units].bases
    return MobilePlan(
        units=units,
        bases=tuple(_used(calls, standing, curve[units], together=together)),
        curve=tuple(curve),
        before=response(calls, standing, together=together),
        after=response(calls, (*standing, *bases), together=together),
        why=why,
    )


def response(calls: Calls, crewed: Sequence[int], *, together: bool = False) -> Response:
    """Return how well crews at these columns (one entry a crew) answer the calls."""
    near = calls.minutes[:, list(crewed)]
    total = float(calls.weight.sum())
    counts = (near <= calls.target_min).sum(axis=1)
    drive = drive_min(calls, crewed)
    busy = busy_fraction(calls.per_h, calls.scene_min + drive, len(crewed)) if len(crewed) else NEVER_FREE
    return Response(
        units=len(crewed),
        busy=busy,
        once=float(calls.weight[counts >= 1].sum()) / total,
        twice=float(calls.weight[counts >= 2].sum()) / total,
        expected=expected_cover(calls, crewed, busy_shares(len(crewed), busy, together=together)),
        mean_min=drive,
    )


def _curve(calls: Calls, standing: Sequence[int], *, together: bool, effort: Effort) -> Iterator[CurvePoint]:
    """Yield the best bases for 0, 1, 2 ... units, for ever."""
    units = 0
    bases: tuple[int, ...] = ()
    while True:
        point = _settled(calls, standing, units, bases, together=together, effort=effort)
        yield point
        units, bases = units + 1, point.bases


def _settled(  # noqa: PLR0913 - one point of the curve
    calls: Calls, standing: Sequence[int], units: int, before: tuple[int, ...], *, together: bool, effort: Effort
) -> CurvePoint:
    """Find bases and busy fraction in turn until the fraction holds still."""
    crews = len(standing) + units
    if not crews:
        return CurvePoint(units=0, bases=(), busy=NEVER_FREE, cover=0.0, bound=0.0, overloaded=False)
    busy = busy_fraction(calls.per_h, calls.scene_min + drive_min(calls, (*standing, *before)), crews)
    for _ in range(ROUNDS):
        if busy >= NEVER_FREE:
            return CurvePoint(units=units, bases=before, busy=busy, cover=0.0, bound=0.0, overloaded=True)
        shares = busy_shares(crews, busy, together=together)
        bases, bound = best_bases(calls, standing, units, shares, effort)
        found = CurvePoint(
            units=units, bases=bases, busy=busy, cover=expected_cover(calls, (*standing, *bases), shares), bound=bound
        )
        now = busy_fraction(calls.per_h, calls.scene_min + drive_min(calls, (*standing, *bases)), crews)
        if abs(now - busy) <= STEADY:
            break
        busy = now
    return found


def _stop(curve: Sequence[CurvePoint], gain: float, wanted: float | None) -> tuple[int, Text] | None:
    """Return the number of units if the curve has told enough, and why."""
    last = curve[-1]
    if wanted is not None and last.cover >= wanted:
        words = Text(
            f"期望覆盖 {last.cover:.1%}, 达到 {wanted:.0%}", f"expected cover {last.cover:.1%} meets {wanted:.0%}"
        )
        return last.units, words
    if len(curve) < 2 or last.overloaded:
        return None
    more = last.cover - curve[-2].cover
    if more >= gain:
        return None
    return last.units - 1, Text(
        f"再加一组只多覆盖 {more:.2%}, 不到 {gain:.1%}", f"one more would add {more:.2%}, less than {gain:.1%}"
    )


def _used(calls: Calls, standing: Sequence[int], point: CurvePoint, *, together: bool) -> Iterator[UsedBase]:
    """Say of each base what its last unit adds, the busy fraction held."""
    shares = busy_shares(len(standing) + point.units, point.busy, together=together)
    crewed = [*standing, *point.bases]
    total = expected_cover(calls, crewed, shares) if crewed else 0.0
    for base in sorted(set(point.bases)):
        rest = list(crewed)
        rest.reverse()
        rest.remove(base)
        adds = total - expected_cover(calls, rest, shares)
        near: Bools = calls.minutes[:, base] <= calls.target_min
        share = float(calls.weight[near].sum() / calls.weight.sum())
        why = Text(
            f"{calls.target_min:g} 分钟内可到 {share:.1%} 的需求, 末一组增加期望覆盖 {adds:.2%}",
            f"reaches {share:.1%} of the demand within {calls.target_min:g} min; its last unit adds {adds:.2%}",
        )
        yield UsedBase(base=base, units=point.bases.count(base), gain=adds, why=why)
