"""One squadron with the posts a test gives it, nothing to do after Tuesday; and an order of a duty grade."""

from dataclasses import replace
from datetime import datetime, timedelta

from city_factory import BRIGADE, tiny_city

from qinwu.models.crew import parse_patterns
from qinwu.models.grade import Authority, DutyGrade, GradeOrder
from qinwu.models.place import Place, PlaceKind, RoadClass
from qinwu.models.week import Week

WEEK = Week(2026, 48)
MONDAY = datetime(2026, 11, 23, 8)  # noqa: DTZ001 - local time throughout


def post(place_id="P1", needs=None, **more):
    facts = {"crew": parse_patterns("1+0"), "road_class": RoadClass.LOCAL, "priority": 3} | more
    return Place(place_id=place_id, name="迎宾路口", kind=PlaceKind.POST, unit_id="S1", needs=needs or {}, **facts)


def small_city(*places, police=1, aux=0, **more):
    """One squadron; only Monday and Tuesday have a need."""
    city = tiny_city(squadrons=1, police=police, aux=aux, places=places)
    free = {
        (place.place_id, day, band.code): 0 for place in places for day in WEEK.days[2:] for band in city.bands_of(day)
    }
    return replace(city, dated_needs=free, **more)


def order(grade=DutyGrade.I, **more):
    facts = {
        "scope": (BRIGADE,), "start": MONDAY, "stop": MONDAY + timedelta(hours=72), "reason": "暴雪",
        "ordered_by": Authority.BUREAU, "order_no": "2026-11",
    } | more  # fmt: skip
    return GradeOrder(grade=grade, **facts)
