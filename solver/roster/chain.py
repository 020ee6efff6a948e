"""Weeks planned one after the other, with a look back over each border where one leaves the next short."""

from dataclasses import dataclass, field

from ...models.city import City
from ...models.roster import Roster
from ...models.week import Week
from .border import Border, Planned, Standing
from .engine import Settings, joined, parts_of, solve_parts
from .watch import Watch


@dataclass(slots=True, kw_only=True)
class Chain:
    """
    Weeks in a row, each planned on the past that the ones before leave.

    Parameters
    ----------
    standing
        Tells how the city stands in a week.
    settings, watch
        How to search, and who may stop it.
    """

    standing: Standing
    settings: Settings
    watch: Watch
    weeks: list[Planned] = field(default_factory=list)

    @property
    def rosters(self) -> list[Roster]:
        """The rosters so far."""
        return [each.roster for each in self.weeks]

    def plan(self, city: City, week: Week, *, base: Roster | None = None) -> None:
        """Plan one week more, of the city as it stands in it; raises as ``plan_week`` does."""
        parts = parts_of(city, week, base=base)
        solved = solve_parts(parts, settings=self.settings, watch=self.watch)
        roster, report = joined(city, week, solved, base=base)
        self.weeks.append(Planned(city=city, roster=roster, report=report, parts=parts, solved=solved))

    def look_ahead(self) -> tuple[Planned, Planned] | None:
        """Plan the last two weeks again if the second lacks people of its Monday; return them as they were, or None."""
        if len(self.weeks) < 2:
            return None
        *earlier, first, second = self.weeks
        border = Border(
            past=[each.roster for each in earlier], first=first, second=second,
            standing=self.standing, settings=self.settings, watch=self.watch,
        )  # fmt: skip
        pair = border.again()
        if pair is None:
            return None
        self.weeks[-2:] = pair
        return first, second
