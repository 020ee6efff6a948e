"""The saving certificate (DOMAIN D10, F26): officer-hours saved, stated only beside service that is not worse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from ...models.city import City
from ...models.kpi import ALL, Comparison, Verdict
from ...models.officer import Officer, Role
from ...models.place import Place, PlaceKind
from ...models.roster import Duty, Roster, Seat
from ...models.text import Text
from ...solver.deploy.baseline import SECTION, human_wave, is_day_band, least_chains
from ...solver.deploy.chain import FINE_EFFORT
from ...solver.deploy.chain_case import ChainOption
from ...solver.deploy.saving import SELF_CHECK
from ..simulator.catalogue import KPI_BY_CODE
from .last_real import last_real
from .plan import Planned

SERVICE = ("peak_post_cover", "share_in_target", "t_handle_p90")
"""What must not be worse (DOMAIN 8.4)."""

AGREE = 0.01
"""Two ways of counting the same hours may differ by this share."""

WAVE, REAL = Text("人海战术", "human wave"), Text("最近一周实际勤务", "last week really worked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """
    What the plan saves against one baseline, or why that cannot be said.

    Parameters
    ----------
    against
        The baseline.
    base_min, plan_min
        Paid minutes of outdoor duties in the week: police and auxiliaries.
    refused
        Why nothing may be stated; empty if the saving stands.
    conditions
        What the figure rests on; printed with it, always.
    """

    against: Text
    base_min: tuple[int, int]
    plan_min: tuple[int, int]
    refused: tuple[Text, ...]
    conditions: tuple[Text, ...]

    @property
    def comparable(self) -> bool:
        """Whether the saving may be stated."""
        return not self.refused

    @property
    def saved_min(self) -> int:
        """Paid minutes saved in the week; negative if the plan takes more."""
        return sum(self.base_min) - sum(self.plan_min)

    @property
    def share(self) -> float:
        """Part of the baseline that is saved."""
        return self.saved_min / sum(self.base_min) if sum(self.base_min) else 0.0

    @property
    def doubtful(self) -> bool:
        """Whether it is so large that it is checked a second time."""
        return self.share > SELF_CHECK


def baselines(plan: Planned) -> list[tuple[Text, Planned]]:
    """Return the plans to compare with: the human wave, and what was really worked last, if it is known."""
    found = [(WAVE, wave_of(plan))]
    real = last_real(plan.world.city, plan.world.week)
    if real is not None:
        found.append((REAL, replace(plan, name="real", about=REAL, city=plan.world.city, roster=real)))
    return found


def wave_of(plan: Planned) -> Planned:
    """
    Return the human wave as a plan: people without limit at the posts and on the lines in every day band.

    Every post is manned in each day band, a second crew patrols its line; duties elsewhere are those of the plan.
    """
    city, roster = plan.city, plan.roster
    if roster is None:
        return replace(plan, name="wave", about=WAVE)
    week = plan.world.week
    bands = {(day, band.code) for day in week.days for band in city.bands_of(day) if is_day_band(band)}
    waved = human_wave(city, week, bands)
    duties = [d for d in roster.duties if city.place(d.place_id).kind is not PlaceKind.POST]
    people: list[Officer] = []
    numbers = count(1)
    for place, option, crews in least_chains(waved, week, FINE_EFFORT):
        if place.kind is PlaceKind.POST:
            key = week.days[option.day], city.templates[option.template].code
            for crew in range(1, crews + 1):
                seated, of_crew = _crew(place, option, key, crew, [next(numbers) for _ in range(option.pattern.size)])
                people += of_crew
                duties += seated
    # a section has no post to stand at: its crew rides
    places = [replace(p, kind=PlaceKind.MOBILE) if p.place_id.endswith(SECTION) else p for p in waved.places]
    crowded = replace(waved, officers=[*waved.officers, *people], places=places)
    walks = {**plan.walks, **{(f"{place}{SECTION}", band): lines for (place, band), lines in plan.walks.items()}}
    wave = Roster(city=roster.city, week=week, duties=duties)
    return replace(plan, name="wave", about=WAVE, city=crowded, roster=wave, walks=walks)


def _crew(
    place: Place, option: ChainOption, key: tuple[date, str], crew: int, numbers: Sequence[int]
) -> tuple[list[Duty], list[Officer]]:
    """Invent the people of one crew, with the skills that the place asks for, and their duties."""
    day, template = key
    duties, people = [], []
    for index, number in enumerate(numbers):
        police = index < option.pattern.police
        seat = Seat.LEAD if police and index == 0 else Seat.POLICE if police else Seat.AUX
        person = Officer(
            officer_no=f"~{number:05d}",
            name="",
            role=Role.POLICE if police else Role.AUX,
            unit_id=place.unit_id,
            skills=place.skills | (place.lead_skills if seat is Seat.LEAD else frozenset()),
        )
        people.append(person)
        duties.append(
            Duty(
                day=day,
                template=template,
                place_id=place.place_id,
                crew=crew,
                seat=seat,
                officer_no=person.officer_no,
            )
        )
    return duties, people


def road_minutes(city: City, roster: Roster) -> tuple[int, int]:
    """Return the paid minutes of outdoor duties: of police, of auxiliaries."""
    police = aux = 0
    for duty in roster.duties:
        if city.place(duty.place_id).outdoor:
            paid = city.template(duty.template).paid_min
            police, aux = (police, aux + paid) if duty.seat is Seat.AUX else (police + paid, aux)
    return police, aux


def certificate(
    against: Text, baseline: Planned, plan: Planned, found: Comparison | None, again: Comparison | None = None
) -> Certificate:
    """
    State the saving of ``plan`` against ``baseline``.

    Parameters
    ----------
    against, baseline, plan
        Name and plan of the baseline, and the plan; both with rosters.
    found
        The paired comparison, baseline first.
    again
        The same with another seed: asked for if the saving is above 40 %.
    """
    assert baseline.roster is not None  # noqa: S101 - the caller's promise
    assert plan.roster is not None  # noqa: S101
    plain = Certificate(
        against=against,
        base_min=road_minutes(baseline.city, baseline.roster),
        plan_min=road_minutes(plan.city, plan.roster),
        refused=(),
        conditions=(),
    )
    refused = list(_worse(found))
    if plain.doubtful and not refused:
        refused += _cross_checked(plain, found, again)
    return replace(plain, refused=tuple(refused), conditions=tuple(_conditions(plain, found, again)))


def _worse(found: Comparison | None) -> list[Text]:
    """Return each reason why service may be worse."""
    if found is None:
        return [Text("没有成对仿真结果", "there is no paired simulation")]
    of_all = {d.code: d for d in found.differences if d.part == ALL}
    reasons = []
    for code in SERVICE:
        kpi, difference = KPI_BY_CODE[code], of_all.get(code)
        if difference is None or difference.verdict is Verdict.NOT_COMPARABLE or difference.delta is None:
            reasons.append(Text(f"{kpi.name.zh}: 无法比较", f"{kpi.name.en}: cannot be compared"))
        elif difference.verdict is Verdict.WORSE:
            scale = 100.0 if kpi.share else 1.0
            low, high = scale * (difference.low or 0.0), scale * (difference.high or 0.0)
            delta = scale * difference.delta
            unit = Text("个百分点", "points") if kpi.share else kpi.unit
            reasons.append(
                Text(
                    f"{kpi.name.zh}变差: {delta:+.2f} {unit.zh} (95% 区间 {low:+.2f} 至 {high:+.2f})",
                    f"{kpi.name.en}: worse by {delta:+.2f} {unit.en} (95 % interval {low:+.2f} to {high:+.2f})",
                )
            )
    return reasons


def _cross_checked(plain: Certificate, found: Comparison | None, again: Comparison | None) -> list[Text]:
    """Check a large saving twice over: hours by the simulator's own count, service with another seed."""
    reasons = []
    counted = _simulated_hours(found)
    if counted is not None:
        ours = sum(plain.base_min) / 60, sum(plain.plan_min) / 60
        if any(abs(a - b) > AGREE * max(a, b) for a, b in zip(ours, counted, strict=True)):
            reasons.append(Text("两种工时统计不一致", "two ways of counting the hours disagree"))
    if again is None:
        reasons.append(Text("超过 40%, 未能用另一随机种子复核", "above 40 %, and no second run with another seed"))
    else:
        reasons += [Text(f"复核: {why.zh}", f"second run: {why.en}") for why in _worse(again)]
    return reasons


