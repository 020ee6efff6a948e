"""Handing out equipment: one device, one duty at a time; a shortage is named only where no binding exists."""

import time
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from city_factory import tiny_city
from hypothesis import given, settings
from hypothesis import strategies as st
from roster_filler import WEEK, fill, large_city

from qinwu.models.equipment import Condition, Equipment, EquipmentKind, Item
from qinwu.models.finding import Severity
from qinwu.models.officer import PastDuty
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.scenarios.pools import equipment_of
from qinwu.solver.case import Case
from qinwu.solver.equipment.bind import bind, findings
from qinwu.solver.equipment.colour import colour
from qinwu.solver.equipment.jobs import Job, jobs_of

MONDAY = WEEK.monday
RECORDER, RADIO, VEHICLE = EquipmentKind.RECORDER, EquipmentKind.RADIO, EquipmentKind.VEHICLE


def item(name: str, *, seats: int = 0, kind: EquipmentKind = RECORDER, unit: str = "S1", **more) -> Item:
    return Item(kind=kind, item_id=name, unit_id=unit, seats=seats, **more)


@st.composite
def problems(draw):
    """A few jobs on a coarse clock and fewer devices, of one to three sizes."""
    jobs = []
    for number in range(draw(st.integers(1, 7))):
        start = draw(st.integers(0, 6))
        jobs.append(
            Job(
                start=start,
                end=start + draw(st.integers(1, 4)),
                key=(MONDAY, "SPLIT", f"{number:06d}"),
                kind=VEHICLE,
                unit_id="S1",
                who=draw(st.sampled_from("abc")),
                seats=draw(st.sampled_from([1, 2, 5])),
            )
        )
    sizes = draw(st.lists(st.sampled_from([2, 5, 7]), max_size=3))
    return jobs, [item(f"V{at}", seats=size, kind=VEHICLE) for at, size in enumerate(sizes)]


def least_without(jobs: list[Job], items: list[Item]) -> int:
    """Try every assignment."""
    best = len(jobs)
    for choice in product([None, *items], repeat=len(jobs)):
        without = choice.count(None)
        if without < best and lawful(dict(zip(jobs, choice, strict=True))):
            best = without
    return best


def lawful(served: dict[Job, Item | None]) -> bool:
    uses = defaultdict(list)
    for job, device in served.items():
        if device is not None:
            if device.seats < job.seats or any(job.overlaps(other) for other in uses[device.item_id]):
                return False
            uses[device.item_id].append(job)
    return True


@given(problem=problems())
@settings(max_examples=150, deadline=None)
def test_as_few_jobs_go_without_as_in_any_assignment(problem):
    jobs, items = problem
    served = colour(jobs, items)
    assert set(served) == set(jobs)
    assert lawful(served)
    assert list(served.values()).count(None) == least_without(jobs, items)


def test_the_classes_are_decided_anew_where_taking_the_smallest_first_would_leave_one_without():
    """The small crew of the morning must take the van, so that the afternoon's two find a car and a van."""
    sizes = [item("CAR", seats=2, kind=VEHICLE), item("VAN", seats=5, kind=VEHICLE)]

    def job(start, end, seats):
        key = (MONDAY, "SPLIT", f"{start}{end}{seats}")
        return Job(start=start, end=end, key=key, kind=VEHICLE, unit_id="S1", who="x", seats=seats)

    jobs = [job(0, 2, 1), job(1, 4, 1), job(3, 5, 5)]
    served = colour(jobs, sizes)
    assert None not in served.values()
    assert [served[one].item_id for one in jobs] == ["VAN", "CAR", "VAN"]


def test_a_week_of_a_large_brigade_with_three_sizes_is_decided_at_once():
    """Dynamic programming over what is busy took more than two minutes for one such week."""
    spans = [(420, 1170), (405, 915), (810, 1320), (1320, 1890), (480, 1950)]
    jobs = [
        Job(
            start=day * 1440 + spans[at * 7 % 5][0],
            end=day * 1440 + spans[at * 7 % 5][1],
            key=(MONDAY, str(day), f"{at:06d}"),
            kind=VEHICLE,
            unit_id="S1",
            who="x",
            seats=(1, 2, 2, 3, 4)[(at * 3 + day) % 5],
        )
        for day in range(7)
        for at in range(31)
    ]
    items = [item(f"V{at}", seats=(2, 5, 5, 7, 5)[at % 5], kind=VEHICLE) for at in range(23)]
    began = time.process_time()
    served = colour(jobs, items)
    assert time.process_time() - began < 2
    assert lawful(served)


