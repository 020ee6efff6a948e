"""The roll-out plan: phases with their ends, brigades with go-live, check-list and who sees to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from ...models.text import Text


class Phase(IntEnum):
    """The four phases of the reform's calendar."""

    PREPARATION = 0
    FIRST = 1
    GRADUAL = 2
    ALL = 3


PHASE_NAMES = {
    Phase.PREPARATION: Text("准备", "preparation"),
    Phase.FIRST: Text("率先", "first"),
    Phase.GRADUAL: Text("逐步", "step by step"),
    Phase.ALL: Text("全面", "all"),
}


class Item(StrEnum):
    """The nine items that must be done before a brigade goes live."""

    SUBSYSTEMS = "SUBSYSTEMS"
    INTEGRATION = "INTEGRATION"
    CENTRE_ZONES = "CENTRE_ZONES"
    POSTS = "POSTS"
    STAFFING = "STAFFING"
    WORK_RULES = "WORK_RULES"
    DUTIES = "DUTIES"
    OPERATION_PLAN = "OPERATION_PLAN"
    ASSESSMENT = "ASSESSMENT"


ITEM_NAMES: Mapping[Item, Text] = {
    Item.SUBSYSTEMS: Text("子系统排查整改", "survey and repair of subsystems"),
    Item.INTEGRATION: Text("系统集成", "system integration"),
    Item.CENTRE_ZONES: Text("功能区划分", "zones of the centre"),
    Item.POSTS: Text("岗位设置", "posts set up"),
    Item.STAFFING: Text("人员配备", "staffing"),
    Item.WORK_RULES: Text("工作制度", "working rules"),
    Item.DUTIES: Text("岗位职责", "duties of each post"),
    Item.OPERATION_PLAN: Text("勤务运行方案", "plan of operation"),
    Item.ASSESSMENT: Text("勤务考核办法", "method of assessment"),
}

LEAD_DAYS: Mapping[Item, int] = {
    Item.SUBSYSTEMS: 42,
    Item.INTEGRATION: 35,
    Item.CENTRE_ZONES: 28,
    Item.POSTS: 21,
    Item.STAFFING: 21,
    Item.WORK_RULES: 14,
    Item.DUTIES: 14,
    Item.OPERATION_PLAN: 7,
    Item.ASSESSMENT: 7,
}
"""Days before go-live by which an item is due, if the plan does not say; defaults of the design."""


class Status(StrEnum):
    """Where a brigade stands on a day."""

    LIVE = "LIVE"
    READY = "READY"
    PREPARING = "PREPARING"
    LATE = "LATE"
    BLOCKED = "BLOCKED"


STATUS_NAMES = {
    Status.LIVE: Text("已上线", "live"),
    Status.READY: Text("就绪", "ready"),
    Status.PREPARING: Text("准备中", "preparing"),
    Status.LATE: Text("有任务逾期", "tasks overdue"),
    Status.BLOCKED: Text("上线受阻", "go-live blocked"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brigade:
    """
    A brigade's part: its phase, its go-live, what is done, when the rest is due.

    Parameters
    ----------
    brigade_id
        Its unit in the city folder, if there is one; otherwise any id.
    done
        Items that are finished.
    due
        Days that differ from ``LEAD_DAYS`` before go-live.
    owner
        Who sees to it.
    """

    brigade_id: str
    name: str
    phase: Phase
    go_live: date
    done: frozenset[Item] = frozenset()
    due: Mapping[Item, date] = field(default_factory=dict)
    owner: str = ""

    @property
    def open_items(self) -> Sequence[Item]:
        """What is not finished, in the order of the list."""
        return [item for item in Item if item not in self.done]

    @property
    def readiness(self) -> float:
        """Share of the check-list that is finished, 0 to 1."""
        return len(self.done) / len(Item)

    def due_on(self, item: Item) -> date:
        """Return the day by which an item must be finished."""
        return self.due.get(item, self.go_live - timedelta(days=LEAD_DAYS[item]))

    def status(self, today: date) -> Status:
        """Return where it stands: no brigade is live while an item is open, whatever the calendar says."""
        if not self.open_items:
            return Status.LIVE if self.go_live <= today else Status.READY
        if self.go_live <= today:
            return Status.BLOCKED
        late = any(self.due_on(item) < today for item in self.open_items)
        return Status.LATE if late else Status.PREPARING


@dataclass(frozen=True, slots=True, kw_only=True)
class RollOut:
    """A plan: the last day of each phase, and the brigades in the order of their go-live."""

    name: str
    ends: Mapping[Phase, date]
    brigades: Sequence[Brigade]

    def moved(self, dates: Mapping[str, date]) -> "RollOut":
        """Return the plan with other go-live dates; dates that were set for items move along."""
        return replace(
            self,
            brigades=tuple(
                _shifted(one, dates[one.brigade_id]) if one.brigade_id in dates else one for one in self.brigades
            ),
        )

    def live(self, day: date) -> Sequence[Brigade]:
        """Return the brigades that work in the reformed way on a day."""
        return [one for one in self.brigades if one.status(day) is Status.LIVE]

    def legacy(self, day: date) -> Sequence[Brigade]:
        """Return those that still work by their old plan: dispatch sees it, nobody improves or scores it."""
        return [one for one in self.brigades if one.status(day) is not Status.LIVE]


def _shifted(brigade: Brigade, day: date) -> Brigade:
    apart = day - brigade.go_live
    return replace(brigade, go_live=day, due={item: due + apart for item, due in brigade.due.items()})
