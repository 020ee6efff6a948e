"""Staffing arithmetic (DOMAIN 5.1): how many people stand behind one position, unit by unit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ...models.city import City
from ...models.deployed import Staffing
from ...models.deployment import ChainChoice
from ...models.officer import Officer, Role
from ...models.text import Text
from ...models.week import Week
from .supply import most_minutes

DAY_YEAR = 365
WEEKS_YEAR = 365 / 7
DUTY_MIN = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """
    Days of a year on which a person does not work.

    104 weekend days and 11 public holidays (国务院《全国年节及纪念日放假办法》2024); leave, training and sick days are
    design defaults (DOMAIN 5.1).
    """

    weekends: int = 104
    holidays: int = 11
    leave: int = 10
    training: int = 10
    sick: int = 2

    @property
    def days(self) -> int:
        """Days worked."""
        return DAY_YEAR - self.weekends - self.holidays - self.leave - self.training - self.sick

    @property
    def minutes(self) -> int:
        """Minutes worked in a year of 8-hour days."""
        return self.days * DUTY_MIN

    def relief(self, hours_a_day: float) -> float:
        """
        Return the people behind a position kept ``hours_a_day`` on seven days a week.

        >>> round(Year().relief(8), 2), round(Year().relief(24), 2)
        (1.6, 4.8)
        """
        return DAY_YEAR * hours_a_day * 60 / self.minutes

    def shown(self) -> Text:
        """Return the arithmetic in words."""
        terms = f"{self.weekends} − {self.holidays} − {self.leave} − {self.training} − {self.sick}"
        hours = self.minutes // 60
        return Text(
            f"每人每年 365 − {terms} = {self.days} 天 × 8 = {hours} 小时 (周末、节假日、休假、培训、病假); "
            f"8 小时岗每天一个: 2920 / {hours} = {self.relief(8):.2f} 人, 24 小时岗 {self.relief(24):.2f} 人",
            f"a person works 365 − {terms} = {self.days} days x 8 = {hours} h a year (weekends, holidays, leave, "
            f"training, sick); a position of 8 h on every day takes 2920 / {hours} = {self.relief(8):.2f} people, "
            f"one of 24 h {self.relief(24):.2f}",
        )


def staffing_of(
    city: City, week: Week, chains: Sequence[ChainChoice] = (), *, year: Year | None = None
) -> list[Staffing]:
    """
    Return supply and demand by unit and role.

    What chains ask of is booked on the unit that owns the place; a brigade's own people and those of its squadrons
    both serve the brigade's places, so compare whole brigades before you judge one unit.
    """
    year = year or Year()
    people: dict[tuple[str, Role], list[Officer]] = defaultdict(list)
    asked: dict[tuple[str, Role], int] = defaultdict(int)
    for officer in city.officers:
        people[officer.unit_id, officer.role].append(officer)
    for chain in chains:
        unit = city.place(chain.key.place_id).unit_id
        asked[unit, Role.POLICE] += chain.police_min
        asked[unit, Role.AUX] += chain.aux_min
    return [
        _row(city, week, unit, role, people[unit, role], asked[unit, role], year)
        for unit, role in sorted({*people, *(key for key, minutes in asked.items() if minutes)})
    ]


def _row(  # noqa: PLR0913, PLR0917 - the terms of one line of arithmetic
    city: City, week: Week, unit: str, role: Role, people: Sequence[Officer], asked: int, year: Year
) -> Staffing:
    most = most_minutes(role, city.policy)
    there = [sum(not officer.away(day) for day in week.days) for officer in people]
    return Staffing(
        unit_id=unit,
        role=role,
        heads=len(people),
        away_days=sum(len(week.days) - days for days in there),
        relief_factor=round(year.relief(8), 4),
        supply_min=sum(min(most, days * DUTY_MIN) for days in there),
        year_min=round(len(people) * year.minutes / WEEKS_YEAR),
        asked_min=asked,
    )