def test_a_roster_gets_devices_that_never_serve_two_and_come_from_the_own_unit():
    city = large_city(80)
    city = replace(city, equipment=equipment_of(city))
    roster = fill(city)
    binding = bind(city, roster)
    uses = defaultdict(list)
    for job in jobs_of(Case(city, roster)):
        device = binding.served[job.kind, job.key]
        if device is not None:
            uses[job.kind, device.item_id].append(job)
            assert device.unit_id == job.unit_id
            assert device.seats >= job.seats
    assert not [1 for jobs in uses.values() for a in jobs for b in jobs if a < b and a.overlaps(b)]
    assert binding == bind(city, roster)
    for officer in city.officers:
        radios = {
            i.item_id for (kind, key), i in binding.served.items() if kind is RADIO and key[2] == officer.officer_no
        }
        assert radios in (set(), {officer.radio_id})


def week_of(city, *duties: tuple[str, str, int]) -> Roster:
    """A roster of (police number, template, day of the week) at the post P11, each a crew of its own."""
    return Roster(
        city=city.name,
        week=WEEK,
        duties=[
            Duty(day=WEEK.days[day], template=template, place_id="P11", crew=at, seat=Seat.LEAD, officer_no=number)
            for at, (number, template, day) in enumerate(duties, start=1)
        ],
    )


def with_items(*items: Item, handover: int = 15):
    city = tiny_city()
    officers = tuple(replace(o, radio_id="") for o in city.officers)
    return replace(city, officers=officers, equipment=Equipment(items=items, handover_min=handover))


def test_a_handover_that_fits_to_the_minute_is_kept_and_one_minute_less_is_a_shortage():
    duties = (("000101", "EARLY", 0), ("000102", "NIGHT", 0))  # 06:45-14:45, 22:00-07:00
    city = with_items(item("A1"), handover=435)
    assert not bind(city, week_of(city, *duties)).shortages
    city = with_items(item("A1"), handover=436)
    assert len(bind(city, week_of(city, *duties)).shortages) == 1


def test_a_shortage_names_the_duty_and_where_to_borrow_at_what_time():
    city = with_items(item("A1"), item("B1", unit="S2"))
    duties = (("000101", "EARLY", 0), ("000102", "EARLY", 0), ("000103", "EARLY", 0))
    found = findings(city, bind(city, week_of(city, *duties)))
    assert [finding.rule for finding in found] == ["N10", "N10"]
    assert all(finding.severity is Severity.GAP for finding in found)
    assert found[0].where.officer == "000102"
    assert found[0].advice.zh == "向 二中队 借 执法记录仪 B1, 11-23 06:45–15:00 其空闲"
    assert "B1" not in found[1].advice.zh, "nothing is promised twice"
    assert "增配" in found[1].advice.zh


def test_what_is_under_repair_serves_nobody_and_repairing_it_is_advised():
    city = with_items(item("A1", condition=Condition.REPAIR))
    (finding,) = findings(city, bind(city, week_of(city, ("000101", "EARLY", 0))))
    assert finding.advice.en == "repair the recorder A1"


def test_who_worked_on_sunday_night_still_has_the_device_on_monday_morning():
    city = with_items(item("A1"))
    roster = week_of(city, ("000102", "EARLY", 0))
    assert not bind(city, roster).shortages
    past = PastDuty(day=MONDAY - timedelta(days=1), template="NIGHT", place_id="M1")
    officers = (replace(city.officers[0], past=(past,)), *city.officers[1:])
    assert len(bind(replace(city, officers=officers), roster).shortages) == 1


def test_a_person_keeps_the_shared_device_through_the_week_where_possible():
    city = with_items(item("A1"), item("A2"), item("A3"))
    duties = [(number, "EARLY", day) for day in range(5) for number in ("000101", "000102", "000103")]
    binding = bind(city, week_of(city, *duties))
    for number in ("000101", "000102", "000103"):
        assert len({i.item_id for (_, key), i in binding.served.items() if key[2] == number}) == 1


def test_a_radio_given_to_two_people_belongs_to_neither_and_serves_one_at_a_time():
    city = tiny_city()
    shared = tuple(replace(o, radio_id="R0001" if o.officer_no in ("000101", "000102") else "") for o in city.officers)
    city = replace(city, officers=shared)
    binding = bind(city, week_of(city, ("000101", "EARLY", 0), ("000102", "EARLY", 0)))
    assert len(binding.shortages) == 1
    assert not bind(city, week_of(city, ("000101", "EARLY", 0), ("000102", "NIGHT", 0))).shortages


def test_a_squadron_without_a_pool_draws_from_its_brigade_and_kinds_without_a_list_are_not_missed():
    city = with_items(item("A1", unit="B1"))
    binding = bind(city, week_of(city, ("000101", "EARLY", 0)))
    assert binding.of(RECORDER, (date(2026, 11, 23), "EARLY", "000101")).item_id == "A1"
    assert binding.kinds == {RECORDER}
    assert not bind(replace(city, equipment=Equipment()), week_of(city, ("000101", "EARLY", 0))).shortages
