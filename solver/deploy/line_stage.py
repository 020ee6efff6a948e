"""The stage of lines: off-peak lines of the home cells that have a crew, mobile routes, merges, unpatrolled streets."""

from collections.abc import Iterator, Mapping
from datetime import date

from ...models.band import Band, BandMode
from ...models.deployed import LineRun
from ...models.deployment import NamedGap, Stage
from ...models.line import WHY_NAMES, Line
from ...models.place import PlaceKind
from ...models.text import Text
from ...models.week import DayType
from ...road_network.cells import CellPost, Cells, build_cells
from ...road_network.drives import Drives
from .lines.cell_line import LineBand
from .lines.plan import LinePlan, LineWish, plan_lines
from .reach import place_points
from .work import KM, ROADS, Work, left_out, stage

PATROL_KMH = 30.0


def line_stage(work: Work) -> Stage:
    """Draw the lines of the first LINE band of the first working day; ``qinwu lines`` draws any other."""
    search = work.known.search
    at = place_points(work.city, search, fixed=True) if search is not None else {}
    posts = [p for p in work.city.places if p.kind is PlaceKind.POST and p.place_id in at]
    if search is None or not posts:
        return left_out("LINES", ROADS, Text("不画巡线", "no lines are drawn"))
    cells = build_cells(search.network, [CellPost(post_id=p.place_id, name=p.name, at=at[p.place_id]) for p in posts])
    drives = Drives(search, kmh=PATROL_KMH)
    day = next((d for d in work.week.days if not work.city.calendar.is_rest_day(d)), work.week.days[0])
    band = next((band for band in work.city.bands_of(day) if band.mode is BandMode.LINE), None)
    if band is None:
        return left_out("LINES", Text("巡线时段", "band for lines"), Text("不画巡线", "no lines are drawn"))
    plan = plan_lines(drives, cells, _wish(work, cells, band, day))
    work.lines += _manned(work, plan, band, day)
    work.gaps += _unpatrolled(plan)
    missed = sum(line.missed_km for line in work.lines)
    merges = len(plan.merges)
    note = Text(
        f"{day} {band.code}: {len(work.lines)} 条, 未走到 {missed:.1f} 公里; 可合并相邻警区 {merges} 对",
        f"{day} {band.code}: {len(work.lines)} lines, {missed:.1f} km not passed; {merges} pairs of cells could merge",
    )
    return stage("LINES", note=note)


def _wish(work: Work, cells: Cells, band: Band, day: date) -> LineWish:
    units = {post.post_id: work.city.place(post.post_id).unit_id for post in cells.posts}
    mobile = sum(
        need.manned
        for need in work.needs
        if (need.day, need.band) == (day, band.code) and work.city.place(need.place_id).kind is PlaceKind.MOBILE
    )
    return LineWish(
        band=LineBand(code=band.code, minutes=band.minutes),
        seed=work.wanted.seed,
        weights=_weights(work),
        mobile_units=mobile,
        groups=units,
    )


def _weights(work: Work) -> Mapping[int, float] | None:
    demand, sites = work.known.demand, work.known.sites
    if demand is None or sites is None:
        return None
    weights = sites.arc_weights([demand.per_day(site, DayType.WEEKDAY) for site in range(len(demand.sites))])
    return {arc: weight for arc, weight in enumerate(weights.tolist()) if weight > 0}


def _manned(work: Work, plan: LinePlan, band: Band, day: date) -> Iterator[LineRun]:
    """Return the lines of cells with a crew in the band, and the mobile routes."""
    there = {need.place_id for need in work.needs if need.manned and (need.day, need.band) == (day, band.code)}
    partners = {
        plan.cells.posts[one].post_id: plan.cells.posts[other].post_id
        for merge in plan.merges
        for one, other in ((merge.first, merge.second), (merge.second, merge.first))
    }
    for line in plan.every_line:
        home = line.post_ids[0] if line.post_ids else ""
        if not home or home in there:
            yield _run(line, home, partners.get(home))


def _run(line: Line, home: str, partner: str | None) -> LineRun:
    metres = sum(street.metres for street in line.streets)
    often = sum(street.metres * street.per_hour for street in line.streets) / metres if metres else 0.0
    gap = max((street.longest_gap_s for street in line.streets), default=0.0)
    why = sorted({WHY_NAMES[left.why] for left in line.left_out}, key=str)
    return LineRun(
        line_id=line.line_id,
        place_id=home,
        band=line.band,
        km=round(line.km, 3),
        minutes=float(line.minutes),
        passes_per_h=round(often, 3),
        longest_gap_min=round(gap / 60, 1),
        missed_km=round(line.left_out_km, 3),
        shared_with=(partner,) if partner else (),
        why=Text("; ".join(text.zh for text in why), "; ".join(text.en for text in why)),
    )


def _unpatrolled(plan: LinePlan) -> Iterator[NamedGap]:
    km: dict[Text, float] = {}
    for left in plan.unposted_left:
        km[WHY_NAMES[left.why]] = km.get(WHY_NAMES[left.why], 0.0) + left.metres / 1_000
    for why, length in sorted(km.items(), key=lambda row: str(row[0])):
        yield NamedGap(
            what=Text("未设固定岗点且无机动巡逻的道路", "streets without post or mobile route"),
            amount=round(length, 3),
            unit=KM,
            why=why,
            cure=Text("增设岗点或机动组", "add a post or a mobile unit"),
            band=plan.band.code,
        )
