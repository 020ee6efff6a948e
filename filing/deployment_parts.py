"""What the tables of a deployment are made of, and those of its parts: desks, bases, lines, highways, staffing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..models.city import City
from ..models.deployment import Deployment
from ..models.grade import AUTHORITY_NAMES, GRADE_NAMES
from ..models.text import Lang, Text
from ..solver.deploy.desks import PART_NAMES
from .labels import ROLES

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: its key, title, headers and rows of words; ``note`` stands above it."""

    key: str
    title: Text
    header: tuple[Text, ...]
    rows: Sequence[Row]
    note: Text = Text("", "")  # noqa: RUF009 - frozen


def hours(minutes: float) -> str:
    """Write minutes as hours."""
    return f"{minutes / 60:,.1f}"


def percent(share: float) -> str:
    """Write a share."""
    return f"{share:.1%}"


def heads(*pairs: tuple[str, str]) -> tuple[Text, ...]:
    """Return headers of (Chinese, English) pairs."""
    return tuple(Text(zh, en) for zh, en in pairs)


def desk_grid(city: City, deployment: Deployment, lang: Lang) -> Grid:
    """Return what each centre and brigade must keep, and keeps."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for seat in deployment.seats:
        row = found[seat.unit_id, seat.part]
        for at, number in enumerate((seat.asked, seat.needed, seat.manned, seat.missing)):
            row[at] += number
    rows = [
        (city.org[unit].name if unit in city.org else unit, PART_NAMES[part].in_(lang), *map(str, numbers))
        for (unit, part), numbers in found.items()
    ]
    header = heads(
        ("中心", "Centre"),
        ("席位", "Seat"),
        ("规定 (席·时段)", "By rule (seats and bands)"),
        ("需求表", "By the table"),
        ("到岗", "Manned"),
        ("缺", "Missing"),
    )
    return Grid(key="desks", title=Text("席位、带班、备勤", "Desks, leaders, reserve"), header=header, rows=rows)


def base_grid(city: City, deployment: Deployment, lang: Lang) -> Grid:
    """Return where mobile units wait."""
    rows = [
        (
            base.base_id,
            base.band,
            city.org[base.unit_id].name if base.unit_id in city.org else base.unit_id,
            f"{base.lon:.5f}, {base.lat:.5f}",
            str(base.units),
            percent(base.gain),
            base.place_id,
            base.why.in_(lang),
        )
        for base in deployment.bases
    ]
    header = heads(
        ("驻点", "Base"),
        ("时段", "Band"),
        ("单位", "Unit"),
        ("经纬度", "Lon, lat"),
        ("组数", "Units"),
        ("增加期望覆盖", "Adds expected cover"),
        ("机动组", "Place"),
        ("理由", "Why"),
    )
    return Grid(key="bases", title=Text("机动驻点", "Mobile bases"), header=header, rows=rows)


def line_grid(city: City, deployment: Deployment, lang: Lang) -> Grid:
    """Return what each line does in its band."""
    rows = [
        (
            line.line_id,
            " + ".join(
                city.place(place_id).name if city.has_place(place_id) else place_id
                for place_id in (line.place_id, *line.shared_with)
            ),
            line.band,
            f"{line.km:.1f}",
            f"{line.passes_per_h:.2f}",
            f"{line.longest_gap_min:.0f}",
            f"{line.missed_km:.1f}",
            line.why.in_(lang),
        )
        for line in deployment.lines
    ]
    header = heads(
        ("线路", "Line"),
        ("岗位", "Place"),
        ("时段", "Band"),
        ("公里", "km"),
        ("每小时遍数", "Passes an hour"),
        ("最长间隔, 分", "Longest gap, min"),
        ("未走到, 公里", "Not passed, km"),
        ("原因", "Why"),
    )
    return Grid(key="lines", title=Text("警区巡线", "Lines"), header=header, rows=rows)


def highway_grid(deployment: Deployment, lang: Lang) -> Grid:
    """Return each stretch of highway by band."""
    yes, no = Text("是", "yes").in_(lang), Text("否", "no").in_(lang)
    rows = [
        (
            run.segment_id,
            run.name,
            run.band,
            f"{run.km:.2f}",
            yes if run.video else no,
            str(run.passes),
            "" if run.reach_min is None else f"{run.reach_min:.0f}",
            run.why.in_(lang),
        )
        for run in deployment.highways
    ]
    header = heads(
        ("路段", "Segment"),
        ("道路", "Road"),
        ("时段", "Band"),
        ("公里", "km"),
        ("视频", "Video"),
        ("巡查趟数", "Passes"),
        ("最近警力, 分", "Nearest, min"),
        ("理由", "Why"),
    )
    return Grid(key="highways", title=Text("公路: 视频与巡查", "Highways: video and patrols"), header=header, rows=rows)


def grade_grid(deployment: Deployment, lang: Lang) -> Grid:
    """Return the duty grades of the week."""
    rows = [
        (
            GRADE_NAMES[order.grade].in_(lang),
            f"{order.start:%Y-%m-%d %H:%M} – {order.stop:%Y-%m-%d %H:%M}",
            ", ".join(order.scope),
            f"{AUTHORITY_NAMES[order.ordered_by].in_(lang)} {order.order_no}",
            order.reason,
            f"{order.asks.on_duty}% / {order.asks.standby}%",
        )
        for order in deployment.grades
    ]
    header = heads(
        ("等级", "Grade"),
        ("时间", "Time"),
        ("范围", "Scope"),
        ("命令", "Ordered by"),
        ("理由", "Reason"),
        ("到岗/备勤", "On duty / standby"),
    )
    return Grid(key="grades", title=Text("勤务等级", "Duty grades"), header=header, rows=rows)


def staffing_grid(city: City, deployment: Deployment, lang: Lang) -> Grid:
    """Return supply and demand by unit and role."""
    rows = [
        (
            city.org[row.unit_id].name if row.unit_id in city.org else row.unit_id,
            ROLES[row.role].in_(lang),
            str(row.heads),
            str(row.away_days),
            f"{row.relief_factor:.2f}",
            hours(row.supply_min),
            hours(row.year_min),
            hours(row.asked_min),
        )
        for row in deployment.staffing
    ]
    header = heads(
        ("单位", "Unit"),
        ("职务", "Role"),
        ("人数", "Heads"),
        ("请假天数", "Days away"),
        ("轮休系数 (8 小时岗)", "Relief factor (8 h)"),
        ("本周可用工时", "Hours of the week"),
        ("年均周工时", "Average week of the year"),
        ("本单位岗位所需", "Its places ask"),
    )
    return Grid(key="staffing", title=Text("编配算式", "Staffing arithmetic"), header=header, rows=rows)
