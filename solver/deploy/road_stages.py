"""The stages that come before the chains: posts by measured flow, and who reaches the expected calls."""

from dataclasses import replace

from ...models.deployment import Stage
from ...models.text import Text
from .posts import PostNeed, post_needs
from .reach import place_points, reach_of
from .traffic import faulty_posts, post_traffic
from .work import CALLS, FLOW, ROADS, Work, left_out, stage

TABLES_STAND = Text("直接采用需求表", "the table of needs stands")
NO_COVER = Text("不计算到达覆盖", "cover of calls is not reckoned")


def post_stage(work: Work) -> Stage:
    """
    Set the need of posts whose flow is measured; the others keep the city's table.

    A band in which the table asks for nobody and the flow itself asks for nobody stays empty, whatever the priority.
    """
    search = work.known.search
    faults = faulty_posts(work.city, work.week.monday)
    if search is None or not (work.known.flow or faults):
        return left_out("POSTS", ROADS if search is None else FLOW, TABLES_STAND)
    traffic = post_traffic(work.city, search.network, work.known.flow)
    found = post_needs(work.city, work.week, traffic, faults=faults)
    work.findings += found.findings
    rows = {(row.place_id, row.day_type, row.band): row for row in found.rows if _speaks(work, row)}
    dated = dict(work.city.dated_needs)
    for day in work.week.days:
        kind = work.city.calendar.day_type(day)
        for (place_id, of_kind, band), row in rows.items():
            if of_kind is kind:
                dated[place_id, day, band] = row.crews
                work.why[place_id, day, band] = row.why
    work.city = replace(work.city, dated_needs=dated)
    measured = len({place_id for (place_id, _, _), row in rows.items() if row.ratio is not None})
    note = Text(f"{measured} 个岗点按流量, 其余按需求表", f"{measured} posts by measured flow, the others by the table")
    return stage("POSTS", note=note)


def demand_stage(work: Work) -> Stage:
    """Measure who reaches the expected calls in time."""
    search, demand = work.known.search, work.known.demand
    if search is None or demand is None:
        lacking = ROADS if search is None else CALLS
        return left_out("DEMAND", lacking, NO_COVER)
    at = place_points(work.city, search)
    if not at:
        return left_out("DEMAND", Text("有坐标的岗位", "place with coordinates"), NO_COVER)
    work.reach = reach_of(search, demand, target_min=work.wanted.target_min, at=at, states=work.known.states)
    work.zones = work.reach.zones(work.city, work.week)
    calls, days = sum(demand.counts), demand.exposure.total
    class_means = (
        Text(", 记录太短, 用道路等级均值", ", too few: class means stand in") if demand.stands_in else Text("", "")
    )
    note = Text(
        f"{calls} 起警情, {days} 天记录{class_means.zh}", f"{calls} calls in {days} days of records{class_means.en}"
    )
    return stage("DEMAND", note=note)


def _speaks(work: Work, row: PostNeed) -> bool:
    """Whether flow was measured, and the post is kept in this band by table or flow; or a fault asks for more."""
    asked = work.city.place(row.place_id).need(row.day_type, row.band)
    if row.ratio is None:
        return row.crews > asked > 0
    return asked > 0 or work.city.post_table.step(row.ratio).crews > 0
