"""Four weeks that a made-up force has worked: rotations by trade, and lawful, for no duty enters that breaks a rule."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..models.band import Band
from ..models.officer import Officer, PastDuty, Role
from ..models.place import Place, PlaceKind
from ..models.template import ShiftTemplate
from ..models.week import DAY_MIN, Calendar
from .people import WEEKS_PAST, Trade
from .workload import roles_of

REST_MIN = 660
MOST_IN_A_WEEK = 5
ROUND_THE_CLOCK = 5

# Seven-day rotations of the road: all work on the same five positions, so any change between them leaves five duties
# in any seven days; a night is followed by rest.
_ROAD_WEEKS = (
    ("SPLIT", "SPLIT", "SPLIT", "", "SPLIT", "SPLIT", ""),
    ("SPLIT", "SPLIT", "EARLY", "", "LATE", "NIGHT", ""),
    ("SPLIT", "SPLIT", "SPLIT", "", "EARLY", "LATE", ""),
    ("EARLY", "EARLY", "SPLIT", "", "SPLIT", "SPLIT", ""),
)
_DESK_CYCLE = ("DESK_A", "DESK_P", "NIGHT", "", "")
_ACCIDENT_CYCLE = ("EARLY", "LATE", "NIGHT", "", "")


@dataclass(frozen=True, slots=True)
class Past:
    """What the rotations need to know: the day before the plan begins, places, bands, templates, the calendar."""

    monday: date
    places: Sequence[Place]
    bands: Sequence[Band]
    templates: Mapping[str, ShiftTemplate]
    calendar: Calendar

    @property
    def days(self) -> list[date]:
        """The days of history, the oldest first."""
        return [self.monday - timedelta(days=n) for n in range(7 * WEEKS_PAST, 0, -1)]


def with_history(past: Past, people: Sequence[Officer], *, trades: Mapping[str, Trade], brigade: str) -> list[Officer]:
    """Return a brigade's people with the duties they did; ``brigade`` is the unit that owns the mobile units."""
    done = []
    groups: dict[tuple[str, Role, Trade], list[str]] = defaultdict(list)
    for officer in people:
        groups[officer.unit_id, officer.role, trades[officer.officer_no]].append(officer.officer_no)
    for officer in people:
        trade = trades[officer.officer_no]
        peers = groups[officer.unit_id, officer.role, trade]
        seat = peers.index(officer.officer_no)
        wanted = _rotation(trade, seat, len(peers))
        open_to = [p for p in past.places if p.unit_id in (officer.unit_id, brigade)]
        home = _homes(open_to, officer, seat)
        done.append(replace(officer, past=_worked(past, officer, wanted, home)))
    return done


def _rotation(trade: Trade, seat: int, peers: int) -> Callable[[int, date], str]:
    """Return what the rotation asks of one of ``peers`` on the n-th day; at desks the day jobs change hands weekly."""
    match trade:
        case Trade.LEADERS:
            return lambda n, _: "DUTY24" if n % peers == seat else ""
        case Trade.CENTRE:
            return lambda n, day: _desk(n, day, (seat + 2 * (n // 7)) % peers)
        case Trade.ACCIDENT:
            return lambda n, _: _ACCIDENT_CYCLE[(n + seat) % 5]
        case Trade.ROAD:
            return lambda n, _: _ROAD_WEEKS[(seat + (n + seat) // 7) % 4][(n + seat) % 7]


def _desk(n: int, day: date, seat: int) -> str:
    if seat < ROUND_THE_CLOCK:
        return _DESK_CYCLE[(n + seat) % 5]
    return "DESK_A" if day.weekday() < 5 else ""


def _homes(places: Sequence[Place], officer: Officer, seat: int) -> Sequence[Place]:
    """Order the places an officer may have worked at: the home post first, then the unit's others."""
    own = [p for p in places if p.skills <= officer.skills and officer.role in roles_of(p)]
    if not own:
        return ()
    posts = [p for p in own if p.kind is PlaceKind.POST]
    if not posts:
        return own[seat % len(own) :] + own[: seat % len(own)]
    turn = seat % len(posts)
    return posts[turn:] + posts[:turn] + [p for p in own if p.kind is not PlaceKind.POST]


def _worked(
    past: Past, officer: Officer, wanted: Callable[[int, date], str], home: Sequence[Place]
) -> tuple[PastDuty, ...]:
    done: list[PastDuty] = []
    days = past.days if officer.fit_for_duty else past.days[: len(past.days) // 2]
    for n, day in enumerate(days):
        code = wanted(n, day)
        if not code or officer.away(day) or not _admits(past, officer, done, day, code):
            continue
        place = next((p for p in home if _open(past, p, day, past.templates[code])), None)
        if place:
            done.append(PastDuty(day=day, template=code, place_id=place.place_id))
    return tuple(done)


def _admits(past: Past, officer: Officer, done: Sequence[PastDuty], day: date, code: str) -> bool:
    """Whether one more duty keeps rest, rest after a night, five duties in seven days, and protection."""
    template = past.templates[code]
    if template.night and (officer.protected_until is not None or officer.away(day + timedelta(days=1))):
        return False
    recent = [d for d in done if (day - d.day).days < 7]
    if len(recent) >= MOST_IN_A_WEEK:
        return False
    if not recent:
        return True
    before = past.templates[recent[-1].template]
    gone = (day - recent[-1].day).days
    rest = gone * DAY_MIN + template.start - before.end
    return rest >= REST_MIN and not (before.night and gone == 1)


def _open(past: Past, place: Place, day: date, template: ShiftTemplate) -> bool:
    """Whether a place needed crews in most of what the template works on that day."""
    if place.kind not in template.serves:
        return False
    kind = past.calendar.day_type(day)
    needed = sum(template.minutes_in(b.start, b.end) for b in past.bands if place.need(kind, b.code))
    return 2 * needed >= template.paid_min
