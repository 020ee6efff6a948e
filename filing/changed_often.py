"""Who was changed how often: the days of each person that amendments of a week have changed so far."""

from collections import Counter
from typing import TYPE_CHECKING

from ..models.filing import Kind, Period
from ..models.week import Week
from .changes import changes_of
from .filed_roster import filed_roster

if TYPE_CHECKING:
    from .register.register import Register


def changed_often(register: "Register", week: Week) -> Counter[str]:
    """Return how many days of each officer, by police number, the amendments on record have changed, filed or not."""
    found: Counter[str] = Counter()
    versions = register.versions(period=Period.of(week), kind=Kind.ROSTER)
    by_number = {(version.unit, version.number): version for version in versions}
    for version in versions:
        if version.base is not None:
            before, after = (
                filed_roster(register.content(one)) for one in (by_number[version.unit, version.base], version)
            )
            found.update(change.officer_no for change in changes_of(before, after))
    return found
