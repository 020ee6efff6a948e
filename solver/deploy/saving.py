"""What the deployment saves against the human wave, at equal or better cover, with the conditions beside it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from ...models.city import City
from ...models.deployed import Saving
from ...models.deployment import BandNeed, ChainChoice, Level
from ...models.leg import LegMode
from ...models.place import PlaceKind
from ...models.text import Text
from ...models.week import Week
from ..siting.programme import Effort
from .baseline import RoadTime, human_wave, is_day_band, least_road_time, lines_of
from .chain import FINE_EFFORT, LEVELS
from .chain_case import RESPONDERS
from .reach import Reach

SELF_CHECK = 0.40
"""A saving above this is doubted (DOMAIN D10: honest figures lie at 20 to 25 %)."""

EVEN = 1e-3
"""Cover that differs by less counts as equal."""


@dataclass(frozen=True, slots=True)
class _Bands:
    """Day bands of the week: those in which the deployment covers no less than the human wave, and the others."""

    even: frozenset[tuple[date, str]]
    worse: frozenset[tuple[date, str]]


def saving_of(  # noqa: PLR0913 - the parts of a comparison
    city: City,
    week: Week,
    chains: Sequence[ChainChoice],
    needs: Sequence[BandNeed],
    *,
    reach: Reach | None = None,
    merged: Collection[tuple[date, str, str]] = (),
    by_video: Collection[str] = (),
    effort: Effort = FINE_EFFORT,
) -> tuple[Saving, Level]:
    """
    Compare road hours with those of the human wave.

    Parameters
    ----------
    city, week
        The city with the needs that the deployment answers.
    chains, needs
        The deployment.
    reach
        Demand and who reaches it in time; without it posts with a crew are counted, weighted by priority.
    merged
        Posts by day and band whose cell a neighbour's crew rides as often as asked: they count as patrolled.
    by_video
        Posts whose line cameras watch: the baseline has no crew for it (DOMAIN 8.4).
    effort
        Of the chain model that staffs the baseline.

    Returns
    -------
    saving, level
        The saving, and the baseline's hours with the bound proven for them. In bands in which the deployment covers
        less the baseline does what the deployment does: cover is equal or better everywhere. They are named.
        ``comparable`` if other bands are left and no post lacks a crew in a peak.

    Notes
    -----
    Analytic: both plans are staffed by the chain model, the baseline without limit of people and at its least hours.
    """
    bands = _compared(city, week, needs, reach, merged)
    wave = least_road_time(human_wave(city, week, bands.even, by_video=by_video), week, effort)
    alone = least_road_time(human_wave(city, week, bands.even, sections=False), week, effort)
    mine = _of_plan(city, chains)
    held = peak_post_cover(city, needs)
    saving = Saving(
        baseline_police_min=wave.police,
        baseline_aux_min=wave.aux,
        plan_police_min=mine.police,
        plan_aux_min=mine.aux,
        comparable=bool(bands.even) and held >= 1.0 - EVEN,
        conditions=(
            _what(city, bands, by_video),
            _measure(reach),
            *([_left_out(bands)] if bands.worse else []),
            Text(f"高峰岗点覆盖率 {held:.1%} (基线 100%)", f"peak posts kept: {held:.1%} (baseline 100 %)"),
            _alone(alone, mine),
            Text(
                "解析计算, 未经仿真; 两方案用同一链模型配员, 基线不限人数、取最少工时",
                "analytic, not simulated; one chain model staffs both, the baseline without limit and at its least",
            ),
            Text(
                "基线在高峰仍另派编组巡线; 部署方案高峰守岗、平峰巡线",
                "the baseline patrols the lines in the peak too; the deployment stands in the peak and rides off it",
            ),
            *([_doubt()] if wave.total and 1 - mine.total / wave.total > SELF_CHECK else []),
        ),
    )
    return saving, _proof(wave)


def _proof(wave: RoadTime) -> Level:
    return Level(
        code="BASELINE",
        name=Text("基线警力工时", "hours of the baseline"),
        value=wave.total / 60,
        bound=min(float(wave.total), wave.bound) / 60,
        unit=LEVELS["HOURS"][1],
    )


def peak_post_cover(city: City, needs: Sequence[BandNeed]) -> float:
    """Return the share of the crews that posts need in FIXED bands and have, weighted by priority (DOMAIN 8.1)."""
    stands = [need for need in needs if need.mode is LegMode.FIXED and need.crews]
    whole = sum(city.place(need.place_id).priority for need in stands)
    held = sum(city.place(n.place_id).priority * min(1.0, n.manned / n.crews) for n in stands)
    return held / whole if whole else 1.0


def _compared(
    city: City,
    week: Week,
    needs: Sequence[BandNeed],
    reach: Reach | None,
    merged: Collection[tuple[date, str, str]],
) -> _Bands:
    there: dict[tuple[date, str], set[str]] = defaultdict(set)
    joined: dict[tuple[date, str], set[str]] = defaultdict(set)
    for day, code, place_id in merged:
        joined[day, code].add(place_id)
    for need in needs:
        if need.manned and city.place(need.place_id).kind in RESPONDERS:
            there[need.day, need.band].add(need.place_id)
    posts = frozenset(place.place_id for place in city.places if place.kind is PlaceKind.POST)
    day_bands = {(day, band.code) for day in week.days for band in city.bands_of(day) if is_day_band(band)}
    even = set()
    for key in day_bands:
        mine = _cover(city, reach, key, frozenset(there[key]), joined[key])
        wave = _cover(city, reach, key, posts)
        if all(own >= other - EVEN for own, other in zip(mine, wave, strict=True)):
            even.add(key)
    return _Bands(frozenset(even), frozenset(day_bands - even))


def _cover(
    city: City, reach: Reach | None, key: tuple[date, str], there: frozenset[str], joined: Collection[str] = ()
) -> tuple[float, ...]:
    """Return what the places in ``there`` cover in a band: posts by priority, and calls in time if they are known."""
    kept = there.union(joined)
    posts = [place for place in city.places if place.kind is PlaceKind.POST]
    whole = sum(place.priority for place in posts)
    held = sum(place.priority for place in posts if place.place_id in kept) / whole if whole else 0.0
    return (held,) if reach is None else (held, reach.share(city, *key, there))


def _of_plan(city: City, chains: Sequence[ChainChoice]) -> RoadTime:
    road = [chain for chain in chains if city.place(chain.key.place_id).outdoor]
    return RoadTime(police=sum(chain.police_min for chain in road), aux=sum(chain.aux_min for chain in road))


def _what(city: City, bands: _Bands, by_video: Collection[str]) -> Text:
    posts = sum(place.kind is PlaceKind.POST for place in city.places)
    lines, times = lines_of(place for place in city.places if place.place_id not in by_video), len(bands.even)
    seen = lines_of(city.places) - lines
    return Text(
        f"基线人海战术: {posts} 个岗点各一组、{lines} 条无视频线路各一组 ({seen} 条有视频, 不派), "
        f"本周 {times} 个日间时段全程在岗, 其余勤务相同",
        f"human wave: {posts} posts and {lines} lines without video with one lawful crew each ({seen} more are watched "
        f"by video), all through {times} day bands of the week; all other duties are the same",
    )


def _measure(reach: Reach | None) -> Text:
    if reach is None:
        return Text(
            "覆盖按有编组的岗点计, 以优先级加权 (无警情或路网数据)",
            "cover counts posts with a crew, weighted by priority (no incidents or no roads)",
        )
    calls, minutes = sum(reach.demand.counts), f"{reach.target_min:g}"
    return Text(
        f"覆盖须两项均不低于基线: 有编组的岗点 (以优先级加权), {minutes} 分钟内可到达的期望警情 (依据 {calls} 起警情)",
        f"cover is no less by two measures: posts with a crew (weighted by priority), and expected calls that a crew "
        f"reaches within {minutes} min (from {calls} recorded calls)",
    )


def _left_out(bands: _Bands) -> Text:
    codes = ", ".join(sorted({code for _, code in bands.worse}))
    return Text(
        f"{len(bands.worse)} 个日间时段 ({codes}) 部署的覆盖低于人海战术, 基线在其中与部署相同",
        f"{len(bands.worse)} day bands ({codes}) in which the deployment covers less: there the baseline does the same",
    )


def _alone(alone: RoadTime, mine: RoadTime) -> Text:
    share = 1 - mine.total / alone.total if alone.total else 0.0
    hours = alone.total / 60
    return Text(
        f"基线若不另派巡线编组: {hours:g} 工时, 节约 {share:.1%}",
        f"without the baseline's crews on the lines: {hours:g} h, a saving of {share:.1%}",
    )


def _doubt() -> Text:
    return Text(
        f"节约超过 {SELF_CHECK:.0%}, 须自查: 公开案例约 20%-25%",
        f"a saving above {SELF_CHECK:.0%} is to be doubted: real cases lie at 20 to 25 %",
    )
