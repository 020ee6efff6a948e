"""A small fictional city for tests: one brigade, a few squadrons, posts, a mobile unit, a desk, a reserve, a leader."""

from collections.abc import Sequence

from qinwu.models.city import City
from qinwu.models.crew import parse_patterns
from qinwu.models.daylight import Daylight
from qinwu.models.officer import Gender, Officer, Role
from qinwu.models.org import Level, Org, OrgUnit
from qinwu.models.place import DeskKind, PatrolLine, Place, PlaceKind, RoadClass
from qinwu.models.week import DayType
from qinwu.scenarios.defaults import default_bands, default_templates

BRIGADE = "B1"
PEAKS = ("AM_PEAK", "PM_PEAK")
FLATS = ("AM_FLAT", "PM_FLAT")
EVERY_BAND = ("AM_PEAK", "AM_FLAT", "NOON", "PM_FLAT", "PM_PEAK", "EVENING", "NIGHT")
SKILLS = frozenset({"MOTORCYCLE", "ACCIDENT_BASIC"})
DESK_SKILL = frozenset({"DESK"})


def need(*bands: str, crews: int = 1, kind: DayType = DayType.WEEKDAY) -> dict[tuple[DayType, str], int]:
    """Return the same need in each of these bands of a day type."""
    return {(kind, band): crews for band in bands}


def tiny_org(*, squadrons: int = 2) -> Org:
    """A detachment, one brigade ``B1`` with its sub-centre, squadrons ``S1`` ..."""
    units = [
        OrgUnit(unit_id="D", name="青川市交警支队", level=Level.DETACHMENT, centre_name="指挥中心"),
        OrgUnit(
            unit_id=BRIGADE, name="城区大队", level=Level.BRIGADE, parent_id="D", admin_code="000001",
            centre_name="城区分指挥中心",
        ),
    ]  # fmt: skip
    for i in range(1, squadrons + 1):
        name = "一二三四五六七八九"[i - 1] + "中队"
        units.append(OrgUnit(unit_id=f"S{i}", name=name, level=Level.SQUADRON, parent_id=BRIGADE))
    return Org(tuple(units))


def tiny_people(*, squadrons: int = 2, police: int = 4, aux: int = 2) -> tuple[Officer, ...]:
    """Per squadron ``police`` (numbers 000101 ...; the first has the desk skill) and ``aux`` (F00101 ...)."""
    people = []
    for i in range(1, squadrons + 1):
        for role, count, letter in ((Role.POLICE, police, "0"), (Role.AUX, aux, "F")):
            for k in range(1, count + 1):
                skills = SKILLS | (DESK_SKILL if k == 1 else frozenset())
                people.append(
                    Officer(
                        officer_no=f"{letter}00{i}{k:02d}",
                        name=f"{'警' if role is Role.POLICE else '辅'}{i}{k:02d}",
                        role=role,
                        unit_id=f"S{i}",
                        gender=Gender.FEMALE if k % 3 == 0 else Gender.MALE,
                        skills=skills if role is Role.POLICE else SKILLS,
                        radio_id=f"R{letter}{i}{k:02d}",
                    )
                )
    return tuple(people)


def tiny_places(*, squadrons: int = 2) -> tuple[Place, ...]:
    """Two posts a squadron (arterial and local), and for the brigade a desk, a mobile unit, a reserve, a leader."""
    places = []
    for i in range(1, squadrons + 1):
        places += [
            Place(
                place_id=f"P{i}1", name=f"迎宾路{i}号路口", kind=PlaceKind.POST, unit_id=f"S{i}",
                needs=need(*PEAKS, *FLATS) | need(*PEAKS, kind=DayType.WEEKEND),
                crew=parse_patterns("1+0"), road_class=RoadClass.ARTERIAL, lon=112.75 + i / 100, lat=37.69,
                priority=4, must_hold=True, signalised=True, line=PatrolLine(f"L{i}1", f"迎宾路{i}号巡线", 4.5),
            ),
            Place(
                place_id=f"P{i}2", name=f"学府路{i}号", kind=PlaceKind.POST, unit_id=f"S{i}",
                needs=need("AM_PEAK", "NOON", "PM_PEAK"), crew=parse_patterns("1+0"), road_class=RoadClass.LOCAL,
                lon=112.75 + i / 100, lat=37.70, school=True,
            ),
        ]  # fmt: skip
    return (
        *places,
        Place(
            place_id="K1", name="指挥调度岗", kind=PlaceKind.DESK, unit_id=BRIGADE, needs=need(*EVERY_BAND[:-1]),
            crew=parse_patterns("1+0"), skills=DESK_SKILL, desk=DeskKind.DISPATCH, priority=5,
        ),
        Place(
            place_id="M1", name="机动一组", kind=PlaceKind.MOBILE, unit_id=BRIGADE, needs=need("EVENING", "NIGHT"),
            crew=parse_patterns("2+0|1+2"), skills=frozenset({"MOTORCYCLE"}), priority=4,
        ),
        Place(
            place_id="R1", name="备勤组", kind=PlaceKind.RESERVE, unit_id=BRIGADE, needs=need("NIGHT"),
            crew=parse_patterns("2+0"), lead_skills=frozenset({"ACCIDENT_BASIC"}),
        ),
        Place(
            place_id="A1", name="带班领导", kind=PlaceKind.LEAD, unit_id=BRIGADE, needs=need("NIGHT", "EVENING"),
        ),
    )  # fmt: skip


def tiny_city(
    *,
    squadrons: int = 2,
    police: int = 4,
    aux: int = 2,
    officers: Sequence[Officer] | None = None,
    places: Sequence[Place] | None = None,
) -> City:
    """
    A city of ``squadrons x (police + aux)`` people (12 by default) with the default bands and templates.

    ``officers`` and ``places`` replace the built ones; change anything else with ``dataclasses.replace``.
    """
    return City(
        name="青川市 (虚构)",
        org=tiny_org(squadrons=squadrons),
        officers=tiny_people(squadrons=squadrons, police=police, aux=aux) if officers is None else tuple(officers),
        places=tiny_places(squadrons=squadrons) if places is None else tuple(places),
        templates=default_templates(),
        bands=default_bands(),
        daylight=Daylight(lon=112.75, lat=37.69),
        fictional=True,
    )
