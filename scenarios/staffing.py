"""How many people each unit of a made-up force has: leaders, sub-centre, accident squadron, road squadrons."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..models.errors import InputError
from ..models.text import Text

PER_BRIGADE = 145
FEWEST_PEOPLE = 60
LARGE_BRIGADE = 130
PER_SQUADRON = 23


@dataclass(frozen=True, slots=True)
class Heads:
    """Police and auxiliaries of one unit."""

    police: int
    aux: int

    @property
    def people(self) -> int:
        """All of them."""
        return self.police + self.aux


@dataclass(frozen=True, slots=True)
class BrigadeStaff:
    """The people of a brigade by unit; ``road`` has one entry a squadron."""

    leaders: Heads
    centre: Heads
    accident: Heads
    road: Sequence[Heads]

    @property
    def large(self) -> bool:
        """Whether the brigade has an accident squadron with auxiliaries, a second desk, a station."""
        return self.accident.aux > 0


def brigades_for(people: int, posts: int) -> int:
    """
    Return the number of brigades: one for about ``PER_BRIGADE`` people, never more than posts.

    Raises
    ------
    InputError
        If there are too few people to keep desks, reserve and leader on duty round the clock.
    """
    if people < FEWEST_PEOPLE:
        raise InputError(
            Text(
                f"{people} 人无法保障 24 小时席位、备勤和带班: 至少需要 {FEWEST_PEOPLE} 人",
                f"{people} people cannot keep desks, reserve and a leader on duty round the clock: "
                f"at least {FEWEST_PEOPLE} are needed",
            )
        )
    return min(max(1, round(people / PER_BRIGADE)), posts)


def detachment_staff(brigades: int) -> tuple[Heads, Heads]:
    """Return leaders and command centre of the detachment; nobody if there is a single brigade."""
    if brigades == 1:
        return Heads(0, 0), Heads(0, 0)
    return Heads(4, 0), Heads(8, 7) if brigades < 5 else Heads(13, 12)


def brigade_staff(people: int, *, posts: int, police_share: float) -> BrigadeStaff:
    """
    Divide a brigade's people.

    Leaders, sub-centre and accident squadron have what keeps them running round the clock; the road squadrons share
    the rest evenly.

    Parameters
    ----------
    people
        All of the brigade.
    posts
        Posts of the brigade: a squadron has at least one.
    police_share
        Share of police among the people on the road.
    """
    large = people >= LARGE_BRIGADE
    leaders = Heads(4 if large else 3, 0)
    centre = Heads(8, 7) if large else Heads(7, 6)
    accident = Heads(12, 3) if large else Heads(9, 0)
    road = people - leaders.people - centre.people - accident.people
    squadrons = min(5, max(1, round(road / PER_SQUADRON)), posts)
    police = even(round(road * police_share), squadrons)
    everyone = even(road, squadrons)
    return BrigadeStaff(
        leaders, centre, accident, [Heads(p, all_ - p) for p, all_ in zip(police, everyone, strict=True)]
    )


def even(total: int, parts: int) -> list[int]:
    """
    Divide a whole number evenly, the larger parts first.

    >>> even(11, 3)
    [4, 4, 3]
    """
    return [total // parts + (part < total % parts) for part in range(parts)]
