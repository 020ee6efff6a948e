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


def squadrons_for(people: int, *, posts: int) -> int:
    """Return the number of road squadrons: one for about ``PER_SQUADRON`` people on the road, at most five."""
    leaders, centre, accident = _overhead(people)
    road = people - leaders.people - centre.people - accident.people
    return min(5, max(1, round(road / PER_SQUADRON)), posts)


def brigade_staff(people: int, *, work: Sequence[tuple[float, float]]) -> BrigadeStaff:
    """
    Divide a brigade's people.

    Leaders, sub-centre and accident squadron have what keeps them running round the clock; the road squadrons share
    the rest in proportion to their work.

    Parameters
    ----------
    people
        All of the brigade.
    work
        Of each squadron: police and auxiliaries that its work would take, in any one unit of measure.
    """
    leaders, centre, accident = _overhead(people)
    road = people - leaders.people - centre.people - accident.people
    total = sum(police + aux for police, aux in work)
    shares = in_proportion(road, [heads / total for pair in work for heads in pair])
    return BrigadeStaff(leaders, centre, accident, [Heads(*shares[n : n + 2]) for n in range(0, len(shares), 2)])


def _overhead(people: int) -> tuple[Heads, Heads, Heads]:
    if people >= LARGE_BRIGADE:
        return Heads(4, 0), Heads(8, 7), Heads(12, 3)
    return Heads(3, 0), Heads(7, 6), Heads(9, 0)


def in_proportion(total: int, shares: Sequence[float]) -> list[int]:
    """
    Divide a whole number in proportion to shares that sum to 1, the largest remainders first.

    >>> in_proportion(10, [0.25, 0.5, 0.25])
    [3, 5, 2]
    """
    exact = [total * share for share in shares]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in order[: total - sum(parts)]:
        parts[n] += 1
    return parts


def even(total: int, parts: int) -> list[int]:
    """
    Divide a whole number evenly, the larger parts first.

    >>> even(11, 3)
    [4, 4, 3]
    """
    return [total // parts + (part < total % parts) for part in range(parts)]
