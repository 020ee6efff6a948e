"""What is shown of chosen sites: a table, a few figures with the proof, a map."""

from collections.abc import Iterator, Sequence

import numpy as np

from ..models.text import Lang, Text
from ..road_network.graph import RoadNetwork
from ..road_network.part_line import point_on
from ..road_network.picture import Picture, View, circle
from ..solver.deploy.site_question import SiteQuestion
from ..solver.deploy.sites import Aim, SitePlan
from .line_map import draw_streets

SITE_COLUMNS = (
    Text("编号", "site"),
    Text("名称", "name"),
    Text("经度", "lon"),
    Text("纬度", "lat"),
    Text("现有", "kept"),
    Text("就近需求", "nearest_to"),
    Text("唯它可及", "only_it"),
    Text("理由", "why"),
)
AIM_NAMES = {
    Aim.ALL: (Text("集合覆盖", "set covering"), Text("选点数", "sites")),
    Aim.MOST: (Text("最大覆盖", "maximal covering"), Text("覆盖需求 (起/日)", "demand covered, calls a day")),
    Aim.TWICE: (Text("双重覆盖", "backup cover"), Text("双重覆盖需求 (起/日)", "demand covered twice, calls a day")),
    Aim.FARTHEST: (Text("p-中心", "p-centre"), Text("最远分钟", "farthest, minutes")),
    Aim.MEAN: (Text("p-中位", "p-median"), Text("警情·分钟 (每日)", "calls x minutes a day")),
}
IN_TIME, LATE, NEW, KEPT = "#3a9158", "#c62828", "#2f6fb2", "#6b7078"


def site_rows(network: RoadNetwork, asked: SiteQuestion, plan: SitePlan, lang: Lang) -> Iterator[tuple[object, ...]]:
    """Yield a row for each site, in the order of its share of the demand."""
    yes = Text("是", "yes").in_(lang)
    for site in sorted(plan.sites, key=lambda one: (-one.nearest, one.site)):
        one = asked.candidates[site.site]
        lon, lat = point_on(network, one.at.arc, one.at.share)
        place = (round(lon, 6), round(lat, 6), yes if one.kept else "")
        yield (one.site_id, one.name, *place, f"{site.nearest:.1%}", f"{site.only:.1%}", site.why.in_(lang))


def site_facts(plan: SitePlan, lang: Lang) -> list[str]:
    """Return what the sites do, and how near to the best they are proven to be."""
    name, unit = AIM_NAMES[plan.aim]
    facts = [
        Text(
            f"{name.zh}: {len(plan.sites)} 处, {unit.zh} {plan.value:,.6g}, 界 {plan.bound:,.6g}, 差距 {plan.gap:.3%}",
            f"{name.en}: {len(plan.sites)} sites; {unit.en} {plan.value:,.6g}, bound {plan.bound:,.6g}, "
            f"gap {plan.gap:.3%}",
        ),
        Text(
            f"{plan.target_min:g} 分钟内覆盖 {plan.before:.1%} (现有) → {plan.covered:.1%}, "
            f"双重 {plan.covered_twice:.1%}",
            f"within {plan.target_min:g} min: {plan.before:.1%} (by those kept) → {plan.covered:.1%}, "
            f"twice {plan.covered_twice:.1%}",
        ),
        Text(
            f"平均 {plan.mean_min:.2f} 分钟, 最远 {plan.farthest_min:.1f} 分钟",
            f"mean {plan.mean_min:.2f} min, farthest {plan.farthest_min:.1f} min",
        ),
    ]
    if plan.lost:
        facts.append(
            Text(
                f"{len(plan.lost)} 个路口没有候选点可及, 未计入",
                f"{len(plan.lost)} junctions with demand no candidate reaches: left out",
            )
        )
    return [fact.in_(lang) for fact in facts]


def site_map(network: RoadNetwork, asked: SiteQuestion, plan: SitePlan, *, title: str, lang: Lang) -> str:
    """Return the map: streets, junctions with demand by whether they are reached in time, the sites."""
    chosen = [site.site for site in plan.sites]
    places = np.array([point_on(network, c.at.arc, c.at.share) for c in asked.candidates]).reshape(-1, 2)
    lon, lat = network.lon[asked.nodes], network.lat[asked.nodes]
    heavy = asked.weight >= np.quantile(asked.weight, 0.2)
    view = View.around(np.append(lon[heavy], places[chosen, 0]), np.append(lat[heavy], places[chosen, 1]))
    picture = Picture(view=view, title=title, subtitle=site_facts(plan, lang)[1], lang=lang)
    draw_streets(picture, network)
    near = asked.minutes[:, chosen].min(axis=1) <= plan.target_min
    for reached, colour in ((True, IN_TIME), (False, LATE)):
        picture.dots(np.column_stack([lon, lat])[near == reached], radius=2.2, fill=colour)
    colours = [KEPT if asked.candidates[site].kept else NEW for site in chosen]
    picture.posts(places[chosen], [asked.candidates[site].name for site in chosen], colours)
    _legend(picture, plan.target_min, kept=any(asked.candidates[site].kept for site in chosen))
    return picture.text()


def _legend(picture: Picture, target_min: float, *, kept: bool) -> None:
    words: Sequence[tuple[Text, str, float]] = (
        (Text(f"{target_min:g} 分钟内可达的需求", f"demand within {target_min:g} min"), IN_TIME, 2.2),
        (Text("不能及时到达的需求", "demand beyond it"), LATE, 2.2),
        (Text("选点", "site"), NEW, 6.0),
        *([(Text("现有, 保留", "exists and stays"), KEPT, 6.0)] if kept else []),
    )
    for text, colour, radius in words:
        picture.legend_sign(text.in_(picture.lang), circle(15, 0, radius, fill=colour))
