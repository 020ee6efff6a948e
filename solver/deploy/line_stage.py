"""The stage of lines: off-peak lines of the home cells that have a crew, mobile routes, merges, unpatrolled streets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ...models.band import Band, BandMode
from ...models.city import City
from ...models.deployed import LineRun
from ...models.deployment import Level, NamedGap, Stage
from ...models.line import WHY_NAMES, Line, Why
from ...models.place import PlaceKind
from ...models.text import Text
from ...models.week import DayType, Week
from ...road_network.cells import CellPost, Cells, build_cells
from ...road_network.closures import Closures
from ...road_network.drives import Drives
from ...road_network.search import RoadSearch
from .lines.cell_line import LineBand
from .lines.plan import Asked, BandLines, LinePlan, LineWish, other_routes, plan_lines
from .reach import place_points
from .road_states import given_of, key_of
from .work import KM, ROADS, Work, left_out, stage

PATROL_KMH = 30.0
NOT_DRAWN = Text("不画巡线", "no lines are drawn")
BY_NOBODY = frozenset({Why.NO_WAY_THERE, Why.NO_WAY_BACK, Why.CLOSED, Why.NO_UNIT})
"""Streets left out for these reasons no plan with the same crews could pass."""


def merge_stage(work: Work) -> Stage:
    """Let one crew ride two adjacent cells where it can, and take the other crew out of the need (``Wanted.merge``)."""
    if not work.wanted.merge:
        return stage("MERGES", note=Text("未要求 (--merge)", "not asked for (--merge)"), done=False)
    plans = _plans(work)
    if not plans:
        return left_out("MERGES", ROADS, Text("不合并警区", "no cells are merged"))
    dated, before = dict(work.city.dated_needs), len(work.merged)
    for one in plans:
        for day in work.week.days:
            if any(band.code == one.band.code for band in work.city.bands_of(day)):
                _merge(work, one, day, dated)
    work.city = replace(work.city, dated_needs=dated)
    spared = len(work.merged) - before
    note = Text(
        f"本周 {spared} 个时段·警区并入相邻警区", f"{spared} cells and bands of the week join a neighbour's line"
    )
    return stage("MERGES", note=note)


def _merge(work: Work, one: BandLines, day: date, dated: dict[tuple[str, date, str], int]) -> None:
    """Take one crew from the second cell of each pair in which both want one."""
    posts, code = one.plan.cells.posts, one.band.code
    for merge in one.plan.merges:
        first, second = (work.city.place(posts[number].post_id) for number in (merge.first, merge.second))
        asked = work.city.need(second, day, code)
        if work.city.need(first, day, code) and asked:
            dated[second.place_id, day, code] = asked - 1
            work.merged[day, code, second.place_id] = first.place_id


def line_stage(work: Work) -> Stage:
    """Draw the lines of each LINE band of the week, those of its first working day; ``qinwu lines`` draws any other."""
    plans = _plans(work)
    if plans is None:
        return left_out("LINES", ROADS, NOT_DRAWN)
    if not plans:
        return left_out("LINES", Text("巡线时段", "band for lines"), NOT_DRAWN)
    notes, levels = [], []
    for one in plans:
        lines = list(_manned(work, one))
        work.lines += [_run(line, work, one) for line in lines]
        work.gaps += _unpatrolled(one.plan)
        levels.append(_level(one, lines))
        pairs = len(one.plan.merges)
        notes.append(
            Text(
                f"{one.day} {one.band.code}: {len(lines)} 条, 可合并相邻警区 {pairs} 对",
                f"{one.day} {one.band.code}: {len(lines)} lines, {pairs} pairs of cells can merge",
            )
        )
    note = Text("; ".join(text.zh for text in notes), "; ".join(text.en for text in notes))
    return replace(stage("LINES", note=note), levels=tuple(levels))


def _plans(work: Work) -> Sequence[BandLines] | None:
    """Return the lines of each LINE band, planned once; None without roads or posts on them."""
    search = work.known.search
    at = place_points(work.city, search, fixed=True) if search is not None else {}
    posts = [p for p in work.city.places if p.kind is PlaceKind.POST and p.place_id in at]
    if search is None or not posts:
        return None
    if work.line_plans is None:
        work.line_plans = tuple(
            _each_band(work, search, [CellPost(post_id=p.place_id, name=p.name, at=at[p.place_id]) for p in posts])
        )
    return work.line_plans


def _each_band(work: Work, search: RoadSearch, posts: Sequence[CellPost]) -> Iterator[BandLines]:
    """Plan each LINE band; equal questions share the lines, those alike in all the routes."""
    routes = dict(work.known.drawn)
    alike = {replace(asked, units=0): plan for asked, plan in routes.items()}
    cells: Cells | None = None
    for day, band in line_bands(work.city, work.week):
        wish, closures = _wish(work, band, day), work.known.states.mostly(_days_of(work, band))
        asked = _asked(wish, posts, closures)
        like = replace(asked, units=0)
        if asked not in routes:
            drives = Drives(search, given=given_of(closures), kmh=PATROL_KMH)
            cells = cells or build_cells(search.network, posts)
            plan = other_routes(drives, alike[like], wish) if like in alike else plan_lines(drives, cells, wish)
            routes[asked] = plan
            alike.setdefault(like, plan)
        yield BandLines(band=band, day=day, plan=routes[asked].at(wish.band), asked=asked)


def _days_of(work: Work, band: Band) -> Iterator[tuple[date, str]]:
    """Yield each day of the week that has a band."""
    return ((day, band.code) for day in work.week.days if any(b.code == band.code for b in work.city.bands_of(day)))


def _asked(wish: LineWish, posts: Sequence[CellPost], closures: Closures) -> Asked:
    return Asked(
        minutes=wish.band.minutes,
        seed=wish.seed,
        units=wish.mobile_units,
        crewed=wish.crewed,
        posts=tuple((post.post_id, post.name, post.at, wish.groups.get(post.post_id, "")) for post in posts),
        closed=key_of(closures),
    )


def line_bands(city: City, week: Week) -> list[tuple[date, Band]]:
    """Return each LINE band of the week with the day it is drawn for: its first working day, else its first day."""
    days = sorted(week.days, key=lambda day: (city.calendar.is_rest_day(day), day))
    found: dict[str, tuple[date, Band]] = {}
    for day in days:
        for band in city.bands_of(day):
            if band.mode is BandMode.LINE:
                found.setdefault(band.code, (day, band))
    return sorted(found.values(), key=lambda row: row[1].start)


def _wish(work: Work, band: Band, day: date) -> LineWish:
    mobile = [place for place in work.city.places if place.kind is PlaceKind.MOBILE]
    return LineWish(
        band=LineBand(code=band.code, minutes=band.minutes),
        seed=work.wanted.seed,
        weights=_weights(work),
        mobile_units=sum(work.city.need(place, day, band.code) for place in mobile),
        crewed=frozenset(
            place.place_id
            for place in work.city.places
            if place.kind is PlaceKind.POST and any(work.city.need(place, on, band.code) for on in work.week.days)
        ),
        groups={place.place_id: place.unit_id for place in work.city.places if place.kind is PlaceKind.POST},
    )


def _weights(work: Work) -> Mapping[int, float] | None:
    demand, sites = work.known.demand, work.known.sites
    if demand is None or sites is None:
        return None
    return sites.street_weights(demand, DayType.WEEKDAY)


def _manned(work: Work, one: BandLines) -> Iterator[Line]:
    """Yield the lines of cells with a crew in the band, merged ones as one, and the mobile routes."""
    there = {need.place_id for need in work.needs if need.manned and (need.day, need.band) == one.when}
    joined = {post for day, code, post in work.merged if (day, code) == one.when}
    for line in one.plan.with_merges(joined):
        if not line.post_ids or line.post_ids[0] in there:
            yield line


def _run(line: Line, work: Work, one: BandLines) -> LineRun:
    metres = sum(street.metres for street in line.streets)
    often = sum(street.metres * street.per_hour for street in line.streets) / metres if metres else 0.0
    gap = max((street.longest_gap_s for street in line.streets), default=0.0)
    why = sorted({WHY_NAMES[left.why] for left in line.left_out}, key=str)
    return LineRun(
        line_id=line.line_id,
        place_id=line.post_ids[0] if line.post_ids else "",
        band=one.band.code,
        km=round(line.km, 3),
        minutes=float(line.minutes),
        passes_per_h=round(often, 3),
        longest_gap_min=round(gap / 60, 1),
        missed_km=round(line.left_out_km, 3),
        shared_with=tuple(post for post in line.post_ids[1:] if (*one.when, post) in work.merged),
        why=Text("; ".join(text.zh for text in why), "; ".join(text.en for text in why)),
    )


def _level(one: BandLines, lines: Sequence[Line]) -> Level:
    """Return the kilometres not passed; no crew drives farther than the patrol speed allows, nor where no way leads."""
    farthest = PATROL_KMH * one.band.minutes / 60
    mobile = [line for line in lines if not line.post_ids]
    shares = [[line] for line in lines if line.post_ids] + ([mobile] if mobile else [])
    bound = 0.0
    for share in shares:  # mobile units may share their streets as they like
        streets = sum(line.street_metres for line in share) / 1_000
        lost = sum(s.metres for line in share for s in line.left_out if s.why in BY_NOBODY) / 1_000
        bound += max(lost, streets - farthest * len(share))
    bound += sum(street.metres for street in one.plan.unposted_left if street.why in BY_NOBODY) / 1_000
    missed = sum(line.left_out_km for line in lines) + sum(s.metres for s in one.plan.unposted_left) / 1_000
    return Level(
        code=f"UNPATROLLED {one.band.code}",
        name=Text(f"{one.band.name.zh} 未走到的道路", f"{one.band.name.en}: streets not passed"),
        value=round(missed, 3),
        bound=round(min(missed, bound), 3),
        unit=KM,
        note=Text(
            f"界只计车速 {PATROL_KMH:g} 公里/小时和无路可通者, 不计转弯和空驶",
            f"the bound knows the speed of {PATROL_KMH:g} km/h and closed ways only, no turns or empty drives",
        )
        if missed > bound
        else Text("", ""),
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
