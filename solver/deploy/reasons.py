"""Why each chain opened or stayed closed, in words that name numbers."""

from collections import defaultdict
from collections.abc import Sequence

from ...models.deployment import ChainChoice, ChainKey
from ...models.officer import Role
from ...models.roster import Seat
from ...models.text import Text
from ..roster.block import SEATS
from .chain import ChainPlan
from .chain_case import ChainCase, ChainOption

_WHO = {
    Seat.LEAD: Text("带班民警", "leading police officer"),
    Seat.POLICE: Text("民警", "police"),
    Seat.AUX: Text("辅警", "auxiliaries"),
}


def chain_choices(case: ChainCase, plan: ChainPlan) -> list[ChainChoice]:
    """Return every chain of a case with its crews and its reason."""
    return [
        ChainChoice(
            key=ChainKey(
                day=case.span.days[option.day],
                place_id=case.places[option.place].place_id,
                template=case.span.templates[option.template].code,
                pattern=option.pattern,
            ),
            crews=crews,
            paid_min=option.paid_min,
            why=why,
        )
        for option, crews, why in zip(case.options, plan.crews, _Reasons(case, plan).all(), strict=True)
    ]


class _Reasons:
    """Reads a plan from the outside: what is opened, what is missing."""

    def __init__(self, case: ChainCase, plan: ChainPlan) -> None:
        self._case, self._plan = case, plan
        self._needs = {
            (need.place, need.day, need.band): (need.crews, missing)
            for need, missing in zip(case.needs, plan.missing, strict=True)
        }
        self._opened: dict[int, list[tuple[ChainOption, int]]] = defaultdict(list)
        for option, crews in zip(case.options, plan.crews, strict=True):
            if crews:
                self._opened[option.place].append((option, crews))

    def all(self) -> list[Text]:
        """Return one reason for each option, in their order."""
        pairs = zip(self._case.options, self._plan.crews, strict=True)
        return [self._open(option) if crews else self._closed(option) for option, crews in pairs]

    def _open(self, option: ChainOption) -> Text:
        parts = []
        for day, band in sorted(option.serves, key=lambda key: self._order(*key)):
            need, _ = self._needs[option.place, day, band]
            parts.append(f"{band} {need}")
        hours = option.minutes / 60
        bands = ", ".join(parts)
        zh = f"到岗时段及所需组数: {bands}; 每组 {option.pattern.size} 人 {hours:g} 工时"
        return Text(zh, f"serves (crews needed): {bands}; a crew of {option.pattern.size} takes {hours:g} h")

    def _closed(self, option: ChainOption) -> Text:
        lacking = [key for key in option.serves if self._needs[option.place, *key][1]]
        if lacking:
            return self._nobody(option, lacking)
        twin = next((o for o, _ in self._opened[option.place] if _same_duty(o, option)), None)
        if twin is not None:
            mine, other = option.minutes / 60, twin.minutes / 60
            return Text(
                f"同一班次已按 {twin.pattern} 编组: {other:g} 工时, 本编组 {mine:g}",
                f"the same duty rides as {twin.pattern}: {other:g} h, this crew takes {mine:g} h",
            )
        there = self._there_already(option)
        hours = option.minutes / 60
        return Text(
            f"其时段已由 {there} 保障, 再开多花 {hours:g} 工时",
            f"its bands are served by {there}; it would add {hours:g} h",
        )

    def _nobody(self, option: ChainOption, lacking: Sequence[tuple[int, str]]) -> Text:
        """Say who is missing for a chain that would close a gap: nobody may sit there, or they are spent."""
        bands = ", ".join(band for _, band in sorted(lacking, key=lambda key: self._order(*key)))
        for seat, count in option.seats:
            able = self._able(option, seat)
            if able < count:
                who = _WHO[seat]
                return Text(
                    f"{bands} 仍缺, 但可用的{who.zh}只有 {able} 人, 每组需 {count} 人",
                    f"{bands} stays short, but only {able} {who.en} may sit there, a crew takes {count}",
                )
        parts = [(self._able(option, seat), _WHO[seat]) for seat, _ in option.seats]
        zh = "、".join(f"{who.zh} {able} 人" for able, who in parts)
        en = ", ".join(f"{able} {who.en}" for able, who in parts)
        return Text(
            f"{bands} 仍缺, 但可用人员 ({zh}) 的工时已用于价值更高的缺口或本周已满",
            f"{bands} stays short, but those who may sit there ({en}) are needed at dearer gaps or have a full week",
        )

    def _able(self, option: ChainOption, seat: Seat) -> int:
        """Count the people who may take a seat of a chain and are there on the day."""
        case, column = self._case, SEATS.index(seat)
        role = Role.AUX if seat is Seat.AUX else Role.POLICE
        day = case.span.days[option.day]
        return sum(
            bool(may[option.place, column, option.day]) and officer.role is role and not officer.away(day)
            for officer, may in zip(case.officers, case.may, strict=True)
        )

    def _there_already(self, option: ChainOption) -> str:
        found = {
            f"{self._case.span.templates[o.template].code} {o.pattern}"
            for o, _ in self._opened[option.place]
            if o.serves & option.serves
        }
        return ", ".join(sorted(found))

    def _order(self, day: int, band: str) -> tuple[int, int]:
        bands = [b.code for b in self._case.span.city.bands_of(self._case.span.days[day])]
        return day, bands.index(band) if band in bands else len(bands)


def _same_duty(one: ChainOption, other: ChainOption) -> bool:
    return (one.day, one.template) == (other.day, other.template)
