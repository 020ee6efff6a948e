"""Figures of response, from the stories of the calls: for all, by brigade, road class, band, level, cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...models.kpi import ALL, Figure, Slice, SliceKind
from ...models.place import HIGHWAYS, RoadClass
from .force import Figures
from .run import Run, SimCall
from .stories import Story

COVER_MIN = 10.0
TARGET_MIN: Mapping[str, float] = {
    **dict.fromkeys(RoadClass, 10.0),
    RoadClass.EXPRESSWAY: 15.0,
    **dict.fromkeys(HIGHWAYS, 30.0),
}
"""Minutes from call to arrival that count as in time (DOMAIN 8.2: 10 in town, 15 in the suburbs, 30 on highways)."""

MINUTE_MS = 60_000
BY_PLACE = frozenset({"t_handle_mean", "t_handle_p90", "share_in_target", "calls"})
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CallTable:
    """
    The counted calls as columns of minutes, shape (calls,); NaN where there is no such thing.

    ``slices`` are the parts to which each call belongs.
    """

    slices: Mapping[Slice, NDArray[np.int64]]
    handle: Floats
    reached: Floats
    dispatch: Floats
    ack: Floats
    travel: Floats
    scene: Floats
    queue: Floats
    target: Floats
    regret: Floats
    cover: Floats
    second: Floats
    waited: Floats
    remote: Floats
    aid: Floats
    aid_min: Floats
    off: Floats


def response_figures(run: Run, stories: Sequence[Story], *, relays: int = 1) -> Figures:
    """Return every figure of response, from the log alone."""
    table = _table(run, stories)
    found: Figures = {}
    for part, rows in table.slices.items():
        for code, figure in _figures(table, rows, relays):
            if part.kind is not SliceKind.PLACE or code in BY_PLACE:
                found[part, code] = figure
    return found


def _figures(table: CallTable, rows: NDArray[np.int64], relays: int) -> Iterator[tuple[str, Figure]]:
    handle, cover = table.handle[rows], table.cover[rows]
    yield "calls", Figure(float(len(rows)), len(rows))
    yield "t_handle_mean", _mean(handle)
    for code, percent in (("t_handle_p50", 50), ("t_handle_p90", 90)):
        yield code, _percentile(handle, percent)
    for code, column in (
        ("t_dispatch", table.dispatch),
        ("t_ack", table.ack),
        ("t_travel", table.travel),
        ("t_scene", table.scene),
    ):
        yield code, _mean(column[rows])
        yield f"{code}_p90", _percentile(column[rows], 90)
    for code, column in (
        ("nearest_regret", table.regret),
        ("queue_time", table.queue),
        ("p_wait", table.waited),
    ):
        yield code, _mean(column[rows])
    yield "share_in_target", _mean(_within(handle, table.target[rows]))
    yield "cover_T", _mean(_within(cover, np.full(len(rows), COVER_MIN)))
    yield "backup_cover_T", _mean(np.where(np.isnan(cover), np.nan, table.second[rows] <= COVER_MIN))
    orders = int((~np.isnan(table.travel[rows])).sum())
    yield "mean_hops", Figure(float(relays) if orders else None, orders)
    yield "one_step_share", Figure(float(relays == 1) if orders else None, orders)
    for code, column in (
        ("unserved", 1.0 - table.reached),
        ("cross_brigade", table.aid),
        ("cross_brigade_min", table.aid_min),
        ("reassigned", table.off),
        ("remote_closed", table.remote),
    ):
        yield code, Figure(float(np.nansum(column[rows])), len(rows))


def _table(run: Run, stories: Sequence[Story]) -> CallTable:
    first, last = ((t - run.begin).total_seconds() * 1000 for t in (run.counted_from, run.counted_to))
    end = (run.end - run.begin).total_seconds() * 1000
    counted = [(c, s) for c, s in zip(run.calls, stories, strict=True) if first <= c.at_ms < last]
    brigade = [crew.brigade for crew in run.crews]
    rows = [_row(call, story, end, brigade) for call, story in counted]
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 16).T
    slices: dict[Slice, list[int]] = defaultdict(list)
    slices[ALL] = []
    for i, (call, _) in enumerate(counted):
        for part in _parts(call):
            slices[part].append(i)
    return CallTable({part: np.array(own, dtype=np.int64) for part, own in slices.items()}, *columns)


def _row(call: SimCall, story: Story, end: float, brigade: Sequence[str]) -> tuple[float, ...]:
    nan = float("nan")
    there, orders = story.first_there, story.orders
    aid = [one for one in orders if call.brigade and brigade[one.unit] != call.brigade]
    aid_ms = sum(max(one.cleared, one.taken_back, one.sent) - one.sent for one in aid)
    off = sum(one.taken_back >= 0 for one in orders)
    target = TARGET_MIN[call.road]
    if story.remote:
        return (*(nan,) * 6, nan, target, nan, nan, nan, 0.0, 1.0, 0.0, 0.0, 0.0)
    first = orders[0] if orders else None
    arrived = there.arrived if there else end
    eta = (first.arrived - first.sent) if first is not None and first.arrived >= 0 and not story.waited else None
    minutes = [
        arrived - story.received,
        MINUTE_MS * float(there is not None),
        (first.sent - story.received) if first else end - story.received,
        (there.acked - there.sent) if there and there.acked >= 0 else nan,
        (there.arrived - there.sent) if there else nan,
        (story.closed - there.arrived) if there and story.closed >= 0 else nan,
        (first.sent if first else end) - story.classified,
        MINUTE_MS * target,
        there.regret if there else nan,
        nan if not story.waited and eta is None else (eta if eta is not None else float("inf")),
        story.second if story.second >= 0 else float("inf"),
    ]
    return (*(value / MINUTE_MS for value in minutes), float(story.waited), 0.0, len(aid), aid_ms / MINUTE_MS, off)


def _parts(call: SimCall) -> Iterator[Slice]:
    yield ALL
    for kind, key in (
        (SliceKind.BRIGADE, call.brigade),
        (SliceKind.ROAD, call.road),
        (SliceKind.BAND, call.band),
        (SliceKind.LEVEL, f"L{call.level}"),
        (SliceKind.PLACE, call.cell),
    ):
        if key:
            yield Slice(kind, key)


def _within(values: Floats, limit: Floats) -> Floats:
    """Return 1 where a value is within its limit, 0 where not, NaN where there is none."""
    shares: Floats = np.where(np.isnan(values), np.nan, values <= limit)
    return shares


def _percentile(values: Floats, percent: float) -> Figure:
    known = values[~np.isnan(values)]
    return Figure(float(np.percentile(known, percent)) if len(known) else None, len(known))


def _mean(values: Floats) -> Figure:
    known = values[~np.isnan(values)]
    return Figure(float(known.mean()) if len(known) else None, len(known))
