"""What governs dispatch in a city: thresholds, turn-out times, and the law on crews (R01, R02, R08 to R10, D7, D8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from ...models.city import City
from ...models.crew import Patterns, joint, parse_patterns
from ...models.daylight import Daylight
from ...models.errors import InputError
from ...models.incident import Incident, Priority
from ...models.place import HIGHWAYS, RoadClass
from ...models.text import Text
from ...models.unit import UnitStatus
from ...models.week import Calendar
from ...road_network.speeds import CAR, EMERGENCY, Moment, Vehicle
from ..rules import low_visibility, road_crew

MAJOR = HIGHWAYS | {RoadClass.EXPRESSWAY, RoadClass.ARTERIAL}
FAST = HIGHWAYS | {RoadClass.EXPRESSWAY}
TWO_OR_LED = parse_patterns("2+0|1+2")
THREE_OR_LED = parse_patterns("3+0|2+2")
RESTRAINING = parse_patterns("2+0|1+2")
"""R08: drawing blood from a drunk driver, or holding one (art. 1 of annex 1 to the Work Rules)."""


def _turn_out() -> dict[UnitStatus, int]:
    return {
        UnitStatus.ON_PATROL: 30,
        UnitStatus.ENROUTE: 30,
        UnitStatus.ON_POST: 60,
        UnitStatus.BREAK: 120,
        UnitStatus.STANDBY: 180,
    }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DispatchRules:
    """
    The settings of dispatch; times in seconds unless the name says otherwise.

    Parameters
    ----------
    fix_fresh_s, check_in_fresh_s
        Age up to which a position fix, then a check-in, is believed (D7).
    silent_s
        A radio that was heard in this shift and has been silent for longer cannot be called one to one.
    turn_out_s, standby_night_s, night
        From order to rolling, by status; standby takes longer between ``night``'s minutes of the day.
    protect_posts
        Whether fixed posts are held in peaks (R31, D8).
    target_s, aid_gain_s, aid_agreed
        Mutual aid between brigades: allowed if the own brigade takes longer than the target and the neighbour gains
        this much; whether a standing agreement exists, else each aid needs the detachment's consent (F16).
    horizon_s
        Units farther away than this are not looked for.
    far_m
        An incident farther than this from every road is not on the network.
    road_crew, set_up_crew
        R01 on expressways, arterials and highways; R02 at set-up points on fast roads in the dark.
    """

    fix_fresh_s: int = 120
    check_in_fresh_s: int = 1800
    silent_s: int = 1800
    turn_out_s: Mapping[UnitStatus, int] = field(default_factory=_turn_out)
    standby_night_s: int = 480
    night: tuple[int, int] = (22 * 60, 7 * 60)
    protect_posts: bool = True
    target_s: int = 600
    aid_gain_s: int = 180
    aid_agreed: bool = True
    horizon_s: int = 5400
    far_m: float = 300.0
    road_crew: Patterns = TWO_OR_LED
    set_up_crew: Patterns = THREE_OR_LED
    daylight: Daylight | None = None
    calendar: Calendar = field(default_factory=Calendar)

    def __post_init__(self) -> None:
        whole = self.fix_fresh_s, self.check_in_fresh_s, self.silent_s, self.horizon_s, *self.turn_out_s.values()
        if min(*whole, self.target_s, self.aid_gain_s, self.standby_night_s) < 0:
            raise InputError(Text("派警参数不能为负", "settings of dispatch must not be negative"))

    @classmethod
    def of(cls, city: City) -> "DispatchRules":
        """Return a city's rules: its calendar, its daylight, its own values of R01 and R02, its waivers."""
        policy, any_crew = city.policy, parse_patterns("1+0|0+1")
        law = [
            any_crew if rule.waived(policy) else parse_patterns(str(rule.value(policy, "crew")))
            for rule in (road_crew.RULE, low_visibility.RULE)
        ]
        return cls(road_crew=law[0], set_up_crew=law[1], daylight=city.daylight, calendar=city.calendar)

    def dark(self, now: datetime) -> bool:
        """Whether it is dark; without the city's place, between 18:30 and 06:30."""
        minute = now.hour * 60 + now.minute
        rise, down = _sun(self.daylight, now.toordinal()) if self.daylight else (390, 1110)
        return not rise <= minute < down

    def is_night(self, now: datetime) -> bool:
        """Whether standby crews sleep."""
        minute, (start, end) = now.hour * 60 + now.minute, self.night
        return start <= minute < end if start < end else minute >= start or minute < end

    def crew_for(self, incident: Incident, road: RoadClass, *, dark: bool) -> Patterns:
        """Return the least lawful crews for an incident on a road (R01, R02, R08, R09, R10)."""
        return _lawful(
            incident.least_crew,
            self.road_crew if road in MAJOR else (),
            self.set_up_crew if incident.type.set_up and road in FAST and (dark or incident.low_visibility) else (),
            RESTRAINING if incident.drunk_driver else (),
        )

    @staticmethod
    def vehicle(priority: Priority) -> Vehicle:
        """Return how one drives: with lights and sirens to P1 alone."""
        return EMERGENCY if priority is Priority.P1 else CAR

    def moment(self, now: datetime) -> Moment:
        """Return the hour of the kind of day, for speeds."""
        return Moment(self.calendar.day_type(now.date()), now.hour * 60 + now.minute)


@lru_cache(maxsize=64)
def _sun(daylight: Daylight, ordinal: int) -> tuple[int, int]:
    return daylight.sun(datetime.fromordinal(ordinal).date())


@lru_cache(maxsize=1024)
def _lawful(*alternatives: Patterns) -> Patterns:
    return joint(alternatives)
