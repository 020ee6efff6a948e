"""Highways: video first, patrols for the rest, every point within reach of a base (DOMAIN F24, 5.7, R26)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite

from ...models.band import Band
from ...models.highway import HighwayPolicy
from ...models.place import RoadClass
from ...models.text import Text
from ...models.week import DAY_MIN
from ..siting import Effort
from ..siting.programme import TOLERANCE, USUAL
from .highway_segments import Camera, Reach, Segment
from .stretches import Stretch, cut
from .video_desk import Share, Watch, watch

CORE_NIGHT = 5 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class HighwayNeed:
    """
    A stretch in a band.

    Parameters
    ----------
    video
        Whether a camera that counts is looked at often enough; ``why`` says by which, or why not.
    wanted, by_video
        Passes asked for, and how many of them the video desk does.
    need
        Physical passes: wanted less video, at least the floor; a fraction is one pass every few days.
    passes
        The same in whole passes: rounded so that the day's passes add up to at least the day's need.
    """

    segment_id: str
    name: str
    road_class: RoadClass
    start_m: float
    end_m: float
    black: bool
    band: str
    video: bool
    why: Text
    wanted: float
    by_video: float
    need: float
    passes: int
    reach: Reach | None

    @property
    def km(self) -> float:
        """Length."""
        return (self.end_m - self.start_m) / 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HighwayBand:
    """
    A band's sums: hours of patrol, how many crews these fill, and the video desk's work.

    ``load`` is the operators that the cameras watched would fill; ``bound`` the least hours any choice of cameras
    can leave.
    """

    band: str
    hours: float
    bound: float
    crews: int
    operators: float
    load: float
    watched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HighwayPlan:
    """
    A day on the highways.

    ``far`` names segments that no base reaches within the target, and says by how much.
    """

    rows: Sequence[HighwayNeed]
    bands: Sequence[HighwayBand]
    far: Mapping[str, Text]

    @property
    def hours(self) -> float:
        """Hours of patrol a day."""
        return sum(band.hours for band in self.bands)

    @property
    def bound(self) -> float:
        """Hours a day that no choice of cameras to watch can undercut."""
        return sum(band.bound for band in self.bands)

    @property
    def gap(self) -> float:
        """Share of the hours above the bound; 0.0 when proven optimal."""
        apart = self.hours - self.bound
        return 0.0 if apart <= TOLERANCE * max(1.0, self.hours) else apart / self.hours


def highway_needs(  # noqa: PLR0913 - the planner's own questions
    segments: Sequence[Segment],
    cameras: Sequence[Camera],
    bands: Sequence[Band],
    *,
    operators: Mapping[str, float],
    policy: HighwayPolicy,
    reaches: Mapping[str, Reach] | None = None,
    effort: Effort = USUAL,
) -> HighwayPlan:
    """
    Return what patrols must do on each stretch in each band of a day.

    Parameters
    ----------
    segments
        The highways.
    cameras
        What cameras see of them (``highway_cameras``); those with ``blind`` set do not count.
    bands
        Of the day, in time order.
    operators
        Video desk operators by band; a band that is missing has none.
    policy
        Frequencies, dwell, targets.
    reaches
        The nearest base of each segment (``nearest_bases``); None: not asked.
    effort
        Solver and limit of the choice of cameras.

    Notes
    -----
    need = max(0, wanted - video). If the operators cannot keep up with all cameras they watch those that spare most
    patrol hours, each within its revisit target; that choice is proven. With all cameras down all is patrolled.
    """
    stretches = [stretch for segment in segments for stretch in cut(segment, cameras)]
    night = _night(bands)
    rows: list[HighwayNeed] = []
    sums = []
    carried = [0.0] * len(stretches)
    for band in bands:
        day = _Day(band, operators.get(band.code, 0.0), policy, night=band is night)
        shares = [_share(stretch, day) for stretch in stretches]
        watching = watch(shares, day.operators, dwell_s=policy.dwell_s, effort=effort)
        part = [_row(stretch, day, watching, reaches) for stretch in stretches]
        rows += [_rounded(row, carried, number) for number, row in enumerate(part)]
        sums.append(_sum(day, watching, part))
    return HighwayPlan(rows=tuple(rows), bands=tuple(sums), far=_far(segments, policy, reaches))


@dataclass(frozen=True, slots=True)
class _Day:
    """A band as the highways see it."""

    band: Band
    operators: float
    policy: HighwayPolicy
    night: bool

    def wanted(self, stretch: Stretch) -> float:
        road = stretch.segment
        return self.policy.wanted(road.road_class, self.band.minutes, black=road.black)

    def floor(self, stretch: Stretch) -> float:
        """Physical passes whatever the video."""
        return float(self.policy.night_passes) if self.night and stretch.segment.black else 0.0

    def need(self, stretch: Stretch, by_video: float) -> float:
        return max(self.floor(stretch), self.wanted(stretch) - by_video)

    def hours(self, stretch: Stretch, passes: float) -> float:
        return passes * stretch.km / self.policy.patrol_kmh


def _night(bands: Sequence[Band]) -> Band | None:
    """Return the band that holds most of the time from midnight to five, the night's."""

    def core(band: Band) -> int:
        return sum(
            max(0, min(band.end, day + CORE_NIGHT) - max(band.start, day)) for day in (0, DAY_MIN)
        )  # the small hours of the day itself, and those after it

    return max((band for band in bands if core(band)), key=core, default=None)


