"""A made-up brigade or detachment centre: its units, its people, its places with what they need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from ..models.officer import Officer, Role
from ..models.org import Level, OrgUnit
from ..models.place import Place
from .districts import centre, districts, side
from .junctions import Junction
from .openings import Wish, grant, post_wishes
from .people import Trade, recruit, with_circumstances
from .places import (
    accident_wishes,
    chain_wish,
    desk_wishes,
    lead_wishes,
    mobile_wishes,
    post,
    station_wish,
)
from .staffing import BrigadeStaff, Heads, brigade_staff, squadrons_for
from .workload import DUTIES, Pool, Shop, crew_of

MOBILE_WORK = 3 * 7
ORDINALS = "一二三四五六七八九十"


@dataclass(slots=True)
class Force:
    """What has been made of one brigade, or of the detachment's own centre."""

    units: list[OrgUnit]
    trades: Mapping[str, Trade]
    people: list[Officer]
    wishes: list[Wish] = field(default_factory=list)

    def pool(self, *units: str, days: Sequence[date]) -> Pool:
        """Return the pool of these units' people; leaders, and who failed the assessment (R15), count for nothing."""
        workers = (o for o in self.people if self.trades[o.officer_no] is not Trade.LEADERS)
        return Pool((o for o in workers if o.unit_id in units and o.fit_for_duty), days)

    def places(self) -> list[Place]:
        """Return the places with their needs; one that nothing was granted to is left out."""
        drafts = {wish.draft.place.place_id: wish.draft for wish in self.wishes}
        return [draft.finished() for draft in drafts.values() if draft.needs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted of a force: its letter (empty if there is only one), name, size, days to plan, and chance."""

    letter: str
    name: str
    region: str
    people: int
    days: Sequence[date]
    rng: Random
    schools: bool = False
    parent_id: str = ""

    @property
    def prefix(self) -> str:
        """What the names of its units begin with, so that no two brigades have a squadron of one name."""
        return self.name.removeprefix("直属") if self.letter else ""


def detachment(shop: Shop, order: Order, leaders: Heads, centre_heads: Heads) -> Force:
    """Make the detachment: leaders on duty and a command centre of its own; its places lie above the brigades."""
    top = order.letter
    unit = OrgUnit(
        unit_id=top, name=order.name, level=Level.DETACHMENT, admin_code=order.region, centre_name="情指勤指挥中心"
    )
    force = _recruited(order, [unit], [(top, Trade.LEADERS, leaders), (top, Trade.CENTRE, centre_heads)])
    force.wishes = [*lead_wishes("D-", top), *desk_wishes("D-", top, force.pool(top, days=order.days))]
    grant(shop, force.wishes)
    return force


def brigade(shop: Shop, order: Order, junctions: Sequence[Junction]) -> Force:
    """Make a brigade with a post at each junction (the most important first)."""
    points = [(j.lon, j.lat) for j in junctions]
    squadrons = squadrons_for(order.people, posts=len(junctions))
    district = districts(points, squadrons)
    staff = brigade_staff(order.people, work=_work(junctions, district, squadrons))
    sides = [side(points, [p for p, d in zip(points, district, strict=True) if d == n]).zh for n in range(squadrons)]
    force = _staffed(order, staff, sides)
    _fill(shop, order, force, junctions, [f"{order.letter or 'A'}{d + 1}" for d in district], large=staff.large)
    return force


def _staffed(order: Order, staff: BrigadeStaff, sides: Sequence[str]) -> Force:
    top = order.letter or "A"
    road = [
        (f"{top}{n + 1}", f"{order.prefix}{ORDINALS[n]}中队（{where}片区）", heads)
        for n, (where, heads) in enumerate(zip(sides, staff.road, strict=True))
    ]
    units = [
        OrgUnit(
            unit_id=top,
            name=order.name,
            level=Level.BRIGADE,
            parent_id=order.parent_id,
            admin_code=order.region,
            centre_name=f"{order.prefix}分指挥中心",
        ),
        *(OrgUnit(unit_id=u, name=name, level=Level.SQUADRON, parent_id=top) for u, name, _ in road),
        OrgUnit(unit_id=f"{top}8", name=f"{order.prefix}事故中队", level=Level.SQUADRON, parent_id=top),
        OrgUnit(unit_id=f"{top}9", name=f"{order.prefix}指挥中心", level=Level.SQUADRON, parent_id=top),
    ]
    rows = [
        (top, Trade.LEADERS, staff.leaders),
        *((u, Trade.ROAD, heads) for u, _, heads in road),
        (f"{top}8", Trade.ACCIDENT, staff.accident),
        (f"{top}9", Trade.CENTRE, staff.centre),
    ]
    return _recruited(order, units, rows)


def _recruited(order: Order, units: list[OrgUnit], rows: Sequence[tuple[str, Trade, Heads]]) -> Force:
    people, trades = recruit(order.rng, rows, region=order.region, brigade=order.letter)
    return Force(units, trades, with_circumstances(order.rng, people, trades=trades, days=order.days))


def _fill(  # noqa: PLR0913
    shop: Shop, order: Order, force: Force, junctions: Sequence[Junction], squadrons: Sequence[str], *, large: bool
) -> None:
    """Draft all places of a brigade and grant what its people can bear."""
    top, prefix = order.letter or "A", f"{order.letter}-" if order.letter else ""
    pools = {squadron: force.pool(squadron, days=order.days) for squadron in sorted(set(squadrons))}
    road = force.pool(*pools, days=order.days)
    accident = force.pool(f"{top}8", days=order.days)
    desks = force.pool(f"{top}9", days=order.days)
    posts = [
        post(
            f"{prefix}P{n + 1:02d}",
            squadron,
            junction,
            rank=n / len(junctions),
            school=order.schools and junction.quiet,
            pools=(pools[squadron], road),
        )
        for n, (junction, squadron) in enumerate(zip(junctions, squadrons, strict=True))
    ]
    must, mobile, more = mobile_wishes(prefix, top, road)
    first, then = post_wishes(posts)
    force.wishes = [
        *lead_wishes(prefix, top),
        *desk_wishes(prefix, f"{top}9", desks),
        *accident_wishes(prefix, f"{top}8", accident),
        *must,
        *(chain_wish(draft) for draft in posts),
        *first,
        *mobile,
    ]
    if large:
        force.wishes.append(_station(prefix, junctions, squadrons, pools, road))
    force.wishes += [*then, *more]
    grant(shop, force.wishes)


def _station(
    prefix: str, junctions: Sequence[Junction], squadrons: Sequence[str], pools: Mapping[str, Pool], road: Pool
) -> Wish:
    """Put the service station at the outermost junction."""
    middle = centre([(j.lon, j.lat) for j in junctions])
    n = max(
        range(len(junctions)),
        key=lambda i: ((junctions[i].lon - middle[0]) ** 2 + (junctions[i].lat - middle[1]) ** 2, -i),
    )
    return station_wish(prefix, squadrons[n], junctions[n], (pools[squadrons[n]], road))


def _work(junctions: Sequence[Junction], district: Sequence[int], squadrons: int) -> list[tuple[float, float]]:
    """Return the police and auxiliaries that each squadron's posts and its share of the mobile units take."""
    work = [(MOBILE_WORK / squadrons / DUTIES[Role.POLICE], 2 * MOBILE_WORK / squadrons / DUTIES[Role.AUX])] * squadrons
    for n, (junction, squadron) in enumerate(zip(junctions, district, strict=True)):
        crew = crew_of(post("P", "U", junction, rank=n / len(junctions), school=False, pools=()).place)
        police, aux = work[squadron]
        work[squadron] = (police + 5 * crew.police / DUTIES[Role.POLICE], aux + 5 * crew.aux / DUTIES[Role.AUX])
    return work
