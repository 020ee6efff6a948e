"""The cheapest cure of a shortage: borrow from the nearest unit that can spare a device, repair one, or buy one."""

from collections.abc import Mapping
from datetime import date, timedelta

from ...models.city import City
from ...models.equipment import EQUIPMENT_NAMES, Item
from ...models.text import Text
from ...models.week import DAY_MIN
from .jobs import Job, Stock


class Loans:
    """When each device is out, loans that have been advised included: nothing is promised twice."""

    def __init__(self, city: City, stock: Stock, served: Mapping[Job, Item | None]) -> None:
        self.city = city
        self.stock = stock
        self._out: dict[tuple[str, str], list[Job]] = {}
        for job, item in served.items():
            if item is not None:
                self.promise(item, job)

    def promise(self, item: Item, job: Job) -> None:
        """Note that a device is out for a job."""
        self._out.setdefault((item.kind, item.item_id), []).append(job)

    def spare(self, job: Job, pool_unit: str) -> Item | None:
        """Return a device of the nearest other pool that is free all the time: the same brigade first."""
        home = self.city.org.brigade_of(pool_unit)
        order = {unit.unit_id: at for at, unit in enumerate(self.city.org.units)}
        lenders = [unit for kind, unit in self.stock.pools if kind is job.kind and unit != pool_unit]
        for unit in sorted(lenders, key=lambda u: (self.city.org.brigade_of(u) != home, order[u])):
            for item in self.stock.pools[job.kind, unit]:
                out = self._out.get((item.kind, item.item_id), ())
                if item.seats >= job.seats and not any(job.overlaps(other) for other in out):
                    return item
        return None


def cure(job: Job, pool_unit: str, loans: Loans) -> Text:
    """Return what to do about a job without a device; an advised loan is reckoned with from then on."""
    name = EQUIPMENT_NAMES[job.kind]
    if item := loans.spare(job, pool_unit):
        loans.promise(item, job)
        lender, hours = loans.city.org[item.unit_id].name, _hours(job)
        return Text(
            f"向 {lender} 借 {name.zh} {item.shown}, {hours} 其空闲",
            f"borrow the {name.en} {item.shown} from {lender}: it is free {hours}",
        )
    broken = loans.stock.broken.get((job.kind, pool_unit), ())
    fit = next((item for item in broken if item.seats >= job.seats), None)
    if fit:
        return Text(f"修复停用的{name.zh} {fit.shown}", f"repair the {name.en} {fit.shown}")
    seats = Text(f" ({job.seats} 座)", f" with {job.seats} seats") if job.seats else Text("", "")
    return Text(
        f"各单位此时均无空闲: 增配一{_MEASURE.get(name.zh, '部')}{name.zh}{seats.zh}, 或错开班次",
        f"no unit can spare one then: add a {name.en}{seats.en}, or move the shift",
    )


_MEASURE = {"车辆": "辆", "执法记录仪": "台"}


def _hours(job: Job) -> str:
    """Return the job's hours with dates, as ``11-25 07:00–19:15``."""
    midnight = job.key[0]
    offset = -(-(job.start + 1) // DAY_MIN) - 1
    start, end = job.start - offset * DAY_MIN, job.end - offset * DAY_MIN
    return f"{_moment(midnight, start)}–{_moment(midnight, end, day=end >= DAY_MIN)}"


def _moment(midnight: date, minute: int, *, day: bool = True) -> str:
    when = midnight + timedelta(days=minute // DAY_MIN)
    clock = f"{minute // 60 % 24:02d}:{minute % 60:02d}"
    return f"{when:%m-%d} {clock}" if day else clock
