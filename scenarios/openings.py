"""Which bands a made-up city opens at which places: the musts, then wishes by rank while people can bear them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..models.place import Place
from ..models.week import DayType
from .workload import Pool, Shop, load_of

WEEK_LIMIT = 0.94
DAY_LIMIT = 0.95

CHAIN = ("AM_PEAK", "AM_FLAT", "PM_FLAT", "PM_PEAK")
PEAKS = ("AM_PEAK", "PM_PEAK")
MORNING = ("AM_PEAK", "AM_FLAT", "NOON")
AFTERNOON = ("PM_FLAT", "PM_PEAK", "EVENING")
DAYTIME = (*MORNING, *AFTERNOON)
ALL_DAY = (*DAYTIME, "NIGHT")
WEEKDAY = (DayType.WEEKDAY,)
WEEKEND = (DayType.WEEKEND,)
EVERY_DAY = (DayType.WEEKDAY, DayType.WEEKEND)


@dataclass(slots=True)
class Draft:
    """A place whose needs are still being found, and the pools of people that fill it."""

    place: Place
    pools: Sequence[Pool]
    needs: dict[tuple[DayType, str], int] = field(default_factory=dict)

    def finished(self) -> Place:
        """Return the place with its needs: closed weekends say so, holidays are weekends, schools close at noon."""
        needs = dict(self.needs)
        if not any(kind is DayType.WEEKEND for kind, _ in needs):
            needs[DayType.WEEKEND, CHAIN[0]] = 0
        for (kind, band), crews in list(needs.items()):
            if kind is DayType.WEEKEND:
                needs[DayType.HOLIDAY, band] = crews
            elif self.place.school:
                needs[DayType.SCHOOL_BREAK, band] = 0 if band == "NOON" else crews
        order = list(DayType)
        return replace(self.place, needs=dict(sorted(needs.items(), key=lambda item: order.index(item[0][0]))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One crew more in some bands of some kinds of day; ``must`` whether or not the people can bear it."""

    draft: Draft
    kinds: tuple[DayType, ...]
    bands: tuple[str, ...]
    must: bool = False


def grant(shop: Shop, wishes: Iterable[Wish]) -> None:
    """Add each wish to its place's needs, in order, unless it is no must and would overload a pool."""
    for wish in wishes:
        draft = wish.draft
        wanted = dict(draft.needs)
        for kind in wish.kinds:
            for band in wish.bands:
                wanted[kind, band] = wanted.get((kind, band), 0) + 1
        before, after = load_of(shop, draft.place, draft.needs), load_of(shop, draft.place, wanted)
        for pool in draft.pools:
            pool.add(before, -1)
            pool.add(after)
        if wish.must or all(pool.fits(week=WEEK_LIMIT, day=DAY_LIMIT) for pool in draft.pools):
            draft.needs = wanted
        else:
            for pool in draft.pools:
                pool.add(after, -1)
                pool.add(before)


def post_wishes(posts: Sequence[Draft]) -> tuple[list[Wish], list[Wish]]:
    """
    Return what posts would like beyond their weekday chain: what comes before the riders' wishes, and what after.

    ``posts`` stand in order of importance.
    """
    heads, top = posts[: -(-len(posts) // 5)], posts[: -(-len(posts) * 2 // 5)]
    led = [d for d in posts if d.place.enforcement]
    late = led[: -(-len(led) // 10)]
    noon = [d for d in posts if d.place.school] or heads
    first = [
        *(Wish(draft=d, kinds=WEEKEND, bands=CHAIN) for d in heads),
        *(Wish(draft=d, kinds=WEEKDAY, bands=("NOON",)) for d in noon),
        *(Wish(draft=d, kinds=WEEKDAY, bands=("EVENING",)) for d in late),
    ]
    then = [
        *(Wish(draft=d, kinds=WEEKEND, bands=CHAIN) for d in top[len(heads) :]),
        *(Wish(draft=d, kinds=WEEKEND, bands=("EVENING",)) for d in late),
        *(Wish(draft=d, kinds=WEEKDAY, bands=PEAKS) for d in heads),
        *(Wish(draft=d, kinds=WEEKEND, bands=CHAIN) for d in posts[len(top) :]),
        *(Wish(draft=d, kinds=kinds, bands=("EVENING",)) for kinds in (WEEKDAY, WEEKEND) for d in led[len(late) :]),
        *(Wish(draft=d, kinds=WEEKDAY, bands=("NOON",)) for d in posts if d not in noon),
    ]
    return first, then
