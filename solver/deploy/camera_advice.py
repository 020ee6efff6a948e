"""What a camera changes: the plan before and after an outage, and where one more frees most patrol hours (F25)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ...models.band import Band
from ...models.highway import HighwayPolicy
from ...models.text import Text
from ..siting import Effort
from ..siting.programme import USUAL
from .highway_segments import Camera, Segment, view
from .highways import HighwayNeed, HighwayPlan, highway_needs

EVERY_M = 500.0
VIEW_M = 1_000.0
DOUBT = 0.3
BEST = 10
TRIES = 60
DAYS = 7
NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """A stretch and band in which two plans differ: passes before and after, and why after."""

    segment_id: str
    name: str
    start_m: float
    end_m: float
    band: str
    before: int
    after: int
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraAdvice:
    """
    One more camera.

    Parameters
    ----------
    metre
        Where along the segment.
    hours
        Hours of patrol a week that it frees.
    low, high
        The same if it sees 30 % less, or more, of the road.
    weight
        Hours x (1 + risk per km of the segment): what the rank goes by.
    """

    rank: int
    segment_id: str
    name: str
    metre: float
    hours: float
    low: float
    high: float
    weight: float
    why: Text


def plan_changes(before: HighwayPlan, after: HighwayPlan) -> list[PlanChange]:
    """
    Return where two plans of the same segments and cameras differ, as after a camera's outage.

    The stretches are the same as long as the same cameras are given, whether they count or not.
    """
    old = {_key(row): row for row in before.rows}
    return [
        PlanChange(
            segment_id=row.segment_id,
            name=row.name,
            start_m=row.start_m,
            end_m=row.end_m,
            band=row.band,
            before=old[_key(row)].passes if _key(row) in old else 0,
            after=row.passes,
            why=row.why,
        )
        for row in after.rows
        if _key(row) not in old or old[_key(row)].passes != row.passes or old[_key(row)].video != row.video
    ]


def _key(row: HighwayNeed) -> tuple[str, float, float, str]:
    return row.segment_id, row.start_m, row.end_m, row.band


def camera_advice(  # noqa: PLR0913 - the questions of ``highway_needs``, and how fine to look
    segments: Sequence[Segment],
    cameras: Sequence[Camera],
    bands: Sequence[Band],
    *,
    operators: Mapping[str, float],
    policy: HighwayPolicy,
    every_m: float = EVERY_M,
    view_m: float = VIEW_M,
    best: int = BEST,
    tries: int = TRIES,
    effort: Effort = USUAL,
) -> list[CameraAdvice]:
    """
    Rank places for one more camera by the hours of patrol that it frees in a week.

    Parameters
    ----------
    segments, cameras, bands, operators, policy, effort
        As for ``highway_needs``.
    every_m
        Distance between the places that are looked at.
    view_m
        Length of road that the camera would see.
    best
        How many places to name; those that free nothing are not named.
    tries
        How many places to plan for at most.

    Notes
    -----
    Places are screened by what they would free if the desk had time, which no place can exceed; then each is planned
    for with the desk as it is, best first, until no screened place can still be among the best, or ``tries`` are. Of
    places that would see the same road only the best is named.
    """
    now = highway_needs(segments, cameras, bands, operators=operators, policy=policy, effort=effort)

    def freed(segment: Segment, metre: float, length_m: float) -> float:
        more = view(segment, metre, length_m, NEW, NEW)
        plan = highway_needs(segments, [*cameras, more], bands, operators=operators, policy=policy, effort=effort)
        return DAYS * max(0.0, now.hours - plan.hours)

    found: list[tuple[float, Segment, float, float]] = []
    working = len({camera.device_id for camera in cameras if camera.blind is None})
    spare = _spare(now, policy, bands, working)
    for most, segment, metre in islice(_screened(spare, segments, policy, every_m, view_m), tries):
        weight = _weight(segment)
        if len(found) == best and most * weight <= found[-1][0]:
            break
        near = [one for one in found if one[1] is segment and abs(one[2] - metre) < view_m]
        if near and most * weight <= near[0][0]:
            continue
        hours = freed(segment, metre, view_m)
        if hours > 1e-9 and (not near or hours * weight > near[0][0]):
            rest = [one for one in found if one not in near]
            found = sorted([*rest, (hours * weight, segment, metre, hours)], key=_by_weight)[:best]
    ranked = []
    for rank, (_, segment, metre, hours) in enumerate(found, 1):
        low, high = (freed(segment, metre, view_m * (1 + doubt)) for doubt in (-DOUBT, DOUBT))
        ranked.append(_advice(rank, segment, metre, (hours, low, high)))
    return ranked


def _by_weight(one: tuple[float, Segment, float, float]) -> tuple[float, str, float]:
    return -one[0], one[1].segment_id, one[2]


def _weight(segment: Segment) -> float:
    return 1.0 + segment.risk / max(segment.length_m / 1_000.0, 1e-9)


def _advice(rank: int, segment: Segment, metre: float, hours: tuple[float, float, float]) -> CameraAdvice:
    usual, low, high = hours
    return CameraAdvice(
        rank=rank,
        segment_id=segment.segment_id,
        name=segment.name,
        metre=metre,
        hours=usual,
        low=low,
        high=high,
        weight=usual * _weight(segment),
        why=Text(
            f"{segment.name} {metre / 1000:.1f} 公里处: 每周少巡 {usual:.1f} 小时"
            f" (视距减三成 {low:.1f}, 加三成 {high:.1f})",
            f"{segment.name}, km {metre / 1000:.1f}: {usual:.1f} hours of patrol less a week ({low:.1f} if it sees 30 %"
            f" less, {high:.1f} if 30 % more)",
        ),
    )


Spare = Mapping[str, Sequence[tuple[float, float, float]]]
"""By segment: where a stretch begins and ends, and the passes a day that one more camera there could spare."""


def _spare(now: HighwayPlan, policy: HighwayPolicy, bands: Sequence[Band], working: int) -> Spare:
    """
    Bound what one more camera could spare.

    Where the desk cannot watch all cameras, another one might free it from one that is watched now.
    """
    minutes = {band.code: band.minutes for band in bands}
    full = {band.band for band in now.bands if len(band.watched) < working}
    spare: dict[str, list[tuple[float, float, float]]] = {}
    for row in now.rows:
        least = max(0.0, row.wanted - minutes[row.band] / policy.revisit(black=row.black))
        need = max(row.need, row.wanted) if row.band in full else row.need
        spare.setdefault(row.segment_id, []).append((row.start_m, row.end_m, need - least))
    return spare


def _screened(
    spare: Spare, segments: Sequence[Segment], policy: HighwayPolicy, every_m: float, view_m: float
) -> Iterator[tuple[float, Segment, float]]:
    """Yield hours a week, segment and metre of the places, the highest weighted bound first."""
    found = []
    for segment in segments:
        steps = max(1, round(segment.length_m / every_m))
        for step in range(steps):
            metre = (step + 0.5) * segment.length_m / steps
            seen = view(segment, metre, view_m, NEW, NEW)
            hours = sum(
                passes * max(0.0, min(end, seen.end_m) - max(start, seen.start_m))
                for start, end, passes in spare.get(segment.segment_id, ())
            ) / (1_000.0 * policy.patrol_kmh)
            found.append((DAYS * hours, segment, metre))
    yield from sorted(found, key=lambda one: (-one[0] * _weight(one[1]), one[1].segment_id, one[2]))