def _simulated_hours(found: Comparison | None) -> tuple[float, float] | None:
    """Return the hours of baseline and plan as the simulator counts them."""
    if found is None:
        return None
    rows = [d for d in found.differences if d.part == ALL and d.code in {"police_hours", "aux_hours"}]
    if len(rows) < 2:
        return None
    return sum(d.base or 0.0 for d in rows), sum(d.other or 0.0 for d in rows)


def _conditions(plain: Certificate, found: Comparison | None, again: Comparison | None) -> list[Text]:
    conditions = [
        Text(
            "工时: 户外勤务的计酬分钟, 民警与辅警分列; 基线与方案同一周、同一路网、同一批警情",
            "hours: paid minutes of outdoor duties, police and auxiliaries apart; same week, roads and calls",
        )
    ]
    if plain.against == WAVE:
        conditions.append(
            Text(
                "人海战术: 每个岗点在每个日间时段一组, 另一组巡其线路; 人员不限, 取最少工时; 其余勤务与方案相同",
                "human wave: each post in each day band with one lawful crew, one more on its line; people without "
                "limit, at the least hours; all other duties are the plan's",
            )
        )
    if found is not None:
        conditions.append(
            Text(
                f"成对仿真 {found.runs} 次, {found.calls} 起警情, 种子 {found.seed}",
                f"{found.runs} paired replications, {found.calls} calls, seed {found.seed}",
            )
        )
    if plain.doubtful:
        limit = f"{SELF_CHECK:.0%}"
        seed = "" if again is None else f" ({again.seed})"
        conditions.append(
            Text(
                f"节约超过 {limit}: 已用第二种工时统计和另一随机种子{seed}复核 (公开案例约 20%-25%)",
                f"above {limit}: checked by a second count of hours and another seed{seed} (real cases: 20 to 25 %)",
            )
        )
    return conditions