def _share(stretch: Stretch, day: _Day) -> Share:
    """Say what it saves to watch a stretch, for the choice of cameras."""
    revisit = day.policy.revisit(black=stretch.segment.black)
    none = day.hours(stretch, day.need(stretch, 0.0))
    seen = day.hours(stretch, day.need(stretch, day.band.minutes / revisit))
    return Share(
        cameras=tuple(camera.device_id for camera in stretch.cameras),
        hours=none - seen,
        load=day.policy.dwell_s / (60.0 * revisit),
    )


def _row(stretch: Stretch, day: _Day, watching: Watch, reaches: Mapping[str, Reach] | None) -> HighwayNeed:
    watched = [camera for camera in stretch.cameras if camera.device_id in watching.watched]
    by_video = day.band.minutes / day.policy.revisit(black=stretch.segment.black) if watched else 0.0
    road = stretch.segment
    return HighwayNeed(
        segment_id=road.segment_id,
        name=road.name,
        road_class=road.road_class,
        start_m=stretch.start_m,
        end_m=stretch.end_m,
        black=road.black,
        band=day.band.code,
        video=bool(watched),
        why=_why(stretch, day, watched, watching),
        wanted=day.wanted(stretch),
        by_video=by_video,
        need=day.need(stretch, by_video),
        passes=0,
        reach=reaches.get(road.segment_id) if reaches is not None else None,
    )


def _rounded(row: HighwayNeed, carried: list[float], number: int) -> HighwayNeed:
    """Give whole passes: as many as lift the day's passes so far to the day's need so far."""
    before = carried[number]
    carried[number] = before + row.need
    passes = ceil(carried[number] - 1e-9) - ceil(before - 1e-9)
    return replace(row, passes=passes)


def _why(stretch: Stretch, day: _Day, watched: Sequence[Camera], watching: Watch) -> Text:
    if watched:
        minutes = min(watching.revisit_min(camera.device_id) for camera in watched)
        names = ", ".join(camera.name for camera in watched)
        return Text(f"{names} 每 {minutes:.0f} 分钟轮巡一次", f"{names} looked at every {minutes:.0f} min")
    if stretch.cameras and not day.operators:
        return Text("该时段视频巡逻岗无人", "nobody at the video desk in this band")
    if stretch.cameras:
        names = ", ".join(camera.name for camera in stretch.cameras)
        return Text(
            f"{names} 在线, 但 {day.operators:g} 名值守轮巡不过来",
            f"{names} could be watched, but {day.operators:g} operators cannot keep up",
        )
    if stretch.blind:
        parts = [(camera.name, camera.blind) for camera in stretch.blind if camera.blind]
        return Text(
            "; ".join(f"{name} {why.zh}" for name, why in parts), "; ".join(f"{name}: {why.en}" for name, why in parts)
        )
    return Text("没有摄像机", "no camera")


def _sum(day: _Day, watching: Watch, rows: Sequence[HighwayNeed]) -> HighwayBand:
    hours = sum(row.need * row.km for row in rows) / day.policy.patrol_kmh
    return HighwayBand(
        band=day.band.code,
        hours=hours,
        bound=hours - max(0.0, watching.bound - watching.value),
        crews=ceil(hours * 60.0 / day.band.minutes - 1e-9),
        operators=day.operators,
        load=watching.load,
        watched=tuple(sorted(watching.watched)),
    )


def _far(segments: Sequence[Segment], policy: HighwayPolicy, reaches: Mapping[str, Reach] | None) -> Mapping[str, Text]:
    far = {}
    for segment in segments if reaches is not None else ():
        reach = (reaches or {}).get(segment.segment_id)
        if reach is None or not isfinite(reach.minutes):
            far[segment.segment_id] = Text("没有驻点能到达", "no base can come")
        elif reach.minutes > policy.reach_min or reach.km > policy.reach_km:
            figures = f"{reach.minutes:.0f} min, {reach.km:.0f} km"
            far[segment.segment_id] = Text(
                f"最近驻点 {reach.base_id} 需 {figures}, 目标 {policy.reach_min:g} min, {policy.reach_km:g} km",
                f"the nearest base {reach.base_id} needs {figures}; {policy.reach_min:g} min and"
                f" {policy.reach_km:g} km are asked",
            )
    return far
